"""The optimiser of a training, which one and of which parameters; and the factors of its rate."""

import pytest
import torch
from torch import nn

from mrcnn_edu.training.optimiser import constant, cosine, make_optimiser, set_rates, steps_down


@pytest.mark.parametrize(
    ("kind", "expected", "decay"),
    [("sgd", torch.optim.SGD, 0.0001), ("adamw", torch.optim.AdamW, 0.01)],
)
def test_kind_rate_and_what_learns(kind, expected, decay):
    model = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    model[0].requires_grad_(False)
    optimiser = make_optimiser(model, kind, 0.25)
    assert type(optimiser) is expected
    (group,) = optimiser.param_groups
    assert (group["lr"], group["weight_decay"]) == (0.25, decay)
    assert [id(p) for p in group["params"]] == [id(p) for p in model[1].parameters()]


def test_no_such_kind():
    with pytest.raises(ValueError, match='kind must be "sgd" or "adamw", got \'lion\''):
        make_optimiser(nn.Linear(1, 1), "lion", 0.1)


@pytest.mark.parametrize(
    ("schedule", "factors"),
    [
        (constant(), [1, 1, 1]),
        (constant(warm_up=2, start=0.0), [0, 0.5, 1, 1]),
        (constant(warm_up=4, start=0.2), [0.2, 0.4, 0.6, 0.8, 1, 1]),
        (steps_down([2]), [1, 1, 0.1, 0.1]),
        (steps_down([1, 3], factor=0.5), [1, 0.5, 0.5, 0.25]),
        (steps_down([3, 1], factor=0.5), [1, 0.5, 0.5, 0.25]),
        (steps_down([1], factor=0.5, warm_up=2, start=0.0), [0, 0.25, 0.5]),
        (steps_down([]), [1, 1]),
        (cosine(4), [1, 0.8535534, 0.5, 0.1464466, 0, 0]),
        (cosine(2, end=0.2), [1, 0.6, 0.2, 0.2]),
        (cosine(4, warm_up=2, start=0.5), [0.5, 0.75, 1, 0.5, 0]),
    ],
)
def test_factors(schedule, factors):
    found = [schedule(step) for step in range(len(factors))]
    assert found == pytest.approx(factors, abs=1e-6)


def test_the_schedule_of_the_paper():
    schedule = steps_down([120_000], warm_up=500)  # Mask R-CNN: 0.02, then 0.002
    rates = [0.02 * schedule(step) for step in (0, 250, 500, 119_999, 120_000, 159_999)]
    assert rates == pytest.approx([2e-5, 0.01001, 0.02, 0.02, 0.002, 0.002])


def test_every_group_has_its_own_rate_whatever_came_before():
    groups = [{"params": [torch.nn.Parameter(torch.ones(1))], "lr": lr} for lr in (0.4, 0.01)]
    optimiser = torch.optim.SGD(groups)
    for factor in (0.5, 0.0, 2.0):
        set_rates(optimiser, factor)
        rates = [group["lr"] for group in optimiser.param_groups]
        assert rates == pytest.approx([0.4 * factor, 0.01 * factor])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: constant(warm_up=-1), "warm_up must be 0 or more, got -1"),
        (lambda: steps_down([3], warm_up=-2), "warm_up must be 0 or more, got -2"),
        (lambda: cosine(0), "total must be 1 or more, got 0"),
        (lambda: cosine(5, warm_up=5), "total must be 6 or more, got 5"),
        (lambda: cosine(5, warm_up=-5), "warm_up must be 0 or more, got -5"),
    ],
)
def test_impossible_numbers(call, message):
    with pytest.raises(ValueError, match=message):
        call()
