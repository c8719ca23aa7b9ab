"""The area and the overlap of boxes, pair by pair.

The terms of IoU each have a function of their own, so that each can be checked with a pencil.
"""

import math

import torch
from torch import Tensor


def area_of_one(box: list[float]) -> float:
    """Width times height."""
    return (box[2] - box[0]) * (box[3] - box[1])


def intersection_of_two(box1: list[float], box2: list[float]) -> float:
    """The area that two boxes share: from the later start to the earlier end, in x and in y."""
    left, top = max(box1[0], box2[0]), max(box1[1], box2[1])
    right, bottom = min(box1[2], box2[2]), min(box1[3], box2[3])
    return max(right - left, 0) * max(bottom - top, 0)


def iou_of_two(box1: list[float], box2: list[float]) -> float:
    """IoU of two boxes of four plain numbers, NaN if neither has an area."""
    intersection = intersection_of_two(box1, box2)
    union = area_of_one(box1) + area_of_one(box2) - intersection
    return intersection / union if union else math.nan


def giou_of_two(box1: list[float], box2: list[float]) -> float:
    """GIoU of two boxes of four plain numbers, NaN if neither has an area."""
    union = area_of_one(box1) + area_of_one(box2) - intersection_of_two(box1, box2)
    width = max(box1[2], box2[2]) - min(box1[0], box2[0])
    height = max(box1[3], box2[3]) - min(box1[1], box2[1])
    hull = width * height
    return iou_of_two(box1, box2) - (hull - union) / hull if hull else math.nan


def box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """IoU pair by pair: (N, 4), (M, 4) to (N, M)."""
    iou = torch.zeros(len(boxes1), len(boxes2))
    for n, box1 in enumerate(boxes1.tolist()):
        for m, box2 in enumerate(boxes2.tolist()):
            iou[n, m] = iou_of_two(box1, box2)
    return iou


def generalized_box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """GIoU pair by pair: (N, 4), (M, 4) to (N, M)."""
    giou = torch.zeros(len(boxes1), len(boxes2))
    for n, box1 in enumerate(boxes1.tolist()):
        for m, box2 in enumerate(boxes2.tolist()):
            giou[n, m] = giou_of_two(box1, box2)
    return giou
