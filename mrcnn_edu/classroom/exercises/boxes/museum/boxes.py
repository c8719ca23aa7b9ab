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


def iou_with_plus_one(boxes1, boxes2):
    width, height = _shared_sides(boxes1, boxes2)
    intersection = (width + 1).clamp(min=0) * (height + 1).clamp(min=0)
    sides1, sides2 = boxes1[:, 2:] - boxes1[:, :2] + 1, boxes2[:, 2:] - boxes2[:, :2] + 1
    areas = sides1.prod(dim=1)[:, None] + sides2.prod(dim=1)
    return intersection / (areas - intersection)


def iou_without_clamp(boxes1, boxes2):
    width, height = _shared_sides(boxes1, boxes2)
    intersection = width * height
    return intersection / (_both_areas(boxes1, boxes2) - intersection)


def iou_without_subtracting(boxes1, boxes2):
    return _shared_area(boxes1, boxes2) / _both_areas(boxes1, boxes2)


def iou_of_the_smaller(boxes1, boxes2):
    smaller = torch.minimum(box_area(boxes1)[:, None], box_area(boxes2))
    return (_shared_area(boxes1, boxes2) / smaller).nan_to_num()


def iou_of_xywh(boxes1, boxes2):
    moved1 = torch.cat((boxes1[:, :2], boxes1[:, :2] + boxes1[:, 2:]), dim=1)
    moved2 = torch.cat((boxes2[:, :2], boxes2[:, :2] + boxes2[:, 2:]), dim=1)
    return box_iou(moved1, moved2)


def iou_of_the_diagonal(boxes1, boxes2):
    top_left = torch.maximum(boxes1[:, :2], boxes2[:, :2])  # (N, 2)
    bottom_right = torch.minimum(boxes1[:, 2:], boxes2[:, 2:])  # (N, 2)
    intersection = (bottom_right - top_left).clamp(min=0).prod(dim=1)  # (N,)
    return intersection / (box_area(boxes1) + box_area(boxes2) - intersection)


def iou_with_min_and_max_swapped(boxes1, boxes2):
    hull = _hull_area(boxes1, boxes2)
    return hull / (_both_areas(boxes1, boxes2) - hull)


def iou_with_whole_division(boxes1, boxes2):
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


def giou_with_hull_of_the_intersection(boxes1, boxes2):
    intersection = _shared_area(boxes1, boxes2)
    union = _both_areas(boxes1, boxes2) - intersection
    return intersection / union - (intersection - union) / intersection.clamp(min=1e-6)


def giou_divided_by_union(boxes1, boxes2):
    intersection = _shared_area(boxes1, boxes2)
    union = _both_areas(boxes1, boxes2) - intersection
    return intersection / union - (_hull_area(boxes1, boxes2) - union) / union


def giou_without_clamp(boxes1, boxes2):
    width, height = _shared_sides(boxes1, boxes2)
    union = _both_areas(boxes1, boxes2) - width * height
    hull = _hull_area(boxes1, boxes2)
    return width * height / union - (hull - union) / hull


def giou_with_hull_of_both_areas(boxes1, boxes2):
    intersection = _shared_area(boxes1, boxes2)
    both, hull = _both_areas(boxes1, boxes2), _hull_area(boxes1, boxes2)
    return intersection / (both - intersection) - (hull - both) / hull


def giou_that_is_iou(boxes1, boxes2):
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
