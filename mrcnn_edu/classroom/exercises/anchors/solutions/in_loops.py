"""In loops of plain numbers."""

import math


def place_anchors(scales, ratios, grid, stride):
    anchors = []
    for i in range(grid[0]):
        for j in range(grid[1]):
            for ratio in ratios.tolist():
                for scale in scales.tolist():
                    half_w = round(scale / math.sqrt(ratio) / 2)
                    half_h = round(scale * math.sqrt(ratio) / 2)
                    x, y = j * stride, i * stride
                    anchors.append([x - half_w, y - half_h, x + half_w, y + half_h])
    return anchors


def match_anchors(iou, high, low, low_quality):
    rows, matches = iou.tolist(), []
    for a in range(iou.shape[1]):
        best, box = 0.0, -1
        for g, row in enumerate(rows):
            if row[a] > best or box == -1:
                best, box = row[a], g
        learns = bool(rows) and best >= high
        for row in rows:
            if low_quality and row[a] > 0 and row[a] == max(row):
                learns = True
        if learns:
            matches.append(box)
        else:
            matches.append(-2 if rows and best >= low else -1)
    return matches


def _overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = sum((c[2] - c[0]) * (c[3] - c[1]) for c in (a, b))
    return width * height / (areas - width * height)


def propose(anchors, deltas, scores, size, n):
    found = []
    rows = zip(scores.tolist(), anchors.tolist(), deltas.tolist(), strict=True)
    for score, (x1, y1, x2, y2), (t_x, t_y, t_w, t_h) in rows:
        width, height = x2 - x1, y2 - y1
        x, y = (x1 + x2) / 2 + t_x * width, (y1 + y2) / 2 + t_y * height
        width, height = width * math.exp(t_w), height * math.exp(t_h)
        box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
        box = [min(max(c, 0.0), size[1 - k % 2]) for k, c in enumerate(box)]
        if box[2] - box[0] >= 0.001 and box[3] - box[1] >= 0.001:
            found.append((score, box))
    kept = []
    for _, box in sorted(found, reverse=True):
        if len(kept) < n and all(_overlap(box, better) <= 0.7 for better in kept):
            kept.append(box)
    return kept
