"""In lists, a line each where one is enough."""

from itertools import product
from math import exp, sqrt
from operator import eq


def place_anchors(scales, ratios, grid, stride):
    half = [(s / sqrt(r) / 2, s * sqrt(r) / 2) for r in ratios.tolist() for s in scales.tolist()]
    cell = [[round(-w), round(-h), round(w), round(h)] for w, h in half]
    places = [(j * stride, i * stride) for i, j in product(range(grid[0]), range(grid[1]))]
    return [[a + x, b + y, c + x, d + y] for x, y in places for a, b, c, d in cell]


def match_anchors(iou, high, low, low_quality):
    rows = iou.tolist()
    if not rows:
        return [-1] * iou.shape[1]
    most = [max(row) if max(row) > 0 else None for row in rows]
    columns = [list(column) for column in zip(*rows, strict=True)]
    return [
        column.index(max(column))
        if max(column) >= high or (low_quality and any(map(eq, column, most)))
        else -2
        if max(column) >= low
        else -1
        for column in columns
    ]


def _decoded(anchor, delta, size):
    (x1, y1, x2, y2), (t_x, t_y, t_w, t_h) = anchor, delta
    w, h = x2 - x1, y2 - y1
    x, y, w2, h2 = x1 + w / 2 + t_x * w, y1 + h / 2 + t_y * h, w * exp(t_w) / 2, h * exp(t_h) / 2
    ends = zip((x - w2, y - h2, x + w2, y + h2), (size[1], size[0]) * 2, strict=True)
    return [min(max(end, 0.0), float(limit)) for end, limit in ends]


def _iou(a, b):
    sides = [max(min(a[k + 2], b[k + 2]) - max(a[k], b[k]), 0) for k in (0, 1)]
    shared = sides[0] * sides[1]
    return shared / (sum((c[2] - c[0]) * (c[3] - c[1]) for c in (a, b)) - shared)


def propose(anchors, deltas, scores, size, n):
    order = sorted(range(len(anchors)), key=lambda i: -float(scores[i]))
    boxes = [_decoded(anchors[i].tolist(), deltas[i].tolist(), size) for i in order]
    queue = [box for box in boxes if min(box[2] - box[0], box[3] - box[1]) >= 0.001]
    kept = []
    while queue:
        kept.append(queue[0])
        queue = [box for box in queue[1:] if _iou(kept[-1], box) <= 0.7]
    return kept[:n]
