"""Grade a whole class: several at a time, and on from where it was stopped.

Each grade is a file of its own, written when it is done. Whoever has one, of the same notebook and
the same questions, is not graded again.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from tqdm import tqdm

from mrcnn_edu.classroom.grading.crew import Failed, work_on_all
from mrcnn_edu.classroom.grading.grade import (
    Grade,
    OpenSession,
    grade_submission,
    not_graded,
)
from mrcnn_edu.classroom.grading.grade_file import read_grade, write_grade
from mrcnn_edu.classroom.grading.handed_in import HandedIn, safe_name
from mrcnn_edu.classroom.grading.key import fingerprint_of, load_key
from mrcnn_edu.classroom.grading.paper import Paper, set_paper
from mrcnn_edu.classroom.grading.submission import read_submission, sha256_of

GRADED = "graded"


def grade_class(
    handed_in: Sequence[HandedIn],
    key: Path,
    folder: Path,
    *,
    secret: str,
    open_session: OpenSession,
    workers: int = 2,
) -> list[Grade]:
    """Grade what was handed in.

    Args:
        handed_in: one for each student.
        key: the file of the assignment's key.
        folder: where the class's grades lie, each in ``graded/STUDENT.json``.
        secret: of the class.
        open_session: starts the code cells of a notebook in a sandbox; a function of a module, for
            other processes have to find it.
        workers: how many are graded at a time.

    Returns:
        A grade for each student, in the same order. Where grading failed, it says so, and will be
        tried again next time.

    Raises:
        ValueError: if ``folder`` holds grades of another assignment.
    """
    assignment, asked = load_key(key), fingerprint_of(key, secret)
    (folder / GRADED).mkdir(parents=True, exist_ok=True)
    grades = _graded_before(handed_in, assignment.name, asked, folder)
    left = [one for one in handed_in if one.student not in grades]
    done = work_on_all(partial(_begin, key, secret, asked, open_session), left, workers=workers)
    with tqdm(total=len(handed_in), initial=len(grades), unit="notebook", disable=None) as bar:
        for one, result in done:
            grade = result
            if isinstance(result, Failed):
                grade = not_graded(one.student, assignment, result.reason)
            write_grade(grade_path(folder, one.student), grade)
            grades[one.student] = grade
            bar.update()
    return [grades[one.student] for one in handed_in]


def grade_path(folder: Path, student: str) -> Path:
    """Where a student's grade lies.

    Args:
        folder: of the class.
        student: any name.
    """
    return folder / GRADED / f"{safe_name(student)}.json"


def _graded_before(
    handed_in: Sequence[HandedIn], assignment: str, asked: str, folder: Path
) -> dict[str, Grade]:
    """Grades that still hold: of the same notebook, and the same questions."""
    grades = {}
    for one in handed_in:
        grade = read_grade(grade_path(folder, one.student))
        if grade is None:
            continue
        if grade.assignment != assignment:
            raise ValueError(
                f"{folder} holds grades of {grade.assignment}; choose another --output for"
                f" {assignment}"
            )
        if (grade.asked, grade.sha256) == (asked, sha256_of(one)):
            grades[one.student] = grade
    return grades


def _begin(key: Path, secret: str, asked: str, open_session: OpenSession) -> "partial[Grade]":
    """What a process does first: set the paper, which takes some seconds."""
    torch.set_num_threads(1)  # as many processes as cores share them already
    return partial(_grade_one, set_paper(load_key(key), secret), asked, open_session)


def _grade_one(paper: Paper, asked: str, open_session: OpenSession, one: HandedIn) -> Grade:
    submission = read_submission(one, paper.assignment)
    return grade_submission(submission, paper, asked, open_session)
