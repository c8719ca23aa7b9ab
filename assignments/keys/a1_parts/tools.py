"""What several parts of the key compute with: IoU, NMS, the pixels of a box."""

from itertools import product

import torch


def no_picture(*_):
    """The numbers say it all."""
    return None


def area_of(boxes):
    return (boxes[:, 2:] - boxes[:, :2]).prod(dim=1)


def shared_by(boxes1, boxes2):
    start = torch.maximum(boxes1[:, None, :2], boxes2[None, :, :2])
    end = torch.minimum(boxes1[:, None, 2:], boxes2[None, :, 2:])
    return (end - start).clamp(min=0).prod(dim=2)


def box_iou(boxes1, boxes2):
    shared = shared_by(boxes1, boxes2)
    return shared / (area_of(boxes1)[:, None] + area_of(boxes2) - shared)


def nms(boxes, scores, iou_threshold):
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not (box_iou(boxes[kept], boxes[[i]]) > iou_threshold).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def pixels_of(left, top, right, bottom):
    return set(product(range(left, right + 1), range(top, bottom + 1)))


def one_iou(a, b):
    across, down = (max(min(a[k + 2], b[k + 2]) - max(a[k], b[k]), 0) for k in (0, 1))
    return across * down / (sum((c[2] - c[0]) * (c[3] - c[1]) for c in (a, b)) - across * down)
