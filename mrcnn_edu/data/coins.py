"""The running image: 24 ancient coins on one photograph, each with a polygon drawn around it.

The photograph comes with scikit-image (``skimage.data.coins``: Brooklyn Museum, no known copyright
restrictions). The polygons belong to this project: a program traced the edge of each coin from a
centre and a size placed by eye, all were looked at over the photograph, and the square foot of coin
6 was put in by hand. The coins lie in four rows of six and are counted as one reads, so coin
``6 * row + column``.
"""

import csv

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mrcnn_edu.data.shipped import shipped

IMAGE_SIZE = (303, 384)  # height, width
ROWS, COLUMNS = 4, 6
THE_COIN = 15  # the one with the face, in row 2 and column 3: the object that the lessons follow


def coins_image() -> NDArray[np.uint8]:
    """The photograph: (303, 384), grey values from 1 to 252."""
    from skimage.data import coins  # it takes most of a second to import

    image: NDArray[np.uint8] = coins()  # type: ignore[no-untyped-call]
    return image


def coin_polygons() -> list[NDArray[np.float64]]:
    """The outline of each of the 24 coins: (P, 2) corners x, y in continuous pixel coordinates."""
    with shipped("coins/polygons.csv").open(newline="") as file:
        rows = [
            (int(row["coin"]), float(row["x"]), float(row["y"])) for row in csv.DictReader(file)
        ]
    return [
        np.array([(x, y) for coin, x, y in rows if coin == wanted])
        for wanted in range(ROWS * COLUMNS)
    ]


def coin_boxes() -> Tensor:
    """The smallest box around each polygon: (24, 4), xyxy in pixels."""
    corners = [np.concatenate([p.min(axis=0), p.max(axis=0)]) for p in coin_polygons()]
    return torch.tensor(np.stack(corners), dtype=torch.float32)  # (24, 4)


def coin_proposals() -> tuple[Tensor, Tensor]:
    """What the small detector proposes on the photograph: boxes (P, 4) and scores (P,).

    Every third of the boxes that its region proposal network hands to its first NMS with a score
    of at least 0.05; ``tools/make_coin_proposals.py`` wrote them out, with the weights of
    2026-11-21; those that ship now propose nearly the same. Level after level of the pyramid, each
    level the surest first.
    """
    with shipped("coins/proposals.csv").open(newline="") as file:
        rows = [
            [float(row[k]) for k in ("x1", "y1", "x2", "y2", "score")]
            for row in csv.DictReader(file)
        ]
    table = torch.tensor(rows)  # (P, 5)
    return table[:, :4], table[:, 4]
