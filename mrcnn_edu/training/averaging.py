"""Weights averaged over the last steps, which are often worth more than those of the last one."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from mrcnn_edu.ops.checks import check_number


def moving_average(model: nn.Module, decay: float = 0.999) -> AveragedModel:
    """A copy of a model whose weights are to follow the model's slowly.

    After each step, ``update_parameters(model)`` moves every weight of the copy by the share
    1 - d of its way to the model's. In the update that follows n others d is (1 + n) / (10 + n),
    but at most ``decay``: the weights of the beginning, which are far from good, are soon
    forgotten. Buffers, such as what a norm has seen, are copied.

    Args:
        model: on its device.
        decay: in [0, 1]; 0.999 looks back over some 1000 steps.

    Returns:
        torch's own class, whose ``module`` is the copy, and whose state dict a checkpoint holds.

    Raises:
        TypeError: if ``decay`` is not a plain number.
        ValueError: if it is not in [0, 1].

    Source:
        Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992), with a
        decay; the beginning is that of ``num_updates`` in TensorFlow's ExponentialMovingAverage.

    Example:
        >>> model = nn.Linear(1, 1, bias=False)
        >>> average = moving_average(model)
        >>> for weight in (2.0, 13.0):  # the second with d = 2 / 11
        ...     _ = model.weight.data.fill_(weight)
        ...     average.update_parameters(model)
        >>> round(average.module.weight.item(), 4)
        11.0
    """
    check_number("decay", decay)
    if not 0 <= decay <= 1:
        raise ValueError(f"decay must be in [0, 1], got {decay}; 0.999 is a usual choice")
    return AveragedModel(model, avg_fn=_towards(decay))


def _towards(decay: float) -> Callable[[Tensor, Tensor, Tensor | int], Tensor]:
    """How a weight of the average moves, given that of the model and the number of updates."""

    def moved(average: Tensor, weight: Tensor, updates: Tensor | int) -> Tensor:
        n = torch.as_tensor(updates)  # stays on its device, so that a GPU need not wait
        share = 1 - ((1 + n) / (10 + n)).clamp(max=decay)
        return torch.lerp(average, weight, share.to(average))

    return moved
