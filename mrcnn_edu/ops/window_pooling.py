"""SPP-Net's way from a box to a row of numbers: its cells on the map, and a pyramid over them.

The whole image goes through the convolutions once. A box then reads those cells of the map that lie
within it, and bins of 1, 2, 3 and 6 a side make of any number of cells a row of one length.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import (
    check_floating,
    check_grid,
    check_integer,
    check_positive,
    check_positive_numbers,
    check_shapes,
)
from mrcnn_edu.ops.roi_pooling import roi_pool


def map_windows(boxes: Tensor, stride: int, grid: tuple[int, int]) -> Tensor:
    """The cells of a map that lie within each box.

    Args:
        boxes: (R, 4), xyxy in pixels of the image that the map was made of, floating point.
        stride: pixels from one cell to the next; above 0. Cell j has its centre at j · stride.
        grid: (height, width) of the map, in cells.

    Returns:
        (R, 4), int64: the first and the last column and row, as (x1, y1, x2, y2), both of which
        belong to the window: x1 = ⌊left / stride⌋ + 1 and x2 = ⌈right / stride⌉ - 1. A box between
        two cells has none; it gets the one nearest to its middle. Nothing lies off the map.

    Raises:
        TypeError: if ``boxes`` is not floating point, or a number is no number.
        ValueError: if the shape is not (R, 4), or a number is out of its range.

    Source:
        He et al., "Spatial Pyramid Pooling" (2014), appendix A. What an empty window gets is ours.

    Example:
        >>> coin = torch.tensor([[189.0, 171.0, 236.6, 217.5], [49.0, 65.0, 63.0, 66.0]])
        >>> map_windows(coin, 16, (24, 24))
        tensor([[12, 11, 14, 13],
                [ 4,  4,  4,  4]])
    """
    check_shapes({"boxes": (boxes, "R 4")})
    check_floating("boxes", boxes)
    check_positive("stride", stride, "16")
    check_grid("grid", grid)
    ends = []
    for low, high, cells in ((0, 2, grid[1]), (1, 3, grid[0])):
        first = (boxes[:, low] / stride).floor() + 1  # (R,)
        last = (boxes[:, high] / stride).ceil() - 1
        middle = ((boxes[:, low] + boxes[:, high]) / (2 * stride) + 0.5).floor()
        empty = first > last
        first, last = torch.where(empty, middle, first), torch.where(empty, middle, last)
        ends.append((first.clamp(0, cells - 1), last.clamp(0, cells - 1)))
    (x1, x2), (y1, y2) = ends
    return torch.stack((x1, y1, x2, y2), dim=1).long()  # (R, 4)


def pool_windows(features: Tensor, windows: Tensor, levels: Sequence[int]) -> Tensor:
    """A spatial pyramid over each of many windows of one map.

    Args:
        features: (C, H, W), floating point, the map of one image.
        windows: (R, 4), int64, first and last columns and rows as ``map_windows`` gives them.
        levels: bins along a side for each level, such as (1, 2, 3, 6).

    Returns:
        (R, C · Σn²): for each level all channels, and in each channel the bins row by row, as
        ``spatial_pyramid_pool`` orders them. Each level is a RoIPool on whole cells: RoIPool is a
        pyramid of one level.

    Raises:
        TypeError: if ``features`` is not floating point, or a level is not an integer.
        ValueError: if a shape does not fit, a level is below 1, or there is none.

    Source:
        He et al., "Spatial Pyramid Pooling" (2014), section 4.1.

    Example:
        >>> features = torch.arange(16.0).reshape(1, 4, 4)
        >>> pool_windows(features, torch.tensor([[1, 0, 2, 1]]), (1, 2))
        tensor([[6., 1., 2., 5., 6.]])
    """
    check_shapes({"features": (features, "C+ H+ W+"), "windows": (windows, "R 4")})
    check_floating("features", features)
    check_positive_numbers("levels", levels, "(1, 2, 3, 6)")
    boxes = [windows.to(torch.promote_types(features.dtype, torch.float32))]
    pooled = [roi_pool(features[None], boxes, n) for n in levels]  # (R, C, n, n) each
    return torch.cat([level.flatten(1) for level in pooled], dim=1)


def window_and_stride(cells: int, bins: int) -> int:
    """How many bins the window and the stride of SPP-Net's section 2.3 give.

    They are ⌈cells / bins⌉ and ⌊cells / bins⌋, which pooling layers take, and made for maps of one
    size, for which it can be tried beforehand. Of windows of all sizes some give other numbers.

    Args:
        cells: along one side of a map or window, a.
        bins: wanted, n; at most as many as there are cells.

    Returns:
        How many come out: n, unless it goes wrong.

    Raises:
        TypeError: if a number is not a whole one.
        ValueError: if there are fewer cells than bins, or a number is below 1.

    Source:
        He et al., "Spatial Pyramid Pooling" (2014), section 2.3, single-size training.

    Example:
        >>> window_and_stride(13, 4), window_and_stride(7, 4)
        (4, 6)
    """
    check_integer("bins", bins, 1)
    check_integer("cells", cells, bins)
    window, stride = -(-cells // bins), cells // bins
    return (cells - window) // stride + 1
