"""A class is graded whole: nobody is stopped by another, and work goes on where it was."""

import csv
import io
import json
import shutil
import stat
from pathlib import Path

import pytest

from mrcnn_edu.classroom.grading import whole_class
from mrcnn_edu.classroom.grading.grade_file import read_grade, write_grade
from mrcnn_edu.classroom.grading.handed_in import find_handed_in
from mrcnn_edu.classroom.grading.marks_csv import marks_csv, no_formula
from mrcnn_edu.classroom.grading.secret import secret_of
from mrcnn_edu.classroom.grading.whole_class import grade_class, grade_path
from tests.classroom.grading.in_process import open_in_process
from tests.classroom.grading.notebooks import SIDES, code, notebook
from tests.classroom.grading.sides_key import ASSIGNMENT

KEY = Path(__file__).with_name("sides_key.py")
WRONG = code("def my_area(sides):\n    return sides.sum(1)", "area-answer")


def grade(submitted, out, workers=1):
    return {
        grade.student: grade
        for grade in grade_class(
            find_handed_in(submitted, ASSIGNMENT.name),
            KEY,
            out,
            secret="a secret",
            open_session=open_in_process,
            workers=workers,
        )
    }


CLASS = {
    "ann": notebook(*SIDES),
    "bo": notebook(*SIDES[:1], WRONG, *SIDES[2:]),
    "=cmd": notebook(*SIDES),
    "cy": notebook(*SIDES),
    "no json": "{",
    "died": notebook(code("the grader shall die"), *SIDES),
    "failed": notebook(code("the grader shall fail"), *SIDES),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class whose grading was stopped once: where it lies, and its grades."""
    folder = tmp_path_factory.mktemp("class")
    submitted = folder / "submitted"
    submitted.mkdir()
    for student, text in CLASS.items():
        (submitted / f"{student}.ipynb").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole_class, "write_grade", write_two_and_stop())
        with pytest.raises(KeyboardInterrupt):
            grade(submitted, folder / "out")
    before = {path: path.stat().st_mtime_ns for path in (folder / "out" / "graded").iterdir()}
    grades = grade(submitted, folder / "out")
    assert len(before) == 2
    assert {path: path.stat().st_mtime_ns for path in before} == before
    return folder, grades


def write_two_and_stop():
    """Writes two grades, then Ctrl-C is pressed."""
    written = []

    def write(path, grade):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        write_grade(path, grade)

    return write


def test_everybody_has_a_grade_whatever_became_of_others(graded):
    _, grades = graded
    assert {student: grade.notebook for student, grade in grades.items()} == {
        "ann": "read",
        "bo": "read",
        "=cmd": "read",
        "cy": "read",
        "no json": "not json",
        "died": "grader failed",
        "failed": "grader failed",
    }
    assert {student: grade.points for student, grade in grades.items() if grade.points} == {
        "ann": 10,
        "bo": 6,
        "=cmd": 10,
        "cy": 10,
    }
    assert "exit code -9" in grades["died"].text
    assert "RuntimeError: no sandbox" in grades["failed"].text


def test_points_are_unknown_where_grading_failed_and_0_where_there_is_no_notebook(graded):
    _, grades = graded
    assert {mark.points for mark in grades["died"].marks} == {None}
    assert {mark.points for mark in grades["no json"].marks} == {0}


def test_grades_are_files_that_read_as_they_were_written(graded):
    folder, grades = graded
    for student, grade in grades.items():
        assert read_grade(grade_path(folder / "out", student)) == grade
    assert not list((folder / "out" / "graded").glob("*.partial"))


def test_what_has_changed_is_graded_anew_and_nothing_else(graded, tmp_path):
    folder, grades = graded
    shutil.copytree(folder, tmp_path / "again")
    submitted, out = tmp_path / "again" / "submitted", tmp_path / "again" / "out"
    for student in ("died", "failed", "no json"):
        (submitted / f"{student}.ipynb").unlink()
    (submitted / "bo.ipynb").write_text(notebook(*SIDES))
    grade_path(out, "ann").write_text("{ damaged")
    change(grade_path(out, "cy"), asked="of another seed, or another key", text="old")
    change(grade_path(out, "=cmd"), text="not graded again")
    again = grade(submitted, out)
    assert again.keys() == {"ann", "bo", "=cmd", "cy"}
    assert again["ann"] == grades["ann"]
    assert again["cy"] == grades["cy"]
    assert again["bo"].points == 10
    assert again["=cmd"].text == "not graded again"


def change(path, **values):
    """Other values in a grade's file."""
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_grades_of_another_assignment_are_not_written_over(graded, tmp_path):
    folder, _ = graded
    (tmp_path / "graded").mkdir()
    shutil.copy(grade_path(folder / "out", "ann"), tmp_path / "graded")
    change(grade_path(tmp_path, "ann"), assignment="a9")
    with pytest.raises(ValueError, match="holds grades of a9; choose another --output"):
        grade(folder / "submitted", tmp_path)


def test_the_csv_has_a_row_a_student_and_no_formula(graded):
    _, grades = graded
    text = marks_csv(list(grades.values()), ASSIGNMENT)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert [row["student"] for row in rows] == [
        "'=cmd",
        "ann",
        "bo",
        "cy",
        "died",
        "failed",
        "no json",
    ]
    assert rows[2] == {
        "student": "bo",
        "notebook": "read",
        "points": "6",
        "of": "12",
        "to mark by hand": "1",
        "area": "0",
        "tests-of-area": "6",
        "why": "",
        "area: outcome": "wrong value",
        "tests-of-area: outcome": "right",
        "why: outcome": "to mark",
    }


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x"])
def test_a_name_is_no_formula(text):
    assert no_formula(text) == f"'{text}"


def test_a_secret_is_made_once_and_is_nobody_elses_to_read(tmp_path):
    secret = secret_of(tmp_path / "out")
    path = tmp_path / "out" / "seed"
    assert len(secret) == 32
    assert secret_of(tmp_path / "out") == secret == secret_of(tmp_path / "out", secret)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret_of(tmp_path / "other") != secret
    assert secret_of(tmp_path / "third", "given") == "given"
    with pytest.raises(ValueError, match="another seed"):
        secret_of(tmp_path / "third", "changed")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["seed"]
