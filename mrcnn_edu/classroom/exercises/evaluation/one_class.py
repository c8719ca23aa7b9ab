"""What the lesson asks for: COCO's rules for one class at one threshold, and nothing else.

The package does all classes, thresholds and ranges of area at once, with crowds; a test holds the
two together.
"""

import torch
from torch import Tensor

LEVELS = torch.arange(101, dtype=torch.float64) * 0.01  # of recall; as numpy's linspace has them


def average_precision(scores: Tensor, right: Tensor, objects: int) -> Tensor:
    """Average precision of one class, as COCO takes it from 101 levels of recall.

    Args:
        scores: (D,), of all detections of the class in all images, in any order.
        right: (D,), bool, whether each found an object.
        objects: how many there were to find.

    Returns:
        A number from 0 to 1: the mean over the recalls 0, 0.01, ..., 1 of the best precision that
        is reached there or later, 0 where the recall is never reached; or -1 without objects. Of
        equal scores, the first detection goes first.

    Source:
        The results of ``accumulate`` in pycocotools.

    Example:
        >>> average_precision(torch.tensor([0.9, 0.8]), torch.tensor([False, True]), 1)
        tensor(0.5000, dtype=torch.float64)
    """
    if objects == 0:
        return torch.tensor(-1.0, dtype=torch.float64)
    order = scores.argsort(descending=True, stable=True)
    found = right[order].double().cumsum(dim=0)  # (D,), right ones so far
    precision = found / torch.arange(1, len(found) + 1)
    best_from_here = precision.flip(0).cummax(dim=0).values.flip(0)
    reached = torch.searchsorted(found / objects, LEVELS)  # (101,), D where it never is
    return torch.cat((best_from_here, torch.zeros(1)))[reached].mean()


def match(iou: Tensor, threshold: float) -> Tensor:
    """The object that each detection of a class in one image found.

    Args:
        iou: (D, G), of each detection, the highest-scoring first, with each object.
        threshold: how much overlap is enough.

    Returns:
        (D,), int64: the index of an object, or -1. Each detection in turn takes the object that it
        overlaps most among those that it overlaps enough and nobody has taken.

    Source:
        The results of ``evaluateImg`` in pycocotools, without crowds.

    Example:
        >>> match(torch.tensor([[0.9, 0.6], [0.8, 0.7], [0.7, 0.3]]), 0.5)
        tensor([ 0,  1, -1])
    """
    matches = torch.full((len(iou),), -1)
    free = iou.clone()  # (D, G), -1 for what is taken
    for d in range(len(iou) if iou.numel() else 0):
        best = int(free[d].argmax())
        if free[d, best] >= threshold:
            matches[d] = best
            free[:, best] = -1
    return matches
