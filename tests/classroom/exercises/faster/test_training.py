"""The exhibits that no exercise asks for: what should stand still moves, or what should learn
does not.
"""

import copy

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from mrcnn_edu.classroom.exercises.faster.museum.training import (
    freed_for_nobody,
    frozen_but_moving,
    frozen_with_old_gradients,
)


@pytest.fixture
def parts():
    torch.manual_seed(0)
    body = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU())
    return body, nn.Linear(4, 2), torch.randn(8, 3) + 1, torch.arange(8) % 2


def moved(before, after):
    return {name for name, value in after.items() if not torch.equal(value, before[name])}


def run(training, body, head, images, labels):
    before = copy.deepcopy(body.state_dict()), copy.deepcopy(head.state_dict())
    training(body, head, images, labels, steps=5)
    return moved(before[0], body.state_dict()), moved(before[1], head.state_dict())


def test_a_frozen_body_whose_averages_move(parts):
    of_body, of_head = run(frozen_but_moving, *parts)
    assert of_body == {"1.running_mean", "1.running_var", "1.num_batches_tracked"}
    assert of_head == {"weight", "bias"}


def test_a_frozen_body_that_follows_an_old_gradient(parts):
    body, head, images, labels = parts
    body.eval()  # so that averages stand still
    other, images = copy.deepcopy(body), images[:, :3]
    one, many = (
        frozen_with_old_gradients(each, copy.deepcopy(head), images, labels, steps=steps)
        or each[0].weight.detach()
        for each, steps in ((copy.deepcopy(body), 0), (other, 3))
    )
    first_step = one - body[0].weight.detach()
    torch.testing.assert_close(many - body[0].weight.detach(), 4 * first_step)
    assert first_step.abs().sum() > 0


def test_a_body_that_was_freed_too_late(parts):
    body, head, images, labels = parts
    body.eval()
    of_body, of_head = run(freed_for_nobody, *parts)
    assert of_body == set()
    assert of_head == {"weight", "bias"}
    cross_entropy(head(body(images)), labels).backward()
    assert body[0].weight.grad.abs().sum() > 0
