"""What of a notebook counts: its code, in order, and its answers in words.

The file comes from a student: it is read as JSON, and nothing in it is believed but these.
"""

import json
from dataclasses import dataclass
from typing import Any


class NotANotebookError(ValueError):
    """A file that holds no notebook.

    Attributes:
        outcome: a key of "notebooks" in ``words.json``.
    """

    def __init__(self, outcome: str, text: str = ""):
        super().__init__(text)
        self.outcome = outcome


@dataclass(frozen=True)
class Contents:
    """What counts.

    Attributes:
        code_cells: the code to run. Cells of tests are not in it: what they say counts nothing.
        written: the answers in words, by their id.
        grade_ids: all ids of nbgrader's that the notebook holds.
    """

    code_cells: tuple[str, ...]
    written: dict[str, str]
    grade_ids: frozenset[str]


def read_contents(data: bytes) -> Contents:
    """Read a notebook.

    Args:
        data: of the file.

    Returns:
        What counts of it. Of two cells with one id the first is taken.

    Raises:
        NotANotebookError: if it is empty, not JSON, or no notebook of nbformat 4.

    Example:
        >>> cell = {"cell_type": "code", "metadata": {}, "source": ["x = 1"]}
        >>> read_contents(json.dumps({"nbformat": 4, "cells": [cell]}).encode()).code_cells
        ('x = 1',)
    """
    code: list[str] = []
    written: dict[str, str] = {}
    ids: set[str] = set()
    for cell in _cells(data):
        source = _text_of(cell.get("source", ""))
        marks = _nbgrader(cell)
        grade_id = marks.get("grade_id")
        if isinstance(grade_id, str):
            ids.add(grade_id)
        graded, solution = bool(marks.get("grade")), bool(marks.get("solution"))
        if cell["cell_type"] == "code" and not (graded and not solution):
            code.append(source)
        elif cell["cell_type"] == "markdown" and graded and isinstance(grade_id, str):
            written.setdefault(grade_id, source)
    return Contents(tuple(code), written, frozenset(ids))


def _cells(data: bytes) -> list[dict[str, Any]]:
    if not data.strip():
        raise NotANotebookError("empty")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotANotebookError("not json", str(error)) from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or notebook.get("nbformat") != 4:
        raise NotANotebookError("not a notebook")
    if not all(isinstance(cell, dict) and isinstance(cell.get("cell_type"), str) for cell in cells):
        raise NotANotebookError("not a notebook")
    return cells


def _text_of(source: Any) -> str:
    """A cell's text, which the format has as one text or as a list of lines."""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NotANotebookError("not a notebook")
    return source.encode("utf-8", "replace").decode()  # half a character cannot be sent on


def _nbgrader(cell: dict[str, Any]) -> dict[str, Any]:
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}
