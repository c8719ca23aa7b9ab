"""The solutions that lessons and extras print at their end pass the check of today's cases."""

import functools
import json
from pathlib import Path

import pytest

from mrcnn_edu.classroom.check import check

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted([*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("extras/*.ipynb")])


def cells_of(lesson):
    """The cells that a solution may build on, and the solutions: source by id, in order."""
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells if is_wanted(cell)}


def is_wanted(cell):
    """The imports, what is filled in from the package, and the solutions."""
    tags = cell["metadata"].get("tags", [])
    filled_in = any(tag.startswith("defines:") for tag in tags)
    return filled_in or cell["id"] == "imports" or cell["id"].startswith("solution-")


SOLUTIONS = [
    pytest.param(lesson, cell, id=f"{lesson.stem}-{cell}")
    for lesson in LESSONS
    for cell in cells_of(lesson)
    if cell.startswith("solution-")
]


@pytest.mark.parametrize(("lesson", "cell"), SOLUTIONS)
def test_published_solution_passes(lesson, cell):
    cells = cells_of(lesson)
    names = {"__name__": "lesson"}
    for name, source in cells.items():
        if name == cell or not name.startswith("solution"):
            exec(source, names)
        if name == "imports":  # a busy machine tries as many cases as an idle one
            names["check"] = functools.partial(check, seconds=20)
    assert names["verdict"].passed, names["verdict"]
    assert names["verdict"].cases > 100


def test_lessons_with_exercises_have_solutions():
    assert {solution.values[0].name[:2] for solution in SOLUTIONS} >= {
        "01",
        "02",
        "09",
        "10",
        "11",
        "12",
        "13",
        "14",
    }
