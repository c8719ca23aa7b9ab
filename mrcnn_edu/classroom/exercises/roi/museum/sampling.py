"""RoIAlign of one box, taken apart so that a bug can be put into any one of its parts.

y, x = (places(*side, bins, middles(number)) for side in sides(box, scale, aligned))
pooled = samples(features, y, x).mean(dim=2)
"""

from collections.abc import Callable

import torch
from torch import Tensor

from mrcnn_edu.ops.roi_pooling import bilinear_interpolate

Read = Callable[[Tensor, Tensor, Tensor], Tensor]


def sides(box: Tensor, scale: float, aligned: bool) -> list[tuple[Tensor, Tensor]]:
    """Start and length of the region along y and along x, as they should be."""
    x1, y1, x2, y2 = box * scale - (0.5 if aligned else 0)
    height, width = y2 - y1, x2 - x1
    if not aligned:
        height, width = height.clamp(min=1), width.clamp(min=1)
    return [(y1, height), (x1, width)]


def places(start: Tensor, length: Tensor, bins: int, shares: Tensor) -> Tensor:
    """(P, S), samples at given shares (S,) of each of P bins along one axis."""
    return start + (torch.arange(bins)[:, None] + shares.to(start)) * length / bins


def samples(features: Tensor, y: Tensor, x: Tensor, read: Read = bilinear_interpolate) -> Tensor:
    """(P, Q, S · T), the values at all pairs of places (P, S) along y and (Q, T) along x."""
    shape = len(y), len(x), y.shape[1], x.shape[1]
    rows = y[:, None, :, None].expand(shape)
    columns = x[None, :, None, :].expand(shape)
    values = read(features, rows.flatten(), columns.flatten())  # (P · Q · S · T,)
    return values.reshape(len(y), len(x), -1)


def middles(number: int) -> Tensor:
    """(S,), the middles of equal parts of a bin, as shares of it."""
    return (torch.arange(number) + 0.5) / number
