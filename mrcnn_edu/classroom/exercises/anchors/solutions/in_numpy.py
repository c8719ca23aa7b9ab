"""In numpy, and numpy's arrays come back."""

import numpy as np


def place_anchors(scales, ratios, grid, stride):
    root = np.sqrt(ratios.numpy().astype(float))[:, None]
    w, h = (scales.numpy() / root).ravel(), (scales.numpy() * root).ravel()
    cell = np.round(np.stack((-w, -h, w, h), axis=1) / 2)
    i, j = np.indices(grid).reshape(2, -1)
    places = np.stack((j, i, j, i), axis=1) * stride
    return (places[:, None] + cell).reshape(-1, 4)


def match_anchors(iou, high, low, low_quality):
    table = iou.numpy()
    if len(table) == 0:
        return np.full(table.shape[1], -1)
    overlap, box = table.max(axis=0), table.argmax(axis=0)
    learns = overlap >= high
    if low_quality:
        best = table.max(axis=1, keepdims=True)
        learns |= ((table == best) & (table > 0)).any(axis=0)
    return np.select([learns, overlap >= low], [box, -2], -1)


def propose(anchors, deltas, scores, size, n):
    a, t = anchors.numpy().astype(float), deltas.numpy().astype(float)
    sides = a[:, 2:] - a[:, :2]
    middles = (a[:, :2] + a[:, 2:]) / 2 + t[:, :2] * sides
    halves = np.exp(t[:, 2:]) * sides / 2
    boxes = np.hstack((middles - halves, middles + halves))
    boxes = np.clip(boxes, 0, np.array([size[1], size[0]] * 2))
    order = np.argsort(-scores.numpy())
    boxes = boxes[order]
    boxes = boxes[(boxes[:, 2:] - boxes[:, :2] >= 0.001).all(axis=1)]
    kept = []
    while len(boxes) > 0 and len(kept) < n:
        kept.append(boxes[0])
        low, high = np.maximum(boxes[:, :2], boxes[0, :2]), np.minimum(boxes[:, 2:], boxes[0, 2:])
        shared = np.clip(high - low, 0, None).prod(axis=1)
        areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
        boxes = boxes[shared / (areas + areas[0] - shared) <= 0.7]
    return np.array(kept).reshape(-1, 4)
