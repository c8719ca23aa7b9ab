"""Weights by name are the same for the same name, and keep activations at a sane size."""

import torch
from torch import nn

from mrcnn_edu.layers.resnet import resnet101
from tests.layers import twins
from tests.named_weights import fill_by_name, uniform_by_name


def test_numbers_are_the_same_everywhere():
    found = uniform_by_name("backbone.body.conv1.weight", (4,), -1, 1)
    assert found.tolist() == [
        -0.08541905879974365,
        -0.721225380897522,
        0.4788893461227417,
        0.6092548370361328,
    ]


def test_numbers_depend_on_the_name_alone():
    first = fill_by_name(nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)))
    torch.manual_seed(5)
    again = fill_by_name(nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)))
    for name, value in first.state_dict().items():
        assert torch.equal(value, again.state_dict()[name])
    assert not torch.equal(uniform_by_name("a", (3,)), uniform_by_name("b", (3,)))
    assert 0.5 <= float(first[1].running_var.min()) <= float(first[1].running_var.max()) <= 1.5
    assert first[1].num_batches_tracked == 0


def test_activations_of_a_hundred_layers_keep_their_size():
    body = twins.filled(resnet101)
    with torch.no_grad():
        maps = body(twins.image(64, 64))
    for found in maps.values():
        assert 0.1 < float(found.std()) < 10
        assert 0.2 < float((found > 0).float().mean()) < 0.999
