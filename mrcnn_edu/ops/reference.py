"""The operators once more, slow and obvious: one box at a time, in plain Python.

Each does what its namesake does, in loops that can be checked with a pencil. Tests hold the fast
versions to these, and lessons begin with them. They check nothing and are not made for use.
"""

import math

import torch
from torch import Tensor


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


def intersection_of_two(box1: list[float], box2: list[float]) -> float:
    """The area that two boxes share: from the later start to the earlier end, in x and in y."""
    left, top = max(box1[0], box2[0]), max(box1[1], box2[1])
    right, bottom = min(box1[2], box2[2]), min(box1[3], box2[3])
    return max(right - left, 0) * max(bottom - top, 0)


def area_of_one(box: list[float]) -> float:
    """Width times height."""
    return (box[2] - box[0]) * (box[3] - box[1])


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Greedy NMS, one comparison at a time: (N, 4), (N,) to (K,)."""
    rows = boxes.tolist()
    queue = sorted(range(len(rows)), key=lambda i: -float(scores[i]))  # stable: ties by index
    kept: list[int] = []
    while queue:
        best = queue.pop(0)
        kept.append(best)
        # "not greater" rather than "less or equal": an undefined IoU removes nothing.
        queue = [i for i in queue if not iou_of_two(rows[best], rows[i]) > iou_threshold]
    return torch.tensor(kept, dtype=torch.int64)


def batched_nms(boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float) -> Tensor:
    """Greedy NMS in which a box removes only boxes of its own class: (N, 4), (N,), (N,) to (K,)."""
    rows = boxes.tolist()
    kept: list[int] = []
    for i in sorted(range(len(rows)), key=lambda i: -float(scores[i])):
        rivals = [rows[k] for k in kept if idxs[k] == idxs[i]]
        if not any(iou_of_two(rival, rows[i]) > iou_threshold for rival in rivals):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def soft_nms(
    boxes: Tensor,
    scores: Tensor,
    *,
    method: str = "linear",
    iou_threshold: float = 0.3,
    sigma: float = 0.5,
    score_threshold: float = 1e-3,
) -> tuple[Tensor, Tensor]:
    """Soft-NMS, one score at a time: (N, 4), (N,) to (K,), (K,)."""
    rows = boxes.tolist()
    score = dict(enumerate(scores.tolist()))  # of the boxes not taken yet
    taken: list[tuple[int, float]] = []
    while score:
        best = max(score, key=lambda i: score[i])  # the first of equals
        if score[best] < score_threshold:
            break
        taken.append((best, score.pop(best)))
        for i in score:
            iou = iou_of_two(rows[best], rows[i])
            if method == "gaussian":
                score[i] *= math.exp(-(iou**2) / sigma)
            elif iou > iou_threshold:
                score[i] *= 1 - iou
    return torch.tensor([i for i, _ in taken], dtype=torch.int64), torch.tensor(
        [s for _, s in taken]
    )
