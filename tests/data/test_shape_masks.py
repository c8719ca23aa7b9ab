"""The pixels of single shapes, by geometry."""

import math

import numpy as np
import pytest

from mrcnn_edu.data.shape_masks import CIRCLE, SQUARE, TRIANGLE, outline, shape_mask, unit_extent

TURNS = {
    degrees: (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
    for degrees in (0, 20, 45, 90, 200)
}


@pytest.mark.parametrize("degrees", TURNS)
@pytest.mark.parametrize("label", [CIRCLE, SQUARE, TRIANGLE])
@pytest.mark.parametrize("extent", [12.6, 14.4, 41.7])
def test_area_and_extent_are_those_of_the_geometric_shape(label, degrees, extent):
    mask = shape_mask(label, extent, TURNS[degrees])
    radius = extent / unit_extent(label, TURNS[degrees])
    area = {CIRCLE: math.pi, SQUARE: 4.0, TRIANGLE: 3 * math.sqrt(3) / 4}[label] * radius**2
    assert abs(mask.sum() - area) < 1.5 * extent  # less than a pixel along the border
    assert extent - 2 < max(mask.shape) <= extent + 1
    for side in (mask[0], mask[-1], mask[:, 0], mask[:, -1]):
        assert side.any()


@pytest.mark.parametrize(
    ("label", "degrees", "longer_side"),
    [
        (CIRCLE, 20, 2.0),
        (SQUARE, 0, 2.0),
        (SQUARE, 45, 2 * math.sqrt(2)),
        (TRIANGLE, 0, math.sqrt(3)),
        (TRIANGLE, 90, math.sqrt(3)),
        (TRIANGLE, 45, (3 + math.sqrt(3)) / math.sqrt(8)),
    ],
)
def test_the_extent_of_a_shape_of_radius_1(label, degrees, longer_side):
    assert unit_extent(label, TURNS[degrees]) == pytest.approx(longer_side)


def test_a_triangle_points_up_before_it_is_turned_and_turns_clockwise():
    up = shape_mask(TRIANGLE, 21.0, TURNS[0])
    assert up[0].sum() <= 2
    assert up[-1].sum() >= 20
    assert np.array_equal(up, up[:, ::-1])
    right = shape_mask(TRIANGLE, 21.0, (0.0, 1.0))
    assert np.array_equal(right, np.rot90(up, -1))


def test_an_outline_is_one_pixel_wide_and_runs_along_the_border():
    mask = np.ones((4, 5), dtype=bool)
    mask[0, 0] = False
    assert outline(mask).astype(int).tolist() == [
        [0, 1, 1, 1, 1],
        [1, 0, 0, 0, 1],
        [1, 0, 0, 0, 1],
        [1, 1, 1, 1, 1],
    ]
