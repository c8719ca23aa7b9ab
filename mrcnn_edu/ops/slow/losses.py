"""The terms of the loss, number by number."""

import math


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
    objectness_divisor: float | None = None,
    box_divisor: float | None = None,
) -> tuple[float, float]:
    """The two losses, anchor by anchor."""
    of_objects = of_boxes = 0.0
    for logit, label, delta, target in zip(objectness, labels, deltas, targets, strict=True):
        of_objects += binary_cross_entropy(logit, label)
        if label > 0:
            of_boxes += sum(smooth_l1(d, t, beta) for d, t in zip(delta, target, strict=True))
    number = len(labels)
    return of_objects / (objectness_divisor or number), of_boxes / (box_divisor or number)


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
