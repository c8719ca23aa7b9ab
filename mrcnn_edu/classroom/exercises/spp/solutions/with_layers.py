"""With layers that torch has, whose bins are the same; and windows by counting cells."""

import torch
from torch.nn import AdaptiveMaxPool2d


def map_windows(boxes, stride, grid):
    def ends(low, high, cells):
        centres = torch.arange(-100, cells + 1000).double() * stride
        inside = centres[(centres > low) & (centres < high)]
        if len(inside) == 0:
            middle = (low.double() + high.double()) / 2
            inside = centres[(centres <= middle + stride / 2)][-1:]
        return (inside[[0, -1]] / stride).clamp(0, cells - 1).long().tolist()

    windows = []
    for x1, y1, x2, y2 in boxes:
        (left, right), (top, bottom) = ends(x1, x2, grid[1]), ends(y1, y2, grid[0])
        windows.append([left, top, right, bottom])
    return windows


def spatial_pyramid_pool(features, levels):
    return torch.hstack([AdaptiveMaxPool2d(n)(features).flatten(1) for n in levels])


def pool_windows(features, windows, levels):
    rows = []
    for x1, y1, x2, y2 in windows.tolist():
        inside = features[:, y1 : y2 + 1, x1 : x2 + 1]
        rows.append(torch.cat([AdaptiveMaxPool2d(n)(inside).flatten() for n in levels]))
    return torch.stack(rows)
