"""Right solutions as a beginner writes them: loops over plain numbers, answers in nested lists."""

import math


def value_at(rows, y, x):
    height, width = len(rows), len(rows[0])
    if y < -1 or y > height or x < -1 or x > width:
        return 0
    y, x = max(0, min(y, height - 1)), max(0, min(x, width - 1))
    top, left = int(y), int(x)
    bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
    down, across = y - top, x - left
    upper = rows[top][left] * (1 - across) + rows[top][right] * across
    lower = rows[bottom][left] * (1 - across) + rows[bottom][right] * across
    return upper * (1 - down) + lower * down


def bilinear_interpolate(features, y, x):
    rows = features.tolist()
    return [value_at(rows, *point) for point in zip(y.tolist(), x.tolist(), strict=True)]


def rounded(value):
    return int(value + 0.5) if value >= 0 else -int(0.5 - value)


def pool_one_box(features, box, output_size, spatial_scale):
    rows = features.tolist()
    x1, y1, x2, y2 = [rounded(corner * spatial_scale) for corner in box.tolist()]
    bin_height = max(y2 - y1 + 1, 1) / output_size
    bin_width = max(x2 - x1 + 1, 1) / output_size
    result = []
    for p in range(output_size):
        result.append([])
        for q in range(output_size):
            best = None
            for i in range(y1 + math.floor(p * bin_height), y1 + math.ceil((p + 1) * bin_height)):
                for j in range(x1 + math.floor(q * bin_width), x1 + math.ceil((q + 1) * bin_width)):
                    inside = 0 <= i < len(rows) and 0 <= j < len(rows[0])
                    if inside and (best is None or rows[i][j] > best):
                        best = rows[i][j]
            result[-1].append(0 if best is None else best)
    return result


def align_one_box(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    rows = features.tolist()
    x1, y1, x2, y2 = [corner * spatial_scale - 0.5 * aligned for corner in box.tolist()]
    height, width = y2 - y1, x2 - x1
    if not aligned:
        height, width = max(height, 1), max(width, 1)
    bin_height, bin_width = height / output_size, width / output_size
    down = sampling_ratio if sampling_ratio > 0 else math.ceil(bin_height)
    across = sampling_ratio if sampling_ratio > 0 else math.ceil(bin_width)
    result = []
    for p in range(output_size):
        result.append([])
        for q in range(output_size):
            total = 0
            for i in range(down):
                for j in range(across):
                    y = y1 + p * bin_height + (i + 0.5) * bin_height / down
                    x = x1 + q * bin_width + (j + 0.5) * bin_width / across
                    total += value_at(rows, y, x)
            result[-1].append(total / max(down * across, 1))  # a bin without samples is 0
    return result


def roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned):
    rest = output_size, spatial_scale, sampling_ratio, aligned
    return [
        [align_one_box(channel, roi[1:], *rest) for channel in input[int(roi[0])]] for roi in boxes
    ]
