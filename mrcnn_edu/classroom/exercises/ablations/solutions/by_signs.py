"""The ends by the mean of squares, and verdicts by the signs of both ends."""

import torch


def paired_interval(a, b, t):
    d, n = (a - b).double(), len(a)
    spread = ((d - d.sum() / n) @ (d - d.sum() / n) / (n - 1)) ** 0.5
    return [d.sum() / n - t * spread / n**0.5, d.sum() / n + t * spread / n**0.5]


def verdicts(intervals, smallest):
    signs = intervals.sign().sum(dim=1)  # 2, -2, or 0 is among them
    said = torch.where(signs == 2, 2, 3)
    said = torch.where(signs == -2, 0, said)
    matters = torch.maximum(-intervals[:, 0], intervals[:, 1]) > smallest
    return torch.where(matters, said, 1)


def report(validation, held_out):
    best = validation == validation.amax(dim=1, keepdim=True)
    first = best & (best.cumsum(dim=1) == 1)
    numbers = held_out.double().mean(dim=2)[first]
    variance = (numbers**2).mean() - numbers.mean() ** 2
    unbiased = variance * len(numbers) / (len(numbers) - 1)
    return [numbers.mean(), unbiased.clamp(min=0) ** 0.5]
