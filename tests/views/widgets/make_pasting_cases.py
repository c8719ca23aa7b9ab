"""Writes pasting_cases.json, by which pytest and ``node --test`` hold the same pasting.

``python -m tests.views.widgets.make_pasting_cases`` writes it anew, and a test says whether it is
what the package gives today. The images come from the package's own pastes, in float64.
"""

from pathlib import Path
from random import Random

import torch

from mrcnn_edu.views.widgets.stencil import PASTES
from tests.views.widgets.make_geometry_cases import as_text

PATH = Path(__file__).with_name("pasting_cases.json")
SIZE = (9, 12)  # height, width

ONES = [[1.0, 1.0], [1.0, 1.0]]
# What a pencil can check.
MASKS = {
    "ones on whole pixels": (ONES, [1, 1, 5, 5]),
    "half a pixel to the right": (ONES, [1.5, 1, 5.5, 5]),
    "a half above an odd number": (ONES, [2.5, 1.5, 6.5, 5.5]),
    "a tenth to the left": (ONES, [0.9, 1, 4.9, 5]),
    "one cell": ([[1.0]], [2, 2, 6, 6]),
    "a corner": ([[0.0, 0.0], [0.0, 1.0]], [1, 1, 5, 5]),
    "over the border": (ONES, [-2.3, -1.7, 3.4, 4.2]),
    "far out": (ONES, [-30, -30, -20, -20]),
    "a pixel wide": (ONES, [3.4, 1, 4.4, 5]),
    "gone when it is rounded": (ONES, [3.1, 1, 3.4, 5]),
}


def pasted(cells: list[list[float]], box: list[float]) -> dict[str, object]:
    """One case: a mask and a box, and the image that each way to paste makes of them."""
    mask, boxes = (torch.tensor([value], dtype=torch.float64) for value in (cells, box))
    images = {way: paste(mask, boxes, SIZE)[0].tolist() for way, paste in PASTES.items()}
    return {"cells": cells, "box": box, "pasted": images}


def random_case(source: Random) -> tuple[list[list[float]], list[float]]:
    """A mask of 5 × 5 in a box with edges in tenths of a pixel, partly beyond the image."""
    cells = [[round(source.random(), 3) for _ in range(5)] for _ in range(5)]
    x, y, width, height = (source.randrange(-25, 60) for _ in range(4))
    return cells, [x / 10, y / 10, (x + abs(width) + 10) / 10, (y + abs(height) + 10) / 10]


def make_cases() -> dict[str, dict[str, dict[str, object]]]:
    """The whole file."""
    source = Random(11)
    named = {name: pasted(*case) for name, case in MASKS.items()}
    return {"masks": named | {f"random {i}": pasted(*random_case(source)) for i in range(8)}}


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
