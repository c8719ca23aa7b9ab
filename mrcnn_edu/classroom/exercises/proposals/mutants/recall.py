"""Wrong recalls, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.mutants import named, of_boxes, of_fractions, rewritten, without
from mrcnn_edu.classroom.exercises.proposals.one_image import recall_at
from mrcnn_edu.ops.boxes import box_iou


def in_torch(boxes, proposals, iou, n):
    first = proposals[:n]
    if len(first) == 0:
        return torch.tensor(0.0)
    overlaps = box_iou(boxes, first)
    best = overlaps.amax(dim=1)
    found = best >= iou
    return found.sum() / len(boxes)


RECALL_AT = (
    *of_fractions(recall_at),
    *without("of_coordinates_to_one", of_boxes(recall_at)),
    *rewritten(
        in_torch,
        above_the_iou=("best >= iou", "best > iou"),
        at_one_half=("best >= iou", "best >= 0.5"),
        at_three_quarters=("best >= iou", "best >= 0.75"),
        below_the_iou=("best >= iou", "best < iou"),
        of_the_last_ones=("proposals[:n]", "proposals[-n:]"),
        of_one_less=("proposals[:n]", "proposals[: n - 1]"),
        of_one_more=("proposals[:n]", "proposals[: n + 1]"),
        of_the_nth_alone=("proposals[:n]", "proposals[n - 1 : n]"),
        of_the_first_alone=("proposals[:n]", "proposals[: min(n, 1)]"),
        of_the_first_objects=("proposals[:n]", "proposals\n    boxes = boxes[:n]"),
        of_every_nth=("proposals[:n]", "proposals[:: max(n, 1)]"),
        by_the_wrong_axis=("amax(dim=1)", "amax(dim=0)"),
        by_the_mean_overlap=("amax(dim=1)", "mean(dim=1)"),
        by_the_sum_of_overlaps=("amax(dim=1)", "sum(dim=1)"),
        by_the_least_overlap=("amax(dim=1)", "amin(dim=1)"),
        by_the_first_overlap=("amax(dim=1)", "select(1, 0)"),
        by_the_last_overlap=("amax(dim=1)", "select(1, -1)"),
        by_all_overlaps=("best = overlaps.amax(dim=1)", "best = overlaps"),
        as_precision=("/ len(boxes)", "/ len(first)"),
        by_the_proposals=("/ len(boxes)", "/ len(proposals)"),
        by_n=("/ len(boxes)", "/ n"),
        as_a_count=("found.sum() / len(boxes)", "found.sum()"),
        as_whole_shares=("found.sum() / len(boxes)", "found.sum() // len(boxes)"),
        in_per_cent=("found.sum() / len(boxes)", "100 * found.sum() / len(boxes)"),
        whether_any=("found.sum() / len(boxes)", "found.any().float()"),
        whether_all=("found.sum() / len(boxes)", "found.all().float()"),
        for_each_object=("found.sum() / len(boxes)", "found.float()"),
        as_mean_overlap=("found.sum() / len(boxes)", "best.mean()"),
        as_missed=("found.sum() / len(boxes)", "1 - found.sum() / len(boxes)"),
        nan_without_proposals=("return torch.tensor(0.0)", "return torch.tensor(torch.nan)"),
        one_without_proposals=("return torch.tensor(0.0)", "return torch.tensor(1.0)"),
        that_needs_proposals=("if len(first) == 0:", "if False:"),
        that_needs_as_many=("if len(first) == 0:", "if len(first) < n:"),
    ),
    *named(
        of_objects_and_proposals_exchanged=lambda boxes, proposals, iou, n: in_torch(
            proposals[:n], boxes, iou, len(boxes)
        ),
        with_an_axis_more=lambda *given: in_torch(*given)[None],
        of_objects_by_y=lambda boxes, proposals, iou, n: in_torch(
            boxes[:, [1, 0, 3, 2]], proposals, iou, n
        ),
        that_uses_an_object_up=lambda boxes, proposals, iou, n: _one_to_one(
            boxes, proposals[:n], iou
        ),
    ),
)


def _one_to_one(boxes, proposals, iou):
    """Each proposal serves one object: matching, which recall of proposals doesn't ask for."""
    left, found = set(range(len(boxes))), 0
    for proposal in proposals:
        overlaps = box_iou(proposal[None], boxes)[0]
        fits = [g for g in left if overlaps[g] >= iou]
        if fits:
            left.remove(max(fits, key=lambda g: float(overlaps[g])))
            found += 1
    return found / len(boxes)
