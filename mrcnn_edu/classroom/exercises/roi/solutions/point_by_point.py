"""Right solutions that ask one function for one value after another, answered in float32 arrays."""

import math

import numpy as np


def read(grid, y, x):
    """The value of a map of tensors at one point, from up to four cells."""
    height, width = grid.shape
    if not (-1 <= y <= height and -1 <= x <= width):
        return 0.0
    y, x = float(np.clip(y, 0, height - 1)), float(np.clip(x, 0, width - 1))
    value = 0.0
    for i in {math.floor(y), math.ceil(y)}:
        for j in {math.floor(x), math.ceil(x)}:
            value += float(grid[i, j]) * (1 - abs(y - i)) * (1 - abs(x - j))
    return value


def bilinear_interpolate(features, y, x):
    values = [read(features, float(v), float(u)) for v, u in zip(y, x, strict=True)]
    return np.array(values, dtype=np.float32)


def nearest(value):
    """The nearest whole number, of two the one further from 0."""
    return math.floor(value + 0.5) if value > 0 else math.ceil(value - 0.5)


def pool_one_box(features, box, output_size, spatial_scale):
    x1, y1, x2, y2 = (nearest(float(corner) * spatial_scale) for corner in box)
    pooled = np.zeros((output_size, output_size), dtype=np.float32)
    for p, q in np.ndindex(pooled.shape):
        values = [
            float(features[i, j])
            for i in cells(p, y1, y2, output_size, features.shape[0])
            for j in cells(q, x1, x2, output_size, features.shape[1])
        ]
        pooled[p, q] = max(values, default=0)
    return pooled


def cells(index, first, last, bins, size):
    """The cells on the map that share more than an edge with a bin."""
    length = last - first + 1
    return [
        cell
        for cell in range(size)
        if cell * bins < first * bins + (index + 1) * length
        and (cell + 1) * bins > first * bins + index * length
    ]


def align_one_box(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    x1, y1, x2, y2 = (float(corner) * spatial_scale for corner in box)
    if aligned:
        x1, y1, x2, y2 = x1 - 0.5, y1 - 0.5, x2 - 0.5, y2 - 0.5
    else:
        x2, y2 = max(x2, x1 + 1), max(y2, y1 + 1)
    tall, wide = (y2 - y1) / output_size, (x2 - x1) / output_size
    down, across = (sampling_ratio if sampling_ratio > 0 else math.ceil(s) for s in (tall, wide))
    pooled = np.zeros((output_size, output_size), dtype=np.float32)
    for p, q, i, j in np.ndindex(output_size, output_size, down, across):
        y, x = y1 + (p + (i + 0.5) / down) * tall, x1 + (q + (j + 0.5) / across) * wide
        pooled[p, q] += read(features, y, x) / (down * across)
    return pooled


def roi_align(input, boxes, *rest):
    """An empty list where there are no boxes."""
    return [
        np.stack([align_one_box(channel.numpy(), corners, *rest) for channel in input[int(image)]])
        for image, *corners in boxes
    ]
