"""What an exercise on anchors is tried on: the rows of ``examples.py``, then random ones."""

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.anchors import pictures
from mrcnn_edu.classroom.exercises.anchors.examples import (
    ANCHORS_WITHOUT_OBJECTS,
    MAPS_TO_FILL,
    MAPS_TO_READ,
    OVERLAPS,
)
from mrcnn_edu.classroom.exercises.cases import BOX, Rows, boxes_of, with_float64


def map_of(
    scales: list[float], ratios: list[float], grid: tuple[int, int], stride: int
) -> Arguments:
    """The arguments of ``place_anchors`` from lists."""
    return {
        "scales": torch.tensor(scales, dtype=torch.float32),
        "ratios": torch.tensor(ratios, dtype=torch.float32),
        "grid": grid,
        "stride": stride,
    }


def overlaps_of(iou: Rows, high: float, low: float, low_quality: bool) -> Arguments:
    """The arguments of ``match_anchors`` from lists."""
    table = (
        torch.tensor(iou, dtype=torch.float32) if iou else torch.zeros(0, ANCHORS_WITHOUT_OBJECTS)
    )
    return {"iou": table, "high": high, "low": low, "low_quality": low_quality}


def read_of(
    anchors: Rows, deltas: Rows, scores: list[float], size: tuple[int, int], n: int
) -> Arguments:
    """The arguments of ``propose`` from lists."""
    return {
        "anchors": boxes_of(anchors),
        "deltas": boxes_of(deltas),
        "scores": torch.tensor(scores, dtype=torch.float32),
        "size": size,
        "n": n,
    }


# Sides are multiples of 4 and ratios squares, so that no half side lies between two pixels.
_SCALES = st.lists(st.sampled_from([4.0, 8.0, 12.0, 16.0, 32.0]), min_size=1, max_size=3)
_RATIOS = st.lists(st.sampled_from([1.0, 4.0, 0.25]), min_size=1, max_size=3, unique=True)


@st.composite
def _maps(draw: st.DrawFn) -> Arguments:
    grid = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return map_of(draw(_SCALES), draw(_RATIOS), grid, draw(st.sampled_from([16, 8, 4, 1])))


_IOU = st.sampled_from([0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0])
_LIMITS = st.sampled_from([(0.75, 0.25), (0.5, 0.5), (0.7, 0.3), (0.875, 0.125)])


@st.composite
def _overlaps(draw: st.DrawFn) -> Arguments:
    boxes, anchors = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    row = st.lists(_IOU, min_size=anchors, max_size=anchors)
    iou = draw(st.lists(row, min_size=boxes, max_size=boxes))
    return overlaps_of(iou, *draw(_LIMITS), draw(st.booleans()))


# Whole corners of sides up to 4: none of their overlaps is 7/10, the threshold.
_MOVE = st.sampled_from([0.0, 0.0, 1.0, -1.0])
_SCORES = [0.97, 0.89, 0.83, 0.79, 0.73]  # no ties


@st.composite
def _reads(draw: st.DrawFn) -> Arguments:
    anchors = draw(st.lists(BOX, min_size=1, max_size=5))
    count = len(anchors)
    deltas = [[draw(_MOVE), draw(_MOVE), 0.0, 0.0] for _ in anchors]
    scores = draw(st.permutations(_SCORES))[:count]
    size = draw(st.sampled_from([(4, 4), (3, 6), (6, 3), (8, 8)]))
    return read_of(anchors, deltas, scores, size, draw(st.integers(1, 4)))


maps_to_fill = Cases(
    examples=with_float64([map_of(*row[1:5]) for row in MAPS_TO_FILL]),
    random=_maps(),
    picture=pictures.anchors_of_a_map,
)
"""For ``place_anchors``: scales (S,), ratios (R,), grid and stride."""

overlaps = Cases(
    examples=with_float64([overlaps_of(*row[1:5]) for row in OVERLAPS]),
    random=_overlaps(),
    picture=pictures.table_of_overlaps,
)
"""For ``match_anchors``: iou (G, A), high, low and low_quality."""

maps_to_read = Cases(
    examples=with_float64([read_of(*row[1:6]) for row in MAPS_TO_READ]),
    random=_reads(),
    picture=pictures.proposals_of_a_map,
)
"""For ``propose``: anchors (A, 4), deltas (A, 4), scores (A,), size and n."""
