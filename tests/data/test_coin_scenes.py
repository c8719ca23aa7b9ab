"""Scenes of coins: none of the coins that a model is tested on, and targets that fit the pixels."""

from functools import cache

import numpy as np
import pytest
import torch
from skimage.draw import polygon2mask

from mrcnn_edu.data import coin_scenes
from mrcnn_edu.data.coin_cutouts import TRAINING_COINS
from mrcnn_edu.data.coin_scenes import CLASSES, SIZES, CoinScenes, coin_scene, take_materials
from mrcnn_edu.data.coins import COLUMNS, coin_polygons, coins_image

SEEDS = range(60)
RIGHT_HAND = [coin for coin in range(24) if coin % COLUMNS >= 3]


@cache
def scenes():
    return [coin_scene(seed) for seed in SEEDS]


def noise_on_the_right():
    """The photograph with noise where the right-hand coins are, ten pixels around, and beyond."""
    photo = coins_image().copy()
    hidden = np.zeros(photo.shape, dtype=bool)
    hidden[:, 205:] = True
    for coin in RIGHT_HAND:
        polygon = coin_polygons()[coin]
        middle = polygon.mean(axis=0)
        hidden |= polygon2mask(photo.shape, (middle + 1.4 * (polygon - middle))[:, ::-1] - 0.5)
    noise = np.random.default_rng(0).integers(0, 256, photo.shape, dtype=np.uint8)
    return np.where(hidden, noise, photo)


def test_no_pixel_of_a_right_hand_coin_is_trained_on(monkeypatch):
    assert sorted(TRAINING_COINS) == [coin for coin in range(24) if coin % COLUMNS < 3]
    assert not set(TRAINING_COINS) & set(RIGHT_HAND)
    expected = scenes()[:20]
    noisy = take_materials(noise_on_the_right())
    monkeypatch.setattr(coin_scenes, "materials", lambda: noisy)
    for seed, (image, _) in enumerate(expected):
        assert torch.equal(coin_scene(seed)[0], image)


def test_the_test_above_sees_a_pixel_of_a_coin_that_is_used(monkeypatch):
    photo = coins_image().copy()
    photo[60, 45] ^= 64  # in coin 0
    changed = take_materials(photo)
    expected = scenes()
    monkeypatch.setattr(coin_scenes, "materials", lambda: changed)
    assert not all(torch.equal(coin_scene(seed)[0], expected[seed][0]) for seed in SEEDS[:20])


def test_a_scene_has_the_form_that_detectors_take():
    for image, target in scenes():
        count, size = len(target["labels"]), image.shape[1]
        assert image.shape == (3, size, size)
        assert size in SIZES
        assert image.dtype == torch.float32
        assert torch.equal((image * 255).round() / 255, image)
        assert image.min() >= 0
        assert image.max() <= 1
        assert target["boxes"].shape == (count, 4)
        assert target["boxes"].dtype == torch.float32
        assert target["labels"].dtype == torch.int64
        assert target["labels"].max() == CLASSES.index("coin")
        assert target["masks"].shape == (count, size, size)
        assert target["masks"].dtype == torch.uint8


def test_boxes_enclose_masks_and_masks_do_not_overlap():
    for _, target in scenes():
        masks = target["masks"].numpy()
        assert masks.max() == 1
        assert masks.sum(axis=0).max() == 1
        for mask, box in zip(masks, target["boxes"].tolist(), strict=True):
            rows, columns = np.nonzero(mask)
            assert box == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def test_a_data_set_holds_consecutive_seeds():
    data = CoinScenes(10, 3)
    assert len(data) == 3
    for index, seed in [(0, 10), (2, 12), (-1, 12)]:
        assert torch.equal(data[index][0], coin_scene(seed)[0])
        assert torch.equal(data[index][1]["boxes"], coin_scene(seed)[1]["boxes"])


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: coin_scene(-1), "seed must be 0 or more, got -1"),
        (lambda: CoinScenes(-1, 5), "first and number must be 0 or more, got -1 and 5"),
        (lambda: CoinScenes(0, -5), "got 0 and -5"),
        (lambda: CoinScenes(0, 5)[5], "out of range"),
    ],
    ids=["seed", "first", "number", "index"],
)
def test_errors_name_the_value(call, match):
    with pytest.raises((ValueError, IndexError), match=match):
        call()
