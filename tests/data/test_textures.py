"""Patterns and colours of drawn scenes."""

import numpy as np
import pytest

from mrcnn_edu.data.textures import (
    checks,
    colour_apart,
    direction,
    gradient,
    noise,
    stripes,
    texture,
    textured,
    to_pixels,
)


def generator(seed=0):
    return np.random.Generator(np.random.PCG64(seed))


def test_directions_go_all_around_nearly_evenly():
    rng = generator()
    points = np.array([direction(rng) for _ in range(8000)])
    np.testing.assert_allclose((points**2).sum(axis=1), 1, atol=1e-15)
    angles = np.arctan2(points[:, 1], points[:, 0])
    counts, _ = np.histogram(angles, bins=16, range=(-np.pi, np.pi))
    assert counts.min() > 400
    assert counts.max() < 600


@pytest.mark.parametrize("pattern", [noise, gradient, stripes, checks, texture])
@pytest.mark.parametrize("size", [(128, 128), (12, 9), (1, 1)], ids=str)
def test_a_pattern_has_its_size_and_stays_within_one(pattern, size):
    for seed in range(20):
        values = pattern(generator(seed), *size)
        assert values.shape == size
        assert abs(values).max() <= 1


@pytest.mark.parametrize(
    ("pattern", "low", "high"), [(noise, 0.3, 0.7), (stripes, 0.18, 0.75), (checks, 0.45, 1.05)]
)
def test_a_pattern_changes_over_a_few_pixels(pattern, low, high):
    """The mean step from a pixel to the next on its right or below, where the whole range is 2."""
    for seed in range(20):
        values = pattern(generator(seed), 64, 64)
        steps = [abs(np.diff(values, axis=axis)).mean() for axis in (0, 1)]
        assert low < sum(steps) / 2 < high
        assert abs(values.mean()) < 0.1


def test_a_gradient_rises_evenly_from_side_to_side():
    for seed in range(20):
        values = gradient(generator(seed), 64, 32)
        assert values.max() - values.min() > 1.9
        for axis in (0, 1):
            np.testing.assert_allclose(np.diff(values, n=2, axis=axis), 0, atol=1e-12)


def test_stripes_are_two_to_five_pixels_wide_along_their_direction():
    upright = 0
    for seed in range(400):
        cosine, _ = direction(generator(seed))
        if abs(cosine) > 0.999:
            upright += 1
            row = stripes(generator(seed), 1, 2000)[0]
            assert 2 <= 2000 / (1 + np.count_nonzero(np.diff(row))) <= 5.1
    assert upright > 3


def test_a_colour_keeps_its_distance_from_all_others():
    others = [(200.0, 30.0, 30.0), (40.0, 40.0, 200.0)]
    for seed in range(100):
        colour = colour_apart(generator(seed), others, 90)
        assert min(np.linalg.norm(np.subtract(colour, other)) for other in others) >= 90
        assert min(colour) >= 20
        assert max(colour) <= 235


def test_a_colour_that_is_not_found_is_the_one_opposite():
    assert colour_apart(generator(), [(200.0, 30.0, 128.0)], 500) == (72.0, 158.0, 0.0)


def test_a_texture_is_centred_on_its_colour():
    pixels = textured(generator(3), (40, 30), (100.0, 150.0, 50.0), 20)
    assert pixels.shape == (40, 30, 3)
    steps = pixels.astype(float) - (100, 150, 50)
    assert abs(steps).max() <= 20
    assert abs(steps).max() >= 18
    assert np.ptp(steps, axis=2).max() <= 1e-9  # all channels go together


@pytest.mark.parametrize(
    ("value", "pixel"), [(-3.0, 0), (0.49, 0), (0.5, 1), (254.49, 254), (255.0, 255), (300.0, 255)]
)
def test_pixels_are_rounded_and_clipped(value, pixel):
    assert to_pixels(np.array([value])).tolist() == [pixel]
