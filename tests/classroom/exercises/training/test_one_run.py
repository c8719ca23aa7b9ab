"""The factor and the loop of lesson 14 are those of the package's own training."""

import pytest
import torch
from torch import nn

from mrcnn_edu.classroom.exercises.training.one_run import schedule, training_loop
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.optimiser import cosine


@pytest.mark.parametrize(("total", "warm_up"), [(4, 0), (8, 4), (3, 1), (60, 6), (5, 4)])
def test_schedule_is_the_cosine_that_runs_are_trained_with(total, warm_up):
    factor = cosine(total, warm_up=warm_up, start=0.0)
    steps = range(total + 3)
    wanted = torch.tensor([factor(step) for step in steps])
    assert torch.allclose(schedule(torch.tensor(steps).float(), total, warm_up), wanted, atol=1e-6)


class Line(nn.Module):
    """Says x · w; its loss is half the square of the error. Notes its weights before each step."""

    def __init__(self, weights):
        super().__init__()
        self.w = nn.Parameter(weights.clone())
        self.before = []

    def forward(self, x, goal):
        self.before.append(self.w.detach().clone())
        return {"loss": (x @ self.w - goal) ** 2 / 2}


def test_loop_makes_the_steps_of_the_packages_loop():
    torch.manual_seed(0)
    weights, inputs, goals = torch.randn(3), torch.randn(6, 3), torch.randn(6)
    rates = torch.tensor([0.0, 0.25, 0.5, 0.4, 0.2, 0.1])
    model = Line(weights)
    train(
        model,
        lambda first: zip(inputs[first:], goals[first:], strict=True),
        torch.optim.SGD(model.parameters(), lr=1.0),
        steps=6,
        schedule=lambda step: rates[step].item(),
        progress=False,
    )
    wanted = torch.stack([*model.before[1:], model.w.detach()])
    assert torch.allclose(training_loop(weights, inputs, goals, rates), wanted, atol=1e-6)


def test_loop_leaves_its_weights_alone():
    weights = torch.ones(2)
    after = training_loop(weights, torch.ones(2, 2), torch.zeros(2), torch.full((2,), 0.25))
    assert weights.tolist() == [1, 1]
    assert not after.requires_grad
