"""Lessons turn into plain Python and back without loss."""

import json
import os
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import notebooks

LESSON = """\
# %% [markdown] id="the-problem"
# # The problem
#
# Two boxes, $a \\cap b$ over $a \\cup b$.
#
# - one,
# - two.

# %% id="imports"
# %matplotlib inline
import torch

# %% id="box-iou" tags=["defines:mrcnn_edu.ops.boxes.box_iou", "keep"]
def box_iou(a, b):  # not sorted out yet

    return a

# %% [markdown] id="table" jupyter={"source_hidden": true}
# | a | b |
# |---|---|
# | 1 | 2 |
"""


@pytest.fixture
def lesson(tmp_path):
    (tmp_path / "01_x.py").write_text(LESSON)
    return tmp_path


def convert(command: str, folder: Path, *names: str) -> int:
    return notebooks.main(
        [command, *names, "--notebooks", str(folder / "nb"), "--lessons", str(folder / "py")]
    )


def test_python_to_notebook_to_python_changes_no_byte(lesson):
    assert convert("to-ipynb", lesson, str(lesson / "01_x.py")) == 0
    first = (lesson / "nb" / "01_x.ipynb").read_bytes()
    assert convert("to-py", lesson) == 0
    assert (lesson / "py" / "01_x.py").read_text() == LESSON
    assert convert("to-ipynb", lesson) == 0
    assert (lesson / "nb" / "01_x.ipynb").read_bytes() == first


def test_the_notebook_holds_ids_tags_and_one_metadata(lesson):
    convert("to-ipynb", lesson, str(lesson / "01_x.py"))
    book = json.loads((lesson / "nb" / "01_x.ipynb").read_text())
    assert [cell["id"] for cell in book["cells"]] == ["the-problem", "imports", "box-iou", "table"]
    assert [cell["cell_type"] for cell in book["cells"]] == ["markdown", "code", "code", "markdown"]
    assert book["cells"][1]["source"] == ["%matplotlib inline\n", "import torch"]
    assert book["cells"][2]["metadata"] == {"tags": ["defines:mrcnn_edu.ops.boxes.box_iou", "keep"]}
    assert book["cells"][3]["metadata"] == {"jupyter": {"source_hidden": True}}
    assert book["metadata"] == notebooks.METADATA


def test_outputs_counts_and_an_editors_metadata_are_dropped():
    cell = new_code_cell(
        "1 + 1\n\n",
        id="sum",
        execution_count=7,
        outputs=[new_output("stream", text="2")],
        metadata={"collapsed": True, "tags": [], "execution": {"shell.execute_reply": "now"}},
    )
    own = {"kernelspec": {"name": "my-own", "display_name": "Mine"}, "widgets": {}}
    book = new_notebook(cells=[cell], metadata=own)
    clean = notebooks.cleaned(book, "x")
    assert clean.cells == [
        {
            "cell_type": "code",
            "id": "sum",
            "metadata": {},
            "source": "1 + 1",
            "execution_count": None,
            "outputs": [],
        }
    ]
    assert clean.metadata == notebooks.METADATA


@pytest.mark.parametrize(
    ("title", "source", "expected"),
    [
        ("", "Some words.\n\n## By hand: A, B\nmore", "by-hand-a-b"),
        ("", "import numpy as np", "import-numpy-as-np"),
        ("", "one two three four five six seven", "one-two-three-four-five-six"),
        ("A title", "x = 1", "a-title"),
        ("", "w" * 80, "w" * 64),
        ("", "∩ / ∪", "cell-891cec1e"),
    ],
    ids=["heading", "words", "six words", "title", "long", "no words"],
)
def test_a_cell_without_id_gets_one_from_what_it_says(title, source, expected):
    assert notebooks.make_id(title, source) == expected


def test_a_machine_made_id_counts_as_none():
    machine_made = [
        new_markdown_cell("# One", id="72b1c568"),
        new_markdown_cell("# Two", id="1b4e28ba-2fa1-41d2-883f-0016d3cca427"),
    ]
    clean = notebooks.cleaned(new_notebook(cells=machine_made), "x")
    assert [cell.id for cell in clean.cells] == ["one", "two"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            [new_markdown_cell("first", id="a"), new_code_cell("second", id="a")],
            r"the id 'a': the one that begins 'first' and the one that begins 'second'",
        ),
        ([new_markdown_cell("# Same", id="x1"), new_markdown_cell("# X1", id="12345678")], "'x1'"),
        ([new_markdown_cell("text", id="Not_Good")], "'Not_Good' of the cell that begins 'text'"),
    ],
    ids=["two alike", "given and made", "unreadable"],
)
def test_bad_ids_are_refused_by_name(cells, message):
    with pytest.raises(notebooks.NotebookError, match=message):
        notebooks.cleaned(NotebookNode(cells=cells), "x")


def test_two_cells_alike_in_a_file_are_refused_too(tmp_path):
    cells = [new_markdown_cell("first", id="a"), new_markdown_cell("second", id="a")]
    file = tmp_path / "x.ipynb"
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    file.write_text(json.dumps(book))
    with pytest.raises(notebooks.NotebookError, match="two cells have the id 'a'"):
        notebooks.to_json(notebooks.read_notebook(file), "x")


def test_a_cell_that_would_not_come_back_is_refused():
    book = new_notebook(cells=[new_code_cell("x = 1\n# %% two\ny = 2", id="split")])
    with pytest.raises(notebooks.NotebookError, match="'split' would not come back"):
        notebooks.to_python(book, "x")


def test_newer_python_is_not_overwritten_unless_forced(lesson, capsys):
    convert("to-ipynb", lesson, str(lesson / "01_x.py"))
    convert("to-py", lesson)
    edited = lesson / "py" / "01_x.py"
    edited.write_text(LESSON.replace("Two boxes", "Two fine boxes"))
    os.utime(edited, (2e9, 2e9))
    assert convert("to-py", lesson, "01_x") == 1
    assert "newer" in capsys.readouterr().err
    assert "Two fine" in edited.read_text()
    assert convert("to-py", lesson, "01_x", "--force") == 0
    assert "Two fine" not in edited.read_text()


def test_an_older_python_file_follows_its_notebook(lesson):
    convert("to-ipynb", lesson, str(lesson / "01_x.py"))
    old = lesson / "py" / "01_x.py"
    old.parent.mkdir()
    old.write_text("# %% [markdown]\n# old\n")
    os.utime(old, (1e9, 1e9))
    assert convert("to-py", lesson) == 0
    assert old.read_text() == LESSON


def test_clean_rewrites_a_notebook_in_place(tmp_path):
    book = new_notebook(cells=[new_code_cell("2", id="two", execution_count=3)])
    (tmp_path / "nb").mkdir()
    (tmp_path / "nb" / "x.ipynb").write_text(json.dumps(book))
    assert convert("clean", tmp_path, "x") == 0
    expected = notebooks.to_json(book, "x")
    assert (tmp_path / "nb" / "x.ipynb").read_text() == expected
    assert '"execution_count": null' in expected


def test_a_lesson_that_is_not_there_is_named(tmp_path, capsys):
    assert convert("to-py", tmp_path, "99_nothing") == 1
    assert "99_nothing.ipynb does not exist" in capsys.readouterr().err


def test_extras_keep_their_folder_both_ways(lesson):
    (lesson / "nb" / "extras").mkdir(parents=True)
    (lesson / "py" / "extras").mkdir(parents=True)
    (lesson / "py" / "extras" / "more.py").write_text(LESSON)
    assert convert("to-ipynb", lesson) == 0
    assert convert("to-ipynb", lesson, str(lesson / "01_x.py")) == 0
    found = notebooks.find_notebooks([], lesson / "nb")
    assert [path.relative_to(lesson / "nb").as_posix() for path in found] == [
        "01_x.ipynb",
        "extras/more.ipynb",
    ]
    assert notebooks.find_notebooks(["more"], lesson / "nb") == found[1:]
    (lesson / "py" / "extras" / "more.py").unlink()
    assert convert("to-py", lesson) == 0
    assert (lesson / "py" / "extras" / "more.py").read_text() == LESSON
