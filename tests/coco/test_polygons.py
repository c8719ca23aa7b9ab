"""Outlines of masks: by hand, and filled again by our own code and by pycocotools."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from mrcnn_edu.coco.polygons import mask_to_polygons
from mrcnn_edu.coco.run_lengths import edges_to_mask, mask_edges
from tests.evaluation.random_data import decoded


@pytest.mark.parametrize(
    ("mask", "polygons"),
    [
        ([[0, 0], [0, 0]], []),
        ([[1]], [[1, 0, 1, 1, 0, 1, 0, 0]]),
        ([[0, 1, 1], [0, 1, 1]], [[3, 0, 3, 2, 1, 2, 1, 0]]),
        ([[1, 0, 1]], [[1, 0, 1, 1, 0, 1, 0, 0], [3, 0, 3, 1, 2, 1, 2, 0]]),
        ([[1, 0], [0, 1]], [[1, 0, 1, 1, 0, 1, 0, 0], [2, 1, 2, 2, 1, 2, 1, 1]]),
        ([[1, 1], [1, 0]], [[2, 0, 2, 1, 1, 1, 1, 2, 0, 2, 0, 0]]),
    ],
    ids=["nothing", "a pixel", "a square", "two", "two at a corner", "an L"],
)
def test_by_hand(mask: list[list[int]], polygons: list[list[int]]) -> None:
    assert mask_to_polygons(mask) == polygons


def test_a_hole_is_opened_to_the_side() -> None:
    ring = np.ones((3, 4), int)
    ring[1, 2] = 0
    left, right = mask_to_polygons(ring)
    assert sorted(left) == sorted([2, 0, 2, 3, 0, 3, 0, 0])
    assert len(right) == 2 * 8


@given(
    arrays(bool, st.tuples(st.integers(0, 9), st.integers(0, 9)), elements=st.booleans()),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_filled_again_it_is_the_mask(pixels: NDArray[np.bool_], down: int, across: int) -> None:
    mask = pixels.repeat(down, axis=0).repeat(across, axis=1).astype(np.uint8)
    polygons = mask_to_polygons(mask)
    assert bool(polygons) == mask.any()
    if polygons:
        edges = mask_edges(polygons, mask.shape)
        assert edges_to_mask(edges, mask.shape).tolist() == mask.tolist()
        rle = coco_mask.merge(coco_mask.frPyObjects(polygons, *mask.shape))
        assert decoded(rle).tolist() == mask.T.reshape(-1).tolist()
    for polygon in polygons:
        corners = np.array(polygon).reshape(-1, 2)
        sides = np.sign(corners - np.roll(corners, 1, axis=0))
        assert (abs(sides).sum(axis=1) == 1).all()  # upright or level, and of some length
        assert (sides != np.roll(sides, 1, axis=0)).any(axis=1).all()  # no corner is superfluous


def test_one_mask_at_a_time() -> None:
    with pytest.raises(ValueError, match=r"mask must have shape \(H, W\), got \(1, 2, 2\)"):
        mask_to_polygons(np.ones((1, 2, 2)))
