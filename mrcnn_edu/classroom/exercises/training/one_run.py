"""What lesson 14 does with one run: the factor of its rate at any step, and the steps themselves.

The package's loop trains any model. Here the model is a row of weights, and its loss at a step half
the square of one error, so that a pencil can follow every step.
"""

import math

import torch
from torch import Tensor


def schedule(steps: Tensor, total: int, warm_up: int) -> Tensor:
    """By what to multiply the rate: a straight line up from 0, then half a cosine down to 0.

    Args:
        steps: (N,), floating point, whole numbers from 0 up: how many steps were made before.
        total: steps of the whole run, more than ``warm_up``.
        warm_up: steps of the straight line, 0 or more. The line would reach 1 at this step, and
            there the cosine begins. It would reach 0 at step ``total``, and stays there.

    Returns:
        (N,), from 0 to 1.

    Source:
        Loshchilov and Hutter, "SGDR" (2016), equation 5, without restarts, after the gradual
        warm-up of Goyal et al., "Accurate, Large Minibatch SGD" (2017), section 2.2.

    Example:
        >>> schedule(torch.arange(7.0), total=6, warm_up=2).round(decimals=3)
        tensor([0.0000, 0.5000, 1.0000, 0.8540, 0.5000, 0.1460, 0.0000])
    """
    share = ((steps - warm_up) / (total - warm_up)).clamp(0, 1)  # (N,), of the cosine
    return torch.where(steps < warm_up, steps / max(warm_up, 1), (1 + (math.pi * share).cos()) / 2)


def training_loop(weights: Tensor, inputs: Tensor, goals: Tensor, rates: Tensor) -> Tensor:
    """The weights after each step of plain gradient descent, one batch a step.

    Args:
        weights: (F,), floating point, before the first step.
        inputs: (S, F), the batch of each step, S at least 1.
        goals: (S,), what the model should say of each.
        rates: (S,), of each step.

    Returns:
        (S, F). The model says x · w, and the loss of a step is (x · w - goal)² / 2.

    Example:
        >>> x, rates = torch.ones(3, 1), torch.full((3,), 0.5)
        >>> training_loop(torch.zeros(1), x, torch.ones(3), rates).flatten()
        tensor([0.5000, 0.7500, 0.8750])
    """
    w, after = weights.detach().clone().requires_grad_(), []
    optimiser = torch.optim.SGD([w], lr=0.0)
    for x, goal, rate in zip(inputs, goals, rates, strict=True):
        loss = (x @ w - goal) ** 2 / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.param_groups[0]["lr"] = rate.item()
        optimiser.step()
        after.append(w.detach().clone())
    return torch.stack(after)
