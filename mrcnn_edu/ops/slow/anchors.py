"""Anchors one by one: where they lie, what each is matched with, and the deltas between boxes."""

import math


def cell_anchors(scales: list[float], ratios: list[float]) -> list[list[int]]:
    """Anchors of one cell: of area scale², ratio times as high as wide, rounded to whole pixels."""
    anchors = []
    for ratio in ratios:
        for scale in scales:
            width, height = scale / math.sqrt(ratio), scale * math.sqrt(ratio)
            anchors.append([round(c) for c in (-width / 2, -height / 2, width / 2, height / 2)])
    return anchors


def grid_anchors(
    cell_anchors: list[list[float]], grid_size: tuple[int, int], stride: tuple[int, int]
) -> list[list[float]]:
    """Anchors of every cell: down the rows, along each row, in a cell as they came."""
    anchors = []
    for i in range(grid_size[0]):
        for j in range(grid_size[1]):
            y, x = i * stride[0], j * stride[1]
            anchors += [[x + x1, y + y1, x + x2, y + y2] for x1, y1, x2, y2 in cell_anchors]
    return anchors


def match_boxes(
    iou: list[list[float]], high: float, low: float, *, allow_low_quality: bool = False
) -> list[int]:
    """The match of each anchor: an index, -1 for background, -2 for ignored; (G, A) to A."""
    matches = []
    for a in range(len(iou[0]) if iou else 0):
        overlaps = [row[a] for row in iou]
        best = max(range(len(iou)), key=lambda g: overlaps[g])  # the first of equals
        matched = overlaps[best] >= high
        if allow_low_quality:
            matched = matched or any(row[a] == max(row) > 0 for row in iou)
        matches.append(best if matched else -2 if overlaps[best] >= low else -1)
    return matches


def encode_box(box: list[float], anchor: list[float]) -> list[float]:
    """Deltas of one box: how far its centre lies from the anchor's, how much larger it is."""
    width, height = anchor[2] - anchor[0], anchor[3] - anchor[1]
    right = (box[0] + box[2]) / 2 - (anchor[0] + anchor[2]) / 2
    down = (box[1] + box[3]) / 2 - (anchor[1] + anchor[3]) / 2
    wider, higher = (box[2] - box[0]) / width, (box[3] - box[1]) / height
    return [right / width, down / height, math.log(wider), math.log(higher)]


def decode_box(delta: list[float], anchor: list[float]) -> list[float]:
    """The box that one delta makes of one anchor, grown to 1000/16 times its size at most."""
    width, height = anchor[2] - anchor[0], anchor[3] - anchor[1]
    x = (anchor[0] + anchor[2]) / 2 + delta[0] * width
    y = (anchor[1] + anchor[3]) / 2 + delta[1] * height
    width *= min(math.exp(min(delta[2], 100)), 1000 / 16)
    height *= min(math.exp(min(delta[3], 100)), 1000 / 16)
    return [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
