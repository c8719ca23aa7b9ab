"""Feature maps and regions as a detector on a feature pyramid has them, and what is timed there."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from benchmarks import inputs

SIZES = {4: (200, 272), 16: (50, 68)}  # of P2 and P4, for 800 x 1067 padded to multiples of 32
CHANNELS = 256


def pyramid_level(stride: int, n: int, bins: int, scale: float = 1.0) -> tuple[Any, ...]:
    """Arguments for n proposals of one level, pooled on its map; all of roi_align but the last."""
    g = torch.Generator().manual_seed(stride)
    channels = max(round(CHANNELS * scale), 2)
    features = torch.randn(1, channels, *SIZES[stride], generator=g)
    boxes, _ = inputs.rpn_level(stride, n, g)
    return features, [boxes], (bins, bins), 1 / stride


def lesson(channels: int, side: int, n: int, bins: int) -> tuple[Any, ...]:
    """Arguments as lessons and widgets have them: a map that fits on a page, stride 16."""
    g = torch.Generator().manual_seed(side)
    corner = torch.rand(n, 2, generator=g) * side * 8
    boxes = torch.cat((corner, corner + torch.rand(n, 2, generator=g) * side * 8), dim=1)
    features = torch.randn(1, channels, side, side, generator=g)
    return features, [boxes], (bins, bins), 1 / 16


def forward_and_backward(
    operator: Callable[..., Tensor], features: Tensor, *arguments: Any
) -> Tensor:
    """The gradient for the map, of a loss whose gradient for each bin is 1.

    It comes in rows of bins, as from the first linear layer of a head, which is not the layout of
    our results.
    """
    features = features.detach().requires_grad_()
    pooled = operator(features, *arguments)
    return torch.autograd.grad(pooled, features, torch.ones_like(pooled))[0]


def calls(
    n: Callable[[int], int], scale: float
) -> Sequence[tuple[str, str, Any, bool, float | None]]:
    """Name, operator, arguments, whether with backward, and aim of everything on regions."""
    fine, coarse = (pyramid_level(stride, n(1000), 7, scale) for stride in SIZES)
    masks = pyramid_level(16, n(100), 14, scale)
    slide, coin = lesson(1, 6, 1, 2), lesson(8, 24, 24, 7)
    regions = [
        ("1000 x 7x7 on P2", (*fine, 2), 0.4),
        ("1000 x 7x7 on P4", (*coarse, 2), 0.4),
        ("100 x 14x14 on P4", (*masks, 2), None),
        ("24 x 7x7 of a lesson", (*coin, 2), None),
        ("one 2x2 of the slides", (*slide, 1), None),
    ]
    return [
        *(
            (f"roi_align, {name}{', and back' if backward else ''}", "roi_align", a, backward, aim)
            for name, a, aim in regions
            for backward in (False, True)
        ),
        ("roi_pool, 1000 x 7x7 on P4", "roi_pool", coarse, False, None),
        ("roi_pool, 1000 x 7x7 on P4, and back", "roi_pool", coarse, True, None),
    ]
