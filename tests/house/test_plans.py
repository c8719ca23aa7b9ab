"""A teacher's plan of each lesson: its places exist in the lesson, and its minutes add up."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLANS = ROOT / "assignments" / "plans"
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
ROW = re.compile(r"^\| (\d+) \| `([\w-]+)` \| (.+) \|$", re.MULTILINE)


def lines_of(plan: str, minutes: int) -> list[tuple[int, str, str]]:
    """The rows under the heading of so many minutes: how long, where, what."""
    section = plan.split(f"## {minutes} minutes\n")[1].split("\n## ")[0]
    rows = [(int(long), where, what) for long, where, what in ROW.findall(section)]
    assert len(rows) == section.count("\n| ") - 1, "a row that is not | minutes | `cell` | what |"
    return rows


def ids_in(lesson: str) -> set[str]:
    notebook = json.loads((ROOT / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))
    return {cell["id"] for cell in notebook["cells"]}


def test_every_lesson_has_a_plan_and_every_plan_a_lesson():
    assert sorted(path.stem for path in PLANS.glob("*.md")) == LESSONS


@pytest.mark.parametrize("minutes", [45, 90])
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_minutes_add_up(lesson, minutes):
    rows = lines_of((PLANS / f"{lesson}.md").read_text(encoding="utf-8"), minutes)
    assert sum(long for long, _, _ in rows) == minutes


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_place_is_a_cell_of_the_lesson(lesson):
    plan = (PLANS / f"{lesson}.md").read_text(encoding="utf-8")
    tables = [where for minutes in (45, 90) for _, where, _ in lines_of(plan, minutes)]
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", plan))
    assert set(tables) | named <= ids_in(lesson)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_plan_fits_a_page(lesson):
    assert len((PLANS / f"{lesson}.md").read_text(encoding="utf-8").split()) <= 400
