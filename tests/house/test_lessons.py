"""The committed lessons: no outputs, stable ids, one metadata, the package's own functions."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from tools import notebooks, sync

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NOTEBOOKS = notebooks.find_notebooks([], ROOT / "notebooks")  # the extras too
# Runs of cells that somebody left as the tool or Jupyter named them.
NO_NAME = re.compile(r"(cell|untitled|code|markdown|text)-?[0-9a-f]*")


def problems(path: Path) -> Iterator[str]:
    """What keeps a lesson from being committed."""
    text = path.read_text(encoding="utf-8")
    book = notebooks.read_notebook(path)
    if book.metadata != notebooks.METADATA or book.nbformat_minor != 5:
        yield "its metadata is not the fixed one"
    for place, cell in enumerate(book.cells):
        name = cell.get("id", f"number {place}")
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield f"cell {name!r} carries outputs or a count"
        if not notebooks.READABLE_ID.fullmatch(name) or NO_NAME.fullmatch(name):
            yield f"cell {name!r} has no readable id"
        if notebooks.MACHINE_ID.fullmatch(name):
            yield f"cell {name!r} has the id that Jupyter made up"
    if text != notebooks.to_json(book, path.stem):
        yield "the file is not as the tool writes it"
    notebooks.to_python(book, path.stem)


def function_in(book, name):
    """The body of a function of that name, wherever a lesson defines it, without comments."""
    cells = (ast.parse(c.source).body for c in book.cells if f"def {name}(" in c.source)
    (found,) = [n for n in chain(*cells) if isinstance(n, ast.FunctionDef) and n.name == name]
    return "\n".join(ast.unparse(part) for part in (found.args, *found.body))


def test_the_function_still_broken_is_the_one_to_mend():
    """Lesson 09 tries the exercise as it was in the detector, after the learner has mended it."""
    book = notebooks.read_notebook(ROOT / "notebooks/09_roipool_vs_roialign.ipynb")
    assert function_in(book, "still_broken") == function_in(book, "mend_me")


def test_there_are_lessons():
    assert LESSONS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_is_as_committed_lessons_are(path):
    found = list(problems(path))
    assert found == [], f"mend with: python -m tools.notebooks clean {path.stem}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_sync_would_change_nothing(path):
    changed = [cell_id for cell_id, _, _ in sync.synced(notebooks.read_notebook(path), path.stem)]
    assert changed == [], "run: make sync"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_readme_maps_the_lesson_with_its_minutes(path):
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|") and f"notebooks/{path.name})" in line]
    headers = [line for line in lines if line.startswith("|") and "minutes" in line.lower()]
    assert len(rows) == 1, f"the course map of README.md needs one row with notebooks/{path.name}"
    assert len(headers) == 1, "the course map of README.md needs one column called minutes"
    columns = [column.strip().lower() for column in headers[0].split("|")]
    (minutes,) = [i for i, column in enumerate(columns) if "minutes" in column]
    assert re.fullmatch(r"\D*[1-9]\d*\D*", rows[0].split("|")[minutes]), f"no minutes: {rows[0]}"


def test_the_readme_links_no_lesson_that_is_not_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"notebooks/([^)\s]+\.ipynb)\)", text))
    assert linked == {path.relative_to(ROOT / "notebooks").as_posix() for path in NOTEBOOKS}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"execution_count": null', '"execution_count": 1', "carries outputs or a count"),
        ('"outputs": []', '"outputs": [{"output_type": "stream"}]', "carries outputs or a count"),
        ('"id": "sum"', '"id": "cell-3f"', "has no readable id"),
        ('"id": "sum"', '"id": "3f2b1c56"', "that Jupyter made up"),
        ('"display_name": "Python 3"', '"display_name": "mine"', "its metadata"),
        ('"source": [', '"source":  [', "as the tool writes it"),
    ],
    ids=["count", "output", "unreadable", "machine", "metadata", "layout"],
)
def test_each_problem_is_found(tmp_path, old, new, found):
    good = notebooks.cleaned(
        notebooks.nbformat.from_dict(
            {"cells": [{"cell_type": "code", "id": "sum", "metadata": {}, "source": "1 + 1"}]}
        ),
        "x",
    )
    text = notebooks.to_json(good, "x")
    path = tmp_path / "x.ipynb"
    path.write_text(text)
    assert list(problems(path)) == []
    assert old in text
    path.write_text(text.replace(old, new))
    assert any(found in problem for problem in problems(path))
