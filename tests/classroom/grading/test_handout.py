"""What students get is made by nbgrader, and holds no solution and no hidden test."""

import json

import pytest

from mrcnn_edu.classroom.grading.handout import assignments_in, hand_out, what_is_given_away
from mrcnn_edu.cli.main import main
from tests.classroom.grading.notebooks import code, markdown, notebook

SOLVED = """def double(x):
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION"""
HIDDEN = """assert double(1) == 2
### BEGIN HIDDEN TESTS
assert double(21) == 42
### END HIDDEN TESTS"""
PRINTED = {"output_type": "stream", "name": "stdout", "text": "the answer is 42"}


def with_points(cell, points):
    cell["metadata"]["nbgrader"] |= {"points": points, "cell_type": cell["cell_type"]}
    cell["id"] = cell["metadata"]["nbgrader"]["grade_id"]
    return cell


@pytest.fixture
def folder(tmp_path):
    """A course folder with one assignment."""
    cells = [
        with_points(code(SOLVED, "double") | {"outputs": [PRINTED]}, 0),
        with_points(code(HIDDEN, "double-tests", grade=True, solution=False), 3),
        with_points(markdown("Because x + x is twice x.", "why"), 2),
    ]
    source = tmp_path / "course" / "source" / "a0" / "a0.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(notebook(*cells))
    (source.parent / "notes.txt").write_text("the answer is 42")
    (tmp_path / "course" / "keys").mkdir()
    (tmp_path / "course" / "keys" / "a0.py").write_text("ASSIGNMENT = 42")
    settings = (
        'c = get_config()\nc.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}'
    )
    (tmp_path / "course" / "nbgrader_config.py").write_text(settings)
    return tmp_path / "course"


def test_students_get_the_notebook_alone_without_what_is_kept_back(folder, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["handout", str(out), "--assignments", str(folder)]) == 0
    assert capsys.readouterr().out == f"{out / 'a0' / 'a0.ipynb'}\n"
    assert [path for path in out.rglob("*") if path.is_file()] == [out / "a0" / "a0.ipynb"]
    text = (out / "a0" / "a0.ipynb").read_text()
    assert "x + x" not in text
    assert "42" not in text
    assert "SOLUTION" not in text
    first, tests, why = json.loads(text)["cells"]
    assert "".join(first["source"]) == "def double(x):\n    raise NotImplementedError()"
    assert "".join(tests["source"]) == "assert double(1) == 2"
    assert "".join(why["source"]) == "YOUR ANSWER HERE"
    assert tests["metadata"]["nbgrader"]["points"] == 3
    assert not tests["metadata"]["editable"]


def test_an_assignment_that_is_not_there_is_named_with_those_that_are(folder, tmp_path, capsys):
    assert assignments_in(folder) == ["a0"]
    assert main(["handout", str(tmp_path), "a7", "--assignments", str(folder)]) == 1
    assert "no assignment a7" in (told := capsys.readouterr().err)
    assert "there are: a0" in told
    assert main(["handout", str(tmp_path / "x"), "--assignments", str(tmp_path / "nowhere")]) == 1
    assert "--assignments" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("def double(x):\n    return 1", "assert double(1) == 2", ""),
        (SOLVED, "", "BEGIN SOLUTION"),
        ("", HIDDEN, "BEGIN HIDDEN TESTS"),
        ("return x + x", "", "return x + x"),
        ("", "assert double(21) == 42", "double(21)"),
        ("", "=== BEGIN MARK SCHEME ===", "MARK SCHEME"),
    ],
)
def test_what_would_be_given_away_is_found(first, second, found):
    source = [code(SOLVED), code(HIDDEN)]
    released = [code(first), code(second)]
    assert found in (told := what_is_given_away(source, released))
    assert bool(told) == bool(found)


def test_outputs_are_found():
    cell = code("1") | {"outputs": [PRINTED]}
    assert what_is_given_away([cell], [cell]) == "outputs"


def test_nothing_is_written_if_something_would_be_given_away(folder, tmp_path):
    source = folder / "source" / "a0" / "a0.ipynb"
    cells = json.loads(source.read_text())["cells"]
    source.write_text(notebook(*cells, code("return x + x") | {"id": "slip"}))
    with pytest.raises(ValueError, match=r"a0 would give away 'return x \+ x'; correct"):
        hand_out("a0", folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()
