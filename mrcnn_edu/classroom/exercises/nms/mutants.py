"""Wrong solutions of the exercises on suppression, beside those that the museum shows.

Each is a few lines that somebody might write, with a name that tells the slip.
"""

import itertools

import numpy as np
import torch

from mrcnn_edu.classroom.exercises.mutants import (
    named,
    of_boxes,
    of_rows,
)
from mrcnn_edu.ops.boxes import box_area, box_iou, generalized_box_iou
from mrcnn_edu.ops.nms import batched_nms, nms
from mrcnn_edu.ops.nms import soft_nms as package_soft_nms


def indices(kept):
    return torch.tensor([int(index) for index in kept], dtype=torch.int64)


def queue_of(scores):
    return scores.argsort(descending=True, stable=True).tolist()


def greedy(overlaps, queue, rivals=lambda kept: kept):
    """Keep those of a queue that no rival among the kept overlaps: (N, N) bool, list to (K,)."""
    kept = []
    for index in queue:
        if not any(overlaps[rival, index] for rival in rivals(kept)):
            kept.append(index)
    return indices(kept)


def too_close(boxes, threshold):
    return box_iou(boxes, boxes) > threshold


def nms_in_rounds(rounds):
    """Revises the table of who removes whom so many times, not until nothing changes."""

    def mutant(boxes, scores, threshold):
        queue = torch.tensor(queue_of(scores), dtype=torch.int64)
        removes = too_close(boxes[queue], threshold).triu(1).float()
        kept = torch.ones(len(queue))
        for _ in range(rounds):
            kept = (kept @ removes == 0).float()
        return queue[kept.bool()]

    mutant.__name__ = f"nms_in_{rounds}_rounds"
    return mutant


def nms_against_the_last(count):
    """Compares with the last few kept, not with all."""

    def mutant(boxes, scores, threshold):
        return greedy(too_close(boxes, threshold), queue_of(scores), lambda kept: kept[-count:])

    mutant.__name__ = f"nms_against_the_last_{count}"
    return mutant


def nms_of_the_first(count):
    """Looks at the best few only, "for speed"."""

    def mutant(boxes, scores, threshold):
        return greedy(too_close(boxes, threshold), queue_of(scores)[:count])

    mutant.__name__ = f"nms_of_the_first_{count}"
    return mutant


def nms_at_most(count):
    """Stops when so many are kept."""

    def mutant(boxes, scores, threshold):
        return nms(boxes, scores, threshold)[:count]

    mutant.__name__ = f"nms_at_most_{count}"
    return mutant


def nms_above(least):
    """Ends the queue at a score that is not above ``least``."""

    def mutant(boxes, scores, threshold):
        kept = nms(boxes, scores, threshold)
        return kept[scores[kept] > least]

    mutant.__name__ = f"nms_above_{str(least).replace('-', 'minus_').replace('.', '_')}"
    return mutant


def nms_marking_with(mark):
    """Overwrites the scores of boxes that are done with a number that other boxes may have."""

    def mutant(boxes, scores, threshold):
        scores, kept = scores.clone(), []
        while len(scores) and scores.max() > mark:
            best = int(scores.argmax())
            kept.append(best)
            scores[box_iou(boxes[[best]], boxes)[0] > threshold] = mark
            scores[best] = mark
        return indices(kept)

    mutant.__name__ = f"nms_marking_with_{str(mark).replace('-', 'minus_')}"
    return mutant


def nms_in_its_input(boxes, scores, threshold):
    kept = []
    while len(scores) and scores.max() > -torch.inf:
        best = int(scores.argmax())
        kept.append(best)
        scores[box_iou(boxes[[best]], boxes)[0] > threshold] = -torch.inf
        scores[best] = -torch.inf
    return indices(kept)


def nms_with_a_float_for_none(boxes, scores, threshold):
    return torch.tensor(nms(boxes, scores, threshold).tolist())


def nms_with_a_numpy_float_for_none(boxes, scores, threshold):
    return np.array(nms(boxes, scores, threshold).tolist())


def nms_removing_while_walking(boxes, scores, threshold):
    overlaps, queue = too_close(boxes, threshold), queue_of(scores)
    for best in queue:
        for other in queue:
            if other != best and overlaps[best, other]:
                queue.remove(other)  # the walk skips the one behind
    return indices(queue)


def nms_by_position_of_the_score(boxes, scores, threshold):
    left, kept = sorted(scores.tolist(), reverse=True), []
    for score in left:
        index = scores.tolist().index(score)  # of equal scores always the first
        if not (box_iou(boxes[kept], boxes[[index]]) > threshold).any():
            kept.append(index)
    return indices(kept)


def nms_with_a_dictionary_by_score(boxes, scores, threshold):
    index_of = {score: index for index, score in enumerate(scores.tolist())}
    queue = [index_of[score] for score in sorted(index_of, reverse=True)]
    return greedy(too_close(boxes, threshold), queue)


def nms_with_indices_that_shift(boxes, scores, threshold):
    kept = []
    while len(boxes):
        best = int(scores.argmax())
        kept.append(best)  # counted among the boxes that are left
        rest = box_iou(boxes[[best]], boxes)[0] <= threshold
        rest[best] = False
        boxes, scores = boxes[rest], scores[rest]
    return indices(kept)


def nms_of_groups(boxes, scores, threshold):
    """The best of each group that hangs together, however long the chain."""
    overlaps = too_close(boxes, threshold) | torch.eye(len(boxes), dtype=torch.bool)
    for _ in range(len(boxes)):
        overlaps = (overlaps.float() @ overlaps.float()) > 0
    return greedy(overlaps, queue_of(scores))


def nms_until_the_first_apart(boxes, scores, threshold):
    overlaps, queue, kept = too_close(boxes, threshold), queue_of(scores), []
    while queue:
        best = queue.pop(0)
        kept.append(best)
        while queue and overlaps[best, queue[0]]:  # boxes further down are not looked at
            queue.pop(0)
    return indices(kept)


def nms_until_the_first_removed(boxes, scores, threshold):
    overlaps, kept = too_close(boxes, threshold), []
    for index in queue_of(scores):
        if overlaps[kept, index].any():
            break
        kept.append(index)
    return indices(kept)


def nms_unless_better(boxes, scores, threshold):
    """Removes only what has a lower score, so that of equal boxes with equal scores both stay."""
    better = scores[:, None] > scores
    return greedy(too_close(boxes, threshold) & better, queue_of(scores))


def nms_of_equals_none(boxes, scores, threshold):
    """Removes what has no lower score anywhere near, both of two equals included."""
    overlaps = too_close(boxes, threshold) & ~torch.eye(len(boxes), dtype=torch.bool)
    equal = (overlaps & (scores[:, None] == scores)).any(dim=1)
    kept = nms(boxes, scores, threshold)
    return kept[~equal[kept]]


def nms_by_the_best_alone(boxes, scores, threshold):
    return greedy(too_close(boxes, threshold), queue_of(scores), lambda kept: kept[:1])


def nms_by_the_first_two(boxes, scores, threshold):
    return greedy(too_close(boxes, threshold), queue_of(scores), lambda kept: kept[:2])


def nms_by_first_and_last(boxes, scores, threshold):
    return greedy(
        too_close(boxes, threshold), queue_of(scores), lambda kept: [*kept[:1], *kept[-1:]]
    )


def nms_by_neighbours_in_the_queue(boxes, scores, threshold):
    overlaps, queue = too_close(boxes, threshold), queue_of(scores)
    kept = [b for a, b in itertools.pairwise(queue) if not overlaps[a, b]]
    return indices(queue[:1] + kept)


def nms_by_both_neighbours(boxes, scores, threshold):
    overlaps, queue = too_close(boxes, threshold), queue_of(scores)
    return indices(
        b
        for place, b in enumerate(queue)
        if not any(overlaps[a, b] for a in queue[max(place - 2, 0) : place])
    )


def nms_by_overlap(measure):
    return lambda boxes, scores, threshold: greedy(
        measure(boxes, boxes) > threshold, queue_of(scores)
    )


def nms_with(queue):
    return lambda boxes, scores, threshold: greedy(
        too_close(boxes, threshold), [int(index) for index in queue(boxes, scores)]
    )


def over_the(choose):
    def overlap(boxes1, boxes2):
        first, second = box_area(boxes1)[:, None], box_area(boxes2)
        iou = box_iou(boxes1, boxes2)
        return iou * (first + second) / (1 + iou) / choose(first, second)

    return overlap


NMS = (
    *(nms_in_rounds(rounds) for rounds in (0, 1, 2, 3, 4, 5, 6, 7, 10)),
    *(nms_against_the_last(count) for count in (2, 3, 4, 5, 8, 10)),
    *(nms_of_the_first(count) for count in (2, 10, 16, 20)),
    *(nms_at_most(count) for count in (1, 2, 10)),
    *(nms_above(least) for least in (0, 0.05, 0.5, -1)),
    *(nms_marking_with(mark) for mark in (0, -1)),
    nms_in_its_input,
    nms_removing_while_walking,
    nms_by_position_of_the_score,
    nms_with_a_dictionary_by_score,
    nms_with_indices_that_shift,
    nms_of_groups,
    nms_until_the_first_apart,
    nms_until_the_first_removed,
    nms_unless_better,
    nms_of_equals_none,
    nms_by_the_best_alone,
    nms_by_the_first_two,
    nms_by_first_and_last,
    nms_by_neighbours_in_the_queue,
    nms_by_both_neighbours,
    *named(
        nms_without_looking=lambda boxes, scores, threshold: indices(queue_of(scores)),
        nms_at_a_half=lambda boxes, scores, threshold: nms(boxes, scores, 0.5),
        nms_at_three_tenths=lambda boxes, scores, threshold: nms(boxes, scores, 0.3),
        nms_at_half_of_the_threshold=lambda boxes, scores, threshold: nms(
            boxes, scores, threshold / 2
        ),
        nms_at_what_is_left_of_one=lambda boxes, scores, threshold: nms(
            boxes, scores, 1 - threshold
        ),
        nms_just_below_the_threshold=lambda boxes, scores, threshold: nms(
            boxes, scores, max(threshold - 1e-3, 0)
        ),
        nms_just_above_the_threshold=lambda boxes, scores, threshold: nms(
            boxes, scores, min(threshold + 1e-3, 1)
        ),
        nms_that_keeps_what_is_below=lambda boxes, scores, threshold: greedy(
            ~(box_iou(boxes, boxes) < threshold), queue_of(scores)
        ),
        nms_of_rounded_overlap=nms_by_overlap(lambda a, b: box_iou(a, b).round(decimals=1)),
        nms_of_overlap_in_half=nms_by_overlap(lambda a, b: box_iou(a.half(), b.half()).half()),
        nms_by_giou=nms_by_overlap(generalized_box_iou),
        nms_over_the_smaller=nms_by_overlap(over_the(torch.minimum)),
        nms_over_the_larger=nms_by_overlap(over_the(torch.maximum)),
        nms_over_the_kept=nms_by_overlap(over_the(lambda first, second: first)),
        nms_over_the_other=nms_by_overlap(over_the(lambda first, second: second)),
        nms_by_distance=nms_by_overlap(lambda a, b: 1 - box_iou(a, b)),
        nms_of_identical_boxes=nms_by_overlap(lambda a, b: 2.0 * (a[:, None] == b).all(dim=2)),
        nms_where_centres_lie_close=nms_by_overlap(
            lambda a, b: 2.0 * (torch.cdist(a[:, :2] + a[:, 2:], b[:, :2] + b[:, 2:]) < 4)
        ),
        nms_by_index=nms_with(lambda boxes, scores: range(len(boxes))),
        nms_largest_first=nms_with(
            lambda boxes, scores: box_area(boxes).argsort(descending=True, stable=True)
        ),
        nms_leftmost_first=nms_with(lambda boxes, scores: boxes[:, 0].argsort(stable=True)),
        nms_by_text=nms_with(
            lambda boxes, scores: sorted(range(len(boxes)), key=lambda i: str(-scores[i].item()))
        ),
        nms_by_absolute_score=nms_with(lambda boxes, scores: queue_of(scores.abs())),
        nms_by_rounded_score=nms_with(lambda boxes, scores: queue_of(scores.round(decimals=1))),
        nms_by_whole_score=nms_with(lambda boxes, scores: queue_of(scores.int())),
        nms_with_tuples_turned_round=nms_with(
            lambda boxes, scores: [
                i for _, i in sorted((s, i) for i, s in enumerate(scores.tolist()))[::-1]
            ]
        ),
        nms_with_numpy_turned_round=nms_with(
            lambda boxes, scores: np.argsort(scores.numpy(), kind="stable")[::-1]
        ),
        nms_with_an_unstable_sort=nms_with(lambda boxes, scores: scores.argsort(descending=True)),
        nms_with_a_heap=nms_with(
            lambda boxes, scores: np.argsort(-scores.numpy(), kind="heapsort")
        ),
        nms_with_topk=nms_with(lambda boxes, scores: scores.topk(len(scores)).indices),
        nms_in_the_order_of_a_set=lambda boxes, scores, threshold: indices(
            set(nms(boxes, scores, threshold).tolist())
        ),
        nms_with_a_mask=lambda boxes, scores, threshold: torch.isin(
            torch.arange(len(boxes)), nms(boxes, scores, threshold)
        ),
        nms_with_boxes=lambda boxes, scores, threshold: boxes[nms(boxes, scores, threshold)],
        nms_with_scores=lambda boxes, scores, threshold: scores[nms(boxes, scores, threshold)],
        nms_from_one=lambda boxes, scores, threshold: nms(boxes, scores, threshold) + 1,
        nms_as_floats=lambda boxes, scores, threshold: nms(boxes, scores, threshold).float(),
        nms_removed_ones=lambda boxes, scores, threshold: indices(
            i for i in queue_of(scores) if i not in nms(boxes, scores, threshold)
        ),
        nms_without_a_case_for_none=lambda boxes, scores, threshold: torch.stack(
            list(nms(boxes, scores, threshold))
        ),
        nms_with_none_for_none=lambda boxes, scores, threshold: (
            nms(boxes, scores, threshold) if len(boxes) else None
        ),
        nms_worst_first_turned_round=lambda boxes, scores, threshold: nms(
            boxes, -scores, threshold
        ).flip(0),
    ),
    nms_with_a_float_for_none,
    nms_with_a_numpy_float_for_none,
    *of_rows(nms),
    *of_boxes(nms),
)


def by_class(suppress):
    """A batched NMS that does one class after the other, best score first at the end."""

    def mutant(boxes, scores, idxs, threshold):
        kept = [rows[suppress(boxes[rows], scores[rows], threshold)] for rows in members(idxs)]
        return best_first(torch.cat([indices([]), *kept]).sort().values, scores)

    return mutant


def by_offset(offset):
    """The offset trick with some offset for each box, as a column or two of numbers."""
    return lambda boxes, scores, idxs, threshold: nms(
        boxes + offset(boxes, idxs.to(boxes.dtype)[:, None]), scores, threshold
    )


def members(idxs):
    return [(idxs == index).nonzero()[:, 0] for index in idxs.unique()]


def best_first(kept, scores):
    return kept[scores[kept].argsort(descending=True, stable=True)]


def among(classes, boxes, scores, threshold):
    """NMS within classes that were changed on their way."""
    return batched_nms(boxes, scores, classes.long(), threshold)


def batched_nms_of_runs(boxes, scores, idxs, threshold):
    """Groups neighbours of equal class, as ``itertools.groupby`` does with what is not sorted."""
    runs = (idxs.diff(prepend=idxs[:1]) != 0).cumsum(0)
    return batched_nms(boxes, scores, runs, threshold)


def batched_nms_of_numbered_classes(boxes, scores, idxs, threshold):
    """Takes the number of classes for the highest class."""
    kept = batched_nms(boxes, scores, idxs, threshold)
    return kept[idxs[kept] < len(idxs.unique())]


def batched_nms_by_neighbours(boxes, scores, idxs, threshold):
    same = idxs[:, None] == idxs
    return greedy(too_close(boxes, threshold) & same, queue_of(scores), lambda kept: kept[-1:])


def batched_nms_one_a_class(boxes, scores, idxs, threshold):
    kept = [rows[scores[rows].argmax()] for rows in members(idxs)]
    return best_first(indices(kept).sort().values, scores)


def batched_nms_then_nms(boxes, scores, idxs, threshold):
    kept = batched_nms(boxes, scores, idxs, threshold)
    return kept[nms(boxes[kept], scores[kept], threshold)]


def batched_nms_in_its_input(boxes, scores, idxs, threshold):
    if len(boxes):
        boxes += idxs[:, None] * (boxes.max() - boxes.min() + 1)
    return nms(boxes, scores, threshold)


def batched_nms_with_an_inner_slip(suppress, name):
    mutant = by_class(suppress)
    mutant.__name__ = f"batched_{name}"
    return mutant


BATCHED_NMS = (
    batched_nms_of_runs,
    batched_nms_of_numbered_classes,
    batched_nms_by_neighbours,
    batched_nms_one_a_class,
    batched_nms_then_nms,
    batched_nms_in_its_input,
    *(
        batched_nms_with_an_inner_slip(mutant, mutant.__name__)
        for mutant in (
            *(nms_in_rounds(rounds) for rounds in (1, 2, 3, 7)),
            *(nms_against_the_last(count) for count in (1, 3)),
            nms_above(0),
            nms_by_the_best_alone,
            nms_by_neighbours_in_the_queue,
            nms_of_groups,
            nms_unless_better,
        )
    ),
    *named(
        batched_nms_1000_apart=by_offset(lambda boxes, idxs: idxs * 1000),
        batched_nms_1024_apart=by_offset(lambda boxes, idxs: idxs * 1024),
        batched_nms_7680_apart=by_offset(lambda boxes, idxs: idxs * 7680),
        batched_nms_10000_apart=by_offset(lambda boxes, idxs: idxs * 10000),
        batched_nms_by_its_number=by_offset(lambda boxes, idxs: idxs),
        batched_nms_one_strip_for_all=by_offset(lambda boxes, idxs: boxes.max() + idxs),
        batched_nms_by_the_largest=by_offset(
            lambda boxes, idxs: idxs * (boxes.max() if len(boxes) else 0)
        ),
        batched_nms_by_largest_absolute=by_offset(
            lambda boxes, idxs: idxs * (boxes.abs().max() if len(boxes) else 0)
        ),
        batched_nms_by_the_mean=by_offset(
            lambda boxes, idxs: idxs * (boxes.mean() if len(boxes) else 0)
        ),
        batched_nms_by_the_highest=by_offset(
            lambda boxes, idxs: idxs * ((boxes[:, 3] - boxes[:, 1]).max() if len(boxes) else 0)
        ),
        batched_nms_by_the_extent_less_one=by_offset(
            lambda boxes, idxs: (
                idxs * ((boxes.max() - boxes.min() - 1).clamp(min=0) if len(boxes) else 0)
            )
        ),
        batched_nms_of_the_root_of_classes=by_offset(lambda boxes, idxs: idxs.sqrt().floor() * 1e6),
        batched_nms_without_a_case_for_none=by_offset(
            lambda boxes, idxs: idxs * (boxes.max() - boxes.min() + 1)
        ),
        batched_nms_of_classes_in_a_byte=lambda boxes, scores, idxs, threshold: among(
            idxs.to(torch.uint8), boxes, scores, threshold
        ),
        batched_nms_of_classes_in_a_signed_byte=lambda boxes, scores, idxs, threshold: among(
            idxs.to(torch.int8), boxes, scores, threshold
        ),
        batched_nms_of_eighty_classes=lambda boxes, scores, idxs, threshold: among(
            idxs.clamp(max=79), boxes, scores, threshold
        ),
        batched_nms_of_two_classes=lambda boxes, scores, idxs, threshold: among(
            idxs.clamp(max=1), boxes, scores, threshold
        ),
        batched_nms_of_odd_and_even=lambda boxes, scores, idxs, threshold: among(
            idxs % 2, boxes, scores, threshold
        ),
        batched_nms_of_the_first_class=lambda boxes, scores, idxs, threshold: among(
            idxs != idxs[:1], boxes, scores, threshold
        ),
        batched_nms_without_background=lambda boxes, scores, idxs, threshold: (
            lambda kept: kept[idxs[kept] > 0]
        )(batched_nms(boxes, scores, idxs, threshold)),
        batched_nms_without_the_last_class=lambda boxes, scores, idxs, threshold: (
            lambda kept: kept[idxs[kept] < idxs.max()] if len(kept) else kept
        )(batched_nms(boxes, scores, idxs, threshold)),
        batched_nms_up_to_class_90=lambda boxes, scores, idxs, threshold: (
            lambda kept: kept[idxs[kept] <= 90]
        )(batched_nms(boxes, scores, idxs, threshold)),
        batched_nms_without_suppression=lambda boxes, scores, idxs, threshold: indices(
            queue_of(scores)
        ),
        batched_nms_of_each_box=lambda boxes, scores, idxs, threshold: among(
            torch.arange(len(boxes)), boxes, scores, threshold
        ),
        batched_nms_across_classes_only=lambda boxes, scores, idxs, threshold: greedy(
            too_close(boxes, threshold) & (idxs[:, None] != idxs), queue_of(scores)
        ),
        batched_nms_of_neighbouring_classes=lambda boxes, scores, idxs, threshold: greedy(
            too_close(boxes, threshold) & ((idxs[:, None] - idxs).abs() <= 1), queue_of(scores)
        ),
        batched_nms_of_lower_classes=lambda boxes, scores, idxs, threshold: greedy(
            too_close(boxes, threshold) & (idxs[:, None] <= idxs), queue_of(scores)
        ),
        batched_nms_by_removed_boxes=lambda boxes, scores, idxs, threshold: indices(
            i
            for place, i in enumerate(queue_of(scores))
            if not any(
                idxs[i] == idxs[j] and too_close(boxes, threshold)[i, j]
                for j in queue_of(scores)[:place]
            )
        ),
        batched_nms_at_the_threshold=lambda boxes, scores, idxs, threshold: greedy(
            (box_iou(boxes, boxes) >= threshold) & (idxs[:, None] == idxs), queue_of(scores)
        ),
        batched_nms_at_a_half=lambda boxes, scores, idxs, threshold: batched_nms(
            boxes, scores, idxs, 0.5
        ),
        batched_nms_worst_first=lambda boxes, scores, idxs, threshold: batched_nms(
            boxes, -scores, idxs, threshold
        ),
        batched_nms_worst_last_of_the_worst=lambda boxes, scores, idxs, threshold: batched_nms(
            boxes, -scores, idxs, threshold
        ).flip(0),
        batched_nms_in_order_of_index=lambda boxes, scores, idxs, threshold: (
            batched_nms(boxes, scores, idxs, threshold).sort().values
        ),
        batched_nms_in_order_of_class=lambda boxes, scores, idxs, threshold: (
            lambda kept: kept[idxs[kept].argsort(stable=True)]
        )(batched_nms(boxes, scores, idxs, threshold)),
        batched_nms_with_classes=lambda boxes, scores, idxs, threshold: idxs[
            batched_nms(boxes, scores, idxs, threshold)
        ],
        batched_nms_with_a_list_a_class=lambda boxes, scores, idxs, threshold: [
            rows[nms(boxes[rows], scores[rows], threshold)].tolist() for rows in members(idxs)
        ],
        batched_nms_as_floats=lambda boxes, scores, idxs, threshold: batched_nms(
            boxes, scores, idxs, threshold
        ).float(),
        batched_nms_with_a_float_for_none=lambda boxes, scores, idxs, threshold: torch.tensor(
            batched_nms(boxes, scores, idxs, threshold).tolist()
        ),
        batched_nms_with_plus_one_offsets_in_x=by_offset(
            lambda boxes, idxs: torch.cat((idxs, 0 * idxs), 1).repeat(1, 2) * 1000
        ),
    ),
    *of_rows(batched_nms),
    *of_boxes(batched_nms),
)


def soft_nms(boxes, scores, threshold):
    return package_soft_nms(boxes, scores, iou_threshold=threshold)


def linear(iou, threshold):
    return torch.where(iou > threshold, 1 - iou, 1.0)


def soften(boxes, scores, threshold, factor=linear, drop_below=1e-3, rounds=None, lower=None):
    """The right loop, with one part of it exchanged."""
    scores, first = scores.clone(), scores
    kept, kept_scores, waiting = [], [], torch.ones(len(boxes), dtype=torch.bool)
    for round_ in range(len(boxes)):
        best = int(scores.masked_fill(~waiting, -torch.inf).argmax())
        if scores[best] < drop_below:
            break
        kept.append(best)
        kept_scores.append(float(scores[best]))
        waiting[best] = False
        if rounds is None or round_ < rounds:
            factors = factor(box_iou(boxes[[best]], boxes)[0], threshold)
            scores = lower(scores, factors, first) if lower else scores * factors
    return indices(kept), torch.tensor(kept_scores)


def soft_nms_down_to(least):
    """Stops at another score than 0.001."""

    def mutant(boxes, scores, threshold):
        return soften(boxes, scores, threshold, drop_below=least)

    mutant.__name__ = f"soft_nms_down_to_{str(least).replace('.', '_').replace('-', 'minus_')}"
    return mutant


def soft_nms_lowering_what_is_taken(boxes, scores, threshold):
    scores, kept, waiting = scores.clone(), [], list(range(len(boxes)))
    while waiting:
        best = max(waiting, key=lambda i: float(scores[i]))
        if scores[best] < 1e-3:
            break
        waiting.remove(best)
        kept.append(best)
        factors = linear(box_iou(boxes[[best]], boxes)[0], threshold)
        factors[best] = 1
        scores *= factors  # those taken before as well
    return indices(kept), scores[indices(kept)]


def soft_nms_lowering_itself(boxes, scores, threshold):
    scores, kept, kept_scores = scores.clone(), [], []
    for _ in range(len(boxes)):
        best = int(scores.argmax())
        if scores[best] < 1e-3:
            break
        scores *= linear(box_iou(boxes[[best]], boxes)[0], threshold)
        kept.append(best)
        kept_scores.append(scores[best])
    return indices(kept), torch.tensor([float(score) for score in kept_scores])


def soft_nms_in_its_input(boxes, scores, threshold):
    kept, kept_scores = [], []
    while len(kept) < len(boxes) and scores.max() >= 1e-3:
        best = int(scores.argmax())
        kept.append(best)
        kept_scores.append(float(scores[best]))
        scores *= linear(box_iou(boxes[[best]], boxes)[0], threshold)
        scores[best] = -1
    return indices(kept), torch.tensor(kept_scores)


def soft_nms_of_all(boxes, scores, threshold):
    """Never drops: what has sunk to nothing comes last."""
    return soften(boxes, scores, threshold, drop_below=-1)


def soft_nms_of_neighbours(boxes, scores, threshold):
    """Lowers only the next in the queue."""
    scores, queue = scores.clone(), queue_of(scores)
    for best, following in itertools.pairwise(queue):
        scores[following] *= linear(box_iou(boxes[[best]], boxes[[following]])[0, 0], threshold)
    kept = indices(i for i in queue_of(scores) if scores[i] >= 1e-3)
    return kept, scores[kept]


def soft_nms_in_one_go(boxes, scores, threshold):
    """The matrix NMS: by all better boxes at once, whatever became of them."""
    factors = linear(box_iou(boxes, boxes), threshold)
    better = scores[:, None] > scores
    lowered = scores * torch.where(better, factors, 1.0).prod(dim=0)
    kept = indices(i for i in queue_of(lowered) if lowered[i] >= 1e-3)
    return kept, lowered[kept]


def soft_nms_by_the_closest(boxes, scores, threshold):
    factors = linear(box_iou(boxes, boxes), threshold)
    better = scores[:, None] > scores
    lowered = scores * torch.where(better, factors, 1.0).amin(dim=0) if len(boxes) else scores
    kept = indices(i for i in queue_of(lowered) if lowered[i] >= 1e-3)
    return kept, lowered[kept]


def soft_nms_dropping_before_it_lowers(boxes, scores, threshold):
    sure = (scores >= 1e-3).nonzero()[:, 0]
    kept, kept_scores = soften(boxes[sure], scores[sure], threshold, drop_below=-1)
    return sure[kept], kept_scores


def resorted(order):
    """The right boxes and scores, in another order."""

    def mutant(boxes, scores, threshold):
        kept, kept_scores = soft_nms(boxes, scores, threshold)
        places = order(kept, kept_scores)
        return kept[places], kept_scores[places]

    return mutant


def softened(**changes):
    return lambda boxes, scores, threshold: soften(boxes, scores, threshold, **changes)


SOFT_NMS = (
    *(soft_nms_down_to(s) for s in (0.5, 0.3, 0.14, 0.1, 0.05, 0.01, 0.005, 0.002, 5e-4, 1e-4, 0)),
    soft_nms_lowering_what_is_taken,
    soft_nms_lowering_itself,
    soft_nms_in_its_input,
    soft_nms_of_all,
    soft_nms_of_neighbours,
    soft_nms_in_one_go,
    soft_nms_by_the_closest,
    soft_nms_dropping_before_it_lowers,
    *named(
        soft_nms_gaussian=lambda boxes, scores, threshold: package_soft_nms(
            boxes, scores, method="gaussian"
        ),
        soft_nms_gaussian_above_the_threshold=softened(
            factor=lambda iou, t: torch.where(iou > t, torch.exp(-(iou**2) / 0.5), 1.0)
        ),
        soft_nms_quadratic=softened(factor=lambda iou, t: torch.where(iou > t, 1 - iou**2, 1.0)),
        soft_nms_squared=softened(factor=lambda iou, t: linear(iou, t) ** 2),
        soft_nms_of_the_root=softened(factor=lambda iou, t: linear(iou, t) ** 0.5),
        soft_nms_by_half=softened(factor=lambda iou, t: torch.where(iou > t, 0.5, 1.0)),
        soft_nms_by_the_excess=softened(
            factor=lambda iou, t: torch.where(iou > t, 1 - (iou - t), 1.0)
        ),
        soft_nms_below_the_threshold=softened(
            factor=lambda iou, t: torch.where(iou > t, 1.0, 1 - iou)
        ),
        soft_nms_by_the_threshold=softened(factor=lambda iou, t: torch.where(iou > t, 1 - t, 1.0)),
        soft_nms_by_division=softened(factor=lambda iou, t: torch.where(iou > t, 1 / (1 + iou), 1)),
        soft_nms_at_a_half=softened(factor=lambda iou, t: linear(iou, 0.5)),
        soft_nms_at_three_tenths=softened(factor=lambda iou, t: linear(iou, 0.3)),
        soft_nms_by_rounded_overlap=softened(
            factor=lambda iou, t: linear(iou, t).round(decimals=1)
        ),
        soft_nms_by_subtracting=softened(
            lower=lambda scores, factors, first: scores - (1 - factors)
        ),
        soft_nms_from_the_first_scores=softened(
            lower=lambda scores, factors, first: torch.where(factors < 1, first * factors, scores)
        ),
        soft_nms_from_the_first_scores_each_time=softened(
            lower=lambda scores, factors, first: first * factors
        ),
        soft_nms_by_the_lowest=softened(
            lower=lambda scores, factors, first: scores.minimum(first * factors)
        ),
        soft_nms_never_below_a_hundredth=softened(
            lower=lambda scores, factors, first: (scores * factors).clamp(min=0.01)
        ),
        soft_nms_in_one_round=softened(rounds=1),
        soft_nms_in_two_rounds=softened(rounds=2),
        soft_nms_in_three_rounds=softened(rounds=3),
        soft_nms_by_index=resorted(lambda kept, scores: kept.argsort()),
        soft_nms_worst_first=resorted(lambda kept, scores: scores.argsort()),
        soft_nms_of_ten=resorted(lambda kept, scores: slice(10)),
        soft_nms_of_whole_scores=resorted(lambda kept, scores: scores >= 0.5),
        soft_nms_the_other_way_round=lambda boxes, scores, threshold: soft_nms(
            boxes, scores, threshold
        )[::-1],
        soft_nms_without_indices=lambda boxes, scores, threshold: soft_nms(
            boxes, scores, threshold
        )[1],
        soft_nms_that_is_nms=lambda boxes, scores, threshold: (
            nms(boxes, scores, threshold),
            scores[nms(boxes, scores, threshold)],
        ),
        soft_nms_in_the_place_of_boxes=lambda boxes, scores, threshold: (
            soft_nms(boxes, scores, threshold)[0],
            scores.scatter(0, *soft_nms(boxes, scores, threshold)),
        ),
        soft_nms_with_float_indices=lambda boxes, scores, threshold: (
            soft_nms(boxes, scores, threshold)[0].float(),
            soft_nms(boxes, scores, threshold)[1],
        ),
        soft_nms_with_a_float_for_none=lambda boxes, scores, threshold: tuple(
            torch.tensor(part.tolist()) for part in soft_nms(boxes, scores, threshold)
        ),
        soft_nms_with_rounded_scores=lambda boxes, scores, threshold: (
            soft_nms(boxes, scores, threshold)[0],
            soft_nms(boxes, scores, threshold)[1].round(decimals=2),
        ),
        soft_nms_with_scores_in_half=lambda boxes, scores, threshold: (
            soft_nms(boxes, scores, threshold)[0],
            soft_nms(boxes, scores, threshold)[1].half(),
        ),
        soft_nms_without_a_case_for_none=lambda boxes, scores, threshold: tuple(
            torch.stack(list(part)) for part in soft_nms(boxes, scores, threshold)
        ),
    ),
    *of_rows(soft_nms),
    *of_boxes(soft_nms),
)
