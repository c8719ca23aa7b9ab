"""Correct solutions of the exercises as a beginner writes them: loops over plain numbers.

They answer with nested lists, and share no code with the package.
"""

import math


def cxcywh_to_xyxy(boxes):
    result = []
    for cx, cy, w, h in boxes.tolist():
        result.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
    return result


def clip_boxes_to_image(boxes, size):
    height, width = size
    result = []
    for x1, y1, x2, y2 in boxes.tolist():
        x1, x2 = (min(max(x, 0), width) for x in (x1, x2))
        y1, y2 = (min(max(y, 0), height) for y in (y1, y2))
        result.append([x1, y1, x2, y2])
    return result


def area(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def overlap_and_union(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    overlap = width * height if width > 0 and height > 0 else 0
    return overlap, area(a) + area(b) - overlap


def iou(a, b):
    overlap, union = overlap_and_union(a, b)
    return overlap / union


def giou(a, b):
    overlap, union = overlap_and_union(a, b)
    hull = (max(a[2], b[2]) - min(a[0], b[0])) * (max(a[3], b[3]) - min(a[1], b[1]))
    return overlap / union - (hull - union) / hull


def box_iou(boxes1, boxes2):
    return [[iou(a, b) for b in boxes2.tolist()] for a in boxes1.tolist()]


def generalized_box_iou(boxes1, boxes2):
    return [[giou(a, b) for b in boxes2.tolist()] for a in boxes1.tolist()]


def nms(boxes, scores, iou_threshold):
    boxes, scores = boxes.tolist(), scores.tolist()
    queue = sorted(range(len(boxes)), key=lambda i: -scores[i])
    keep = []
    for i in queue:
        if all(iou(boxes[i], boxes[k]) <= iou_threshold for k in keep):
            keep.append(i)
    return keep


def batched_nms(boxes, scores, idxs, iou_threshold):
    boxes, scores, idxs = boxes.tolist(), scores.tolist(), idxs.tolist()
    keep = []
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        rivals = [k for k in keep if idxs[k] == idxs[i]]
        if all(iou(boxes[i], boxes[k]) <= iou_threshold for k in rivals):
            keep.append(i)
    return keep


def soft_nms(boxes, scores, iou_threshold):
    boxes, left = boxes.tolist(), dict(enumerate(scores.tolist()))
    keep, kept_scores = [], []
    while left:
        best = max(left, key=left.get)
        score = left.pop(best)
        if score < 0.001:
            break
        keep.append(best)
        kept_scores.append(score)
        for i in left:
            if iou(boxes[best], boxes[i]) > iou_threshold:
                left[i] *= 1 - iou(boxes[best], boxes[i])
    return keep, kept_scores


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
            result[-1].append(total / (down * across))
    return result


def roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned):
    rest = output_size, spatial_scale, sampling_ratio, aligned
    return [
        [align_one_box(channel, roi[1:], *rest) for channel in input[int(roi[0])]] for roi in boxes
    ]
