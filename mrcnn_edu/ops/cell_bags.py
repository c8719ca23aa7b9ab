"""Bags of cells: what RoIPool and RoIAlign have in common, and why both are fast.

Every bin of every RoI draws on a handful of cells of the feature map: RoIPool on a rectangle of
whole cells, RoIAlign on the neighbours of its sample points. Both choose along y and along x
independently, so it is enough to list rows and columns; the cells of a bin are all pairs of them.

With channels last, the map is a table in which a cell is one row, and a bin is a weighted sum (or a
maximum) over a bag of rows. ``embedding_bag``, made for words of a sentence, computes just that.
"""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import embedding_bag


class Axis(NamedTuple):
    """Along one axis, the cells on which each of P bins of R RoIs draws.

    Attributes:
        cells: (R, P, J), int64, of which the first ``used`` count.
        weights: (R, P, J); None where there are no weights.
        used: (R, P), int64, from 0 to J.
    """

    cells: Tensor
    weights: Tensor | None
    used: Tensor


def bilinear_axis(start: Tensor, length: Tensor, bins: int, size: int, sampling_ratio: int) -> Axis:
    """Neighbours of the sample points of each bin, with the weights of bilinear interpolation.

    Args:
        start: (R,), where each RoI begins, in cells.
        length: (R,), how long it is, in cells.
        bins: P.
        size: how many cells the map has along this axis.
        sampling_ratio: samples in a bin; 0 or below for the length of the bin, rounded up.

    Returns:
        Weights that sum to 1 in each bin, less the share of samples that lie off the map.
    """
    positions, used = sample_positions(start, length, bins, sampling_ratio)  # (R, P, S), (R, 1, S)
    on_map = used & (positions >= -1) & (positions <= size)  # (R, P, S)
    share = on_map.to(start.dtype) / used.sum(dim=-1, keepdim=True).clamp(min=1)  # (R, P, S)
    positions = positions.clamp(0, size - 1)
    low = positions.floor()
    to_high = (positions - low) * share  # (R, P, S), weight of the neighbour after
    to_low = share - to_high
    # Samples run upwards, so those not used repeat the last that is.
    low = torch.where(used, low, 0).long().cummax(dim=-1).values
    # Neighbours that two samples share get one place: 0, 1 or 2 further on than the sample before.
    place = low.diff(dim=-1, prepend=low[..., :1]).clamp(max=2).cumsum(dim=-1)  # (R, P, S)
    shape = (*low.shape[:2], 2 * low.shape[2])  # (R, P, J)
    cells = low.new_zeros(shape).scatter_(2, place + 1, (low + 1).clamp(max=size - 1))
    cells = cells.scatter_(2, place, low)
    weights = share.new_zeros(shape).scatter_add_(2, place, to_low)
    weights = weights.scatter_add_(2, place + 1, to_high)
    return Axis(cells, weights, place[..., -1] + 2)


def sample_positions(
    start: Tensor, length: Tensor, bins: int, sampling_ratio: int
) -> tuple[Tensor, Tensor]:
    """Where RoIAlign samples along one axis.

    Args:
        start: (R,), where each RoI begins, in cells.
        length: (R,), how long it is, in cells.
        bins: P.
        sampling_ratio: samples in a bin; 0 or below for the length of the bin, rounded up.

    Returns:
        positions: (R, P, S), in cells, evenly spread in each bin, from low to high.
        used: (R, 1, S) bool, since with an adaptive number not every RoI has S samples in a bin.
    """
    step = _per_bin(length, bins)  # (R,)
    if sampling_ratio > 0:  # known without a look at the numbers, for which a GPU would be waited
        number, most = torch.full_like(step, sampling_ratio), sampling_ratio  # (R,)
    else:
        number = step.ceil().clamp(min=0)
        most = max(int(number.max()), 1) if len(number) else 1
    sample = torch.arange(most, device=start.device)  # (S,)
    bin_index = torch.arange(bins, device=start.device)  # (P,)
    bin_start = start[:, None] + bin_index * step[:, None]  # (R, P)
    # An inverted RoI runs downwards: its samples are listed from the last, so that they run up too.
    order = torch.where(step[:, None] < 0, number[:, None] - 1 - sample, sample)  # (R, S)
    within = (order + 0.5) * step[:, None] / number[:, None].clamp(min=1)  # (R, S)
    used = sample < number[:, None]  # (R, S)
    return bin_start[:, :, None] + within[:, None], used[:, None]


def whole_axis(first: Tensor, last: Tensor, bins: int, size: int) -> Axis:
    """Whole cells of each bin of RoIs that begin and end with whole cells, the end included.

    Args:
        first: (R,), the first cell of each RoI, a whole number in floating point.
        last: (R,), its last cell; a RoI that ends before it begins is one cell long.
        bins: P.
        size: how many cells the map has along this axis.

    Returns:
        Cells without weights; none for a bin that lies off the map.
    """
    step = _per_bin((last - first + 1).clamp(min=1), bins)  # (R,), seldom whole
    bin_index = torch.arange(bins, device=first.device)  # (P,)
    low = (bin_index * step[:, None]).floor() + first[:, None]  # (R, P), both ends rounded outwards
    high = ((bin_index + 1) * step[:, None]).ceil() + first[:, None]
    low, high = low.clamp(0, size).long(), high.clamp(0, size).long()
    count = (high - low).clamp(min=0)  # (R, P)
    most = max(int(count.max()), 1) if count.numel() else 1
    return Axis(low[..., None] + torch.arange(most, device=first.device), None, count)


def _per_bin(length: Tensor, bins: int) -> Tensor:
    """The length of a bin: (R,) to (R,), correctly rounded everywhere.

    On a GPU torch divides by a Python number by multiplying with its inverse. Then 7 / 7 * 3 may
    fall short of 3, and a bin's edge to the other cell. By a tensor of its own device it divides.
    """
    return length / length.new_full((), bins)


def pool_bags(features: Tensor, image_index: Tensor, along_y: Axis, along_x: Axis) -> Tensor:
    """Sum the weighted cells of each bin, or take the largest where there are no weights.

    Args:
        features: (N, C, H, W).
        image_index: (R,), int64, the map on which each RoI lies.
        along_y: rows of the bins, for (R, P).
        along_x: columns of the bins, for (R, Q).

    Returns:
        (R, C, P, Q). A bin without cells is 0.
    """
    channels, height, width = features.shape[1:]
    size = along_y.used[:, :, None] * along_x.used[:, None, :]  # (R, P, Q), cells in a bag
    begin = size.flatten().cumsum(dim=0) - size.flatten()  # (R P Q,), where each bag begins
    row, j, column, k = _pairs(size, begin, along_x.used)  # (T,) each, T cells in all bags
    roi = row // size.shape[1]
    y = along_y.cells.flatten(0, 1)[row, j]
    x = along_x.cells.flatten(0, 1)[column, k]
    weights = None
    if along_y.weights is not None and along_x.weights is not None:
        weights = along_y.weights.flatten(0, 1)[row, j] * along_x.weights.flatten(0, 1)[column, k]
        weights = weights.to(features.dtype)
    table = features.permute(0, 2, 3, 1).reshape(-1, channels).contiguous()  # (N H W, C)
    pooled = embedding_bag(
        (image_index[roi] * height + y) * width + x,
        table,
        begin,
        mode="max" if weights is None else "sum",
        per_sample_weights=weights,
    )  # (R P Q, C)
    return pooled.reshape(*size.shape, channels).permute(0, 3, 1, 2)


def _pairs(size: Tensor, begin: Tensor, count_x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """For all cells of all bags: which (RoI, bin) along y, which of its cells; likewise for x."""
    bins_y, bins_x = size.shape[1:]
    total = int(size.sum())
    bag = torch.repeat_interleave(size.flatten(), output_size=total)  # (T,)
    within = torch.arange(total, device=size.device) - begin[bag]  # 0, 1, 2, ... in each bag
    row = bag // bins_x  # the place of (RoI, bin along y) in a list of them
    column = row // bins_y * bins_x + bag % bins_x  # the same for (RoI, bin along x)
    in_row = count_x.flatten()[column]
    j = within // in_row
    return row, j, column, within - j * in_row
