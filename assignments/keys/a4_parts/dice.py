"""The gradient of the dice loss at the logits of all classes."""

import math

import numpy as np
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import (
    named,
    of_fractions,
    with_answers,
    with_arguments,
    without,
)

LOG3 = math.log(3)


def _slopes(p, t, own):
    """The gradient of each mask's dice loss at its probabilities: (R, M, M)."""
    shared = 2 * (p * t).sum(dim=(1, 2), keepdim=True) + 1
    whole = p.sum(dim=(1, 2), keepdim=True) + t.sum(dim=(1, 2), keepdim=True) + 1
    return (shared - 2 * t * whole) / whole**2


def _through_sigmoid(p):
    return p * (1 - p)


def _dice(
    mask_logits,
    labels,
    targets,
    *,
    slopes=_slopes,
    inner=_through_sigmoid,
    own=lambda labels, k: labels,
    divisor=lambda x, t: max(len(t), 1),
):
    """The right way, with every step that can go wrong as an argument."""
    each = torch.arange(len(labels))
    channel = own(labels, mask_logits.shape[1])
    p = mask_logits[each, channel].sigmoid()
    gradient = torch.zeros_like(mask_logits)
    gradient[each, channel] = slopes(p, targets, p) * inner(p) / divisor(mask_logits, targets)
    return gradient


def dice_gradient(mask_logits, labels, targets):
    return _dice(mask_logits, labels, targets)


def _loss(mask_logits, labels, targets):
    p = mask_logits[torch.arange(len(labels)), labels].sigmoid().flatten(1)
    t = targets.flatten(1)
    return (1 - (2 * (p * t).sum(1) + 1) / (p.sum(1) + t.sum(1) + 1)).mean()


def by_autograd(mask_logits, labels, targets):
    x = mask_logits.detach().clone().requires_grad_()
    if len(labels) == 0:
        return torch.zeros_like(mask_logits)
    (gradient,) = torch.autograd.grad(_loss(x, labels, targets), x)
    return gradient


def in_loops(mask_logits, labels, targets):
    gradient = torch.zeros(mask_logits.shape, dtype=torch.float64)
    for r, label in enumerate(labels.tolist()):
        x, t = mask_logits[r, label].double(), targets[r].double()
        p = 1 / (1 + (-x).exp())
        top, bottom = 2 * float((p * t).sum()) + 1, float(p.sum() + t.sum()) + 1
        for i in range(len(x)):
            for j in range(len(x)):
                slope = -(2 * float(t[i, j]) * bottom - top) / bottom**2
                gradient[r, label, i, j] = slope * p[i, j] * (1 - p[i, j]) / len(labels)
    return gradient


def in_numpy(mask_logits, labels, targets):
    x, t = mask_logits.numpy().astype(float), targets.numpy().astype(float)
    chosen = np.eye(x.shape[1])[labels.numpy()][:, :, None, None]  # (R, K, 1, 1)
    p = 0.5 * (1 + np.tanh(x / 2))
    t = t[:, None]
    bottom = (p + t).sum(axis=(2, 3), keepdims=True) + 1
    dice = (2 * (p * t).sum(axis=(2, 3), keepdims=True) + 1) / bottom
    return chosen * (dice - 2 * t) / bottom * p * (1 - p) / max(len(x), 1)


def by_differences(mask_logits, labels, targets):
    """Not by a formula: two losses very near one another, in double precision."""
    gradient = torch.zeros(mask_logits.shape, dtype=torch.float64)
    x, t, step = mask_logits.double(), targets.double(), 1e-4
    for place in np.ndindex(*mask_logits.shape):
        if labels[place[0]] == place[1]:
            up, down = x.clone(), x.clone()
            up[place] += step
            down[place] -= step
            gradient[place] = (_loss(up, labels, t) - _loss(down, labels, t)) / (2 * step)
    return gradient


SOLUTIONS = (by_autograd, in_loops, in_numpy, by_differences, dice_gradient)


def _slip(**changes):
    return lambda x, k, t: _dice(x, k, t, **changes)


def _of(top, bottom):
    """Slopes of 1 − top / bottom, by autograd, for another loss of probabilities."""

    def slopes(p, t, own):
        leaf = p.detach().clone().requires_grad_()
        loss = (1 - top(leaf, t) / bottom(leaf, t)).sum()
        return torch.autograd.grad(loss, leaf)[0]

    return slopes


def _sum(value):
    return value.sum(dim=(1, 2))


SINGLE = (
    *named(
        of_cross_entropy=lambda x, k, t: _dice(
            x,
            k,
            t,
            slopes=lambda p, t, _: p - t,
            inner=torch.ones_like,
            divisor=lambda x, t: t.numel(),
        ),
        of_cross_entropy_summed=lambda x, k, t: _dice(
            x, k, t, slopes=lambda p, t, _: p - t, inner=torch.ones_like
        ),
        of_probabilities=_slip(inner=torch.ones_like),
        through_p_alone=_slip(inner=lambda p: p),
        through_one_minus_p=_slip(inner=lambda p: 1 - p),
        through_tanh=_slip(inner=lambda p: 1 - (2 * p - 1) ** 2),
        of_logits=_slip(inner=lambda p: p.logit() * (1 - p.logit())),
        of_the_opposite_sign=lambda x, k, t: -dice_gradient(x, k, t),
        without_ones=_slip(
            slopes=_of(lambda p, t: 2 * _sum(p * t), lambda p, t: _sum(p) + _sum(t) + 1e-9)
        ),
        without_one_above=_slip(
            slopes=_of(lambda p, t: 2 * _sum(p * t), lambda p, t: _sum(p) + _sum(t) + 1)
        ),
        without_one_below=_slip(
            slopes=_of(lambda p, t: 2 * _sum(p * t) + 1, lambda p, t: _sum(p) + _sum(t) + 1e-9)
        ),
        without_two=_slip(
            slopes=_of(lambda p, t: _sum(p * t) + 1, lambda p, t: _sum(p) + _sum(t) + 1)
        ),
        two_times_one_above=_slip(
            slopes=_of(lambda p, t: 2 * (_sum(p * t) + 1), lambda p, t: _sum(p) + _sum(t) + 1)
        ),
        of_iou=_slip(
            slopes=_of(lambda p, t: _sum(p * t) + 1, lambda p, t: _sum(p + t - p * t) + 1)
        ),
        of_squares=_slip(
            slopes=_of(lambda p, t: 2 * _sum(p * t) + 1, lambda p, t: _sum(p**2) + _sum(t**2) + 1)
        ),
        of_squared_p=_slip(
            slopes=_of(lambda p, t: 2 * _sum(p * t) + 1, lambda p, t: _sum(p**2) + _sum(t) + 1)
        ),
        of_means=_slip(
            slopes=_of(
                lambda p, t: 2 * (p * t).mean(dim=(1, 2)) + 1,
                lambda p, t: p.mean(dim=(1, 2)) + t.mean(dim=(1, 2)) + 1,
            )
        ),
        of_the_logarithm=_slip(
            slopes=lambda p, t, _: (
                _slopes(p, t, _) / ((2 * _sum(p * t) + 1) / (_sum(p) + _sum(t) + 1))[:, None, None]
            )
        ),
        with_the_sum_held_still=_slip(
            slopes=lambda p, t, _: -2 * t / (_sum(p) + _sum(t) + 1)[:, None, None]
        ),
        with_the_shared_held_still=_slip(
            slopes=lambda p, t, _: ((2 * _sum(p * t) + 1) / (_sum(p) + _sum(t) + 1) ** 2)[
                :, None, None
            ].expand_as(p)
        ),
        not_squared_below=_slip(
            slopes=lambda p, t, _: _slopes(p, t, _) * (_sum(p) + _sum(t) + 1)[:, None, None]
        ),
        halved=_slip(divisor=lambda x, t: 2 * max(len(t), 1)),
        over_pixels=_slip(divisor=lambda x, t: max(t.numel(), 1)),
        over_a_side=_slip(divisor=lambda x, t: t.shape[-1] * max(len(t), 1)),
        of_rounded_targets=lambda x, k, t: dice_gradient(x, k, (t > 0.5).float()),
        of_turned_targets=lambda x, k, t: dice_gradient(x, k, 1 - t),
        of_transposed_targets=lambda x, k, t: dice_gradient(x, k, t.mT),
        of_hard_masks=lambda x, k, t: dice_gradient((x > 0) * 20.0 - 10.0, k, t),
        of_the_true_class_alone=lambda x, k, t: dice_gradient(x, k, t)[torch.arange(len(k)), k],
    ),
    *without("as_yes_or_no", without("in_half_precision", of_fractions(dice_gradient)))[:-2],
    *with_answers(
        dice_gradient,
        added_up=lambda g: g.sum(),
        with_an_axis_more=lambda g: g[None],
    ),
    *with_arguments(dice_gradient, that_changes_its_input=lambda x: x.mul_(2) / 2),
)


def _all_classes(x, k, t):
    """Every class is pulled to the same target."""
    rows, classes = x.shape[:2]
    labels = torch.zeros(rows * classes, dtype=torch.int64)
    goals = t.repeat_interleave(classes, dim=0)
    return dice_gradient(x.reshape(-1, 1, *x.shape[2:]), labels, goals).reshape(x.shape) * classes


def _zeros_for_the_others(x, k, t):
    """The other classes are pulled to empty masks."""
    goals = torch.zeros_like(x)
    goals[torch.arange(len(k)), k] = t
    labels = torch.zeros(x.shape[0] * x.shape[1], dtype=torch.int64)
    flat = dice_gradient(x.reshape(-1, 1, *x.shape[2:]), labels, goals.reshape(-1, *x.shape[2:]))
    return flat.reshape(x.shape) * x.shape[1]


def _all_objects_as_one(p, t, _):
    """One dice for all pixels of all objects."""
    shared, whole = 2 * (p * t).sum() + 1, p.sum() + t.sum() + 1
    return (shared - 2 * t * whole) / whole**2


def _of_the_softmax(x, k, t):
    leaf = x.detach().clone().requires_grad_()
    p = leaf.softmax(dim=1)[torch.arange(len(k)), k].flatten(1)
    t = t.flatten(1)
    loss = (1 - (2 * (p * t).sum(1) + 1) / (p.sum(1) + t.sum(1) + 1)).sum() / max(len(k), 1)
    return torch.autograd.grad(loss, leaf)[0]


def _naive_sigmoid(x, k, t):
    p = x.exp() / (1 + x.exp())  # inf / inf
    return dice_gradient(p.logit(), k, t)


BATCH = (
    *named(
        of_all_classes=_all_classes,
        zeros_for_the_others=_zeros_for_the_others,
        of_the_first_class=_slip(own=lambda k, n: 0 * k),
        of_the_last_class=_slip(own=lambda k, n: 0 * k + n - 1),
        of_the_next_class=_slip(own=lambda k, n: (k + 1) % n),
        of_the_first_label_for_all=_slip(own=lambda k, n: k[:1].expand_as(k)),
        of_the_best_class=lambda x, k, t: dice_gradient(x, x.sum(dim=(2, 3)).argmax(1), t),
        all_objects_as_one=_slip(slopes=_all_objects_as_one, divisor=lambda x, t: 1),
        all_objects_as_one_and_divided=_slip(slopes=_all_objects_as_one),
        summed_over_objects=_slip(divisor=lambda x, t: 1),
        over_classes_too=_slip(divisor=lambda x, t: max(len(t), 1) * x.shape[1]),
        over_classes_alone=_slip(divisor=lambda x, t: x.shape[1]),
        over_pixels=_slip(divisor=lambda x, t: max(t.numel(), 1)),
        over_one_more=_slip(divisor=lambda x, t: len(t) + 1),
        of_a_softmax=_of_the_softmax,
        with_a_sigmoid_that_overflows=_naive_sigmoid,
        of_the_first_object_alone=lambda x, k, t: (
            dice_gradient(x, k, t) * (torch.arange(len(k)) == 0)[:, None, None, None]
        ),
        rows_and_classes_multiplied=lambda x, k, t: _spread(x, k, t),
        with_targets_of_the_first=lambda x, k, t: dice_gradient(x, k, t[:1].expand_as(t)),
        with_the_next_targets=lambda x, k, t: dice_gradient(x, k, t.roll(1, dims=0)),
        of_the_true_class_alone=lambda x, k, t: dice_gradient(x, k, t)[torch.arange(len(k)), k],
        that_needs_an_object=lambda x, k, t: torch.stack(list(dice_gradient(x, k, t))),
    ),
    *with_answers(
        dice_gradient,
        without_the_last=lambda g: g[:-1],
        backwards=lambda g: g.flip(0),
        rolled_over_classes=lambda g: g.roll(1, dims=1),
    ),
)


def _spread(x, k, t):
    """Indexes all objects with all labels, x[:, labels], instead of one with one."""
    gradient = torch.zeros_like(x)
    own = dice_gradient(x, k, t)[torch.arange(len(k)), k]
    for label in k.tolist():
        gradient[:, label] = own
    return gradient


def _case(mask_logits, labels, targets):
    return {
        "mask_logits": torch.tensor(mask_logits, dtype=torch.float32),
        "labels": torch.tensor(labels, dtype=torch.int64),
        "targets": torch.tensor(targets, dtype=torch.float32),
    }


_logit = st.sampled_from([LOG3, -LOG3, 1.0, -2.0, 0.5, 3.0, -0.25])
_far = st.sampled_from([LOG3, -LOG3, 1.0, -2.0, 0.5, 200.0, -200.0])
_covered = st.sampled_from([1.0, 0.0, 0.25, 0.75])


def _numbers(draw, number, *shape):
    count = math.prod(shape)
    return torch.tensor(draw(st.lists(number, min_size=count, max_size=count))).reshape(shape)


@st.composite
def _single(draw):
    side = draw(st.integers(1, 3))
    return {
        "mask_logits": _numbers(draw, _logit, 1, 1, side, side),
        "labels": torch.zeros(1, dtype=torch.int64),
        "targets": _numbers(draw, _covered, 1, side, side),
    }


@st.composite
def _batch(draw):
    objects = draw(st.sampled_from([2, 3, 1, 2, 0]))
    classes, side = draw(st.integers(2, 3)), draw(st.integers(1, 2))
    labels = [draw(st.integers(0, classes - 1)) for _ in range(objects)]
    return {
        "mask_logits": _numbers(draw, _far, objects, classes, side, side),
        "labels": torch.tensor(labels, dtype=torch.int64),
        "targets": _numbers(draw, _covered, objects, side, side),
    }


# p = 3/4 and 1/4: p (1 − p) = 3/16. One pixel, t = 1: top 2.5, bottom 2.75.
ONE = (2.5 - 2 * 2.75) / 2.75**2 * 3 / 16
NONE = 1 / 1.75**2 * 3 / 16  # t = 0: top 1, bottom 1.75
SINGLES = (
    (_case([[[[LOG3]]]], [0], [[[1]]]), [[[[ONE]]]]),
    (_case([[[[LOG3]]]], [0], [[[0]]]), [[[[NONE]]]]),
    # p = 3/4, 1/4, 3/4, 1/4; t = 1, 0, 1, 0: top 4, bottom 5.
    (
        _case([[[[LOG3, -LOG3], [LOG3, -LOG3]]]], [0], [[[1, 0], [1, 0]]]),
        [[[[-6 / 25 * 3 / 16, 4 / 25 * 3 / 16], [-6 / 25 * 3 / 16, 4 / 25 * 3 / 16]]]],
    ),
    # t = 0.25: top 1.375, bottom 2
    (_case([[[[LOG3]]]], [0], [[[0.25]]]), [[[[0.375 / 4 * 3 / 16]]]]),
    # t = 1, 1, 0, 0 across: top 2 (3/4 + 1/4) + 1 = 3, bottom 5
    (
        _case([[[[LOG3, -LOG3], [LOG3, -LOG3]]]], [0], [[[1, 1], [0, 0]]]),
        [[[[-7 / 25 * 3 / 16] * 2, [3 / 25 * 3 / 16] * 2]]],
    ),
)
BATCHES = (
    (_case([[[[9]], [[LOG3]]]], [1], [[[1]]]), [[[[0]], [[ONE]]]]),
    (
        _case([[[[LOG3]], [[5]]], [[[-2]], [[LOG3]]]], [0, 1], [[[1]], [[0]]]),
        [[[[ONE / 2]], [[0]]], [[[0]], [[NONE / 2]]]],
    ),
    (_case(torch.zeros(0, 3, 2, 2).tolist(), [], torch.zeros(0, 2, 2).tolist()), []),
    (_case([[[[200]], [[-200]]]], [0], [[[0]]]), [[[[0]], [[0]]]]),
    (
        _case([[[[200, LOG3], [-200, -200]], [[1, 1], [1, 1]]]], [0], [[[0, 1], [0, 0]]]),
        [[[[0, -5 / 3.75**2 * 3 / 16 + 0.0], [0, 0]], [[0, 0], [0, 0]]]],
    ),
    (_case([[[[1]], [[2]], [[LOG3]]]] * 3, [2, 0, 2], [[[1]], [[0.25]], [[0]]]), None),
)
BATCHES = tuple(
    (case | {"mask_logits": torch.zeros(0, 3, 2, 2), "targets": torch.zeros(0, 2, 2)}, found)
    if len(case["labels"]) == 0
    else (case, found)
    for case, found in BATCHES
)

single = Exercise(
    name="dice_gradient",
    reference=dice_gradient,
    cases=Cases(
        examples=tuple(case for case, _ in SINGLES), random=_single(), picture=lambda *_: None
    ),
    by_hand=tuple(gradient for _, gradient in SINGLES),
    exhibits=(),
    mutants=SINGLE,
    solutions=SOLUTIONS,
)
batch = Exercise(
    name="dice_gradient",
    reference=dice_gradient,
    cases=Cases(
        examples=tuple(case for case, _ in BATCHES), random=_batch(), picture=lambda *_: None
    ),
    by_hand=tuple(gradient for _, gradient in BATCHES if gradient is not None),
    exhibits=(),
    mutants=BATCH,
    solutions=SOLUTIONS,
)
