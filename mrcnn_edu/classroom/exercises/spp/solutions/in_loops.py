"""In loops of plain numbers."""

import math


def map_windows(boxes, stride, grid):
    windows = []
    for box in boxes.tolist():
        ends = [0, 0, 0, 0]
        for axis, cells in ((0, grid[1]), (1, grid[0])):
            low, high = box[axis] / stride, box[axis + 2] / stride
            first, last = math.floor(low) + 1, math.ceil(high) - 1
            if first > last:
                first = last = math.floor((low + high) / 2 + 0.5)
            ends[axis] = min(max(first, 0), cells - 1)
            ends[axis + 2] = min(max(last, 0), cells - 1)
        windows.append(ends)
    return windows


def _pool(channels, x1, y1, x2, y2, levels):
    row, height, width = [], y2 - y1 + 1, x2 - x1 + 1
    for n in levels:
        for channel in channels:
            for i in range(n):
                for j in range(n):
                    best = -math.inf
                    for y in range(i * height // n, math.ceil((i + 1) * height / n)):
                        for x in range(j * width // n, math.ceil((j + 1) * width / n)):
                            best = max(best, channel[y1 + y][x1 + x])
                    row.append(best)
    return row


def spatial_pyramid_pool(features, levels):
    height, width = features.shape[2:]
    return [_pool(image, 0, 0, width - 1, height - 1, levels) for image in features.tolist()]


def pool_windows(features, windows, levels):
    return [_pool(features.tolist(), *window, levels) for window in windows.tolist()]
