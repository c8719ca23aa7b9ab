"""A grade as a file, there whole or not at all, so that grading can stop and go on."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mrcnn_edu.classroom.grading.grade import Grade
from mrcnn_edu.classroom.grading.mark import Mark
from mrcnn_edu.files.whole import write_whole

TUPLES = ("feedback", "missed")


def write_grade(path: Path, grade: Grade) -> None:
    """Write a grade.

    Args:
        path: of the JSON file.
        grade: of one student.
    """
    write_whole(path, json.dumps(asdict(grade), indent=1) + "\n")


def read_grade(path: Path) -> Grade | None:
    """Read a grade.

    Args:
        path: of the JSON file.

    Returns:
        The grade; None if there is none, or the file is damaged.
    """
    try:
        rows: dict[str, Any] = json.loads(path.read_text("utf-8"))
        marks = tuple(_mark(row) for row in rows.pop("marks"))
        return Grade(**rows, marks=marks)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _mark(row: Any) -> Mark:
    tuples = {name: tuple(row[name]) for name in TUPLES}
    return Mark(**row | tuples)
