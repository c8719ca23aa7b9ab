"""IoU and GIoU of all pairs: cases to check with a pencil, then what holds of every pair."""

from collections.abc import Callable
from itertools import product

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.ops.boxes import box_iou, generalized_box_iou
from mrcnn_edu.ops.nms import nms
from mrcnn_edu.ops.slow import boxes as slow
from tests.ops.golden import assert_identical

NAN = float("nan")
FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
INTEGERS = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)
Operator = Callable[[Tensor, Tensor], Tensor]
SQUARE = (0, 0, 10, 10)

# Two boxes, their intersection over their union, and how much of the hull the union fills.
PAIRS = [
    pytest.param(SQUARE, SQUARE, (100, 100), (100, 100), id="identical"),
    pytest.param(SQUARE, (0, 0, 10, 5), (50, 100), (100, 100), id="half of it"),
    pytest.param(SQUARE, (2, 2, 8, 8), (36, 100), (100, 100), id="contained"),
    pytest.param(SQUARE, (5, 0, 15, 10), (50, 150), (150, 150), id="shifted along x"),
    pytest.param(SQUARE, (0, 5, 10, 15), (50, 150), (150, 150), id="shifted along y"),
    pytest.param(SQUARE, (5, 5, 15, 15), (25, 175), (175, 225), id="shifted along both"),
    pytest.param(SQUARE, (3, -4, 5, 20), (20, 128), (128, 240), id="crossing"),
    pytest.param(SQUARE, (10, 0, 20, 10), (0, 200), (200, 200), id="touching sides"),
    pytest.param(SQUARE, (10, 10, 20, 20), (0, 200), (200, 400), id="touching corners"),
    pytest.param(SQUARE, (30, 0, 40, 10), (0, 200), (200, 400), id="apart along x"),
    pytest.param(SQUARE, (0, 30, 10, 40), (0, 200), (200, 400), id="apart along y"),
    pytest.param(SQUARE, (20, 40, 25, 50), (0, 150), (150, 1250), id="apart along both"),
    pytest.param((-9, -9, -5, -5), (-7, -9, -3, -5), (8, 24), (24, 24), id="negative coordinates"),
    pytest.param((0, 0, 0.5, 0.5), (0.25, 0, 0.75, 0.5), (1, 3), (3, 3), id="below one pixel"),
    pytest.param(SQUARE, (5, 5, 5, 5), (0, 100), (100, 100), id="a point inside"),
    pytest.param(SQUARE, (4, 0, 4, 10), (0, 100), (100, 100), id="a line inside"),
    pytest.param((5, 5, 5, 5), (5, 5, 5, 5), (0, 0), (0, 0), id="the same point: 0 / 0"),
    pytest.param((5, 5, 5, 5), (8, 9, 8, 9), (0, 0), (0, 12), id="two points: 0 / 0"),
]


def row(*box: float, dtype: torch.dtype = torch.float64) -> Tensor:
    """One box as (1, 4)."""
    return torch.tensor([box], dtype=dtype)


def quotient(pair: tuple[float, float]) -> float:
    """A fraction as a number, NaN for 0 / 0."""
    return pair[0] / pair[1] if pair[1] else NAN


@pytest.mark.parametrize("operator", [box_iou, slow.box_iou], ids=["fast", "slow"])
@pytest.mark.parametrize(("box1", "box2", "overlap", "filled"), PAIRS)
def test_iou_by_hand(operator: Operator, box1, box2, overlap, filled) -> None:
    expected = torch.tensor([[quotient(overlap)]], dtype=torch.float32)
    assert_identical(operator(row(*box1), row(*box2)).float(), expected)
    assert_identical(operator(row(*box2), row(*box1)).float(), expected)


@pytest.mark.parametrize(
    "operator", [generalized_box_iou, slow.generalized_box_iou], ids=["fast", "slow"]
)
@pytest.mark.parametrize(("box1", "box2", "overlap", "filled"), PAIRS)
def test_giou_by_hand(operator: Operator, box1, box2, overlap, filled) -> None:
    expected = torch.tensor([[quotient(overlap) - (1 - quotient(filled))]], dtype=torch.float32)
    # The order of the additions is free: one unit in the last place of a number up to 1.
    for first, second in ((box1, box2), (box2, box1)):
        giou = operator(row(*first), row(*second)).float()
        torch.testing.assert_close(giou, expected, rtol=0, atol=2**-23, equal_nan=True)


# Values are for data sets and classroom checks to refuse; here they must only be predictable.
INVERTED = [
    pytest.param((10, 0, 0, 10), NAN, id="areas -100 and 100: 0 / 0"),
    pytest.param((20, 0, 15, 10), 0.0, id="area -50, beside it"),
    pytest.param((10, 10, 0, 0), 0.0, id="turned by 180 degrees: area 100, no overlap"),
]


@pytest.mark.parametrize(("inverted", "iou"), INVERTED)
def test_iou_of_inverted_boxes(inverted: tuple[float, ...], iou: float) -> None:
    assert_identical(
        box_iou(row(*inverted), row(*SQUARE)), torch.tensor([[iou]], dtype=torch.float64)
    )


@pytest.mark.parametrize("operator", [box_iou, generalized_box_iou])
@pytest.mark.parametrize(
    ("shape1", "shape2", "result"),
    [
        ((3, 4), (5, 4), (3, 5)),
        ((0, 4), (5, 4), (0, 5)),
        ((3, 4), (0, 4), (3, 0)),
        ((0, 4), (0, 4), (0, 0)),
        ((2, 3, 4), (2, 5, 4), (2, 3, 5)),
        ((2, 3, 4), (5, 4), (2, 3, 5)),
        ((1, 3, 4), (6, 5, 4), (6, 3, 5)),
        ((7, 1, 3, 4), (2, 5, 4), (7, 2, 3, 5)),
        ((0, 3, 4), (0, 5, 4), (0, 3, 5)),
    ],
    ids=str,
)
def test_shapes(operator: Operator, shape1, shape2, result) -> None:
    g = torch.Generator().manual_seed(0)
    boxes1, boxes2 = torch.rand(shape1, generator=g), torch.rand(shape2, generator=g)
    pairs = operator(boxes1, boxes2)
    assert pairs.shape == result
    batch = result[:-2]
    boxes1, boxes2 = boxes1.expand(*batch, -1, 4), boxes2.expand(*batch, -1, 4)
    for place in product(*map(range, batch)):
        assert_identical(pairs[place], operator(boxes1[place], boxes2[place]))


@pytest.mark.parametrize("operator", [box_iou, generalized_box_iou])
@pytest.mark.parametrize("dtype", [*FLOATS, *INTEGERS], ids=str)
def test_dtypes(operator: Operator, dtype: torch.dtype) -> None:
    # Products of 100 and more overflow a byte; the first two boxes lie apart, below zero if
    # subtracted without a sign; every coordinate fits every dtype.
    boxes = torch.tensor([[4, 4, 24, 24], [90, 60, 126, 96], [10, 4, 124, 120]])
    result = operator(boxes.to(dtype), boxes.to(dtype))
    assert result.dtype == (torch.float64 if dtype == torch.float64 else torch.float32)
    assert_identical(result, operator(boxes.to(result.dtype), boxes.to(result.dtype)))


@pytest.mark.parametrize("operator", [box_iou, generalized_box_iou])
@pytest.mark.parametrize("dtype1", [torch.uint8, torch.int64, torch.float16, torch.float64])
@pytest.mark.parametrize("dtype2", [torch.uint8, torch.int8, torch.float32])
def test_two_dtypes_meet_in_the_wider(operator: Operator, dtype1, dtype2) -> None:
    boxes1 = torch.tensor([[4, 4, 24, 24], [90, 60, 126, 96]], dtype=dtype1)
    boxes2 = torch.tensor([[10, 4, 124, 120], [30, 30, 40, 40]], dtype=dtype2)
    expected = operator(boxes1.double(), boxes2.double())
    torch.testing.assert_close(operator(boxes1, boxes2).double(), expected, rtol=2**-22, atol=1e-7)
    torch.testing.assert_close(
        operator(boxes2, boxes1).double(), expected.T, rtol=2**-22, atol=1e-7
    )


@pytest.mark.parametrize("operator", [box_iou, generalized_box_iou])
def test_strides_do_not_matter(operator: Operator) -> None:
    boxes = torch.rand(6, 8, generator=torch.Generator().manual_seed(1))
    for view in (boxes[:, ::2], boxes[::2, 2:6], boxes[:4].T[:4].T, boxes[:1, :4].expand(3, 4)):
        assert not view.is_contiguous()
        assert_identical(operator(view, view), operator(view.contiguous(), view.contiguous()))


# Corners on a grid of eighths: sums and products are exact in float32, quotients rounded once.
EIGHTHS = st.integers(-800, 800).map(lambda k: k / 8)
LENGTHS = st.integers(1, 400).map(lambda k: k / 8)
BOX = st.tuples(EIGHTHS, EIGHTHS, LENGTHS, LENGTHS).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)
SETS = st.lists(BOX, min_size=1, max_size=4).map(torch.tensor)


@given(SETS, SETS)
def test_fast_is_slow(boxes1: Tensor, boxes2: Tensor) -> None:
    assert_identical(box_iou(boxes1, boxes2), slow.box_iou(boxes1, boxes2))
    torch.testing.assert_close(
        generalized_box_iou(boxes1, boxes2),
        slow.generalized_box_iou(boxes1, boxes2),
        rtol=0,
        atol=2**-23,  # one subtraction of two numbers up to 1, rounded
    )


@given(SETS, SETS)
def test_iou_and_giou_know_no_order_and_keep_their_ranges(boxes1: Tensor, boxes2: Tensor) -> None:
    iou, giou = box_iou(boxes1, boxes2), generalized_box_iou(boxes1, boxes2)
    assert_identical(iou, box_iou(boxes2, boxes1).T)
    assert_identical(giou, generalized_box_iou(boxes2, boxes1).T)
    assert ((iou >= 0) & (iou <= 1)).all()
    assert ((giou > -1) & (giou <= iou)).all()
    assert (box_iou(boxes1, boxes1).diagonal() == 1).all()
    assert (generalized_box_iou(boxes1, boxes1).diagonal() == 1).all()


@pytest.mark.parametrize("operator", [box_iou, generalized_box_iou])
@given(SETS, SETS, st.tuples(EIGHTHS, EIGHTHS), st.sampled_from([2**-6, 0.5, 4.0, 2**10]))
def test_moving_scaling_mirroring_change_nothing(
    operator: Operator, boxes1: Tensor, boxes2: Tensor, by: tuple[float, float], factor: float
) -> None:
    expected = operator(boxes1, boxes2)
    offset = torch.tensor(by + by)
    assert_identical(operator(boxes1 + offset, boxes2 + offset), expected)
    assert_identical(operator(boxes1 * factor, boxes2 * factor), expected)
    transposed = [1, 0, 3, 2]
    assert_identical(operator(boxes1[:, transposed], boxes2[:, transposed]), expected)
    mirrored = [2, 3, 0, 1]
    assert_identical(operator(-boxes1[:, mirrored], -boxes2[:, mirrored]), expected)


@pytest.mark.parametrize("operator", [box_iou, generalized_box_iou])
def test_gradients(operator: Operator) -> None:
    boxes1 = torch.tensor([[0.0, 0, 10, 10], [3, -4, 5, 20]], dtype=torch.float64)
    boxes2 = torch.tensor([[5.5, 1, 15, 9], [30, 31, 40, 50], [2, 2, 8, 8]], dtype=torch.float64)
    assert torch.autograd.gradcheck(operator, (boxes1.requires_grad_(), boxes2.requires_grad_()))


def test_giou_pulls_boxes_together_where_iou_is_silent() -> None:
    apart = row(30, 0, 40, 10).requires_grad_()
    (silent,) = torch.autograd.grad(box_iou(apart, row(*SQUARE)).sum(), apart)
    assert (silent == 0).all()
    (pull,) = torch.autograd.grad(generalized_box_iou(apart, row(*SQUARE)).sum(), apart)
    # GIoU = -(400 - 200) / 400 grows as the left side moves left and as the hull shrinks.
    assert pull[0, 0] < 0


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_in_half_precision_a_box_fills_itself_and_no_more(dtype: torch.dtype) -> None:
    corners = torch.rand(300, 2, 2, generator=torch.Generator().manual_seed(0)) * 100
    low, high = corners.sort(dim=1).values.unbind(1)
    boxes = torch.cat((low, high + 1), dim=1).to(dtype)
    assert box_iou(boxes, boxes).diagonal().eq(1).all()
    assert box_iou(boxes, boxes).max() <= 1
    assert generalized_box_iou(boxes, boxes).diagonal().eq(1).all()
    assert nms(boxes[[0, 0]], torch.tensor([0.9, 0.8], dtype=dtype), 1.0).tolist() == [0, 1]
