"""Wrong intervals: runs a (S,) and b (S,), and t, to both ends (2,)."""

import torch


def interval_of_unpaired_runs(a, b, t):
    half = t * ((a.var() + b.var()) / len(a)) ** 0.5
    mean = a.mean() - b.mean()
    return torch.stack((mean - half, mean + half))


def interval_of_single_runs(a, b, t):
    differences = a - b
    half = t * differences.std()
    return torch.stack((differences.mean() - half, differences.mean() + half))


def interval_from_best_to_worst(a, b, t):
    differences = a - b
    return torch.stack((differences.min(), differences.max()))


def interval_without_the_worst_seed(a, b, t):
    differences = (a - b).sort().values[1:]
    half = t * differences.std(correction=0) / len(differences) ** 0.5
    return torch.stack((differences.mean() - half, differences.mean() + half))


PAIRED_INTERVAL = [
    interval_of_unpaired_runs,
    interval_of_single_runs,
    interval_from_best_to_worst,
    interval_without_the_worst_seed,
]
