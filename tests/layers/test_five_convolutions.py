"""The road's body, and the classifier of pictures on which it learns to see."""

import pytest
import torch

from mrcnn_edu.layers.five_convolutions import STRIDE, FiveConvolutions
from mrcnn_edu.layers.object_classifier import ObjectClassifier


@pytest.mark.parametrize(
    ("size", "cells"),
    [
        pytest.param((64, 64), (8, 8), id="a crop"),
        pytest.param((256, 324), (32, 41), id="the photograph of coins, rounded up"),
        pytest.param((1, 9), (1, 2), id="hardly anything"),
    ],
)
def test_the_map_has_a_cell_for_every_eight_pixels(size, cells):
    maps = FiveConvolutions()(torch.rand(2, 3, *size))
    assert {name: tuple(each.shape) for name, each in maps.items()} == {"0": (2, 96, *cells)}
    assert tuple(-(-side // STRIDE) for side in size) == cells


def test_there_are_so_many_multiplications():
    """By hand, in millions at 256 x 256: 10.6 + 42.5 + 84.9 + 42.5 + 84.9 = 265.4."""
    body = FiveConvolutions()
    convolutions = [layer for layer in body.layers if isinstance(layer, torch.nn.Conv2d)]
    sides = (128, 64, 64, 32, 32)
    counts = [side**2 * conv.weight.numel() for side, conv in zip(sides, convolutions, strict=True)]
    assert [round(count / 1e6, 1) for count in counts] == [10.6, 42.5, 84.9, 42.5, 84.9]


@pytest.mark.parametrize("side", [64, 48])
def test_a_classifier_takes_pictures_of_several_sizes_and_has_gradients(side):
    classifier = ObjectClassifier(3)
    pictures = torch.rand(4, 3, side, side)
    labels = torch.tensor([0, 1, 2, 0])
    loss = classifier(pictures, labels)["loss_classifier"]
    by_hand = -classifier(pictures).log_softmax(1)[torch.arange(4), labels].mean()
    assert torch.allclose(loss, by_hand)
    loss.backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in classifier.parameters())
