"""Both gradients of the paper's loss: at the logits, and at the deltas."""

import math

import numpy as np
import torch
from hypothesis import strategies as st
from torch.nn.functional import binary_cross_entropy_with_logits, smooth_l1_loss

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import (
    named,
    of_fractions,
    with_answers,
    with_arguments,
    without,
)

LOG3 = math.log(3)


def objectness_gradient(objectness, labels):
    sampled = labels >= 0  # (A,)
    error = torch.where(sampled, objectness.sigmoid() - labels, 0)
    return error / max(int(sampled.sum()), 1)


def objectness_by_autograd(objectness, labels):
    x = objectness.detach().clone().requires_grad_()
    sampled = labels >= 0
    if not sampled.any():
        return torch.zeros_like(objectness)
    goals = labels[sampled].to(x.dtype)
    binary_cross_entropy_with_logits(x[sampled], goals).backward()
    return x.grad


def objectness_in_loops(objectness, labels):
    number = sum(1 for label in labels.tolist() if label != -1) or 1
    answer = []
    for x, label in zip(objectness.tolist(), labels.tolist(), strict=True):
        p = 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
        answer.append({1: p - 1, 0: p, -1: 0.0}[int(label)] / number)
    return answer


def objectness_in_numpy(objectness, labels):
    x, t = objectness.numpy().astype(float), labels.numpy()
    p = 0.5 * (1 + np.tanh(x / 2))
    return (p - t) * (t >= 0) / np.maximum((t >= 0).sum(), 1)


def objectness_by_index(objectness, labels):
    gradient = torch.zeros_like(objectness)
    objects, background = (labels == 1).nonzero()[:, 0], (labels == 0).nonzero()[:, 0]
    number = len(objects) + len(background)
    if number:
        gradient[objects] = -torch.sigmoid(-objectness[objects]) / number
        gradient[background] = torch.sigmoid(objectness[background]) / number
    return gradient


def _share(objectness, labels, number):
    """The right errors divided by another number, which may be 0."""
    error = torch.where(labels >= 0, objectness.sigmoid() - labels, 0)
    return error / number


OBJECTNESS_WRONG = (
    *named(
        divided_by_all_anchors=lambda x, t: _share(x, t, max(len(t), 1)),
        divided_by_objects=lambda x, t: _share(x, t, (t == 1).sum().clamp(min=1)),
        divided_by_background=lambda x, t: _share(x, t, (t == 0).sum().clamp(min=1)),
        divided_by_256=lambda x, t: _share(x, t, 256),
        not_divided=lambda x, t: _share(x, t, 1),
        divided_by_nothing_sampled=lambda x, t: _share(x, t, (t >= 0).sum()),
        divided_by_one_more=lambda x, t: _share(x, t, (t >= 0).sum() + 1),
        divided_by_the_sum_of_labels=lambda x, t: _share(x, t, t.sum().abs().clamp(min=1)),
        left_out_as_background=lambda x, t: (x.sigmoid() - t.clamp(min=0)) / max(len(t), 1),
        left_out_pulled_as_labelled=lambda x, t: (x.sigmoid() - t) / (t >= 0).sum().clamp(min=1),
        left_out_as_objects=lambda x, t: (x.sigmoid() - (t != 0).float()) / max(len(t), 1),
        left_out_removed=lambda x, t: objectness_gradient(x, t)[t >= 0],
        of_the_opposite_sign=lambda x, t: -objectness_gradient(x, t),
        of_objects_alone=lambda x, t: objectness_gradient(x, t) * (t == 1),
        of_background_alone=lambda x, t: objectness_gradient(x, t) * (t == 0),
        of_logits_for_probabilities=lambda x, t: _share(x.logit(), t, (t >= 0).sum().clamp(min=1)),
        of_the_square=lambda x, t: objectness_gradient(x, t) * 2 * x.sigmoid() * (1 - x.sigmoid()),
        of_a_probability=lambda x, t: (
            torch.where(t >= 0, (x.sigmoid() - t) / (x.sigmoid() * (1 - x.sigmoid())), 0)
            / (t >= 0).sum().clamp(min=1)
        ),
        of_a_softmax_over_anchors=lambda x, t: (x.softmax(0) - t) / max(len(t), 1),
        of_signs=lambda x, t: objectness_gradient(x, t).sign(),
        clipped=lambda x, t: objectness_gradient(x, t).clamp(-0.25, 0.25),
        of_an_exponential_that_overflows=lambda x, t: _share(
            (x.exp() / (1 + x.exp())).logit(eps=1e-6), t, (t >= 0).sum().clamp(min=1)
        ),
        twice=lambda x, t: 2 * objectness_gradient(x, t),
        the_loss_itself=lambda x, t: binary_cross_entropy_with_logits(
            x, t.clamp(min=0).to(x.dtype)
        ),
    ),
    *without("as_yes_or_no", of_fractions(objectness_gradient)),
    *with_answers(
        objectness_gradient,
        added_up=lambda g: g.sum(),
        with_an_axis_more=lambda g: g[None],
        backwards=lambda g: g.flip(0),
        without_the_last=lambda g: g[:-1],
    ),
    *with_arguments(objectness_gradient, that_changes_its_input=lambda x: x.mul_(2) / 2),
)


def delta_gradient(deltas, targets, labels, locations, beta):
    error = torch.where((labels == 1)[:, None], deltas - targets, 0)
    return (error / beta).clamp(-1, 1) * 10 / locations


def deltas_by_autograd(deltas, targets, labels, locations, beta):
    x = deltas.detach().clone().requires_grad_()
    positive = labels == 1
    loss = smooth_l1_loss(x[positive], targets[positive], beta=beta, reduction="sum")
    (gradient,) = torch.autograd.grad(10 * loss / locations + 0 * x.sum(), x)
    return gradient


def deltas_in_loops(deltas, targets, labels, locations, beta):
    answer = []
    for row, wanted, label in zip(deltas.tolist(), targets.tolist(), labels.tolist(), strict=True):
        slopes = [0.0] * 4
        for c in range(4) if label == 1 else ():
            error = row[c] - wanted[c]
            slopes[c] = error / beta if abs(error) < beta else math.copysign(1, error)
        answer.append([slope / locations * 10 for slope in slopes])
    return answer


def deltas_in_numpy(deltas, targets, labels, locations, beta):
    with np.errstate(invalid="ignore"):
        error = deltas.double().numpy() - targets.double().numpy()
    slope = np.where(np.abs(error) < beta, error / beta, np.sign(error))
    return np.where(labels.numpy()[:, None] > 0, slope * (10 / locations), 0.0)


def deltas_by_index(deltas, targets, labels, locations, beta):
    gradient = torch.zeros_like(deltas)
    rows = torch.nonzero(labels > 0).flatten()
    error = deltas[rows] - targets[rows]
    inside = (error.abs() <= beta).to(error.dtype)
    gradient[rows] = 10 * (inside * error / beta + (1 - inside) * error.sign()) / locations
    return gradient


def deltas_by_products(deltas, targets, labels, locations, beta):
    slope = ((deltas - targets) / beta).clamp(-1, 1)  # which makes infinite ones finite
    return slope * (labels == 1)[:, None] * 10 / locations


def _slopes(error, beta):
    return (error / beta).clamp(-1, 1)


def _of(positive, scale, slopes=_slopes):
    """The gradient with another choice of rows, another factor, another slope."""

    def gradient(deltas, targets, labels, locations, beta):
        error = torch.where(positive(labels)[:, None], deltas - targets, 0)
        return slopes(error, beta) * scale(labels, locations)

    return gradient


def _objects(labels):
    return labels == 1


def _paper(labels, locations):
    return 10 / locations


DELTAS_WRONG = (
    *named(
        divided_by_sampled=_of(_objects, lambda t, n: 1 / max(int((t >= 0).sum()), 1)),
        lambda_over_sampled=_of(_objects, lambda t, n: 10 / max(int((t >= 0).sum()), 1)),
        divided_by_objects=_of(_objects, lambda t, n: 1 / max(int((t == 1).sum()), 1)),
        lambda_over_objects=_of(_objects, lambda t, n: 10 / max(int((t == 1).sum()), 1)),
        divided_by_anchors=_of(_objects, lambda t, n: 10 / max(len(t), 1)),
        without_lambda=_of(_objects, lambda t, n: 1 / n),
        lambda_below=_of(_objects, lambda t, n: 1 / (10 * n)),
        not_divided=_of(_objects, lambda t, n: 10),
        over_four_deltas_too=_of(_objects, lambda t, n: 10 / (4 * n)),
        of_the_opposite_sign=_of(_objects, lambda t, n: -10 / n),
        of_left_out_too=_of(lambda t: t != 0, _paper),
        of_sampled=_of(lambda t: t >= 0, _paper),
        of_all_anchors=_of(lambda t: t == t, _paper),
        of_background_alone=_of(lambda t: t == 0, _paper),
        of_a_square=_of(_objects, _paper, lambda e, b: e),
        of_twice_a_square=_of(_objects, _paper, lambda e, b: 2 * e),
        of_a_square_over_beta=_of(_objects, _paper, lambda e, b: e / b),
        of_an_absolute_value=_of(_objects, _paper, lambda e, b: e.sign()),
        of_huber=_of(_objects, _paper, lambda e, b: e.clamp(-b, b)),
        with_a_beta_of_1=_of(_objects, _paper, lambda e, b: e.clamp(-1, 1)),
        with_a_beta_of_1_9=_of(_objects, _paper, lambda e, b: (9 * e).clamp(-1, 1)),
        with_half_a_slope=_of(_objects, _paper, lambda e, b: (e / (2 * b)).clamp(-1, 1)),
        with_twice_a_slope=_of(_objects, _paper, lambda e, b: (2 * e / b).clamp(-1, 1)),
        with_slopes_upwards=_of(_objects, _paper, lambda e, b: (e.abs() / b).clamp(max=1)),
        flat_beyond=_of(_objects, _paper, lambda e, b: torch.where(e.abs() < b, e / b, 0)),
        labels_as_weights=lambda d, t, k, n, b: (
            torch.where((k == 0)[:, None], 0, (d - t) / b).clamp(-1, 1) * k[:, None] * 10 / n
        ),
        of_targets=lambda d, t, k, n, b: delta_gradient(d, 0 * t.nan_to_num(0, 0, 0), k, n, b),
        of_objects_removed=lambda d, t, k, n, b: delta_gradient(d, t, k, n, b)[k == 1],
        added_over_anchors=lambda d, t, k, n, b: delta_gradient(d, t, k, n, b).sum(0),
        added_over_deltas=lambda d, t, k, n, b: delta_gradient(d, t, k, n, b).sum(1),
    ),
    *without("as_yes_or_no", of_fractions(delta_gradient))[:-2],  # all are exact in half precision
    *with_arguments(delta_gradient, that_changes_its_input=lambda x: x.mul_(2) / 2),
)


def _scored(objectness, labels):
    return {
        "objectness": torch.tensor(objectness, dtype=torch.float32),
        "labels": torch.tensor(labels, dtype=torch.int64),
    }


def _placed(deltas, targets, labels, locations, beta):
    rows = [torch.tensor(v, dtype=torch.float32).reshape(-1, 4) for v in (deltas, targets)]
    return {
        "deltas": rows[0],
        "targets": rows[1],
        "labels": torch.tensor(labels, dtype=torch.int64),
        "locations": locations,
        "beta": beta,
    }


_logit = st.sampled_from([0.0, LOG3, -LOG3, 1.0, -2.0, 0.5, 6.0, 200.0, -200.0])
_label = st.sampled_from([1, 0, -1])
_delta = st.sampled_from([0.0, 0.5, -0.5, 0.0625, -0.0625, 0.75, -2.0, 0.25, 8.0])


@st.composite
def _scores(draw):
    labels = draw(st.lists(_label, min_size=1, max_size=6))
    logits = draw(st.lists(_logit, min_size=len(labels), max_size=len(labels)))
    return _scored(logits, labels)


@st.composite
def _places(draw):
    labels = draw(st.lists(_label, min_size=1, max_size=4))
    numbers = st.lists(_delta, min_size=4 * len(labels), max_size=4 * len(labels))
    locations, beta = (
        draw(st.sampled_from([10, 12, 2400, 3])),
        draw(st.sampled_from([1.0, 0.125, 0.5])),
    )
    return _placed(draw(numbers), draw(numbers), labels, locations, beta)


SCORED = (
    (_scored([LOG3], [1]), [-0.25]),
    (_scored([LOG3], [0]), [0.75]),
    (_scored([LOG3, LOG3, LOG3], [1, 0, -1]), [-0.125, 0.375, 0]),
    (_scored([LOG3, -LOG3], [-1, -1]), [0, 0]),
    (_scored([], []), []),
    (_scored([0, 0, 0, 0, 9], [1, 0, 0, 0, -1]), [-0.125, 0.125, 0.125, 0.125, 0]),
    (_scored([200, -200], [0, 1]), [0.5, -0.5]),
    (_scored([-LOG3, 1, LOG3, 2, 3], [0, -1, 1, -1, -1]), [0.125, 0, -0.125, 0, 0]),
    (_scored([LOG3, LOG3, 0.3], [0, 0, 1]), [0.25, 0.25, -0.14185185]),
)
STILL, INF = [0.0, 0, 0, 0], math.inf
PLACED = (
    (_placed([0.5, -0.5, 0.0625, 0], STILL, [1], 10, 1.0), [[0.5, -0.5, 0.0625, 0]]),
    (_placed([0.5, -0.5, 0.0625, 0], STILL, [1], 10, 0.125), [[1, -1, 0.5, 0]]),
    (_placed([1, 2, 3, 4], [1, 2, 5, 3.75], [1], 20, 0.5), [[0, 0, -0.5, 0.25]]),
    (_placed([0.5] * 8, STILL * 2, [0, -1], 10, 1.0), [STILL, STILL]),
    (
        _placed([0.25] * 12, STILL * 3, [-1, 1, 0], 2400, 0.5),
        [STILL, [1 / 480] * 4, STILL],
    ),
    (
        _placed([0.25] * 8, [-INF, INF, -INF, INF, *STILL], [0, 1], 10, 1.0),
        [STILL, [0.25] * 4],
    ),
    (
        _placed([8, -8, 0.75, -0.75] * 2, STILL * 2, [1, 1], 3, 1.0),
        [[10 / 3, -10 / 3, 2.5, -2.5]] * 2,
    ),
    (_placed([], [], [], 12, 1.0), []),
)
objectness = Exercise(
    name="objectness_gradient",
    reference=objectness_gradient,
    cases=Cases(
        examples=tuple(case for case, _ in SCORED), random=_scores(), picture=lambda *_: None
    ),
    by_hand=tuple(gradient for _, gradient in SCORED),
    exhibits=(),
    mutants=OBJECTNESS_WRONG,
    solutions=(
        objectness_by_autograd,
        objectness_in_loops,
        objectness_in_numpy,
        objectness_by_index,
        objectness_gradient,
    ),
)
deltas = Exercise(
    name="delta_gradient",
    reference=delta_gradient,
    cases=Cases(
        examples=tuple(case for case, _ in PLACED), random=_places(), picture=lambda *_: None
    ),
    by_hand=tuple(gradient for _, gradient in PLACED),
    exhibits=(),
    mutants=DELTAS_WRONG,
    solutions=(
        deltas_by_autograd,
        deltas_in_loops,
        deltas_in_numpy,
        deltas_by_index,
        deltas_by_products,
        delta_gradient,
    ),
)
