"""Wrong average precisions: scores (D,), right (D,), bool, objects, to a number.

Right is the mean over 101 levels of recall of the best precision reached there or later.
``AVERAGE_PRECISION`` lists the bugs.
"""

import torch

from mrcnn_edu.classroom.exercises.evaluation.one_class import LEVELS, average_precision


def _curve(scores, right, objects):
    """Recall and precision down the list, the highest-scoring detection first: (D,) each."""
    found = right[scores.argsort(descending=True, stable=True)].double().cumsum(dim=0)
    return found / objects, found / torch.arange(1, len(found) + 1)


def ap_of_sure_ones(scores, right, objects):
    sure = scores > 0.5
    return average_precision(scores[sure], right[sure], objects)


def ap_without_envelope(scores, right, objects):
    if objects == 0:
        return -1.0
    recall, precision = _curve(scores, right, objects)
    reached = torch.searchsorted(recall, LEVELS)
    return torch.cat((precision, torch.zeros(1)))[reached].mean()


def ap_at_eleven_points(scores, right, objects):
    if objects == 0:
        return -1.0
    recall, precision = _curve(scores, right, objects)
    levels = torch.arange(11) / 10
    best = [precision[recall >= level].max() if (recall >= level).any() else 0 for level in levels]
    return sum(best) / 11


def ap_of_reached_levels(scores, right, objects):
    if objects == 0:
        return -1.0
    recall, precision = _curve(scores, right, objects)
    best = [precision[recall >= level].max() for level in LEVELS if (recall >= level).any()]
    return sum(best) / max(len(best), 1)


def ap_at_hits(scores, right, objects):
    if objects == 0:
        return -1.0
    order = scores.argsort(descending=True, stable=True)
    _, precision = _curve(scores, right, objects)
    return precision[right[order]].sum() / objects


def ap_zero_without_objects(scores, right, objects):
    return average_precision(scores, right, objects) if objects else 0.0


AVERAGE_PRECISION = [
    ap_of_sure_ones,
    ap_without_envelope,
    ap_at_eleven_points,
    ap_of_reached_levels,
    ap_at_hits,
    ap_zero_without_objects,
]
