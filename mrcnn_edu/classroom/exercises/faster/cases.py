"""What an exercise on Faster R-CNN is tried on: the rows of ``examples.py``, then random ones."""

from typing import Any

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import BOX, Rows, boxes_of, with_float64
from mrcnn_edu.classroom.exercises.faster import pictures
from mrcnn_edu.classroom.exercises.faster.examples import BATCHES, TWO_PARTS


def two_parts_of(
    rpn_deltas: Rows, head_deltas: list[float], anchors: Rows, boxes: Rows
) -> Arguments:
    """The arguments of ``joint_losses`` from lists, also without an anchor or an object."""
    return {
        "rpn_deltas": boxes_of(rpn_deltas),
        "head_deltas": torch.tensor(head_deltas, dtype=torch.float32),
        "anchors": boxes_of(anchors),
        "boxes": boxes_of(boxes),
    }


def batch_of(features: Any, boxes: Rows, counts: tuple[int, ...], stride: int, n: int) -> Arguments:
    """The arguments of ``pool_boxes`` from lists."""
    maps = torch.tensor(features, dtype=torch.float32)
    return {"features": maps, "boxes": boxes_of(boxes), "counts": counts, "stride": stride, "n": n}


_MOVE = st.sampled_from([0.0, 0.125, -0.125, 0.25, 0.375, 1.0])  # of a square of 8
_STEP = st.sampled_from([0, 1, 2, -1, -2, 3])


@st.composite
def _two_parts(draw: st.DrawFn) -> Arguments:
    """One or two objects far apart, each with a few anchors nearby, all of one size."""
    anchors: Rows = []
    boxes: Rows = []
    said: Rows = []
    for x in (0, 64)[: draw(st.integers(1, 2))]:
        boxes.append([x, 0, x + 8, 8])
        for _ in range(draw(st.integers(1, 2))):
            right, down = draw(_STEP), draw(_STEP)
            anchors.append([x + right, down, x + right + 8, down + 8])
            said.append([draw(_MOVE), draw(_MOVE), 0.0, 0.0])
    head = [draw(_MOVE), draw(_MOVE), draw(_MOVE), draw(_MOVE)]
    return two_parts_of(said, head, anchors, boxes)


_NUMBER = st.sampled_from([0.0, 1.0, 2.0, 3.0, -1.0, 0.5, 9.0])


@st.composite
def _batches(draw: st.DrawFn) -> Arguments:
    images, side = draw(st.integers(1, 3)), draw(st.integers(2, 4))
    cells = images * side * side
    numbers = draw(st.lists(_NUMBER, min_size=cells, max_size=cells))
    counts = tuple(draw(st.integers(0, 2)) for _ in range(images - 1))
    counts = (*counts, draw(st.integers(1, 2)))
    boxes = draw(st.lists(BOX, min_size=sum(counts), max_size=sum(counts)))
    stride, pixels = draw(st.sampled_from([(8, 8.0), (16, 8.0), (2, 2.0), (1, 1.0)]))
    maps = torch.tensor(numbers).reshape(images, 1, side, side)
    scaled = (boxes_of(boxes) * pixels).clamp(min=0)
    return batch_of(maps.tolist(), scaled.tolist(), counts, stride, draw(st.integers(1, 2)))


two_parts = Cases(
    examples=with_float64([two_parts_of(*row[1:5]) for row in TWO_PARTS]),
    random=_two_parts(),
    picture=pictures.two_losses_and_gradients,
)
"""For ``joint_losses``: rpn_deltas (A, 4), head_deltas (4,), anchors (A, 4), boxes (G, 4)."""

batches = Cases(
    examples=with_float64([batch_of(*row[1:6]) for row in BATCHES]),
    random=_batches(),
    picture=pictures.box_on_its_map,
)
"""For ``pool_boxes``: features (N, C, H, W), boxes (R, 4), counts, stride and n."""
