"""The exhibit that no exercise asks for: a seed that is set once, for two detectors."""

import torch

from mrcnn_edu.classroom.exercises.ablations.museum.seeding import seed_once


def order_after(seed, weights, scenes):
    torch.manual_seed(seed)
    torch.randn(weights)
    return torch.randperm(scenes).tolist()


def test_only_the_first_detector_begins_at_the_seed():
    first, second = seed_once(0, [16, 16], 8)
    assert first == order_after(0, 16, 8)
    assert sorted(second) == sorted(first)
    assert second != first


def test_one_detector_alone_is_right():
    assert seed_once(3, [16], 8) == [order_after(3, 16, 8)]
