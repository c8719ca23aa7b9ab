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


def batched_nms_without_classes(
    boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float
) -> Tensor:
    """Ignores the class.

    Met where the per-class loop was dropped for speed. The rider removes the horse; on images
    with a single object each, nothing is wrong.
    """
    return nms(boxes, scores, iou_threshold)


def batched_nms_with_a_fixed_offset(
    boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float
) -> Tensor:
    """Moves classes apart by 4096 pixels, "larger than any image".

    Met with a constant in popular one-stage detectors. In a satellite or microscope image wider
    than that, classes meet again and remove each other's boxes.
    """
    return nms(boxes + idxs[:, None] * 4096, scores, iou_threshold)


def batched_nms_with_a_short_offset(
    boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float
) -> Tensor:
    """Moves classes apart by the width of the widest box, not by the extent of all boxes.

    Met as a misreading of the trick. Objects of the next class one box further left are taken
    for duplicates.
    """
    step = (boxes[:, 2] - boxes[:, 0]).max() if len(boxes) else 0
    return nms(boxes + idxs[:, None] * step, scores, iou_threshold)


def batched_nms_that_trusts_zero(
    boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float
) -> Tensor:
    """Moves classes apart by the largest coordinate plus 1, as if none were negative.

    Met in torchvision's own ``batched_nms`` for small inputs. Boxes that reach left of the image,
    as unclipped proposals do, land on boxes of the class before.
    """
    step = boxes.max() + 1 if len(boxes) else 0
    return nms(boxes + idxs[:, None] * step, scores, iou_threshold)


def batched_nms_in_half_precision(
    boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float
) -> Tensor:
    """Adds the offset in float16.

    Met under mixed precision. Above 2048 float16 knows only even numbers, above 4096 every
    fourth, and above 65504 none: boxes are rounded, then infinite, and duplicates of the later
    classes stay while those of class 0 go.
    """
    if len(boxes) == 0:
        return idxs
    step = boxes.max() - boxes.min() + 1
    moved = boxes - boxes.min() + idxs[:, None] * step
    return nms(moved.half(), scores, iou_threshold)


def batched_nms_class_by_class(
    boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float
) -> Tensor:
    """Keeps the right boxes, but lists class 0 first, then class 1, and so on.

    Met in loops over classes that end with ``cat``. Taking the first hundred drops the late
    classes altogether: no more toothbrushes in COCO.
    """
    kept = _within_classes(boxes, scores, idxs, iou_threshold)
    return torch.cat(kept) if kept else torch.zeros(0, dtype=torch.int64)


def batched_nms_with_places_in_the_class(
    boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float
) -> Tensor:
    """Returns places among the boxes of each class instead of indices among all.

    Met when ``nms(boxes[mask], ...)`` is not mapped back through the mask. Class 0 is right if
    its boxes come first; of the others the wrong boxes are kept.
    """
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
