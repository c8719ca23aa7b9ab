"""The tool that measures lessons, and what it says of those that are committed."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import lesson_budget
from tools.notebooks import read_notebook

LESSONS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


def measured(*cells):
    return lesson_budget.measure(new_notebook(cells=list(cells)))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Two words", 2),
        ("It's one-sided: don't", 3),
        ("a [link](to/some/where.html) of two", 4),
        ("code such as `boxes.unbind(-1)` and $x_1 + x_2$ is none", 6),
        ("```python\nx = 1\n```\nonly this", 2),
        ("seen <details><summary>Hint</summary>\nunseen\n</details> seen", 2),
        ("0.5 is a number", 5),
        ("", 0),
    ],
)
def test_words_of_prose(source, words):
    assert measured(new_markdown_cell(source, id="text")).words == words


def test_solutions_are_not_counted():
    size = measured(
        new_markdown_cell("## Solutions", id="solutions"),
        new_code_cell("def nms(): ...", id="solution-nms"),
    )
    assert (size.words, size.lines, size.exercises) == (0, 0, 0)


def test_lines_that_are_read():
    size = measured(
        new_code_cell("a = 1\n\nb = 2", id="short"),
        new_code_cell("def f():\n    pass", id="own", metadata={"tags": ["defines:a.b.f"]}),
        new_code_cell("import torch", id="imports", metadata={"jupyter": {"source_hidden": True}}),
    )
    assert (size.lines, size.of_the_package) == (4, 2)


def test_folded_figures_count_and_exercises_do():
    size = measured(
        new_code_cell(
            "_, ax = plt.subplots()", id="drawn", metadata={"jupyter": {"source_hidden": True}}
        ),
        new_code_cell("NmsWidget(image)", id="widget"),
        new_code_cell("print(1)", id="printed"),
        new_code_cell("def my_nms(): ...", id="exercise-nms"),
    )
    assert (size.figures, size.exercises) == (2, 1)


def test_voice_is_counted_in_a_thousand_words():
    size = measured(new_markdown_cell("You see: we can; your time is 10:30", id="text"))
    assert size.words == 9
    assert size.you == pytest.approx(3000 / 9)
    assert size.hinges == pytest.approx(2000 / 9)


@pytest.mark.parametrize(
    ("change", "outside"),
    [
        ({}, []),
        ({"words": 1799}, ["words"]),
        ({"words": 2301, "lines": 201}, ["words", "lines"]),
        ({"of_the_package": 61, "figures": 7}, ["of_the_package", "figures"]),
        ({"figures": 13, "exercises": 1}, ["figures", "exercises"]),
        ({"exercises": 4}, ["exercises"]),
    ],
)
def test_bounds(change, outside):
    usual = lesson_budget.Size(2000, 200, 60, 8, 2, 20.0, 15.0)
    assert lesson_budget.excesses(usual._replace(**change), "02_nms") == outside


def test_the_first_lesson_has_no_lower_bounds():
    short = lesson_budget.Size(900, 50, 0, 5, 0, 20.0, 15.0)
    assert lesson_budget.excesses(short, "00_start_here") == []
    assert lesson_budget.excesses(short._replace(words=2301), "00_start_here") == ["words"]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lessons_keep_to_their_budget(path):
    outside = lesson_budget.excesses(lesson_budget.measure(read_notebook(path)), path.stem)
    assert outside == []
