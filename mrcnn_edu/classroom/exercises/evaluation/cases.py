"""What an exercise on evaluation is tried on: the rows of ``examples.py``, then random ones."""

from typing import Any

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import with_float64
from mrcnn_edu.classroom.exercises.evaluation import pictures
from mrcnn_edu.classroom.exercises.evaluation.examples import LISTS, OVERLAPS

# None of their shares is a level of recall but for quarters, which are so in every type.
_OBJECTS = st.sampled_from([1, 2, 3, 4, 6, 7, 8])
_SCORE = st.sampled_from([0.5, 0.75, 0.25, 1.0, 0.125, 0.0625, 0.875, 0.00390625])
_IOU = st.sampled_from([0.75, 0.0, 0.5, 0.25, 0.625, 0.875, 0.125, 0.375, 1.0])
_THRESHOLD = st.sampled_from([0.5, 0.75, 0.25])


def list_of(scores: list[float], right: list[int], objects: int) -> Arguments:
    """The arguments of ``average_precision`` from lists; right ones are 1."""
    return {
        "scores": torch.tensor(scores, dtype=torch.float32),
        "right": torch.tensor(right, dtype=torch.bool),
        "objects": objects,
    }


def overlaps_of(iou: Any, threshold: float) -> Arguments:
    """The arguments of ``match`` from a list for each detection; without any, of two objects."""
    rows = torch.tensor(iou, dtype=torch.float32)
    return {"iou": rows if len(iou) else rows.reshape(0, 2), "threshold": threshold}


@st.composite
def _lists(draw: st.DrawFn) -> Arguments:
    objects = draw(_OBJECTS)
    right = draw(st.lists(st.sampled_from([1, 0]), min_size=1, max_size=7))
    while sum(right) > objects:  # each right one found another object
        right.remove(1)
    scores = draw(st.lists(_SCORE, min_size=len(right), max_size=len(right)))
    return list_of(scores, right, objects)


@st.composite
def _overlaps(draw: st.DrawFn) -> Arguments:
    objects = draw(st.integers(1, 3))
    row = st.lists(_IOU, min_size=objects, max_size=objects, unique=True)
    return overlaps_of(draw(st.lists(row, min_size=1, max_size=4)), draw(_THRESHOLD))


ranked_lists = Cases(
    examples=with_float64([list_of(*row[1:4]) for row in LISTS]),
    random=_lists(),
    picture=pictures.curve,
)
"""For ``average_precision``: scores (D,), right (D,), objects."""

overlaps = Cases(
    examples=with_float64([overlaps_of(*row[1:3]) for row in OVERLAPS]),
    random=_overlaps(),
    picture=pictures.both_matches,
)
"""For ``match``: iou (D, G), the highest-scoring detection first, threshold."""
