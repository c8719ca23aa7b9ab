"""Wrong ways to pool one box: features (H, W), box (4,), output_size n, spatial_scale, to (n, n).

RoIPool rounds the ends of the box to whole cells, halves away from zero; both ends belong to the
region. Bin p of n goes from ⌊pL/n⌋ to ⌈(p + 1)L/n⌉ in a region of L cells, so that bins may share
cells, and its largest value is kept. Most rooms get the ends wrong, the last few the bins.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from mrcnn_edu.classroom.exercises.roi.one_box import pool_one_box
from mrcnn_edu.ops.roi_pooling import round_half_away


def roi_pool_without_scale(features, box, output_size, spatial_scale):
    return pool_one_box(features, box, output_size, 1.0)


def roi_pool_with_floor(features, box, output_size, spatial_scale):
    return pool_one_box(features, (box * spatial_scale).floor(), output_size, 1.0)


def roi_pool_with_torch_round(features, box, output_size, spatial_scale):
    return pool_one_box(features, (box * spatial_scale).round(), output_size, 1.0)


def roi_pool_with_halves_upwards(features, box, output_size, spatial_scale):
    return pool_one_box(features, (box * spatial_scale + 0.5).floor(), output_size, 1.0)


def roi_pool_rounded_outwards(features, box, output_size, spatial_scale):
    first, last = (box * spatial_scale).reshape(2, 2).unbind()
    return pool_one_box(features, torch.cat((first.floor(), last.ceil())), output_size, 1.0)


def roi_pool_without_the_end(features, box, output_size, spatial_scale):
    first, last = round_half_away(box * spatial_scale).reshape(2, 2).unbind()
    return pool_one_box(features, torch.cat((first, last - 1)), output_size, 1.0)


def roi_pool_rounded_in_the_image(features, box, output_size, spatial_scale):
    return pool_one_box(features, round_half_away(box), output_size, spatial_scale)


def roi_pool_clipped_first(features, box, output_size, spatial_scale):
    height, width = features.shape
    x1, y1, x2, y2 = round_half_away(box * spatial_scale)
    x1, x2 = x1.clamp(0, width - 1), x2.clamp(0, width - 1)
    y1, y2 = y1.clamp(0, height - 1), y2.clamp(0, height - 1)
    return pool_one_box(features, torch.stack((x1, y1, x2, y2)), output_size, 1.0)


def roi_pool_with_x_first(features, box, output_size, spatial_scale):
    return pool_one_box(features, box[[1, 0, 3, 2]], output_size, spatial_scale)


def roi_pool_from_zero(features, box, output_size, spatial_scale):
    return pool_one_box(features.clamp(min=0), box, output_size, spatial_scale)


def _pool(
    features: Tensor,
    region: Tensor,
    bins: int,
    ends: Callable[[int, int], tuple[int, int]],
    value: Callable[[Tensor], Tensor] = torch.amax,
) -> Tensor:
    """Pool whole cells x1, y1, x2, y2: ends(p, L) says where bin p begins and ends in L cells."""
    x1, y1, x2, y2 = (int(end) for end in region)
    pooled = features.new_zeros(bins, bins)
    for p in range(bins):
        for q in range(bins):
            top, bottom = (max(y1 + end, 0) for end in ends(p, max(y2 - y1 + 1, 1)))
            left, right = (max(x1 + end, 0) for end in ends(q, max(x2 - x1 + 1, 1)))
            cells = features[top:bottom, left:right]
            if cells.numel() > 0:
                pooled[p, q] = value(cells)
    return pooled


def roi_pool_with_ends_below_zero(features, box, output_size, spatial_scale):
    height, width = features.shape
    x1, y1, x2, y2 = (int(end) for end in round_half_away(box * spatial_scale))
    pooled = features.new_zeros(output_size, output_size)
    for p in range(output_size):
        for q in range(output_size):
            top, bottom = _bin(p, y1, y2, output_size)
            left, right = _bin(q, x1, x2, output_size)
            cells = features[max(top, 0) : min(bottom, height), max(left, 0) : min(right, width)]
            if cells.numel() > 0:
                pooled[p, q] = cells.max()
    return pooled


def _bin(index: int, first: int, last: int, bins: int) -> tuple[int, int]:
    """Where a bin begins and ends, on the map or off it, the end not included."""
    length = max(last - first + 1, 1)
    return first + index * length // bins, first - (-(index + 1) * length // bins)


def roi_pool_without_overlap(features, box, output_size, spatial_scale):
    def ends(index: int, length: int) -> tuple[int, int]:
        return index * length // output_size, (index + 1) * length // output_size

    return _pool(features, round_half_away(box * spatial_scale), output_size, ends)


def roi_pool_with_whole_steps(features, box, output_size, spatial_scale):
    def ends(index: int, length: int) -> tuple[int, int]:
        step = max(length // output_size, 1)
        return index * step, (index + 1) * step

    return _pool(features, round_half_away(box * spatial_scale), output_size, ends)


def roi_pool_by_the_mean(features, box, output_size, spatial_scale):
    def ends(index: int, length: int) -> tuple[int, int]:
        return index * length // output_size, -(-(index + 1) * length // output_size)

    region = round_half_away(box * spatial_scale)
    return _pool(features, region, output_size, ends, torch.mean)


ROI_POOL = [
    roi_pool_without_scale,
    roi_pool_with_floor,
    roi_pool_with_torch_round,
    roi_pool_with_halves_upwards,
    roi_pool_rounded_outwards,
    roi_pool_without_the_end,
    roi_pool_rounded_in_the_image,
    roi_pool_clipped_first,
    roi_pool_with_x_first,
    roi_pool_from_zero,
    roi_pool_with_ends_below_zero,
    roi_pool_without_overlap,
    roi_pool_with_whole_steps,
    roi_pool_by_the_mean,
]
