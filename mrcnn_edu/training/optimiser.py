"""What makes the steps, and how large they are: an optimiser, and factors of its rate.

Each of the schedules is a function from the number of steps already made to a factor of the
optimiser's own rate. That number is all that a schedule knows, so a run that goes on needs no
memory of it.
"""

import math
from collections.abc import Callable, Sequence

import torch
from torch import nn

Schedule = Callable[[int], float]


def make_optimiser(model: nn.Module, kind: str, rate: float) -> torch.optim.Optimizer:
    """An optimiser of all parameters that learn.

    Args:
        model: on its device. Parameters that are frozen are left out.
        kind: "sgd", with a momentum of 0.9, for frozen norms; or "adamw", for norms that learn.
        rate: of learning, 0 or more.

    Raises:
        ValueError: if there is no such kind.

    Source:
        He et al., "Mask R-CNN" (2017), section 3.1, for momentum and weight decay of SGD.

    Example:
        >>> optimiser = make_optimiser(nn.Linear(2, 1), "sgd", 0.02)
        >>> type(optimiser).__name__, optimiser.defaults["momentum"]
        ('SGD', 0.9)
    """
    learning = [p for p in model.parameters() if p.requires_grad]
    if kind == "sgd":
        return torch.optim.SGD(learning, rate, momentum=0.9, weight_decay=0.0001)
    if kind == "adamw":
        return torch.optim.AdamW(learning, rate, weight_decay=0.01)
    raise ValueError(f'kind must be "sgd" or "adamw", got {kind!r}')


def constant(*, warm_up: int = 0, start: float = 0.001) -> Schedule:
    """The same rate all the time, but for a slow start.

    Args:
        warm_up: for so many steps the factor rises on a straight line to 1. A detector that knows
            nothing has large gradients, which would throw it far away.
        start: the factor of the first step of these.

    Returns:
        A function from the number of steps made, 0 or more, to a factor in [0, 1].

    Raises:
        ValueError: if ``warm_up`` is below 0.

    Source:
        Goyal et al., "Accurate, Large Minibatch SGD" (2017), section 2.2, gradual warm-up.

    Example:
        >>> factor = constant(warm_up=4, start=0.2)
        >>> [round(factor(step), 2) for step in range(6)]
        [0.2, 0.4, 0.6, 0.8, 1.0, 1.0]
    """
    _check("warm_up", warm_up, 0)
    return lambda step: start + (1 - start) * step / warm_up if step < warm_up else 1.0


def steps_down(
    milestones: Sequence[int], *, factor: float = 0.1, warm_up: int = 0, start: float = 0.001
) -> Schedule:
    """A rate that falls at some steps, as the detectors of the papers are trained.

    Args:
        milestones: after so many steps the rate falls, each time by ``factor``.
        factor: what remains of the rate.
        warm_up: for so many steps the factor rises on a straight line to 1.
        start: the factor of the first step of these.

    Returns:
        A function from the number of steps made to a factor.

    Raises:
        ValueError: if ``warm_up`` is below 0.

    Source:
        He et al., "Mask R-CNN" (2017), section 3.1: by 10 at 120,000 of 160,000 steps.

    Example:
        >>> factor = steps_down([3, 5])
        >>> [round(factor(step), 4) for step in range(7)]
        [1.0, 1.0, 1.0, 0.1, 0.1, 0.01, 0.01]
    """
    rise = constant(warm_up=warm_up, start=start)
    return lambda step: rise(step) * factor ** sum(step >= limit for limit in milestones)


def cosine(total: int, *, end: float = 0.0, warm_up: int = 0, start: float = 0.001) -> Schedule:
    """A rate that falls along half a cosine: slowly, fast, slowly.

    Args:
        total: the number of steps of the whole training.
        end: the factor when they are made, which stays from then on.
        warm_up: for so many steps the factor rises on a straight line to 1; the cosine begins
            behind them.
        start: the factor of the first step of these.

    Returns:
        A function from the number of steps made to a factor.

    Raises:
        ValueError: if ``warm_up`` is below 0, or not below ``total``.

    Source:
        Loshchilov and Hutter, "SGDR" (2016), equation 5, without restarts.

    Example:
        >>> factor = cosine(8)
        >>> [round(factor(step), 3) for step in (0, 2, 4, 6, 8, 10)]
        [1.0, 0.854, 0.5, 0.146, 0.0, 0.0]
    """
    _check("total", total, warm_up + 1)
    rise = constant(warm_up=warm_up, start=start)

    def factor(step: int) -> float:
        share = min(max(step - warm_up, 0) / (total - warm_up), 1)
        return rise(step) * (end + (1 - end) * (1 + math.cos(math.pi * share)) / 2)

    return factor


def set_rates(optimiser: torch.optim.Optimizer, factor: float) -> None:
    """Give each group of parameters its own rate times a factor.

    Args:
        optimiser: its groups remember, as "initial_lr", the rates that they were made with; torch's
            own schedulers use the same name, and checkpoints hold it.
        factor: what a schedule says of this step.

    Example:
        >>> optimiser = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.4)
        >>> for factor in (0.5, 0.25, 1.0):
        ...     set_rates(optimiser, factor)
        ...     optimiser.param_groups[0]["lr"]
        0.2
        0.1
        0.4
    """
    for group in optimiser.param_groups:
        group.setdefault("initial_lr", group["lr"])
        group["lr"] = group["initial_lr"] * factor


def _check(name: str, value: int, least: int) -> None:
    """Refuse a number of steps that is too small."""
    if value < least:
        raise ValueError(f"{name} must be {least} or more, got {value}")
