"""Read what a student handed in: whatever is wrong with it has a name, and stops nobody else."""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from mrcnn_edu.classroom.grading.handed_in import HandedIn
from mrcnn_edu.classroom.grading.notebook import Contents, NotANotebookError, read_contents
from mrcnn_edu.classroom.grading.outcomes import words
from mrcnn_edu.classroom.grading.question import Assignment

LARGEST = 10_000_000  # bytes; a notebook with a dozen figures has about one million


@dataclass(frozen=True)
class Submission:
    """A notebook that was handed in, as far as it counts.

    Attributes:
        student: as the folder or file is called.
        outcome: a key of "notebooks" in ``words.json``.
        text: the same for people.
        sha256: of the file; "" where there is none to read.
        code_cells: the code to run, in order; empty if nothing can be run.
        written: answers in words, by the id of their question.
    """

    student: str
    outcome: str
    text: str
    sha256: str = ""
    code_cells: tuple[str, ...] = ()
    written: dict[str, str] = field(default_factory=dict)


def read_submission(handed_in: HandedIn, assignment: Assignment) -> Submission:
    """Read one student's notebook.

    Args:
        handed_in: whose, and where it lies.
        assignment: whose questions it should answer.

    Returns:
        What counts of it. Nothing about the file is raised.
    """
    student, sha256 = handed_in.student, ""
    try:
        data = _read_bytes(_only_one(handed_in.paths))
        sha256 = hashlib.sha256(data).hexdigest()
        contents = read_contents(data)
    except NotANotebookError as error:
        text = words("notebooks", error.outcome, text=error)
        return Submission(student, error.outcome, text, sha256)
    outcome, text = _judge(contents, assignment)
    told = words("notebooks", outcome, text=text)
    code = () if outcome == "empty" else contents.code_cells
    return Submission(student, outcome, told, sha256, code, contents.written)


def sha256_of(handed_in: HandedIn) -> str:
    """What tells whether a notebook has changed since it was graded.

    Args:
        handed_in: whose, and where it lies.

    Returns:
        The SHA-256 of the file; "" where there is none to read.
    """
    try:
        return hashlib.sha256(_read_bytes(_only_one(handed_in.paths))).hexdigest()
    except NotANotebookError:
        return ""


def _only_one(paths: tuple[Path, ...]) -> Path:
    if not paths:
        raise NotANotebookError("no notebook")
    if len(paths) > 1:
        raise NotANotebookError("two files", ", ".join(path.name for path in paths))
    return paths[0]


def _read_bytes(path: Path) -> bytes:
    """A plain file, and never what a link points to."""
    try:
        if path.is_symlink():
            raise NotANotebookError("a link")
        if not stat.S_ISREG(path.lstat().st_mode):  # to open a pipe would wait for ever
            raise NotANotebookError("not a file")
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > LARGEST:
                raise NotANotebookError("too large", f"{size:,}")
            return file.read(LARGEST)
    except OSError as error:
        raise NotANotebookError("unreadable", error.strerror or str(error)) from error


def _judge(contents: Contents, assignment: Assignment) -> tuple[str, str]:
    """A notebook's outcome, and what there is to say of it."""
    wanted = [question.grade_id for question in assignment.questions]
    missing = [name for name in wanted if name not in contents.grade_ids]
    if not any(cell.strip() for cell in contents.code_cells):
        return "empty", ""
    if not contents.grade_ids:
        return "no metadata", ""
    if len(missing) == len(wanted):
        return "another assignment", ""
    return ("metadata incomplete", ", ".join(missing)) if missing else ("read", "")
