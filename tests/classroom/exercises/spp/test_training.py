"""The exhibit that no exercise asks for: its loss falls, and half of it never learns."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from mrcnn_edu.classroom.exercises.spp.museum.training import trained_through_a_cache


def test_only_the_head_learns():
    torch.manual_seed(0)
    body, head = nn.Sequential(nn.Linear(3, 4), nn.ReLU()), nn.Linear(4, 2)
    images, labels = torch.randn(8, 3), torch.arange(8) % 2
    before, loss = body[0].weight.clone(), cross_entropy(head(body(images)), labels)
    trained_through_a_cache(body, head, images, labels, steps=20)
    assert cross_entropy(head(body(images)), labels) < loss
    assert torch.equal(body[0].weight, before)  # not even weight decay reaches it
