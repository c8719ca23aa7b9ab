"""Wrong ways to read a map between its cells, besides those of the museum.

Most hand other points, or another map, to the right function. The rest share ``_mix``: four
neighbours from cells and weights that may be wrong.
"""

import torch
from torch.nn.functional import grid_sample, pad

from mrcnn_edu.ops.roi_pooling import bilinear_interpolate as right


def _mix(features, y, x, top, left, bottom, right, down, across):
    """The mean of four neighbours by the weights of the lower and the right ones; 0 off the map."""
    top, left, bottom, right = (place.long() for place in (top, left, bottom, right))
    upper = features[top, left] * (1 - across) + features[top, right] * across
    lower = features[bottom, left] * (1 - across) + features[bottom, right] * across
    height, width = features.shape
    outside = (y < -1) | (y > height) | (x < -1) | (x > width)
    return torch.where(outside, 0.0, upper * (1 - down) + lower * down)


def _neighbours(features, y, x):
    """Rows, columns and weights as they should be."""
    height, width = features.shape
    y, x = y.clamp(0, height - 1), x.clamp(0, width - 1)
    top, left = y.floor(), x.floor()
    bottom, right = (top + 1).clamp(max=height - 1), (left + 1).clamp(max=width - 1)
    return top, left, bottom, right, y - top, x - left


def _weighted(change):
    """Mixes the right neighbours with weights that are changed."""

    def mutant(features, y, x):
        *cells, down, across = _neighbours(features, y, x)
        return _mix(features, y, x, *cells, change(down), change(across))

    return mutant


def _four(features, y, x):
    """(4, S), the values of the four neighbours."""
    top, left, bottom, right, *_ = (place.long() for place in _neighbours(features, y, x))
    return torch.stack(
        [features[i, j] for i, j in ((top, left), (top, right), (bottom, left), (bottom, right))]
    )


def points_rounded_down(features, y, x):
    return right(features, y.floor(), x.floor())


def points_rounded_up(features, y, x):
    return right(features, y.ceil(), x.ceil())


def points_rounded_to_tenths(features, y, x):
    return right(features, (y * 10).round() / 10, (x * 10).round() / 10)


def only_y_is_rounded(features, y, x):
    return right(features, y.round(), x)


def points_swapped(features, y, x):
    return right(features, x, y)


def centres_at_half_cells(features, y, x):
    return right(features, y - 0.5, x - 0.5)


def half_a_cell_the_other_way(features, y, x):
    return right(features, y + 0.5, x + 0.5)


def cells_counted_from_one(features, y, x):
    return right(features, y - 1, x - 1)


def negative_points_mirrored(features, y, x):
    return right(features, y.abs(), x.abs())


def negative_points_are_off_the_map(features, y, x):
    return right(features, y, x).where((y >= 0) & (x >= 0), 0)


def points_past_the_last_centre_are_off_the_map(features, y, x):
    height, width = features.shape
    return right(features, y, x).where((y <= height - 1) & (x <= width - 1), 0)


def minus_one_is_off_the_map(features, y, x):
    return right(features, y, x).where((y > -1) & (x > -1), 0)


def the_size_is_off_the_map(features, y, x):
    height, width = features.shape
    return right(features, y, x).where((y < height) & (x < width), 0)


def half_a_cell_around_the_map(features, y, x):
    height, width = features.shape
    near = (y >= -0.5) & (y <= height - 0.5) & (x >= -0.5) & (x <= width - 0.5)
    return right(features, y, x).where(near, 0)


def a_cell_too_many_around_the_map(features, y, x):
    return right(features, y.clamp(-1, features.shape[0]), x).where(y >= -2, 0)


def off_the_map_only_along_y(features, y, x):
    return right(features, y, x.clamp(0, features.shape[1] - 1))


def off_the_map_only_along_x(features, y, x):
    return right(features, y.clamp(0, features.shape[0] - 1), x)


def off_the_map_only_along_both(features, y, x):
    height, width = features.shape
    outside = ((y < -1) | (y > height)) & ((x < -1) | (x > width))
    return right(features, y.clamp(0, height - 1), x.clamp(0, width - 1)).where(~outside, 0)


def off_the_map_only_above_and_left(features, y, x):
    height, width = features.shape
    return right(features, y.clamp(max=height - 1), x.clamp(max=width - 1))


def off_the_map_only_below_and_right(features, y, x):
    return right(features, y.clamp(min=0), x.clamp(min=0))


def nan_off_the_map(features, y, x):
    height, width = features.shape
    outside = (y < -1) | (y > height) | (x < -1) | (x > width)
    return right(features, y, x).where(~outside, torch.nan)


def height_and_width_exchanged(features, y, x):
    height, width = features.shape
    outside = (y < -1) | (y > width) | (x < -1) | (x > height)
    return right(features, y.clamp(0, height - 1), x.clamp(0, width - 1)).where(~outside, 0)


def upper_neighbour_wraps_around(features, y, x):
    """As Python's index -1 does, above and left of the map."""
    height, width = features.shape
    top, left = y.floor(), x.floor()
    bottom, right = (top + 1).clamp(max=height - 1), (left + 1).clamp(max=width - 1)
    cells = (place.clamp(min=-1) for place in (top, left, bottom, right))
    top, left, bottom, right = cells
    top, left = top.clamp(max=height - 1), left.clamp(max=width - 1)
    return _mix(features, y, x, top, left, bottom, right, y - y.floor(), x - x.floor())


def lower_neighbour_wraps_around(features, y, x):
    height, width = features.shape
    top, left, _, _, _, _ = _neighbours(features, y, x)
    down, across = y.clamp(min=0) - top, x.clamp(min=0) - left
    return _mix(
        features, y, x, top, left, (top + 1) % height, (left + 1) % width, down % 1, across % 1
    )


def weights_by_the_ceiling(features, y, x):
    """Weighs by ceil(y) - y and y - floor(y): both are 0 on a centre."""
    top, left, bottom, right, down, across = _neighbours(features, y, x)
    up, back = down.ceil() - down, across.ceil() - across
    top, left, bottom, right = (place.long() for place in (top, left, bottom, right))
    upper = features[top, left] * back + features[top, right] * across
    return upper * up + (features[bottom, left] * back + features[bottom, right] * across) * down


def weights_by_inverse_distance(features, y, x):
    *_, down, across = _neighbours(features, y, x)
    distances = torch.stack(
        [torch.hypot(i - down, j - across) for i, j in ((0, 0), (0, 1), (1, 0), (1, 1))]
    )
    weights = 1 / (distances + 1e-6)
    return (_four(features, y, x) * weights / weights.sum(0)).sum(0)


def equal_weights(features, y, x):
    return _four(features, y, x).mean(0)


def largest_of_four(features, y, x):
    return _four(features, y, x).amax(0)


def along_the_diagonal_only(features, y, x):
    upper_left, _, _, lower_right = _four(features, y, x)
    *_, down, across = _neighbours(features, y, x)
    share = (down + across) / 2
    return upper_left * (1 - share) + lower_right * share


def without_the_lower_right(features, y, x):
    upper_left, upper_right, lower_left, _ = _four(features, y, x)
    *_, down, across = _neighbours(features, y, x)
    return upper_left + (upper_right - upper_left) * across + (lower_left - upper_left) * down


smooth_weights = _weighted(lambda share: share * share * (3 - 2 * share))
squared_weights = _weighted(lambda share: share * share)
weights_of_two_digits = _weighted(lambda share: (share * 100).round() / 100)
weights_of_four_digits = _weighted(lambda share: (share * 1e4).round() / 1e4)
weights_in_half_precision = _weighted(lambda share: share.half().to(share))
weights_are_quarters = _weighted(lambda share: (share * 4).round() / 4)


def map_of_whole_numbers(features, y, x):
    return right(features.trunc(), y, x)


def map_in_half_precision(features, y, x):
    return right(features.half().to(features), y, x)


def points_in_half_precision(features, y, x):
    return right(features, y.half().to(y), x.half().to(x))


def all_in_half_precision(features, y, x):
    return right(features.half(), y.half(), x.half())


def nothing_below_zero(features, y, x):
    return right(features.clamp(min=0), y, x)


def nothing_above_one(features, y, x):
    return right(features.clamp(max=1), y, x)


def without_a_sign(features, y, x):
    return right(features.abs(), y, x)


def at_the_first_point_only(features, y, x):
    return right(features, y[:1], x[:1]).expand(len(y)) if len(y) else y


def at_all_pairs(features, y, x):
    return right(features, y.repeat_interleave(len(x)), x.repeat(len(y))).reshape(len(y), -1)


def sorted_points(features, y, x):
    order = (y * features.shape[1] + x).argsort()
    return right(features, y[order], x[order])


def fails_without_points(features, y, x):
    return torch.stack(
        [right(features, *point)[0] for point in zip(y[:, None], x[:, None], strict=True)]
    )


def points_clamped_in_place(features, y, x):
    values = right(features, y, x)
    y.clamp_(0, features.shape[0] - 1)
    return values


def mirrored_at_the_border(features, y, x):
    height, width = features.shape
    places = torch.stack(((2 * x + 1) / width - 1, (2 * y + 1) / height - 1), dim=-1)
    maps, places = features[None, None], places[None, None].to(features)
    return grid_sample(maps, places, padding_mode="reflection", align_corners=False)[0, 0, 0]


def zeros_below_and_right_only(features, y, x):
    padded = pad(features, (0, 1, 0, 1))
    return right(padded, y, x).where((y <= features.shape[0]) & (x <= features.shape[1]), 0)
