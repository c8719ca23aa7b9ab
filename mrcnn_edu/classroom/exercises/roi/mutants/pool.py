"""Wrong ways to pool one box, besides those of the museum.

Most hand another box or another map to the right function. The rest share ``_pool``, whose parts
can be exchanged: how corners are rounded, where bins begin and end, what becomes of their cells.
"""

import math

import torch
from torch.nn.functional import adaptive_max_pool2d, pad

from mrcnn_edu.classroom.exercises.roi.one_box import pool_one_box as right
from mrcnn_edu.ops.roi_pooling import round_half_away


def _grown(index, length, bins):
    """Where a bin begins and ends, as it should be."""
    return index * length // bins, -(-(index + 1) * length // bins)


def _largest(cells):
    return cells.max()


def _pool(features, box, bins, scale, ends=_grown, value=_largest, empty=0.0, near=0, far=0):
    """The right way, unless a part is exchanged; near and far shift where the map ends."""
    x1, y1, x2, y2 = round_half_away(box * scale).long().tolist()
    height, width = features.shape[0] + far, features.shape[1] + far
    pooled = torch.full((bins, bins), empty).to(features)
    for p in range(bins):
        for q in range(bins):
            top, bottom = (
                min(max(y1 + end, near), height) for end in ends(p, max(y2 - y1 + 1, 1), bins)
            )
            left, right = (
                min(max(x1 + end, near), width) for end in ends(q, max(x2 - x1 + 1, 1), bins)
            )
            if top < bottom and left < right:
                pooled[p, q] = value(features[top:bottom, left:right])
    return pooled


def _with(**parts):
    """RoIPool with a part exchanged."""
    return lambda features, box, bins, scale: _pool(features, box, bins, scale, **parts)


def _cells(change):
    """RoIPool of a box whose corners on the map are changed first."""
    return lambda features, box, bins, scale: right(features, change(box * scale), bins, 1.0)


def into_whole_numbers(features, box, bins, scale):
    pooled = torch.zeros(bins, bins, dtype=torch.int64)
    pooled[:] = right(features, box, bins, scale)
    return pooled


def map_of_whole_numbers(features, box, bins, scale):
    return right(features.trunc(), box, bins, scale)


def map_rounded(features, box, bins, scale):
    return right(features.round(), box, bins, scale)


def map_in_half_precision(features, box, bins, scale):
    return right(features.half().to(features), box, bins, scale)


def box_in_half_precision(features, box, bins, scale):
    return right(features, box.half().to(box), bins, scale)


corners_rounded_up = _cells(lambda box: box.ceil())
corners_truncated = _cells(lambda box: box.trunc())
corners_rounded_inwards = _cells(lambda box: torch.cat((box[:2].ceil(), box[2:].floor())))
halves_truncated = _cells(lambda box: (box + 0.5).trunc())
halves_down = _cells(lambda box: (box - 0.5).ceil())
only_the_start_is_rounded = _cells(
    lambda box: torch.cat((round_half_away(box[:2]), box[2:].floor()))
)
size_rounded_for_itself = _cells(
    lambda box: torch.cat((first := round_half_away(box[:2]), first + (box[2:] - box[:2]).round()))
)
half_a_cell_off = _cells(lambda box: box - 0.5)
end_too_far = _cells(lambda box: box + torch.tensor([0, 0, 1, 1]))
start_too_far = _cells(lambda box: round_half_away(box) + torch.tensor([1, 1, 0, 0]))
near_side_clipped_first = _cells(lambda box: box.clamp(min=0))
width_and_height = _cells(lambda box: torch.cat((box[:2], box[:2] + box[2:])))
square_boxes = _cells(lambda box: torch.cat((box[:2], box[:2] + (box[2:] - box[:2]).max())))


def far_side_clipped_first(features, box, bins, scale):
    height, width = features.shape
    box = round_half_away(box * scale)
    return right(features, box.minimum(torch.tensor([width, height] * 2) - 1), bins, 1.0)


def scaled_twice(features, box, bins, scale):
    return right(features, box * scale, bins, scale)


def multiplied_by_the_stride(features, box, bins, scale):
    return right(features, box, bins, 1 / scale)


def scale_rounded(features, box, bins, scale):
    return right(features, box, bins, round(scale, 1))


def one_pixel_added_before_scaling(features, box, bins, scale):
    return right(features, box + torch.tensor([0, 0, 1, 1]), bins, scale)


def scale_of_one_sixteenth(features, box, bins, scale):
    return right(features, box, bins, 1 / 16 if scale != 1 else 1.0)


def _an_extra_cell(index, length, bins):
    return index * length // bins, (index + 1) * length // bins + 1


def _rounded_bins(index, length, bins):
    return round(index * length / bins), round((index + 1) * length / bins)


def _bins_that_start_late(index, length, bins):
    return -(-index * length // bins), -(-(index + 1) * length // bins)


def _rest_in_the_last_bin(index, length, bins):
    step = max(length // bins, 1)
    return index * step, length if index == bins - 1 else (index + 1) * step


def _windows_of_the_pyramid(index, length, bins):
    stride = max(length // bins, 1)
    return index * stride, index * stride + math.ceil(length / bins)


def _steps_rounded_up(index, length, bins):
    step = math.ceil(length / bins)
    return index * step, (index + 1) * step


def _bins_of_three_cells_at_most(index, length, bins):
    first, end = _grown(index, length, bins)
    return first, min(end, first + 3)


def _bins_of_eight_cells_at_most(index, length, bins):
    first, end = _grown(index, length, bins)
    return first, min(end, first + 8)


def _one_bin_each_cell(index, length, bins):
    return (index, index + 1) if index < length else (0, 0)


def _without_the_last_bin(index, length, bins):
    return (0, 0) if index == bins - 1 > 0 else _grown(index, length, bins)


with_an_extra_cell = _with(ends=_an_extra_cell)
with_rounded_bins = _with(ends=_rounded_bins)
with_bins_that_start_late = _with(ends=_bins_that_start_late)
with_the_rest_in_the_last_bin = _with(ends=_rest_in_the_last_bin)
with_windows_of_the_pyramid = _with(ends=_windows_of_the_pyramid)
with_steps_rounded_up = _with(ends=_steps_rounded_up)
with_three_cells_at_most = _with(ends=_bins_of_three_cells_at_most)
with_eight_cells_at_most = _with(ends=_bins_of_eight_cells_at_most)
with_one_bin_each_cell = _with(ends=_one_bin_each_cell)
with_no_last_bin = _with(ends=_without_the_last_bin)
with_the_last_row_left_out = _with(far=-1)
with_the_first_row_left_out = _with(near=1)
with_nan_where_empty = _with(empty=math.nan)
with_minus_infinity_where_empty = _with(empty=-math.inf)
with_one_where_empty = _with(empty=1.0)
by_the_sum = _with(value=lambda cells: cells.sum())
by_the_least = _with(value=lambda cells: cells.min())
by_the_median = _with(value=lambda cells: cells.median())
by_the_first_cell = _with(value=lambda cells: cells[0, 0])
by_the_corners = _with(value=lambda cells: cells[[0, 0, -1, -1], [0, -1, 0, -1]].max())
by_the_first_row = _with(value=lambda cells: cells[0].max())
by_the_diagonal = _with(value=lambda cells: cells.diagonal().max())
by_the_largest_without_sign = _with(value=lambda cells: cells.abs().max())
from_minus_one = _with(value=lambda cells: cells.max().clamp(min=-1))
from_minus_a_hundred = _with(value=lambda cells: cells.max().clamp(min=-100))
from_minus_ten_thousand = _with(value=lambda cells: cells.max().clamp(min=-1e4))
up_to_a_thousand = _with(value=lambda cells: cells.max().clamp(max=1000))


def with_x_before_y(features, box, bins, scale):
    return right(features, box, bins, scale).T


def with_the_map_turned(features, box, bins, scale):
    return right(features.T, box, bins, scale)


def in_two_bins(features, box, bins, scale):
    pooled = right(features, box, min(bins, 2), scale)
    return pooled if bins < 3 else torch.nn.functional.interpolate(pooled[None, None], bins)[0, 0]


def in_three_bins_at_most(features, box, bins, scale):
    pooled = right(features, box, min(bins, 3), scale)
    return pad(pooled, (0, max(bins - 3, 0)) * 2)


def only_the_first_bin(features, box, bins, scale):
    return right(features, box, bins, scale)[:1, :1].repeat(bins, bins)


def zeros_around_the_map(features, box, bins, scale):
    """Pads with 0, and so a cell below zero at the border never counts."""
    padded = pad(features, (64,) * 4)
    return right(padded, round_half_away(box * scale).clamp(-60, 60) + 64, bins, 1.0)


def nothing_for_boxes_that_start_off_the_map(features, box, bins, scale):
    inside = bool((round_half_away(box[:2] * scale) >= 0).all())
    return right(features, box, bins, scale) * inside


def adaptive_pool_of_what_is_on_the_map(features, box, bins, scale):
    x1, y1, x2, y2 = round_half_away(box * scale).long().tolist()
    cells = features[max(y1, 0) : max(y2 + 1, 0), max(x1, 0) : max(x2 + 1, 0)]
    if cells.numel() == 0:
        return features.new_zeros(bins, bins)
    return adaptive_max_pool2d(cells[None], bins)[0]


def map_clamped_in_place(features, box, bins, scale):
    pooled = right(features, box, bins, scale)
    features.clamp_(min=0)
    return pooled


def box_scaled_in_place(features, box, bins, scale):
    box *= scale
    return right(features, box, bins, 1.0)
