"""The optimiser of a training: which one, at which rate, and of which parameters."""

import pytest
import torch
from torch import nn

from mrcnn_edu.training.optimiser import make_optimiser


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
