"""Axis-aligned boxes: formats, area, overlap, clipping.

A box is ``(x1, y1, x2, y2)`` in continuous pixel coordinates: x grows to the right, y downwards,
pixel ``i`` covers the interval from ``i`` to ``i + 1``, and a width is ``x2 - x1`` without any
``+ 1``. Arguments, shapes and results are torchvision's, so that one can stand in for the other.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_choice, check_number, check_real, check_shapes, check_size

FORMATS = ("xyxy", "xywh", "cxcywh")


def box_convert(boxes: Tensor, in_fmt: str, out_fmt: str) -> Tensor:
    """Rewrite boxes from one format of four numbers to another.

    Args:
        boxes: (..., 4), in pixels.
        in_fmt: "xyxy" (two corners), "xywh" (top-left corner and size, as in COCO files) or
            "cxcywh" (centre and size, as in anchors).
        out_fmt: one of the same three.

    Returns:
        (..., 4), a new tensor. Whole numbers become float32 where a half may appear; sums that
        do not fit their type (200 + 100 in uint8) wrap around, so convert such boxes first.

    Raises:
        TypeError: if ``boxes`` is not a tensor of real numbers.
        ValueError: if the last axis is not 4, or a format is unknown.

    Source:
        The results of torchvision.ops.box_convert, which also knows rotated boxes.

    Example:
        >>> box_convert(torch.tensor([10.0, 20.0, 40.0, 30.0]), "xywh", "xyxy")
        tensor([10., 20., 50., 50.])
    """
    check_shapes({"boxes": (boxes, "... 4")})
    check_real("boxes", boxes)
    check_choice("in_fmt", in_fmt, FORMATS)
    check_choice("out_fmt", out_fmt, FORMATS)
    if in_fmt == out_fmt:
        return boxes.clone()
    a, b, c, d = boxes.unbind(-1)  # four tensors of shape (...)
    if in_fmt == "xywh":
        a, b, c, d = a, b, a + c, b + d
    elif in_fmt == "cxcywh":
        a, b, c, d = a - c / 2, b - d / 2, a + c / 2, b + d / 2
    # Whatever came in, (a, b, c, d) is now (x1, y1, x2, y2).
    if out_fmt == "xywh":
        a, b, c, d = a, b, c - a, d - b
    elif out_fmt == "cxcywh":
        a, b, c, d = (a + c) / 2, (b + d) / 2, c - a, d - b
    return torch.stack((a, b, c, d), dim=-1)  # (..., 4)


def box_area(boxes: Tensor) -> Tensor:
    """Area of each box.

    Args:
        boxes: (..., 4), xyxy in pixels.

    Returns:
        (...), in square pixels; float32 for half precision and int32 for smaller integers, since
        their products would overflow. An inverted side gives a negative area.

    Raises:
        TypeError: if ``boxes`` is not a tensor of real numbers.
        ValueError: if the last axis is not 4.

    Source:
        The results of torchvision.ops.box_area.

    Example:
        >>> box_area(torch.tensor([[10.0, 20.0, 50.0, 50.0]]))
        tensor([1200.])
    """
    check_shapes({"boxes": (boxes, "... 4")})
    check_real("boxes", boxes)
    x1, y1, x2, y2 = _widen(boxes).unbind(-1)  # four tensors of shape (...)
    return (x2 - x1) * (y2 - y1)


def box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Intersection over union of every box of one set with every box of another.

    Args:
        boxes1: (..., N, 4), xyxy in pixels.
        boxes2: (..., M, 4), xyxy in pixels, on the same device.

    Returns:
        (..., N, M), each in [0, 1] for boxes with area; NaN (0 / 0) for two boxes without area.

    Raises:
        TypeError: if an argument is not a tensor of real numbers.
        ValueError: if a shape is not (..., N, 4), the batch axes do not broadcast, or the devices
            differ.

    Source:
        Jaccard (1912); Everingham et al., "The PASCAL VOC Challenge" (2010), section 4.2. The
        results of torchvision.ops.box_iou, whose small integers wrap around where these do not, and
        whose half precision rounds sides before it multiplies: a box has up to 1.015 with itself.

    Example:
        >>> square = torch.tensor([[0.0, 0.0, 2.0, 2.0]])
        >>> box_iou(square, square + 1)  # they share 1 of 4 + 4 - 1 square pixels
        tensor([[0.1429]])
    """
    intersection, union = _intersection_and_union(boxes1, boxes2)
    return intersection / union  # (..., N, M)


def generalized_box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """IoU less the share of the enclosing box that neither box fills.

    Args:
        boxes1: (..., N, 4), xyxy in pixels.
        boxes2: (..., M, 4), xyxy in pixels, on the same device.

    Returns:
        (..., N, M), each in (-1, 1] for boxes with area. It equals the IoU where the union fills
        the enclosing box, and falls towards -1 as two small boxes move apart.

    Raises:
        TypeError: if an argument is not a tensor of real numbers.
        ValueError: if a shape is not (..., N, 4), the batch axes do not broadcast, or the devices
            differ.

    Source:
        Rezatofighi et al., "Generalized Intersection over Union" (2019), algorithm 1. The
        results of torchvision.ops.generalized_box_iou.

    Example:
        >>> square = torch.tensor([[0.0, 0.0, 1.0, 1.0]])
        >>> generalized_box_iou(square, square + torch.tensor([2.0, 0.0, 2.0, 0.0]))
        tensor([[-0.3333]])
    """
    intersection, union = _intersection_and_union(boxes1, boxes2)  # (..., N, M) each
    (left1, top1, right1, bottom1), (left2, top2, right2, bottom2) = _pairs(boxes1, boxes2)
    width = (torch.max(right1, right2) - torch.min(left1, left2)).clamp(min=0)
    height = (torch.max(bottom1, bottom2) - torch.min(top1, top2)).clamp(min=0)
    hull = width * height  # (..., N, M), the smallest box around both
    return intersection / union - (hull - union) / hull


def clip_boxes_to_image(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Move every corner that lies outside the image to its border.

    Args:
        boxes: (..., 4), xyxy in pixels.
        size: (height, width) of the image, in pixels: the order of an array's shape, not of x, y.

    Returns:
        (..., 4), a new tensor of the same dtype, x in [0, width] and y in [0, height]. A box
        wholly outside keeps no area.

    Raises:
        TypeError: if ``boxes`` is not a tensor of real numbers.
        ValueError: if the last axis is not 4, or ``size`` is not two numbers.

    Source:
        The results of torchvision.ops.clip_boxes_to_image.

    Example:
        >>> clip_boxes_to_image(torch.tensor([-5.0, 10.0, 30.0, 90.0]), (50, 100))
        tensor([ 0., 10., 30., 50.])
    """
    check_shapes({"boxes": (boxes, "... 4")})
    check_real("boxes", boxes)
    check_size("size", size)
    height, width = size
    x1, y1, x2, y2 = boxes.unbind(-1)  # four tensors of shape (...)
    x1, x2 = x1.clamp(0, width), x2.clamp(0, width)
    y1, y2 = y1.clamp(0, height), y2.clamp(0, height)
    return torch.stack((x1, y1, x2, y2), dim=-1)  # (..., 4)


def remove_small_boxes(boxes: Tensor, min_size: float) -> Tensor:
    """Indices of the boxes whose two sides are both at least ``min_size``.

    Args:
        boxes: (N, 4), xyxy in pixels.
        min_size: the smallest side to keep, in pixels.

    Returns:
        (K,), int64 indices in ascending order: the boxes to keep, despite the name.

    Raises:
        TypeError: if ``boxes`` is not a tensor of real numbers, or ``min_size`` not a number.
        ValueError: if the shape is not (N, 4).

    Source:
        The results of torchvision.ops.remove_small_boxes.

    Example:
        >>> remove_small_boxes(torch.tensor([[0.0, 0.0, 9.0, 1.0], [0.0, 0.0, 9.0, 9.0]]), 2)
        tensor([1])
    """
    check_shapes({"boxes": (boxes, "N 4")})
    check_real("boxes", boxes)
    check_number("min_size", min_size)
    if not boxes.is_floating_point():
        boxes = _widen(boxes)  # 3 - 5 is 254 in uint8
    x1, y1, x2, y2 = boxes.unbind(1)  # four tensors of shape (N,)
    large_enough = (x2 - x1 >= min_size) & (y2 - y1 >= min_size)  # (N,)
    return large_enough.nonzero().squeeze(1)  # (K,)


def _intersection_and_union(boxes1: Tensor, boxes2: Tensor) -> tuple[Tensor, Tensor]:
    """Area shared by, and area covered by, every pair of boxes."""
    check_shapes({"boxes1": (boxes1, "... N 4"), "boxes2": (boxes2, "... M 4")})
    check_real("boxes1", boxes1)
    check_real("boxes2", boxes2)
    (left1, top1, right1, bottom1), (left2, top2, right2, bottom2) = _pairs(boxes1, boxes2)
    # Two boxes overlap from the later start to the earlier end; apart, that length is negative.
    width = (torch.min(right1, right2) - torch.max(left1, left2)).clamp(min=0)
    height = (torch.min(bottom1, bottom2) - torch.max(top1, top2)).clamp(min=0)
    intersection = width * height  # (..., N, M)
    area1, area2 = box_area(boxes1)[..., :, None], box_area(boxes2)[..., None, :]
    return intersection, area1 + area2 - intersection


def _pairs(boxes1: Tensor, boxes2: Tensor) -> tuple[list[Tensor], list[Tensor]]:
    """Coordinates shaped to meet in pairs: four of (..., N, 1) and four of (..., 1, M)."""
    # 3 - 5 is 254 in uint8, and in half precision a difference is rounded.
    boxes1, boxes2 = _widen(boxes1), _widen(boxes2)
    # Numbers that lie side by side in memory are compared faster than every fourth one.
    rows1, rows2 = boxes1.mT.contiguous(), boxes2.mT.contiguous()  # (..., 4, N), (..., 4, M)
    return [c[..., :, None] for c in rows1.unbind(-2)], [c[..., None, :] for c in rows2.unbind(-2)]


def _widen(values: Tensor) -> Tensor:
    """The same numbers in a type with room for their products: at least float32 or int32."""
    if values.dtype in (torch.float16, torch.bfloat16):
        return values.float()
    if values.dtype in (torch.uint8, torch.int8, torch.int16):
        return values.int()
    return values
