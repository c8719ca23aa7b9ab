"""Which negatives an SVM is trained on next: one step of mining, as the lesson asks for it."""

import torch
from torch import Tensor


def mine(scores: Tensor, cached: Tensor, hard: float = -1, evict: float = -1.2) -> Tensor:
    """The negatives to keep for the next training of one class's SVM.

    Args:
        scores: (N,), what the SVM of now says of every negative, cached or not.
        cached: (M,), int64, those that it was trained on, each once, in any order.
        hard: a negative above this is hard and comes in.
        evict: a cached one below this is easy and goes out; at most ``hard``.

    Returns:
        (K,), int64: those to train on, in ascending order.

    Source:
        Girshick et al., "R-CNN" (2014), section 2.3, and its code, in which a negative leaves
        below -1.2: a little below the margin, so that it doesn't come and go.

    Example:
        >>> mine(torch.tensor([-3.0, -1.1, 0.5, -1.1]), torch.tensor([0, 1]))
        tensor([1, 2])
    """
    is_cached = torch.zeros_like(scores, dtype=torch.bool)  # (N,)
    is_cached[cached] = True
    keeps = (scores > hard) | (is_cached & (scores >= evict))  # (N,)
    return keeps.nonzero()[:, 0]
