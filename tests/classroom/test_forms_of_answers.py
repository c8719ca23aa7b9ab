"""A right answer passes the check in whatever form it comes; almost right ones do not."""

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.exercises import table as exercises
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.nms import nms


def by_hand_alone(exercise):
    """The exercise with its hand-picked cases, among which are all shapes of answers."""
    random = st.just(exercise.cases.examples[0])
    return dataclasses.replace(exercise, cases=dataclasses.replace(exercise.cases, random=random))


BOX_IOU, NMS = by_hand_alone(exercises.box_iou), by_hand_alone(exercises.nms)


@pytest.mark.parametrize(
    "convert",
    [
        lambda iou: iou.double(),
        lambda iou: iou.numpy(),
        lambda iou: iou.numpy().astype(np.longdouble),
        lambda iou: iou.tolist(),
        lambda iou: tuple(iou),
        lambda iou: [list(row) for row in iou],
        lambda iou: [list(row.numpy()) for row in iou],
        lambda iou: iou.requires_grad_() * 1,
        lambda iou: torch.nn.Parameter(iou),
    ],
)
def test_answers_may_come_in_any_numeric_form(convert):
    verdict = check(lambda a, b: convert(box_iou(a, b)), BOX_IOU)
    assert verdict.passed, verdict


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_keeps_too_few_digits(dtype):
    verdict = check(lambda a, b: box_iou(a, b).to(dtype), BOX_IOU)
    assert verdict.reason == "wrong value"


@pytest.mark.parametrize(
    ("convert", "reason"),
    [
        (lambda keep: keep.tolist(), "passed"),
        (lambda keep: keep.int().numpy(), "passed"),
        (lambda keep: keep.float(), "wrong type"),
        (lambda keep: keep.flip(0), "wrong value"),
        (lambda keep: keep[None], "wrong shape"),
        (lambda keep: (keep, keep), "wrong shape"),
    ],
)
def test_indices_are_compared_exactly(convert, reason):
    verdict = check(lambda b, s, t: convert(nms(b, s, t)), NMS)
    assert verdict.reason == reason


def test_one_result_where_two_are_wanted():
    verdict = check(nms, exercises.soft_nms)
    assert verdict.reason == "wrong type"
    assert "where 2 results are wanted" in str(verdict)


def test_nan_agrees_with_nan_only():
    one_case = ({"boxes1": torch.zeros(1, 4), "boxes2": torch.zeros(1, 4)},)
    cases = dataclasses.replace(exercises.box_iou.cases, examples=one_case)
    by_zero = dataclasses.replace(exercises.box_iou, cases=cases)
    assert check(box_iou, by_zero).passed
    assert not check(lambda a, b: box_iou(a, b).nan_to_num(), by_zero).passed
