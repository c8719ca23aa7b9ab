"""The twelve coins of the photograph's three left-hand columns, cut out, and grain of its table.

The twelve coins of the other columns are what a trained model is tested on. So no pixel of theirs
is read here: a coin is read within two pixels of its polygon, the table left of column
``TABLE_WIDTH``, and a test puts noise in the place of all the rest.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mrcnn_edu.data.coins import COLUMNS, ROWS, coin_polygons

TRAINING_COINS = tuple(COLUMNS * row + column for row in range(ROWS) for column in range(3))
TABLE_WIDTH = 178  # pixels; the coins of the fourth column begin at 186
MARGIN = 7  # pixels around a coin's box, for its shadow
BLOCK = 12  # pixels: the side of a patch of bare table

Plane = NDArray[np.float32]


class Cutout(NamedTuple):
    """One coin, upright, with a margin.

    Attributes:
        planes: (3, H, W): its grey values, continued outwards over the edge; the share of each
            pixel that lies in the polygon; and that share blurred, for a shadow.
        centre: x, y of the polygon's middle in the planes, in pixels.
        reach: from the centre to the farthest corner of the polygon, in pixels.
        area: of the polygon, in pixels.
        mean: of the coin's grey values.
    """

    planes: Plane
    centre: tuple[float, float]
    reach: float
    area: float
    mean: float


def cut_out(photo: NDArray[np.uint8], polygon: NDArray[np.float64]) -> Cutout:
    """Cut a coin out of the photograph.

    Args:
        photo: (H, W), grey.
        polygon: (P, 2), x, y in its pixels.
    """
    left, top = np.floor(polygon.min(axis=0)).astype(int) - MARGIN
    right, bottom = np.ceil(polygon.max(axis=0)).astype(int) + MARGIN
    # The window may reach out of the photograph, where nothing of the coin is.
    rows = np.arange(top, bottom).clip(0, photo.shape[0] - 1)
    columns = np.arange(left, right).clip(0, photo.shape[1] - 1)
    moved = polygon - (left, top)
    cover = coverage(moved, (bottom - top, right - left))
    whole = cover > 0.99
    grey = np.where(whole, photo[np.ix_(rows, columns)], 0).astype(np.float32)
    middle = (moved.min(axis=0) + moved.max(axis=0)) / 2
    return Cutout(
        np.stack([continued(grey, whole), cover, blurred(cover, 2, 3)]),
        (float(middle[0]), float(middle[1])),
        float(np.sqrt(((moved - middle) ** 2).sum(axis=1)).max()),
        float(cover.sum()),
        float(grey[whole].mean()),
    )


def coverage(polygon: NDArray[np.float64], size: tuple[int, int]) -> Plane:
    """The share of each pixel that lies in a polygon, of 8 x 8 points in it: (H, W), 0 to 1."""
    from skimage.draw import polygon2mask  # scikit-image comes with the photograph

    height, width = size
    corners = polygon[:, ::-1] * 8 - 0.5
    fine = polygon2mask((8 * height, 8 * width), corners)  # type: ignore[no-untyped-call]
    shares: Plane = fine.reshape(height, 8, width, 8).mean(axis=(1, 3), dtype=np.float32)
    return shares


def continued(values: Plane, known: NDArray[np.bool_]) -> Plane:
    """Values carried on from where they are known to the pixels around, by means of neighbours."""
    for _ in range(3):
        share = blurred(known.astype(np.float32), 1, 1)
        mean = blurred(np.where(known, values, 0).astype(np.float32), 1, 1) / share.clip(1e-6)
        values = np.where(known, values, mean)
        known = known | (share > 1e-6)
    return values


def blurred(plane: Plane, radius: int, times: int) -> Plane:
    """The mean over a square of side 2 radius + 1, taken again and again: (H, W)."""
    width = 2 * radius + 1
    for axis in (0, 1):
        for _ in range(times):
            padded = np.pad(
                plane, [(radius, radius) if a == axis else (0, 0) for a in (0, 1)], "edge"
            )
            windows = np.lib.stride_tricks.sliding_window_view(padded, width, axis=axis)
            plane = windows.mean(axis=-1, dtype=np.float32)
    return plane


def table_grain(photo: NDArray[np.uint8], side: int) -> Plane:
    """A patchwork of bare table without its slow changes of light: (side, side), about 0.

    Args:
        photo: (H, W), grey. Patches are taken left of ``TABLE_WIDTH`` and off all coins.
        side: in pixels.
    """
    table = photo[:, :TABLE_WIDTH].astype(np.float32)
    free = np.ones(table.shape, dtype=bool)
    for coin in TRAINING_COINS:
        left, top = np.floor(coin_polygons()[coin].min(axis=0)).astype(int) - 8
        right, bottom = np.ceil(coin_polygons()[coin].max(axis=0)).astype(int) + 8
        free[max(top, 0) : bottom, max(left, 0) : right] = False
    corners = [
        (y, x)
        for y in range(0, table.shape[0] - BLOCK, BLOCK // 2)
        for x in range(0, table.shape[1] - BLOCK, BLOCK // 2)
        if free[y : y + BLOCK, x : x + BLOCK].all()
    ]
    count = -(-side // BLOCK)
    chosen = np.random.Generator(np.random.PCG64(0)).random((count, count)) * len(corners)
    slow = blurred(table, 4, 2)
    rows = []
    for row in chosen.astype(int):
        patches = [
            (table - slow)[y : y + BLOCK, x : x + BLOCK] for y, x in (corners[k] for k in row)
        ]
        rows.append(np.concatenate(patches, axis=1))
    return np.concatenate(rows, axis=0)[:side, :side]
