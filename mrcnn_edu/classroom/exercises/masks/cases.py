"""What an exercise on masks is tried on: the rows of ``examples.py``, then random ones.

Random boxes lie on quarters of pixels. Nothing here jumps: a mask is 1 or 0, but it is read by
bilinear interpolation, so that no answer hangs on a last digit. Boxes are never without area, and
proposals never reach over the border of the image, as in a detector, which clips them.
"""

from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import with_float64
from mrcnn_edu.classroom.exercises.masks import pictures
from mrcnn_edu.classroom.exercises.masks.examples import (
    GRIDS_TO_ENLARGE,
    MASKS_TO_CROP,
    MASKS_TO_PASTE,
)

# sampled_from becomes smaller towards its first element, so the plainest value stands there.
_side = st.sampled_from([1, 2, 3])
_kernel_side = st.sampled_from([1, 2, 3, 4])
_stride = st.sampled_from([1, 2, 3])
_cells = st.sampled_from([1, 2, 3, 4])
_pixels = st.sampled_from([2, 3, 1, 4, 6])
_place = st.sampled_from([0, 1, 2, 0.5, 0.25, 1.75, -0.5, -1, -2.25, 3, 4.5])
_length = st.sampled_from([1, 2, 3, 0.5, 1.5, 2.25, 4, 6.75, 0.25])
# A grid is drawn as bytes, which is fast, and each becomes smaller towards the first value.
_NUMBERS = torch.tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0.5, 2.25, -1, -2, -3, -0.75])
_PROBABILITIES = torch.tensor([0, 1, 0.5, 0.25, 0.75, 0.125, 0.875, 0.0625])
_ON_OR_OFF = torch.tensor([0.0, 1.0])


def arguments_of(row: tuple[Any, ...], names: str) -> Arguments:
    """The arguments in a row of a table, between the name of the case and its result."""
    return {
        name: torch.tensor(value, dtype=torch.float32) if isinstance(value, list) else value
        for name, value in zip(names.split(), row[1:-1], strict=True)
    }


def _grid(draw: st.DrawFn, height: int, width: int, values: Tensor) -> Tensor:
    """(height, width), of numbers among ``values``."""
    count = height * width
    chosen = draw(st.binary(min_size=count, max_size=count))
    return values[torch.tensor(list(chosen)) % len(values)].reshape(height, width)


@st.composite
def _to_enlarge(draw: st.DrawFn) -> Arguments:
    return {
        "x": _grid(draw, draw(_side), draw(_side), _NUMBERS),
        "kernel": _grid(draw, draw(_kernel_side), draw(_kernel_side), _NUMBERS),
        "stride": draw(_stride),
    }


def _part(draw: st.DrawFn, pixels: int) -> tuple[float, float]:
    """Where a proposal begins and ends along one axis, on quarters within so many pixels."""
    first = draw(st.integers(0, 4 * pixels - 1))
    return first / 4, draw(st.one_of(st.integers(first + 1, 4 * pixels), st.just(4 * pixels))) / 4


@st.composite
def _to_crop(draw: st.DrawFn) -> Arguments:
    height, width = draw(_pixels), draw(_pixels)
    (y1, y2), (x1, x2) = _part(draw, height), _part(draw, width)
    return {
        "mask": _grid(draw, height, width, _ON_OR_OFF),
        "proposal": torch.tensor([x1, y1, x2, y2]),
        "size": draw(_cells),
    }


@st.composite
def _to_paste(draw: st.DrawFn) -> Arguments:
    size = draw(_cells)
    x, y, width, height = (float(draw(part)) for part in (_place, _place, _length, _length))
    return {
        "mask": _grid(draw, size, size, _PROBABILITIES),
        "box": torch.tensor([x, y, x + width, y + height]),
        "image_size": (draw(_pixels), draw(_pixels)),
    }


grids_to_enlarge = Cases(
    examples=with_float64([arguments_of(row, "x kernel stride") for row in GRIDS_TO_ENLARGE]),
    random=_to_enlarge(),
    picture=pictures.grids_to_enlarge,
)
"""For ``transposed_conv``: x (H, W), kernel (P, Q), stride."""

masks_to_crop = Cases(
    examples=with_float64([arguments_of(row, "mask proposal size") for row in MASKS_TO_CROP]),
    random=_to_crop(),
    picture=pictures.masks_to_crop,
)
"""For ``mask_target``: mask (H, W) of 0 and 1, proposal (4,), size."""

masks_to_paste = Cases(
    examples=with_float64([arguments_of(row, "mask box image_size") for row in MASKS_TO_PASTE]),
    random=_to_paste(),
    picture=pictures.masks_to_paste,
)
"""For ``paste_one_mask``: mask (M, M), box (4,), image_size (height, width)."""
