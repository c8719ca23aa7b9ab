"""Answers in words: a table that a teacher fills in, and that is read back.

``written.csv`` has a row for each answer. Points and a remark stay with the answer that they were
given for: if a student hands in another one, its points are to be given anew.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mrcnn_edu.classroom.grading.grade import Grade
from mrcnn_edu.classroom.grading.handed_in import safe_name
from mrcnn_edu.classroom.grading.mark import Mark
from mrcnn_edu.classroom.grading.marks_csv import no_formula, written
from mrcnn_edu.classroom.grading.outcomes import clean, printable, words

COLUMNS = ["id", "student", "question", "of", "points", "remark", "answer"]
LONGEST = 20_000  # characters of an answer; a cell of a spreadsheet holds 32,767
Given = dict[tuple[str, str], dict[str, str]]  # the rows of the table, by id and question


def read_given(path: Path) -> Given:
    """Read what was given by hand so far.

    Args:
        path: of the table.

    Returns:
        Its rows, by the student's id and the question; none if there is no table yet.

    Raises:
        ValueError: if a column is missing.
    """
    if not path.exists():
        return {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if missing := [name for name in COLUMNS if row.get(name) is None]:
            raise ValueError(f"{path} has no column {missing[0]}; save it as CSV with commas")
    return {(row["id"], row["question"]): row for row in rows}


def as_given(student: str, points: float, remark: str, answer: str) -> dict[str, str]:
    """A row for points that were given elsewhere than in the table.

    Args:
        student: the id.
        points: for the answer.
        remark: on it.
        answer: that was read.
    """
    return {
        "place": "the gradebook",
        "id": student,
        "points": written(points),
        "remark": remark,
        "answer": _in_a_cell(answer),
    }


def with_given(grade: Grade, given: Given) -> Grade:
    """A grade with the points that a person gave for answers in words.

    Args:
        grade: of one student.
        given: as read from the table.

    Returns:
        The same grade, in which the answers that have points have them.

    Raises:
        ValueError: if points are no number from 0 to what can be earned.
    """
    who = safe_name(grade.student)
    marks = (_with(mark, given.get((who, mark.grade_id))) for mark in grade.marks)
    return replace(grade, marks=tuple(marks))


def written_csv(grades: Sequence[Grade]) -> str:
    """Write the table anew, with the points that were given.

    Args:
        grades: with these points.

    Returns:
        CSV, which begins with the mark by which spreadsheets know UTF-8.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for grade in grades:
        for mark in grade.marks:
            if mark.outcome in ("to mark", "marked"):
                who = [safe_name(grade.student), no_formula(clean(grade.student))]
                remark = no_formula(" ".join(mark.feedback))
                points = [mark.grade_id, written(mark.most), written(mark.points)]
                table.writerow([*who, *points, remark, _in_a_cell(mark.answer)])
    return "\ufeff" + text.getvalue()


def _in_a_cell(answer: str) -> str:
    return no_formula("\n".join(map(printable, answer[:LONGEST].split("\n"))).strip())


def _with(mark: Mark, row: dict[str, str] | None) -> Mark:
    if row is None or mark.outcome != "to mark" or not row["points"].strip():
        return mark
    if row["answer"].split() != _in_a_cell(mark.answer).split():
        return mark  # another answer than the one that was marked
    remark = (clean(row["remark"]),) if row["remark"].strip() else ()
    text = words("outcomes", "marked")
    return replace(mark, points=_points(row, mark), outcome="marked", text=text, feedback=remark)


def _points(row: dict[str, str], mark: Mark) -> float:
    try:
        points = float(row["points"].strip().replace(",", "."))
    except ValueError:
        points = -1.0
    if not 0 <= points <= mark.most:
        raise ValueError(
            f"{row.get('place', 'written.csv')} gives {row['id']} {row['points']!r} points for"
            f" {mark.grade_id}; wanted is a number from 0 to {written(mark.most)}"
        )
    return points
