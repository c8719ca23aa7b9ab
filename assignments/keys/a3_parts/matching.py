"""One anchor for each object first, then thresholds for the others."""

import numpy as np
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named, with_answers, with_arguments


def match_once(iou, high, low):
    return torch.from_numpy(_match(iou.double().numpy(), high, low))


def _match(
    iou,
    high,
    low,
    *,
    enough=np.greater_equal,
    far=np.less,
    least=0.0,
    rounds=None,
    first=np.argmax,
    strike_object=True,
    strike_anchor=True,
    own_last=True,
    background=-1,
    ignored=-2,
):
    """The rule with every step that can go wrong as an argument."""
    objects, anchors = iou.shape
    matches = np.full(anchors, background)
    if objects == 0 or anchors == 0:
        return matches
    best = iou.max(axis=0)
    matches[~far(best, low)] = ignored
    good = enough(best, high)
    matches[good] = iou.argmax(axis=0)[good]
    free = iou.copy()
    for _ in range(min(objects, anchors) if rounds is None else rounds):
        place = first(free)
        g, a = divmod(int(place), anchors)
        if free[g, a] <= least:
            break
        if own_last or not good[a]:
            matches[a] = g
        if strike_object:
            free[g] = -1
        if strike_anchor:
            free[:, a] = -1
    return matches


def in_loops(iou, high, low):
    objects, anchors = iou.shape
    pairs = [(-float(iou[g, a]), g, a) for g in range(objects) for a in range(anchors)]
    owner, served = {}, set()
    for value, g, a in sorted(pairs):
        if value < 0 and g not in served and a not in owner:
            owner[a] = g
            served.add(g)
    answer = []
    for a in range(anchors):
        column = [float(v) for v in iou[:, a]]
        top = max(column, default=0.0)
        if a in owner:
            answer.append(owner[a])
        elif column and top >= high:
            answer.append(column.index(top))
        else:
            answer.append(-2 if column and top >= low else -1)
    return answer


def in_torch(iou, high, low):
    objects, anchors = iou.shape
    if iou.numel() == 0:
        return torch.full((anchors,), -1)
    top, which = iou.max(dim=0).values, (iou == iou.amax(dim=0)).int().argmax(dim=0)
    matches = torch.where(top >= high, which, torch.where(top < low, -1, -2))
    order = iou.flatten().argsort(descending=True, stable=True)
    objects_left, anchors_left = [True] * objects, [True] * anchors
    for place in order.tolist():
        g, a = place // anchors, place % anchors
        if iou[g, a] > 0 and objects_left[g] and anchors_left[a]:
            matches[a] = g
            objects_left[g] = anchors_left[a] = False
    return matches


def with_a_copy_that_shrinks(iou, high, low):
    answer = torch.full((iou.shape[1],), -1)
    free = iou.clone()
    taken = torch.zeros(iou.shape[1], dtype=torch.bool)
    while free.numel() and free.max() > 0:
        g, a = (free == free.max()).nonzero()[0].tolist()
        answer[a], taken[a] = g, True
        free[g, :] = 0
        free[:, a] = 0
    for a in range(iou.shape[1]):
        if taken[a] or len(iou) == 0:
            continue
        best = int(np.argmax(iou[:, a].numpy()))
        if iou[best, a] >= high:
            answer[a] = best
        elif iou[best, a] >= low:
            answer[a] = -2
    return answer


def _claim(iou):
    """Who is first served, by calling itself on what is left."""
    if iou.size == 0 or iou.max() <= 0:
        return {}
    g, a = np.unravel_index(iou.argmax(), iou.shape)
    left = iou.copy()
    left[g], left[:, a] = 0, 0
    return {int(a): int(g)} | _claim(left)


def by_recursion(iou, high, low):
    table = iou.numpy()
    if table.shape[0] == 0:
        return np.full(table.shape[1], -1)
    best = table.max(axis=0)
    answer = np.select([best >= high, best >= low], [table.argmax(axis=0), -2], -1)
    for a, g in _claim(table).items():
        answer[a] = g
    return answer


SOLUTIONS = (in_loops, in_torch, with_a_copy_that_shrinks, by_recursion, match_once)


def _slip(**changes):
    """The right function with one step changed."""
    return lambda iou, high, low: torch.from_numpy(
        _match(iou.double().numpy(), high, low, **changes)
    )


def _last_of_equals(free):
    return free.size - 1 - free[::-1, ::-1].argmax()


def each_anchor_for_itself(iou, high, low):
    """Thresholds alone."""
    return _slip(rounds=0)(iou, high, low)


def each_object_for_itself(iou, high, low):
    """Every object takes its best anchor, in order, whoever had it before."""
    matches = each_anchor_for_itself(iou, high, low)
    if iou.numel():
        for g, row in enumerate(iou.numpy()):
            if row.max() > 0:
                matches[int(row.argmax())] = g
    return matches


def objects_in_order(iou, high, low):
    """Every object in turn takes the best anchor that is left, instead of the best pair first."""
    matches, free = each_anchor_for_itself(iou, high, low), iou.clone().numpy()
    for g in range(len(iou)):
        if free.size and free[g].max() > 0:
            a = int(free[g].argmax())
            matches[a] = g
            free[:, a] = -1
    return matches


def all_of_the_best(iou, high, low):
    """As the package: all anchors that overlap an object most, each for what it overlaps most."""
    matches = each_anchor_for_itself(iou, high, low)
    if iou.numel() == 0:
        return matches
    best = iou.amax(dim=1, keepdim=True)
    is_best = ((iou == best) & (best > 0)).any(dim=0)
    return torch.where(is_best, torch.from_numpy(iou.numpy().argmax(axis=0)), matches)


def own_anchor_to_its_best_object(iou, high, low):
    """The anchor is found one to one, and then given to what it overlaps most."""
    matches = match_once(iou, high, low)
    if iou.numel() == 0:
        return matches
    return torch.where(matches >= 0, torch.from_numpy(iou.numpy().argmax(axis=0)), matches)


def one_to_one_and_no_more(iou, high, low):
    """What is left over is never matched, however much it overlaps."""
    alone = _match(iou.double().numpy(), 2.0, low)
    return torch.from_numpy(alone)


def own_only_from_low_up(iou, high, low):
    return _slip(least=low)(iou, high, low)


def ignored_between_alone(iou, high, low):
    """What lies between is background where it is nobody's own."""
    return _slip(ignored=-1)(iou, high, low)


# Wrong where nothing is equal, no two want the same and nothing is empty.
PLAIN = (
    *named(
        each_anchor_for_itself=each_anchor_for_itself,
        one_to_one_and_no_more=one_to_one_and_no_more,
        own_only_from_low_up=own_only_from_low_up,
        ignored_between_alone=ignored_between_alone,
        own_only_from_high_up=lambda i, h, k: _slip(least=h)(i, h, k),
        first_object_alone=_slip(rounds=1),
        ignored_as_background=lambda i, h, k: match_once(i, h, k).clamp(min=-1),
        background_as_ignored=_slip(background=-2),
        the_two_exchanged=_slip(background=-2, ignored=-1),
        counting_from_1=lambda i, h, k: match_once(i, h, k) + 1,
        labels_of_0_and_1=lambda i, h, k: (match_once(i, h, k) >= 0).long(),
        thresholds_exchanged=lambda i, h, k: match_once(i, k, h),
        one_threshold_high=lambda i, h, k: match_once(i, h, h),
        one_threshold_low=lambda i, h, k: match_once(i, k, k),
        of_0_7_and_0_3=lambda i, h, k: match_once(i, 0.7, 0.3),
        above_high_alone=_slip(enough=np.greater),
        low_counted_as_background=_slip(far=np.less_equal),
        the_transposed_table=lambda i, h, k: match_once(i.T, h, k),
        anchors_of_objects=lambda i, h, k: i.argmax(dim=1),
        best_whatever_it_is=lambda i, h, k: i.argmax(dim=0),
        own_anchors_left_ignored=lambda i, h, k: torch.where(
            i.amax(dim=0) < h, match_once(i, h, k).clamp(max=-1), match_once(i, h, k)
        ),
    ),
    *with_answers(
        match_once,
        as_fractions=lambda m: m.float(),
        as_yes_or_no=lambda m: m >= 0,
        backwards=lambda m: m.flip(0),
        with_an_axis_more=lambda m: m[None],
        of_the_matched_alone=lambda m: m[m >= 0],
    ),
    *with_arguments(
        match_once,
        that_changes_its_input=lambda iou: iou.mul_(0.5) * 2,
        that_rounds=torch.round,
    ),
)
# Right there, and wrong where objects compete, are equal, or are not there.
RARE = named(
    each_object_for_itself=each_object_for_itself,
    objects_in_order=objects_in_order,
    objects_from_the_last=lambda i, h, k: _from_the_last(i, h, k),
    all_of_the_best=all_of_the_best,
    own_anchor_to_its_best_object=own_anchor_to_its_best_object,
    last_of_equals=_slip(first=_last_of_equals),
    anchors_used_twice=_slip(strike_anchor=False),
    objects_served_twice=_slip(strike_object=False),
    own_only_where_not_good_already=_slip(own_last=False),
    one_round_for_each_anchor_of_zero=_slip(least=-0.5),
    two_rounds=_slip(rounds=2),
    that_needs_an_object=lambda i, h, k: match_once(i[: i.shape[0] // i.shape[0] * 9], h, k),
    that_needs_an_anchor=lambda i, h, k: match_once(i[:, : i.shape[1] // i.shape[1] * 9], h, k),
    nothing_for_nothing=lambda i, h, k: match_once(i, h, k) if len(i) else torch.zeros(0).long(),
    ignored_for_nothing=lambda i, h, k: (
        match_once(i, h, k) if len(i) else torch.full((i.shape[1],), -2)
    ),
    object_0_for_nothing=lambda i, h, k: (
        match_once(i, h, k) if len(i) else torch.zeros(i.shape[1]).long()
    ),
    last_object_for_the_others=lambda i, h, k: torch.where(
        (i.flip(0).amax(dim=0) >= h) if len(i) else torch.zeros(i.shape[1], dtype=torch.bool),
        _of_last_object(i, h, k),
        match_once(i, h, k),
    ),
    more_objects_than_anchors_refused=lambda i, h, k: (
        match_once(i, h, k) if i.shape[0] <= i.shape[1] else 1 / 0
    ),
    largest_sum_of_overlaps=lambda i, h, k: _by_sum(i, h, k),
    once_in_all=lambda i, h, k: _once_in_all(i, h, k),
)


def _from_the_last(iou, high, low):
    """As ``objects_in_order``, the other way round."""
    matches = objects_in_order(iou.flip(0), high, low)
    return torch.where(matches >= 0, len(iou) - 1 - matches, matches)


def _of_last_object(iou, high, low):
    """What is left goes to the last of equal objects; own anchors stay."""
    matches = match_once(iou, high, low)
    if iou.numel() == 0:
        return matches
    own = _claim(iou.numpy())
    best = iou.amax(dim=0)
    for a in range(iou.shape[1]):
        if a not in own and best[a] >= high:
            matches[a] = int((iou[:, a] == best[a]).nonzero()[-1])
    return matches


def _by_sum(iou, high, low):
    """The pairs whose overlaps add up to most, as the Hungarian method finds them."""
    from scipy.optimize import linear_sum_assignment

    matches = each_anchor_for_itself(iou, high, low)
    table = iou.double().numpy()
    for g, a in zip(*linear_sum_assignment(-table), strict=True):
        if table[g, a] > 0:
            matches[int(a)] = int(g)
    return matches


def _once_in_all(iou, high, low):
    """An object that has its own anchor gets no other, even above ``high``."""
    matches = match_once(iou, high, low)
    own = _claim(iou.numpy())
    for a in range(iou.shape[1]):
        if a not in own and matches[a] >= 0 and iou.shape[0] > 1:
            matches[a] = -2
    return matches


def _case(rows, high=0.7, low=0.3, shape=None):
    iou = torch.tensor(rows, dtype=torch.float32)
    return {"iou": iou if shape is None else iou.reshape(shape), "high": high, "low": low}


_thresholds = st.sampled_from([(0.75, 0.25), (0.5, 0.25), (0.5, 0.5), (0.625, 0.375)])


@st.composite
def _without_ties(draw):
    """Every object prefers another anchor, which prefers it, and no two overlaps are equal."""
    objects, anchors = draw(st.integers(1, 3)), draw(st.integers(3, 5))
    values = draw(st.permutations(range(1, 33)))[: objects * anchors]
    iou = torch.tensor(values, dtype=torch.float32).reshape(objects, anchors) / 32
    own = draw(st.permutations(range(anchors)))[:objects]
    for g, a in enumerate(own):
        if draw(st.booleans()):  # an object that nothing overlaps much
            iou[g] = iou[g] / 8 + 1 / 2048
        best = int(iou[g].argmax())
        iou[g, [a, best]] = iou[g, [best, a]]
    for g, a in enumerate(own):
        others = torch.arange(objects) != g
        iou[others & (iou[:, a] > iou[g, a]), a] = 0
    high, low = draw(_thresholds)
    return {"iou": iou, "high": high, "low": low}


@st.composite
def _of_any_kind(draw):
    objects, anchors = draw(st.integers(0, 4)), draw(st.integers(0, 5))
    value = st.sampled_from([0.0, 0.75, 0.5, 1.0, 0.25])
    values = draw(st.lists(value, min_size=objects * anchors, max_size=objects * anchors))
    high, low = draw(_thresholds)
    return _case(values, high, low, (objects, anchors))


PLAIN_EXAMPLES = (
    (_case([[0.8, 0.4, 0.1, 0.0], [0.0, 0.0, 0.2, 0.1]]), [0, -2, 1, -1]),
    (_case([[0.1, 0.9, 0.75, 0.5, 0.2]]), [-1, 0, 0, -2, -1]),
    (_case([[0.25, 0.5, 0.125, 0.375]], 0.5, 0.25), [-2, 0, -1, -2]),
    (_case([[0.5, 0.625, 0.25, 0.125]], 0.5, 0.25), [0, 0, -2, -1]),
    (
        _case(
            [[0.0625, 0.875, 0.75, 0.1], [0.5, 0.2, 0.0, 0.15], [0.3, 0.0, 0.1, 0.8]], 0.75, 0.25
        ),
        [1, 0, 0, 2],
    ),
    (_case([[0.125, 0.0625, 0.03125]]), [0, -1, -1]),
    (_case([[0.6, 0.1], [0.2, 0.55]]), [0, 1]),
)
RARE_EXAMPLES = (
    (_case([[0.6, 0.1], [0.2, 0.55], [0.0, 0.0]]), [0, 1]),
    (_case([], shape=(0, 3)), [-1, -1, -1]),
    (_case([], shape=(2, 0)), []),
    (_case([], shape=(0, 0)), []),
    (_case([[0.0, 0.0], [0.0, 0.0]]), [-1, -1]),
    (_case([[0.5, 0.5, 0.5]]), [0, -2, -2]),
    (_case([[0.5, 0.5], [0.5, 0.5]]), [0, 1]),
    (_case([[0.0, 0.5], [0.5, 0.5]]), [1, 0]),
    (_case([[0.5, 0.4, 0.1], [0.6, 0.3, 0.1]]), [1, 0, -1]),
    (_case([[0.9, 0.1], [0.8, 0.2]]), [0, 1]),
    (_case([[0.9, 0.8, 0.1], [0.95, 0.1, 0.05]]), [1, 0, -1]),
    (_case([[0.5], [0.6], [0.6]]), [1]),
    (_case([[0.75, 0.5, 0.25], [0.5, 0.0625, 0.0], [0.25, 0.0, 0.125]], 0.75, 0.25), [0, 1, 2]),
    (_case([[1.0, 0.9, 0.8], [0.9, 0.9, 0.8]]), [0, 1, 0]),
    (_case([[0.75, 0.75, 0.75], [0.75, 0.75, 0.75]], 0.75, 0.25), [0, 1, 0]),
    (_case([[0.9, 0.8], [0.8, 0.1]]), [0, 1]),
    (_case([[0.1, 0.75, 0.3], [0.2, 0.1, 0.8], [0.15, 0.7, 0.75]], 0.5, 0.25), [2, 0, 1]),
)

plain = Exercise(
    name="match_once",
    reference=match_once,
    cases=Cases(
        examples=tuple(case for case, _ in PLAIN_EXAMPLES),
        random=_without_ties(),
        picture=lambda *_: None,
    ),
    by_hand=tuple(matches for _, matches in PLAIN_EXAMPLES),
    exhibits=(),
    mutants=PLAIN,
    solutions=SOLUTIONS,
)
rare = Exercise(
    name="match_once",
    reference=match_once,
    cases=Cases(
        examples=tuple(case for case, _ in RARE_EXAMPLES),
        random=_of_any_kind(),
        picture=lambda *_: None,
    ),
    by_hand=tuple(matches for _, matches in RARE_EXAMPLES),
    exhibits=(),
    mutants=RARE,
    solutions=SOLUTIONS,
)
