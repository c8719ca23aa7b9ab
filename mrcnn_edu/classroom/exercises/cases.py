"""What the cases of all topics share: how rows become tensors, and the plainest random boxes.

Random cases are made by hypothesis, always the same ones, and small on purpose: few boxes, mostly
with whole-number corners. Where one of them is answered wrongly, hypothesis makes it smaller still.
Both 0 / 0 and inverted boxes are left out, since libraries disagree on them. Corners are whole
numbers, or these times a power of 2: float32 holds them exactly, and no answer hangs on rounding.
"""

import torch
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.classroom.exercise import Arguments

Rows = list[list[float]]


def boxes_of(rows: Rows) -> Tensor:
    """Boxes written as lists, as float32 of shape (N, 4), also when there are none."""
    return torch.tensor(rows, dtype=torch.float32).reshape(-1, 4)


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
START = st.sampled_from([0, 1, 2, 3, 4, -1, -2])
SIDE = st.sampled_from([1, 2, 3, 4])
BOX = st.tuples(START, START, SIDE, SIDE).map(
    lambda b: [float(b[0]), float(b[1]), float(b[0] + b[2]), float(b[1] + b[3])]
)
BOXES = st.lists(BOX, min_size=1, max_size=3).map(boxes_of)
# Halves of pixels and photographs. Smaller than a half, areas would be so small that the 1e-6 that
# many add to a union, lest they divide by 0, would count as an error.
SCALE = st.sampled_from([1.0, 1.0, 0.5, 256.0])
