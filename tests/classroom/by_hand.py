"""Results found by hand, made comparable."""

from typing import Any

import torch


def as_expected(by_hand: Any, like: torch.Tensor | tuple[torch.Tensor, ...]) -> tuple[Any, ...]:
    """Results found by hand as tensors of the types and, where empty, the shapes of ``like``."""
    if not isinstance(like, tuple):
        by_hand, like = (by_hand,), (like,)
    tensors = [torch.tensor(b, dtype=part.dtype) for b, part in zip(by_hand, like, strict=True)]
    return tuple(
        tensor.reshape(part.shape) if tensor.numel() == part.numel() == 0 else tensor
        for tensor, part in zip(tensors, like, strict=True)
    )
