"""Wrong ways to align one box, besides those of the museum.

Most hand another box or another map to the right function. The rest share ``_align``, whose parts
can be exchanged: where the region lies, where its samples lie, how they are read and joined.
"""

import torch

from mrcnn_edu.classroom.exercises.roi.one_box import align_one_box as right
from mrcnn_edu.ops.roi_pooling import bilinear_interpolate, roi_pool


def _region(box, scale, aligned):
    """Start and length along y and x, as they should be."""
    x1, y1, x2, y2 = (box * scale - (0.5 if aligned else 0)).unbind()
    height, width = y2 - y1, x2 - x1
    if not aligned:
        height, width = height.clamp(min=1), width.clamp(min=1)
    return y1, x1, height, width


def _middles(samples):
    """(S,), where samples lie in a bin, as shares of it."""
    return (torch.arange(samples) + 0.5) / samples


def _mean(values):
    return values.mean(dim=-1)


def _align(
    features, box, bins, scale, samples, aligned, *,
    region=_region, shares=_middles, read=bilinear_interpolate, join=_mean
):  # fmt: skip
    """The right way, unless a part is exchanged."""
    y1, x1, height, width = region(box, scale, aligned)
    share = shares(samples).to(features)
    steps = torch.arange(bins)[:, None] + share  # (P, S)
    y, x = y1 + steps * height / bins, x1 + steps * width / bins
    y, x = torch.broadcast_tensors(y[:, None, :, None], x[None, :, None, :])  # (P, Q, S, S)
    values = read(features, y.flatten().to(features), x.flatten().to(features))
    return join(values.reshape(bins, bins, -1))


def _with(**parts):
    """RoIAlign with a part exchanged."""
    return lambda *arguments: _align(*arguments, **parts)


def _map(change):
    """RoIAlign of a map that is changed first."""
    return lambda features, *rest: right(change(features), *rest)


def _box(change):
    """RoIAlign of a box that is changed first, still in pixels."""
    return lambda features, box, *rest: right(features, change(box), *rest)


def _samples(change):
    """RoIAlign with another number of samples."""
    return lambda features, box, bins, scale, samples, aligned: right(
        features, box, bins, scale, change(samples), aligned
    )


map_of_whole_numbers = _map(lambda features: features.trunc())
map_in_half_precision = _map(lambda features: features.half().to(features))
map_without_sign = _map(lambda features: features.abs())
map_after_relu = _map(lambda features: features.relu())
map_turned = _map(lambda features: features.T)

box_of_whole_pixels = _box(lambda box: box.trunc())
box_rounded_to_pixels = _box(lambda box: box.round())
box_in_half_precision = _box(lambda box: box.half().to(box))
box_with_width_and_height = _box(lambda box: torch.cat((box[:2], box[:2] + box[2:])))
box_by_its_centre = _box(lambda box: torch.cat((box[:2] - box[2:] / 2, box[:2] + box[2:] / 2)))
box_never_below_zero = _box(lambda box: box.clamp(min=0))
box_one_pixel_short = _box(lambda box: box - torch.tensor([0, 0, 1, 1]))
box_one_pixel_long_at_least = _box(lambda box: torch.cat((box[:2], box[2:].maximum(box[:2] + 1))))
box_made_square = _box(lambda box: torch.cat((box[:2], box[:2] + (box[2:] - box[:2]).max())))

always_one_sample = _samples(lambda samples: 1)
always_two_samples = _samples(lambda samples: 2)
two_samples_at_most = _samples(lambda samples: min(samples, 2))
three_samples_at_most = _samples(lambda samples: min(samples, 3))
four_samples_at_most = _samples(lambda samples: min(samples, 4))
one_sample_more = _samples(lambda samples: samples + 1)
squared_samples = _samples(lambda samples: samples**2)
adaptive_always = _samples(lambda samples: -1)


def box_clipped_to_the_map(features, box, bins, scale, samples, aligned):
    height, width = features.shape
    size = torch.tensor([width, height] * 2) / scale
    return right(features, box.clamp(min=0).minimum(size), bins, scale, samples, aligned)


def aligned_the_other_way_round(features, box, bins, scale, samples, aligned):
    return right(features, box, bins, scale, samples, not aligned)


def always_aligned(features, box, bins, scale, samples, aligned):
    return right(features, box, bins, scale, samples, True)


def scale_ignored_where_aligned(features, box, bins, scale, samples, aligned):
    return right(features, box, bins, 1.0 if aligned else scale, samples, aligned)


def scaled_twice(features, box, bins, scale, samples, aligned):
    return right(features, box * scale, bins, scale, samples, aligned)


def multiplied_by_the_stride(features, box, bins, scale, samples, aligned):
    return right(features, box, bins, 1 / scale, samples, aligned)


def pooled_by_the_largest_cell(features, box, bins, scale, samples, aligned):
    return roi_pool(features[None, None], [box[None]], bins, scale)[0, 0]


def _start_shifted_only(box, scale, aligned):
    y1, x1, height, width = _region(box, scale, aligned)
    return y1, x1, height + aligned / 2, width + aligned / 2


def _end_shifted_only(box, scale, aligned):
    y1, x1, height, width = _region(box, scale, aligned)
    return y1 + aligned / 2, x1 + aligned / 2, height - aligned / 2, width - aligned / 2


def _x_shifted_only(box, scale, aligned):
    y1, *rest = _region(box, scale, aligned)
    return y1 + aligned / 2, *rest


def _y_shifted_only(box, scale, aligned):
    y1, x1, *rest = _region(box, scale, aligned)
    return y1, x1 + aligned / 2, *rest


def _shifted_by_a_whole_cell(box, scale, aligned):
    y1, x1, *rest = _region(box, scale, aligned)
    return y1 - aligned / 2, x1 - aligned / 2, *rest


def _width_for_both(box, scale, aligned):
    y1, x1, _, width = _region(box, scale, aligned)
    return y1, x1, width, width


def _only_the_width_grows(box, scale, aligned):
    y1, x1, _, width = _region(box, scale, aligned)
    return y1, x1, (box[3] - box[1]) * scale, width


def _grows_where_aligned_instead(box, scale, aligned):
    y1, x1, height, width = _region(box, scale, True)
    shift = 0 if aligned else 0.5
    least = 1 if aligned else 0
    return y1 + shift, x1 + shift, height.clamp(min=least), width.clamp(min=least)


def _grows_around_the_middle(box, scale, aligned):
    y1, x1, height, width = _region(box, scale, aligned)
    grown_y, grown_x = height - (box[3] - box[1]) * scale, width - (box[2] - box[0]) * scale
    return y1 - grown_y / 2, x1 - grown_x / 2, height, width


def _a_tenth_of_a_cell_at_least(box, scale, aligned):
    y1, x1, height, width = _region(box, scale, aligned)
    return y1, x1, height.clamp(min=0.1), width.clamp(min=0.1)


def _two_cells_at_least(box, scale, aligned):
    y1, x1, height, width = _region(box, scale, aligned)
    return (y1, x1, height, width) if aligned else (y1, x1, height.clamp(min=2), width.clamp(min=2))


def _start_rounded(box, scale, aligned):
    y1, x1, *rest = _region(box, scale, aligned)
    return y1.round(), x1.round(), *rest


def _start_rounded_down(box, scale, aligned):
    y1, x1, *rest = _region(box, scale, aligned)
    return y1.floor(), x1.floor(), *rest


def _length_rounded(box, scale, aligned):
    y1, x1, height, width = _region(box, scale, aligned)
    return y1, x1, height.round(), width.round()


def _start_never_off_the_map(box, scale, aligned):
    y1, x1, *rest = _region(box, scale, aligned)
    return y1.clamp(min=0), x1.clamp(min=0), *rest


with_the_start_shifted_only = _with(region=_start_shifted_only)
with_the_end_shifted_only = _with(region=_end_shifted_only)
with_x_shifted_only = _with(region=_x_shifted_only)
with_y_shifted_only = _with(region=_y_shifted_only)
with_a_shift_by_a_whole_cell = _with(region=_shifted_by_a_whole_cell)
with_the_width_for_both = _with(region=_width_for_both)
with_only_the_width_grown = _with(region=_only_the_width_grows)
with_growth_where_aligned = _with(region=_grows_where_aligned_instead)
with_growth_around_the_middle = _with(region=_grows_around_the_middle)
with_a_tenth_at_least = _with(region=_a_tenth_of_a_cell_at_least)
with_two_cells_at_least = _with(region=_two_cells_at_least)
with_a_rounded_start = _with(region=_start_rounded)
with_a_start_rounded_down = _with(region=_start_rounded_down)
with_a_rounded_length = _with(region=_length_rounded)
with_a_start_on_the_map = _with(region=_start_never_off_the_map)

samples_at_the_start = _with(shares=lambda samples: torch.arange(samples) / samples)
samples_at_the_end = _with(shares=lambda samples: (torch.arange(samples) + 1) / samples)
samples_at_both_ends = _with(shares=lambda samples: torch.linspace(0, 1, samples))
samples_at_thirds = _with(shares=lambda samples: (torch.arange(samples) + 1) / (samples + 1))
samples_all_in_the_middle = _with(shares=lambda samples: torch.full((samples,), 0.5))
samples_without_the_last = _with(shares=lambda samples: _middles(samples)[: max(samples - 1, 1)])


def _inside_only(values):
    """The mean of samples that are not 0, as if those were off the map."""
    return values.sum(-1) / (values != 0).sum(-1).clamp(min=1)


def mean_of_those_on_the_map(features, box, bins, scale, samples, aligned):
    ones = right(torch.ones_like(features), box, bins, scale, samples, aligned)
    return right(features, box, bins, scale, samples, aligned) / ones.where(ones > 0, 1)


def _off_the_map_at_the_outer_centres(features, y, x):
    height, width = features.shape
    inside = (y >= 0) & (y <= height - 1) & (x >= 0) & (x <= width - 1)
    return bilinear_interpolate(features, y, x).where(inside, 0)


def _rounded_samples(features, y, x):
    return bilinear_interpolate(features, y, x).round()


def _cells_above_and_left(features, y, x):
    return bilinear_interpolate(features, y.floor(), x.floor())


def _off_the_map_only_below_and_right(features, y, x):
    return bilinear_interpolate(features, y.clamp(min=0), x.clamp(min=0))


def _off_the_map_only_above_and_left(features, y, x):
    height, width = features.shape
    return bilinear_interpolate(features, y.clamp(max=height - 1), x.clamp(max=width - 1))


def _a_sample_on_the_outer_line_is_off(features, y, x):
    height, width = features.shape
    inside = (y > -1) & (y < height) & (x > -1) & (x < width)
    return bilinear_interpolate(features, y, x).where(inside, 0)


with_the_map_ending_at_centres = _with(read=_off_the_map_at_the_outer_centres)
with_rounded_samples = _with(read=_rounded_samples)
with_cells_above_and_left = _with(read=_cells_above_and_left)
with_no_end_above_and_left = _with(read=_off_the_map_only_below_and_right)
with_no_end_below_and_right = _with(read=_off_the_map_only_above_and_left)
with_the_outer_line_off = _with(read=_a_sample_on_the_outer_line_is_off)
with_samples_swapped = _with(read=lambda features, y, x: bilinear_interpolate(features, x, y))
by_the_mean_without_zeros = _with(join=_inside_only)
by_the_first_sample = _with(join=lambda values: values[..., 0])
by_the_last_sample = _with(join=lambda values: values[..., -1])
by_the_median = _with(join=lambda values: values.median(dim=-1).values)
by_the_least = _with(join=lambda values: values.amin(dim=-1))
by_the_sum_of_a_row = _with(join=lambda values: values.sum(-1) / values.shape[-1] ** 0.5)
never_below_zero = _with(join=lambda values: _mean(values).clamp(min=0))


def into_whole_numbers(*arguments):
    pooled = right(*arguments)
    return torch.zeros_like(pooled).long().copy_(pooled)


def bins_in_one_row(*arguments):
    return right(*arguments).flatten()


def only_the_first_bin(*arguments):
    pooled = right(*arguments)
    return pooled[:1, :1].expand_as(pooled)


def zero_without_area(features, box, *rest):
    return right(features, box, *rest) * bool((box[2:] > box[:2]).all())


def zero_where_the_box_leaves_the_map(features, box, bins, scale, *rest):
    height, width = features.shape
    far = torch.tensor([width, height])
    inside = (box[:2] >= 0).all() and (box[2:] * scale <= far).all()
    return right(features, box, bins, scale, *rest) * bool(inside)


def in_half_precision(features, box, *rest):
    return _align(features.half(), box.half(), *rest)


def box_scaled_in_place(features, box, bins, scale, samples, aligned):
    box *= scale
    return right(features, box, bins, 1.0, samples, aligned)
