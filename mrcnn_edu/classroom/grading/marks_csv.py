"""The marks of a class as a table that spreadsheets open, whatever students are called."""

import csv
import io
from collections.abc import Sequence

from mrcnn_edu.classroom.grading.grade import Grade
from mrcnn_edu.classroom.grading.outcomes import clean
from mrcnn_edu.classroom.grading.question import Assignment

FORMULA = ("=", "+", "-", "@")


def marks_csv(grades: Sequence[Grade], assignment: Assignment) -> str:
    """Write the table.

    Args:
        grades: one for each student.
        assignment: whose questions are the columns.

    Returns:
        CSV with a row for each student: what became of the notebook, the points so far, how many
        answers are still to be marked by hand, and for each question its points and its outcome.
        It begins with the mark by which spreadsheets know UTF-8.
    """
    names = [question.grade_id for question in assignment.questions]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    outcomes = [f"{name}: outcome" for name in names]
    table.writerow(["student", "notebook", "points", "of", "to mark by hand", *names, *outcomes])
    for grade in grades:
        to_mark = sum(mark.points is None for mark in grade.marks)
        table.writerow(
            [
                no_formula(clean(grade.student)),
                grade.notebook,
                written(grade.points),
                written(assignment.points),
                to_mark,
                *(written(mark.points) for mark in grade.marks),
                *(mark.outcome for mark in grade.marks),
            ]
        )
    return "\ufeff" + text.getvalue()


def no_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    Args:
        text: without control characters.

    Example:
        >>> no_formula("=1+1"), no_formula("Ann")
        ("'=1+1", 'Ann')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def written(points: float | None) -> str:
    """Points as people write them; nothing for those that nobody has given yet.

    Args:
        points: of a question, or of all.

    Example:
        >>> written(4.0), written(2.5), written(None)
        ('4', '2.5', '')
    """
    return "" if points is None else f"{points:.2f}".rstrip("0").rstrip(".")
