"""Windows of an image, and other sizes of it: by hand, then by counting pixels."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.data.windows import crop, resize
from tests.data.painted import Target, assert_boxes, assert_painted, same, scenes


def a_scene(**more: Tensor) -> tuple[Tensor, Target]:
    """An image of 2 x 3 pixels, and an object that fills the upper right four fifths of it."""
    target = {
        "boxes": torch.tensor([[0.0, 0.0, 3.0, 2.0]]),
        "labels": torch.tensor([4]),
        "masks": torch.tensor([[[1, 1, 1], [0, 1, 1]]]),
        "image_id": torch.tensor([7]),
    }
    return torch.arange(18.0).reshape(3, 2, 3), target | more


@pytest.mark.parametrize(
    ("window", "pixels", "boxes", "masks"),
    [
        ((0, 0, 2, 3), [[0, 1, 2], [3, 4, 5]], [[0, 0, 3, 2]], [[[1, 1, 1], [0, 1, 1]]]),
        ((1, 0, 1, 2), [[3, 4]], [[1, 0, 2, 1]], [[[0, 1]]]),
        ((0, 2, 2, 1), [[2], [5]], [[0, 0, 1, 2]], [[[1], [1]]]),
        ((-1, -1, 2, 3), [[9, 9, 9], [9, 0, 1]], [[1, 1, 3, 2]], [[[0, 0, 0], [0, 1, 1]]]),
        ((1, 2, 2, 3), [[5, 9, 9], [9, 9, 9]], [[0, 0, 1, 1]], [[[1, 0, 0], [0, 0, 0]]]),
        ((1, 0, 1, 1), [[3]], [], []),
        ((5, 0, 1, 2), [[9, 9]], [], []),
        ((0, -9, 2, 1), [[9], [9]], [], []),
    ],
    ids=["all", "a part", "a column", "above", "below", "no pixel", "outside", "outside left"],
)
def test_windows_by_hand(
    window: tuple[int, int, int, int], pixels: list, boxes: list, masks: list
) -> None:
    image, target = crop(*a_scene(), *window, fill=9.0)
    assert image[0].tolist() == pixels
    assert target["boxes"].tolist() == boxes
    assert target["masks"].tolist() == masks
    assert target["labels"].tolist() == [4] * len(boxes)
    assert target["image_id"].tolist() == [7]


@pytest.mark.parametrize(
    ("window", "boxes"),
    [
        ((0, 0, 9, 9), [[2, 2, 6, 6], [5, 2, 7, 3]]),
        ((3, 1, 9, 9), [[1, 0, 5, 3]]),
        ((0, 6, 9, 9), [[0, 2, 1, 3]]),
    ],
)
def test_without_masks_boxes_are_cut(window: tuple[int, int, int, int], boxes: list) -> None:
    target = {"boxes": torch.tensor([[2.0, 2, 6, 6], [5, 2, 7, 3]]), "labels": torch.arange(2)}
    _, cut = crop(torch.rand(3, 9, 9), target, *window)
    assert cut["boxes"].tolist() == boxes


def test_keypoints_outside_are_no_longer_labelled() -> None:
    points = [[1.5, 0.5, 2], [1, 1, 1], [0.5, 0.5, 2], [3, 2, 2], [1.5, 1.5, 0], [2, 0.5, 2]]
    scene = a_scene(keypoints=torch.tensor([points]))
    _, target = crop(*scene, 0, 1, 1, 1)
    assert target["keypoints"].tolist() == [
        [[0.5, 0.5, 2], [0, 1, 1], [0, 0, 0], [0, 0, 0], [0, 0, 0], [1, 0.5, 2]]
    ]


def overlap(before: np.ndarray, window: tuple[int, int, int, int]) -> np.ndarray:
    """The pixels of masks (G, H, W) in a window, looked up one by one."""
    top, left, height, width = window
    found = np.zeros((len(before), height, width), bool)
    for y in range(max(top, 0), min(top + height, before.shape[1])):
        for x in range(max(left, 0), min(left + width, before.shape[2])):
            found[:, y - top, x - left] = before[:, y, x]
    return found


@given(
    scenes(),
    st.tuples(st.integers(-9, 14), st.integers(-9, 14), st.integers(1, 14), st.integers(1, 14)),
    st.sampled_from([0.0, 0.1, 0.5, 1.0]),
)
def test_what_a_window_shows(
    scene: tuple[Tensor, Target], window: tuple[int, int, int, int], min_visible: float
) -> None:
    image, target = crop(*scene, *window, min_visible=min_visible)
    before = scene[1]["masks"].numpy() != 0
    visible = overlap(before, window)
    seen, whole = visible.sum(axis=(1, 2)), before.sum(axis=(1, 2))
    kept = (seen > 0) & (seen >= min_visible * whole)
    assert target["labels"].tolist() == scene[1]["labels"][torch.tensor(kept)].tolist()
    assert target["masks"].numpy().tolist() == visible[kept].astype(int).tolist()
    assert_painted(image, target)


@given(scenes(keypoints=3), st.integers(0, 9), st.integers(0, 9))
def test_a_larger_window_and_back(scene: tuple[Tensor, Target], top: int, left: int) -> None:
    height, width = scene[0].shape[1:]
    image, target = crop(*crop(*scene, -top, -left, 24, 24), top, left, height, width)
    points = scene[1]["keypoints"]
    scene[1]["keypoints"] = torch.where(points[..., 2:] > 0, points, 0)
    assert torch.equal(image, scene[0])
    assert same(target, scene[1])


@given(scenes(keypoints=2), st.integers(1, 4), st.integers(1, 4))
def test_a_whole_number_of_times_as_large(
    scene: tuple[Tensor, Target], down: int, across: int
) -> None:
    height, width = scene[0].shape[1:]
    image, target = resize(*scene, (height * down, width * across))
    expected = scene[1]["masks"].repeat_interleave(down, 1).repeat_interleave(across, 2)
    assert torch.equal(target["masks"], expected)
    areas = [t["masks"].flatten(1).sum(1) for t in (scene[1], target)]
    assert torch.equal(areas[0] * down * across, areas[1])
    assert torch.equal(target["labels"], scene[1]["labels"])
    factor = torch.tensor([across, down, 1])
    assert torch.equal(target["keypoints"], scene[1]["keypoints"] * factor)
    assert torch.equal(target["boxes"], scene[1]["boxes"] * factor[[0, 1, 0, 1]])
    assert image.shape == (3, height * down, width * across)
    # And half or a third of that is what it was: masks bit for bit, as no middle is near a border.
    back = resize(image, target, (height, width))[1]
    assert torch.equal(back["masks"], scene[1]["masks"])


@given(scenes(), st.integers(1, 20), st.integers(1, 20))
def test_any_other_size(scene: tuple[Tensor, Target], height: int, width: int) -> None:
    image, target = resize(*scene, (height, width))
    assert image.shape == (3, height, width)
    assert target["masks"].shape[1:] == (height, width)
    assert image.min() >= 0
    assert image.max() <= 1
    assert_boxes(image, target)
    lost = set(scene[1]["labels"].tolist()) - set(target["labels"].tolist())
    for label in lost:  # an object is lost only where it has no pixel left
        (mask,) = scene[1]["masks"][scene[1]["labels"] == label]
        rows = (np.arange(height) + 0.5) * mask.shape[0] // height
        columns = (np.arange(width) + 0.5) * mask.shape[1] // width
        assert not mask.numpy()[rows.astype(int)[:, None], columns.astype(int)].any()


@given(st.integers(4, 40), st.integers(4, 40))
def test_areas_grow_with_the_image(height: int, width: int) -> None:
    masks = torch.zeros(1, 20, 20, dtype=torch.uint8)
    masks[0, 5:15, 5:15] = 1
    target = {"boxes": torch.tensor([[5.0, 5, 15, 15]]), "labels": torch.tensor([1])}
    image = torch.rand(3, 20, 20)
    _, changed = resize(image, {**target, "masks": masks}, (height, width))
    box = torch.tensor([[width, height, 3 * width, 3 * height]]) / 4
    assert (changed["boxes"] - box).abs().max() <= 0.5
    torch.testing.assert_close(resize(image, target, (height, width))[1]["boxes"], box)


def test_the_image_is_resized_without_aliasing() -> None:
    # Between the two middle pixels of every four lies the middle of a new one.
    stripes = torch.tensor([0.0, 1.0, 1.0, 0.0]).repeat(4).expand(3, 16, 16)
    target = {"boxes": torch.zeros(0, 4), "labels": torch.zeros(0)}
    image, _ = resize(stripes, target, (4, 4))
    assert (image - 0.5).abs().max() < 0.15


@pytest.mark.parametrize(
    ("window", "error", "message"),
    [
        ((0, 0, 0, 3), ValueError, r"\(height, width\) must be .* from 1 up, got \(0, 3\)"),
        ((0.5, 0, 1, 1), TypeError, r"top must be a whole number, got 0.5"),
        ((0, "1", 1, 1), TypeError, r"left must be a whole number, got '1'"),
        ((0, 0, 1, 1.5), TypeError, r"each side in \(height, width\) must be a whole number"),
    ],
)
def test_windows_that_are_none(window: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        crop(*a_scene(), *window)


def test_sizes_that_are_none() -> None:
    with pytest.raises(ValueError, match=r"size must be .* from 1 up, got \(0, 4\)"):
        resize(*a_scene(), (0, 4))
    with pytest.raises(ValueError, match=r"\['masks'\] must have shape \(G, H, W\)"):
        resize(*a_scene(masks=torch.zeros(1, 3, 2)), (4, 4))


def test_proposals_go_with_the_window_and_the_size() -> None:
    target = {
        "boxes": torch.tensor([[0.0, 0.0, 4.0, 4.0]]),
        "labels": torch.tensor([1]),
        "proposals": torch.tensor([[1.0, 2, 5, 6], [0, 0, 8, 2], [6, 6, 8, 8]]),
    }
    image = torch.rand(3, 8, 8)
    _, seen = crop(image, target, 2, -1, 8, 4)  # two pixels down, one to the left, 4 wide
    assert seen["proposals"].tolist() == [[2, 0, 4, 4]]  # of the others nothing is left
    _, larger = resize(image, target, (4, 16))
    assert larger["proposals"].tolist() == [[2, 1, 10, 3], [0, 0, 16, 1], [12, 3, 16, 4]]
