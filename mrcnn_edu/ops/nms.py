"""Non-maximum suppression: of many boxes on one object, keep the best.

The exact greedy result, computed on whole blocks of boxes at once; the same class by class; and
the soft variant, which lowers scores instead of removing boxes.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.checks import (
    check_choice,
    check_floating,
    check_fraction,
    check_positive,
    check_shapes,
)

BLOCK = 128  # boxes that are decided at once
BLOCK_OF_GPU = 4096  # a table of 4096 x 4096 costs it less than to be asked 32 times
ROUNDS_OF_GPU = 8  # of revising, until it is asked whether anything changes
CHUNK = 1024  # waiting boxes that are compared at once: 128 x 1024 IoUs stay in a CPU's cache


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Keep the best box, remove every box that overlaps it too much, repeat with the rest.

    Args:
        boxes: (N, 4), xyxy in pixels, floating point.
        scores: (N,), on the same device. Of equal scores the lower index goes first.
        iou_threshold: in [0, 1]. A box is removed if its IoU with a better box that was kept is
            strictly greater.

    Returns:
        (K,), int64 indices of the boxes kept, best score first.

    Raises:
        TypeError: if boxes or scores are not floating point, or the threshold is not a number.
        ValueError: if shapes, lengths or devices do not fit, or the threshold is not in [0, 1].

    Source:
        Felzenszwalb et al., "Object Detection with Discriminatively Trained Part-Based Models"
        (2010), section 7.2. The results of torchvision.ops.nms on a CPU, ties included.

    Example:
        >>> boxes = torch.tensor([[0.0, 0, 9, 9], [0, 0, 9, 8], [20, 0, 29, 9]])
        >>> nms(boxes, torch.tensor([0.8, 0.9, 0.7]), iou_threshold=0.5)
        tensor([1, 2])
    """
    check_shapes({"boxes": (boxes, "N 4"), "scores": (scores, "N")})
    check_floating("boxes", boxes)
    check_floating("scores", scores)
    check_fraction("iou_threshold", iou_threshold)
    limit = _round_down(iou_threshold, torch.promote_types(boxes.dtype, torch.float32))
    boxes = boxes.detach()
    queue = scores.argsort(descending=True, stable=True)  # (N,), best first
    kept, size = [queue[:0]], BLOCK_OF_GPU if _asking_waits(boxes) else BLOCK
    while len(queue) > 0:
        block, queue = queue[:size], queue[size:]
        winners = block[_undefeated(_overlaps(boxes[block], boxes[block]) > limit)]
        kept.append(winners)
        if len(queue) > 0:  # else there is nothing to ask for
            queue = _survivors(boxes, winners, queue, limit)
    return torch.cat(kept)  # (K,)


def batched_nms(boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float) -> Tensor:
    """NMS within each class, as if the other classes were not there.

    Args:
        boxes: (N, 4), xyxy in pixels, floating point.
        scores: (N,), on the same device.
        idxs: (N,), the class of each box (or its pyramid level, or its image), as a whole number.
        iou_threshold: in [0, 1]; of two boxes of a class whose IoU is above it, the better is kept.

    Returns:
        (K,), int64 indices of the boxes kept, best score first; of equal scores the lower index.

    Raises:
        TypeError: if boxes or scores are not floating point, or the threshold is not a number.
        ValueError: if shapes, lengths or devices do not fit, or the threshold is not in [0, 1].

    Source:
        Girshick et al., "Rich feature hierarchies" (R-CNN, 2014), section 2.2. Up to 1,000 boxes
        torchvision.ops.batched_nms moves each class to a place of its own instead, which rounds
        coordinates and fails on negative ones; here no box is moved.

    Example:
        >>> boxes = torch.tensor([[0.0, 0.0, 9.0, 9.0], [0.0, 0.0, 9.0, 8.0]])
        >>> batched_nms(boxes, torch.tensor([0.8, 0.9]), torch.tensor([0, 1]), iou_threshold=0.5)
        tensor([1, 0])
    """
    check_shapes({"boxes": (boxes, "N 4"), "scores": (scores, "N"), "idxs": (idxs, "N")})
    check_floating("boxes", boxes)
    check_floating("scores", scores)
    check_fraction("iou_threshold", iou_threshold)
    limit = _round_down(iou_threshold, torch.promote_types(boxes.dtype, torch.float32))
    boxes = boxes.detach()
    queue = scores.argsort(descending=True, stable=True)  # (N,), best first
    queue = queue[idxs[queue].argsort(stable=True)]  # class after class, best first in each
    kept, size = [queue[:0]], BLOCK_OF_GPU if _asking_waits(boxes) else BLOCK
    while len(queue) > 0:
        block, queue = queue[:size], queue[size:]
        rivals = idxs[block, None] == idxs[block]  # (B, B)
        winners = block[_undefeated((_overlaps(boxes[block], boxes[block]) > limit) & rivals)]
        kept.append(winners)
        if len(queue) == 0:
            break
        # Only the last class of the block can go on in the queue, and it begins the queue.
        last = idxs[block[-1]]
        waiting = int((idxs[queue] == last).sum())
        left = _survivors(boxes, winners[idxs[winners] == last], queue[:waiting], limit)
        queue = torch.cat((left, queue[waiting:]))
    chosen = torch.cat(kept).sort().values  # (K,), ascending, so that ties go to the lower index
    return chosen[scores[chosen].argsort(descending=True, stable=True)]


def soft_nms(
    boxes: Tensor,
    scores: Tensor,
    *,
    method: str = "linear",
    iou_threshold: float = 0.3,
    sigma: float = 0.5,
    score_threshold: float = 1e-3,
) -> tuple[Tensor, Tensor]:
    """Take the best box, lower the scores of those that overlap it, repeat with the rest.

    Args:
        boxes: (N, 4), xyxy in pixels, floating point.
        scores: (N,), on the same device, in [0, 1].
        method: "linear" multiplies the scores of boxes whose IoU with the one taken is strictly
            greater than ``iou_threshold`` by 1 - IoU; "gaussian" multiplies all by
            exp(-IoU² / sigma).
        iou_threshold: in [0, 1], for "linear".
        sigma: above 0, for "gaussian"; a larger one lowers less.
        score_threshold: in [0, 1]; a box whose score falls below it is dropped.

    Returns:
        keep: (K,), int64 indices in the order in which the boxes were taken.
        scores: (K,), their lowered scores, which fall along ``keep``.

    Raises:
        TypeError: if boxes or scores are not floating point, or a number is not a number.
        ValueError: if shapes, lengths or devices do not fit, or a number is out of range.

    Source:
        Bodla et al., "Soft-NMS: Improving Object Detection With One Line of Code" (2017),
        section 4. The paper lowers from IoU >= N_t on; strictly greater agrees with ``nms``.

    Example:
        >>> boxes = torch.tensor([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 3.0]])
        >>> soft_nms(boxes, torch.tensor([0.5, 1.0]))
        (tensor([1, 0]), tensor([1.0000, 0.1250]))
    """
    check_shapes({"boxes": (boxes, "N 4"), "scores": (scores, "N")})
    check_floating("boxes", boxes)
    check_floating("scores", scores)
    check_choice("method", method, ("linear", "gaussian"))
    check_fraction("iou_threshold", iou_threshold)
    check_positive("sigma", sigma, "0.5")
    check_fraction("score_threshold", score_threshold)
    limit = _round_down(iou_threshold, torch.promote_types(boxes.dtype, torch.float32))
    boxes, scores = boxes.detach(), scores.detach()
    waiting = torch.ones(len(boxes), dtype=torch.bool, device=boxes.device)  # (N,)
    keep: list[int] = []
    while len(keep) < len(boxes):
        best = int(torch.where(waiting, scores, -torch.inf).argmax())  # of equals the first
        if scores[best] < score_threshold:
            break
        keep.append(best)
        waiting[best] = False
        iou = _overlaps(boxes[best, None], boxes)[0]  # (N,)
        if method == "linear":
            factor = torch.where(iou > limit, 1 - iou, 1.0)
        else:
            factor = torch.exp(-(iou**2) / sigma)
        scores = torch.where(waiting, scores * factor.to(scores.dtype), scores)  # (N,)
    taken = torch.tensor(keep, dtype=torch.int64, device=boxes.device)  # (K,)
    return taken, scores[taken]


def _undefeated(overlapping: Tensor) -> Tensor:
    """Of a block of boxes in order of score, the greedy choice: (B, B) bool to (B,) bool."""
    defeats = overlapping.triu(diagonal=1).float()  # (B, B); only a better box defeats a worse one
    kept = torch.ones(len(defeats), device=defeats.device)
    rounds = ROUNDS_OF_GPU if _asking_waits(defeats) else 1  # until it asks whether that was all
    while True:
        for _ in range(rounds):
            before = kept
            # How many survivors of the last round defeat each box?
            kept = (kept @ defeats == 0).float()  # (B,)
        if torch.equal(kept, before):
            return kept.bool()


def _asking_waits(tensor: Tensor) -> bool:
    """Whether to ask for a value means to wait: a GPU is far behind with what it was told to do."""
    return not tensor.is_cpu


def _survivors(boxes: Tensor, winners: Tensor, queue: Tensor, limit: float) -> Tensor:
    """Those of the queue that no winner overlaps too much: (W,), (Q,) to at most (Q,) indices."""
    removed = [
        _overlaps(boxes[winners], boxes[chunk]).amax(dim=0) > limit
        for chunk in torch.split(queue, CHUNK)
    ]
    return queue[~torch.cat(removed)]


def _overlaps(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """IoU of all pairs, 0 where it is undefined: (N, 4), (M, 4) to (N, M)."""
    return box_iou(boxes1, boxes2).nan_to_num(nan=0.0)


def _round_down(threshold: float, dtype: torch.dtype) -> float:
    """The largest number of ``dtype`` that is not above the threshold.

    Written 0.3, a threshold is the float64 0.3, and in float32 the nearest number lies above it:
    an IoU of exactly that number does exceed 0.3, although both print as 0.3.
    """
    nearest = torch.tensor(threshold, dtype=dtype)
    below = torch.nextafter(nearest, torch.tensor(-torch.inf, dtype=dtype))
    return float(nearest if float(nearest) <= threshold else below)
