"""Scenes of coins: none of the coins that a model is tested on, and targets that fit the pixels."""

from functools import cache

import numpy as np
import pytest
import torch
from skimage.draw import polygon2mask

from mrcnn_edu.data import coin_scenes
from mrcnn_edu.data.coin_cutouts import TRAINING_COINS
from mrcnn_edu.data.coin_grounds import TEXTURES, photo_texture, shapes_ground, table
from mrcnn_edu.data.coin_scenes import CLASSES, SIZES, CoinScenes, coin_scene, take_materials
from mrcnn_edu.data.coins import COLUMNS, coin_boxes, coin_polygons, coins_image
from mrcnn_edu.data.shapes import HELD_OUT, shape_scene

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


def coin_lengths():
    """The longer side of each coin that no border cuts, where the shorter side is 256 pixels."""
    lengths = []
    for image, target in scenes():
        boxes, size = target["boxes"], image.shape[1]
        whole = ((boxes > 0) & (boxes < size)).all(dim=1) & (target["labels"] == 4)
        longer = (boxes[whole, 2:] - boxes[whole, :2]).amax(dim=1)
        lengths.append(longer * 256 / size)
    return torch.cat(lengths)


def test_coins_are_as_large_as_on_the_photograph_and_on_both_sides_of_that():
    boxes = coin_boxes() * 256 / 303
    shown = (boxes[:, 2:] - boxes[:, :2]).amax(dim=1)
    assert shown.min() > 31
    assert shown.max() < 55
    trained = coin_lengths()
    assert ((trained > 31) & (trained < 55)).float().mean() > 0.5
    assert (trained < 31).float().mean() > 0.1
    assert (trained > 55).float().mean() > 0.05
    assert trained.min() > 18
    assert trained.max() < 92


def test_grounds_and_labels_are_mixed():
    labels = torch.cat([target["labels"] for _, target in scenes()])
    assert set(labels.tolist()) == {1, 2, 3, 4}
    with_shapes = [bool((target["labels"] < 4).any()) for _, target in scenes()]
    assert 0.03 < np.mean(with_shapes) < 0.25
    for (image, target), shapes in zip(scenes(), with_shapes, strict=True):
        assert (target["labels"] == 4).any()
        grey = torch.equal(image[0], image[1]) and torch.equal(image[0], image[2])
        assert grey or shapes


def test_no_coin_is_a_sliver():
    for _, target in scenes():
        boxes = target["boxes"]
        sides = boxes[:, 2:] - boxes[:, :2]
        coins = target["labels"] == 4
        assert (target["masks"].sum(dim=(1, 2))[coins] > 80).all()
        assert (sides[coins].amin(dim=1) > 6).all()


@pytest.mark.parametrize("seed", range(8))
def test_a_table_is_dark_and_has_no_objects(seed):
    canvas = table(np.random.Generator(np.random.PCG64(seed)), 256, np.zeros((304, 304)))
    assert canvas.values.shape == (256, 256, 1)
    assert not canvas.owner.any()
    assert 15 < np.median(canvas.values) < 150


@pytest.mark.parametrize("name", TEXTURES)
def test_textures_come_with_scikit_image(name):
    assert photo_texture(name).shape == (512, 512)


@pytest.mark.parametrize(("start", "channels"), [(0, 1), (4, 3)], ids=["grey", "in colour"])
def test_a_ground_of_shapes_is_a_scene_at_twice_its_size(start, channels):
    canvas = shapes_ground(np.random.Generator(np.random.PCG64(start)))
    seed = 2_000_000 + int(np.random.Generator(np.random.PCG64(start)).random() * 1_000_000)
    image, target = shape_scene(seed)
    assert seed not in HELD_OUT
    assert canvas.labels == target["labels"].tolist()
    assert canvas.visible == (4 * target["masks"].sum(dim=(1, 2))).tolist()
    for number, mask in enumerate(target["masks"].numpy(), start=1):
        assert np.array_equal(canvas.owner[::2, ::2] == number, mask == 1)
    means = image.reshape(3, -1).mean(dim=1).numpy() * 255
    expected = means if channels == 3 else [means.mean()]
    np.testing.assert_allclose(canvas.values.mean(axis=(0, 1)), expected, atol=0.5)
