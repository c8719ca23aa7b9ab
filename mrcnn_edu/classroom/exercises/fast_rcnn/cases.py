"""What an exercise on Fast R-CNN is tried on: the rows of ``examples.py``, then random ones."""

from typing import Any

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import BOX, Rows, boxes_of, with_float64
from mrcnn_edu.classroom.exercises.fast_rcnn import pictures
from mrcnn_edu.classroom.exercises.fast_rcnn.examples import (
    BY_TURNS,
    EVEN,
    HALVES,
    IMAGES,
    LAYERS,
    MIDDLE,
    PROPOSALS,
    outer,
    total,
)


def proposals_of(iou: Rows, labels: list[int], n: int, fraction: float, low: float) -> Arguments:
    """The arguments of ``sample`` from lists, also without a proposal or an object."""
    overlaps = torch.tensor(iou, dtype=torch.float32).reshape(len(iou), len(labels))
    classes = torch.tensor(labels, dtype=torch.int64)
    return {"iou": overlaps, "labels": classes, "n": n, "fraction": fraction, "low": low}


def layer_of(weight: Rows, t: int) -> Arguments:
    """The arguments of ``truncate`` from lists."""
    return {"weight": torch.tensor(weight, dtype=torch.float32), "t": t}


def image_of(image: Any, boxes: Rows) -> Arguments:
    """The arguments of ``flip`` from lists."""
    return {"image": torch.tensor(image, dtype=torch.float32), "boxes": boxes_of(boxes)}


_IOU = st.sampled_from([0.75, 0.25, 0.0, 0.5, 0.125, 0.4375, 0.0625, 1.0])


@st.composite
def _proposals(draw: st.DrawFn) -> Arguments:
    labels = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    row = st.lists(_IOU, min_size=len(labels), max_size=len(labels))
    iou = draw(st.lists(row, min_size=1, max_size=6))
    n, fraction = draw(st.sampled_from([4, 1, 2, 3, 8])), draw(st.sampled_from([0.25, 0.5]))
    return proposals_of(iou, labels, n, fraction, draw(st.sampled_from([0.125, 0.0, 0.25])))


@st.composite
def _layers(draw: st.DrawFn) -> Arguments:
    """Patterns at right angles, each at most half as large as the one before."""
    columns = draw(st.permutations([EVEN, BY_TURNS, HALVES, MIDDLE]))
    rows = draw(st.permutations([EVEN, BY_TURNS, HALVES, MIDDLE]))
    count = draw(st.integers(1, 3))
    sizes = [draw(st.sampled_from([1.0, -1.0])) / 2**place for place in range(count)]
    patterns = [outer(c, r, s) for c, r, s in zip(columns, rows, sizes, strict=False)]
    return layer_of(total(*patterns), draw(st.integers(1, count)))


@st.composite
def _images(draw: st.DrawFn) -> Arguments:
    width = draw(st.integers(1, 4))
    row = st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0]), min_size=width, max_size=width)
    boxes = draw(st.lists(BOX, min_size=1, max_size=2))
    return image_of(draw(st.lists(row, min_size=1, max_size=2)), boxes)


proposals_to_draw = Cases(
    examples=with_float64([proposals_of(*row[1:6]) for row in PROPOSALS]),
    random=_proposals(),
    picture=pictures.proposals_by_overlap,
)
"""For ``sample``: iou (R, G), labels (G,), n, fraction, low."""

layers_to_thin = Cases(
    examples=with_float64([layer_of(*row[1:3]) for row in LAYERS]),
    random=_layers(),
    picture=pictures.two_products,
)
"""For ``truncate``: weight (m, n) and t; its t-th singular value is above the next."""

images_to_mirror = Cases(
    examples=with_float64([image_of(*row[1:3]) for row in IMAGES]),
    random=_images(),
    picture=pictures.image_and_boxes,
)
"""For ``flip``: image (H, W) and boxes (N, 4)."""
