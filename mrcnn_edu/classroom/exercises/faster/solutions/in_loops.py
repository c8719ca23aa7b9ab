"""In loops over anchors, cells and bins, with nothing of the package."""

import math

import torch


def _iou(a, b):
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(width, 0) * max(height, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return both / (sum(areas) - both)


def _delta(place, box):
    (w, h), (w2, h2) = ((b[2] - b[0], b[3] - b[1]) for b in (place, box))
    right = (box[0] + box[2] - place[0] - place[2]) / 2
    down = (box[1] + box[3] - place[1] - place[3]) / 2
    return right / w, down / h, math.log(w2 / w), math.log(h2 / h)


def _loss(deltas, places, boxes):
    loss = sum((delta.sum() * 0 for delta in deltas), start=torch.zeros(()))
    for delta, place in zip(deltas, places, strict=True):
        overlaps = [_iou(place, box) for box in boxes]
        if overlaps and max(overlaps) >= 0.5:
            target = _delta(place, boxes[overlaps.index(max(overlaps))])
            for said, wanted in zip(delta, target, strict=True):
                off = (said - wanted).abs()
                loss = loss + (off**2 / 2 if off < 1 else off - 0.5)
    return loss / max(len(places), 1)


def joint_losses(rpn_deltas, head_deltas, anchors, boxes):
    objects, proposals = boxes.tolist(), []
    for (x1, y1, x2, y2), (tx, ty, tw, th) in zip(
        anchors.tolist(), rpn_deltas.tolist(), strict=True
    ):
        w, h = x2 - x1, y2 - y1
        x, y = (x1 + x2) / 2 + tx * w, (y1 + y2) / 2 + ty * h
        w, h = w * math.exp(tw), h * math.exp(th)
        proposals.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    places = proposals + objects
    said = [head_deltas] * len(places)
    rpn_loss = _loss(rpn_deltas, anchors.tolist(), objects) + 0 * rpn_deltas.sum()
    return rpn_loss, _loss(said, places, objects)


def _cells(low, high, bins, cells):
    first, last = (math.floor(end + 0.5) for end in (low, high))
    count = max(last - first + 1, 1)
    for number in range(bins):
        start = first + math.floor(number * count / bins)
        stop = first + math.ceil((number + 1) * count / bins)
        yield range(min(max(start, 0), cells), min(max(stop, 0), cells))


def pool_boxes(features, boxes, counts, stride, n):
    channels, height, width = features.shape[1:]
    pooled = torch.zeros(len(boxes), channels, n, n)
    images = [image for image, count in enumerate(counts) for _ in range(count)]
    for r, (image, box) in enumerate(zip(images, boxes.tolist(), strict=True)):
        x1, y1, x2, y2 = (end / stride for end in box)
        for i, rows in enumerate(_cells(y1, y2, n, height)):
            for j, columns in enumerate(_cells(x1, x2, n, width)):
                for c in range(channels):
                    inside = [float(features[image, c, y, x]) for y in rows for x in columns]
                    pooled[r, c, i, j] = max(inside, default=0)
    return pooled
