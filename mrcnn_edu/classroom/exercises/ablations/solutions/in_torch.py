"""In torch, in one expression or two."""

import torch


def paired_interval(a, b, t):
    variance, mean = torch.var_mean(a - b)
    return mean + torch.tensor([-t, t]) * (variance / len(a)).sqrt()


def verdicts(intervals, smallest):
    low, high = intervals[:, 0], intervals[:, 1]
    sided = torch.where(low > 0, 2, torch.where(high < 0, 0, 3))
    return sided.where((intervals.abs() > smallest).any(dim=1), torch.tensor(1))


def report(validation, held_out):
    chosen = validation.argmax(dim=1, keepdim=True)
    return torch.stack(torch.std_mean(held_out.mean(dim=2).gather(1, chosen))[::-1])
