"""Wrong ways to read a map between its cells: features (H, W), y (S,), x (S,) to (S,)."""

import torch
from torch import Tensor
from torch.nn.functional import grid_sample

from mrcnn_edu.ops.roi_pooling import bilinear_interpolate

Pair = tuple[Tensor, Tensor]  # something along y and along x


def _corner(features: Tensor, y: Tensor, x: Tensor) -> tuple[Pair, Pair]:
    """The right upper left neighbour, and how far below and right of it a point lies."""
    height, width = features.shape
    y, x = y.clamp(0, height - 1), x.clamp(0, width - 1)
    return (y.floor(), x.floor()), (y - y.floor(), x - x.floor())


def _mix(features: Tensor, point: Pair, corner: Pair, weights: Pair) -> Tensor:
    """Four neighbours from the upper left one, by the weights of the lower and the right ones."""
    (height, width), (y, x), (down, across) = features.shape, point, weights
    top, left = (place.long() for place in corner)
    bottom, right = (top + 1).clamp(max=height - 1), (left + 1).clamp(max=width - 1)
    upper = features[top, left] * (1 - across) + features[top, right] * across
    lower = features[bottom, left] * (1 - across) + features[bottom, right] * across
    outside = (y < -1) | (y > height) | (x < -1) | (x > width)  # (S,)
    return torch.where(outside, 0.0, upper * (1 - down) + lower * down)


def bilinear_with_one_weight(features, y, x):
    corner, (_, across) = _corner(features, y, x)
    return _mix(features, (y, x), corner, (across, across))


def bilinear_with_far_weights(features, y, x):
    corner, (down, across) = _corner(features, y, x)
    return _mix(features, (y, x), corner, (1 - down, 1 - across))


def bilinear_of_the_nearest(features, y, x):
    corner, (down, across) = _corner(features, y, x)
    return _mix(features, (y, x), corner, ((down >= 0.5).to(y), (across >= 0.5).to(x)))


def bilinear_across_only(features, y, x):
    corner, (down, across) = _corner(features, y, x)
    return _mix(features, (y, x), corner, (torch.zeros_like(down), across))


def bilinear_with_x_first(features, y, x):
    return bilinear_interpolate(features.T, y, x)


def bilinear_by_truncation(features, y, x):
    corner, _ = _corner(features, y, x)
    return _mix(features, (y, x), corner, (y - y.trunc(), x - x.trunc()))


def bilinear_with_late_clamping(features, y, x):
    height, width = features.shape
    corner = y.floor().clamp(0, height - 1), x.floor().clamp(0, width - 1)
    return _mix(features, (y, x), corner, (y - y.floor(), x - x.floor()))


def bilinear_short_of_the_last(features, y, x):
    (height, width), ((top, left), weights) = features.shape, _corner(features, y, x)
    corner = top.clamp(max=max(height - 2, 0)), left.clamp(max=max(width - 2, 0))
    return _mix(features, (y, x), corner, weights)


def bilinear_with_zeros_around(features, y, x):
    height, width = features.shape
    # Places run from -1 to 1 between the outer edges of the outer cells.
    places = torch.stack(((2 * x + 1) / width - 1, (2 * y + 1) / height - 1), dim=-1)  # (S, 2)
    maps, places = features[None, None], places[None, None].to(features)
    return grid_sample(maps, places, align_corners=False)[0, 0, 0]


def bilinear_without_an_end(features, y, x):
    height, width = features.shape
    return bilinear_interpolate(features, y.clamp(0, height - 1), x.clamp(0, width - 1))


def bilinear_without_a_border(features, y, x):
    height, width = features.shape
    inside = (y >= 0) & (y <= height - 1) & (x >= 0) & (x <= width - 1)
    return torch.where(inside, bilinear_interpolate(features, y, x), 0.0)


BILINEAR = [
    bilinear_with_one_weight,
    bilinear_with_far_weights,
    bilinear_of_the_nearest,
    bilinear_across_only,
    bilinear_with_x_first,
    bilinear_by_truncation,
    bilinear_with_late_clamping,
    bilinear_short_of_the_last,
    bilinear_with_zeros_around,
    bilinear_without_an_end,
    bilinear_without_a_border,
]
