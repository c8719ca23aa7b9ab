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


def roi_pool_without_scale(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Takes image pixels for cells.

    Met where the scale has a default of 1 and is not handed on. On a map of stride 16 nearly all
    boxes lie off the map and pool zeros, while everything runs.
    """
    return pool_one_box(features, box, output_size, 1.0)


def roi_pool_with_floor(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Rounds both ends down.

    Met since a slide writes a floor, and ``x // 16`` and ``int(x / 16)`` are just that. The region
    lies half a cell too far up and left on average.
    """
    return pool_one_box(features, (box * spatial_scale).floor(), output_size, 1.0)


def roi_pool_with_torch_round(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Rounds halves to the nearest even number, as ``torch.round``, numpy and Python do.

    Met in ports from C, whose ``round`` goes away from zero. Boxes on multiples of half a
    stride differ by a cell: 0.5 becomes 0 and 2.5 becomes 2.
    """
    return pool_one_box(features, (box * spatial_scale).round(), output_size, 1.0)


def roi_pool_with_halves_upwards(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Rounds by ``floor(x + 0.5)``.

    Met as the schoolbook's rounding. It is right on the map; left of and above it -0.5 becomes 0
    and not -1, so that boxes over those borders are divided differently.
    """
    return pool_one_box(features, (box * spatial_scale + 0.5).floor(), output_size, 1.0)


def roi_pool_rounded_outwards(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Rounds the first end down and the second up, to lose nothing.

    Met where nothing of the object should be cut off. Reasonable in itself, but weights trained
    with RoIPool then see a region up to a cell larger on each side.
    """
    first, last = (box * spatial_scale).reshape(2, 2).unbind()
    return pool_one_box(features, torch.cat((first.floor(), last.ceil())), output_size, 1.0)


def roi_pool_without_the_end(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Leaves out the last row and column, as a slice ``[y1:y2]`` does.

    Met everywhere, since boxes elsewhere in this course end before their far edge and RoIPool's
    do not. The region is a cell too narrow and too low.
    """
    first, last = round_half_away(box * spatial_scale).reshape(2, 2).unbind()
    return pool_one_box(features, torch.cat((first, last - 1)), output_size, 1.0)


def roi_pool_rounded_in_the_image(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Rounds the box in pixels, before it is scaled to cells.

    Met as one ``.round()`` in the wrong line, or where boxes were made integers on loading. It
    hardly shows at stride 16: only boxes near half a cell move, then by a whole one.
    """
    return pool_one_box(features, round_half_away(box), output_size, spatial_scale)


def roi_pool_clipped_first(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Clips the region to the map, and divides what is left into bins.

    Met because an index failed. For a box over the border all bins move inwards, and a box beside
    the map gives the values at its border instead of zeros.
    """
    height, width = features.shape
    x1, y1, x2, y2 = round_half_away(box * spatial_scale)
    x1, x2 = x1.clamp(0, width - 1), x2.clamp(0, width - 1)
    y1, y2 = y1.clamp(0, height - 1), y2.clamp(0, height - 1)
    return pool_one_box(features, torch.stack((x1, y1, x2, y2)), output_size, 1.0)


def roi_pool_with_x_first(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Takes the box for (y1, x1, y2, x2).

    Met between libraries: TensorFlow puts y first. Square boxes on the diagonal are right.
    """
    return pool_one_box(features, box[[1, 0, 3, 2]], output_size, spatial_scale)


def roi_pool_from_zero(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Starts each maximum from 0.

    Met in kernels written with feature maps after a ReLU in mind, where nothing is below 0. On
    any other layer all negative maxima become 0.
    """
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


def roi_pool_with_ends_below_zero(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Clips the start of a bin at 0 and its end at the size of the map, but not the end at 0.

    Met since slices allow it: ``[0:-1]`` is all but the last row. A box left of the map or above
    it, which no bin should see, then pools nearly all of the map.
    """
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


def roi_pool_without_overlap(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Rounds both ends of a bin down, so that each cell belongs to one bin.

    Met where a tidy partition was expected. It differs whenever the bins do not divide the
    region, and a region of fewer cells than bins has empty ones.
    """

    def ends(index: int, length: int) -> tuple[int, int]:
        return index * length // output_size, (index + 1) * length // output_size

    return _pool(features, round_half_away(box * spatial_scale), output_size, ends)


def roi_pool_with_whole_steps(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Makes all bins ⌊L/n⌋ cells long and drops what is left over.

    Met as ``max_pool2d`` with a kernel and a stride of L // n. Of a region of 13 cells in 7 bins
    the last six rows and columns are never seen.
    """

    def ends(index: int, length: int) -> tuple[int, int]:
        step = max(length // output_size, 1)
        return index * step, (index + 1) * step

    return _pool(features, round_half_away(box * spatial_scale), output_size, ends)


def roi_pool_by_the_mean(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float
) -> Tensor:
    """Takes the mean of each bin.

    Met where RoIPool and RoIAlign are blended into one function. Bins of one cell are right,
    which those of small boxes are.
    """

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
