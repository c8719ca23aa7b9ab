"""Wrong matches: iou (G, A), high, low, low_quality to what each anchor learns (A,)."""

import torch


def _by_thresholds(iou, high, low):
    """The matches without the rule of the best anchor, and each anchor's best object."""
    if len(iou) == 0:
        return torch.full(iou.shape[1:], -1), torch.zeros(iou.shape[1:], dtype=torch.int64)
    overlap, best_box = iou.max(dim=0)
    return torch.where(overlap >= high, best_box, torch.where(overlap >= low, -2, -1)), best_box


def match_the_first_of_the_best(iou, high, low, low_quality):
    matches, best_box = _by_thresholds(iou, high, low)
    if low_quality and len(iou) > 0:
        value, best = iou.max(dim=1)
        best = best[value > 0]
        matches[best] = best_box[best]
    return matches


def match_the_best_above_a_floor(iou, high, low, low_quality):
    matches, best_box = _by_thresholds(iou, high, low)
    if low_quality and len(iou) > 0:
        best = iou.amax(dim=1, keepdim=True)
        is_best = ((iou == best) & (best >= low) & (best > 0)).any(dim=0)
        matches = torch.where(is_best, best_box, matches)
    return matches


def match_the_best_of_nothing(iou, high, low, low_quality):
    matches, best_box = _by_thresholds(iou, high, low)
    if low_quality and len(iou) > 0:
        is_best = (iou == iou.amax(dim=1, keepdim=True)).any(dim=0)
        matches = torch.where(is_best, best_box, matches)
    return matches


def match_without_ignoring(iou, high, low, low_quality):
    matches, best_box = _by_thresholds(iou, high, high)
    if low_quality and len(iou) > 0:
        best = iou.amax(dim=1, keepdim=True)
        is_best = ((iou == best) & (best > 0)).any(dim=0)
        matches = torch.where(is_best, best_box, matches)
    return matches


MATCH_ANCHORS = [
    match_the_first_of_the_best,
    match_the_best_above_a_floor,
    match_the_best_of_nothing,
    match_without_ignoring,
]
