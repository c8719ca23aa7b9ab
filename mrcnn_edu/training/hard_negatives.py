"""An SVM is made by its negatives, of which nearly all are easy: find the few that count."""

from typing import NamedTuple

import torch
from torch import Tensor

from mrcnn_edu.training.linear_svm import USUAL_C, LinearSVM, train_svm

HARD, EVICT = -1.0, -1.2  # scores: above the one, a negative is let in, below the other put out
FIRST, ROUNDS = 300, 4


class Mined(NamedTuple):
    """What came of it.

    Attributes:
        svm: the last one.
        cached: (M,), int64, the negatives that it learned from, less those that proved easy when
            it looked through all of them for the last time.
        history: for each training the number of negatives.
    """

    svm: LinearSVM
    cached: Tensor
    history: list[int]


def mine(scores: Tensor, cached: Tensor, hard: float = HARD, evict: float = EVICT) -> Tensor:
    """Which negatives to learn from next.

    Args:
        scores: (N,), of all negatives.
        cached: (M,), int64, those that were learned from so far, as indices of the N.
        hard: a negative that scores more has no room around it: it is let in.
        evict: one of the cached that scores less is easy by now, and is put out.

    Returns:
        (M',), int64, in ascending order, each once.

    Source:
        Felzenszwalb et al., "Object Detection with Discriminatively Trained Part-Based Models"
        (2010), section 4.4; Girshick et al., "R-CNN" (2014), section 2.3, whose code has -1 and
        -1.2.

    Example:
        >>> mine(torch.tensor([-3.0, -1.1, 0.2, -0.9]), torch.tensor([0, 1]))
        tensor([1, 2, 3])
    """
    kept = cached[scores[cached] >= evict]
    new = (scores > hard).nonzero().squeeze(1)
    return torch.cat((kept, new)).unique()  # type: ignore[no-untyped-call,no-any-return]


def train_on_hard_negatives(
    positives: Tensor,
    negatives: Tensor,
    c: float = USUAL_C,
    *,
    first: int = FIRST,
    rounds: int = ROUNDS,
    seed: int = 0,
) -> Mined:
    """Train on a few negatives, let in those that come too near, and train again.

    Args:
        positives: (P, F), floating point, one or more.
        negatives: (N, F), one or more.
        c: as ``train_svm`` takes it: what coming too near costs.
        first: how many random negatives to begin with.
        rounds: how often to look through all negatives at most. It ends where none is new.
        seed: of the first choice.

    Returns:
        The SVM, the negatives that made it, and how many there were each time.

    Source:
        Girshick et al., "R-CNN" (2014), section 2.3, which goes through the images once, and
        trains whenever it has found enough.

    Example:
        >>> positives, negatives = torch.tensor([[3.0], [4.0]]), torch.tensor([[0.0], [1], [2.5]])
        >>> mined = train_on_hard_negatives(positives, negatives, 1e4, first=3)
        >>> mined.cached, mined.history
        (tensor([2]), [3])
    """
    generator = torch.Generator().manual_seed(seed)
    cached = torch.randperm(len(negatives), generator=generator)[:first].to(negatives.device)
    svm = _train(positives, negatives[cached], c)
    history = [len(cached)]
    for _ in range(rounds):
        before, cached = cached, mine(svm.score(negatives), cached)
        if torch.isin(cached, before).all():
            break
        svm = _train(positives, negatives[cached], c)
        history.append(len(cached))
    return Mined(svm, cached, history)


def _train(positives: Tensor, negatives: Tensor, c: float) -> LinearSVM:
    """An SVM of both kinds."""
    positive = torch.arange(len(positives) + len(negatives), device=positives.device)
    return train_svm(torch.cat((positives, negatives)), positive < len(positives), c)
