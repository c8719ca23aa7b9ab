"""What an exercise on RoI operators is tried on: the rows of ``examples.py``, then random ones.

Random boxes lie on quarters of cells and most numbers of bins and samples are powers of 2, so that
no rounding of floating-point numbers decides: coordinates on the map are exact at each of the
strides, and no sample lies where a map ends. Where thirds are taken, maps hold no 0, beside which
the last digit of a weight would be all there is. Hand-picked cases lie there too. Boxes are never
inverted.
"""

import math
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import with_float64
from mrcnn_edu.classroom.exercises.roi import pictures
from mrcnn_edu.classroom.exercises.roi.examples import (
    BOXES_TO_ALIGN,
    ONE_BOX_ON_A_MAP,
    ONE_BOX_TO_ALIGN,
    POINTS_ON_A_MAP,
)

# sampled_from becomes smaller towards its first element, so the plainest value stands there.
_place = st.sampled_from(
    [0, 1, 2, 0.5, 1.5, 0.25, 1.75, -0.5, -1.25, 2.5, 3, 3.75, 4.75, 6, -2.5, -3]
)
_length = st.sampled_from([1, 2, 3, 0.5, 1.5, 2.5, 0.25, 1.75, 4, 5.25, 7, 12, 0])
_scale = st.sampled_from([1.0, 0.5, 0.25, 1 / 16, 1 / 32, 2.0])
_bins = st.sampled_from([1, 2, 3, 4])
_samples = st.sampled_from([1, 2, 3, 4])
_adaptive = st.sampled_from([-1, 0])
_size = st.sampled_from([(2, 2), (3, 3), (2, 3), (3, 2), (4, 4), (1, 5), (5, 1), (5, 6), (7, 4)])
# A map is drawn as bytes, which is fast, and each becomes smaller towards the first value.
_VALUES = torch.tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0.5, 2.25, 3.375, -1, -2, -3])
_ABOVE_ZERO = torch.tensor([1, 2, 3, 4, 5, 6, 7, 8, 9, 0.5, 1.25, 2.5, 3.375, 4.75, 6.5, 7.125])
_unit = st.sampled_from([1.0, 1 / 16, 256.0, -1.0])  # maps of digits, from 0 to 1, large, below 0


def numbers(values: Any) -> Tensor:
    """Numbers in nested lists as float32."""
    return torch.tensor(values, dtype=torch.float32)


def arguments_of(row: tuple[Any, ...], names: str) -> Arguments:
    """The arguments in a row of a table, between the name of the case and its result."""
    arguments = {
        name: numbers(value) if isinstance(value, list) else value
        for name, value in zip(names.split(), row[1:-1], strict=True)
    }
    if "boxes" in arguments:
        arguments["boxes"] = arguments["boxes"].reshape(-1, 5)  # also when there are none
    return arguments


@st.composite
def _maps(draw: st.DrawFn, images: int, channels: int, values: Tensor = _VALUES) -> Tensor:
    """(N, C, H, W), of one to seven rows and columns."""
    shape = images, channels, *draw(_size)
    count = math.prod(shape)
    chosen = draw(st.binary(min_size=count, max_size=count))
    return draw(_unit) * values[torch.tensor(list(chosen)) % len(values)].reshape(shape)


def _values(bins: int, samples: int) -> Tensor:
    """What a map may hold, for so many bins and samples along a side."""
    exact = bins in (1, 2, 4) and samples in (1, 2, 4)
    return _VALUES if exact else _ABOVE_ZERO


@st.composite
def _box(draw: st.DrawFn, spatial_scale: float) -> list[float]:
    """A box in image pixels, of which some reach over the border of the map."""
    x, y, width, height = (draw(part) for part in (_place, _place, _length, _length))
    return [corner / spatial_scale for corner in (x, y, x + width, y + height)]


@st.composite
def _points(draw: st.DrawFn) -> Arguments:
    points = draw(st.lists(st.tuples(_place, _place), min_size=1, max_size=3))
    features = draw(_maps(1, 1))[0, 0]
    y, x = numbers(points).unbind(1)
    return {"features": features, "y": y, "x": x}


@st.composite
def _to_pool(draw: st.DrawFn) -> Arguments:
    scale = draw(_scale)
    return {
        "features": draw(_maps(1, 1))[0, 0],
        "box": numbers(draw(_box(scale))),
        "output_size": draw(_bins),
        "spatial_scale": scale,
    }


@st.composite
def _to_align(draw: st.DrawFn) -> Arguments:
    scale, bins, samples = draw(_scale), draw(_bins), draw(_samples)
    return {
        "features": draw(_maps(1, 1, _values(bins, samples)))[0, 0],
        "box": numbers(draw(_box(scale))),
        "output_size": bins,
        "spatial_scale": scale,
        "sampling_ratio": samples,
        "aligned": draw(st.booleans()),
    }


@st.composite
def _many_to_align(draw: st.DrawFn) -> Arguments:
    scale, bins, ratio = draw(_scale), draw(_bins), draw(st.one_of(_samples, _adaptive))
    images, channels = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    maps = draw(_maps(images, channels, _values(bins, ratio)))
    image = st.integers(0, images - 1)
    rois = draw(st.lists(st.tuples(image, _box(scale)), min_size=1, max_size=2))
    return {
        "input": maps,
        "boxes": numbers([[index, *box] for index, box in rois]),
        "output_size": bins,
        "spatial_scale": scale,
        "sampling_ratio": ratio,
        "aligned": draw(st.booleans()),
    }


def _is_clear_of_the_ends(arguments: Arguments) -> bool:
    """Whether no sample lies a whole cell outside the map, where a last digit makes it 0 or not."""
    maps, rois, *_ = arguments.values()
    *_, height, width = maps.shape
    return not any(
        abs(place - end) < 1e-3
        for box in (rois.reshape(-1, rois.shape[-1])[:, -4:] * arguments["spatial_scale"]).tolist()
        for start, stop, size in ((box[0], box[2], width), (box[1], box[3], height))
        for place in _samples_along(start, stop, arguments)
        for end in (-1, size)
    )


def _samples_along(start: float, stop: float, arguments: Arguments) -> list[float]:
    """Places of all samples along one axis: the middles of as many equal parts."""
    bins, ratio = arguments["output_size"], arguments["sampling_ratio"]
    length = stop - start if arguments["aligned"] else max(stop - start, 1)
    start -= 0.5 if arguments["aligned"] else 0
    parts = bins * (ratio if ratio > 0 else -int(-length // bins))
    return [start + (part + 0.5) * length / parts for part in range(parts)]


ONE_BOX = "features box output_size spatial_scale"
MANY_BOXES = "input boxes output_size spatial_scale sampling_ratio aligned"

points_on_a_map = Cases(
    examples=with_float64([arguments_of(row, "features y x") for row in POINTS_ON_A_MAP]),
    random=_points(),
    picture=pictures.points_on_a_map,
)
"""For ``bilinear_interpolate``: features (H, W), y (S,) and x (S,)."""

one_box_on_a_map = Cases(
    examples=with_float64([arguments_of(row, ONE_BOX) for row in ONE_BOX_ON_A_MAP]),
    random=_to_pool(),
    picture=pictures.one_box_on_a_map,
)
"""For ``pool_one_box``: features (H, W), box (4,), output_size, spatial_scale."""

one_box_to_align = Cases(
    examples=with_float64(
        [arguments_of(row, f"{ONE_BOX} sampling_ratio aligned") for row in ONE_BOX_TO_ALIGN]
    ),
    random=_to_align().filter(_is_clear_of_the_ends),
    picture=pictures.one_box_to_align,
)
"""For ``align_one_box``: features (H, W), box (4,), output_size, spatial_scale, sampling_ratio from
1 up, aligned."""

boxes_to_align = Cases(
    examples=with_float64([arguments_of(row, MANY_BOXES) for row in BOXES_TO_ALIGN]),
    random=_many_to_align().filter(_is_clear_of_the_ends),
    picture=pictures.boxes_to_align,
)
"""For ``roi_align``: input (N, C, H, W), boxes (R, 5), output_size, spatial_scale, sampling_ratio
from 1 up, or -1 or 0 to adapt, aligned."""
