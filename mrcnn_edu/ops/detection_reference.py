"""Operators on anchors, masks and keypoints once more, slow and obvious, in plain Python.

As ``reference.py`` does for boxes: each function does what its namesake does, or does it to one
box, one number or one pixel, so that it can be checked with a pencil. They check nothing and are
not made for use.
"""

import math


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


def smooth_l1(input: float, target: float, beta: float) -> float:
    """Of two numbers: a parabola up to a distance of beta, a straight line beyond."""
    distance = abs(input - target)
    return 0.5 * distance**2 / beta if distance < beta else distance - 0.5 * beta


def binary_cross_entropy(logit: float, target: float) -> float:
    """Of one logit: minus the logarithm of the probability that it gives to the truth."""
    probability = 1 / (1 + math.exp(-logit))
    return -target * math.log(probability) - (1 - target) * math.log(1 - probability)


def cross_entropy(logits: list[float], label: int) -> float:
    """Of the logits of all classes: minus the logarithm of the true one's probability."""
    return -math.log(math.exp(logits[label]) / sum(math.exp(logit) for logit in logits))


def rpn_loss(
    objectness: list[float],
    deltas: list[list[float]],
    labels: list[int],
    targets: list[list[float]],
    *,
    beta: float = 1 / 9,
    box_divisor: float | None = None,
) -> tuple[float, float]:
    """The two losses, anchor by anchor."""
    of_objects = of_boxes = 0.0
    for logit, label, delta, target in zip(objectness, labels, deltas, targets, strict=True):
        of_objects += binary_cross_entropy(logit, label)
        if label > 0:
            of_boxes += sum(smooth_l1(d, t, beta) for d, t in zip(delta, target, strict=True))
    number = len(labels)
    return of_objects / number, of_boxes / (box_divisor or number)


def fast_rcnn_loss(
    class_logits: list[list[float]],
    deltas: list[list[list[float]]],
    labels: list[int],
    targets: list[list[float]],
    *,
    beta: float = 1 / 9,
) -> tuple[float, float]:
    """The two losses, proposal by proposal."""
    of_classes = of_boxes = 0.0
    for logits, delta, label, target in zip(class_logits, deltas, labels, targets, strict=True):
        of_classes += cross_entropy(logits, label)
        if label > 0:
            pairs = zip(delta[label], target, strict=True)
            of_boxes += sum(smooth_l1(d, t, beta) for d, t in pairs)
    return of_classes / len(labels), of_boxes / len(labels)


def mask_loss(
    mask_logits: list[list[list[list[float]]]],
    labels: list[int],
    targets: list[list[list[float]]],
) -> float:
    """The mean over the pixels of each proposal's one mask that learns."""
    pixels = [
        binary_cross_entropy(logit, goal)
        for masks, label, target in zip(mask_logits, labels, targets, strict=True)
        for row, goals in zip(masks[label], target, strict=True)
        for logit, goal in zip(row, goals, strict=True)
    ]
    return sum(pixels) / len(pixels)


def paste_mask(
    mask: list[list[float]], box: list[float], image_size: tuple[int, int]
) -> list[list[float]]:
    """One mask (M, M) in an image, pixel by pixel: resized with a border of zeros round it."""
    border = len(mask) + 2
    padded = [[0.0] * border, *([0.0, *row, 0.0] for row in mask), [0.0] * border]
    centre_x, centre_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half_x, half_y = ((box[k + 2] - box[k]) / 2 * border / len(mask) for k in (0, 1))
    x1, y1, x2, y2 = (
        int(c) for c in (centre_x - half_x, centre_y - half_y, centre_x + half_x, centre_y + half_y)
    )
    image = [[0.0] * image_size[1] for _ in range(image_size[0])]
    for i in range(max(y1, 0), min(y2 + 1, image_size[0])):
        for j in range(max(x1, 0), min(x2 + 1, image_size[1])):
            y = (i - y1 + 0.5) * border / (y2 - y1 + 1) - 0.5  # pixel centres lie on halves
            x = (j - x1 + 0.5) * border / (x2 - x1 + 1) - 0.5
            image[i][j] = interpolated(padded, y, x)
    return image


def interpolated(values: list[list[float]], y: float, x: float) -> float:
    """A value between four cells, or at the border, where there are fewer."""
    last = len(values) - 1
    y, x = min(max(y, 0), last), min(max(x, 0), last)
    i, j = min(math.floor(y), last - 1), min(math.floor(x), last - 1)
    upper = values[i][j] * (j + 1 - x) + values[i][j + 1] * (x - j)
    lower = values[i + 1][j] * (j + 1 - x) + values[i + 1][j + 1] * (x - j)
    return upper * (i + 1 - y) + lower * (y - i)


def cell_of_keypoint(keypoint: list[float], box: list[float], size: int) -> int | None:
    """The cell of one keypoint (x, y, visibility) in a box of size x size cells, if it has one."""
    x, y, visibility = keypoint
    x1, y1, x2, y2 = box
    if visibility <= 0 or not (x1 <= x <= x2 and y1 <= y <= y2):
        return None
    column = min(math.floor((x - x1) * size / (x2 - x1)), size - 1)  # the border: the last cell
    row = min(math.floor((y - y1) * size / (y2 - y1)), size - 1)
    return row * size + column
