"""Wrong ways to measure how much boxes overlap: boxes1 (N, 4), boxes2 (M, 4) to (N, M)."""

import torch
from torch import Tensor

from mrcnn_edu.ops.boxes import box_area, box_iou


def _shared_sides(boxes1: Tensor, boxes2: Tensor) -> tuple[Tensor, Tensor]:
    """Width and height of the intersections, (N, M) each, negative where boxes are apart."""
    top_left = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])  # (N, M, 2)
    bottom_right = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])  # (N, M, 2)
    width, height = (bottom_right - top_left).unbind(2)
    return width, height


def _shared_area(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    width, height = _shared_sides(boxes1, boxes2)
    return width.clamp(min=0) * height.clamp(min=0)  # (N, M)


def _hull_area(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    top_left = torch.minimum(boxes1[:, None, :2], boxes2[:, :2])  # (N, M, 2)
    bottom_right = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:])  # (N, M, 2)
    return (bottom_right - top_left).prod(dim=2)  # (N, M)


def _both_areas(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    return box_area(boxes1)[:, None] + box_area(boxes2)  # (N, M)


def iou_with_plus_one(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Adds 1 to every side, as if boxes were pixel indices with both ends inside.

    Met in PASCAL VOC's own code and in all that descends from it, Fast R-CNN and Detectron
    included. Large boxes hardly notice; a box of 2 by 2 pixels is counted as 3 by 3, boxes that
    only touch overlap, and results differ from other libraries in the second digit.
    """
    width, height = _shared_sides(boxes1, boxes2)
    intersection = (width + 1).clamp(min=0) * (height + 1).clamp(min=0)
    sides1, sides2 = boxes1[:, 2:] - boxes1[:, :2] + 1, boxes2[:, 2:] - boxes2[:, :2] + 1
    areas = sides1.prod(dim=1)[:, None] + sides2.prod(dim=1)
    return intersection / (areas - intersection)


def iou_without_clamp(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Lets the sides of the intersection be negative.

    Met wherever the clamp is forgotten. Boxes apart in one axis give a negative IoU, easily seen;
    boxes apart in both often give a positive one, because minus times minus is plus, and that one
    may pass for an IoU.
    """
    width, height = _shared_sides(boxes1, boxes2)
    intersection = width * height
    return intersection / (_both_areas(boxes1, boxes2) - intersection)


def iou_without_subtracting(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divides by the sum of both areas, in which the shared part counts twice.

    Met in first attempts of everybody. No IoU exceeds 1/2, not even a box's with itself, so that
    a threshold of 0.5 finds nothing at all.
    """
    return _shared_area(boxes1, boxes2) / _both_areas(boxes1, boxes2)


def iou_of_the_smaller(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divides by the smaller area instead of the union.

    Met as "overlap" in older code, and right for other purposes. A small box inside a large one
    scores 1, so NMS removes the cup in front of the table.
    """
    smaller = torch.minimum(box_area(boxes1)[:, None], box_area(boxes2))
    return (_shared_area(boxes1, boxes2) / smaller).nan_to_num()


def iou_of_xywh(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Takes the far corner for a width and a height.

    Met with COCO's files, which hold (x, y, width, height), and code that does not ask. Nothing
    fails; all boxes seem far too large, and the error grows with the distance from the origin.
    """
    moved1 = torch.cat((boxes1[:, :2], boxes1[:, :2] + boxes1[:, 2:]), dim=1)
    moved2 = torch.cat((boxes2[:, :2], boxes2[:, :2] + boxes2[:, 2:]), dim=1)
    return box_iou(moved1, moved2)


def iou_of_the_diagonal(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Compares the first with the first and the second with the second, not all with all.

    Met when the axes for broadcasting are left out. Two sets of different length raise an error
    at least; sets of equal length give (N,) where (N, N) was wanted.
    """
    top_left = torch.maximum(boxes1[:, :2], boxes2[:, :2])  # (N, 2)
    bottom_right = torch.minimum(boxes1[:, 2:], boxes2[:, 2:])  # (N, 2)
    intersection = (bottom_right - top_left).clamp(min=0).prod(dim=1)  # (N,)
    return intersection / (box_area(boxes1) + box_area(boxes2) - intersection)


def iou_with_min_and_max_swapped(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Takes the outer corners, which span the hull, for those of the intersection.

    Met when max and min are chosen by their sound: the *later* start is a maximum. Identical
    boxes still give 1; every other pair gives more than 1 or less than 0.
    """
    hull = _hull_area(boxes1, boxes2)
    return hull / (_both_areas(boxes1, boxes2) - hull)


def iou_with_whole_division(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divides with ``//``.

    Met in code that came from Python 2 or from C, where whole numbers divide to whole numbers.
    Every IoU is 0 or 1; on test boxes that are identical or apart it looks right.
    """
    intersection = _shared_area(boxes1, boxes2)
    return intersection // (_both_areas(boxes1, boxes2) - intersection)


BOX_IOU = [
    iou_with_plus_one,
    iou_without_clamp,
    iou_without_subtracting,
    iou_of_the_smaller,
    iou_of_xywh,
    iou_of_the_diagonal,
    iou_with_min_and_max_swapped,
    iou_with_whole_division,
]


def giou_with_hull_of_the_intersection(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Takes the intersection for the enclosing box.

    Met by copying the lines of the intersection and not swapping min and max. Where boxes
    overlap GIoU comes out *above* the IoU, which it never may.
    """
    intersection = _shared_area(boxes1, boxes2)
    union = _both_areas(boxes1, boxes2) - intersection
    return intersection / union - (intersection - union) / intersection.clamp(min=1e-6)


def giou_divided_by_union(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divides the empty part of the hull by the union instead of by the hull.

    Met when the formula is reconstructed from memory. Near boxes look fine; far ones fall below
    -1 without end, and the loss 1 - GIoU explodes in the first steps of training.
    """
    intersection = _shared_area(boxes1, boxes2)
    union = _both_areas(boxes1, boxes2) - intersection
    return intersection / union - (_hull_area(boxes1, boxes2) - union) / union


def giou_without_clamp(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Lets the sides of the intersection be negative, as in ``iou_without_clamp``.

    Met often here, since GIoU is used precisely where boxes are apart. Boxes apart in both axes
    seem to overlap and come out too high, those apart in one axis too low.
    """
    width, height = _shared_sides(boxes1, boxes2)
    union = _both_areas(boxes1, boxes2) - width * height
    hull = _hull_area(boxes1, boxes2)
    return width * height / union - (hull - union) / hull


def giou_with_hull_of_both_areas(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Subtracts the hull's part outside the *sum* of the areas, the shared part counted twice.

    Met when "union" is taken for the sum. Boxes that do not overlap are right; those that do come
    out too high, a pair of equal boxes at 2.
    """
    intersection = _shared_area(boxes1, boxes2)
    both, hull = _both_areas(boxes1, boxes2), _hull_area(boxes1, boxes2)
    return intersection / (both - intersection) - (hull - both) / hull


def giou_that_is_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Forgets the second term.

    Met where the enclosing box is computed and never used. Every pair apart gives 0, near or far,
    and a loss built on it has no gradient there.
    """
    return _shared_area(boxes1, boxes2) / (
        _both_areas(boxes1, boxes2) - _shared_area(boxes1, boxes2)
    )


GENERALIZED_BOX_IOU = [
    giou_with_hull_of_the_intersection,
    giou_divided_by_union,
    giou_without_clamp,
    giou_with_hull_of_both_areas,
    giou_that_is_iou,
]
