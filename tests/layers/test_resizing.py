"""Sizes, boxes, keypoints and masks of an image that is resized, by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mrcnn_edu.layers.resizing import (
    resize_boxes,
    resize_keypoints,
    resize_masks,
    resize_target,
    resized_size,
)


@pytest.mark.parametrize(
    ("size", "min_size", "max_size", "expected"),
    [
        ((600, 800), 800, 1333, (800, 1066)),
        ((800, 600), 800, 1333, (1066, 800)),
        ((800, 1067), 800, 1333, (800, 1067)),  # as it is
        ((480, 1000), 800, 1333, (639, 1333)),  # the longer side decides
        ((1600, 1600), 800, 1333, (800, 800)),
        ((1, 1), 800, 1333, (800, 800)),
        ((5000, 20), 800, 1333, (1333, 5)),
        ((20, 5000), 800, 1333, (5, 1333)),
        ((5000, 1), 800, 1333, (1333, 1)),
        ((600, 800), 1000, 500, (375, 500)),
    ],
    ids=str,
)
def test_sizes_by_hand(size, min_size, max_size, expected):
    assert resized_size(size, min_size, max_size) == expected


SIDES = st.integers(1, 3000)


@given(SIDES, SIDES, SIDES, SIDES)
def test_a_side_is_the_wished_one_or_one_less_and_none_is_too_long(h, w, min_size, max_size):
    after = resized_size((h, w), min_size, max_size)
    assert max(after) <= max_size
    assert min(after) <= min_size
    assert min(after) >= min_size - 1 or max(after) >= max_size - 1
    assert resized_size((w, h), min_size, max_size) == after[::-1]


OLD, NEW = (100, 200), (50, 600)  # y is halved, x is tripled


def test_boxes_by_hand():
    boxes = torch.tensor([[10.0, 20.0, 30.0, 40.0], [0, 0, 200, 100]])
    expected = [[30.0, 10, 90, 20], [0, 0, 600, 50]]
    assert resize_boxes(boxes, OLD, NEW).tolist() == expected
    assert boxes[0].tolist() == [10, 20, 30, 40]


def test_keypoints_by_hand():
    points = torch.tensor([[[10.0, 20.0, 2.0], [1, 2, 0]]])
    assert resize_keypoints(points, OLD, NEW).tolist() == [[[30, 10, 2], [3, 1, 0]]]
    assert points[0, 0].tolist() == [10, 20, 2]


def test_masks_by_hand():
    masks = torch.tensor([[[1, 0, 1, 1], [0, 1, 0, 0]]])
    assert resize_masks(masks, (2, 2)).tolist() == [[[1, 1], [0, 0]]]
    assert resize_masks(masks, (2, 8)).tolist() == [
        [[1, 1, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 0, 0, 0, 0]]
    ]


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.int64, torch.float32], ids=str)
def test_masks_come_back_as_bytes(dtype):
    masks = torch.eye(4, dtype=torch.int64)[None].to(dtype)
    found = resize_masks(masks, (8, 8))
    assert found.dtype is torch.uint8
    assert torch.equal(found, torch.eye(4).repeat_interleave(2, 0).repeat_interleave(2, 1)[None])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@given(h=SIDES, w=SIDES, new_h=SIDES, new_w=SIDES)
def test_there_and_back(dtype, h, w, new_h, new_w):
    boxes = torch.tensor([[0, 0, w, h], [0.3 * w, 0.1 * h, 0.9 * w, 0.7 * h]], dtype=dtype)
    there = resize_boxes(boxes, (h, w), (new_h, new_w))
    assert there.dtype is dtype
    expected = boxes.new_tensor([0, 0, new_w, new_h])  # the whole image stays the whole image
    torch.testing.assert_close(there[0], expected)
    torch.testing.assert_close(resize_boxes(there, (new_h, new_w), (h, w)), boxes)


def test_no_objects():
    assert resize_boxes(torch.zeros(0, 4), OLD, NEW).shape == (0, 4)
    assert resize_keypoints(torch.zeros(0, 17, 3), OLD, NEW).shape == (0, 17, 3)
    masks = resize_masks(torch.zeros(0, *OLD), NEW)
    assert masks.shape == (0, *NEW)
    assert masks.dtype is torch.uint8


def test_a_target_keeps_what_is_not_known_here():
    target = {
        "boxes": torch.tensor([[10.0, 20.0, 30.0, 40.0]]),
        "proposals": torch.tensor([[1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0]]),
        "keypoints": torch.tensor([[[10.0, 20.0, 2.0]]]),
        "masks": torch.ones(1, *OLD),
        "labels": torch.tensor([7]),
        "area": torch.tensor([400.0]),
    }
    found = resize_target(target, OLD, NEW)
    assert found["boxes"].tolist() == [[30, 10, 90, 20]]
    assert found["proposals"].tolist() == [[3, 1, 9, 2], [30, 10, 90, 20]]
    assert found["keypoints"].tolist() == [[[30, 10, 2]]]
    assert found["masks"].shape == (1, *NEW)
    assert bool((found["masks"] == 1).all())
    assert found["labels"] is target["labels"]
    assert found["area"] is target["area"]
    assert target["boxes"].tolist() == [[10, 20, 30, 40]]
    assert resize_target({}, OLD, NEW) == {}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: resize_boxes(torch.zeros(4), OLD, NEW), ValueError, r"boxes\[None\]"),
        (lambda: resize_boxes([[0, 0, 1, 1]], OLD, NEW), TypeError, r"torch.as_tensor\(boxes\)"),
        (
            lambda: resize_keypoints(torch.zeros(3, 3), OLD, NEW),
            ValueError,
            r"got \(3, 3\); for a single one use",
        ),
        (lambda: resize_keypoints(torch.zeros(1, 2, 2), OLD, NEW), ValueError, r"got \(1, 2, 2\)"),
        (lambda: resize_keypoints(None, OLD, NEW), TypeError, "keypoints must be .* NoneType"),
        (lambda: resize_masks(torch.zeros(4, 4), NEW), ValueError, r"got \(4, 4\).*masks\[None\]"),
        (lambda: resize_masks(torch.zeros(1, 1, 4, 4), NEW), ValueError, r"got \(1, 1, 4, 4\)$"),
        (lambda: resize_masks([], NEW), TypeError, r"torch.as_tensor\(masks\)"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
