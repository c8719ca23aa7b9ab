"""In numpy, and numpy's arrays come back."""

import numpy as np


def paired_interval(a, b, t):
    differences = a.numpy() - b.numpy()
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    return differences.mean() + np.array([-t, t]) * error


def verdicts(intervals, smallest):
    low, high = intervals.numpy().T
    small = np.abs(intervals.numpy()).max(axis=1, initial=0) <= smallest
    return np.select([small, high < 0, low > 0], [1, 0, 2], 3)


def report(validation, held_out):
    chosen = validation.numpy().argmax(axis=1)
    numbers = np.take_along_axis(held_out.numpy().mean(axis=2), chosen[:, None], axis=1)
    return np.array([numbers.mean(), numbers.std(ddof=1)])
