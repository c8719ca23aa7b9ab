"""NMS class by class: the definition, and why it is not done by moving the classes apart."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.ops.nms import batched_nms, nms
from mrcnn_edu.ops.slow import nms as slow
from tests.ops.golden import assert_identical
from tests.ops.nasty import chain, falling, grid
from tests.ops.test_nms import THRESHOLD, scored_boxes

SQUARE, TALLER, FAR = (0, 0, 10, 10), (0, 0, 10, 11), (50, 50, 60, 60)

CASES = [
    pytest.param([SQUARE, TALLER], [0.9, 0.8], [0, 0], [0], id="same class"),
    pytest.param([SQUARE, TALLER], [0.8, 0.9], [0, 1], [1, 0], id="two classes, best first"),
    pytest.param([SQUARE] * 4, [4, 3, 2, 1], [7, 9, 7, 9], [0, 1], id="two classes, interleaved"),
    pytest.param([SQUARE] * 3, [1, 3, 2], [-1, 0, -1], [1, 2], id="a negative class"),
    pytest.param([SQUARE] * 3, [1, 1, 1], [2, 1, 0], [0, 1, 2], id="ties go by index, not class"),
    pytest.param([FAR, SQUARE, FAR], [1, 1, 1], [0, 3, 0], [0, 1], id="ties across classes"),
]
OPERATORS = pytest.mark.parametrize(
    "operator", [batched_nms, slow.batched_nms], ids=["fast", "slow"]
)


@OPERATORS
@pytest.mark.parametrize(("boxes", "scores", "idxs", "kept"), CASES)
def test_by_hand(operator, boxes, scores, idxs, kept: list[int]) -> None:
    result = operator(
        torch.tensor(boxes).float(), torch.tensor(scores).float(), torch.tensor(idxs), 0.5
    )
    assert_identical(result, torch.tensor(kept))


@OPERATORS
def test_no_boxes(operator) -> None:
    nothing = torch.zeros(0, dtype=torch.int64)
    assert_identical(operator(torch.zeros(0, 4), torch.zeros(0), nothing, 0.5), nothing)


@given(scored_boxes(), THRESHOLD, st.data())
def test_fast_is_slow(scored: tuple[Tensor, Tensor], threshold: float, data: st.DataObject) -> None:
    n = len(scored[0])
    classes = data.draw(st.lists(st.integers(-1, 2), min_size=n, max_size=n))
    arguments = (*scored, torch.tensor(classes, dtype=torch.int64), threshold)
    assert_identical(batched_nms(*arguments), slow.batched_nms(*arguments))


@given(scored_boxes(), THRESHOLD)
def test_one_class_is_nms_and_a_class_each_is_a_sort(
    scored: tuple[Tensor, Tensor], threshold: float
) -> None:
    boxes, scores = scored
    same = torch.full((len(boxes),), 5)
    assert_identical(batched_nms(boxes, scores, same, threshold), nms(boxes, scores, threshold))
    order = scores.argsort(descending=True, stable=True)
    each = torch.arange(len(boxes))
    assert_identical(batched_nms(boxes, scores, each, threshold), order)


@pytest.mark.parametrize(
    "dtype", [torch.uint8, torch.int32, torch.int64, torch.float32, torch.bool], ids=str
)
def test_classes_of_any_dtype(dtype: torch.dtype) -> None:
    boxes, idxs = torch.cat((chain(4), chain(4))), torch.arange(8) // 4
    kept = batched_nms(boxes, falling(8), idxs.to(dtype), 0.5)
    assert kept.tolist() == [0, 2, 4, 6]


def test_classes_far_from_zero() -> None:
    idxs = torch.tensor([2**60, 2**60 + 1, 2**60, -(2**60)])
    assert batched_nms(grid(1).repeat(4, 1), falling(4), idxs, 0.5).tolist() == [0, 1, 3]


def test_many_boxes_of_many_classes() -> None:
    # Two copies of everything: in each class the second is removed.
    boxes, idxs = grid(640).repeat(2, 1), torch.arange(640).repeat(2) % 80
    assert_identical(batched_nms(boxes, falling(1280), idxs, 0.5), torch.arange(640))


def by_moving(boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float) -> Tensor:
    """The well-known trick: each class to a place of its own, then NMS once."""
    offsets = idxs.to(boxes.dtype) * (boxes.max() + 1)
    return nms(boxes + offsets[:, None], scores, iou_threshold)


def test_moving_is_the_same_where_coordinates_are_small_and_positive() -> None:
    boxes, idxs = grid(60).repeat(2, 1), torch.arange(120) % 7
    expected = batched_nms(boxes, falling(120), idxs, 0.5)
    assert_identical(by_moving(boxes, falling(120), idxs, 0.5), expected)


FAILURES = [
    pytest.param([(0, 0, 2, 2), (-3, -3, -1, -1)], [0, 1], torch.float32, [0], id="negative"),
    # 80 * 961 is above the largest half, 65,504: both are at infinity, and their IoU is NaN.
    pytest.param([(0, 0, 960, 960)] * 2, [80, 80], torch.float16, [0, 1], id="half overflows"),
    # Near 8,192 halves are 8 apart: the two sides of these boxes become one, and no area is left.
    pytest.param([(1, 1, 3, 3)] * 2 + [(0, 0, 900, 900)], [10, 10, 0], torch.float16, [0, 1, 2],
                 id="half rounds"),
]  # fmt: skip


@pytest.mark.parametrize(("boxes", "idxs", "dtype", "wrong"), FAILURES)
def test_moving_fails_where_class_by_class_does_not(boxes, idxs, dtype, wrong) -> None:
    arguments = torch.tensor(boxes, dtype=dtype), falling(len(boxes)).to(dtype), torch.tensor(idxs)
    assert by_moving(*arguments, 0.5).tolist() == wrong
    right = slow.batched_nms(*arguments, 0.5)
    assert right.tolist() != wrong
    assert_identical(batched_nms(*arguments, 0.5), right)
