"""Weights made from the name of each parameter, so that two models with the same keys agree.

A file of weights would be large, and a seed would tie the numbers to the order in which a model
makes its parameters. From names, our model and torchvision's get the same numbers without either
knowing of the other, on every machine: uniform numbers come out of the generator exactly, where
normal ones go through logarithms that processors round differently.
"""

import math
import zlib

import torch
from torch import Tensor, nn


def uniform_by_name(
    name: str, shape: tuple[int, ...], low: float = 0.0, high: float = 1.0
) -> Tensor:
    """Uniform float32 numbers in [low, high], the same for the same name and shape."""
    generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))
    return torch.rand(shape, generator=generator) * (high - low) + low


def fill_by_name(module: nn.Module) -> nn.Module:
    """Fill every parameter and buffer of a state dict by its name, in place; counts become 0.

    Weights of convolutions and linear layers have the variance that keeps activations at one size
    through a ReLU; norms halve them, so that sums of many blocks do not grow without bound.

    Returns:
        The module.
    """
    with torch.no_grad():
        for name, tensor in module.state_dict().items():
            if tensor.is_floating_point():
                tensor.copy_(uniform_by_name(name, tuple(tensor.shape), *_range(name, tensor)))
            else:
                tensor.zero_()
    return module


def _range(name: str, tensor: Tensor) -> tuple[float, float]:
    """From where to where the numbers of a parameter go."""
    if tensor.ndim >= 2:
        bound = math.sqrt(6 / tensor[0].numel())  # He et al. (2015), equation 10: variance 2 / n
        return -bound, bound
    if name.endswith("running_var"):
        return 0.5, 1.5
    if name.endswith("weight"):  # of a norm
        return 0.25, 0.75
    return -0.1, 0.1  # biases and running means
