"""IoU of two shapes that are made of boxes."""

from itertools import combinations, pairwise, product

import numpy as np
import torch
from a1_parts.tools import area_of, box_iou, no_picture, shared_by
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.cases import BOX, boxes_of
from mrcnn_edu.classroom.exercises.mutants import named, of_fractions, rewritten, with_answers


def iou_of_sets(boxes1, boxes2):
    every = torch.cat([boxes1, boxes2]).double()
    xs, ys = every[:, 0::2].unique(), every[:, 1::2].unique()
    area = ys.diff()[:, None] * xs.diff()[None, :]

    def covered(boxes):
        x1, y1, x2, y2 = boxes.double()[:, :, None].unbind(1)
        across = (x1 <= xs[:-1]) & (xs[1:] <= x2)
        down = (y1 <= ys[:-1]) & (ys[1:] <= y2)
        return (down[:, :, None] & across[:, None, :]).any(dim=0)

    first, second = covered(boxes1), covered(boxes2)
    union = area[first | second].sum()
    return area[first & second].sum() / union if union > 0 else torch.tensor(0.0)


def two_sets(boxes1, boxes2, scale=1.0):
    return {"boxes1": boxes_of(boxes1) * scale, "boxes2": boxes_of(boxes2) * scale}


SNAKES = [[0, 0, 6, 2], [4, 1, 6, 7], [4, 6, 10, 8]], [[1, 0, 6, 3], [5, 2, 7, 8], [6, 6, 11, 8]]
STAIRS = [[0, 0, 4, 4], [2, 2, 6, 6], [1, 1, 5, 5]]
CROSS = [[-1000, -10, 1000, 10], [-10, -1000, 10, 1000]]
_small = st.lists(
    st.tuples(*[st.integers(0, 11)] * 2, *[st.integers(1, 5)] * 2).map(
        lambda b: [float(b[0]), float(b[1]), float(b[0] + b[2]), float(b[1] + b[3])]
    ),
    min_size=1,
    max_size=4,
)
_scale = st.sampled_from([1.0, 0.125, 512.0, 1 / 1024])
whole_sets = Cases(
    (
        two_sets([[0, 0, 4, 4]], [[2, 0, 6, 4]]),
        two_sets([[0, 0, 4, 4]], [[0, 0, 4, 2], [0, 2, 4, 4]]),
        two_sets([[0, 0, 4, 4]] * 2, [[2, 0, 4, 4]]),
        two_sets([[0, 0, 4, 4]], [[8, 8, 12, 12]]),
        two_sets(*SNAKES),
        two_sets(STAIRS, STAIRS[2:]),
        two_sets(STAIRS[2:], STAIRS),
        two_sets([[0, 0, 16, 2], [0, 0, 2, 16]], [[0, 0, 16, 16]]),
    ),
    st.builds(two_sets, _small, _small),
    no_picture,
)
any_sets = Cases(
    (
        two_sets([[0, 0, 4, 2]], [[2, 0, 6, 2]], 1 / 8),
        two_sets([], [[0, 0, 1, 1]]),
        two_sets([], []),
        two_sets([[0, 0, 1, 1]], []),
        two_sets(CROSS, CROSS[:1]),
        two_sets(CROSS, CROSS[:1], 1 / 4096),
        two_sets([[-3, -3, -1, -1], [0, 0, 1, 1]], [[-2, -2, 1, 1]]),
        two_sets([[0, 0, 40000, 30000]], [[39999, 0, 40001, 30000]]),
    ),
    st.builds(two_sets, st.lists(BOX, max_size=4), st.lists(BOX, max_size=4), _scale),
    no_picture,
)


def sets_by_inclusion_and_exclusion(boxes1, boxes2):
    def area(boxes):
        total = 0.0
        for size in range(1, len(boxes) + 1):
            for some in combinations(boxes, size):
                x1, y1 = max(b[0] for b in some), max(b[1] for b in some)
                x2, y2 = min(b[2] for b in some), min(b[3] for b in some)
                total -= (-1) ** size * max(x2 - x1, 0) * max(y2 - y1, 0)
        return total

    one, two = boxes1.tolist(), boxes2.tolist()
    union = area(one + two)
    return (area(one) + area(two) - union) / union if union else 0.0


def sets_by_strips(boxes1, boxes2):
    def length(boxes, x):
        end, total = -float("inf"), 0.0
        for top, bottom in sorted((b[1], b[3]) for b in boxes if b[0] <= x < b[2]):
            total += max(bottom - max(top, end), 0)
            end = max(end, bottom)
        return total

    one, two = boxes1.tolist(), boxes2.tolist()
    union = shared = 0.0
    for x, after in pairwise(sorted({x for b in one + two for x in (b[0], b[2])})):
        either = length(one + two, x)
        union += either * (after - x)
        shared += (length(one, x) + length(two, x) - either) * (after - x)
    return shared / union if union else 0


def sets_by_middles(boxes1, boxes2):
    one, two = boxes1.tolist(), boxes2.tolist()
    xs = sorted({x for b in one + two for x in b[::2]})
    ys = sorted({y for b in one + two for y in b[1::2]})
    shared = union = 0
    for (x1, x2), (y1, y2) in product(pairwise(xs), pairwise(ys)):
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        first, second = (
            any(b[0] < x < b[2] and b[1] < y < b[3] for b in boxes) for boxes in (one, two)
        )
        shared += (first and second) * (x2 - x1) * (y2 - y1)
        union += (first or second) * (x2 - x1) * (y2 - y1)
    return np.float64(shared / union) if union else np.float64(0)


def sets_in_numpy(boxes1, boxes2):
    one, two = boxes1.numpy().astype(float), boxes2.numpy().astype(float)
    xs, ys = (np.unique(np.concatenate((one, two))[:, [k, k + 2]]) for k in (0, 1))
    if len(xs) == 0:
        return 0.0
    grids = np.zeros((2, len(ys), len(xs)), dtype=bool)
    for grid, boxes in zip(grids, (one, two), strict=True):
        for x1, y1, x2, y2 in boxes:
            rows, columns = np.searchsorted(ys, (y1, y2)), np.searchsorted(xs, (x1, x2))
            grid[slice(*rows), slice(*columns)] = True
    area = np.outer(np.diff(ys), np.diff(xs))
    grids = grids[:, :-1, :-1]
    return (area * grids.all(axis=0)).sum() / (area * grids.any(axis=0)).sum()


def sets_by_cutting(boxes1, boxes2):
    """What is left of each box when those before it are cut out."""

    def minus(box, other):
        x1, y1, x2, y2 = box
        a, b, c, d = max(x1, other[0]), max(y1, other[1]), min(x2, other[2]), min(y2, other[3])
        if a >= c or b >= d:
            return [box]
        parts = [(x1, y1, x2, b), (x1, d, x2, y2), (x1, b, a, d), (c, b, x2, d)]
        return [p for p in parts if p[0] < p[2] and p[1] < p[3]]

    def area(boxes):
        total = 0.0
        for k, box in enumerate(boxes):
            parts = [tuple(box)]
            for other in boxes[:k]:
                parts = [piece for part in parts for piece in minus(part, other)]
            total += sum((p[2] - p[0]) * (p[3] - p[1]) for p in parts)
        return total

    one, two = boxes1.tolist(), boxes2.tolist()
    union = area(one + two)
    return 0.0 if union == 0 else (area(one) + area(two) - union) / union


def sets_painted(boxes1, boxes2):
    """On a grid of whole pixels, which is right for whole numbers from 0 to 16."""
    grids = torch.zeros(2, 17, 17, dtype=torch.bool)
    for grid, boxes in zip(grids, (boxes1, boxes2), strict=True):
        for x1, y1, x2, y2 in boxes.long().tolist():
            grid[y1:y2, x1:x2] = True
    return (grids[0] & grids[1]).sum() / (grids[0] | grids[1]).sum()


def sets_as_sums(boxes1, boxes2):
    shared = shared_by(boxes1, boxes2).sum()
    return shared / (area_of(boxes1).sum() + area_of(boxes2).sum() - shared)


def sets_as_sums_less_pairs(boxes1, boxes2):
    """Takes off what pairs share, which is too much where three meet."""

    def area(boxes):
        return area_of(boxes).sum() - shared_by(boxes, boxes).triu(diagonal=1).sum()

    union = area(torch.cat([boxes1, boxes2]))
    return (area(boxes1) + area(boxes2) - union) / union


def sets_as_hulls(boxes1, boxes2):
    hulls = (torch.cat([b[:, :2].amin(0), b[:, 2:].amax(0)])[None] for b in (boxes1, boxes2))
    return box_iou(*hulls)[0, 0]


SETS_TOO_SIMPLE = (
    sets_as_sums,
    sets_as_sums_less_pairs,
    sets_as_hulls,
    *named(
        sets_as_mean_of_pairs=lambda one, two: box_iou(one, two).mean(),
        sets_as_best_pair=lambda one, two: box_iou(one, two).max(),
        sets_as_mean_of_best=lambda one, two: box_iou(one, two).amax(dim=1).mean(),
        sets_as_sum_of_pairs=lambda one, two: box_iou(one, two).sum().clamp(max=1),
        sets_as_first_boxes=lambda one, two: box_iou(one[:1], two[:1])[0, 0],
    ),
)
SET_SOLUTIONS = (
    sets_by_inclusion_and_exclusion,
    sets_by_strips,
    sets_by_middles,
    sets_in_numpy,
    sets_by_cutting,
)
EVERY, EITHER = "torch.cat([boxes1, boxes2])", "area[first | second].sum()"
sets = Exercise(
    "iou_of_sets",
    iou_of_sets,
    whole_sets,
    by_hand=(1 / 3, 1, 0.5, 0, 25 / 41),
    exhibits=(),
    mutants=(
        *of_fractions(iou_of_sets)[:9],
        *SETS_TOO_SIMPLE,
        *with_answers(iou_of_sets, in_a_row=lambda answer: answer[None]),
        *rewritten(
            iou_of_sets,
            over_the_first=("[first | second]", "[first]"),
            over_the_second=("[first | second]", "[second]"),
            over_both=("[first | second]", "[first]" + ".sum() + area[second]"),
            what_differs=("[first & second]", "[first ^ second]"),
            in_every_box=(".any(dim=0)", ".all(dim=0)"),
            rectangles_counted=(
                "ys.diff()[:, None] * xs.diff()[None, :]",
                "(ys[1:, None] > xs[:-1])",
            ),
            x_alone=("down[:, :, None] & across", "down[:, :, None] * 0 | across"),
            touching_counts=(
                "(x1 <= xs[:-1]) & (xs[1:] <= x2)",
                "(x1 <= xs[1:]) & (xs[:-1] <= x2)",
            ),
        ),
    ),
    solutions=(*SET_SOLUTIONS, sets_painted),
)
sets_anywhere = Exercise(
    "iou_of_sets",
    iou_of_sets,
    any_sets,
    by_hand=(1 / 3, 0, 0, 0, 40000 / 79600),
    exhibits=(),
    mutants=(
        sets_painted,
        *SETS_TOO_SIMPLE,
        *rewritten(
            sets_painted,
            on_a_larger_grid=("17, 17", "1100, 1100"),
            above_zero=("boxes.long()", "boxes.clamp(min=0).long()"),
            rounded=("boxes.long()", "boxes.round().long()"),
        ),
        *rewritten(
            iou_of_sets,
            at_rounded_edges=(EVERY, f"{EVERY}.round()"),
            at_edges_above_zero=(EVERY, f"{EVERY}.clamp(min=0)"),
            at_edges_in_half_precision=(EVERY, f"{EVERY}.half()"),
            of_nothing_is_nan=(" if union > 0 else torch.tensor(0.0)", ""),
            of_nothing_is_one=("torch.tensor(0.0)", "torch.tensor(1.0)"),
            with_a_little_added=(EITHER, f"{EITHER} + 1e-6"),
            with_a_pixel_at_least=(EITHER, f"{EITHER}.clamp(min=1)"),
            that_need_a_box=("every = ", "boxes1[0]\n    every = "),
        ),
    ),
    solutions=SET_SOLUTIONS,
)
