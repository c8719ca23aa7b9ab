"""What an exercise is tried on: hand-picked examples first, then random cases.

The random ones are made by hypothesis, always the same ones, and small on purpose: few boxes,
whole-number corners. Where one of them is answered wrongly, hypothesis makes it smaller still.
Both 0 / 0 and inverted boxes are left out, since libraries disagree on them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.classroom import pictures
from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.box_examples import (
    BOXES_AND_IMAGE_SIZE,
    CENTRES_AND_SIZES,
    TWO_SETS_OF_BOXES,
    Rows,
)
from mrcnn_edu.classroom.nms_examples import BOXES_TO_SOFTEN, CLASSED_BOXES, SCORED_BOXES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Arguments = dict[str, Any]  # by name, in the order in which a function takes them


@dataclass(frozen=True)
class Cases:
    """The cases for one kind of function.

    Attributes:
        examples: hand-picked arguments, tried first and in this order.
        random: makes more of them.
        picture: draws a wrong answer, from the arguments, the package's answer and the learner's.
    """

    examples: tuple[Arguments, ...]
    random: st.SearchStrategy[Arguments]
    picture: Callable[[Arguments, Answer, Answer], "Figure"]


def boxes_of(rows: Rows) -> Tensor:
    """Boxes written as lists, as float32 of shape (N, 4), also when there are none."""
    return torch.tensor(rows, dtype=torch.float32).reshape(-1, 4)


def scored_arguments(
    boxes: Rows, scores: list[float], iou_threshold: float, idxs: list[int] | None = None
) -> Arguments:
    """The arguments of an NMS, with a class for each box where ``idxs`` is given."""
    arguments: Arguments = {"boxes": boxes_of(boxes), "scores": torch.tensor(scores)}
    if idxs is not None:
        arguments["idxs"] = torch.tensor(idxs, dtype=torch.int64)
    return arguments | {"iou_threshold": iou_threshold}


def _in_float64(arguments: Arguments) -> Arguments:
    """The same case in double precision, as it comes from numpy."""
    return {
        name: value.double() if isinstance(value, Tensor) and value.is_floating_point() else value
        for name, value in arguments.items()
    }


def with_float64(examples: list[Arguments]) -> tuple[Arguments, ...]:
    """The examples, and one of them once more in double precision, as it comes from numpy."""
    return (*examples, _in_float64(examples[2]))  # any one will do


# sampled_from becomes smaller towards its first element, so the plainest value stands there.
_start = st.sampled_from([0, 1, 2, 3, 4, -1, -2])
_side = st.sampled_from([1, 2, 3, 4])
_box = st.tuples(_start, _start, _side, _side).map(
    lambda b: [float(b[0]), float(b[1]), float(b[0] + b[2]), float(b[1] + b[3])]
)
_boxes = st.lists(_box, min_size=1, max_size=3).map(boxes_of)
_threshold = st.sampled_from([0.5, 0.25, 0.75])
_score_with_ties = st.sampled_from([0.9, 0.8, 0.7, 0.6])
PRIME_SCORES = [0.97, 0.89, 0.83, 0.79, 0.73, 0.71, 0.67]  # see nms_examples.BOXES_TO_SOFTEN
# Large numbers, because classes are often kept apart by adding a multiple of their number.
_class = st.sampled_from([0, 1, 2, 90, 1000])


@st.composite
def _scored(
    draw: st.DrawFn, score: st.SearchStrategy[float], *, ties: bool, classes: bool = False
) -> Arguments:
    boxes = draw(st.lists(_box, min_size=1, max_size=5))
    count = len(boxes)
    scores = draw(st.lists(score, min_size=count, max_size=count, unique=not ties))
    idxs = draw(st.lists(_class, min_size=count, max_size=count)) if classes else None
    return scored_arguments(boxes, scores, draw(_threshold), idxs)


two_sets_of_boxes = Cases(
    examples=with_float64(
        [
            {"boxes1": boxes_of(boxes1), "boxes2": boxes_of(boxes2)}
            for _, boxes1, boxes2, _, _ in TWO_SETS_OF_BOXES
        ]
    ),
    random=st.tuples(_boxes, _boxes).map(lambda two: {"boxes1": two[0], "boxes2": two[1]}),
    picture=pictures.two_sets_of_boxes,
)
"""For ``box_iou`` and ``generalized_box_iou``: boxes1 (N, 4) and boxes2 (M, 4)."""

centres_and_sizes = Cases(
    examples=with_float64([{"boxes": boxes_of(boxes)} for _, boxes, _ in CENTRES_AND_SIZES]),
    random=st.lists(st.tuples(_start, _start, _side, _side).map(list), min_size=1, max_size=5).map(
        lambda rows: {"boxes": boxes_of([[float(value) for value in row] for row in rows])}
    ),
    picture=pictures.boxes_out,
)
"""For cxcywh to xyxy: boxes (N, 4)."""

boxes_and_image_size = Cases(
    examples=with_float64(
        [{"boxes": boxes_of(boxes), "size": size} for _, boxes, size, _ in BOXES_AND_IMAGE_SIZE]
    ),
    random=st.tuples(_boxes, st.tuples(_side, _side)).map(
        lambda pair: {"boxes": pair[0], "size": pair[1]}
    ),
    picture=pictures.boxes_out,
)
"""For ``clip_boxes_to_image``: boxes (N, 4) and size (height, width)."""

scored_boxes = Cases(
    examples=with_float64([scored_arguments(*row[1:4]) for row in SCORED_BOXES]),
    random=_scored(_score_with_ties, ties=True),
    picture=pictures.kept_boxes,
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
)
"""For ``batched_nms``: boxes (N, 4), scores (N,) without ties, idxs (N,), iou_threshold."""

scored_boxes_without_ties = Cases(
    examples=with_float64([scored_arguments(*row[1:4]) for row in BOXES_TO_SOFTEN]),
    random=_scored(st.sampled_from(PRIME_SCORES), ties=False),
    picture=pictures.kept_boxes,
)
"""For ``soft_nms``: boxes (N, 4), scores (N,) without ties, iou_threshold."""
