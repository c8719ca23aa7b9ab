"""One seed, and one interval, at a time."""

import math

import torch


def paired_interval(a, b, t):
    n = len(a)
    total = 0.0
    for i in range(n):
        total += float(a[i] - b[i])
    mean, squares = total / n, 0.0
    for i in range(n):
        squares += (float(a[i] - b[i]) - mean) ** 2
    half = t * math.sqrt(squares / (n - 1) / n)
    return torch.tensor([mean - half, mean + half])


def verdicts(intervals, smallest):
    said = torch.zeros(len(intervals), dtype=torch.long)
    for i, (low, high) in enumerate(intervals):
        if abs(low) <= smallest and abs(high) <= smallest:
            said[i] = 1
        elif low > 0:
            said[i] = 2
        elif high >= 0:
            said[i] = 3
    return said


def report(validation, held_out):
    numbers = []
    for seed in range(len(validation)):
        best = 0
        for checkpoint in range(validation.shape[1]):
            if validation[seed, checkpoint] > validation[seed, best]:
                best = checkpoint
        numbers.append(float(held_out[seed, best].mean()))
    mean = sum(numbers) / len(numbers)
    squares = sum((number - mean) ** 2 for number in numbers)
    return torch.tensor([mean, math.sqrt(squares / (len(numbers) - 1))])
