"""nbgrader's own gradebook gets our marks, and gives back points that a person gave in there."""

import functools
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from mrcnn_edu.classroom.grading.gradebook import read_gradebook, write_gradebook
from mrcnn_edu.classroom.grading.results import write_results
from tests.classroom.grading.notebooks import AREA, SIDES, notebook
from tests.classroom.grading.sides_key import ASSIGNMENT
from tests.classroom.grading.test_pages import graded

NAME = ASSIGNMENT.name
SETTINGS = Path(__file__).resolve().parents[3] / "assignments" / "nbgrader_config.py"
pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture(scope="module", autouse=True)
def alembic():
    """Is asked once, for that takes two seconds; it is found though it is not on the path."""
    from nbgrader import api

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/nowhere")
        patch.setattr(api, "get_alembic_version", functools.cache(api.get_alembic_version))
        yield


@pytest.fixture
def course(tmp_path):
    """A school's course folder."""
    cells = [cell | {"id": f"cell-{number}"} for number, cell in enumerate(SIDES)]
    book = nbformat.reads(notebook(*cells), as_version=4)
    points = {question.grade_id: question.points for question in ASSIGNMENT.questions}
    for cell in book.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade"):
            marks["points"] = points[marks["grade_id"]]
        if marks.get("solution") and cell.cell_type == "code":
            cell.source = f"### BEGIN SOLUTION\n{cell.source}\n### END SOLUTION"
    source = tmp_path / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(book, source)
    shutil.copy(SETTINGS, tmp_path)
    return tmp_path


def in_the_formgrader(course, student, points, remark):
    """What its page does when a teacher types."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        where = "why", NAME, NAME, student
        book.find_grade(*where).manual_score = points
        book.find_grade(*where).needs_manual_grade = False
        book.find_comment(*where).manual_comment = remark
        book.db.commit()


def scores(course):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {
            s.student.id: (s.score, s.needs_manual_grade) for s in book.assignment_submissions(NAME)
        }


def test_marks_go_into_the_gradebook_and_points_come_back(course, tmp_path):
    source, out = course / "source" / NAME / f"{NAME}.ipynb", tmp_path / "out"
    out.mkdir()
    text = "<b>Because</b>\nof _two_ sides."
    grades = [graded("Ann", answer=text), graded("../Bo", answer="So.")]
    code = sum(mark.points or 0 for mark in grades[0].marks)
    (course / "submitted" / "Ann" / NAME).mkdir(parents=True)
    (course / "submitted" / "Ann" / NAME / "timestamp.txt").write_text("2026-11-27 01:00:00 UTC")

    def grade_again(grades):
        given = read_gradebook(course, NAME)
        final = write_results(grades, ASSIGNMENT, out, given)
        write_gradebook(course, source, final)
        return [grade.marks[-1] for grade in final]

    assert [mark.points for mark in grade_again(grades)] == [None, None]
    assert scores(course) == {"Ann": (code, True), "Bo-2711d8c4": (code, True)}

    shown = nbformat.read(course / "autograded" / "Ann" / NAME / f"{NAME}.ipynb", as_version=4)
    assert shown.cells[-1].source == "    <b>Because</b>\n    of _two_ sides.\n"
    whole = "\n".join(cell.source for cell in shown.cells)
    assert AREA not in whole
    assert "SOLUTION" not in whole
    assert (course / "autograded" / "Ann" / NAME / "timestamp.txt").exists()

    in_the_formgrader(course, "Ann", 1.5, "Which sides?")
    ann, bo = grade_again(grades)
    assert (ann.points, ann.feedback, bo.points) == (1.5, ("Which sides?",), None)
    assert scores(course)["Ann"] == (code + 1.5, False)

    ann, _ = grade_again([graded("Ann", answer="Another answer."), *grades[1:]])
    assert ann.points is None  # it is to be read anew
    assert scores(course)["Ann"] == (code, True)


def test_more_points_than_there_are_is_said(course, tmp_path):
    grades = [graded("Ann", answer="So.")]
    write_gradebook(course, course / "source" / NAME / f"{NAME}.ipynb", grades)
    in_the_formgrader(course, "Ann", 99, None)
    with pytest.raises(ValueError, match=r"the gradebook gives Ann '99' points for why"):
        write_results(grades, ASSIGNMENT, tmp_path, read_gradebook(course, NAME))


def test_a_grade_that_failed_has_no_points_in_there_either(course):
    grade = graded("Ann", answer="So.")
    marks = tuple(replace(mark, points=None, outcome="not graded") for mark in grade.marks)
    write_gradebook(
        course, course / "source" / NAME / f"{NAME}.ipynb", [replace(grade, marks=marks)]
    )
    assert scores(course) == {"Ann": (0, True)}


def test_where_there_is_no_gradebook_nothing_was_given(tmp_path):
    assert read_gradebook(tmp_path, NAME) == {}
