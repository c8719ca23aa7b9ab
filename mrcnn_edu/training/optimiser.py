"""What makes the steps: one of two optimisers, each with what is usual beside its rate."""

import torch
from torch import nn


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
