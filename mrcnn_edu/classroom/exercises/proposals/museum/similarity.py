"""Wrong reasons to join two regions: sizes (P,), boxes (P, 4), the picture's area to size, fill."""

import torch

from mrcnn_edu.ops.boxes import box_area


def _around(box_i, box_j):
    """The box around each pair: (P, 4)."""
    low = torch.minimum(box_i[:, :2], box_j[:, :2])
    return torch.cat((low, torch.maximum(box_i[:, 2:], box_j[:, 2:])), dim=1)


def fill_with_one_region_twice(size_i, size_j, box_i, box_j, area):
    size = 1 - (size_i + size_j) / area
    fill = 1 - (box_area(_around(box_i, box_j)) - size_i - size_i) / area
    return size, fill


def fill_with_the_sum_of_boxes(size_i, size_j, box_i, box_j, area):
    size = 1 - (size_i + size_j) / area
    fill = 1 - (box_area(box_i) + box_area(box_j) - size_i - size_j) / area
    return size, fill


def fill_without_division(size_i, size_j, box_i, box_j, area):
    size = 1 - (size_i + size_j) / area
    fill = 1 - (box_area(_around(box_i, box_j)) - size_i - size_j)
    return size, fill


def size_of_boxes(size_i, size_j, box_i, box_j, area):
    size = 1 - (box_area(box_i) + box_area(box_j)) / area
    fill = 1 - (box_area(_around(box_i, box_j)) - size_i - size_j) / area
    return size, fill


SIZE_AND_FILL = [
    fill_with_one_region_twice,
    fill_with_the_sum_of_boxes,
    fill_without_division,
    size_of_boxes,
]
