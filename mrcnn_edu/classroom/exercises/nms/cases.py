"""What an exercise on suppression is tried on: the rows of ``examples.py``, then random boxes."""

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import BOX, SCALE, Rows, boxes_of, with_float64
from mrcnn_edu.classroom.exercises.nms import pictures
from mrcnn_edu.classroom.exercises.nms.examples import (
    BOXES_TO_SOFTEN,
    CLASSED_BOXES,
    SCORED_BOXES,
)


def scored_arguments(
    boxes: Rows, scores: list[float], iou_threshold: float, idxs: list[int] | None = None
) -> Arguments:
    """The arguments of an NMS, with a class for each box where ``idxs`` is given."""
    arguments: Arguments = {
        "boxes": boxes_of(boxes),
        "scores": torch.tensor(scores, dtype=torch.float32),
    }
    if idxs is not None:
        arguments["idxs"] = torch.tensor(idxs, dtype=torch.int64)
    return arguments | {"iou_threshold": iou_threshold}


_threshold = st.sampled_from([0.5, 0.25, 0.75, 0.375])
_score_with_ties = st.sampled_from([0.9, 0.8, 0.7, 0.6, 0.0, -0.5])
PRIME_SCORES = [0.97, 0.89, 0.83, 0.79, 0.73, 0.71, 0.67]  # see examples.BOXES_TO_SOFTEN
# Large numbers, because classes are often kept apart by adding a multiple of their number.
_class = st.sampled_from([0, 1, 2, 90, 1000])


@st.composite
def _scored(
    draw: st.DrawFn, score: st.SearchStrategy[float], *, ties: bool, classes: bool = False
) -> Arguments:
    boxes = draw(st.lists(BOX, min_size=1, max_size=5))
    count = len(boxes)
    scores = draw(st.lists(score, min_size=count, max_size=count, unique=not ties))
    idxs = draw(st.lists(_class, min_size=count, max_size=count)) if classes else None
    arguments = scored_arguments(boxes, scores, draw(_threshold), idxs)
    return arguments | {"boxes": draw(SCALE) * arguments["boxes"]}


scored_boxes = Cases(
    examples=with_float64([scored_arguments(*row[1:4]) for row in SCORED_BOXES]),
    random=_scored(_score_with_ties, ties=True),
    picture=pictures.kept_boxes,
    remarks=pictures.order_of_boxes,
)
"""For ``nms``: boxes (N, 4), scores (N,) with ties, iou_threshold."""

scored_boxes_with_classes = Cases(
    examples=with_float64(
        [
            scored_arguments(boxes, scores, threshold, idxs)
            for _, boxes, scores, idxs, threshold, _ in CLASSED_BOXES
        ]
    ),
    random=_scored(st.sampled_from(PRIME_SCORES), ties=False, classes=True),
    picture=pictures.kept_boxes,
    remarks=pictures.order_of_boxes,
)
"""For ``batched_nms``: boxes (N, 4), scores (N,) without ties, idxs (N,), iou_threshold."""

scored_boxes_without_ties = Cases(
    examples=with_float64([scored_arguments(*row[1:4]) for row in BOXES_TO_SOFTEN]),
    random=_scored(st.sampled_from(PRIME_SCORES), ties=False),
    picture=pictures.kept_boxes,
    remarks=pictures.order_of_boxes,
)
"""For ``soft_nms``: boxes (N, 4), scores (N,) without ties, iou_threshold."""
