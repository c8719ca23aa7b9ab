"""A wrong training as a whole, which no exercise asks for: a body that learns from a cache."""

import torch
from torch.nn.functional import cross_entropy


def trained_through_a_cache(body, head, images, labels, steps):
    weights = [*body.parameters(), *head.parameters()]
    optimiser = torch.optim.SGD(weights, lr=0.1, weight_decay=0.01)
    with torch.no_grad():
        cached = body(images)  # once for all steps
    for _ in range(steps):
        optimiser.zero_grad()
        cross_entropy(head(cached), labels).backward()
        optimiser.step()


TRAINING = [trained_through_a_cache]
