"""What is drawn by chance: the same for a seed, within its limits, and all of what is allowed."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Generator, Tensor

from mrcnn_edu.data.augment import augment, scale_jitter
from mrcnn_edu.data.flips import random_flip
from mrcnn_edu.data.random_numbers import offset, uniform
from tests.data.painted import Target, assert_boxes, assert_painted, painted, same, scenes

Scene = tuple[Tensor, Target]
KINDS: dict[str, Callable[..., Scene]] = {
    "augment": augment,
    "scale_jitter": scale_jitter,
    "scale_jitter to a size": partial(scale_jitter, size=(7, 15), scales=(0.3, 3)),
}


@pytest.mark.parametrize("name", KINDS)
@given(scene=scenes(keypoints=17), seed=st.integers(0, 2**32))
def test_what_holds_of_all(name: str, scene: Scene, seed: int) -> None:
    before = scene[0].clone(), {k: v.clone() for k, v in scene[1].items()}
    (image, target), again = (KINDS[name](*scene, Generator().manual_seed(seed)) for _ in "ab")
    assert torch.equal(image, again[0])
    assert same(target, again[1])
    assert torch.equal(scene[0], before[0])
    assert same(scene[1], before[1])
    assert target.keys() == scene[1].keys()
    assert image.min() >= 0
    assert image.max() <= 1
    assert_boxes(image, target)
    assert target["masks"].shape[1:] == image.shape[1:]
    assert {len(values) for values in target.values()} == {len(target["labels"])}
    assert set(target["labels"].tolist()) <= set(scene[1]["labels"].tolist())
    labelled = target["keypoints"][target["keypoints"][..., 2] > 0]
    assert (labelled[:, :2] >= 0).all()
    assert (labelled[:, :2] <= torch.tensor([image.shape[2], image.shape[1]])).all()


def test_the_window_has_the_size_that_was_asked_for() -> None:
    source = Generator().manual_seed(0)
    assert scale_jitter(*a_square(), source, size=(7, 15))[0].shape == (3, 7, 15)
    assert scale_jitter(*a_square(), source)[0].shape == (3, 40, 40)


@given(scenes(), st.integers(0, 2**32), st.booleans())
def test_without_another_scale_every_pixel_keeps_its_label(
    scene: Scene, seed: int, larger: bool
) -> None:
    size = (20, 20) if larger else (3, 4)
    source = Generator().manual_seed(seed)
    image, target = scale_jitter(*scene, source, scales=(1, 1), size=size, min_visible=0.0)
    assert_painted(image, target)
    if larger:
        assert sorted(target["labels"].tolist()) == sorted(scene[1]["labels"].tolist())


def a_square(side: int = 40) -> Scene:
    """A square of 10 x 10 pixels in the middle."""
    mask = np.zeros((1, side, side), bool)
    mask[0, side // 2 - 5 : side // 2 + 5, side // 2 - 5 : side // 2 + 5] = True
    return painted(mask, [3])


@pytest.mark.parametrize("scales", [None, (0.8, 1.25), (0.6, 0.6)])
def test_every_scale_within_the_limits(scales: tuple[float, float] | None) -> None:
    low, high = scales or (0.5, 1.5)
    limits: dict[str, Any] = {"scales": scales} if scales else {}
    source, found = Generator().manual_seed(0), []
    for _ in range(200):
        _, target = scale_jitter(*a_square(), source, **limits, size=(80, 80))
        widths = target["boxes"][0, 2:] - target["boxes"][0, :2]
        assert abs(float(widths[0] - widths[1])) <= 1  # one factor for both
        found.append(float(widths[0]) / 10)
    assert low - 0.1 <= min(found) <= low + 0.1
    assert high - 0.1 <= max(found) <= high + 0.1
    assert np.mean(found) == pytest.approx((low + high) / 2, abs=0.06)


def test_a_window_of_the_images_size_and_everywhere() -> None:
    source, corners = Generator().manual_seed(0), set()
    for _ in range(150):
        image, target = scale_jitter(*a_square(20), source, scales=(0.8, 0.8))
        assert image.shape == (3, 20, 20)
        corners.add(tuple(target["boxes"][0, :2].tolist()))
    assert corners == {(x, y) for x in range(4, 9) for y in range(4, 9)}


def test_what_must_be_visible() -> None:
    source, areas = Generator().manual_seed(0), {0.0: set(), 1.0: set()}
    for min_visible, found in areas.items():
        for _ in range(100):
            _, target = scale_jitter(
                *a_square(12), source, scales=(1, 1), size=(9, 9), min_visible=min_visible
            )
            found.update(target["masks"].flatten(1).sum(dim=1).tolist())
    assert areas[1.0] <= {100}
    assert areas[0.0] - {100}


def test_mirrored_in_every_size_and_light() -> None:
    mask = np.kron([[[1, 1], [1, 0]]], np.ones((1, 8, 8)))
    scene = painted(np.pad(mask, ((0, 0), (8, 8), (8, 8))), [8])
    source, sizes, light, mirrored = Generator().manual_seed(0), [], [], set()
    for _ in range(100):
        image, target = augment(*scene, source)
        x1, y1, x2, y2 = (int(end) for end in target["boxes"][0])
        if min(x1, y1) > 0 and max(x2, y2) < 32:  # whole in the window
            sizes.append(x2 - x1)
            mirrored.add(int(target["masks"][0, y2 - 1, x1]))
            light.append(float(image[0, y1 + (y2 - y1) // 4, (x1 + x2) // 2]) * 16 / 8)
    assert (min(sizes), max(sizes)) == (8, 23)
    assert mirrored == {0, 1}
    assert min(light) < 0.8
    assert max(light) > 1.2


def test_light_is_no_part_of_the_target() -> None:
    image, target = augment(*a_square(), Generator().manual_seed(5))
    plain = scale_jitter(*random_flip(*a_square(), source := Generator().manual_seed(5)), source)
    assert same(target, plain[1])
    assert not torch.equal(image, plain[0])


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-2, 3), (4, 4)])
def test_a_number_by_chance(low: float, high: float) -> None:
    source = Generator().manual_seed(0)
    numbers = [uniform(source, low, high) for _ in range(400)]
    assert low <= min(numbers) <= low + 0.05 * (high - low)
    assert high - 0.05 * (high - low) <= max(numbers) <= high
    assert np.mean(numbers) == pytest.approx((low + high) / 2, abs=0.2)


@pytest.mark.parametrize(
    ("whole", "part", "places"), [(5, 3, {0, 1, 2}), (3, 5, {-2, -1, 0}), (4, 4, {0})]
)
def test_a_place_by_chance(whole: int, part: int, places: set[int]) -> None:
    source = Generator().manual_seed(0)
    assert {offset(source, whole, part) for _ in range(100)} == places


@pytest.mark.parametrize(
    ("scales", "error", "message"),
    [
        ((0, 1), ValueError, r"scales must be two numbers, 0 < smallest <= largest, got \(0, 1\)"),
        ((2, 1), ValueError, r"0 < smallest <= largest, got \(2, 1\)"),
        ((1,), ValueError, r"scales must be two numbers"),
        (("1", 2), TypeError, r"each of scales must be a plain number, got '1'"),
    ],
)
def test_scales_that_are_none(scales: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        scale_jitter(*a_square(), Generator(), scales=scales)


def test_a_share_that_is_none() -> None:
    with pytest.raises(ValueError, match=r"min_visible must be in \[0, 1\], got -1"):
        scale_jitter(*a_square(), Generator(), min_visible=-1)
