"""Non-maximum suppression within groups, with whatever function suppresses within one of them.

An RPN lets the boxes of one pyramid level compete, a box head those of one class. The package does
all groups at once (``ops.nms.batched_nms``); ``group_by_group`` does them one by one, so that any
``nms(boxes, scores, iou_threshold)`` can take its place.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from mrcnn_edu.layers.own_operators import check_kept
from mrcnn_edu.ops.nms import batched_nms

# (boxes, scores, iou_threshold) to the indices that stay, and the same with a group of each box.
Nms = Callable[[Tensor, Tensor, float], Tensor]
GroupedNms = Callable[[Tensor, Tensor, Tensor, float], Tensor]


def group_by_group(nms: Nms | None) -> GroupedNms:
    """A function like ``batched_nms`` that calls another for each group.

    Args:
        nms: from boxes (N, 4), scores (N,) and an IoU to int64 indices (K,). Without one the
            result is ``batched_nms`` itself.

    Returns:
        A function of boxes, scores, groups (N,) and an IoU, to indices, best score first. It
        raises TypeError or ValueError where ``nms`` gives something else than such indices.

    Raises:
        TypeError: if ``nms`` is not a function.

    Source:
        torchvision's batched_nms does so for many boxes.

    Example:
        >>> from mrcnn_edu.ops.nms import nms
        >>> boxes = torch.tensor([[0.0, 0.0, 9.0, 9.0], [0.0, 0.0, 9.0, 8.0]])
        >>> scores = torch.tensor([0.8, 0.9])
        >>> group_by_group(nms)(boxes, scores, torch.tensor([0, 1]), 0.5)
        tensor([1, 0])
    """
    if nms is None:
        return batched_nms
    if not callable(nms):
        raise TypeError(f"nms must be a function of (boxes, scores, iou_threshold), got {nms!r}")

    def grouped(boxes: Tensor, scores: Tensor, groups: Tensor, iou_threshold: float) -> Tensor:
        kept = [groups.new_zeros(0)]
        for group in torch.unique(groups):
            here = (groups == group).nonzero().squeeze(1)  # (N_g,)
            of_group = nms(boxes[here], scores[here], iou_threshold)  # (K_g,)
            kept.append(here[check_kept(nms, of_group, len(here))])
        chosen = torch.cat(kept).sort().values  # (K,), so that ties go to the lower index
        return chosen[scores[chosen].argsort(descending=True, stable=True)]

    return grouped
