"""A wrong order of scenes, which no exercise asks for: both detectors get another one."""

import torch


def seed_once(seed, weights, scenes):
    torch.manual_seed(seed)
    orders = []
    for number in weights:  # each detector draws so many first weights
        torch.randn(number)
        orders.append(torch.randperm(scenes).tolist())
    return orders


SEEDING = [seed_once]
