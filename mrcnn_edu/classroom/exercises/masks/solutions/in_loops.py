"""Right solutions as a beginner writes them: loops over plain numbers, answers in nested lists."""

import math


def transposed_conv(x, kernel, stride):
    x, kernel = x.tolist(), kernel.tolist()
    height = (len(x) - 1) * stride + len(kernel)
    width = (len(x[0]) - 1) * stride + len(kernel[0])
    result = [[0.0] * width for _ in range(height)]
    for i in range(len(x)):
        for j in range(len(x[0])):
            for p in range(len(kernel)):
                for q in range(len(kernel[0])):
                    result[i * stride + p][j * stride + q] += x[i][j] * kernel[p][q]
    return result


def between(rows, y, x):
    y, x = min(max(y, 0), len(rows) - 1), min(max(x, 0), len(rows[0]) - 1)
    top, left = int(y), int(x)
    bottom, right = min(top + 1, len(rows) - 1), min(left + 1, len(rows[0]) - 1)
    upper = rows[top][left] * (left + 1 - x) + rows[top][right] * (x - left)
    lower = rows[bottom][left] * (left + 1 - x) + rows[bottom][right] * (x - left)
    return upper * (top + 1 - y) + lower * (y - top)


def mask_target(mask, proposal, size):
    rows = mask.tolist()
    x1, y1, x2, y2 = proposal.tolist()
    height, width = (y2 - y1) / size, (x2 - x1) / size
    down, across = math.ceil(height), math.ceil(width)
    target = []
    for i in range(size):
        target.append([])
        for j in range(size):
            total = 0.0
            for m in range(down):
                for n in range(across):
                    y = y1 + (i + (m + 0.5) / down) * height
                    x = x1 + (j + (n + 0.5) / across) * width
                    total += between(rows, y - 0.5, x - 0.5)
            target[-1].append(total / (down * across))
    return target


def paste_one_mask(mask, box, image_size):
    size = len(mask)
    rows = [[0.0] * (size + 2), *([0.0, *row, 0.0] for row in mask.tolist()), [0.0] * (size + 2)]
    x1, y1, x2, y2 = box.tolist()
    image = [[0.0] * image_size[1] for _ in range(image_size[0])]
    for i in range(image_size[0]):
        for j in range(image_size[1]):
            y = (i + 0.5 - y1) * size / (y2 - y1) + 0.5  # a row of zeros comes first
            x = (j + 0.5 - x1) * size / (x2 - x1) + 0.5
            image[i][j] = between(rows, y, x)
    return image
