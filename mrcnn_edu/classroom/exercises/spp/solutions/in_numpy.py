"""In numpy, and numpy's arrays come back."""

import numpy as np


def map_windows(boxes, stride, grid):
    low, high = boxes.numpy()[:, :2] / stride, boxes.numpy()[:, 2:] / stride
    first, last = np.floor(low) + 1, np.ceil(high) - 1
    middle = np.floor((low + high) / 2 + 0.5)
    ends = np.where(first > last, middle, first), np.where(first > last, middle, last)
    return np.hstack([np.clip(end, 0, np.array(grid[::-1]) - 1) for end in ends]).astype(int)


def spatial_pyramid_pool(features, levels):
    maps, parts = features.numpy(), []
    for n in levels:
        rows, columns = (
            [(k * side // n, (k * side + side + n - 1) // n) for k in range(n)]
            for side in maps.shape[2:]
        )
        bins = [maps[:, :, a:b, c:d].max(axis=(2, 3)) for a, b in rows for c, d in columns]
        parts.append(np.stack(bins, axis=2).reshape(len(maps), maps.shape[1] * n * n))
    return np.hstack(parts)


def pool_windows(features, windows, levels):
    cut = [features[None, :, y1 : y2 + 1, x1 : x2 + 1] for x1, y1, x2, y2 in windows.tolist()]
    return np.vstack([spatial_pyramid_pool(part, levels) for part in cut])
