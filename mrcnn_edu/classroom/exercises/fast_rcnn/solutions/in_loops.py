"""In loops of plain numbers; the largest direction by going back and forth, one after another."""

import math


def sample(iou, labels, n, fraction, low):
    says, objects, beside = [], 0, 0
    for row in iou.tolist():
        best, which = 0.0, 0
        for j, overlap in enumerate(row):
            if overlap > best:
                best, which = overlap, j
        if best >= 0.5:
            says.append(int(labels[which]))
            objects += 1
        elif best >= low:
            says.append(0)
            beside += 1
        else:
            says.append(-1)
    objects = min(objects, int(n * fraction))
    return says, [objects, min(beside, n - objects)]


def truncate(weight, t):
    rest = weight.double().tolist()
    m, n = len(rest), len(rest[0])
    first, second = [], [[] for _ in range(m)]
    for _ in range(t):
        v = [math.sin(j + 1.0) for j in range(n)]
        for _ in range(60):
            u = [sum(rest[i][j] * v[j] for j in range(n)) for i in range(m)]
            longer = [sum(rest[i][j] * u[i] for i in range(m)) for j in range(n)]
            length = math.sqrt(sum(x * x for x in longer))
            if length == 0:
                break
            v = [x / length for x in longer]
        size = math.sqrt(sum(x * x for x in v)) or 1.0
        v = [x / size for x in v]
        u = [sum(rest[i][j] * v[j] for j in range(n)) for i in range(m)]
        first.append(v)
        for i in range(m):
            second[i].append(u[i])
            for j in range(n):
                rest[i][j] -= u[i] * v[j]
    return first, second


def flip(image, boxes):
    height, width = image.shape
    mirrored = [[image[i, width - 1 - j].item() for j in range(width)] for i in range(height)]
    flipped = []
    for x1, y1, x2, y2 in boxes.tolist():
        flipped.append([width - x2, y1, width - x1, y2])
    return mirrored, flipped
