"""Wrong ways to paste one mask, besides those of the museum.

Most hand another mask or box to the right function. The rest go through the museum's
``stretched``, and say in their own way where a pixel lies among the cells.
"""

import math

import torch
from torch.nn.functional import interpolate, pad

from mrcnn_edu.classroom.exercises.masks.museum.paste import stretched
from mrcnn_edu.classroom.exercises.masks.one_mask import paste_one_mask as right


def _mask(change):
    """A mask that is changed first."""
    return lambda mask, box, size: right(change(mask), box, size)


def _box(change):
    """A box that is changed first."""
    return lambda mask, box, size: right(mask, change(box), size)


def _places(place):
    """Another rule for where pixel p lies among n cells, with a box from a to b."""

    def along(start, end, cells, pixels):
        return place(torch.arange(pixels), start, end, cells)

    return lambda mask, box, size: stretched(mask, box, size, along)


mask_turned = _mask(lambda mask: mask.T)
mask_upside_down = _mask(lambda mask: mask.flip(0))
mask_mirrored = _mask(lambda mask: mask.flip(1))
mask_in_half_precision = _mask(lambda mask: mask.half().to(mask))
mask_made_to_reach_one = _mask(lambda mask: mask / mask.max().clamp(min=1e-6))
mask_to_two_digits = _mask(lambda mask: mask.round(decimals=2))

box_of_whole_pixels = _box(torch.trunc)
box_taken_outwards = _box(lambda box: torch.cat((box[:2].floor(), box[2:].ceil())))
box_with_x_and_y_exchanged = _box(lambda box: box[[1, 0, 3, 2]])
box_with_width_and_height = _box(lambda box: torch.cat((box[:2], box[:2] + box[2:])))
box_one_pixel_longer = _box(lambda box: box + torch.tensor([0, 0, 1, 1]))
box_one_pixel_shorter = _box(lambda box: box - torch.tensor([0, 0, 1, 1]))
box_never_below_zero = _box(lambda box: box.clamp(min=0))
box_half_a_pixel_to_the_right = _box(lambda box: box + 0.5)
box_half_a_pixel_to_the_left = _box(lambda box: box - 0.5)
box_in_half_precision = _box(lambda box: box.half().to(box))
box_made_square = _box(lambda box: torch.cat((box[:2], box[:2] + (box[2:] - box[:2]).max())))

upper_left_corners_of_pixels = _places(lambda p, a, b, n: (p - a) * n / (b - a) - 0.5)
upper_left_corners_of_cells = _places(lambda p, a, b, n: (p + 0.5 - a) * n / (b - a))
corners_on_corners = _places(lambda p, a, b, n: (p + 0.5 - a) * (n - 1) / (b - a))
last_pixel_counted = _places(lambda p, a, b, n: (p + 0.5 - a) * n / (b - a + 1) - 0.5)
nearest_cell = _places(lambda p, a, b, n: ((p + 0.5 - a) * n / (b - a) - 0.5).round())
cell_that_the_pixel_is_in = _places(lambda p, a, b, n: ((p + 0.5 - a) * n / (b - a)).floor())
border_repeated_forever = _places(
    lambda p, a, b, n: ((p + 0.5 - a) * n / (b - a) - 0.5).clamp(0, n - 1)
)


def border_not_grown(mask, box, size):
    """Puts zeros around the mask and leaves the box as it is, so that the object shrinks."""
    return right(pad(mask, (1, 1, 1, 1)), box, size)


def grown_by_a_pixel_a_side(mask, box, size):
    return right(pad(mask, (1, 1, 1, 1)), box + torch.tensor([-1, -1, 1, 1]), size)


def nothing_outside_the_box(mask, box, size):
    x1, y1, x2, y2 = box.tolist()
    y, x = torch.arange(size[0]) + 0.5, torch.arange(size[1]) + 0.5
    inside = ((y >= y1) & (y < y2))[:, None] & (x >= x1) & (x < x2)
    return right(mask, box, size) * inside


def full_up_to_the_box(mask, box, size):
    x1, y1, x2, y2 = box.tolist()
    y, x = torch.arange(size[0]) + 0.5, torch.arange(size[1]) + 0.5
    inside = ((y >= y1) & (y < y2))[:, None] & (x >= x1) & (x < x2)
    full = right(mask, box, size) / right(torch.ones_like(mask), box, size).clamp(min=0.25)
    return full * inside


def the_whole_box(mask, box, size):
    return right(torch.ones_like(mask), box, size)


def height_and_width_exchanged(mask, box, size):
    return right(mask, box, size[::-1])


def image_turned(mask, box, size):
    return right(mask, box, size[::-1]).T


def a_square_image(mask, box, size):
    return right(mask, box, (size[0], size[0]))


def mask_in_the_upper_left_corner(mask, box, size):
    return right(mask, box - box[[0, 1, 0, 1]], size)


def resized_to_the_image(mask, box, size):
    return interpolate(mask[None, None], size, mode="bilinear")[0, 0]


def thresholded_afterwards(mask, box, size):
    return (right(mask, box, size) > 0.5).to(mask)


def faint_pixels_dropped(mask, box, size):
    image = right(mask, box, size)
    return torch.where(image >= 0.05, image, 0)


def as_yes_or_no(mask, box, size):
    return right(mask, box, size) > 0.5


def as_bytes(mask, box, size):
    return (right(mask, box, size) * 255).round().to(mask) / 255


def to_three_digits(mask, box, size):
    return right(mask, box, size).round(decimals=3)


def means_of_many_cells(mask, box, size):
    """Makes the mask smaller by means of its cells first, where a cell is less than a pixel."""
    shorter = float((box[2:] - box[:2]).min())
    cells = max(1, min(len(mask), math.ceil(shorter)))
    return right(interpolate(mask[None, None], cells, mode="area")[0, 0], box, size)


def with_channels(mask, box, size):
    return right(mask, box, size)[None]


def box_changed_in_place(mask, box, size):
    box += 0.5
    return right(mask, box - 0.5, size)


def that_needs_float32(mask, box, size):
    return torch.eye(size[0]) @ right(mask, box, size)
