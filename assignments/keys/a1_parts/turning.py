"""The thresholds at which the answer of NMS changes."""

from itertools import combinations, pairwise

import numpy as np
import torch
from a1_parts.tools import box_iou, nms, no_picture
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.cases import boxes_of
from mrcnn_edu.classroom.exercises.mutants import named, of_fractions, rewritten


def turning_points(boxes, scores):
    iou = box_iou(boxes, boxes)
    points, before = [], nms(boxes, scores, 0.0).tolist()
    for level in iou[iou > 0].unique().tolist():
        kept = nms(boxes, scores, level).tolist()
        if kept != before:
            points.append(level)
        before = kept
    return torch.tensor(points)


def scored(boxes, scores):
    return {"boxes": boxes_of(boxes), "scores": torch.tensor(scores[: len(boxes)]).float()}


def row_of(starts, scores, width=12):
    """Boxes side by side, which begin there."""
    return scored([[float(x), 0.0, float(x + width), 1.0] for x in starts], scores)


_crowded = st.tuples(
    st.integers(0, 6), st.integers(0, 3), st.integers(4, 8), st.integers(3, 6)
).map(lambda b: [float(b[0]), float(b[1]), float(b[0] + b[2]), float(b[1] + b[3])])
_crowd = st.lists(_crowded, min_size=2, max_size=6)
turning = Cases(
    (
        row_of([0, 2, 4], [0.9, 0.8, 0.7], width=8),
        row_of([0], [0.9]),
        row_of([0, 20], [0.8, 0.9]),
        row_of([0, 6], [0.8, 0.9]),
        row_of([0, 3, 7, 11], [0.9, 0.8, 0.7, 0.6]),
        row_of([7, 0, 11, 3], [0.7, 0.9, 0.6, 0.8]),
        row_of([6, 14, 0, 10, 3], [0.7, 0.5, 0.9, 0.6, 0.8]),
        row_of([0, 1, 3, 6, 10, 11], [0.4, 0.9, 0.5, 0.8, 0.6, 0.7]),
    ),
    st.builds(
        scored,
        st.lists(_crowded, min_size=2, max_size=6, unique_by=tuple),
        st.permutations([0.9, 0.8, 0.7, 0.6, 0.5, 0.4]),
    ),
    no_picture,
)
turning_with_ties = Cases(
    (
        row_of([0, 0], [0.9, 0.8]),
        row_of([], []),
        row_of([11, 7, 3, 0], [0.5, 0.5, 0.5, 0.5]),
        row_of([0, 0, 6, 6], [0.9, 0.9, 0.8, 0.9]),
        row_of([3, 0, 3, 7, 7], [0.5, 0.9, 0.5, 0.9, 0.5]),
        row_of([0, 7, 3, 11], [0.5, 0.5, 0.5, 0.5]),
    ),
    st.builds(
        scored,
        st.lists(st.sampled_from([[0.0, 0, 6, 4], [1.0, 0, 6, 4]]) | _crowded, max_size=6),
        st.lists(st.sampled_from([0.9, 0.5, 0.1]), min_size=6, max_size=6),
    ),
    no_picture,
)


def turning_by_pairs(boxes, scores):
    rows = boxes.tolist()
    order = sorted(range(len(rows)), key=lambda i: -float(scores[i]))

    def iou(a, b):
        across, down = (max(min(a[k + 2], b[k + 2]) - max(a[k], b[k]), 0) for k in (0, 1))
        areas = sum((c[2] - c[0]) * (c[3] - c[1]) for c in (a, b))
        return across * down / (areas - across * down)

    def keep(removes):
        kept = []
        for i in order:
            if not any(removes(iou(rows[i], rows[k])) for k in kept):
                kept.append(i)
        return kept

    levels = sorted({iou(a, b) for a, b in combinations(rows, 2)} - {0.0})
    return [t for t in levels if keep(lambda v, t=t: v >= t) != keep(lambda v, t=t: v > t)]


def turning_by_middles(boxes, scores):
    levels = sorted({0.0, 1.0, *box_iou(boxes, boxes).double().flatten().tolist()})
    kept = [nms(boxes, scores, (a + b) / 2).tolist() for a, b in pairwise([*levels, 2.0])]
    return np.array([t for t, (a, b) in zip(levels[1:], pairwise(kept), strict=True) if a != b])


def turning_by_sets(boxes, scores):
    boxes, found = boxes.double(), []
    for level in sorted(set(box_iou(boxes, boxes).flatten().tolist()) - {0.0}):
        above, below = (set(nms(boxes, scores, t).tolist()) for t in (level, level - 1e-9))
        if above != below:
            found.append(level)
    return found


def turning_by_a_table(boxes, scores):
    order = scores.argsort(descending=True, stable=True)
    iou = box_iou(boxes[order], boxes[order])
    levels = torch.cat([torch.zeros(1), iou.flatten()]).unique()
    kept = torch.ones(len(levels), len(order), dtype=torch.bool)  # a row for each threshold
    for i in range(len(order)):
        kept[:, i] = ~((iou[i, :i] > levels[:, None]) & kept[:, :i]).any(dim=1)
    return levels[1:][(kept[1:] != kept[:-1]).any(dim=1)]


def turning_by_steps(boxes, scores):
    t, points = 0.0, []
    now, iou = nms(boxes, scores, t), box_iou(boxes, boxes)
    while (iou > t).any():
        t = iou[iou > t].min().item()
        then = nms(boxes, scores, t)
        if not torch.equal(now, then):
            points.append(t)
        now = then
    return torch.tensor(points, dtype=torch.float64)


def turning_on_a_grid(boxes, scores, steps=100):
    fine = [k / steps for k in range(steps + 1)]
    kept = [nms(boxes, scores, t).tolist() for t in fine]
    return torch.tensor([t for t, (a, b) in zip(fine[1:], pairwise(kept), strict=True) if a != b])


def without_repeated(values, boxes, scores):
    """The boxes and scores, only the first of those with the same value."""
    first = [i for i, value in enumerate(values) if value not in values[:i]]
    return boxes[first], scores[first]


TURNING_SOLUTIONS = (
    turning_by_pairs,
    turning_by_middles,
    turning_by_sets,
    turning_by_a_table,
    turning_by_steps,
)
CHANGED, ANSWER = "if kept != before:", "return torch.tensor(points)"
SLIPS_OF_TURNING = (
    turning_on_a_grid,
    *rewritten(turning_on_a_grid, finer=("steps=100", "steps=400")),
    *rewritten(
        turning_points,
        at_every_level=(CHANGED, "if True:"),
        by_count=(CHANGED, "if len(kept) != len(before):"),
        against_the_start=("        before = kept\n", ""),
        above_one_half=("iou[iou > 0]", "iou[iou >= 0.5]"),
        with_zero=("points, before = []", "points, before = [0.0]"),
        backwards=(ANSWER, "return torch.tensor(points[::-1])"),
        counted=(ANSWER, "return len(points)"),
        with_their_boxes=("points.append(level)", "points.append([level, len(kept)])"),
    ),
)
turning_alone = Exercise(
    "turning_points",
    turning_points,
    turning,
    by_hand=([1 / 3, 0.6], [], [], [1 / 3], [1 / 23, 5 / 19, 0.5, 0.6]),
    exhibits=(),
    mutants=(
        *of_fractions(turning_points)[:9],
        *SLIPS_OF_TURNING,
        *rewritten(
            turning_points,
            where_more_are_kept=(CHANGED, "if len(kept) > len(before):"),
            where_one_is_lost=(CHANGED, "if set(before) - set(kept):"),
            from_nothing=("nms(boxes, scores, 0.0).tolist()", "[]"),
            with_one=(ANSWER, "return torch.tensor([*points, 1.0])"),
            of_neighbours=("iou[iou > 0]", "iou.diagonal(1)"),
            of_the_best_box=("iou[iou > 0]", "iou[scores.argmax()]"),
            the_first_alone=(ANSWER, "return torch.tensor(points[:1])"),
        ),
    ),
    solutions=TURNING_SOLUTIONS,
)
turning_tied = Exercise(
    "turning_points",
    turning_points,
    turning_with_ties,
    by_hand=([1], [], [1 / 23, 0.2, 0.5, 0.6], [1 / 3, 1]),
    exhibits=(),
    mutants=(
        *of_fractions(turning_points)[1:9],
        *SLIPS_OF_TURNING,
        *rewritten(
            turning_points,
            below_one=("iou[iou > 0]", "iou[(iou > 0) & (iou < 1)]"),
            that_need_a_box=("iou = ", "boxes[0]\n    iou = "),
            always_with_one=(ANSWER, "return torch.tensor(sorted({*points, 1.0}))"),
            of_nothing_is_one=(ANSWER, "return torch.tensor(points if len(boxes) else [1.0])"),
        ),
        *named(
            turning_with_the_later_first=lambda boxes, scores: turning_points(
                boxes.flip(0), scores.flip(0)
            ),
            turning_without_ties=lambda boxes, scores: turning_points(
                *without_repeated(scores.tolist(), boxes, scores)
            ),
            turning_without_the_same_boxes=lambda boxes, scores: turning_points(
                *without_repeated(boxes.tolist(), boxes, scores)
            ),
        ),
    ),
    solutions=TURNING_SOLUTIONS,
)
