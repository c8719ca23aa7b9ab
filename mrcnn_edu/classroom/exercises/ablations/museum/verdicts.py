"""Wrong verdicts: intervals (N, 2) and the smallest difference that matters, to (N,)."""

import torch


def verdict_not_shown_is_none(intervals, smallest):
    low, high = intervals.unbind(dim=1)
    return torch.where(low > 0, 2, torch.where(high < 0, 0, 1))


def verdict_of_the_mean(intervals, smallest):
    mean = intervals.mean(dim=1)
    return torch.where(mean > smallest, 2, torch.where(mean < -smallest, 0, 1))


def verdict_without_a_smallest(intervals, smallest):
    low, high = intervals.unbind(dim=1)
    return torch.where(low > 0, 2, torch.where(high < 0, 0, 3))


def verdict_of_a_trend(intervals, smallest):
    low, high = intervals.unbind(dim=1)
    said = torch.where(low > 0, 2, torch.where(high < 0, 0, 3))
    said[(low > -smallest) & (high > smallest)] = 2  # it only just holds 0
    return torch.where((intervals.abs() <= smallest).all(dim=1), 1, said)


VERDICTS = [
    verdict_not_shown_is_none,
    verdict_of_the_mean,
    verdict_without_a_smallest,
    verdict_of_a_trend,
]
