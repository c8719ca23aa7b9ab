"""Right evaluations in other styles: loops, lists, numpy and torch, in floats and fractions."""

from fractions import Fraction

import numpy as np
import torch


def ap_in_torch(scores, right, objects):
    if objects == 0:
        return torch.tensor(-1.0)
    found = right[scores.argsort(descending=True, stable=True)].cumsum(dim=0)
    precision = found / torch.arange(1, len(found) + 1)
    recall = found / objects
    levels = torch.linspace(0, 1, 101)
    reached = recall >= levels[:, None]  # (101, D)
    best = (reached * precision).amax(dim=1) if len(found) else torch.zeros(101)
    return best.mean()


def ap_in_numpy(scores, right, objects):
    if objects == 0:
        return -1
    order = np.argsort(-scores.numpy(), kind="stable")
    tp = right.numpy()[order].cumsum()
    falling = np.maximum.accumulate((tp / np.arange(1, len(tp) + 1))[::-1])[::-1]
    places = np.searchsorted(tp / objects, np.linspace(0, 1, 101))
    return np.append(falling, 0)[places].mean()


def ap_in_loops(scores, right, objects):
    if objects == 0:
        return -1.0
    ranked = sorted(zip(scores.tolist(), right.tolist(), strict=True), key=lambda row: -row[0])
    found, steps = 0, []
    for n, (_, is_right) in enumerate(ranked, start=1):
        found += is_right
        steps.append((found / objects, found / n))
    total = 0.0
    for level in range(101):
        total += max((p for r, p in steps if r >= level / 100), default=0.0)
    return total / 101


def ap_in_whole_numbers(scores, right, objects):
    if not objects:
        return -1.0
    ranked = sorted(range(len(scores)), key=lambda i: float(scores[i]), reverse=True)
    levels = [Fraction(0)] * 101
    found = 0
    for n, i in enumerate(ranked, start=1):
        found += bool(right[i])
        for level in range(100 * found // objects + 1):
            levels[level] = max(levels[level], Fraction(found, n))
    return float(sum(levels) / 101)


def ap_from_the_end(scores, right, objects):
    if objects == 0:
        return torch.tensor(-1, dtype=torch.float32)
    flags = right[torch.sort(scores, descending=True, stable=True).indices].tolist()
    found, best, levels = sum(flags), 0.0, [0.0] * 101
    for n in range(len(flags), 0, -1):
        best = max(best, found / n)
        for level in range(int(100 * found / objects) + 1):
            levels[level] = best
        found -= flags[n - 1]
    return torch.tensor(levels, dtype=torch.float64).mean()


def ap_step_by_step(scores, right, objects):
    """The width of each step, times its height."""
    if objects == 0:
        return np.float64(-1)
    flags = right[scores.double().argsort(descending=True, stable=True)].numpy()
    tp = flags.cumsum()
    precision = tp / (np.arange(len(tp)) + 1)
    widths = np.diff(np.floor(100 * tp / objects), prepend=-1)  # how many levels each one adds
    heights = [precision[i:].max() for i in range(len(tp))]
    return np.sum(widths * heights) / 101


AVERAGE_PRECISION = (
    ap_in_torch,
    ap_in_numpy,
    ap_in_loops,
    ap_in_whole_numbers,
    ap_from_the_end,
    ap_step_by_step,
)


def match_in_lists(iou, threshold):
    taken, matches = set(), []
    for row in iou.tolist():
        free = [g for g in range(len(row)) if g not in taken and row[g] >= threshold]
        best = max(free, key=row.__getitem__, default=-1)
        matches.append(best)
        taken.add(best)
    return matches


def match_in_torch(iou, threshold):
    matches = iou.new_full((len(iou),), -1, dtype=torch.int64)
    free = torch.ones(iou.shape[1], dtype=torch.bool)
    for d, row in enumerate(iou):
        fits = torch.where(free & (row >= threshold), row, -1)
        if (fits >= 0).any():
            matches[d] = fits.argmax()
            free[matches[d]] = False
    return matches


def match_in_numpy(iou, threshold):
    left = np.where(iou.numpy() >= threshold, iou.numpy(), -1)
    matches = np.full(len(left), -1)
    for d in range(len(left)):
        if left.shape[1] and left[d].max() >= 0:
            matches[d] = left[d].argmax()
            left[:, matches[d]] = -1
    return matches


def match_in_two_loops(iou, threshold):
    detections, objects = iou.shape
    taken = [False] * objects
    matches = []
    for d in range(detections):
        best, best_iou = -1, 0.0
        for g in range(objects):
            value = float(iou[d, g])
            if not taken[g] and value >= threshold and value > best_iou:
                best, best_iou = g, value
        if best >= 0:
            taken[best] = True
        matches.append(best)
    return matches


def match_by_sorting(iou, threshold):
    pairs = (iou >= threshold).nonzero().tolist()
    pairs.sort(key=lambda pair: (pair[0], -float(iou[pair[0], pair[1]])))
    owner, served = {}, set()
    for d, g in pairs:
        if g not in owner and d not in served:
            owner[g] = d
            served.add(d)
    matches = torch.full((len(iou),), -1, dtype=torch.int32)
    for g, d in owner.items():
        matches[d] = g
    return matches


def match_one_after_another(iou, threshold):
    """The first detection, then the rest without its object."""
    if len(iou) == 0:
        return []
    row = iou[0]
    best = int(row.argmax()) if len(row) else -1
    if best < 0 or row[best] < threshold:
        return [-1, *match_one_after_another(iou[1:], threshold)]
    rest = iou[1:].clone()
    rest[:, best] = -1
    return [best, *match_one_after_another(rest, threshold)]


MATCH = (
    match_in_lists,
    match_in_torch,
    match_in_numpy,
    match_in_two_loops,
    match_by_sorting,
    match_one_after_another,
)
