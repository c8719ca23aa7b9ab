"""Non-maximum suppression, one comparison at a time."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from mrcnn_edu.ops.slow.boxes import iou_of_two


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Greedy NMS, one comparison at a time: (N, 4), (N,) to (K,)."""
    rows = boxes.tolist()
    queue = sorted(range(len(rows)), key=lambda i: -float(scores[i]))  # stable: ties by index
    kept: list[int] = []
    while queue:
        best = queue.pop(0)
        kept.append(best)
        # "not greater" rather than "less or equal": an IoU of nan removes nothing.
        queue = [i for i in queue if not iou_of_two(rows[best], rows[i]) > iou_threshold]
    return torch.tensor(kept, dtype=torch.int64)


def who_removes_whom(
    boxes: Tensor, scores: Tensor, iou_threshold: float, iou: Callable[[Tensor, Tensor], Tensor]
) -> tuple[Tensor, dict[int, int]]:
    """Greedy NMS by any measure of overlap: the boxes kept (K,), and for each other its remover."""
    queue = scores.argsort(descending=True, stable=True).tolist()
    kept: list[int] = []
    remover: dict[int, int] = {}
    for best in queue:
        if best in remover:
            continue
        kept.append(best)
        waiting = [i for i in queue if i not in kept and i not in remover]
        overlaps = torch.as_tensor(iou(boxes[[best]], boxes[waiting]))[0]  # (W,)
        gone = (overlaps > iou_threshold).tolist()
        remover.update({i: best for i, is_gone in zip(waiting, gone, strict=True) if is_gone})
    return torch.tensor(kept, dtype=torch.int64), remover


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
