"""RoIAlign and RoIPool, one bin at a time, on maps (N, C, H, W) and RoIs (R, 5)."""

import math
from itertools import product

import torch
from torch import Tensor


def value_at(features: Tensor, y: float, x: float) -> float:
    """Value of one map (H, W) at one point: four neighbours, the nearer the heavier."""
    height, width = features.shape
    if y < -1 or y > height or x < -1 or x > width:
        return 0.0
    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    value = 0.0
    for i, j in product((math.floor(y), math.floor(y) + 1), (math.floor(x), math.floor(x) + 1)):
        weight = (1 - abs(y - i)) * (1 - abs(x - j))
        if weight > 0:  # a neighbour beyond the border always has weight 0
            value += weight * float(features[i, j])
    return value


def roi_align(
    input: Tensor,
    boxes: Tensor,
    output_size: tuple[int, int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> Tensor:
    """RoIAlign sample by sample: (N, C, H, W), (R, 5) to (R, C, P, Q)."""
    pooled = torch.zeros(len(boxes), input.shape[1], *output_size, dtype=torch.float64)
    for r, (image, *corners) in enumerate(boxes.tolist()):
        x1, y1, x2, y2 = (corner * spatial_scale - (0.5 if aligned else 0) for corner in corners)
        height, width = y2 - y1, x2 - x1
        if not aligned:
            height, width = max(height, 1), max(width, 1)
        for c, p, q in product(*(range(n) for n in pooled.shape[1:])):
            samples = [
                value_at(input[int(image), c], y, x)
                for y in samples_of_bin(y1, height / output_size[0], p, sampling_ratio)
                for x in samples_of_bin(x1, width / output_size[1], q, sampling_ratio)
            ]
            pooled[r, c, p, q] = sum(samples) / max(len(samples), 1)
    return pooled


def samples_of_bin(start: float, step: float, index: int, sampling_ratio: int) -> list[float]:
    """Where the bin with that index is sampled along one axis: the middles of equal parts."""
    number = sampling_ratio if sampling_ratio > 0 else math.ceil(step)
    return [start + index * step + (part + 0.5) * step / number for part in range(number)]


def roi_pool(
    input: Tensor, boxes: Tensor, output_size: tuple[int, int], spatial_scale: float = 1.0
) -> Tensor:
    """RoIPool cell by cell: (N, C, H, W), (R, 5) to (R, C, P, Q)."""
    pooled = torch.zeros(len(boxes), input.shape[1], *output_size, dtype=torch.float64)
    for r, (image, *corners) in enumerate(boxes.tolist()):
        x1, y1, x2, y2 = (round_half_away(corner * spatial_scale) for corner in corners)
        for c, p, q in product(*(range(n) for n in pooled.shape[1:])):
            cells = [
                float(input[int(image), c, i, j])
                for i in cells_of_bin(y1, y2, output_size[0], p, input.shape[2])
                for j in cells_of_bin(x1, x2, output_size[1], q, input.shape[3])
            ]
            pooled[r, c, p, q] = max(cells, default=0.0)
    return pooled


def cells_of_bin(first: int, last: int, bins: int, index: int, size: int) -> list[int]:
    """Which cells on the map touch the bin with that index, along one axis."""
    step = max(last - first + 1, 1) / bins
    begin, end = first + math.floor(index * step), first + math.ceil((index + 1) * step)
    return [cell for cell in range(begin, end) if 0 <= cell < size]


def round_half_away(value: float) -> int:
    """The nearest whole number; of two equally near, the one further from zero."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))
