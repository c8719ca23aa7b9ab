"""Notebooks as nbgrader makes them, and whole folders of them, for tests."""

import json


def code(source, grade_id=None, *, grade=False, solution=True):
    """A code cell."""
    return _cell("code", source, grade_id, grade, solution) | {
        "outputs": [],
        "execution_count": None,
    }


def markdown(source, grade_id=None):
    """A cell of words; with an id, a written answer."""
    return _cell("markdown", source, grade_id, True, True)


def _cell(kind, source, grade_id, grade, solution):
    marks = {"grade_id": grade_id, "grade": grade, "solution": solution, "schema_version": 3}
    metadata = {"nbgrader": marks | {"locked": False, "task": False}} if grade_id else {}
    return {"cell_type": kind, "metadata": metadata, "source": source}


def notebook(*cells):
    """The text of a file."""
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)})


AREA = "def my_area(sides):\n    return sides.prod(1)"
TESTS = """def try_area(area):
    got = torch.as_tensor(area(torch.tensor([[2.0, 3.0], [4.0, 5.0]])))
    assert got.tolist() == [6.0, 20.0]"""
SIDES = [  # of the key in sides_key.py, answered rightly
    code("import torch"),
    code(AREA, "area-answer"),
    code("assert my_area(1) == 1", "area", grade=True, solution=False),
    code(TESTS, "tests-of-area", grade=True),
    markdown("Because.", "why"),
]
