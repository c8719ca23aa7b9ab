"""Wrong ways to rewrite boxes from centre and size to corners, and to clip them to an image."""

import torch

# From (centre x, centre y, width, height) to (x1, y1, x2, y2): boxes (N, 4) to (N, 4).


def corners_from_whole_sides(boxes):
    cx, cy, w, h = boxes.unbind(1)
    return torch.stack((cx - w, cy - h, cx + w, cy + h), dim=1)


def corners_from_the_corner(boxes):
    x, y, w, h = boxes.unbind(1)
    return torch.stack((x, y, x + w, y + h), dim=1)


def corners_with_sides_swapped(boxes):
    cx, cy, h, w = boxes.unbind(1)
    return torch.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), dim=1)


def corners_with_whole_halves(boxes):
    cx, cy, w, h = boxes.unbind(1)
    return torch.stack((cx - w // 2, cy - h // 2, cx + w // 2, cy + h // 2), dim=1)


def corners_by_columns(boxes):
    cx, cy, w, h = boxes.unbind(1)
    corners = torch.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2))  # (4, N)
    return corners.reshape(-1, 4)


def corners_in_place(boxes):
    boxes[:, :2] -= boxes[:, 2:] / 2
    boxes[:, 2:] += boxes[:, :2]
    return boxes


CENTRE_TO_CORNERS = [
    corners_from_whole_sides,
    corners_from_the_corner,
    corners_with_sides_swapped,
    corners_with_whole_halves,
    corners_by_columns,
    corners_in_place,
]

# Clipping: boxes (N, 4), size (height, width) to (N, 4).


def clip_with_width_first(boxes, size):
    width, height = size
    x1, y1, x2, y2 = boxes.unbind(1)
    sides = (x1.clamp(0, width), y1.clamp(0, height), x2.clamp(0, width), y2.clamp(0, height))
    return torch.stack(sides, dim=1)


def clip_everything_with_height(boxes, size):
    return boxes.clamp(0, size[0])


def clip_to_the_last_pixel(boxes, size):
    height, width = size
    x1, y1, x2, y2 = boxes.unbind(1)
    x1, x2 = x1.clamp(0, width - 1), x2.clamp(0, width - 1)
    y1, y2 = y1.clamp(0, height - 1), y2.clamp(0, height - 1)
    return torch.stack((x1, y1, x2, y2), dim=1)


def clip_only_the_far_corner(boxes, size):
    height, width = size
    x1, y1, x2, y2 = boxes.unbind(1)
    sides = (x1.clamp(min=0), y1.clamp(min=0), x2.clamp(max=width), y2.clamp(max=height))
    return torch.stack(sides, dim=1)


def clip_from_above_only(boxes, size):
    height, width = size
    return boxes.minimum(torch.tensor([width, height, width, height]).to(boxes))


def clip_in_place(boxes, size):
    height, width = size
    boxes[:, 0::2] = boxes[:, 0::2].clamp(0, width)
    boxes[:, 1::2] = boxes[:, 1::2].clamp(0, height)
    return boxes


CLIP_BOXES_TO_IMAGE = [
    clip_with_width_first,
    clip_everything_with_height,
    clip_to_the_last_pixel,
    clip_only_the_far_corner,
    clip_from_above_only,
    clip_in_place,
]
