"""Wrong crops: image (H, W), box (4,), size, context to (size, size)."""

import torch
from torch.nn.functional import grid_sample

from mrcnn_edu.classroom.exercises.rcnn.one_crop import warp_crop


def _around(box, size, context):
    """All that a crop shows, as a box."""
    sides = (box[2:] - box[:2]) * context / (size - 2 * context)
    return torch.cat((box[:2] - sides, box[2:] + sides))


def crop_with_context_in_the_image(image, box, size, context):
    grown = torch.cat((box[:2] - context, box[2:] + context))
    return warp_crop(image, grown, size, 0)


def crop_with_y_first(image, box, size, context):
    x1, y1, x2, y2 = _around(box, size, context).to(image)
    steps = (torch.arange(size).to(image) + 0.5) / size
    y = 2 * (y1 + steps * (y2 - y1)) / image.shape[0] - 1
    x = 2 * (x1 + steps * (x2 - x1)) / image.shape[1] - 1
    grid = torch.stack(torch.meshgrid(y, x, indexing="ij"), dim=-1)  # grid_sample wants x first
    return grid_sample(image[None, None], grid[None], align_corners=False)[0, 0]


def crop_with_aligned_corners(image, box, size, context):
    x1, y1, x2, y2 = _around(box, size, context).to(image)
    steps = torch.linspace(0, 1, size).to(image)  # from the first pixel's edge to the last one's
    y, x = torch.meshgrid(y1 + steps * (y2 - y1), x1 + steps * (x2 - x1), indexing="ij")
    grid = torch.stack((2 * x / image.shape[1] - 1, 2 * y / image.shape[0] - 1), dim=-1)
    return grid_sample(image[None, None], grid[None], align_corners=False)[0, 0]


def crop_that_stops_at_the_image(image, box, size, context):
    height, width = image.shape
    x1, y1, x2, y2 = _around(box, size, context)
    shown = torch.stack((x1.clamp(0), y1.clamp(0), x2.clamp(max=width), y2.clamp(max=height)))
    return warp_crop(image, shown, size, 0)


WARP_CROP = [
    crop_with_context_in_the_image,
    crop_with_y_first,
    crop_with_aligned_corners,
    crop_that_stops_at_the_image,
]
