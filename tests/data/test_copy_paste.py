"""Objects of one image on another: by hand, and pixel by pixel for random scenes."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Generator, Tensor

from mrcnn_edu.data.copy_paste import copy_paste, random_copy_paste
from tests.data.painted import Target, assert_painted, painted, same, scenes

SIZE = (9, 11)
Scene = tuple[Tensor, Target]


def strips(*rows: int, label: int) -> Scene:
    """A scene of 10 x 10 pixels with one object of these rows."""
    mask = np.zeros((1, 10, 10), bool)
    mask[0, list(rows)] = True
    return painted(mask, [label])


@pytest.mark.parametrize(
    ("covered", "labels", "box"),
    [
        (range(8, 10), [1, 2], [0, 0, 10, 8]),
        (range(0, 5), [1, 2], [0, 5, 10, 10]),
        (range(3, 5), [1, 2], [0, 0, 10, 10]),
        (range(1, 10), [1, 2], [0, 0, 10, 1]),
        (range(0, 10), [2], None),
    ],
    ids=["the end", "half", "the middle", "nearly all", "all"],
)
def test_what_is_covered_is_no_longer_of_the_object(
    covered: range, labels: list[int], box: list[float] | None
) -> None:
    image, target = copy_paste(*strips(*range(10), label=1), *strips(*covered, label=2))
    assert target["labels"].tolist() == labels
    if box:
        assert target["boxes"][0].tolist() == box
    assert target["masks"][-1].flatten().tolist() == (image[0] == 2 / 16).int().flatten().tolist()
    assert_painted(image, target)


@pytest.mark.parametrize(("min_visible", "labels"), [(0.1, [1, 2]), (0.11, [2]), (0.0, [1, 2])])
def test_what_is_nearly_hidden_is_left_out(min_visible: float, labels: list[int]) -> None:
    scenes = (*strips(*range(10), label=1), *strips(*range(1, 10), label=2))
    assert copy_paste(*scenes, min_visible=min_visible)[1]["labels"].tolist() == labels


@given(scenes((1, 2, 3), SIZE), scenes((4, 5, 6, 7), SIZE), st.sampled_from([0.0, 0.1, 0.5]))
def test_pixel_by_pixel(below: Scene, above: Scene, min_visible: float) -> None:
    before = [(image.clone(), {k: v.clone() for k, v in t.items()}) for image, t in (below, above)]
    image, target = copy_paste(*below, *above, min_visible=min_visible)
    cover = above[1]["masks"].numpy().any(axis=0) if len(above[1]["masks"]) else np.zeros(SIZE)
    for y, x in np.ndindex(*SIZE):
        source = above[0] if cover[y, x] else below[0]
        assert image[:, y, x].tolist() == source[:, y, x].tolist()
    whole = below[1]["masks"].numpy().astype(bool)
    left = (whole & (cover == 0)).sum(axis=(1, 2))
    kept = (left > 0) & (left >= min_visible * whole.sum(axis=(1, 2)))
    labels = below[1]["labels"].numpy()[kept].tolist() + above[1]["labels"].tolist()
    assert target["labels"].tolist() == labels
    assert_painted(image, target)
    for (image, target), scene in zip(before, (below, above), strict=True):
        assert torch.equal(image, scene[0])
        assert same(target, scene[1])


def test_crowds_stay_and_are_not_pasted() -> None:
    below, above = strips(0, 1, label=1), strips(4, label=2)
    crowd, no_crowd = torch.tensor([True]), torch.tensor([0])
    kept = copy_paste(below[0], below[1] | {"iscrowd": crowd}, *above)[1]
    assert kept["iscrowd"].tolist() == [True, False]
    assert kept["iscrowd"].dtype == torch.bool
    image, kept = copy_paste(*below, above[0], above[1] | {"iscrowd": crowd})
    assert kept["labels"].tolist() == [1]
    assert torch.equal(image, below[0])
    assert "iscrowd" not in kept
    kept = copy_paste(*below, above[0], above[1] | {"iscrowd": no_crowd})[1]
    assert kept["labels"].tolist() == [1, 2]


def test_a_covered_keypoint_is_labelled_but_not_visible() -> None:
    below, above = strips(*range(10), label=1), strips(4, label=2)
    points = [[3.5, 3.9, 2], [3.5, 4.0, 2], [9.9, 4.5, 1], [0, 4.5, 0], [10, 5.0, 2], [10, 4.5, 2]]
    below[1]["keypoints"] = torch.tensor([points])
    above[1]["keypoints"] = torch.tensor([points]) + 0.25
    target = copy_paste(*below, *above)[1]
    assert target["keypoints"][0, :, 2].tolist() == [2, 1, 1, 0, 2, 1]
    assert torch.equal(target["keypoints"][0, :, :2], below[1]["keypoints"][0, :, :2])
    assert torch.equal(target["keypoints"][1], above[1]["keypoints"][0])


def test_kinds_of_numbers_stay() -> None:
    below, above = strips(0, label=1), strips(4, label=2)
    below[1]["masks"] = below[1]["masks"].bool()
    below[1]["labels"] = below[1]["labels"].int()
    below[1]["boxes"] = below[1]["boxes"].half()
    target = copy_paste(*below, *above)[1]
    assert {k: v.dtype for k, v in target.items()} == {k: v.dtype for k, v in below[1].items()}


@given(scenes((1, 2, 3), SIZE), scenes((4, 5, 6, 7)), st.integers(0, 2**32))
def test_chance(below: Scene, above: Scene, seed: int) -> None:
    found = [
        random_copy_paste(*below, *above, Generator().manual_seed(seed), scales=(1.0, 1.0))
        for _ in range(2)
    ]
    image, target = found[0]
    assert torch.equal(image, found[1][0])
    assert same(target, found[1][1])
    assert set(target["labels"].tolist()) <= {*below[1]["labels"].tolist(), 4, 5, 6, 7}
    assert image.shape == below[0].shape
    assert_painted(image, target)


def test_pasted_objects_come_mirrored_and_in_other_sizes() -> None:
    below = strips(0, label=1)
    above = painted(np.kron([[[1, 1], [1, 0]]], np.ones((1, 5, 5))), [2])
    source, found = Generator().manual_seed(0), []
    for _ in range(100):
        target = random_copy_paste(*below, *above, source, share=1, scales=(0.4, 0.4))[1]
        x1, y1, x2, y2 = (int(end) for end in target["boxes"][-1])
        assert (x2 - x1, y2 - y1) == (4, 4)
        found.append((x1, y1, int(target["masks"][-1, y2 - 1, x1])))
    assert [set(values) for values in zip(*found, strict=True)] == [
        {*range(7)},
        {*range(7)},
        {0, 1},
    ]


@pytest.mark.parametrize(("share", "low", "high"), [(0, 0, 0), (0.3, 15, 45), (1, 100, 100)])
def test_how_many_are_pasted(share: float, low: int, high: int) -> None:
    below, above = strips(*range(5), label=1), strips(4, label=2)
    source = Generator().manual_seed(0)
    pasted = 0
    for _ in range(100):
        target = random_copy_paste(*below, *above, source, share=share, scales=(1, 1))[1]
        pasted += target["labels"].tolist().count(2)
    assert low <= pasted <= high


def test_two_images_that_cannot_be_one() -> None:
    scene, other = strips(4, label=1), strips(5, label=2)
    without = {k: v for k, v in other[1].items() if k != "masks"}
    with pytest.raises(ValueError, match=r"as large as image, \(3, 10, 10\), got \(3, 9, 10\)"):
        copy_paste(*scene, other[0][:, :9], without)
    with pytest.raises(ValueError, match=r"must both hold masks, .* got boxes, labels, masks and"):
        copy_paste(*scene, other[0], without)
    with pytest.raises(ValueError, match=r"must both hold masks"):
        copy_paste(scene[0], without, other[0], without)
    with pytest.raises(ValueError, match=r"and the same of boxes, labels, scores"):
        copy_paste(*scene, other[0], other[1] | {"keypoints": torch.zeros(1, 2, 3)})
    with pytest.raises(ValueError, match=r"must not hold proposals, .* propose anew"):
        copy_paste(*scene, other[0], other[1] | {"proposals": torch.zeros(1, 4)})
    with pytest.raises(ValueError, match=r"share must be in \[0, 1\], got 3"):
        random_copy_paste(*scene, *other, Generator(), share=3)
