"""What lies in the folder of a class: whose notebooks, and where.

Two layouts are known, and may be mixed: nbgrader's, ``STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb``, and a
file for each student, ``STUDENT.ipynb``, where all before the ending is the student's name.
Symbolic links are found, and never followed.
"""

import hashlib
import os
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ENDING = ".ipynb"
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}")


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in.

    Attributes:
        student: the name, as the folder or file has it; it may hold anything but a slash.
        paths: of the notebook; none or several if it is not to be told which.
    """

    student: str
    paths: tuple[Path, ...]


def find_handed_in(folder: Path, assignment: str) -> list[HandedIn]:
    """Find everybody's notebook.

    Args:
        folder: with all that was handed in.
        assignment: its name.

    Returns:
        One for each student, by name. What is neither a folder nor a notebook is nobody's.

    Raises:
        ValueError: if ``folder`` is no folder, or nothing in it is a submission.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder; name the one that holds what was handed in")
    of_student: dict[str, list[Path]] = defaultdict(list)
    spelled: dict[str, str] = {}  # there are two ways to write é; they are one name
    for entry in sorted(folder.iterdir()):
        name, paths = _look_at(entry, assignment)
        if name:
            of_student[spelled.setdefault(unicodedata.normalize("NFC", name), name)] += paths
    if not of_student:
        raise ValueError(
            f"{folder} holds no submission; wanted is STUDENT/{assignment}/{assignment}{ENDING},"
            f" or STUDENT{ENDING}"
        )
    return [HandedIn(student, tuple(paths)) for student, paths in of_student.items()]


def safe_name(student: str) -> str:
    """A name for a student's files that is safe on every system, and no other student's.

    Args:
        student: any name.

    Returns:
        The name itself where it is plain, otherwise what is plain of it, and the first digits of
        its SHA-256.

    Example:
        >>> safe_name("Ann"), safe_name("../Bo")
        ('Ann', 'Bo-2711d8c4')
    """
    if PLAIN.fullmatch(student) and not student.endswith((".", " ")):
        return student
    digits = hashlib.sha256(os.fsencode(student)).hexdigest()[:8]
    return re.sub(r"[^A-Za-z0-9]+", "_", student).strip("_")[:80] + "-" + digits


def _look_at(entry: Path, assignment: str) -> tuple[str, list[Path]]:
    """Whose it is, and the notebooks in it; "" if it is nobody's."""
    if entry.is_dir() and not entry.is_symlink():
        hidden = entry.name.startswith(".")
        return ("", []) if hidden else (entry.name, _in_folder(entry / assignment))
    if entry.name.endswith(ENDING):
        return entry.name.removesuffix(ENDING) or ENDING, [entry]
    return (entry.name, [entry]) if entry.is_symlink() else ("", [])


def _in_folder(folder: Path) -> list[Path]:
    """The notebooks of one student's folder: the one with the right name, or else all."""
    if folder.is_symlink():
        return [folder]
    if not folder.is_dir():
        return []
    named = folder / f"{folder.name}{ENDING}"
    if os.path.lexists(named):
        return [named]
    return sorted(path for path in folder.iterdir() if path.name.endswith(ENDING))
