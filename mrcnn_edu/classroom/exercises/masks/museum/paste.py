"""Wrong ways to paste one mask.

mask (M, M), box (4,), image_size, to (height, width). The mask should be stretched over the box,
with cells of 0 around it, and read by bilinear interpolation at the middle of each pixel.
``PASTE`` lists the bugs. Those that go along one axis at a time share ``stretched``.
"""

import torch
from torch.nn.functional import interpolate

from mrcnn_edu.classroom.exercises.masks.one_mask import paste_one_mask
from mrcnn_edu.ops.masks import paste_masks


def stretched(mask, box, image_size, places):
    """The image, if ``places`` tells where each pixel lies among M cells along one axis."""
    x1, y1, x2, y2 = box.to(mask.dtype).unbind()
    cells = torch.arange(len(mask), dtype=mask.dtype)
    rows, columns = (
        (1 - (places(start, end, len(mask), pixels)[:, None] - cells).abs()).clamp(min=0)
        for start, end, pixels in ((y1, y2, image_size[0]), (x1, x2, image_size[1]))
    )  # (height, M), (width, M)
    return rows @ mask @ columns.T


def paste_without_half_pixel(mask, box, image_size):
    def places(start, end, cells, pixels):
        return (torch.arange(pixels) - start) * cells / (end - start)

    return stretched(mask, box, image_size, places)


def paste_without_border(mask, box, image_size):
    def places(start, end, cells, pixels):
        middles = torch.arange(pixels) + 0.5
        inside = (middles >= start) & (middles < end)
        place = ((middles - start) * cells / (end - start) - 0.5).clamp(0, cells - 1)
        return torch.where(inside, place, -9.0)  # full height up to the edge, then nothing

    return stretched(mask, box, image_size, places)


def paste_to_whole_pixels(mask, box, image_size):
    height, width = image_size
    x1, y1, x2, y2 = box.round().long().tolist()
    if x1 >= x2 or y1 >= y2:
        return mask.new_zeros(height, width)
    large = interpolate(mask[None, None], (y2 - y1, x2 - x1), mode="bilinear")[0, 0]
    image = mask.new_zeros(height, width)
    top, bottom, left, right = max(y1, 0), min(y2, height), max(x1, 0), min(x2, width)
    if top < bottom and left < right:
        image[top:bottom, left:right] = large[top - y1 : bottom - y1, left - x1 : right - x1]
    return image


def paste_with_last_pixel(mask, box, image_size):
    return paste_masks(mask[None], box[None], image_size)[0]


def paste_thresholded_first(mask, box, image_size):
    return paste_one_mask((mask > 0.5).to(mask), box, image_size)


PASTE = [
    paste_without_half_pixel,
    paste_without_border,
    paste_to_whole_pixels,
    paste_with_last_pixel,
    paste_thresholded_first,
]
