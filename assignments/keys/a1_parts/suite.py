"""Right and wrong versions of NMS, for the tests that a student writes."""

import math

import numpy as np
import torch
from a1_parts.tools import box_iou, one_iou

from mrcnn_edu.classroom.exercises.mutants import rewritten


def in_loops(boxes, scores, iou_threshold):
    rows = boxes.tolist()
    queue = sorted(range(len(rows)), key=lambda i: -float(scores[i]))
    kept = []
    while queue:
        best, *queue = queue
        kept.append(best)
        queue = [i for i in queue if not one_iou(rows[best], rows[i]) > iou_threshold]
    return torch.tensor(kept, dtype=torch.int64)


def by_revising(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    rows = boxes.double()[order]
    defeats = (box_iou(rows, rows) > iou_threshold).triu(diagonal=1)
    kept = torch.ones(len(order), dtype=torch.bool)
    for _ in range(len(order)):
        kept = ~(defeats & kept[:, None]).any(dim=0)
    return order[kept]


def in_numpy(boxes, scores, iou_threshold):
    rows, order = (
        boxes.numpy().astype(float),
        np.argsort(-scores.numpy().astype(float), kind="stable"),
    )
    alive, kept = np.ones(len(rows), dtype=bool), []
    for i in order:
        if alive[i]:
            kept.append(int(i))
            sides = np.minimum(rows[i, 2:], rows[:, 2:]) - np.maximum(rows[i, :2], rows[:, :2])
            shared = sides.clip(0).prod(axis=1)
            areas = (rows[:, 2:] - rows[:, :2]).prod(axis=1)
            alive &= shared / (areas[i] + areas - shared) <= iou_threshold
    return torch.tensor(kept, dtype=torch.int64)


def planted(function, doc, *change):
    """The function with a piece of it replaced, and what is wrong with it."""
    (wrong,) = rewritten(function, planted=change)
    wrong.__doc__ = doc
    return wrong


def weak_out(scores, count):
    return [i for i in range(count) if scores[i] > 0]


def share_of_smaller(a, b):
    iou, areas = one_iou(a, b), [(c[2] - c[0]) * (c[3] - c[1]) for c in (a, b)]
    return iou * sum(areas) / (1 + iou) / min(areas)


def iou_without_clamp(a, b):
    shared = (min(a[2], b[2]) - max(a[0], b[0])) * (min(a[3], b[3]) - max(a[1], b[1]))
    union = sum((c[2] - c[0]) * (c[3] - c[1]) for c in (a, b)) - shared
    return shared / union if union else 0.0


def iou_with_plus_one(a, b):
    return one_iou(*([x1, y1, x2 + 1, y2 + 1] for x1, y1, x2, y2 in (a, b)))


def iou_across(a, b):
    return one_iou(*([x1, 0, x2, 1] for x1, _, x2, _ in (a, b)))


def iou_of_whole_pixels(a, b):
    return one_iou(*([*map(math.floor, c[:2]), *map(math.ceil, c[2:])] for c in (a, b)))


CORRECT = (in_loops, by_revising, in_numpy)
PLANTED = (
    planted(in_loops, "The worst box goes first.", "-float(scores[i])", "float(scores[i])"),
    planted(in_loops, "Removes at the threshold too.", "> iou_threshold", ">= iou_threshold"),
    planted(in_loops, "Of equal scores the later goes first.", "-float(s", "-i * 1e-9 - float(s"),
    planted(in_loops, "In order of index, not of score.", "tensor(kept", "tensor(sorted(kept)"),
    planted(in_loops, "The threshold is always 0.5.", "> iou_threshold", "> 0.5"),
    planted(in_loops, "A box inside another goes.", "one_iou", "share_of_smaller"),
    planted(in_loops, "Boxes apart in x and y overlap.", "one_iou", "iou_without_clamp"),
    planted(in_loops, "Adds 1 to each side.", "one_iou", "iou_with_plus_one"),
    planted(in_loops, "Looks at x alone.", "one_iou", "iou_across"),
    planted(in_loops, "Takes boxes as whole pixels.", "one_iou", "iou_of_whole_pixels"),
    planted(in_loops, "Drops scores of 0 and below.", "(range(", "(weak_out(scores, "),
    planted(by_revising, "Boxes that are removed remove others.", "& kept[:, None]", "& True"),
    planted(by_revising, "Places in the queue.", "order[kept]", "kept.nonzero()[:, 0]"),
    planted(in_numpy, "Asks only the box kept last.", "alive &= ", "alive = "),
)
