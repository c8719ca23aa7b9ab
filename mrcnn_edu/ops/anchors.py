"""Anchors: the boxes of a few fixed shapes that stand in every cell of a feature map.

A region proposal network says of each anchor whether it covers an object, and how to correct it.
Anchors are made once, round the origin (``cell_anchors``), and moved to every cell of the map
(``grid_anchors``); on a feature pyramid each level has its own (``multilevel_anchors``).
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import (
    check_floating,
    check_grid,
    check_positive_numbers,
    check_real,
    check_shapes,
    check_size,
)

Size = tuple[int, int]


def cell_anchors(scales: Sequence[float], ratios: Sequence[float]) -> Tensor:
    """Anchors of one cell, round the origin: every ratio in every scale.

    Args:
        scales: square roots of their areas, in pixels, such as (128, 256, 512).
        ratios: height over width, such as (0.5, 1, 2), the first of which lies on its side.

    Returns:
        (A, 4), float32, xyxy in pixels, all scales of the first ratio first. Corners are rounded
        to whole pixels (halves to even), so that areas are only nearly scale squared.

    Raises:
        TypeError: if ``scales`` or ``ratios`` is not a tuple or list of numbers.
        ValueError: if one is empty or holds a number not above 0.

    Source:
        Ren et al., "Faster R-CNN" (2015), section 3.1.1. The results of torchvision's
        AnchorGenerator.generate_anchors. Elsewhere a ratio may be width over height.

    Example:
        >>> cell_anchors((16, 32), (1, 4))  # widths 16, 32, 8, 16; heights 16, 32, 32, 64
        tensor([[ -8.,  -8.,   8.,   8.],
                [-16., -16.,  16.,  16.],
                [ -4., -16.,   4.,  16.],
                [ -8., -32.,   8.,  32.]])
    """
    check_positive_numbers("scales", scales, "(128, 256, 512)")
    check_positive_numbers("ratios", ratios, "(0.5, 1, 2)")
    higher = torch.tensor(ratios, dtype=torch.float32).sqrt()[:, None]  # (ratios, 1)
    sides = torch.tensor(scales, dtype=torch.float32)  # (scales,)
    heights = (higher * sides).flatten()  # (A,), and w · h = scale², h / w = ratio
    widths = (1 / higher * sides).flatten()
    return (torch.stack((-widths, -heights, widths, heights), dim=1) / 2).round()  # (A, 4)


def grid_anchors(cell_anchors: Tensor, grid_size: Size, stride: Size) -> Tensor:
    """Anchors of one cell, moved to every cell of a feature map.

    Args:
        cell_anchors: (A, 4), xyxy in pixels, floating point, round the origin.
        grid_size: (height, width) of the feature map, in cells.
        stride: pixels from one cell to the next, (down, across).

    Returns:
        (H · W · A, 4), xyxy in pixels: row by row, in a row cell by cell, in a cell as they came;
        what a head gives as (A, H, W) must be turned to (H, W, A) to go with them. Cell (i, j)
        has its anchors round the point (j · stride, i · stride), the corner of the pixels that it
        stands for.

    Raises:
        TypeError: if ``cell_anchors`` is not a floating-point tensor, or a size not whole numbers.
        ValueError: if its shape is not (A, 4), or a size is not two numbers from 1 up.

    Source:
        The results of torchvision's AnchorGenerator.grid_anchors. The first code of Faster R-CNN
        had anchors round the middle of those pixels, half a stride further; for that add it.

    Example:
        >>> grid_anchors(torch.tensor([[-2.0, -2.0, 2.0, 2.0]]), (2, 2), (16, 16))
        tensor([[-2., -2.,  2.,  2.],
                [14., -2., 18.,  2.],
                [-2., 14.,  2., 18.],
                [14., 14., 18., 18.]])
    """
    check_shapes({"cell_anchors": (cell_anchors, "N 4")})
    check_floating("cell_anchors", cell_anchors)
    check_grid("grid_size", grid_size)
    check_grid("stride", stride)
    y, x = (
        torch.arange(cells, device=cell_anchors.device) * step
        for cells, step in zip(grid_size, stride, strict=True)
    )  # (H,), (W,)
    y, x = torch.meshgrid(y, x, indexing="ij")  # (H, W) each
    places = torch.stack((x, y, x, y), dim=-1)  # (H, W, 4)
    return (places[:, :, None] + cell_anchors).reshape(-1, 4)  # (H, W, A, 4), then in one list


def multilevel_anchors(
    cell_anchors: Sequence[Tensor], grid_sizes: Sequence[Size], image_size: Size
) -> list[Tensor]:
    """Anchors of every level of a feature pyramid.

    Args:
        cell_anchors: for each of L levels (A, 4), xyxy in pixels, floating point, round the origin.
            On a pyramid each level has one scale, on a single map all scales stand together.
        grid_sizes: for each level (height, width) of its map, in cells.
        image_size: (height, width) of the images that the maps were made of, padding included.

    Returns:
        A list of L tensors (H_l · W_l · A, 4), xyxy in pixels.

    Raises:
        TypeError: if anchors are not floating-point tensors, or sizes not whole numbers.
        ValueError: if anchors have another shape, a size is below 1, there is not one grid for
            each level, or a grid has more cells along a side than the image pixels.

    Source:
        Lin et al., "Feature Pyramid Networks" (2017), section 4.1. The results of torchvision's
        AnchorGenerator. The stride of a level is the image's side over the map's, rounded down:
        on the 13 rows that P6 has of 800 pixels it is 61, and not 64.

    Example:
        >>> square = torch.tensor([[-8.0, -8.0, 8.0, 8.0]])
        >>> fine, coarse = multilevel_anchors([square, square * 2], [(4, 4), (2, 2)], (32, 32))
        >>> len(fine), len(coarse), coarse[-1].tolist()
        (16, 4, [0.0, 0.0, 32.0, 32.0])
    """
    _check_levels(cell_anchors, grid_sizes)
    check_grid("image_size", image_size)
    levels = []
    for anchors, grid_size in zip(cell_anchors, grid_sizes, strict=True):
        check_grid("grid_sizes", grid_size)
        if grid_size[0] > image_size[0] or grid_size[1] > image_size[1]:
            raise ValueError(
                f"grid_sizes must not have more cells than the image pixels, got {tuple(grid_size)}"
                f" for an image of {tuple(image_size)}; strides would be 0"
            )
        stride = (image_size[0] // grid_size[0], image_size[1] // grid_size[1])
        levels.append(grid_anchors(anchors, grid_size, stride))
    return levels


def inside_image(anchors: Tensor, size: tuple[int, int]) -> Tensor:
    """Which anchors do not cross the border of the image.

    Args:
        anchors: (..., 4), xyxy in pixels.
        size: (height, width) of the image, in pixels.

    Returns:
        (...), bool; an anchor that only touches the border is inside.

    Raises:
        TypeError: if ``anchors`` is not a tensor of real numbers.
        ValueError: if the last axis is not 4, or ``size`` is not two numbers.

    Source:
        Ren et al., "Faster R-CNN" (2015), section 3.3: anchors that cross the border are left out
        of training, without which it did not converge. Feature Pyramid Networks (section 5.1) and
        torchvision train with all of them. In testing all stay, and proposals are clipped.

    Example:
        >>> inside_image(torch.tensor([[0.0, 0.0, 9.0, 9.0], [-1.0, 0.0, 8.0, 9.0]]), (9, 9))
        tensor([ True, False])
    """
    check_shapes({"anchors": (anchors, "... 4")})
    check_real("anchors", anchors)
    check_size("size", size)
    height, width = size
    x1, y1, x2, y2 = anchors.unbind(-1)  # four tensors of shape (...)
    return (x1 >= 0) & (y1 >= 0) & (x2 <= width) & (y2 <= height)


def _check_levels(cell_anchors: Sequence[Tensor], grid_sizes: Sequence[tuple[int, int]]) -> None:
    """Refuse two lists that do not have one entry each for every level."""
    for name, values in (("cell_anchors", cell_anchors), ("grid_sizes", grid_sizes)):
        if not isinstance(values, tuple | list):
            raise TypeError(
                f"{name} must be a list with an entry for each level, got {type(values).__name__};"
                f" for one level use [{name}]"
            )
    if len(cell_anchors) != len(grid_sizes):
        raise ValueError(
            "cell_anchors and grid_sizes must have an entry each for every level, got"
            f" {len(cell_anchors)} and {len(grid_sizes)}"
        )
