"""One coin cut out and pasted: where it was, turned, over others, over the border."""

import numpy as np
import pytest
from skimage.draw import polygon2mask

from mrcnn_edu.data.coin_cutouts import (
    TABLE_WIDTH,
    TRAINING_COINS,
    blurred,
    continued,
    coverage,
    cut_out,
    table_grain,
)
from mrcnn_edu.data.coin_grounds import empty_canvas
from mrcnn_edu.data.coin_pasting import COIN, Light, claim, paste, random_light, random_map, sample
from mrcnn_edu.data.coins import coin_polygons, coins_image

PLAIN = Light(mean=150.0, contrast=1.0, slope=(0.0, 0.0), shadow=0.0)


def generator(seed=0):
    return np.random.Generator(np.random.PCG64(seed))


def canvas_of(value, size=100):
    return empty_canvas(np.full((size, size, 1), value, dtype=np.float32))


def a_coin(number=7):
    return cut_out(coins_image(), coin_polygons()[number])


@pytest.mark.parametrize("number", TRAINING_COINS)
def test_a_coin_pasted_where_it_was_gives_the_photograph_back(number):
    photo, polygon = coins_image().astype(float), coin_polygons()[number]
    coin = cut_out(coins_image(), polygon)
    canvas = empty_canvas(np.full((384, 384, 1), 60, dtype=np.float32))
    middle = (polygon.min(axis=0) + polygon.max(axis=0)) / 2
    light = Light(coin.mean, 1.0, (0.0, 0.0), 0.0)
    assert paste(canvas, coin, tuple(middle), np.eye(2), light)
    # The edge is drawn at half cover, so that it may differ from the polygon's by a pixel.
    truth = polygon2mask(photo.shape, polygon[:, ::-1] - 0.5)
    mask = canvas.owner[:303] == 1
    assert (mask & truth).sum() / (mask | truth).sum() > 0.97
    whole = coverage(polygon, photo.shape) > 0.99
    np.testing.assert_allclose(canvas.values[:303, :, 0][whole], photo[whole], atol=0.05)
    outside = coverage(polygon, photo.shape) == 0
    np.testing.assert_allclose(canvas.values[:303, :, 0][outside], 60, atol=0.05)


def test_the_edge_is_soft_and_the_shadow_lies_outside():
    canvas, coin = canvas_of(100.0), a_coin()
    assert paste(canvas, coin, (50.0, 50.0), np.eye(2), Light(200.0, 0.0, (0.0, 0.0), 0.4))
    row = canvas.values[50, :, 0]
    middle, ground = row[45:55], row[:10]
    np.testing.assert_allclose(middle, 200, atol=1e-4)
    np.testing.assert_allclose(ground, 100, atol=1e-4)
    assert 60 < row.min() < 90  # the shadow, at the edge
    first = int(np.flatnonzero(canvas.owner[50])[0])
    assert row[first - 6 : first - 2].max() < 100
    assert (np.diff(row[first - 6 : first - 2]) < 0).all()  # deeper towards the coin


def test_a_slope_lights_one_side_more():
    canvas, coin = canvas_of(20.0), a_coin()
    paste(canvas, coin, (50.0, 50.0), np.eye(2), Light(150.0, 0.0, (25.0, 0.0), 0.0))
    inside = canvas.values[50, 38:63, 0]
    assert (np.diff(inside) > 0.5).all()
    assert inside.mean() == pytest.approx(150, abs=2)


@pytest.mark.parametrize("seed", range(5))
def test_turns_keep_the_area_and_scales_square_it(seed):
    coin = a_coin()
    for scale in (0.5, 1.0, 1.5):
        canvas = canvas_of(20.0)
        assert paste(canvas, coin, (50.0, 50.0), random_map(generator(seed), scale), PLAIN)
        assert canvas.areas == [int((canvas.owner == 1).sum())]
        assert canvas.areas[0] == pytest.approx(coin.area * scale**2, rel=0.03)


def test_turns_go_all_around_and_half_of_them_mirror():
    maps = [random_map(generator(seed), 1.0) for seed in range(400)]
    mirrored = np.mean([np.linalg.det(each) < 0 for each in maps])
    assert 0.4 < mirrored < 0.6
    quadrants = np.bincount([2 * (m[1, 1] > 0) + (m[1, 0] > 0) for m in maps], minlength=4)
    assert quadrants.min() > 60
    stretch = [np.linalg.svd(each)[1] for each in maps]
    assert max(high / low for high, low in stretch) < 1.25


@pytest.mark.parametrize(
    ("x", "pasted"),
    [(50.0, True), (0.0, True), (-3.0, False), (-40.0, False), (99.0, True), (104.0, False)],
)
def test_a_coin_of_which_the_border_leaves_too_little_is_not_pasted(x, pasted):
    canvas = canvas_of(20.0)
    assert paste(canvas, a_coin(), (x, 50.0), np.eye(2), PLAIN) == pasted
    assert canvas.labels == [COIN] * pasted
    assert bool(canvas.owner.any()) == pasted
    assert (canvas.values != 20).any() == pasted


@pytest.mark.parametrize(("distance", "pasted"), [(50, True), (30, True), (22, False), (3, False)])
def test_a_coin_that_would_hide_too_much_of_another_is_not_pasted(distance, pasted):
    canvas, coin = canvas_of(20.0, 128), a_coin()
    assert paste(canvas, coin, (40.0, 64.0), np.eye(2), PLAIN)
    before = canvas.values.copy()
    assert paste(canvas, coin, (40.0 + distance, 64.0), np.eye(2), PLAIN) == pasted
    assert len(canvas.labels) == 1 + pasted
    assert np.array_equal(canvas.values, before) != pasted
    assert canvas.visible == np.bincount(canvas.owner.ravel())[1:].tolist()
    assert canvas.visible[0] >= 0.7 * canvas.areas[0]


def test_a_claim_counts_what_is_hidden_again_and_again():
    canvas = canvas_of(20.0, 10)
    window = (slice(0, 10), slice(0, 10))
    whole, strip = np.ones((10, 10), dtype=bool), np.zeros((10, 10), dtype=bool)
    assert claim(canvas, whole, window)
    strip[0:2] = True
    assert claim(canvas, strip, window)
    assert canvas.visible == [80, 20]
    assert not claim(canvas, np.roll(strip, 2, axis=0), window)  # another fifth would leave 60
    assert canvas.visible == [80, 20]
    assert claim(canvas, np.roll(strip, 2, axis=0)[:3], (slice(0, 3), slice(0, 10)))  # a tenth
    assert canvas.visible == [70, 20, 10]


def test_light_is_drawn_from_its_range():
    lights = [random_light(generator(seed), (100.0, 120.0)) for seed in range(200)]
    assert 100 <= min(light.mean for light in lights) < 103
    assert 117 < max(light.mean for light in lights) <= 120
    assert max(light.contrast for light in lights) > 1.6
    assert max(light.shadow for light in lights) > 0.4


def test_sampling_between_pixels_and_beyond_the_border():
    planes = np.array([[[0.0, 10.0], [20.0, 40.0]]], dtype=np.float32)
    u = np.array([[0.5, 1.0, 1.5, 1.0, 9.0]], dtype=np.float32)
    v = np.array([[0.5, 0.5, 1.5, 1.0, 9.0]], dtype=np.float32)
    np.testing.assert_allclose(sample(planes, u, v), [[[0, 5, 40, 17.5, 40]]], atol=1e-5)


def test_coverage_is_the_share_of_each_pixel():
    square = np.array([[1.0, 1.0], [3.5, 1.0], [3.5, 2.5], [1.0, 2.5]])
    np.testing.assert_allclose(
        coverage(square, (4, 5)),
        [[0, 0, 0, 0, 0], [0, 1, 1, 0.5, 0], [0, 0.5, 0.5, 0.25, 0], [0, 0, 0, 0, 0]],
    )


def test_a_blur_is_the_mean_over_a_square():
    plane = np.zeros((5, 7), dtype=np.float32)
    plane[2, 3] = 9
    expected = np.zeros((5, 7))
    expected[1:4, 2:5] = 1
    np.testing.assert_allclose(blurred(plane, 1, 1), expected, atol=1e-6)
    np.testing.assert_allclose(blurred(plane, 1, 3).sum(), 9, atol=0.6)


def test_values_are_carried_on_from_where_they_are_known():
    values = np.array([[5.0, 7.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]], dtype=np.float32)
    known = np.array([[True, True, False, False, False, False, False, False]])
    result = continued(values, known)
    np.testing.assert_allclose(result[0, :5], [5, 7, 7, 7, 7])
    np.testing.assert_allclose(result[0, 5:], 0)  # three pixels on, no more


def test_grain_is_bare_table_and_nothing_of_a_coin():
    photo = coins_image()
    grain = table_grain(photo, 100)
    assert grain.shape == (100, 100)
    assert abs(grain.mean()) < 0.5
    assert 2 < grain.std() < 6  # the photograph's own is 3.9
    without_coins = photo.copy()
    for polygon in coin_polygons():
        without_coins[polygon2mask(photo.shape, polygon[:, ::-1] - 0.5)] = 255
    without_coins[:, TABLE_WIDTH:] = 0
    assert np.array_equal(table_grain(without_coins, 100), grain)
    assert not np.array_equal(table_grain(255 - photo, 100), grain)
