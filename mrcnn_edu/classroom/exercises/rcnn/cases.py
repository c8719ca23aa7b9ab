"""What an exercise on R-CNN is tried on: the rows of ``examples.py``, then random ones."""

from typing import Any

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import BOX, SCALE, Rows, boxes_of, with_float64
from mrcnn_edu.classroom.exercises.rcnn import pictures
from mrcnn_edu.classroom.exercises.rcnn.examples import (
    BOXES_TO_WARP,
    DELTAS_AND_PROPOSALS,
    LIMIT,
    LOG2,
    OBJECTS_AND_PROPOSALS,
    SCORED_NEGATIVES,
)


def objects_of(boxes: Rows, proposals: Rows) -> Arguments:
    """The arguments of ``encode_boxes`` from lists."""
    return {"boxes": boxes_of(boxes), "proposals": boxes_of(proposals)}


def deltas_of(deltas: Rows, proposals: Rows) -> Arguments:
    """The arguments of ``decode_boxes`` from lists."""
    return {"deltas": boxes_of(deltas), "proposals": boxes_of(proposals)}


def negatives_of(scores: list[float], cached: list[int], hard: float, evict: float) -> Arguments:
    """The arguments of ``mine`` from lists."""
    return {
        "scores": torch.tensor(scores, dtype=torch.float32),
        "cached": torch.tensor(cached, dtype=torch.int64),
        "hard": hard,
        "evict": evict,
    }


def crop_of(image: Any, box: list[float], size: int, context: int) -> Arguments:
    """The arguments of ``warp_crop`` from lists."""
    return {
        "image": torch.tensor(image, dtype=torch.float32),
        "box": torch.tensor(box, dtype=torch.float32),
        "size": size,
        "context": context,
    }


@st.composite
def _objects(draw: st.DrawFn) -> Arguments:
    pairs = draw(st.lists(st.tuples(BOX, BOX), min_size=1, max_size=3))
    scale = draw(SCALE)
    sides = [boxes_of([pair[side] for pair in pairs]) * scale for side in (0, 1)]
    return {"boxes": sides[0], "proposals": sides[1]}


_MOVE = st.sampled_from([0.0, 0.5, -0.5, 1.0, 0.25, -2.0])
_GROWTH = st.sampled_from([0.0, LOG2, -LOG2, 1.0, -1.0, LIMIT, 5.0, 100.0])
_DELTA = st.tuples(_MOVE, _MOVE, _GROWTH, _GROWTH).map(list)


@st.composite
def _deltas(draw: st.DrawFn) -> Arguments:
    rows = draw(st.lists(st.tuples(_DELTA, BOX), min_size=1, max_size=3))
    return deltas_of([delta for delta, _ in rows], [box for _, box in rows])


_SCORE = st.sampled_from([0.0, -2.0, 1.0, -1.0, -1.125, -1.5, 0.5, -0.75])
_LIMITS = st.sampled_from([(-1, -1.2), (-1, -1.5), (0, -0.75), (-1, -1), (0.5, 0)])


@st.composite
def _negatives(draw: st.DrawFn) -> Arguments:
    scores = draw(st.lists(_SCORE, min_size=1, max_size=5))
    places = st.lists(st.integers(0, len(scores) - 1), max_size=len(scores), unique=True)
    return negatives_of(scores, draw(places), *draw(_LIMITS))


_SIDE = st.sampled_from([2, 4, 8])  # powers of 2, so that no point of a crop is rounded
_PIXEL = st.sampled_from([0.0, 1.0, 2.0, -1.0, 0.5])


@st.composite
def _crops(draw: st.DrawFn) -> Arguments:
    height, width = draw(_SIDE), draw(_SIDE)
    pixels = draw(st.lists(_PIXEL, min_size=height * width, max_size=height * width))
    size, context = draw(st.sampled_from([(2, 0), (1, 0), (4, 1), (3, 1), (6, 2), (4, 0)]))
    image = torch.tensor(pixels).reshape(height, width).tolist()
    return crop_of(image, draw(BOX), size, context)


objects_and_proposals = Cases(
    examples=with_float64([objects_of(*row[1:3]) for row in OBJECTS_AND_PROPOSALS]),
    random=_objects(),
    picture=pictures.object_and_proposal,
)
"""For ``encode_boxes``: boxes (N, 4) and proposals (N, 4), xyxy, all with an area."""

deltas_and_proposals = Cases(
    examples=with_float64([deltas_of(*row[1:3]) for row in DELTAS_AND_PROPOSALS]),
    random=_deltas(),
    picture=pictures.moved_proposal,
)
"""For ``decode_boxes``: deltas (N, 4) and proposals (N, 4), xyxy."""

scored_negatives = Cases(
    examples=with_float64([negatives_of(*row[1:5]) for row in SCORED_NEGATIVES]),
    random=_negatives(),
    picture=pictures.negatives_on_a_line,
)
"""For ``mine``: scores (N,), cached (M,), hard and evict."""

boxes_to_warp = Cases(
    examples=with_float64([crop_of(*row[1:5]) for row in BOXES_TO_WARP]),
    random=_crops(),
    picture=pictures.crop_with_context,
)
"""For ``warp_crop``: image (H, W), box (4,), size and context."""
