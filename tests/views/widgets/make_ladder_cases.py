"""Writes ladder_cases.json, by which pytest and ``node --test`` hold the ladder's arithmetic.

``python -m tests.views.widgets.make_ladder_cases`` writes it anew, and a test says whether it is
what the package gives today. The levels come from ``assign_fpn_level``; the length of a bin and
the places that are read from ``trace_roi_align``, in float64, on a map of each level.
"""

from pathlib import Path
from random import Random

import torch

from mrcnn_edu.ops.roi_pooling import assign_fpn_level
from mrcnn_edu.ops.roi_tracing import trace_roi_align
from tests.views.widgets.make_geometry_cases import as_text

PATH = Path(__file__).with_name("ladder_cases.json")

# What a pencil can check.
BOXES = {
    "the canonical box": [0, 0, 224, 224],
    "a box that rounding made a little smaller": [0, 0, 223.99999, 223.99999],
    "really smaller": [0, 0, 223.9, 223.9],
    "half of it": [10, 20, 122, 132],
    "twice": [0, 0, 448, 448],
    "a hair below twice": [0, 0, 447, 448],
    "one cell in a bin": [100, 100, 128, 128],
    "the smallest": [5, 5, 25, 25],
    "the largest": [0, 0, 900, 900],
    "above the ladder": [0, 0, 2000, 1000],
    "wide": [0, 0, 400, 125.44],
    "wide, a little lower": [0, 0, 400, 125.4],
    "high": [3, 4, 43, 404],
    "a pixel": [7, 7, 8, 8],
    "without area": [7, 7, 7, 30],
}


def read(box: list[float]) -> dict[str, object]:
    """One case: the level, and for each level how the 7 × 7 bins lie on its cells."""
    tensor = torch.tensor(box, dtype=torch.float64)
    bins = {}
    for level in (2, 3, 4, 5):
        flat = torch.zeros(1, 4, 4, dtype=torch.float64)  # the places do not depend on the map
        points = trace_roi_align(flat, tensor, 7, 1 / 2**level, 2, aligned=True).points
        # (7, 7, 2, 2, 2): bins down and across, samples down and across, y and x
        ys, xs = points[:, 0, :, 0, 0].flatten(), points[0, :, 0, :, 1].flatten()  # (14,) each
        columns, rows = ((axis[2] - axis[0]).item() for axis in (xs, ys))  # from bin to bin
        bins[str(level)] = {"cells": [columns, rows], "xs": xs.tolist(), "ys": ys.tolist()}
    return {"box": box, "level": int(assign_fpn_level(tensor)), "bins": bins}


def random_box(source: Random) -> list[float]:
    """A box with a side of 20 to 900 pixels, on any scale equally often."""
    x, y = 100 * source.random(), 100 * source.random()
    w, h = (20 * 45 ** source.random() for _ in range(2))
    return [x, y, x + w, y + h]


def make_cases() -> dict[str, dict[str, dict[str, object]]]:
    """The whole file."""
    source = Random(10)
    named = {name: read(list(box)) for name, box in BOXES.items()}
    return {"boxes": named | {f"random {i}": read(random_box(source)) for i in range(10)}}


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
