"""Wrong average precisions beside those of the museum, each with a name that tells the slip.

Most change one thing of ``usual``, which is right and holds its steps apart.
"""

import torch

from mrcnn_edu.classroom.exercises.evaluation.one_class import LEVELS, average_precision
from mrcnn_edu.classroom.exercises.mutants import named, of_fractions


def highest_first(scores):
    return scores.argsort(descending=True, stable=True)


def over_all_so_far(found):
    return found / torch.arange(1, len(found) + 1)


def best_from_here(precision):
    return precision.flip(0).cummax(dim=0).values.flip(0)


def at_levels(recall, precision):
    reached = torch.searchsorted(recall, LEVELS)
    return torch.cat((precision, torch.zeros(1)))[reached].mean()


def usual(
    order=highest_first,
    recall=lambda found, objects: found / objects,
    precision=over_all_so_far,
    envelope=best_from_here,
    mean=at_levels,
    without_objects=-1.0,
):
    """A right average precision, if nothing is exchanged."""

    def mutant(scores, right, objects):
        if objects == 0:
            return without_objects
        found = right[order(scores)].double().cumsum(dim=0)
        return mean(recall(found, objects), envelope(precision(found)))

    return mutant


def at(levels):
    """The mean over other levels."""

    def mean(recall, precision):
        return torch.cat((precision, torch.zeros(1)))[torch.searchsorted(recall, levels)].mean()

    return mean


def beyond(recall, precision):
    """A level counts only where the recall passes it."""
    reached = torch.searchsorted(recall, LEVELS, right=True)
    return torch.cat((precision, torch.zeros(1)))[reached].mean()


def with_the_last_precision(recall, precision):
    """Levels never reached have the precision of the end of the list."""
    if len(recall) == 0:
        return 0.0
    reached = torch.searchsorted(recall, LEVELS).clamp(max=len(recall) - 1)
    return precision[reached].mean()


def area(recall, precision):
    """Under the steps, as PASCAL VOC has it since 2010."""
    before = torch.cat((torch.zeros(1), recall))[:-1]
    return ((recall - before) * precision).sum()


def trapezoids(recall, precision):
    """Under straight lines between the dots, from a precision of 1 on."""
    x, y = torch.cat((torch.zeros(1), recall)), torch.cat((torch.ones(1), precision))
    return torch.trapezoid(y, x)


def one_for_equal_scores(scores, right, objects):
    """Detections of equal scores make a single step."""
    if objects == 0:
        return -1.0
    order = highest_first(scores)
    found = right[order].double().cumsum(dim=0)
    last = torch.cat((scores[order].diff() != 0, torch.ones(min(len(scores), 1)).bool()))
    return at_levels((found / objects)[last], best_from_here(over_all_so_far(found)[last]))


def without_wrong_ones(scores, right, objects):
    return average_precision(scores[right], right[right], objects)


def best_ten(scores, right, objects):
    kept = highest_first(scores)[:10]
    return average_precision(scores[kept], right[kept], objects)


def that_needs_detections(scores, right, objects):
    if objects == 0:
        return -1.0
    return average_precision(scores, right, objects) + 0 * scores.max()


def sorted_in_place(scores, right, objects):
    scores[:] = scores.sort(descending=True).values
    return average_precision(scores, right, objects)


def with_a_loop_that_stops_at_a_wrong_one(scores, right, objects):
    order = highest_first(scores)
    found = int(right[order].long().cumprod(dim=0).sum())
    return average_precision(scores[order][:found], right[order][:found], objects)


AVERAGE_PRECISION = (
    *of_fractions(average_precision),
    *named(
        ap_as_listed=usual(order=lambda s: torch.arange(len(s))),
        ap_lowest_first=usual(order=lambda s: s.argsort(stable=True)),
        ap_turned_after_sorting=usual(order=lambda s: s.argsort(stable=True).flip(0)),
        ap_of_rounded_scores=usual(order=lambda s: highest_first(s.round(decimals=3))),
        ap_of_scores_to_one=usual(order=lambda s: highest_first(s.clamp(0, 1))),
        ap_recall_of_what_was_found=usual(recall=lambda f, _: f / f[-1:].clamp(min=1)),
        ap_recall_of_detections=usual(recall=lambda f, _: f / max(len(f), 1)),
        ap_recall_of_one_more=usual(recall=lambda f, objects: f / (objects + 1)),
        ap_precision_of_one_more=usual(precision=lambda f: f / (torch.arange(len(f)) + 2)),
        ap_precision_over_all=usual(precision=lambda f: f / max(len(f), 1)),
        ap_precision_over_wrong_ones=usual(
            precision=lambda f: f / (torch.arange(len(f)) + 1 - f).clamp(min=1)
        ),
        ap_envelope_from_the_left=usual(envelope=lambda p: p.cummax(dim=0).values),
        ap_smallest_from_here=usual(
            envelope=lambda p: p.flip(0).cummin(dim=0).values.flip(0)
        ),
        ap_best_of_all=usual(envelope=lambda p: p.max() + 0 * p if len(p) else p),
        ap_envelope_of_neighbours=usual(
            envelope=lambda p: torch.maximum(p, torch.cat((p[1:], p[-1:])))
        ),
        ap_beyond_each_level=usual(mean=beyond),
        ap_with_the_last_precision=usual(mean=with_the_last_precision),
        ap_by_area=usual(mean=area),
        ap_by_trapezoids=usual(mean=trapezoids),
        ap_mean_of_precisions=usual(mean=lambda _, p: p.mean() if len(p) else 0.0),
        ap_last_precision=usual(mean=lambda _, p: p[-1] if len(p) else 0.0),
        ap_last_recall=usual(mean=lambda r, _: r[-1] if len(r) else 0.0),
        ap_without_recall_0=usual(mean=at(LEVELS[1:])),
        ap_without_recall_1=usual(mean=at(LEVELS[:-1])),
        ap_at_101_from_one_101st=usual(mean=at(torch.arange(1, 102) / 101)),
        ap_at_1001_points=usual(mean=at(torch.arange(1001).double() / 1000)),
        ap_in_percent=usual(mean=lambda r, p: 100 * at_levels(r, p)),
        ap_none_without_objects=usual(without_objects=None),
        ap_nan_without_objects=usual(without_objects=float("nan")),
        ap_one_without_objects=usual(without_objects=1.0),
    ),
    one_for_equal_scores,
    without_wrong_ones,
    best_ten,
    that_needs_detections,
    sorted_in_place,
    with_a_loop_that_stops_at_a_wrong_one,
)  # fmt: skip
