"""Right and wrong versions of RoIAlign, for the tests that a student writes."""

import math
from itertools import product

import numpy as np
import torch

from mrcnn_edu.classroom.exercises.mutants import rewritten


def value_at(features, y, x):
    height, width = features.shape
    if y < -1 or y > height or x < -1 or x > width:
        return 0.0
    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    total, top, left = 0.0, math.floor(y), math.floor(x)
    for i, j in product((top, top + 1), (left, left + 1)):
        weight = (1 - abs(y - i)) * (1 - abs(x - j))
        if weight > 0:
            total += weight * float(features[i, j])
    return total


def spread(start, end, count):
    return [start + (end - start) * (m + 0.5) / count for m in range(count)]


def in_loops(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    off = 0.5 if aligned else 0.0
    x1, y1, x2, y2 = (v * spatial_scale - off for v in box.tolist())
    if not aligned:
        x2, y2 = max(x2, x1 + 1), max(y2, y1 + 1)
    n, k = output_size, sampling_ratio
    rows, columns = spread(y1, y2, n * k), spread(x1, x2, n * k)
    samples = torch.tensor([[value_at(features, y, x) for x in columns] for y in rows])
    return samples.reshape(n, k, n, k).mean(dim=(1, 3))


def by_matrices(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    """Weights of rows times the map times weights of columns, in float64."""
    x1, y1, x2, y2 = box.double() * spatial_scale - (0.5 if aligned else 0.0)
    n, k, weights = output_size, sampling_ratio, []
    for start, end, cells in zip((y1, x1), (y2, x2), features.shape, strict=True):
        length = end - start if aligned else (end - start).clamp(min=1)
        at = start + length * (torch.arange(n * k, dtype=torch.float64) + 0.5) / (n * k)
        on = ((at >= -1) & (at <= cells)).double()
        away = at.clamp(0, cells - 1)[:, None] - torch.arange(cells)
        hat = (1 - away.abs()).clamp(min=0) * on[:, None]
        weights.append(hat.reshape(n, k, cells).mean(dim=1))
    return weights[0] @ features.double() @ weights[1].T


def in_numpy(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    one, corners = features.numpy(), box.numpy().astype(float) * spatial_scale - 0.5 * aligned
    n, k = output_size, sampling_ratio
    sides = corners[2:] - corners[:2] if aligned else np.maximum(corners[2:] - corners[:2], 1)
    places = (np.arange(n * k) + 0.5) / (n * k)
    x, y = corners[0] + sides[0] * places, corners[1] + sides[1] * places
    on = ((y >= -1) & (y <= one.shape[0]))[:, None] & ((x >= -1) & (x <= one.shape[1]))
    y, x = np.clip(y, 0, one.shape[0] - 1), np.clip(x, 0, one.shape[1] - 1)
    i, j = y.astype(int), x.astype(int)
    below, right = np.minimum(i + 1, one.shape[0] - 1), np.minimum(j + 1, one.shape[1] - 1)
    a, b = (y - i)[:, None], x - j
    samples = (1 - a) * ((1 - b) * one[np.ix_(i, j)] + b * one[np.ix_(i, right)])
    samples = samples + a * ((1 - b) * one[np.ix_(below, j)] + b * one[np.ix_(below, right)])
    return torch.tensor((samples * on).reshape(n, k, n, k).mean(axis=(1, 3)))


def nearest(features, y, x):
    return value_at(features, math.floor(y + 0.5), math.floor(x + 0.5))


def cell_before(features, y, x):
    return value_at(features, math.floor(y), math.floor(x))


def fading(features, y, x):
    """Zeros around the map, right at its border."""
    total = 0.0
    for i, j in np.ndindex(*features.shape):
        total += max(1 - abs(y - i), 0) * max(1 - abs(x - j), 0) * float(features[i, j])
    return total


def border_for_ever(features, y, x):
    height, width = features.shape
    return value_at(features, min(max(y, 0), height - 1), min(max(x, 0), width - 1))


def from_the_start(start, end, count):
    return [start + (end - start) * m / count for m in range(count)]


def within(start, end, count):
    return [start + (end - start) * (m + 1) / (count + 1) for m in range(count)]


def planted(doc, piece, instead):
    """A right version with a piece of it replaced, and what is wrong with it."""
    (wrong,) = rewritten(in_loops, planted=(piece, instead))
    wrong.__doc__ = doc
    return wrong


MEAN = "samples.reshape(n, k, n, k).mean(dim=(1, 3))"
CORRECT = (in_loops, by_matrices, in_numpy)
PLANTED = (
    planted("Takes off half a pixel, not half a cell.", "- off", "- off * spatial_scale"),
    planted("Always takes off half a cell.", "0.5 if aligned else 0.0", "0.5"),
    planted("Never takes off half a cell.", "0.5 if aligned else 0.0", "0.0"),
    planted("Never makes a region one cell long.", "if not aligned:", "if False:"),
    planted("Makes an aligned region one cell long too.", "if not aligned:", "if True:"),
    planted(
        "One sample a bin, whatever is asked.",
        "n, k = output_size, s",
        "n, k = output_size, 1 or s",
    ),
    planted("Samples at the starts of parts.", "spread(y1", "from_the_start(y1"),
    planted("Samples evenly within the region.", "spread(x1", "within(x1"),
    planted("The largest sample, not the mean.", ".mean(dim=(1, 3))", ".amax(dim=(1, 3))"),
    planted("Rows and columns exchanged in the answer.", MEAN, f"{MEAN}.T"),
    planted("Samples go to other bins.", MEAN, "samples.reshape(k, n, k, n).mean(dim=(0, 2))"),
    planted("The nearest cell.", "value_at(", "nearest("),
    planted("The cell before, not a mix.", "value_at(", "cell_before("),
    planted("Zeros right at the border.", "value_at(", "fading("),
    planted("The border goes on for ever.", "value_at(", "border_for_ever("),
    planted("Rounds the box to whole cells.", "v * spatial_scale", "round(v * spatial_scale)"),
)
