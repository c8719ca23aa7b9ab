"""What an exercise on SPP-Net is tried on: the rows of ``examples.py``, then random ones."""

from typing import Any

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import BOX, Rows, boxes_of, with_float64
from mrcnn_edu.classroom.exercises.spp import pictures
from mrcnn_edu.classroom.exercises.spp.examples import (
    BOXES_AND_STRIDES,
    MAPS_TO_POOL,
    WINDOWS_OF_A_MAP,
)


def boxes_on(boxes: Rows, stride: int, grid: tuple[int, int]) -> Arguments:
    """The arguments of ``map_windows`` from lists."""
    return {"boxes": boxes_of(boxes), "stride": stride, "grid": grid}


def maps_of(features: Any, levels: tuple[int, ...]) -> Arguments:
    """The arguments of ``spatial_pyramid_pool`` from lists."""
    return {"features": torch.tensor(features, dtype=torch.float32), "levels": levels}


def windows_of(features: Any, windows: list[list[int]], levels: tuple[int, ...]) -> Arguments:
    """The arguments of ``pool_windows`` from lists."""
    return {
        "features": torch.tensor(features, dtype=torch.float32),
        "windows": torch.tensor(windows, dtype=torch.int64).reshape(-1, 4),
        "levels": levels,
    }


@st.composite
def _boxes(draw: st.DrawFn) -> Arguments:
    boxes = boxes_of(draw(st.lists(BOX, min_size=1, max_size=3)))
    grid = draw(st.sampled_from([(4, 4), (3, 5), (6, 2), (8, 8)]))
    stride, pixels = draw(st.sampled_from([(2, 1.0), (4, 1.0), (1, 0.5), (16, 8.0), (16, 4.0)]))
    return {"boxes": boxes * pixels, "stride": stride, "grid": grid}


_NUMBER = st.sampled_from([0.0, 1.0, 2.0, 3.0, -1.0, 0.5, 9.0])
_LEVELS = st.sampled_from([(1,), (2,), (2, 1), (1, 2), (3,), (1, 4), (3, 1, 2)])
_SIDE = st.integers(1, 5)


@st.composite
def _map(draw: st.DrawFn, *axes: int) -> torch.Tensor:
    shape = (*axes, draw(_SIDE), draw(_SIDE))
    count = int(torch.tensor(shape).prod())
    numbers = draw(st.lists(_NUMBER, min_size=count, max_size=count))
    return torch.tensor(numbers).reshape(shape)


@st.composite
def _maps(draw: st.DrawFn) -> Arguments:
    features = draw(_map(draw(st.integers(1, 2)), draw(st.integers(1, 2))))
    return {"features": features, "levels": draw(_LEVELS)}


@st.composite
def _windows(draw: st.DrawFn) -> Arguments:
    features = draw(_map(draw(st.integers(1, 2))))
    height, width = features.shape[1:]

    def ends(cells: int) -> list[int]:
        return sorted(draw(st.lists(st.integers(0, cells - 1), min_size=2, max_size=2)))

    windows = []
    for _ in range(draw(st.integers(1, 2))):
        (x1, x2), (y1, y2) = ends(width), ends(height)
        windows.append([x1, y1, x2, y2])
    return windows_of(features.tolist(), windows, draw(_LEVELS))


boxes_and_strides = Cases(
    examples=with_float64([boxes_on(*row[1:4]) for row in BOXES_AND_STRIDES]),
    random=_boxes(),
    picture=pictures.window_of_a_box,
)
"""For ``map_windows``: boxes (R, 4), stride and grid, (height, width)."""

maps_to_pool = Cases(
    examples=with_float64([maps_of(*row[1:3]) for row in MAPS_TO_POOL]),
    random=_maps(),
    picture=pictures.map_and_bin,
)
"""For ``spatial_pyramid_pool``: features (N, C, H, W) and levels."""

windows_of_a_map = Cases(
    examples=with_float64([windows_of(*row[1:4]) for row in WINDOWS_OF_A_MAP]),
    random=_windows(),
    picture=pictures.window_and_bin,
)
"""For ``pool_windows``: features (C, H, W), windows (R, 4) and levels."""
