"""Masks between the image and the small squares that a mask head knows.

For training, the object's mask is cropped to the proposal and made as small as what the head
predicts (``crop_mask_targets``). Of a detection, the small mask is made as large as its box and
put back into the image (``paste_masks``). Both give what torchvision gives, for the sake of weights
that have learnt from it: targets lie half a pixel off, and pasted masks end with whole pixels.
``exact_masks.py`` has both without that.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_shapes
from mrcnn_edu.ops.mask_products import (
    cell_weights,
    check_pasted,
    crop_by_products,
    paste_by_products,
)


def masks_to_boxes(masks: Tensor) -> Tensor:
    """The box round each mask, from its first pixel to its last.

    Args:
        masks: (N, H, W), any dtype; what is not 0 belongs to the mask.

    Returns:
        (N, 4), float32, xyxy: indices of the first and the last column and row. The last pixel
        counts as the end, so that these boxes are one pixel shorter than all others in this
        package; add 1 to x2 and y2 for where the object ends. A mask of nothing gives zeros.

    Raises:
        TypeError: if ``masks`` is not a tensor.
        ValueError: if its shape is not (N, H, W).

    Source:
        The results of torchvision.ops.masks_to_boxes.

    Example:
        >>> mask = torch.zeros(1, 5, 5)
        >>> mask[0, 1:3, 2:5] = 1  # two rows, three columns
        >>> masks_to_boxes(mask)
        tensor([[2., 1., 4., 2.]])
    """
    check_shapes({"masks": (masks, "N H W")})
    if masks.numel() == 0:
        return torch.zeros(len(masks), 4, device=masks.device)
    filled = masks != 0
    rows, columns = filled.any(dim=2).int(), filled.any(dim=1).int()  # (N, H), (N, W)
    x1, y1 = columns.argmax(dim=1), rows.argmax(dim=1)  # (N,) each: the first of equals
    x2 = masks.shape[2] - 1 - columns.flip(1).argmax(dim=1)
    y2 = masks.shape[1] - 1 - rows.flip(1).argmax(dim=1)
    boxes = torch.stack((x1, y1, x2, y2), dim=1).float()  # (N, 4)
    return torch.where(rows.any(dim=1, keepdim=True), boxes, 0)


def crop_mask_targets(masks: Tensor, boxes: Tensor, matched_idxs: Tensor, mask_size: int) -> Tensor:
    """What a mask head is to predict: each object's mask, as seen through the proposal.

    Args:
        masks: (G, H, W), of the ground truth, 0 and 1 of any dtype.
        boxes: (R, 4), xyxy in pixels, floating point: the proposals, and not the boxes of the
            ground truth, since the head sees features of the proposal.
        matched_idxs: (R,), int64, which of the G masks each proposal is matched to.
        mask_size: M, pixels along a side of what the head predicts, such as 28.

    Returns:
        (R, M, M), at least float32, in [0, 1]: the mean of the mask in each bin, not rounded to
        0 and 1 again. Sizes of boxes are looked up once, for which a GPU is waited for.

    Raises:
        TypeError: if an argument is not a tensor of its kind, or ``mask_size`` not an integer.
        ValueError: if shapes or devices do not fit, or ``mask_size`` is below 1.

    Source:
        He et al., "Mask R-CNN" (2017), section 3.1: the intersection of a RoI with its mask. The
        results of torchvision's project_masks_on_boxes, RoIAlign with ``aligned=False``, hence
        half a pixel off; but here without a sum for each pixel of each bin.

    Example:
        >>> mask = torch.zeros(1, 8, 8, dtype=torch.uint8)
        >>> mask[0, :, 4:] = 1  # the right half
        >>> crop_mask_targets(mask, torch.tensor([[0.0, 0.0, 7.0, 7.0]]), torch.tensor([0]), 2)
        tensor([[[0.0156, 0.9844],
                 [0.0156, 0.9844]]])
    """
    return crop_by_products(masks, boxes, matched_idxs, mask_size, aligned=False)


def paste_masks(masks: Tensor, boxes: Tensor, image_size: tuple[int, int]) -> Tensor:
    """Each mask as large as its box, in its place in an image that is 0 elsewhere.

    Args:
        masks: (R, ..., M, M), floating point, probabilities; torchvision has (R, 1, M, M).
        boxes: (R, 4), xyxy in pixels, floating point.
        image_size: (height, width) of the image, in pixels.

    Returns:
        (R, ..., height, width), of the dtype of ``masks``; above 0.5 is the object. A mask fades
        out at its box's border, over half a cell to both sides. On a CPU only pixels near the
        boxes are written: memory for the others is zero from the start. With a gradient, or on a
        GPU, which need not be waited for then, all pixels are multiplied out.

    Raises:
        TypeError: if masks or boxes are not floating-point tensors, or a size not whole numbers.
        ValueError: if shapes or devices do not fit.

    Source:
        He et al., "Mask R-CNN" (2017), section 3.1. The results of torchvision's
        paste_masks_in_image: the mask gets a border of zeros one cell wide, without which it would
        be cut off at full height; the box grows with it and is then cut to whole pixels, both
        ends included. Outside the image nothing is pasted, of an inverted box nothing at all.

    Example:
        >>> mask = torch.ones(1, 2, 2)
        >>> paste_masks(mask, torch.tensor([[1.0, 1.0, 4.0, 4.0]]), (5, 6))[0, 2]
        tensor([0.0000, 0.5000, 1.0000, 1.0000, 0.5000, 0.0000])
    """
    check_pasted(masks, boxes, image_size)
    size, dtype = masks.shape[-1], torch.promote_types(masks.dtype, torch.float32)
    x1, y1, x2, y2 = _whole_boxes(boxes, (size + 2) / size).unbind(1)  # (R,) each
    rows = _pixel_weights(y1, y2, size, image_size[0], dtype)  # (R, height, M)
    columns = _pixel_weights(x1, x2, size, image_size[1], dtype)  # (R, width, M)
    ends = torch.stack((y1, y2 + 1, x1, x2 + 1), dim=1)
    return paste_by_products(masks, rows, columns, ends)


def _whole_boxes(boxes: Tensor, scale: float) -> Tensor:
    """Boxes grown about their centres and cut to whole pixels: (R, 4), int64."""
    half = (boxes[:, 2:] - boxes[:, :2]) * 0.5 * scale  # (R, 2)
    centre = (boxes[:, 2:] + boxes[:, :2]) * 0.5
    return torch.cat((centre - half, centre + half), dim=1).long()  # towards 0


def _pixel_weights(
    first: Tensor, last: Tensor, size: int, pixels: int, dtype: torch.dtype
) -> Tensor:
    """Weights of the cells of a mask in each pixel along one axis: (R, pixels, size).

    The mask has one more cell, of zeros, at either end; with it, it reaches from pixel ``first``
    to ``last``.
    """
    length = (last - first + 1).clamp(min=0)  # (R,) in pixels, both ends included
    step = torch.full_like(length, size + 2, dtype=dtype) / length  # cells from pixel to pixel
    pixel = torch.arange(pixels, device=first.device)
    # The middle of each pixel, on the scale on which cell i has its middle at i.
    position = (pixel - first[:, None] + 0.5) * step[:, None] - 0.5  # (R, pixels)
    return cell_weights(position, size)
