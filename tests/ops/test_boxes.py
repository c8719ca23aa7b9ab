"""Boxes one at a time: area, formats, clipping, small ones. What pairs do is in test_box_iou."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.ops.boxes import box_area, box_convert, clip_boxes_to_image, remove_small_boxes
from tests.ops.golden import assert_identical

INTEGERS = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)
HALVES = (torch.float16, torch.bfloat16)
QUARTERS = st.integers(-4000, 4000).map(lambda k: k / 4)  # exact in float32, products too


def boxes_of(*rows: tuple[float, ...], dtype: torch.dtype = torch.float32) -> Tensor:
    """The rows as (N, 4), also for no rows."""
    return torch.tensor(rows, dtype=dtype).reshape(-1, 4)


AREAS = [
    pytest.param((10, 20, 50, 50), 1200, id="40 by 30"),
    pytest.param((0, 0, 1, 1), 1, id="one pixel has area 1, without any + 1"),
    pytest.param((-5, -8, -2, -3), 15, id="negative coordinates"),
    pytest.param((0.5, 0.25, 1.0, 1.25), 0.5, id="fractions of a pixel"),
    pytest.param((3, 4, 3, 9), 0, id="a line"),
    pytest.param((3, 4, 3, 4), 0, id="a point"),
    pytest.param((5, 0, 2, 4), -12, id="one side inverted"),
    pytest.param((5, 4, 2, 0), 12, id="both sides inverted"),
]


@pytest.mark.parametrize(("box", "area"), AREAS)
def test_area(box: tuple[float, ...], area: float) -> None:
    assert_identical(box_area(boxes_of(box)), torch.tensor([float(area)]))


@pytest.mark.parametrize("shape", [(4,), (0, 4), (5, 4), (2, 3, 4), (2, 0, 4), (0, 3, 4)], ids=str)
def test_every_operator_keeps_the_leading_axes(shape: tuple[int, ...]) -> None:
    boxes = torch.zeros(shape)
    assert box_area(boxes).shape == shape[:-1]
    assert box_convert(boxes, "xyxy", "cxcywh").shape == shape
    assert clip_boxes_to_image(boxes, (5, 5)).shape == shape


@pytest.mark.parametrize(
    ("dtype", "result"),
    [
        *((dtype, torch.float32) for dtype in HALVES),
        *((dtype, torch.int32) for dtype in (torch.uint8, torch.int8, torch.int16)),
        *((dtype, dtype) for dtype in (torch.float32, torch.float64, torch.int32, torch.int64)),
    ],
    ids=str,
)
def test_area_is_computed_in_a_type_wide_enough(dtype: torch.dtype, result: torch.dtype) -> None:
    boxes = boxes_of((2, 1, 102, 121), dtype=dtype)  # 12,000 fits neither a byte nor bfloat16
    assert_identical(box_area(boxes), torch.tensor([12_000], dtype=result))


# The same box in three ways: corner and corner, corner and size, centre and size.
ONE_BOX = {"xyxy": (10, 20, 40, 30), "xywh": (10, 20, 30, 10), "cxcywh": (25, 25, 30, 10)}
HALF_CENTRE = {"xyxy": (-3, 0, 0, 5), "xywh": (-3, 0, 3, 5), "cxcywh": (-1.5, 2.5, 3, 5)}
POINT = {"xyxy": (7, 9, 7, 9), "xywh": (7, 9, 0, 0), "cxcywh": (7, 9, 0, 0)}
INVERTED = {"xyxy": (4, 4, 2, 0), "xywh": (4, 4, -2, -4), "cxcywh": (3, 2, -2, -4)}


@pytest.mark.parametrize("out_fmt", ONE_BOX)
@pytest.mark.parametrize("in_fmt", ONE_BOX)
@pytest.mark.parametrize(
    "box",
    [ONE_BOX, HALF_CENTRE, POINT, INVERTED],
    ids=["ordinary", "half a pixel", "point", "inverted"],
)
def test_convert(box: dict[str, tuple[float, ...]], in_fmt: str, out_fmt: str) -> None:
    assert_identical(box_convert(boxes_of(box[in_fmt]), in_fmt, out_fmt), boxes_of(box[out_fmt]))


@given(st.lists(st.tuples(*[QUARTERS] * 4), max_size=5), st.sampled_from(list(ONE_BOX)))
def test_convert_there_and_back(rows: list[tuple[float, ...]], fmt: str) -> None:
    boxes = boxes_of(*rows)
    assert_identical(box_convert(box_convert(boxes, "xyxy", fmt), fmt, "xyxy"), boxes)


def test_convert_gives_a_new_tensor_even_where_nothing_changes() -> None:
    boxes = boxes_of((1, 2, 3, 4))
    box_convert(boxes, "xyxy", "xyxy").zero_()
    assert_identical(boxes, boxes_of((1, 2, 3, 4)))


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
def test_convert_of_whole_numbers_finds_the_half(dtype: torch.dtype) -> None:
    boxes = boxes_of((10, 20, 13, 25), dtype=dtype)
    assert_identical(box_convert(boxes, "xyxy", "cxcywh"), boxes_of((11.5, 22.5, 3, 5)))
    assert_identical(box_convert(boxes, "xyxy", "xywh"), boxes_of((10, 20, 3, 5), dtype=dtype))


# In an image 50 high and 100 wide.
CLIPPED = [
    pytest.param((10, 20, 30, 40), (10, 20, 30, 40), id="inside"),
    pytest.param((0, 0, 100, 50), (0, 0, 100, 50), id="the whole image"),
    pytest.param((-5, 10, 30, 90), (0, 10, 30, 50), id="out at the left and below"),
    pytest.param((60, -7, 130, 20), (60, 0, 100, 20), id="out above and at the right"),
    pytest.param((-9, -9, 200, 200), (0, 0, 100, 50), id="around the image"),
    pytest.param((120, 10, 150, 20), (100, 10, 100, 20), id="beside the image: no area left"),
    pytest.param((-30, -30, -20, -10), (0, 0, 0, 0), id="above and to the left"),
    pytest.param((60, 70, 20, -5), (60, 50, 20, 0), id="inverted stays inverted"),
]


@pytest.mark.parametrize(("box", "clipped"), CLIPPED)
def test_clip(box: tuple[float, ...], clipped: tuple[float, ...]) -> None:
    boxes = boxes_of(box)
    assert_identical(clip_boxes_to_image(boxes, (50, 100)), boxes_of(clipped))
    assert_identical(boxes, boxes_of(box))  # the input is left alone


@pytest.mark.parametrize("dtype", [*HALVES, torch.float64, *INTEGERS], ids=str)
def test_clip_keeps_the_dtype(dtype: torch.dtype) -> None:
    boxes = boxes_of((10, 20, 110, 90), dtype=dtype)
    assert_identical(
        clip_boxes_to_image(boxes, (50, 100)), boxes_of((10, 20, 100, 50), dtype=dtype)
    )


@given(st.lists(st.tuples(*[QUARTERS] * 4), max_size=5), st.integers(0, 500), st.integers(0, 500))
def test_clip_twice_is_clip_once(rows: list[tuple[float, ...]], height: int, width: int) -> None:
    once = clip_boxes_to_image(boxes_of(*rows), (height, width))
    assert_identical(clip_boxes_to_image(once, (height, width)), once)
    assert (once >= 0).all()
    assert (once <= torch.tensor([width, height, width, height])).all()


SIDES = boxes_of((0, 0, 9, 9), (0, 0, 9, 1), (0, 0, 1, 9), (5, 5, 8, 8), (3, 3, 3, 3), (9, 9, 0, 0))
KEPT = [
    pytest.param(0, [0, 1, 2, 3, 4], id="zero keeps points, not inverted boxes"),
    pytest.param(1, [0, 1, 2, 3], id="a side of exactly the size stays"),
    pytest.param(1.5, [0, 3], id="both sides count"),
    pytest.param(3.0, [0, 3], id="whole size as a float"),
    pytest.param(9.25, [], id="none is left"),
]


@pytest.mark.parametrize(("min_size", "kept"), KEPT)
def test_remove_small(min_size: float, kept: list[int]) -> None:
    assert_identical(remove_small_boxes(SIDES, min_size), torch.tensor(kept, dtype=torch.int64))


def test_remove_small_from_none() -> None:
    assert_identical(remove_small_boxes(boxes_of(), 1), torch.zeros(0, dtype=torch.int64))


@pytest.mark.parametrize("dtype", [torch.float16, torch.float64, *INTEGERS], ids=str)
def test_remove_small_in_any_dtype(dtype: torch.dtype) -> None:
    # Subtracted as bytes, 9 - 3 the wrong way round is 250, and 100 - (-100) is below zero.
    boxes = boxes_of((0, 0, 9, 9), (9, 9, 3, 3), (0, 0, 5, 120), dtype=dtype)
    assert remove_small_boxes(boxes, 5).tolist() == [0, 2]
    if dtype != torch.uint8:
        wide = boxes_of((-100, -100, 100, 100), dtype=dtype)
        assert remove_small_boxes(wide, 200).tolist() == [0]


@pytest.mark.parametrize("fmt", list(ONE_BOX))
def test_gradients_of_area_convert_and_clip(fmt: str) -> None:
    boxes = boxes_of((1, 2, 30, 40), (-5, -6, 70, 20), dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(box_area, boxes)
    assert torch.autograd.gradcheck(lambda b: box_convert(b, fmt, "cxcywh"), boxes)
    assert torch.autograd.gradcheck(lambda b: box_convert(b, "cxcywh", fmt), boxes)
    assert torch.autograd.gradcheck(lambda b: clip_boxes_to_image(b, (30, 50)), boxes)


def test_columns_of_a_transposed_tensor_are_read_right() -> None:
    boxes = boxes_of((10, 20, 50, 50), (0, 0, 3, 2))
    strided = boxes.T.contiguous().T
    assert not strided.is_contiguous()
    assert_identical(box_area(strided), torch.tensor([1200.0, 6.0]))
    assert_identical(box_convert(strided, "xyxy", "xywh"), boxes_of((10, 20, 40, 30), (0, 0, 3, 2)))
    assert_identical(
        clip_boxes_to_image(strided, (30, 30)), boxes_of((10, 20, 30, 30), (0, 0, 3, 2))
    )
