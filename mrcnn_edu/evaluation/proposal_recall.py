"""How good proposals are: how many objects they find, and how closely.

A proposal need not know what it holds, and there may be thousands of them. What counts is whether
each object has one that fits, and how many proposals that takes.
"""

import math

import torch
from torch import Tensor

from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.checks import check_floating, check_fraction, check_integer, check_shapes


def best_overlaps(boxes: Tensor, proposals: Tensor, n: int | None = None) -> Tensor:
    """How well the best of the first proposals fits each object.

    Args:
        boxes: (G, 4), xyxy, floating point, of the objects.
        proposals: (R, 4), xyxy, floating point, those to look at first before the others.
        n: how many of the proposals count; None for all.

    Returns:
        (G,), float64, the largest IoU of each object; 0 without any proposal.

    Raises:
        TypeError: if boxes are not floating point, or ``n`` is not a whole number.
        ValueError: if a shape does not fit, or ``n`` is negative.

    Example:
        >>> boxes = torch.tensor([[0.0, 0, 4, 4], [6, 0, 9, 9]])
        >>> best_overlaps(boxes, torch.tensor([[0.0, 0, 4, 3], [0, 0, 4, 2]])).tolist()
        [0.75, 0.0]
    """
    check_shapes({"boxes": (boxes, "G 4"), "proposals": (proposals, "R 4")})
    check_floating("boxes", boxes)
    check_floating("proposals", proposals)
    if n is not None:
        check_integer("n", n, 0)
        proposals = proposals[:n]
    if len(proposals) == 0:
        return torch.zeros(len(boxes), dtype=torch.float64)
    # In float64, for in float32 an IoU of 7 / 10 lies below 0.7.
    return box_iou(boxes.double(), proposals.double()).amax(dim=1)


def recall_at(boxes: Tensor, proposals: Tensor, iou: float, n: int | None = None) -> float:
    """The share of objects that one of the first proposals finds.

    Args:
        boxes: (G, 4), xyxy, floating point, of the objects.
        proposals: (R, 4), xyxy, floating point, those to look at first before the others.
        iou: in [0, 1]; an object is found if the IoU with a proposal is at least that.
        n: how many of the proposals count; None for all.

    Returns:
        A number from 0 to 1; NaN if there is no object, for then there is nothing to find.

    Raises:
        TypeError: if boxes are not floating point, or a number is no number.
        ValueError: if a shape does not fit, or a number is out of range.

    Example:
        >>> boxes = torch.tensor([[0.0, 0, 4, 4], [6, 0, 9, 9]])
        >>> proposals = torch.tensor([[5.0, 0, 9, 9], [0, 0, 4, 3]])
        >>> recall_at(boxes, proposals, iou=0.75), recall_at(boxes, proposals, iou=0.75, n=1)
        (1.0, 0.5)
    """
    check_fraction("iou", iou)
    best = best_overlaps(boxes, proposals, n)
    return float((best >= iou).double().mean()) if len(boxes) else math.nan


def average_best_overlap(boxes: Tensor, proposals: Tensor, n: int | None = None) -> float:
    """The mean, over the objects, of the IoU of the proposal that fits best (ABO).

    Args:
        boxes: (G, 4), xyxy, floating point, of the objects.
        proposals: (R, 4), xyxy, floating point, those to look at first before the others.
        n: how many of the proposals count; None for all.

    Returns:
        A number from 0 to 1; NaN if there is no object.

    Raises:
        TypeError: if boxes are not floating point, or ``n`` is not a whole number.
        ValueError: if a shape does not fit, or ``n`` is negative.

    Source:
        Uijlings et al., "Selective Search for Object Recognition" (2013), equation 6; their MABO is
        the mean of it over the classes.

    Example:
        >>> boxes = torch.tensor([[0.0, 0, 4, 4], [6, 0, 9, 9]])
        >>> average_best_overlap(boxes, torch.tensor([[0.0, 0, 4, 3]]))
        0.375
    """
    best = best_overlaps(boxes, proposals, n)
    return float(best.mean()) if len(boxes) else math.nan
