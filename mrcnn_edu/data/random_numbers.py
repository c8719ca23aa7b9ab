"""Numbers by chance, from a source that the caller brings."""

import torch
from torch import Generator


def uniform(generator: Generator, low: float, high: float) -> float:
    """A number from low to high, each equally likely.

    Args:
        generator: what is drawn from.
        low: the smallest.
        high: the largest; if it is the same, nothing is left to chance.

    Returns:
        The number.

    Example:
        >>> uniform(Generator().manual_seed(0), 1.5, 1.5)
        1.5
    """
    return low + (high - low) * float(torch.rand((), generator=generator, dtype=torch.float64))


def offset(generator: Generator, whole: int, part: int) -> int:
    """Where a part begins within the whole; or below 0, where the whole begins within the part.

    Args:
        generator: what is drawn from.
        whole: its length, in pixels.
        part: its length, in pixels; it may be longer than the whole.

    Returns:
        From 0 to whole - part, or from whole - part to 0.

    Example:
        >>> offset(Generator().manual_seed(0), 7, 7)
        0
    """
    low, high = min(whole - part, 0), max(whole - part, 0)
    return low + int(torch.randint(high - low + 1, (), generator=generator))
