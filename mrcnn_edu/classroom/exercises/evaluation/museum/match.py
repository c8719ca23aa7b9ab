"""Wrong matches: iou (D, G), the highest-scoring detection first, threshold, to (D,).

Each detection in turn should take what it overlaps most, of those that it overlaps enough and
nobody has taken. ``MATCH`` lists the bugs.
"""

import torch

from mrcnn_edu.classroom.exercises.evaluation.one_class import match


def match_where_objects_choose(iou, threshold):
    matches = torch.full((len(iou),), -1)
    for g in range(iou.shape[1] if len(iou) else 0):
        best = iou[:, g].argmax()
        if iou[best, g] >= threshold:
            matches[best] = g
    return matches


def match_of_the_best_alone(iou, threshold):
    taken, matches = set(), []
    for row in iou if iou.shape[1] else []:
        best = int(row.argmax())
        found = row[best] >= threshold and best not in taken
        matches.append(best if found else -1)
        if found:
            taken.add(best)
    return matches or [-1] * len(iou)


def match_with_ids_from_zero(iou, threshold):
    ids = range(iou.shape[1])
    found = torch.zeros(len(iou), dtype=torch.long)  # 0: nothing found yet
    for d, g in enumerate(match(iou, threshold).tolist()):
        if g >= 0:
            found[d] = ids[g]
    return torch.where(found != 0, found, -1)


def match_again_and_again(iou, threshold):
    if iou.numel() == 0:
        return torch.full((len(iou),), -1)
    best, which = iou.max(dim=1)
    return torch.where(best >= threshold, which, -1)


def match_of_pairs_by_overlap(iou, threshold):
    matches, left = torch.full((len(iou),), -1), iou.clone()
    while left.numel() and left.max() >= threshold:
        d, g = divmod(int(left.argmax()), left.shape[1])
        matches[d] = g
        left[d], left[:, g] = -1, -1
    return matches


MATCH = [
    match_where_objects_choose,
    match_of_the_best_alone,
    match_with_ids_from_zero,
    match_again_and_again,
    match_of_pairs_by_overlap,
]
