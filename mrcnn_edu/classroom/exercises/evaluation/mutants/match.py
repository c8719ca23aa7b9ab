"""Wrong matches beside those of the museum, each with a name that tells the slip."""

from itertools import permutations

import torch

from mrcnn_edu.classroom.exercises.evaluation.one_class import match
from mrcnn_edu.classroom.exercises.mutants import named, of_rows


def in_turn(choose, enough=lambda value, threshold: value >= threshold, take=True):
    """Each detection in turn chooses one of the objects that are free and overlapped enough.

    ``choose`` is given these objects and the detection's IoU with all.
    """

    def mutant(iou, threshold):
        taken, matches = set(), []
        for row in iou.tolist():
            good = [g for g, v in enumerate(row) if enough(v, threshold) and g not in taken]
            matches.append(choose(good, row) if good else -1)
            taken |= {matches[-1]} if take else set()
        return matches

    return mutant


def best(good, row):
    return max(good, key=lambda g: row[g])


def by_assignment(iou, threshold):
    """The pairs with the largest sum, whatever the scores."""
    rows, places = iou.tolist(), [*range(iou.shape[1]), *[-1] * len(iou)]
    ways = set(permutations(places, len(rows))) if len(places) < 7 else {(-1,) * len(rows)}

    def worth(way):
        return sum(
            row[g] if row[g] >= threshold else -1
            for row, g in zip(rows, way, strict=True)
            if g >= 0
        )

    return list(max(sorted(ways, reverse=True), key=worth))


def taken_by_wrong_ones_too(iou, threshold):
    """The nearest object is used up, even where the overlap is too small."""
    taken, matches = set(), []
    for row in iou.tolist():
        free = [g for g in range(len(row)) if g not in taken]
        nearest = best(free, row) if free else -1
        taken.add(nearest)
        matches.append(nearest if free and row[nearest] >= threshold else -1)
    return matches


def the_last_one_wins(iou, threshold):
    """An object goes to the last detection that wants it."""
    owner = {}
    for d, row in enumerate(iou.tolist()):
        if row and max(row) >= threshold:
            owner[row.index(max(row))] = d
    matches = torch.full((len(iou),), -1)
    for g, d in owner.items():
        matches[d] = g
    return matches


def best_duplicate_wins(iou, threshold):
    """Of all that want an object, it keeps the one that fits best."""
    matches = torch.full((len(iou),), -1)
    if iou.numel():
        wanted = iou.argmax(dim=1)
        for g in wanted.unique().tolist():
            rivals = (wanted == g).nonzero()[:, 0]
            winner = rivals[iou[rivals, g].argmax()]
            matches[winner] = g if iou[winner, g] >= threshold else -1
    return matches


def same_index(iou, threshold):
    shape = iou.shape
    return [d if d < shape[1] and iou[d, d] >= threshold else -1 for d in range(shape[0])]


def stopped_at_the_first_wrong_one(iou, threshold):
    matches = match(iou, threshold)
    wrong = (matches < 0).long().cumsum(dim=0) > 0
    return torch.where(wrong, -1, matches)


def objects_turn(iou, threshold):
    """For each object the detection that found it."""
    matches = match(iou, threshold).tolist()
    return [matches.index(g) if g in matches else -1 for g in range(iou.shape[1])]


def that_needs_objects(iou, threshold):
    iou.argmax(dim=1)
    return match(iou, threshold)


def that_marks_in_place(iou, threshold):
    matches = []
    for row in iou:
        g = int(row.argmax()) if len(row) else -1
        matches.append(g if g >= 0 and row[g] >= threshold else -1)
        if matches[-1] >= 0:
            iou[:, g] = -1
    return matches


def without_losers(iou, threshold):
    matches = match(iou, threshold)
    return matches[matches >= 0]


MATCH = (
    *of_rows(match),
    *named(
        match_with_more_than=in_turn(best, lambda v, t: v > t),
        match_the_first_that_will_do=in_turn(lambda good, _: good[0]),
        match_the_last_that_will_do=in_turn(lambda good, _: good[-1]),
        match_the_worst_that_will_do=in_turn(lambda good, row: min(good, key=lambda g: row[g])),
        match_without_taking=in_turn(best, take=False),
        match_at_one_half=in_turn(best, lambda v, _: v >= 0.5),
        match_without_threshold=in_turn(best, lambda v, _: v > 0),
        match_at_threshold_squared=in_turn(best, lambda v, t: v >= t * t),
        match_from_one=lambda iou, t: match(iou, t) + 1,
        match_zero_for_none=lambda iou, t: match(iou, t).clamp(min=0),
        match_right_or_wrong=lambda iou, t: match(iou, t) >= 0,
        match_one_or_zero=lambda iou, t: (match(iou, t) >= 0).long(),
        match_as_fractions=lambda iou, t: match(iou, t).double(),
        match_lowest_scoring_first=lambda iou, t: match(iou.flip(0), t).flip(0),
        match_of_the_turned_table=lambda iou, t: match(iou.T, t),
        match_of_rounded_overlaps=lambda iou, t: match(iou.round(decimals=1), t),
    ),
    by_assignment,
    taken_by_wrong_ones_too,
    the_last_one_wins,
    best_duplicate_wins,
    same_index,
    stopped_at_the_first_wrong_one,
    objects_turn,
    that_needs_objects,
    that_marks_in_place,
    without_losers,
)
