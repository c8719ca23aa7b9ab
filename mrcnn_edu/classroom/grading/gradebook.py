"""nbgrader's gradebook: our marks go into it, points that were given in its formgrader come back.

The formgrader shows what lies in ``autograded``. What is put there is the notebook as it was handed
out, with our outcomes where code was asked and the student's answers where words were, as text: no
code, no output, no markup and no metadata of theirs.
"""

import copy
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mrcnn_edu.classroom.grading.by_hand import Given, as_given
from mrcnn_edu.classroom.grading.grade import Grade
from mrcnn_edu.classroom.grading.handed_in import safe_name
from mrcnn_edu.classroom.grading.handout import for_students
from mrcnn_edu.classroom.grading.mark import Mark
from mrcnn_edu.classroom.grading.marks_csv import written
from mrcnn_edu.classroom.grading.outcomes import printable
from mrcnn_edu.files.whole import write_whole

DATABASE, SHOWN, COLLECTED, WHEN = "gradebook.db", "autograded", "submitted", "timestamp.txt"
ANSWER = "answer"  # in a cell's metadata: the one that points are given for
BY_HAND = ("to mark", "marked", "no answer")


def read_gradebook(course: Path, assignment: str) -> Given:
    """Read the points that were given for answers in words.

    Args:
        course: nbgrader's course folder.
        assignment: its name.

    Returns:
        Rows as of ``written.csv``, by the student's id and the question.
    """
    if not (course / DATABASE).exists():
        return {}
    given = {}
    with _open(course) as book:
        for submission in book.assignment_submissions(assignment):
            student = submission.student.id
            answers = _answers_shown(_shown(course, student, assignment))
            for grade in (g for notebook in submission.notebooks for g in notebook.grades):
                if grade.manual_score is None or grade.name not in answers:
                    continue
                remark = _comment(book, grade.name, assignment, student).comment or ""
                row = as_given(student, grade.manual_score, remark, answers[grade.name])
                given[student, grade.name] = row
    return given


def write_gradebook(course: Path, source: Path, grades: Sequence[Grade]) -> None:
    """Write everybody's marks, and what the formgrader shows of them.

    Args:
        course: nbgrader's course folder.
        source: the assignment's notebook, with solutions, in ``source/NAME`` beside
            ``nbgrader_config.py``.
        grades: with the points that were given by hand. A point that a teacher has given in the
            formgrader for code stays there, and counts there.
    """
    import nbformat
    from nbgrader.preprocessors import SaveCells

    name = source.stem
    notebook = nbformat.read(source, as_version=4)  # type: ignore[no-untyped-call]
    released = for_students(notebook, source.parents[2])
    with _open(course) as book:
        book.update_or_create_assignment(name)
        ours = {"notebook": name, "assignment": name, "db_url": _url(course)}
        SaveCells().preprocess(released, {"nbgrader": ours})
    with _open(course) as book:
        for grade in grades:
            student = safe_name(grade.student)
            book.update_or_create_student(student)
            book.update_or_create_submission(name, student)
            for mark in grade.marks:
                _write_mark(book, mark, name, student)
            path = _shown(course, student, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            text = nbformat.writes(_filled(released, grade))  # type: ignore[no-untyped-call]
            write_whole(path, text + "\n")
            when = course / COLLECTED / student / name / WHEN
            if when.is_file() and not when.is_symlink():  # nbgrader compares both
                shutil.copy(when, path.parent)
        book.db.commit()


def _url(course: Path) -> str:
    return f"sqlite:///{(course / DATABASE).resolve()}"


def _open(course: Path) -> Any:
    from nbgrader.api import Gradebook

    if shutil.which("alembic") is None:  # which nbgrader calls by its name alone
        os.environ["PATH"] = os.pathsep.join(
            [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        )
    return Gradebook(_url(course))


def _shown(course: Path, student: str, assignment: str) -> Path:
    return course / SHOWN / student / assignment / f"{assignment}.ipynb"


def _comment(book: Any, question: str, assignment: str, student: str) -> Any:
    return book.find_comment(question, assignment, assignment, student)


def _write_mark(book: Any, mark: Mark, assignment: str, student: str) -> None:
    grade = book.find_grade(mark.grade_id, assignment, assignment, student)
    if mark.outcome in BY_HAND:
        grade.manual_score = mark.points
        comment = _comment(book, mark.grade_id, assignment, student)
        comment.manual_comment = "\n".join(mark.feedback) or None
    else:
        grade.auto_score = mark.points
    grade.needs_manual_grade = mark.points is None


def _answers_shown(path: Path) -> dict[str, str]:
    """The answers that a person has seen in the formgrader, by question."""
    import nbformat

    if not path.is_file():
        return {}
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    cells = [cell for cell in notebook.cells if ANSWER in cell.metadata]
    return {cell.metadata.nbgrader.grade_id: cell.metadata[ANSWER] for cell in cells}


def _filled(released: Any, grade: Grade) -> Any:
    """The notebook as it was handed out, with a student's answers and outcomes in it."""
    notebook = copy.deepcopy(released)
    marks = {mark.grade_id: mark for mark in grade.marks}
    for cell in notebook.cells:
        mark = marks.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if mark and cell.cell_type == "markdown":
            cell.metadata[ANSWER] = mark.answer
            # Indented, Markdown shows it as it was typed.
            cell.source = "".join(f"    {line}\n" for line in _lines(mark.answer))
        elif mark:
            told = [f"{written(mark.points)} of {written(mark.most)}", *mark.text.split("\n")]
            cell.source = "".join(f"# {line}\n" for line in _lines("\n".join(told)))
        elif cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = "# The code is in the notebook that was handed in."
    return notebook


def _lines(text: str) -> list[str]:
    return [printable(line) for line in text.split("\n")]
