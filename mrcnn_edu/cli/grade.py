"""Grade a class's notebooks in a sandbox, or go on where it stopped.

    python -m mrcnn_edu grade a1_boxes submitted --output graded_a1

SUBMITTED holds STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb, as nbgrader collects them, or STUDENT.ipynb.
The output is marks.csv, class.html, feedback/STUDENT.html, and written.csv: fill in its points for
answers in words, and run the same command again. With --student only that one is graded and no page
is written, so that a batch queue can grade everybody at once; the same command without it then
finds all of them graded.
"""

import argparse
from functools import partial
from pathlib import Path

from mrcnn_edu.classroom.grading.grade import Grade, OpenSession
from mrcnn_edu.classroom.grading.gradebook import DATABASE, read_gradebook, write_gradebook
from mrcnn_edu.classroom.grading.handed_in import HandedIn, find_handed_in
from mrcnn_edu.classroom.grading.key import load_key
from mrcnn_edu.classroom.grading.marks_csv import written
from mrcnn_edu.classroom.grading.results import CLASS, MARKS, WRITTEN, write_results
from mrcnn_edu.classroom.grading.sandbox import why_not
from mrcnn_edu.classroom.grading.secret import secret_of
from mrcnn_edu.classroom.grading.session import Session
from mrcnn_edu.classroom.grading.whole_class import grade_class
from mrcnn_edu.cli.saying import complain, say

NO_SANDBOX = "--without-a-sandbox"


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    parser.add_argument("assignment", help="its name, such as a1_boxes, or the file of its key")
    parser.add_argument("submitted", help="the folder of what was handed in")
    parser.add_argument("--output", required=True, metavar="FOLDER", help="for marks and pages")
    keys = Path("assignments", "keys")
    parser.add_argument("--keys", default=keys, metavar="FOLDER", help=f"default: {keys}")
    parser.add_argument("--workers", type=int, default=2, help="notebooks at a time; default: 2")
    parser.add_argument("--student", action="append", help="grade only this one; may be repeated")
    what = "a course folder of nbgrader's, whose gradebook.db gets the marks and gives points back"
    parser.add_argument("--nbgrader", type=Path, metavar="FOLDER", help=what)
    parser.add_argument("--seed", help="that decides on the cases; default: a new one, kept")
    what = "students' code may then do whatever you may, with your files too"
    parser.add_argument(NO_SANDBOX, action="store_true", help=what)


def run(chosen: argparse.Namespace) -> int:
    """Grade, write, and say where; 1 if grading failed for somebody."""
    key = _key(chosen)
    assignment, folder = load_key(key), Path(chosen.output)
    handed_in = _chosen_ones(find_handed_in(Path(chosen.submitted), assignment.name), chosen)
    open_session = _how_to_open(chosen.without_a_sandbox)
    grades = grade_class(
        handed_in,
        key,
        folder,
        secret=secret_of(folder, chosen.seed),
        open_session=open_session,
        workers=chosen.workers,
    )
    if not chosen.student:
        course = chosen.nbgrader
        by_hand = read_gradebook(course, assignment.name) if course else {}
        grades = write_results(grades, assignment, folder, by_hand)
        if course:
            write_gradebook(course, _source(key, assignment.name), grades)
            say(f"marks for nbgrader: {course / DATABASE}")
        say(f"{len(grades)} students: {folder / MARKS}, {folder / CLASS}")
        to_mark = sum(mark.outcome == "to mark" for grade in grades for mark in grade.marks)
        if to_mark:
            say(f"answers in words that wait for points in {folder / WRITTEN}: {to_mark}")
    return _tell(grades, assignment.points)


def _key(chosen: argparse.Namespace) -> Path:
    by_path = chosen.assignment.endswith(".py")
    return Path(chosen.assignment) if by_path else Path(chosen.keys) / f"{chosen.assignment}.py"


def _source(key: Path, name: str) -> Path:
    """The notebook that belongs to a key: ``keys/NAME.py`` stands beside ``source``."""
    return key.resolve().parents[1] / "source" / name / f"{name}.ipynb"


def _chosen_ones(handed_in: list[HandedIn], chosen: argparse.Namespace) -> list[HandedIn]:
    if not chosen.student:
        return handed_in
    found = [one for one in handed_in if one.student in chosen.student]
    if unknown := set(chosen.student) - {one.student for one in found}:
        raise ValueError(f"--student {min(unknown)}: nothing of that name in {chosen.submitted}")
    return found


def _how_to_open(without_a_sandbox: bool) -> OpenSession:
    if without_a_sandbox:
        complain(f"warning: {NO_SANDBOX}: students' code can read and change your files")
        return partial(Session, sandbox=False)
    if reason := why_not():
        raise ValueError(f"{reason}; or give {NO_SANDBOX}, and trust every line that was handed in")
    return Session


def _tell(grades: list[Grade], most: float) -> int:
    """A line for each whose notebook is not as it should be."""
    for grade in grades:
        if grade.notebook != "read":
            say(f"{grade.student}: {written(grade.points)} of {written(most)}; {grade.text}")
    return int(any(grade.notebook == "grader failed" for grade in grades))
