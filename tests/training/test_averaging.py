"""The average of weights: by hand, and what cannot be."""

import pytest
import torch
from torch import nn

from mrcnn_edu.training.averaging import moving_average


def averages(decay: float, weights: list[float]) -> list[float]:
    """The average after each update, of a model with one weight."""
    model = nn.Linear(1, 1, bias=False)
    average = moving_average(model, decay)
    found = []
    for weight in weights:
        nn.init.constant_(model.weight, weight)
        average.update_parameters(model)
        found.append(average.module.weight.item())
    return found


@pytest.mark.parametrize(
    ("decay", "weights", "expected"),
    [
        (0.999, [5.0], [5.0]),  # the first is copied, whatever the model began with
        (0.999, [0.0, 11.0, 11.0], [0.0, 9.0, 10.5]),  # d = 2 / 11, 3 / 12
        (0.1, [0.0, 10.0, 10.0], [0.0, 9.0, 9.9]),
        (0.0, [1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),
        (1.0, [0.0, 11.0], [0.0, 9.0]),
    ],
)
def test_by_hand(decay, weights, expected):
    assert averages(decay, weights) == pytest.approx(expected)


def test_in_the_end_the_decay_counts():
    *_, before, after = averages(0.9, [1.0] * 200 + [2.0])
    assert (before, after) == pytest.approx((1.0, 1.1))


def test_the_weights_of_a_model_are_followed_and_its_buffers_are_copied():
    model = nn.BatchNorm1d(2)
    average = moving_average(model, 0.5)
    for _ in range(2):
        model(torch.randn(8, 2))
        nn.init.normal_(model.weight)
        average.update_parameters(model)
    assert torch.equal(average.module.running_mean, model.running_mean)
    assert average.module.num_batches_tracked == 2
    assert not torch.equal(average.module.weight, model.weight)


@pytest.mark.parametrize(
    ("decay", "error", "message"),
    [
        (1.5, ValueError, r"decay must be in \[0, 1\], got 1.5; 0.999 is a usual choice"),
        (-0.1, ValueError, r"got -0.1"),
        (float("nan"), ValueError, "got nan"),
        ("0.9", TypeError, "decay"),
    ],
)
def test_no_decay(decay, error, message):
    with pytest.raises(error, match=message):
        moving_average(nn.Linear(1, 1), decay)
