"""In lists, a line each where one is enough; columns are turned until all are at right angles."""

import math
from itertools import combinations


def sample(iou, labels, n, fraction, low):
    rows = [(max(row, default=0), row) for row in iou.tolist()]
    says = [
        int(labels[row.index(best)]) if best >= 0.5 else 0 if best >= low else -1
        for best, row in rows
    ]
    on_objects = min(sum(said > 0 for said in says), int(n * fraction))
    return says, [on_objects, min(says.count(0), n - on_objects)]


def _turned(a, b, angle):
    c, s = math.cos(angle), math.sin(angle)
    return (
        [c * x + s * y for x, y in zip(a, b, strict=True)],
        [c * y - s * x for x, y in zip(a, b, strict=True)],
    )


def _dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def truncate(weight, t):
    columns = weight.double().T.tolist()  # n of them; what is done to them is done to ``axes``
    n = len(columns)
    axes = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(12):
        for i, j in combinations(range(n), 2):
            a, b = columns[i], columns[j]
            if abs(_dot(a, b)) > 1e-12 * max(_dot(a, a), _dot(b, b)):
                angle = math.atan2(2 * _dot(a, b), _dot(a, a) - _dot(b, b)) / 2
                columns[i], columns[j] = _turned(a, b, angle)
                axes[i], axes[j] = _turned(axes[i], axes[j], angle)
    order = sorted(range(n), key=lambda i: -_dot(columns[i], columns[i]))[:t]
    return [axes[i] for i in order], list(zip(*(columns[i] for i in order), strict=True))


def flip(image, boxes):
    width = image.shape[1]
    mirrored = [row[::-1] for row in image.tolist()]
    return mirrored, [[width - x2, y1, width - x1, y2] for x1, y1, x2, y2 in boxes.tolist()]
