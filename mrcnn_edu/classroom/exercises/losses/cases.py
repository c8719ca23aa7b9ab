"""What an exercise on losses is tried on: the rows of ``examples.py``, then random predictions."""

import math
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import boxes_of, with_float64
from mrcnn_edu.classroom.exercises.losses import pictures
from mrcnn_edu.classroom.exercises.losses.examples import ANCHORS, LOG3, MASKS

_logit = st.sampled_from([1.0, -1.0, LOG3, -LOG3, 2.0, -3.0, 0.5, -0.25, 6.0, 30.0, -200.0])
_covered = st.sampled_from([1.0, 0.0, 0.5, 0.25])
_delta = st.sampled_from([0.0, 0.5, -0.5, 0.0625, -0.0625, 0.125, 1.0, -2.0, 0.03125, 8.0])
_is_object = st.sampled_from([1.0, 0.0])


def masks_of(mask_logits: Any, labels: list[int], targets: Any) -> Arguments:
    """The arguments of a mask loss, from nested lists; of no object, two classes and one pixel."""
    logits, goals = (torch.tensor(rows, dtype=torch.float32) for rows in (mask_logits, targets))
    return {
        "mask_logits": logits if labels else logits.reshape(0, 2, 1, 1),
        "labels": torch.tensor(labels, dtype=torch.int64),
        "targets": goals if labels else goals.reshape(0, 1, 1),
    }


def anchors_of(objectness: Any, deltas: Any, labels: Any, targets: Any) -> Arguments:
    """The arguments of a loss of the region proposal network, from lists, also of nothing."""
    return {
        "objectness": torch.tensor(objectness, dtype=torch.float32),
        "deltas": boxes_of(deltas),
        "labels": torch.tensor(labels, dtype=torch.float32),
        "targets": boxes_of(targets),
    }


@st.composite
def _numbers(draw: st.DrawFn, number: st.SearchStrategy[float], *shape: int) -> Tensor:
    count = math.prod(shape)
    drawn = draw(st.lists(number, min_size=count, max_size=count))
    return torch.tensor(drawn, dtype=torch.float32).reshape(shape)


@st.composite
def _masks(draw: st.DrawFn) -> Arguments:
    objects, classes, side = (
        draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
    )
    a_class = st.integers(0, classes - 1)
    return {
        "mask_logits": draw(_numbers(_logit, objects, classes, side, side)),
        "labels": torch.tensor(draw(st.lists(a_class, min_size=objects, max_size=objects))),
        "targets": draw(_numbers(_covered, objects, side, side)),
    }


@st.composite
def _anchors(draw: st.DrawFn) -> Arguments:
    number = draw(st.integers(1, 5))
    return {
        "objectness": draw(_numbers(_logit, number)),
        "deltas": draw(_numbers(_delta, number, 4)),
        "labels": draw(_numbers(_is_object, number)),
        "targets": draw(_numbers(_delta, number, 4)),
    }


predicted_masks = Cases(
    examples=with_float64([masks_of(*row[1:4]) for row in MASKS]),
    random=_masks(),
    picture=pictures.mask_and_gradient,
)
"""For ``mask_loss``: mask_logits (R, K, M, M), labels (R,), targets (R, M, M)."""

sampled_anchors = Cases(
    examples=with_float64([anchors_of(*row[1:5]) for row in ANCHORS]),
    random=_anchors(),
    picture=pictures.two_losses,
)
"""For ``rpn_loss``: objectness (A,), deltas (A, 4), labels (A,) of 0 and 1, targets (A, 4)."""
