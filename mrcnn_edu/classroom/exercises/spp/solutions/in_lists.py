"""In lists, a line each where one is enough."""

from math import ceil, floor


def _ends(low, high, cells):
    found = range(floor(low) + 1, ceil(high)) or [floor((low + high + 1) / 2)]
    return [min(max(found[place], 0), cells - 1) for place in (0, -1)]


def map_windows(boxes, stride, grid):
    pairs = [
        (_ends(x1, x2, grid[1]), _ends(y1, y2, grid[0]))
        for x1, y1, x2, y2 in (boxes / stride).tolist()
    ]
    return [[x1, y1, x2, y2] for (x1, x2), (y1, y2) in pairs]


def _bins(first, last, n):
    count = last - first + 1
    return [slice(first + i * count // n, first + ceil((i + 1) * count / n)) for i in range(n)]


def pool_windows(features, windows, levels):
    return [
        [
            max(max(row[columns]) for row in channel[rows])
            for n in levels
            for channel in features.tolist()
            for rows in _bins(y1, y2, n)
            for columns in _bins(x1, x2, n)
        ]
        for x1, y1, x2, y2 in windows.tolist()
    ]


def spatial_pyramid_pool(features, levels):
    height, width = features.shape[2:]
    window = features.new_tensor([[0, 0, width - 1, height - 1]]).int()
    return [pool_windows(image, window, levels)[0] for image in features]
