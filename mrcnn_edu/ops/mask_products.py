"""Small masks made large and large ones small: two matrix products.

Both resize along y and along x independently: weights of rows, times the mask, times weights of
columns. Most weights are zero, so the products are made box by box, of the pixels near it.
``masks.py`` and ``exact_masks.py`` differ in the weights.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import cast

import numpy as np
import torch
from torch import Tensor

from mrcnn_edu.ops.cell_bags import bilinear_axis
from mrcnn_edu.ops.checks import (
    check_floating,
    check_grid,
    check_indices,
    check_integer,
    check_range_on_cpu,
    check_shapes,
)


def crop_by_products(
    masks: Tensor, boxes: Tensor, matched_idxs: Tensor, mask_size: int, *, aligned: bool
) -> Tensor:
    """RoIAlign on masks: for each box the one that it is matched to, made as small as a target.

    Args:
        masks: (G, H, W), 0 and 1 of any dtype.
        boxes: (R, 4), xyxy in pixels, floating point.
        matched_idxs: (R,), int64, which of the G masks each box is matched to.
        mask_size: M, bins along a side.
        aligned: whether RoIAlign is, which it is not in torchvision's mask targets.

    Returns:
        (R, M, M), at least float32.

    Raises:
        TypeError: if an argument is not a tensor of its kind, or ``mask_size`` not an integer.
        ValueError: if shapes or devices do not fit, or ``mask_size`` is below 1.
    """
    check_shapes(
        {"masks": (masks, "G H W"), "boxes": (boxes, "R 4"), "matched_idxs": (matched_idxs, "R")}
    )
    check_floating("boxes", boxes)
    check_indices("matched_idxs", matched_idxs)
    check_range_on_cpu("matched_idxs", matched_idxs, 0, len(masks))
    check_integer("mask_size", mask_size, 1)
    boxes = boxes.to(torch.promote_types(boxes.dtype, torch.float32))
    x1, y1, x2, y2 = boxes.unbind(1)  # (R,) each
    targets = boxes.new_zeros(len(boxes), mask_size, mask_size)
    rows, *in_y = _bin_weights(y1, y2, mask_size, masks.shape[1], aligned)  # (R, M, H)
    columns, *in_x = _bin_weights(x1, x2, mask_size, masks.shape[2], aligned)  # (R, M, W)
    pixels = torch.stack((matched_idxs, *in_y, *in_x), dim=1).tolist()
    with without_autocast(masks.device.type):
        for r, (g, top, bottom, left, right) in enumerate(pixels):
            part = masks[g, top:bottom, left:right].to(boxes.dtype)  # under the box, no more
            targets[r] = rows[r, :, top:bottom] @ part @ columns[r, :, left:right].T  # (M, M)
    return targets


def _bin_weights(
    start: Tensor, end: Tensor, bins: int, size: int, aligned: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """Weights of RoIAlign's samples along one axis, (R, bins, size), and which pixels have any."""
    length = end - start if aligned else (end - start).clamp(min=1)
    if aligned:
        start = start - 0.5  # pixel 0 has its middle at 0.5, and the sampling has it at 0
    cells, sampled, _ = bilinear_axis(start, length, bins, size, sampling_ratio=-1)
    weights = start.new_zeros(len(start), bins, size)
    weights.scatter_add_(2, cells, cast(Tensor, sampled))
    first = start.clamp(0, size - 1).long()  # (R,)
    last = (start + length).clamp(0, size - 1).long() + 1  # a sample's second neighbour, included
    return weights, first, last + 1


def check_pasted(masks: Tensor, boxes: Tensor, image_size: tuple[int, int]) -> None:
    """Refuse what cannot be pasted.

    Args:
        masks: (R, ..., M, M), floating point.
        boxes: (R, 4), floating point.
        image_size: (height, width), whole numbers.

    Raises:
        TypeError: if masks or boxes are not floating-point tensors, or a size not whole numbers.
        ValueError: if shapes or devices do not fit.
    """
    check_shapes({"masks": (masks, "R ... M+ M+"), "boxes": (boxes, "R 4")})
    check_floating("masks", masks)
    check_floating("boxes", boxes)
    check_grid("image_size", image_size)


def cell_weights(position: Tensor, size: int) -> Tensor:
    """Weights of the cells of a mask in each pixel along one axis, with a cell of zeros around.

    Args:
        position: (R, pixels), where the middle of each pixel lies, on a scale on which cell i of
            the mask has its middle at i, from 1 to M. At 0 and at M + 1 lie the zeros, which need
            no weight; beyond them all weights end.
        size: M.

    Returns:
        (R, pixels, M), those of linear interpolation.

    Example:
        >>> cell_weights(torch.tensor([[0.0, 0.5, 1.0, 1.75]]), 2)
        tensor([[[0.0000, 0.0000],
                 [0.5000, 0.0000],
                 [1.0000, 0.0000],
                 [0.2500, 0.7500]]])
    """
    cell = torch.arange(1, size + 1, device=position.device)
    return (1 - (position[:, :, None] - cell).abs()).clamp(min=0)


def paste_by_products(masks: Tensor, rows: Tensor, columns: Tensor, pixels: Tensor) -> Tensor:
    """Each mask made as large as an image.

    On a CPU only pixels near the boxes are written: memory for the others is zero from the start.
    With a gradient, or on a GPU, which need not be waited for then, all pixels are multiplied out.

    Args:
        masks: (R, ..., M, M), floating point.
        rows: (R, height, M), weights of the cells along y, in at least float32.
        columns: (R, width, M), along x.
        pixels: (R, 4), int64: top, bottom, left and right of those that have any weight, the
            second and the last not included. Beyond the image there may be more.

    Returns:
        (R, ..., height, width), of the dtype of ``masks``.

    Example:
        >>> weights = torch.tensor([[[0.0], [0.5], [1.0]]])
        >>> paste_by_products(torch.ones(1, 1, 1), weights, weights, torch.tensor([[1, 3, 1, 3]]))
        tensor([[[0.0000, 0.0000, 0.0000],
                 [0.0000, 0.2500, 0.5000],
                 [0.0000, 0.5000, 1.0000]]])
    """
    with without_autocast(masks.device.type):
        learning = torch.is_grad_enabled() and (masks.requires_grad or rows.requires_grad)
        if masks.device.type == "cpu" and not learning:
            ends = pixels.clamp(min=0).tolist()
            return _paste_into_boxes(masks.to(rows.dtype), rows, columns, ends).to(masks.dtype)
        between = (len(masks), *[1] * (masks.ndim - 3))  # (R, ...)
        rows = rows.reshape(*between, *rows.shape[1:])  # (R, ..., height, M)
        columns = columns.reshape(*between, *columns.shape[1:])  # (R, ..., width, M)
        return (rows @ masks.to(rows.dtype) @ columns.mT).to(masks.dtype)


def _paste_into_boxes(
    masks: Tensor, rows: Tensor, columns: Tensor, ends: list[list[int]]
) -> Tensor:
    """The products, box by box, into memory that the system clears only where it is written."""
    shape = (*masks.shape[:-2], rows.shape[1], columns.shape[1])  # (R, ..., height, width)
    # torch.zeros would write every pixel: most of the time, for a hundred masks of 3 MB.
    images = torch.from_numpy(np.zeros(shape, str(masks.dtype)[6:]))
    for r, (top, bottom, left, right) in enumerate(ends):
        pasted = rows[r, top:bottom] @ masks[r] @ columns[r, left:right].mT
        images[r, ..., top:bottom, left:right] = pasted
    return images


def without_autocast(device_type: str) -> AbstractContextManager[object]:
    """Keep products in the precision of their factors, where autocast would halve it."""
    if torch.amp.is_autocast_available(device_type):
        return torch.autocast(device_type, enabled=False)
    return nullcontext()
