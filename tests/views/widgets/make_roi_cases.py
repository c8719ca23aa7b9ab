"""Writes roi_cases.json, by which pytest and ``node --test`` hold the microscope's arithmetic.

``python -m tests.views.widgets.make_roi_cases`` writes it anew, and a test says whether it is what
the package gives today. The numbers come from ``trace_roi_align`` and ``roi_pool`` in float64; the
cells of RoIPool's bins, which no operator returns, from its slow reference.
"""

import math
from pathlib import Path
from random import Random

import torch
from torch import Tensor

from mrcnn_edu.ops.roi_pooling import roi_pool
from mrcnn_edu.ops.roi_tracing import trace_roi_align
from mrcnn_edu.ops.slow.roi_pooling import cells_of_bin, round_half_away
from tests.views.widgets.make_geometry_cases import as_text

PATH = Path(__file__).with_name("roi_cases.json")

# A map each: rough numbers without a pattern, on which no wrong place gives a right value.
SIZES = {"square": (6, 6), "wide": (4, 7), "one row": (1, 5), "one cell": (1, 1)}

# What a pencil can check: map, RoI, stride, bins, samples, aligned.
CASES = {
    "two by two": ("square", [10, 10, 124, 124], 32, [2, 2], 1, False),
    "two by two, aligned": ("square", [10, 10, 124, 124], 32, [2, 2], 1, True),
    "adaptive": ("square", [10, 10, 124, 124], 32, [2, 2], 0, False),
    "adaptive, -1": ("wide", [3, 3, 25, 14], 4, [2, 3], -1, True),
    "halves are rounded away from zero": ("square", [8, 24, 40, 56], 16, [2, 2], 2, False),
    "negative halves too": ("square", [-8, -24, 40, 24], 16, [2, 2], 2, True),
    "less than a cell": ("wide", [9, 9, 10, 11], 8, [2, 2], 2, False),
    "less than a cell, aligned": ("wide", [9, 9, 10, 11], 8, [2, 2], 2, True),
    "a point": ("square", [20, 20, 20, 20], 8, [2, 2], 2, False),
    "a point, aligned and adaptive": ("square", [20, 20, 20, 20], 8, [2, 2], 0, True),
    "off the map": ("square", [400, 10, 500, 60], 16, [2, 2], 2, True),
    "off the upper left": ("square", [-90, -90, -40, -40], 16, [2, 2], 1, False),
    "partly off": ("wide", [-20, -20, 30, 90], 16, [3, 3], 2, False),
    "larger than the map": ("wide", [-50, -50, 300, 300], 16, [3, 2], 3, True),
    "exactly a cell before the first": ("square", [-16, -16, 0, 0], 16, [1, 1], 1, True),
    "exactly a cell after the last": ("square", [96, 96, 112, 112], 16, [1, 1], 1, True),
    "to the last cell": ("square", [64, 64, 96, 96], 16, [2, 2], 2, False),
    "bins share cells": ("square", [0, 0, 79, 79], 16, [2, 3], 1, True),
    "more bins than cells": ("square", [17, 17, 45, 45], 16, [7, 7], 1, True),
    "one bin": ("square", [5, 6, 70, 80], 16, [1, 1], 3, False),
    "a stride that is no power of two": ("square", [7, 11, 50, 61], 12, [3, 3], 2, True),
    "one row": ("one row", [3, 1, 60, 30], 16, [2, 2], 2, False),
    "one cell": ("one cell", [1, 1, 60, 30], 64, [3, 3], 2, True),
}

# Of these the RoI is also pushed across the map.
PUSHED = ("adaptive, -1", "less than a cell", "partly off", "off the map")


def rough_map(size: tuple[int, int]) -> Tensor:
    """(H, W), numbers in hundredths between -2 and 2 without any pattern."""
    source = Random(size[0] * 100 + size[1])
    rows = [[round(4 * source.random() - 2, 2) for _ in range(size[1])] for _ in range(size[0])]
    return torch.tensor(rows, dtype=torch.float64)


def trace(name: str, roi: list[float], stride: int, bins: list[int], samples: int, aligned: bool):
    """One case: what goes in, and all that both operators look at."""
    features = rough_map(SIZES[name])
    box = torch.tensor(roi, dtype=torch.float64)
    size = (bins[0], bins[1])
    align = trace_roi_align(features[None], box, size, 1 / stride, samples, aligned)
    # Only an adaptive number can be 0, of a RoI that nothing made a cell long.
    used = samples > 0 or not aligned or (roi[2] > roi[0] and roi[3] > roi[1])
    flat = [part.flatten(2, 3) for part in (align.points, align.neighbours, align.weights)]
    points, neighbours, weights = (part if used else part[:, :, :0] for part in flat)
    x1, y1, x2, y2 = (round_half_away(corner / stride) for corner in roi)
    cells = [
        [
            [
                [row, column]
                for row in cells_of_bin(y1, y2, bins[0], p, features.shape[0])
                for column in cells_of_bin(x1, x2, bins[1], q, features.shape[1])
            ]
            for q in range(bins[1])
        ]
        for p in range(bins[0])
    ]
    return {
        "map": features.tolist(),
        "roi": roi,
        "settings": {
            "stride": stride,
            "output_size": bins,
            "sampling_ratio": samples,
            "aligned": aligned,
        },
        "points": points.tolist(),  # (P, Q, S, 2)
        "neighbours": neighbours.tolist(),  # (P, Q, S, 4, 2)
        "weights": weights.tolist(),  # (P, Q, S, 4)
        "average": align.output[0].tolist(),
        "max": align.samples[0].amax(dim=(-2, -1)).tolist(),
        "cells": cells,
        "largest": roi_pool(features[None, None], [box[None]], size, 1 / stride)[0, 0].tolist(),
        "moved": [
            x1 * stride - roi[0],
            y1 * stride - roi[1],
            (max(x1, x2) + 1) * stride - roi[2],
            (max(y1, y2) + 1) * stride - roi[3],
        ],
    }


def push(
    name: str, roi: list[float], stride: int, bins: list[int], samples: int, aligned: bool
) -> dict[str, object]:
    """The last bin of a RoI that is pushed from one side of its map to the other, by pixels."""
    width = SIZES[name][1] * stride
    first, last = math.ceil(min(0, -roi[0])), math.floor(max(0, width - roi[2]))
    moved = [[roi[0] + s, roi[1], roi[2] + s, roi[3]] for s in range(first, last + 1)]
    traces = [trace(name, one, stride, bins, samples, aligned) for one in moved]
    return {
        "of": traces[-first],
        "bin": [bins[0] - 1, bins[1] - 1],
        "width": width,
        "xs": [one[0] for one in moved],
        "pool": [found["largest"][-1][-1] for found in traces],
        "align": [found["average"][-1][-1] for found in traces],
    }


def random_case(source: Random):
    """A RoI on a map or beside it, at any stride, with any settings."""
    name = source.choice(["square", "wide"])
    stride = source.choice([4, 8, 16, 32, 64])
    width, height = SIZES[name][1] * stride, SIZES[name][0] * stride
    x = sorted(width * (1.6 * source.random() - 0.3) for _ in range(2))
    y = sorted(height * (1.6 * source.random() - 0.3) for _ in range(2))
    bins = [source.randint(1, 7), source.randint(1, 7)]
    samples = source.choice([-1, 0, 1, 2, 3])
    return name, [x[0], y[0], x[1], y[1]], stride, bins, samples, source.random() < 0.5


def make_cases() -> dict[str, dict[str, dict[str, object]]]:
    """The whole file."""
    source = Random(9)
    named = {name: trace(*case) for name, case in CASES.items()}
    pushes = {name: push(*CASES[name]) for name in PUSHED}
    rest = {f"random {i}": trace(*random_case(source)) for i in range(12)}
    return {"traces": named | rest, "pushes": pushes}


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
