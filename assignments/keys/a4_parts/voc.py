"""Average precision by PASCAL's rule: eleven levels, and objects that do not count."""

import numpy as np
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named, with_answers, with_arguments


def voc_ap(iou, scores, difficult, threshold):
    return _ap(iou, scores, difficult, threshold)


def _take_only_the_best(row, taken, difficult, threshold):
    """Which object a detection goes with, and whether it is right, wrong, or does not count."""
    best = int(row.argmax())
    if row[best] < threshold:
        return None, 0
    if difficult[best]:
        return None, -1
    return best, 0 if best in taken else 1


def _eleven(verdicts, objects, *, levels=11, later=True, start=0):
    """The mean over eleven recalls of the best precision there or later."""
    right = np.cumsum([v == 1 for v in verdicts])
    precision = right / np.arange(1, len(verdicts) + 1)
    found = []
    for k in range(start, levels):
        reached = right * (levels - 1) >= k * objects  # whole numbers: no rounding
        if later:
            found.append(precision[reached].max() if reached.any() else 0.0)
        else:
            found.append(precision[reached.argmax()] if reached.any() else 0.0)
    return float(np.mean(found))


def _ap(
    iou,
    scores,
    difficult,
    threshold,
    *,
    take=_take_only_the_best,
    curve=_eleven,
    order=lambda s: np.argsort(-s, kind="stable"),
    to_find=lambda difficult: int((~difficult).sum()),
    nothing=-1.0,
    left_out=lambda v: v >= 0,
):
    """The right way, with every step that can go wrong as an argument."""
    hard = difficult.bool().numpy()
    objects = to_find(hard)
    if objects == 0:
        return torch.tensor(nothing, dtype=torch.float64)
    taken, verdicts = set(), []
    for d in order(scores.double().numpy()):
        which, verdict = take(iou[d].double().numpy(), taken, hard, threshold)
        if which is not None:
            taken.add(which)
        if left_out(verdict):
            verdicts.append(verdict)
    return torch.tensor(curve(verdicts, objects), dtype=torch.float64)


def in_loops(iou, scores, difficult, threshold):
    objects = sum(not hard for hard in difficult.tolist())
    if objects == 0:
        return -1
    found, seen, rows = set(), 0, []
    for d in sorted(range(len(scores)), key=lambda d: -scores[d].item()):
        values = iou[d].tolist()
        g = values.index(max(values))
        if values[g] >= threshold and difficult[g]:
            continue
        seen += 1
        if values[g] >= threshold:
            found.add(g)
        rows.append((len(found) / objects, len(found) / seen))
    return sum(max((p for r, p in rows if r >= k / 10), default=0) for k in range(11)) / 11


def in_torch(iou, scores, difficult, threshold):
    objects = (~difficult).sum()
    if objects == 0:
        return torch.tensor(-1.0)
    if len(scores) == 0:
        return torch.tensor(0.0)
    order = scores.argsort(descending=True, stable=True)
    table = iou[order]
    best = torch.from_numpy(table.numpy().argmax(axis=1))
    enough = table.amax(dim=1) >= threshold
    counts = ~(enough & difficult[best])
    best, enough = best[counts], enough[counts]
    same = (best[:, None] == best) & enough & enough[:, None]
    right = enough & ~same.tril(diagonal=-1).any(dim=1)
    tp = right.cumsum(0)
    if len(tp) == 0:
        return torch.tensor(0.0)
    precision, recall = tp / torch.arange(1, len(tp) + 1), tp / objects
    reached = recall[:, None] >= torch.arange(11) / 10 - 1e-9  # (D, 11)
    return torch.where(reached, precision[:, None], 0).amax(dim=0).double().mean()


def in_numpy(iou, scores, difficult, threshold):
    hard = difficult.numpy()
    positives = np.count_nonzero(hard == 0)
    if positives == 0:
        return -1.0
    tp, fp, used = [], [], np.zeros(len(hard), bool)
    for d in np.argsort(-scores.numpy(), kind="stable"):
        overlap = iou[d].numpy()
        g = overlap.argmax()
        t = f = 0
        if overlap[g] < threshold or (not hard[g] and used[g]):
            f = 1
        elif not hard[g]:
            t, used[g] = 1, True
        tp.append(t)
        fp.append(f)
    tp, fp = np.cumsum(tp), np.cumsum(fp)
    precision = tp / np.maximum(tp + fp, 1)
    ap = 0.0
    for level in np.linspace(0, 1, 11):
        good = precision[tp / positives >= level - 1e-12] if len(tp) else []
        ap += max(good, default=0.0) / 11
    return ap


def from_the_end(iou, scores, difficult, threshold):
    """Goes up the list, so that the best precision from there on is known."""
    marks, used = [], set()
    objects = int((difficult == 0).sum())
    if not objects:
        return -1.0
    for row in iou[scores.argsort(descending=True, stable=True)].tolist():
        top = max(row)
        g = row.index(top)
        if top < threshold:
            marks.append(0)
        elif not difficult[g]:
            marks.append(int(g not in used))
            used.add(g)
    right, best, left, heights = sum(marks), 0.0, sum(marks), [0.0] * 11
    for rank in range(len(marks), 0, -1):
        best = max(best, left / rank)
        for level in range(11):
            if level * objects <= 10 * left:
                heights[level] = max(heights[level], best)
        left -= marks[rank - 1]
    assert 0 <= left <= right
    return sum(heights) / 11


SOLUTIONS = (in_loops, in_torch, in_numpy, from_the_end, voc_ap)


def _slip(**changes):
    return lambda iou, scores, difficult, threshold: _ap(
        iou, scores, difficult, threshold, **changes
    )


def _curve(**changes):
    return _slip(curve=lambda verdicts, objects: _eleven(verdicts, objects, **changes))


def _take(function):
    return _slip(take=function)


def _or_another(row, taken, difficult, threshold):
    """COCO's: if the best one is taken, the next best will do."""
    free = [g for g in np.argsort(-row, kind="stable") if g not in taken and not difficult[g]]
    if free and row[free[0]] >= threshold:
        return int(free[0]), 1
    best = int(row.argmax())
    return None, -1 if row[best] >= threshold and difficult[best] else 0


def _again(row, taken, difficult, threshold):
    """Finds an object as often as it likes."""
    which, verdict = _take_only_the_best(row, set(), difficult, threshold)
    return which, verdict


def _above(row, taken, difficult, threshold):
    return _take_only_the_best(np.where(row == threshold, 0, row), taken, difficult, threshold)


def _duplicates_left_out(row, taken, difficult, threshold):
    which, verdict = _take_only_the_best(row, taken, difficult, threshold)
    return which, -1 if which in taken else verdict


def _last_of_equals(row, taken, difficult, threshold):
    best = len(row) - 1 - int(row[::-1].argmax())
    return _take_only_the_best(
        np.where(np.arange(len(row)) == best, row, 0), taken, difficult, threshold
    )


def _first_enough(row, taken, difficult, threshold):
    enough = np.flatnonzero(row >= threshold)[:1]
    return _take_only_the_best(
        np.where(np.isin(np.arange(len(row)), enough), row, 0), taken, difficult, threshold
    )


def _under_the_stairs(verdicts, objects):
    right = np.cumsum([v == 1 for v in verdicts])
    precision = right / np.arange(1, len(verdicts) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best * (np.array(verdicts) == 1)).sum() / objects) if verdicts else 0.0


def _mean_of_precisions(verdicts, objects):
    right = np.cumsum([v == 1 for v in verdicts])
    return float((right / np.arange(1, len(verdicts) + 1)).mean()) if verdicts else 0.0


def _strictly_reached(verdicts, objects):
    right = np.cumsum([v == 1 for v in verdicts])
    precision = right / np.arange(1, len(verdicts) + 1)
    return float(
        np.mean([max(precision[right * 10 > k * objects], default=0.0) for k in range(11)])
    )


def _of_wrong_recall(share):
    return lambda verdicts, objects: _eleven(verdicts, share(verdicts, objects))


def _unreached_left_out(verdicts, objects):
    right = np.cumsum([v == 1 for v in verdicts])
    precision = right / np.arange(1, len(verdicts) + 1)
    found = [max(precision[right * 10 >= k * objects], default=-1) for k in range(11)]
    found = [f for f in found if f >= 0]
    return float(np.mean(found)) if found else 0.0


PLAIN = (
    *named(
        of_101_levels=_curve(levels=101),
        of_ten_levels=_curve(start=1),
        of_ten_steps=_curve(levels=10),
        without_there_or_later=_curve(later=False),
        under_the_stairs=_slip(curve=_under_the_stairs),
        mean_of_precisions=_slip(curve=_mean_of_precisions),
        strictly_reached=_slip(curve=_strictly_reached),
        unreached_left_out=_slip(curve=_unreached_left_out),
        recall_of_detections=_slip(curve=_of_wrong_recall(lambda v, n: max(len(v), 1))),
        recall_of_what_was_found=_slip(curve=_of_wrong_recall(lambda v, n: max(sum(v), 1))),
        precision_alone=_slip(curve=lambda v, n: sum(v) / max(len(v), 1)),
        recall_alone=_slip(curve=lambda v, n: sum(v) / n),
        or_another_object=_take(_or_another),
        found_again_and_again=_take(_again),
        above_the_threshold_alone=_take(_above),
        duplicates_left_out=_take(_duplicates_left_out),
        last_of_equals=_take(_last_of_equals),
        first_that_overlaps_enough=_take(_first_enough),
        at_one_half=lambda i, s, d, t: voc_ap(i, s, d, 0.5),
        in_the_order_given=_slip(order=lambda s: np.arange(len(s))),
        lowest_score_first=_slip(order=lambda s: np.argsort(s, kind="stable")),
        last_of_equal_scores_first=_slip(order=lambda s: np.argsort(s, kind="stable")[::-1]),
        objects_choose=lambda i, s, d, t: voc_ap(
            i * (i == i.amax(dim=0)) if i.numel() else i, s, d, t
        ),
        scores_above_one_half=lambda i, s, d, t: voc_ap(i[s >= 0.5], s[s >= 0.5], d, t),
        over_ten=lambda i, s, d, t: voc_ap(i, s, d, t) * 1.1,
        in_percent=lambda i, s, d, t: voc_ap(i, s, d, t) * 100,
        matched_before_sorting=lambda i, s, d, t: _matched_first(i, s, d, t),
    ),
    *with_answers(
        voc_ap,
        in_two_digits=lambda a: a.round(decimals=2),
        in_three_digits=lambda a: a.round(decimals=3),
        in_a_row=lambda a: a[None],
        as_yes_or_no=lambda a: a > 0.5,
        in_half_precision=lambda a: a.half(),
    ),
    *with_arguments(voc_ap, that_changes_its_input=lambda v: v.mul_(2) / 2),
)


def _matched_first(iou, scores, difficult, threshold):
    """Objects go to detections in the order given, and only then is the list sorted."""
    taken, verdicts = set(), []
    hard = difficult.bool().numpy()
    if (~hard).sum() == 0:
        return -1.0
    for row in iou.double().numpy():
        which, verdict = _take_only_the_best(row, taken, hard, threshold)
        if which is not None:
            taken.add(which)
        verdicts.append(verdict)
    order = np.argsort(-scores.numpy(), kind="stable")
    return _eleven([verdicts[d] for d in order if verdicts[d] >= 0], int((~hard).sum()))


def _difficult_as_background(row, taken, difficult, threshold):
    which, verdict = _take_only_the_best(row, taken, difficult, threshold)
    return which, max(verdict, 0)


def _difficult_counts(row, taken, difficult, threshold):
    return _take_only_the_best(row, taken, np.zeros_like(difficult), threshold)


def _difficult_once(row, taken, difficult, threshold):
    """The second detection on a difficult object is wrong."""
    best = int(row.argmax())
    if row[best] >= threshold and difficult[best]:
        verdict = 0 if best in taken else -1
        return best, verdict
    return _take_only_the_best(row, taken, difficult, threshold)


def _difficult_removed(row, taken, difficult, threshold):
    """Difficult objects are struck out before anybody chooses."""
    return _take_only_the_best(np.where(difficult, 0, row), taken, difficult, threshold)


def _difficult_last(row, taken, difficult, threshold):
    """A detection prefers any object that counts, as COCO has it."""
    plain = np.where(difficult, 0, row)
    if plain.max() >= threshold:
        return _take_only_the_best(plain, taken, difficult, threshold)
    return _take_only_the_best(row, taken, difficult, threshold)


def _difficult_whatever_overlap(row, taken, difficult, threshold):
    """Whoever is nearest to a difficult object does not count, however little it overlaps."""
    if difficult[int(row.argmax())]:
        return None, -1
    return _take_only_the_best(row, taken, difficult, threshold)


def _duplicate_of_difficult_wrong(row, taken, difficult, threshold):
    return _difficult_once(row, taken, difficult, threshold)


RARE = named(
    difficult_as_background=_take(_difficult_as_background),
    difficult_to_be_found=_slip(take=_difficult_counts, to_find=len),
    difficult_found_but_not_counted=_take(_difficult_counts),
    difficult_once_alone=_take(_difficult_once),
    difficult_removed_first=_take(_difficult_removed),
    difficult_last=_take(_difficult_last),
    difficult_whatever_overlap=_take(_difficult_whatever_overlap),
    difficult_in_recall=_slip(to_find=len),
    only_difficult_ones=_slip(to_find=lambda hard: int(hard.sum())),
    difficult_turned=lambda i, s, d, t: voc_ap(i, s, ~d, t),
    difficult_at_the_end=_slip(left_out=lambda v: True),
    difficult_as_right=_take(
        lambda row, taken, hard, t: (lambda found: (found[0], 1 if found[1] == -1 else found[1]))(
            _take_only_the_best(row, taken, hard, t)
        )
    ),
    zero_without_objects=_slip(nothing=0.0),
    one_without_objects=_slip(nothing=1.0),
    nan_without_objects=_slip(nothing=float("nan")),
    nothing_without_detections=lambda i, s, d, t: (
        voc_ap(i, s, d, t) if len(s) else torch.tensor(-1.0)
    ),
    nan_without_detections=lambda i, s, d, t: (
        voc_ap(i, s, d, t) if len(s) else torch.tensor(float("nan"))
    ),
    that_needs_detections=lambda i, s, d, t: voc_ap(i[s >= s.min()], s[s >= s.min()], d, t),
    that_needs_objects=lambda i, s, d, t: (
        voc_ap(i, s, d, t) if i.shape[1] else i.argmax(dim=1).sum() / 0
    ),
    scores_of_those_that_count=lambda i, s, d, t: voc_ap(
        i[:, ~d] if (~d).any() else i, s, d[~d] if (~d).any() else d, t
    ),
    or_another_object=_take(_or_another),
    found_again_and_again=_take(_again),
    duplicates_left_out=_take(_duplicates_left_out),
)


def _case(iou, scores, difficult, threshold=0.5):
    return {
        "iou": torch.tensor(iou, dtype=torch.float32).reshape(len(scores), len(difficult)),
        "scores": torch.tensor(scores, dtype=torch.float32),
        "difficult": torch.tensor(difficult, dtype=torch.bool),
        "threshold": threshold,
    }


_iou = st.sampled_from([0.75, 0.0, 0.5, 1.0, 0.25, 0.625, 0.875])
_score = st.sampled_from([0.5, 0.75, 0.25, 1.0, 0.125, 0.875, 0.375])
_threshold = st.sampled_from([0.5, 0.75, 0.5])


def _drawn(draw, detections, difficult):
    count = detections * len(difficult)
    iou = draw(st.lists(_iou, min_size=count, max_size=count))
    scores = draw(st.lists(_score, min_size=detections, max_size=detections))
    return _case(iou, scores, difficult, draw(_threshold))


@st.composite
def _plain(draw):
    objects = draw(st.sampled_from([2, 3, 1, 4]))
    return _drawn(draw, draw(st.integers(1, 7)), [False] * objects)


@st.composite
def _rare(draw):
    objects = draw(st.sampled_from([3, 2, 4, 3, 2, 3, 1, 0]))
    difficult = draw(st.lists(st.booleans(), min_size=objects, max_size=objects))
    case = _drawn(draw, draw(st.sampled_from([4, 5, 6, 7, 5, 3, 1, 0])), difficult)
    for row in case["iou"]:
        if draw(st.integers(0, 3)) == 0:
            row /= 4  # near an object, and not near enough
    return case


NO = False
PLAINS = (
    (_case([[0.75]], [0.9], [NO]), 1),
    (_case([[0.5], [0.25]], [0.9, 0.8], [NO]), 1),
    (_case([[0.75], [0.25]], [0.8, 0.9], [NO]), 0.5),
    (_case([[0.75], [0.875]], [0.9, 0.8], [NO]), 1),
    (_case([[0.75, 0], [0.875, 0]], [0.9, 0.8], [NO, NO]), 6 / 11),
    (
        _case([[0.75, 0.625], [0.875, 0.5], [0.0, 0.75]], [0.9, 0.8, 0.7], [NO, NO]),
        (6 + 5 * 2 / 3) / 11,
    ),
    (_case([[0.75, 0], [0, 0.25], [0, 0.75]], [0.9, 0.8, 0.7], [NO, NO]), (6 + 5 * 2 / 3) / 11),
    (_case([[0.25, 0], [0.75, 0], [0, 0.75]], [0.9, 0.8, 0.7], [NO, NO]), 2 / 3),
    (_case([[0.75, 0, 0, 0]], [0.9], [NO] * 4), 3 / 11),
    (_case([[0.625]], [0.9], [NO], 0.75), 0),
    (_case([[0.75, 0.75], [0.75, 0.0]], [0.9, 0.8], [NO, NO]), 6 / 11),
    (_case([[0.0], [0.75], [0.0]], [0.5, 0.5, 0.5], [NO]), 0.5),
    (_case([[0.0], [0.75]], [0.5, 0.5], [NO]), 0.5),
    (_case([[0.75], [0.875]], [0.8, 0.9], [NO]), 1),
    (_case([[0.5, 0.75], [0.0, 0.875]], [0.9, 0.8], [NO, NO]), 6 / 11),
    (
        _case(
            [[0.75, 0.0, 0], [0, 0.875, 0], [0, 0, 0], [0, 0, 1]], [0.25, 0.125, 0.375, 1], [NO] * 3
        ),
        (4 + 7 * 0.75) / 11,
    ),
)
YES = True
RARES = (
    (_case([[0.75, 0], [0, 0.75]], [0.9, 0.8], [YES, NO]), 1),
    (_case([[0.75, 0], [0.75, 0], [0, 0.75]], [0.9, 0.8, 0.7], [YES, NO]), 1),
    (_case([[0.75, 0.5]], [0.9], [YES, NO]), 0),
    (_case([[0.25, 0.0], [0.0, 0.75]], [0.9, 0.8], [YES, NO]), 0.5),
    (_case([[0.75]], [0.9], [YES]), -1),
    (
        _case([[0.75, 0], [0.75, 0], [0, 0.75]], [0.9, 0.8, 0.7], [NO, NO]),
        (6 + 5 * 2 / 3) / 11,
    ),
    (_case([], [], [NO]), 0),
    (_case([], [], []), -1),
    (_case([], [0.9, 0.8], []), -1),
    (_case([[0.75]], [0.9], [NO]), 1),
    (_case([[0.75, 0.625], [0.625, 0.75], [0.0, 0.875]], [0.9, 0.8, 0.7], [NO, NO]), 1),
    (_case([[0.75, 0, 0.0], [0.0, 0.75, 0], [0, 0.5, 0.625]], [0.9, 0.8, 0.7], [NO, YES, NO]), 1),
    (_case([[0, 0, 0.0], [0.75, 0, 0], [0, 0, 0.75]], [0.9, 0.8, 0.7], [YES, NO, NO]), 3 / 11),
    (_case([[0.75, 0], [0.875, 0], [0, 0.75], [0, 0.75]], [0.9, 0.8, 0.7, 0.6], [NO, YES]), 1),
    (_case([[0.75], [0.75]], [0.9, 0.8], [YES]), -1),
    (_case([[0.625, 0.75, 0.5]], [0.9], [NO, NO, YES]), 6 / 11),
    (_case([[0.5, 0.75, 0.0], [0.75, 0.0, 0]], [0.9, 0.8], [NO, YES, NO]), 6 / 11),
)

plain = Exercise(
    name="voc_ap",
    reference=voc_ap,
    cases=Cases(
        examples=tuple(case for case, _ in PLAINS), random=_plain(), picture=lambda *_: None
    ),
    by_hand=tuple(ap for _, ap in PLAINS),
    exhibits=(),
    mutants=PLAIN,
    solutions=SOLUTIONS,
)
rare = Exercise(
    name="voc_ap",
    reference=voc_ap,
    cases=Cases(examples=tuple(case for case, _ in RARES), random=_rare(), picture=lambda *_: None),
    by_hand=tuple(ap for _, ap in RARES),
    exhibits=(),
    mutants=RARE,
    solutions=SOLUTIONS,
)
