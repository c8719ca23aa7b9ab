"""Sliding windows: boxes of a few sizes and shapes, at every step from left to right and downwards.

What was done before selective search. Nothing of the picture is looked at, so that very many boxes
are needed, and few of them fit closely.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_grid, check_positive, check_positive_numbers


def count_boxes(size: tuple[int, int]) -> int:
    """How many boxes with whole corners and an area a picture has.

    Args:
        size: (height, width) in pixels, whole numbers from 1 up.

    Returns:
        The number of ways to choose two of the width + 1 vertical lines between pixels, times that
        for the horizontal ones.

    Raises:
        TypeError: if ``size`` is not two whole numbers.
        ValueError: if one of them is below 1.

    Example:
        >>> count_boxes((1, 2)), count_boxes((303, 384))
        (3, 3404459520)
    """
    check_grid("size", size)
    return math.comb(size[0] + 1, 2) * math.comb(size[1] + 1, 2)


def sliding_windows(
    size: tuple[int, int],
    sides: Sequence[float],
    *,
    ratios: Sequence[float] = (0.5, 1, 2),
    step: float = 0.25,
) -> Tensor:
    """All windows of some sizes and shapes that lie inside a picture.

    Args:
        size: (height, width) of the picture in pixels, whole numbers from 1 up.
        sides: a window of side s has an area of s * s; above 0.
        ratios: height / width of the windows; above 0.
        step: how far a window moves, as a share of its width to the right, and of its height
            downwards; above 0.

    Returns:
        (N, 4), float32, xyxy in pixels: side after side, ratio after ratio, each as one reads.

    Raises:
        TypeError: if an argument is no number, or not numbers.
        ValueError: if one is out of range.

    Source:
        Windows of several sizes on a grid were usual before proposals, as in Felzenszwalb et al.
        (2010); that all lie wholly inside, and that steps grow with sizes, is our choice.

    Example:
        >>> sliding_windows((4, 6), sides=[4], ratios=[1], step=0.5)
        tensor([[0., 0., 4., 4.],
                [2., 0., 6., 4.]])
    """
    check_grid("size", size)
    check_positive_numbers("sides", sides, "(32, 64, 128)")
    check_positive_numbers("ratios", ratios, "(0.5, 1, 2)")
    check_positive("step", step, "0.25")
    windows = []
    for side in sides:
        for ratio in ratios:
            width, height = side / math.sqrt(ratio), side * math.sqrt(ratio)
            y, x = torch.meshgrid(
                _starts(size[0], height, step), _starts(size[1], width, step), indexing="ij"
            )
            corners = torch.stack((x, y, x + width, y + height), dim=-1)  # (rows, columns, 4)
            windows.append(corners.view(-1, 4))
    return torch.cat(windows).float()


def _starts(length: int, side: float, step: float) -> Tensor:
    """Where windows of one side begin along an axis: (S,); none if they are longer than it."""
    if side > length:
        return torch.zeros(0, dtype=torch.float64)
    last = math.floor((length - side) / (side * step) + 1e-9)  # whole steps that still fit
    return torch.arange(last + 1, dtype=torch.float64) * (side * step)
