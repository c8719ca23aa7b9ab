"""Wrong targets of a mask head, besides those of the museum.

Most hand another mask or proposal to the right function. The rest share ``_target``, whose parts
can be exchanged: where samples lie in a bin, how many there are, and how they are joined.
"""

import math

import torch

from mrcnn_edu.classroom.exercises.masks.one_mask import mask_target as right
from mrcnn_edu.classroom.exercises.mutants import of_fractions, without
from mrcnn_edu.ops.roi_pooling import bilinear_interpolate, roi_align, roi_pool


def _middles(number):
    return (torch.arange(number) + 0.5) / number


def _mean(samples):
    return samples.mean(dim=-1)


def _target(mask, proposal, size, shares=_middles, count=math.ceil, join=_mean):
    """The right way, unless a part is exchanged."""
    x1, y1, x2, y2 = (proposal - 0.5).tolist()
    steps = [(end - start) / size for start, end in ((y1, y2), (x1, x2))]
    y, x = (
        start + (torch.arange(size)[:, None] + shares(max(count(step), 1))) * step
        for start, step in zip((y1, x1), steps, strict=True)
    )  # (M, S), (M, T)
    y, x = torch.broadcast_tensors(y[:, None, :, None].to(mask), x[None, :, None, :].to(mask))
    values = bilinear_interpolate(mask, y.flatten(), x.flatten())
    return join(values.reshape(size, size, -1))


def _with(**parts):
    """A target with a part exchanged."""
    return lambda mask, proposal, size: _target(mask, proposal, size, **parts)


def _mask(change):
    """The target of a mask that is changed first."""
    return lambda mask, proposal, size: right(change(mask), proposal, size)


def _proposal(change):
    """The target of a proposal that is changed first."""
    return lambda mask, proposal, size: right(mask, change(proposal), size)


mask_turned = _mask(lambda mask: mask.T)
mask_upside_down = _mask(lambda mask: mask.flip(0))
mask_mirrored = _mask(lambda mask: mask.flip(1))
background_instead = _mask(lambda mask: 1 - mask)

proposal_of_whole_pixels = _proposal(torch.trunc)
proposal_taken_outwards = _proposal(lambda box: torch.cat((box[:2].floor(), box[2:].ceil())))
proposal_with_x_and_y_exchanged = _proposal(lambda box: box[[1, 0, 3, 2]])
proposal_with_width_and_height = _proposal(lambda box: torch.cat((box[:2], box[2:] - box[:2])))
proposal_one_pixel_longer = _proposal(lambda box: box + torch.tensor([0, 0, 1, 1]))
proposal_one_pixel_shorter = _proposal(lambda box: box - torch.tensor([0, 0, 1, 1]))
proposal_half_a_pixel_to_the_right = _proposal(lambda box: box + 0.5)
proposal_a_pixel_long_at_least = _proposal(
    lambda box: torch.cat((box[:2], box[2:].maximum(box[:2] + 1)))
)
proposal_made_square = _proposal(
    lambda box: torch.cat((box[:2], box[:2] + (box[2:] - box[:2]).max()))
)

one_sample_a_bin = _with(count=lambda step: 1)
two_samples_at_most = _with(count=lambda step: min(math.ceil(step), 2))
samples_rounded_down = _with(count=math.floor)
one_sample_more = _with(count=lambda step: math.ceil(step) + 1)
samples_at_the_start = _with(shares=lambda number: torch.arange(number) / number)
samples_at_both_ends = _with(
    shares=lambda number: torch.linspace(0, 1, number) if number > 1 else torch.tensor([0.5])
)
largest_of_samples = _with(join=lambda samples: samples.amax(dim=-1))
smallest_of_samples = _with(join=lambda samples: samples.amin(dim=-1))
sum_of_samples = _with(join=lambda samples: samples.sum(dim=-1))
median_of_samples = _with(join=lambda samples: samples.median(dim=-1).values)


def two_samples_as_in_the_detector(mask, proposal, size):
    return roi_align(mask[None, None], [proposal[None]], size, 1.0, 2, True)[0, 0]


def by_roi_pool(mask, proposal, size):
    return roi_pool(mask[None, None], [proposal[None]], size)[0, 0]


def whole_image(mask, proposal, size):
    height, width = mask.shape
    return right(mask, proposal.new_tensor([0, 0, width, height]), size)


def nothing_outside_the_middle_of_pixels(mask, proposal, size):
    """Leaves 0 in bins whose middle lies before the middle of the first pixel."""
    x1, y1, x2, y2 = proposal.tolist()
    middles = (torch.arange(size) + 0.5) / size
    y, x = y1 + middles * (y2 - y1) >= 0.5, x1 + middles * (x2 - x1) >= 0.5
    return right(mask, proposal, size) * (y[:, None] & x)


def square_targets_turned(mask, proposal, size):
    return right(mask, proposal, size).T


def one_bin_more(mask, proposal, size):
    return right(mask, proposal, size + 1)


def with_channels(mask, proposal, size):
    return right(mask, proposal, size)[None]


def mask_changed_in_place(mask, proposal, size):
    return right(mask.mul_(2), proposal, size) / 2


def that_needs_float32(mask, proposal, size):
    return right(mask, proposal.float(), size) if mask.dtype is torch.float32 else mask @ 1.0


SLIPS = without("of_half_precision", without("of_bfloat16", of_fractions(right)))
