"""From a region of a feature map to a grid of fixed size: RoIPool, RoIAlign, RoIWarp, SPP.

A region of interest (RoI) is a box in image pixels; ``spatial_scale`` brings it onto the feature
map. Each operator cuts the region into bins and gives every bin one value a channel: RoIPool the
largest of whole cells, RoIAlign a mean of samples between cells. ``cell_bags.py`` has what they
share.

On a feature map, cell ``i`` has its centre at ``i`` here, not at ``i + 0.5``; ``aligned=True``
shifts boxes by half a cell to make up for it.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from mrcnn_edu.ops.boxes import box_area
from mrcnn_edu.ops.cell_bags import bilinear_axis, pool_bags, whole_axis
from mrcnn_edu.ops.checks import (
    check_floating,
    check_integer,
    check_output_size,
    check_positive,
    check_positive_numbers,
    check_rois,
    check_shapes,
)

Rois = Tensor | Sequence[Tensor]


def roi_align(
    input: Tensor,
    boxes: Rois,
    output_size: int | tuple[int, int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> Tensor:
    """Mean of bilinear samples in every bin of every RoI, without any rounding.

    Args:
        input: (N, C, H, W) feature maps, floating point.
        boxes: (R, 5), the index of the image first, then xyxy in image pixels; or for each of the
            N images a tensor (R_i, 4).
        output_size: bins of the grid, (height, width) or one number for both.
        spatial_scale: cells for each pixel, such as 1/16 on a map of stride 16.
        sampling_ratio: samples of a bin along each axis; with 0 or below as many as the bin is
            cells long, rounded up.
        aligned: whether to shift boxes by half a cell, as coordinates with pixel centres at
            i + 0.5 need. Without it a box is also made at least one cell long.

    Returns:
        (R, C, height, width), of the dtype of ``input``, channels last in memory. Samples more
        than a cell outside the map count as 0. Gradients reach ``input`` and not the boxes.

    Raises:
        TypeError: if input or boxes are not floating-point tensors, or a number is not a number.
        ValueError: if a shape, a device or a number does not fit.

    Source:
        He et al., "Mask R-CNN" (2017), section 3. The results of torchvision.ops.roi_align; of
        half precision only the sums are, since here sample points are always placed in float32.

    Example:
        >>> ramp = torch.arange(16.0).reshape(1, 1, 4, 4)
        >>> roi_align(ramp, [torch.tensor([[0.0, 0.0, 2.0, 2.0]])], 2, aligned=True)
        tensor([[[[0., 1.],
                  [4., 5.]]]])
    """
    check_shapes({"input": (input, "N C+ H+ W+")})
    check_floating("input", input)
    check_rois("boxes", boxes, input)
    check_output_size("output_size", output_size)
    check_positive("spatial_scale", spatial_scale, "1 / 16")
    check_integer("sampling_ratio", sampling_ratio)
    image_index, rois = _flatten(boxes, input)
    bins_y, bins_x = _pair(output_size)
    x1, y1, x2, y2 = (rois * spatial_scale - (0.5 if aligned else 0.0)).unbind(1)  # (R,) each
    width, height = x2 - x1, y2 - y1
    if not aligned:
        width, height = width.clamp(min=1), height.clamp(min=1)
    along_y = bilinear_axis(y1, height, bins_y, input.shape[2], sampling_ratio)
    along_x = bilinear_axis(x1, width, bins_x, input.shape[3], sampling_ratio)
    return pool_bags(input, image_index, along_y, along_x)


def roi_pool(
    input: Tensor,
    boxes: Rois,
    output_size: int | tuple[int, int],
    spatial_scale: float = 1.0,
) -> Tensor:
    """Largest value in every bin of every RoI, after rounding the RoI and its bins to whole cells.

    Args:
        input: (N, C, H, W) feature maps, floating point.
        boxes: (R, 5), the index of the image first, then xyxy in image pixels; or for each of the
            N images a tensor (R_i, 4).
        output_size: bins of the grid, (height, width) or one number for both.
        spatial_scale: cells for each pixel, such as 1/16 on a map of stride 16.

    Returns:
        (R, C, height, width), of the dtype of ``input``, channels last in memory. A bin outside
        the map is 0. Gradients reach ``input`` and not the boxes.

    Raises:
        TypeError: if input or boxes are not floating-point tensors, or the scale is not a number.
        ValueError: if a shape, a device or a number does not fit.

    Source:
        Girshick, "Fast R-CNN" (2015), section 2.1. The results of torchvision.ops.roi_pool: ends
        are rounded half away from zero and belong to the region; bins may overlap by a cell.

    Example:
        >>> ramp = torch.arange(16.0).reshape(1, 1, 4, 4)
        >>> roi_pool(ramp, [torch.tensor([[0.0, 0.0, 2.0, 2.0]])], 2)
        tensor([[[[ 5.,  6.],
                  [ 9., 10.]]]])
    """
    check_shapes({"input": (input, "N C+ H+ W+")})
    check_floating("input", input)
    check_rois("boxes", boxes, input)
    check_output_size("output_size", output_size)
    check_positive("spatial_scale", spatial_scale, "1 / 16")
    image_index, rois = _flatten(boxes, input)
    bins_y, bins_x = _pair(output_size)
    x1, y1, x2, y2 = round_half_away(rois * spatial_scale).unbind(1)  # (R,) each, whole cells
    along_y = whole_axis(y1, y2, bins_y, input.shape[2])
    along_x = whole_axis(x1, x2, bins_x, input.shape[3])
    return pool_bags(input, image_index, along_y, along_x)


def roi_warp(
    input: Tensor,
    boxes: Rois,
    output_size: int | tuple[int, int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
) -> Tensor:
    """RoIAlign on a RoI that was rounded to whole cells first, as RoIPool rounds it.

    Args:
        input: (N, C, H, W) feature maps, floating point.
        boxes: (R, 5), the index of the image first, then xyxy in image pixels; or for each of the
            N images a tensor (R_i, 4).
        output_size: bins of the grid, (height, width) or one number for both.
        spatial_scale: cells for each pixel, such as 1/16 on a map of stride 16.
        sampling_ratio: samples of a bin along each axis; with 0 or below as many as the bin is
            cells long, rounded up.

    Returns:
        (R, C, height, width), of the dtype of ``input``.

    Raises:
        TypeError: if input or boxes are not floating-point tensors, or a number is not a number.
        ValueError: if a shape, a device or a number does not fit.

    Source:
        Dai et al., "Instance-aware Semantic Segmentation via Multi-task Network Cascades" (2016),
        section 3.2, with the rounding that "Mask R-CNN" (2017), section 3, finds in it.

    Example:
        >>> ramp = torch.arange(16.0).reshape(1, 1, 4, 4)
        >>> roi_warp(ramp, [torch.tensor([[0.4, 0.4, 0.6, 0.6]])], 1)
        tensor([[[[2.5000]]]])
    """
    check_shapes({"input": (input, "N C+ H+ W+")})
    check_floating("input", input)
    check_rois("boxes", boxes, input)
    check_output_size("output_size", output_size)
    check_positive("spatial_scale", spatial_scale, "1 / 16")
    check_integer("sampling_ratio", sampling_ratio)
    image_index, rois = _flatten(boxes, input)
    corners = round_half_away(rois * spatial_scale)  # (R, 4)
    far = torch.maximum(corners[:, 2:] + 1, corners[:, :2] + 1)  # the last cell belongs to the RoI
    whole = torch.cat((image_index[:, None].to(far.dtype), corners[:, :2], far), dim=1)  # (R, 5)
    return roi_align(input, whole, output_size, 1.0, sampling_ratio, aligned=True)


def spatial_pyramid_pool(features: Tensor, levels: Sequence[int]) -> Tensor:
    """Largest values over grids of n × n bins, for each n, in a row of fixed length.

    Args:
        features: (N, C, H, W), floating point, of any size H, W from 1 up.
        levels: bins along a side for each level, such as (4, 2, 1).

    Returns:
        (N, C · Σn²): for each level all channels, and in each channel the bins row by row.

    Raises:
        TypeError: if ``features`` is not a floating-point tensor, or a level not an integer.
        ValueError: if the shape is not (N, C, H, W), a level is below 1, or there is none.

    Source:
        He et al., "Spatial Pyramid Pooling" (2014), section 2.2. Bins run from ⌊ia/n⌋ to
        ⌈(i + 1)a/n⌉, which works for any size a; the paper's window ⌈a/n⌉ with stride ⌊a/n⌋ does
        not (a = 7, n = 4 gives six bins).

    Example:
        >>> spatial_pyramid_pool(torch.arange(9.0).reshape(1, 1, 3, 3), (2, 1))
        tensor([[4., 5., 7., 8., 8.]])
    """
    check_shapes({"features": (features, "N C+ H+ W+")})
    check_floating("features", features)
    check_positive_numbers("levels", levels, "(4, 2, 1)")
    for bins in levels:
        check_integer("each number in levels", bins)
    height, width = features.shape[2:]
    pooled = [
        features[:, :, i * height // n : -(-(i + 1) * height // n)][
            ..., j * width // n : -(-(j + 1) * width // n)
        ].amax(dim=(2, 3))  # (N, C)
        for n in levels
        for i in range(n)
        for j in range(n)
    ]
    of_levels = torch.split(
        torch.stack(pooled, dim=2), [n * n for n in levels], dim=2
    )  # (N, C, n²) each
    return torch.cat([level.flatten(1) for level in of_levels], dim=1)


def assign_fpn_level(boxes: Tensor, *, k_min: int = 2, k_max: int = 5) -> Tensor:
    """Level of the feature pyramid on which each box is pooled: larger boxes on coarser maps.

    Args:
        boxes: (..., 4), xyxy in image pixels.
        k_min: the finest level there is; P2 has stride 4.
        k_max: the coarsest.

    Returns:
        (...), int64, each from ``k_min`` to ``k_max``. A box of 224 × 224 goes to level 4.

    Raises:
        TypeError: if ``boxes`` is not a floating-point tensor, or a level not an integer.
        ValueError: if the last axis is not 4, or ``k_min`` is above ``k_max``.

    Source:
        Lin et al., "Feature Pyramid Networks" (2017), equation 1: k = ⌊4 + log2(√(wh) / 224)⌋.
        As in torchvision, 1e-6 is added before rounding down, so that 224 is not lost to it.

    Example:
        >>> assign_fpn_level(torch.tensor([[0.0, 0, 32, 32], [0, 0, 224, 224], [0, 0, 900, 900]]))
        tensor([2, 4, 5])
    """
    check_shapes({"boxes": (boxes, "... 4")})
    check_floating("boxes", boxes)
    check_integer("k_min", k_min)
    check_integer("k_max", k_max)
    if k_min > k_max:
        raise ValueError(f"k_min must not be above k_max, got {k_min} and {k_max}; exchange them")
    side = box_area(boxes).clamp(min=0).sqrt()  # (...), in at least float32; 0 if inverted
    level = torch.floor(4 + torch.log2(side / 224) + 1e-6)  # equation 1
    return level.nan_to_num(nan=k_min).clamp(k_min, k_max).long()


def bilinear_interpolate(features: Tensor, y: Tensor, x: Tensor) -> Tensor:
    """Value of a map between its cells: the mean of four neighbours, the nearer the heavier.

    Args:
        features: (..., H, W), floating point; cell (i, j) has its centre at y = i, x = j.
        y: (S,), floating point, on the same device.
        x: (S,), floating point, on the same device.

    Returns:
        (..., S). A point up to one cell outside takes the value at the border, one further out 0.

    Raises:
        TypeError: if an argument is not a floating-point tensor.
        ValueError: if shapes or devices do not fit.

    Source:
        Jaderberg et al., "Spatial Transformer Networks" (2015), equation 5; at the border as
        torchvision.ops.roi_align.

    Example:
        >>> square = torch.tensor([[50.0, 100.0], [150.0, 200.0]])
        >>> bilinear_interpolate(square, torch.tensor([0.5]), torch.tensor([0.0]))
        tensor([100.])
    """
    check_shapes({"features": (features, "... H+ W+"), "y": (y, "S"), "x": (x, "S")})
    check_floating("features", features)
    check_floating("y", y)
    check_floating("x", x)
    height, width = features.shape[-2:]
    outside = (y < -1) | (y > height) | (x < -1) | (x > width)  # (S,)
    y, x = y.clamp(0, height - 1), x.clamp(0, width - 1)
    top, left = y.floor().long(), x.floor().long()
    bottom, right = (top + 1).clamp(max=height - 1), (left + 1).clamp(max=width - 1)
    down, across = y - top, x - left  # (S,), each in [0, 1)
    upper = features[..., top, left] * (1 - across) + features[..., top, right] * across
    lower = features[..., bottom, left] * (1 - across) + features[..., bottom, right] * across
    return torch.where(outside, 0.0, upper * (1 - down) + lower * down)  # (..., S)


def round_half_away(values: Tensor) -> Tensor:
    """Round to whole numbers, halves away from zero, as C does; torch.round goes to even.

    Args:
        values: any shape, floating point.

    Returns:
        The same shape and dtype.

    Raises:
        TypeError: if ``values`` is not a floating-point tensor.

    Source:
        The rounding of RoIPool in Caffe and all that came after it.

    Example:
        >>> round_half_away(torch.tensor([-0.5, 0.5, 1.5, 2.5, 3.875]))
        tensor([-1.,  1.,  2.,  3.,  4.])
    """
    check_floating("values", values)
    whole = values.trunc()
    return whole + ((values - whole).abs() >= 0.5) * values.sign()


def _flatten(boxes: Rois, features: Tensor) -> tuple[Tensor, Tensor]:
    """Index of the image (R,) and box (R, 4) of every RoI, in at least float32."""
    dtype = torch.promote_types(features.dtype, torch.float32)
    if isinstance(boxes, Tensor):
        return boxes[:, 0].long(), boxes[:, 1:].to(dtype).detach()
    counts = torch.tensor([len(b) for b in boxes], dtype=torch.int64, device=features.device)
    image_index = torch.repeat_interleave(counts, output_size=sum(len(b) for b in boxes))
    none = features.new_zeros(0, 4, dtype=dtype)  # without an image there is no list to join
    return image_index, torch.cat([none, *(b.to(dtype).detach() for b in boxes)])


def _pair(size: int | tuple[int, int]) -> tuple[int, int]:
    return (size, size) if isinstance(size, int) else (size[0], size[1])
