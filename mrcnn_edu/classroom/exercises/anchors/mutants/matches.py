"""Wrong matches, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.anchors.one_map import match_anchors
from mrcnn_edu.classroom.exercises.mutants import (
    of_rows,
    rewritten,
    with_answers,
    with_arguments,
    without,
)


def in_torch(iou, high, low, low_quality):
    if len(iou) == 0:
        return torch.full(iou.shape[1:], -1)
    overlap, best_box = iou.max(dim=0)
    matches = torch.full_like(best_box, -2)
    matches[overlap < low] = -1
    matches[overlap >= high] = best_box[overlap >= high]
    if low_quality:
        most = iou.amax(dim=1, keepdim=True)
        is_best = ((iou == most) & (most > 0)).any(dim=0)
        matches[is_best] = best_box[is_best]
    return matches


def given_to_the_box_that_wants_it(iou, high, low, low_quality):
    matches = in_torch(iou, high, low, False)
    if low_quality:
        for box, row in enumerate(iou):
            matches[(row == row.max()) & (row > 0)] = box
    return matches


def where_no_box_is_reached_at_all(iou, high, low, low_quality):
    matches = in_torch(iou, high, low, False)
    return matches if (matches >= 0).any() else in_torch(iou, high, low, low_quality)


def that_rescues_boxes_without_overlap(iou, high, low, low_quality):
    matches = in_torch(iou, high, low, False)
    if low_quality and len(iou) > 0:
        best_box = iou.argmax(dim=0)
        for row in iou:
            matches[int(row.argmax())] = best_box[int(row.argmax())]
    return matches


def one_anchor_for_each_box(iou, high, low, low_quality):
    matches = in_torch(iou, high, low, False)
    matches[matches >= 0] = -2
    for row in iou:
        if low_quality or row.max() >= high:
            matches[int(row.argmax())] = int(iou[:, int(row.argmax())].argmax())
    return matches


def that_needs_an_object(iou, high, low, low_quality):
    iou.max(dim=0)  # fails without objects
    return match_anchors(iou, high, low, low_quality)


MATCH_ANCHORS = (
    given_to_the_box_that_wants_it,
    where_no_box_is_reached_at_all,
    that_rescues_boxes_without_overlap,
    one_anchor_for_each_box,
    that_needs_an_object,
    *without("that_needs_a_row", of_rows(match_anchors)),
    *with_answers(
        match_anchors,
        as_yes_or_no=lambda matches: matches >= 0,
        as_labels=lambda matches: (matches >= 0).long() - (matches == -2).long(),
        with_ignored_as_background=lambda matches: matches.clamp(min=-1),
        with_zero_for_background=lambda matches: matches.clamp(min=0),
        with_both_exchanged=lambda matches: torch.where(matches < 0, -3 - matches, matches),
        numbered_from_one=lambda matches: torch.where(matches >= 0, matches + 1, matches),
        as_fractions=lambda matches: matches.double(),
        of_those_that_match=lambda matches: matches[matches >= 0],
        of_all_but_ignored=lambda matches: matches[matches != -2],
        as_bytes=lambda matches: matches.to(torch.uint8),
    ),
    *with_arguments(
        match_anchors,
        of_overlaps_to_one_digit=lambda iou: iou.round(decimals=1),
        of_rounded_overlaps=torch.round,
        of_the_first_object=lambda iou: iou[:1],
        of_the_last_object=lambda iou: iou[-1:],
        of_objects_backwards=lambda iou: iou.flip(0),
    ),
    *rewritten(
        in_torch,
        strictly_above=("matches[overlap >= high] = best_box[overlap >= high]",
                        "matches[overlap > high] = best_box[overlap > high]"),
        background_up_to_low=("overlap < low", "overlap <= low"),
        with_low_for_high=("matches[overlap >= high] = best_box[overlap >= high]",
                           "matches[overlap >= low] = best_box[overlap >= low]"),
        with_high_for_low=("overlap < low", "overlap < high"),
        with_the_usual_thresholds=("overlap, best_box = iou.max(dim=0)",
                                   "high, low = 0.7, 0.3\n    overlap, best_box ="
                                   " iou.max(dim=0)"),
        with_one_threshold=("overlap, best_box = iou.max(dim=0)",
                            "high = low = 0.5\n    overlap, best_box = iou.max(dim=0)"),
        by_the_mean_overlap=("overlap, best_box = iou.max(dim=0)",
                             "overlap, best_box = iou.mean(dim=0), iou.argmax(dim=0)"),
        by_the_sum_of_overlaps=("overlap, best_box = iou.max(dim=0)",
                                "overlap, best_box = iou.sum(dim=0), iou.argmax(dim=0)"),
        to_the_worst_box=("overlap, best_box = iou.max(dim=0)",
                          "overlap, best_box = iou.amax(dim=0), iou.argmin(dim=0)"),
        to_the_first_box=("overlap, best_box = iou.max(dim=0)",
                          "overlap, best_box = iou.amax(dim=0), 0 * iou.argmax(dim=0)"),
        to_the_last_that_reaches=("overlap, best_box = iou.max(dim=0)",
                                  "overlap, best_box = iou.amax(dim=0), ((iou >= high) *"
                                  " torch.arange(len(iou))[:, None]).amax(dim=0)"),
        always_with_the_best=("if low_quality:", "if True:"),
        never_with_the_best=("if low_quality:", "if False:"),
        with_the_best_exactly_when_not_asked=("if low_quality:", "if not low_quality:"),
        with_the_best_of_nothing=(" & (most > 0)", ""),
        with_the_best_above_low=("(most > 0)", "(most >= low)"),
        with_the_best_of_whom_none_reaches=("(most > 0)", "(most > 0) & (most < 0.6)"),
        with_the_best_of_all=("iou.amax(dim=1, keepdim=True)", "iou.amax()"),
        with_the_best_box_of_each_anchor=("iou.amax(dim=1, keepdim=True)",
                                          "iou.amax(dim=0, keepdim=True)"),
        with_nearly_the_best=("iou == most", "iou >= most - 0.15"),
        with_the_first_of_the_best=("is_best = ((iou == most) & (most > 0)).any(dim=0)",
                                    "is_best = iou.argmax(dim=1)[most[:, 0] > 0]"),
        with_the_last_of_the_best=("is_best = ((iou == most) & (most > 0)).any(dim=0)",
                                   "is_best = iou.shape[1] - 1 -"
                                   " iou.flip(1).argmax(dim=1)[most[:, 0] > 0]"),
        with_the_best_of_every_box=(".any(dim=0)", ".all(dim=0)"),
        with_the_best_ignored=("best_box[is_best]", "-2"),
        with_the_best_to_the_first_box=("best_box[is_best]", "0"),
        with_background_of_no_object=("torch.full(iou.shape[1:], -1)",
                                      "torch.full(iou.shape[1:], -2)"),
        with_objects_of_no_object=("torch.full(iou.shape[1:], -1)",
                                   "torch.full(iou.shape[1:], 0)"),
        with_nothing_of_no_object=("torch.full(iou.shape[1:], -1)", "torch.full((0,), -1)"),
    ),
)  # fmt: skip
