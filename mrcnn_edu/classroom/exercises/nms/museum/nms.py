"""Wrong ways to suppress: boxes (N, 4), scores (N,), a threshold, to indices (K,)."""

import torch
from torch import Tensor

from mrcnn_edu.classroom.exercises.boxes.museum.boxes import iou_with_plus_one
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.nms import nms


def _queue(scores: Tensor) -> Tensor:
    """Indices in the order of NMS: best first, of equal scores the lower index first."""
    return scores.argsort(descending=True, stable=True)  # (N,)


def _greedy(overlaps: Tensor, queue: Tensor) -> Tensor:
    """The loop that most of these get right: overlaps (N, N) bool says which remove which."""
    kept = []
    while len(queue) > 0:
        best, queue = queue[0], queue[1:]
        kept.append(best)
        queue = queue[~overlaps[best, queue]]
    return torch.stack(kept) if kept else queue


def nms_at_the_threshold(boxes, scores, iou_threshold):
    return _greedy(box_iou(boxes, boxes) >= iou_threshold, _queue(scores))


def nms_worst_first(boxes, scores, iou_threshold):
    return _greedy(box_iou(boxes, boxes) > iou_threshold, scores.argsort(stable=True))


def nms_in_order_of_index(boxes, scores, iou_threshold):
    return nms(boxes, scores, iou_threshold).sort().values


def nms_with_places_in_the_queue(boxes, scores, iou_threshold):
    queue = _queue(scores)
    return nms(boxes[queue], scores[queue], iou_threshold)


def nms_by_removed_boxes(boxes, scores, iou_threshold):
    queue = _queue(scores)
    overlaps = box_iou(boxes[queue], boxes[queue]) > iou_threshold  # (N, N)
    return queue[~overlaps.triu(diagonal=1).any(dim=0)]


def nms_of_neighbours(boxes, scores, iou_threshold):
    kept: list[Tensor] = []
    for index in _queue(scores):
        if not kept or box_iou(boxes[kept[-1], None], boxes[index, None]) <= iou_threshold:
            kept.append(index)
    return torch.stack(kept) if kept else torch.zeros(0, dtype=torch.int64)


def nms_upside_down(boxes, scores, iou_threshold):
    return _greedy(box_iou(boxes, boxes) <= iou_threshold, _queue(scores))


def nms_without_the_last(boxes, scores, iou_threshold):
    kept, queue = [], _queue(scores)
    while len(queue) > 1:
        best, queue = queue[0], queue[1:]
        kept.append(best)
        queue = queue[box_iou(boxes[best, None], boxes[queue])[0] <= iou_threshold]
    return torch.stack(kept) if kept else queue[:0]


def nms_with_ties_to_the_later(boxes, scores, iou_threshold):
    return _greedy(box_iou(boxes, boxes) > iou_threshold, scores.argsort(stable=True).flip(0))


def nms_with_plus_one(boxes, scores, iou_threshold):
    return _greedy(iou_with_plus_one(boxes, boxes) > iou_threshold, _queue(scores))


NMS = [
    nms_at_the_threshold,
    nms_worst_first,
    nms_in_order_of_index,
    nms_with_places_in_the_queue,
    nms_by_removed_boxes,
    nms_of_neighbours,
    nms_upside_down,
    nms_without_the_last,
    nms_with_ties_to_the_later,
    nms_with_plus_one,
]
