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


def nms_at_the_threshold(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Removes from the threshold on (``>=``), not above it (``>``).

    Met where a paper says "at least" and the library "more than". Real boxes hardly ever meet a
    threshold exactly, but at 0 everything goes that does not even touch: one box is left.
    """
    return _greedy(box_iou(boxes, boxes) >= iou_threshold, _queue(scores))


def nms_worst_first(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Sorts in ascending order, which is what ``argsort`` does unless asked.

    Met in every first attempt. Of each crowd the *worst* box survives: if unsure boxes were dropped
    before, the number of boxes looks right, they sit in the right places, and the average
    precision is a disaster.
    """
    return _greedy(box_iou(boxes, boxes) > iou_threshold, scores.argsort(stable=True))


def nms_in_order_of_index(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Keeps the right boxes but returns them by index, not by score.

    Met where a mask of kept boxes is turned into indices. Nothing shows until somebody takes
    ``keep[:100]`` for the hundred best.
    """
    return nms(boxes, scores, iou_threshold).sort().values


def nms_with_places_in_the_queue(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Returns places in the sorted list instead of indices of the boxes that came in.

    Met when boxes are sorted first and the way back is forgotten. Right whenever the input
    happens to be sorted, as test inputs often are.
    """
    queue = _queue(scores)
    return nms(boxes[queue], scores[queue], iou_threshold)


def nms_by_removed_boxes(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Lets boxes that were themselves removed remove others.

    Met in vectorised versions: "gone if any better box overlaps". In a chain of neighbours the
    second, already gone, takes the third with it, and objects in a row disappear.
    """
    queue = _queue(scores)
    overlaps = box_iou(boxes[queue], boxes[queue]) > iou_threshold  # (N, N)
    return queue[~overlaps.triu(diagonal=1).any(dim=0)]


def nms_of_neighbours(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Compares each box only with the last one kept.

    Met in loops that carry one "current" box. Right while there is a single object; with two,
    whose boxes alternate in the queue, the duplicates stay.
    """
    kept: list[Tensor] = []
    for index in _queue(scores):
        if not kept or box_iou(boxes[kept[-1], None], boxes[index, None]) <= iou_threshold:
            kept.append(index)
    return torch.stack(kept) if kept else torch.zeros(0, dtype=torch.int64)


def nms_upside_down(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Removes what overlaps *too little*.

    Met when "keep if" is rewritten as "remove if". A single object keeps all its duplicates, and
    every other object in the image is lost.
    """
    return _greedy(box_iou(boxes, boxes) <= iou_threshold, _queue(scores))


def nms_without_the_last(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Stops when one box is left in the queue, and never keeps it.

    Met as ``while len(queue) > 1``. The image with a single detection has none, and elsewhere
    only the least certain box is missing, which nobody notices.
    """
    kept, queue = [], _queue(scores)
    while len(queue) > 1:
        best, queue = queue[0], queue[1:]
        kept.append(best)
        queue = queue[box_iou(boxes[best, None], boxes[queue])[0] <= iou_threshold]
    return torch.stack(kept) if kept else queue[:0]


def nms_with_ties_to_the_later(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Sorts ascending and turns the list round, which puts the later of two equals first.

    Met as ``scores.argsort()[::-1]`` in numpy. Correct in itself, but another box of two with
    equal scores is kept than in torchvision, and a comparison of both fails now and then.
    """
    return _greedy(box_iou(boxes, boxes) > iou_threshold, scores.argsort(stable=True).flip(0))


def nms_with_plus_one(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Measures overlap with the old ``+ 1``, see ``iou_with_plus_one``.

    Met in the compiled NMS of Fast R-CNN's time. Small boxes seem to overlap more than they do,
    and small objects in a crowd are lost.
    """
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
