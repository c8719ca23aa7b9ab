"""What rows of runs say: the interval of their differences, a verdict, and a line of a table."""

import torch
from torch import Tensor

VERDICTS = ("worse", "too small to matter", "better", "cannot say")


def paired_interval(a: Tensor, b: Tensor, t: float) -> Tensor:
    """Where the true difference of two detectors lies, from runs with the same seeds.

    Args:
        a: (S,), a number of the changed detector from each seed, S from 2 up.
        b: (S,), that of the usual one, in the same order of seeds.
        t: how many standard errors it reaches to either side, Student's for S - 1.

    Returns:
        (2,), the lower end and the upper: mean of a - b, less and plus t · s / √S.

    Example:
        >>> paired_interval(torch.tensor([3.0, 4, 5]), torch.tensor([1.0, 2, 3]), 4.303)
        tensor([2., 2.])
    """
    differences = a - b
    half = t * differences.std() / len(differences) ** 0.5
    return torch.stack((differences.mean() - half, differences.mean() + half))


def verdicts(intervals: Tensor, smallest: float) -> Tensor:
    """What may be said of each difference whose interval is known.

    Args:
        intervals: (N, 2), lower and upper ends.
        smallest: the smallest difference that would matter, said before the runs, above 0.

    Returns:
        (N,), int64, indices into ``VERDICTS``: 1 if all of the interval lies from -smallest to
        smallest, both included; otherwise 0 if all of it lies below 0, 2 if above, and 3 if it
        holds 0.

    Example:
        >>> verdicts(torch.tensor([[-9.0, -5], [-0.5, 0.5], [2, 4], [-1, 5]]), 1.0)
        tensor([0, 1, 2, 3])
    """
    low, high = intervals.unbind(dim=1)
    said = torch.full((len(intervals),), 3)
    said[high < 0] = 0
    said[low > 0] = 2
    said[(low >= -smallest) & (high <= smallest)] = 1
    return said


def report(validation: Tensor, held_out: Tensor) -> Tensor:
    """The line of a table for one detector, trained from several seeds.

    Args:
        validation: (S, C), its number on the validation scenes, from S seeds at C checkpoints.
        held_out: (S, C, N), its number on each of N held-out scenes.

    Returns:
        (2,), mean and standard deviation over seeds. A seed counts with the mean over scenes, at
        the checkpoint where validation is best, the first of equal ones.

    Example:
        >>> report(torch.tensor([[1.0, 2], [4, 3]]), torch.tensor([[[9.0], [2]], [[2], [9]]]))
        tensor([2., 0.])
    """
    chosen = validation.argmax(dim=1)  # (S,)
    numbers = held_out[torch.arange(len(chosen)), chosen].mean(dim=1)  # (S,)
    return torch.stack((numbers.mean(), numbers.std()))
