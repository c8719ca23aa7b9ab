"""Wrong ways to suppress per class: boxes (N, 4), scores, idxs (N,), a threshold, to (K,).

Most are versions of one trick: move every class to a place of its own by an offset, so that boxes
of different classes cannot overlap, and run a single NMS over all.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.nms import nms


def _within_classes(boxes: Tensor, scores: Tensor, idxs: Tensor, threshold: float) -> list[Tensor]:
    """The indices kept in each class, class by class."""
    members = [(idxs == index).nonzero().squeeze(1) for index in torch.unique(idxs)]
    return [rows[nms(boxes[rows], scores[rows], threshold)] for rows in members]


def batched_nms_without_classes(boxes, scores, idxs, iou_threshold):
    return nms(boxes, scores, iou_threshold)


def batched_nms_with_a_fixed_offset(boxes, scores, idxs, iou_threshold):
    return nms(boxes + idxs[:, None] * 4096, scores, iou_threshold)


def batched_nms_with_a_short_offset(boxes, scores, idxs, iou_threshold):
    step = (boxes[:, 2] - boxes[:, 0]).max() if len(boxes) else 0
    return nms(boxes + idxs[:, None] * step, scores, iou_threshold)


def batched_nms_that_trusts_zero(boxes, scores, idxs, iou_threshold):
    step = boxes.max() + 1 if len(boxes) else 0
    return nms(boxes + idxs[:, None] * step, scores, iou_threshold)


def batched_nms_in_half_precision(boxes, scores, idxs, iou_threshold):
    if len(boxes) == 0:
        return idxs
    step = boxes.max() - boxes.min() + 1
    moved = boxes - boxes.min() + idxs[:, None] * step
    return nms(moved.half(), scores, iou_threshold)


def batched_nms_class_by_class(boxes, scores, idxs, iou_threshold):
    kept = _within_classes(boxes, scores, idxs, iou_threshold)
    return torch.cat(kept) if kept else torch.zeros(0, dtype=torch.int64)


def batched_nms_with_places_in_the_class(boxes, scores, idxs, iou_threshold):
    kept, best = [], []
    for index in torch.unique(idxs):
        mask = idxs == index
        places = nms(boxes[mask], scores[mask], iou_threshold)
        kept.append(places)
        best.append(scores[mask][places])
    return torch.cat(kept)[torch.cat(best).argsort(descending=True)] if kept else idxs[:0]


BATCHED_NMS = [
    batched_nms_without_classes,
    batched_nms_with_a_fixed_offset,
    batched_nms_with_a_short_offset,
    batched_nms_that_trusts_zero,
    batched_nms_in_half_precision,
    batched_nms_class_by_class,
    batched_nms_with_places_in_the_class,
]
