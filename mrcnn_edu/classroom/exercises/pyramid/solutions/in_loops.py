"""Right solutions as a beginner writes them: loops over plain numbers, answers in nested lists."""

import math


def convolved(rows, kernel, stride=1):
    height, width = len(rows), len(rows[0])
    result = []
    for i in range(0, height, stride):
        result.append([])
        for j in range(0, width, stride):
            total = 0
            for di in (-1, 0, 1):
                for dj in (-1, 0, 1):
                    if 0 <= i + di < height and 0 <= j + dj < width:
                        total += kernel[di + 1][dj + 1] * rows[i + di][j + dj]
            result[-1].append(total)
    return result


def residual_block(x, kernel1, kernel2, stride, shortcut):
    rows = x.tolist()
    middle = convolved(rows, kernel1.tolist(), stride)
    middle = [[max(value, 0) for value in row] for row in middle]
    residual = convolved(middle, kernel2.tolist())
    return [
        [max(value + shortcut * rows[i * stride][j * stride], 0) for j, value in enumerate(row)]
        for i, row in enumerate(residual)
    ]


def pyramid(c3, c4, c5, lateral, smooth):
    maps, weights, kernels = [c.tolist() for c in (c3, c4, c5)], lateral.tolist(), smooth.tolist()
    merged = [[[weights[2] * value for value in row] for row in maps[2]]]
    for k in (1, 0):
        above = merged[0]
        merged.insert(
            0,
            [
                [weights[k] * value + above[i // 2][j // 2] for j, value in enumerate(row)]
                for i, row in enumerate(maps[k])
            ],
        )
    levels = [convolved(rows, kernel) for rows, kernel in zip(merged, kernels, strict=True)]
    return (*levels, [row[::2] for row in levels[2][::2]])


def level(boxes, k_min, k_max):
    levels = []
    for x1, y1, x2, y2 in boxes.tolist():
        side = math.sqrt((x2 - x1) * (y2 - y1))
        k = k_min if side == 0 else math.floor(4 + math.log2(side / 224) + 1e-6)
        levels.append(min(max(k, k_min), k_max))
    return levels
