"""An exercise that nobody has begun is not a mistake, and says so."""

import pytest
import torch

from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.exercises import table as exercises


def dots(boxes1, boxes2): ...


def only_pass(boxes1, boxes2):
    pass


def only_docstring(boxes1, boxes2):
    """Overlap."""


def returns_dots(boxes1, boxes2):
    areas = boxes1.sum()  # noqa: F841
    return ...


def raises_not_implemented(boxes1, boxes2):
    raise NotImplementedError("your turn")


def half_done(boxes1, boxes2):
    intersection = ...
    return intersection / boxes1.sum()


def dots_in_a_call(boxes1, boxes2):
    return torch.stack(...)


@pytest.mark.parametrize(
    "student",
    [dots, only_pass, only_docstring, returns_dots, raises_not_implemented, half_done,
     dots_in_a_call],
)  # fmt: skip
def test_exercise_not_begun_says_so(student):
    verdict = check(student, exercises.box_iou)
    assert verdict.reason == "not begun"
    assert not verdict.passed
    assert verdict.counterexample is None
    assert "Not begun yet" in str(verdict)
