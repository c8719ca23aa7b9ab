"""RoIAlign of one region with nothing thrown away: every sample, neighbour, weight and product.

``roi_align`` adds up as it goes. For a lesson, a picture or an error message one wants to see what
was added, and this writes it all down.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from mrcnn_edu.ops.cell_bags import sample_positions
from mrcnn_edu.ops.checks import (
    check_floating,
    check_integer,
    check_output_size,
    check_positive,
    check_shapes,
)


class RoiAlignTrace(NamedTuple):
    """What RoIAlign does with one RoI, for P × Q bins of S × T samples each.

    Attributes:
        points: (P, Q, S, T, 2), y and x of each sample, in cells, before anything is clamped.
        neighbours: (P, Q, S, T, 4, 2), int64, row and column of the cells top left, top right,
            bottom left and bottom right of each sample.
        weights: (P, Q, S, T, 4), of the neighbours; all 0 for a sample off the map.
        values: (C, P, Q, S, T, 4), of the neighbours.
        samples: (C, P, Q, S, T), the interpolated values: weights times values, added up.
        output: (C, P, Q), the mean of the samples of each bin: what ``roi_align`` returns.
    """

    points: Tensor
    neighbours: Tensor
    weights: Tensor
    values: Tensor
    samples: Tensor
    output: Tensor


def trace_roi_align(
    input: Tensor,
    box: Tensor,
    output_size: int | tuple[int, int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> RoiAlignTrace:
    """RoIAlign of one box on one map, with all that it computes on the way.

    Args:
        input: (C, H, W), one feature map, floating point.
        box: (4,), xyxy in image pixels, floating point, on the same device.
        output_size: bins of the grid, (height, width) or one number for both.
        spatial_scale: cells for each pixel, such as 1/16 on a map of stride 16.
        sampling_ratio: samples of a bin along each axis; with 0 or below as many as the bin is
            cells long, rounded up.
        aligned: whether to shift boxes by half a cell, as coordinates with pixel centres at
            i + 0.5 need. Without it a box is also made at least one cell long.

    Returns:
        The trace; its ``output`` is what ``roi_align`` gives for this box.

    Raises:
        TypeError: if input or box are not floating-point tensors, or a number is not a number.
        ValueError: if a shape, a device or a number does not fit, or there is more than one map or
            box.

    Source:
        He et al., "Mask R-CNN" (2017), section 3 and figure 3.

    Example:
        >>> trace = trace_roi_align(torch.ones(1, 4, 4), torch.tensor([0.0, 0, 2, 2]), 2)
        >>> trace.points[0, 0].tolist(), trace.weights[0, 0].tolist()
        ([[[0.5, 0.5]]], [[[0.25, 0.25, 0.25, 0.25]]])
    """
    check_shapes({"box": (box, "4"), "input": (input, "C+ H+ W+")})
    check_floating("box", box)
    check_floating("input", input)
    check_output_size("output_size", output_size)
    check_positive("spatial_scale", spatial_scale, "1 / 16")
    check_integer("sampling_ratio", sampling_ratio)
    bins_y, bins_x = (output_size,) * 2 if isinstance(output_size, int) else output_size
    dtype = torch.promote_types(input.dtype, torch.float32)
    x1, y1, x2, y2 = (box.to(dtype) * spatial_scale - (0.5 if aligned else 0.0)).unbind()
    least = -torch.inf if aligned else 1.0  # the legacy rule: a RoI is at least a cell long
    y = sample_positions(y1[None], (y2 - y1).clamp(min=least)[None], bins_y, sampling_ratio)
    x = sample_positions(x1[None], (x2 - x1).clamp(min=least)[None], bins_x, sampling_ratio)
    rows, down = _neighbours(*y, input.shape[1])  # (P, S, 2) each
    columns, across = _neighbours(*x, input.shape[2])  # (Q, T, 2) each
    neighbours = _all_pairs(rows, columns)  # (P, Q, S, T, 4, 2)
    weights = _all_pairs(down, across).prod(dim=-1).to(input.dtype)  # (P, Q, S, T, 4)
    values = input[:, neighbours[..., 0], neighbours[..., 1]]  # (C, P, Q, S, T, 4)
    samples = (weights * values).sum(dim=-1)  # (C, P, Q, S, T)
    points = _all_pairs(y[0][0, ..., None], x[0][0, ..., None]).squeeze(-2)  # (P, Q, S, T, 2)
    number = max(int(y[1].sum() * x[1].sum()), 1)
    return RoiAlignTrace(
        points, neighbours, weights, values, samples, samples.sum(dim=(-2, -1)) / number
    )


def _neighbours(positions: Tensor, used: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """The cells before and after each sample along one axis, and their weights: (P, S, 2) each."""
    counts = (used & (positions >= -1) & (positions <= size))[0]  # (P, S)
    clamped = positions[0].clamp(0, size - 1)
    low = clamped.floor()
    high = (low + 1).clamp(max=size - 1)
    to_high = clamped - low
    weights = torch.stack((1 - to_high, to_high), dim=-1) * counts[..., None]
    return torch.stack((low, high), dim=-1).long(), weights


def _all_pairs(along_y: Tensor, along_x: Tensor) -> Tensor:
    """Every entry along y with every one along x: (P, S, A), (Q, T, B) to (P, Q, S, T, A·B, 2)."""
    y = along_y[:, None, :, None, :, None]  # (P, 1, S, 1, A, 1)
    x = along_x[None, :, None, :, None, :]  # (1, Q, 1, T, 1, B)
    pairs = torch.broadcast_tensors(y, x)  # type: ignore[no-untyped-call]
    return torch.stack(pairs, dim=-1).flatten(4, 5)
