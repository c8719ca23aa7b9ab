"""What the exercises on the backbone are tried on: the rows of ``examples.py``, then random ones.

Maps, weights and kernels are small whole numbers, halves and quarters, so that every sum is exact.
Sides of boxes are such that no level hangs on the last digit of a logarithm.
"""

import math
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import boxes_of, with_float64
from mrcnn_edu.classroom.exercises.pyramid import pictures
from mrcnn_edu.classroom.exercises.pyramid.examples import BLOCKS, LEVELS, PYRAMIDS

# sampled_from becomes smaller towards its first element, so the plainest value stands there.
_side = st.sampled_from([1, 2, 3, 4, 5, 6, 7])
_weight = st.sampled_from([1.0, 0.0, 2.0, 0.5, -1.0])
_unit = st.sampled_from([1.0, 1.0, 1 / 16, 256.0])
# A map is drawn as bytes, which is fast, and each becomes smaller towards the first value.
_VALUES = torch.tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0.5, 2.25, -1, -2, -3, -0.5])
_KERNELS = torch.tensor([0, 0, 0, 0, 1, 1, -1, 0.5])

PLACES = [0.0, 1, 2, 10, 100, -50, 0.5, 33.25]
SIDES = [
    *(32.0, 224, 112, 448, 300, 150, 64, 100, 500, 900, 16, 1, 0, 56, 896),
    *(111, 113, 223, 225, 447, 450, 47.5, 128, 256, 1000, 1400, 40.25, 39.25),
]
LEVEL_RANGES = [(2, 5), (2, 4), (3, 5), (2, 2), (3, 7), (1, 5)]


def tensors_of(row: tuple[Any, ...], names: str) -> Arguments:
    """The arguments in a row of a table, between the name of the case and its result."""
    return {
        name: torch.tensor(value, dtype=torch.float32) if isinstance(value, list) else value
        for name, value in zip(names.split(), row[1:-1], strict=True)
    }


@st.composite
def _numbers(draw: st.DrawFn, shape: tuple[int, ...], values: Tensor = _VALUES) -> Tensor:
    """Values of a small set in a tensor of a shape."""
    count = math.prod(shape)
    chosen = draw(st.binary(min_size=count, max_size=count))
    return values[torch.tensor(list(chosen)) % len(values)].reshape(shape)


@st.composite
def _blocks(draw: st.DrawFn) -> Arguments:
    return {
        "x": draw(_unit) * draw(_numbers((draw(_side), draw(_side)))),
        "kernel1": draw(_numbers((3, 3), _KERNELS)),
        "kernel2": draw(_numbers((3, 3), _KERNELS)),
        "stride": draw(st.sampled_from([1, 2])),
        "shortcut": draw(_weight),
    }


@st.composite
def _pyramids(draw: st.DrawFn) -> Arguments:
    """Three maps of which each is half as large as the one before, rounded up."""
    height, width = draw(_side), draw(_side)
    sizes = [(-(-height // step), -(-width // step)) for step in (1, 2, 4)]
    c3, c4, c5 = (draw(_numbers(size)) for size in sizes)
    lateral = torch.tensor([draw(_weight) for _ in range(3)])
    smooth = draw(_numbers((3, 3, 3), _KERNELS))
    return {"c3": draw(_unit) * c3, "c4": c4, "c5": c5, "lateral": lateral, "smooth": smooth}


_place, _length = st.sampled_from(PLACES), st.sampled_from(SIDES)
_box = st.tuples(_place, _place, _length, _length).map(
    lambda b: [b[0], b[1], b[0] + b[2], b[1] + b[3]]
)


@st.composite
def _levels(draw: st.DrawFn) -> Arguments:
    k_min, k_max = draw(st.sampled_from(LEVEL_RANGES))
    boxes = boxes_of(draw(st.lists(_box, min_size=1, max_size=4)))
    return {"boxes": boxes, "k_min": k_min, "k_max": k_max}


blocks = Cases(
    examples=with_float64([tensors_of(row, "x kernel1 kernel2 stride shortcut") for row in BLOCKS]),
    random=_blocks(),
    picture=pictures.maps_out,
)
"""For ``residual_block``: x (H, W), kernel1 and kernel2 (3, 3), stride 1 or 2, shortcut."""

pyramids = Cases(
    examples=with_float64([tensors_of(row, "c3 c4 c5 lateral smooth") for row in PYRAMIDS]),
    random=_pyramids(),
    picture=pictures.levels_out,
)
"""For ``pyramid``: c3, c4 and c5, each half as large, rounded up, lateral (3,) and
smooth (3, 3, 3)."""

boxes_and_levels = Cases(
    examples=with_float64(
        [
            {"boxes": boxes_of(boxes), "k_min": k_min, "k_max": k_max}
            for _, boxes, k_min, k_max, _ in LEVELS
        ]
    ),
    random=_levels(),
    picture=pictures.boxes_on_a_ladder,
)
"""For ``assign_fpn_level``: boxes (R, 4), k_min, k_max."""
