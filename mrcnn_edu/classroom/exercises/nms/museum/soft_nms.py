"""Wrong ways to soften: boxes (N, 4), scores (N,), a threshold, to (indices (K,), scores (K,)).

All of them are meant to be linear Soft-NMS: take the best box, multiply the scores of those whose
IoU with it exceeds the threshold by 1 - IoU, and repeat; drop what falls below 0.001.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from mrcnn_edu.ops.boxes import box_iou

DROP_BELOW = 1e-3


def _soften(
    boxes: Tensor, scores: Tensor, factor: Callable[[Tensor], Tensor]
) -> tuple[Tensor, Tensor]:
    """The loop that most of these get right, with the factor for each IoU left open."""
    scores, kept, kept_scores = scores.clone(), [], []
    for _ in range(len(boxes)):
        best = scores.argmax()
        if scores[best] < DROP_BELOW:
            break
        kept.append(int(best))
        kept_scores.append(float(scores[best]))
        scores *= factor(box_iou(boxes[best, None], boxes)[0])
        scores[best] = -torch.inf
    return torch.tensor(kept, dtype=torch.int64), torch.tensor(kept_scores)


def soft_nms_without_threshold(boxes, scores, iou_threshold):
    return _soften(boxes, scores, lambda iou: 1 - iou)


def soft_nms_by_the_overlap(boxes, scores, iou_threshold):
    return _soften(boxes, scores, lambda iou: torch.where(iou > iou_threshold, iou, 1.0))


def soft_nms_that_removes(boxes, scores, iou_threshold):
    return _soften(boxes, scores, lambda iou: (iou <= iou_threshold).to(iou))


def soft_nms_at_the_threshold(boxes, scores, iou_threshold):
    return _soften(boxes, scores, lambda iou: torch.where(iou >= iou_threshold, 1 - iou, 1.0))


def soft_nms_by_the_best_only(boxes, scores, iou_threshold):
    if len(boxes) == 0:
        return torch.zeros(0, dtype=torch.int64), scores
    iou = box_iou(boxes[scores.argmax(), None], boxes)[0]  # (N,)
    iou[scores.argmax()] = 0
    lowered = scores * torch.where(iou > iou_threshold, 1 - iou, 1.0)
    order = lowered.argsort(descending=True)
    order = order[lowered[order] >= DROP_BELOW]
    return order, lowered[order]


def soft_nms_in_the_first_order(boxes, scores, iou_threshold):
    scores, queue = scores.clone(), scores.argsort(descending=True)
    kept = []
    for place, index in enumerate(queue):
        if scores[index] < DROP_BELOW:
            continue
        kept.append(index)
        rest = queue[place + 1 :]
        iou = box_iou(boxes[index, None], boxes[rest])[0]
        scores[rest] *= torch.where(iou > iou_threshold, 1 - iou, 1.0)
    keep = torch.tensor([int(index) for index in kept], dtype=torch.int64)
    return keep, scores[keep]


def soft_nms_with_first_scores(boxes, scores, iou_threshold):
    keep, _ = _soften(boxes, scores, lambda iou: torch.where(iou > iou_threshold, 1 - iou, 1.0))
    return keep, scores[keep]


SOFT_NMS = [
    soft_nms_without_threshold,
    soft_nms_by_the_overlap,
    soft_nms_that_removes,
    soft_nms_at_the_threshold,
    soft_nms_by_the_best_only,
    soft_nms_in_the_first_order,
    soft_nms_with_first_scores,
]
