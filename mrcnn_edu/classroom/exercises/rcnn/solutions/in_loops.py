"""In loops of plain numbers."""

import math

import torch


def encode_boxes(boxes, proposals):
    deltas = []
    for (x1, y1, x2, y2), (a1, b1, a2, b2) in zip(boxes.tolist(), proposals.tolist(), strict=True):
        width, height = a2 - a1, b2 - b1
        deltas.append(
            [
                ((x1 + x2) / 2 - (a1 + a2) / 2) / width,
                ((y1 + y2) / 2 - (b1 + b2) / 2) / height,
                math.log((x2 - x1) / width),
                math.log((y2 - y1) / height),
            ]
        )
    return deltas


def decode_boxes(deltas, proposals):
    boxes = []
    for (dx, dy, dw, dh), (a1, b1, a2, b2) in zip(deltas.tolist(), proposals.tolist(), strict=True):
        x = (a1 + a2) / 2 + dx * (a2 - a1)
        y = (b1 + b2) / 2 + dy * (b2 - b1)
        w = (a2 - a1) * math.exp(min(dw, math.log(1000 / 16)))
        h = (b2 - b1) * math.exp(min(dh, math.log(1000 / 16)))
        boxes.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return boxes


def mine(scores, cached, hard=-1, evict=-1.2):
    before = cached.tolist()
    kept = []
    for i, score in enumerate(scores.tolist()):
        if (i in before and score >= evict) or (i not in before and score > hard):
            kept.append(i)
    return kept


def warp_crop(image, box, size, context):
    height, width = image.shape
    x1, y1, x2, y2 = box.tolist()
    scale_x, scale_y = (x2 - x1) / (size - 2 * context), (y2 - y1) / (size - 2 * context)
    crop = torch.zeros(size, size, dtype=torch.float64)
    for row in range(size):
        for column in range(size):
            y = y1 + (row + 0.5 - context) * scale_y - 0.5  # in centres of pixels
            x = x1 + (column + 0.5 - context) * scale_x - 0.5
            top, left = math.floor(y), math.floor(x)
            for i, j in ((top, left), (top, left + 1), (top + 1, left), (top + 1, left + 1)):
                if 0 <= i < height and 0 <= j < width:
                    crop[row, column] += (1 - abs(y - i)) * (1 - abs(x - j)) * image[i, j]
    return crop
