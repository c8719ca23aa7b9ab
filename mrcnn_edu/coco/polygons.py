"""Masks as polygons: which pixels lie inside an outline, and the outline of some pixels.

Coordinates are continuous: pixel (row y, column x) is the square from (x, y) to (x + 1, y + 1).
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

Edges = NDArray[np.int64]
FINE = 5  # a polygon is drawn on a grid that is finer by this factor
FURTHEST = 1e9  # pixels; farther out, lengths of sides are no longer whole numbers of 64 bits
MOST_POINTS = 1e8  # of the finer grid, on one outline; each takes some 50 bytes for a moment

Point = tuple[int, int]  # x, y of a pixel's corner


def polygon_edges(polygon: Sequence[float], size: tuple[int, int]) -> Edges:
    """Where a polygon's outline crosses the middle of each column of pixels: its mask's edges.

    The outline is drawn on a finer grid, five steps to a pixel, with corners rounded to it. The
    middle of column x lies between 5x + 2 and 5x + 3. Going down the column, every crossing
    changes between outside and inside: the crossings are the edges.

    Args:
        polygon: x1, y1, x2, y2, ... in continuous pixels; corners outside the image are cut off.
        size: (height, width) of the image, in pixels.

    Returns:
        (2 * runs,), as ``run_lengths.mask_edges`` gives them.

    Raises:
        ValueError: if there are fewer than three corners, a number without its partner, one that
            is not finite or beyond ``FURTHEST``, or an outline longer than ``MOST_POINTS``.

    Source:
        The results of ``rleFrPoly`` in pycocotools.

    Example:
        >>> polygon_edges([0, 0, 0, 2, 1, 2, 1, 0], (4, 4))  # one pixel wide and two high
        array([0, 2])
    """
    if len(polygon) < 6 or len(polygon) % 2:
        raise ValueError(
            f"a polygon must be x, y of at least three corners, got {polygon!r}; for a box give"
            " its four corners"
        )
    height, width = size
    corners = np.array(polygon, float).reshape(-1, 2)
    if not (abs(corners) < FURTHEST).all():  # nan is not either
        raise ValueError(
            f"a polygon's numbers must be finite and below {FURTHEST:.0e}, got {polygon!r}; clip it"
        )
    x, y = _outline(corners)  # (points,) each
    column = np.floor((x + 2) / FINE)  # how many middles of columns lie to the left
    step = (column[1:] != column[:-1]).nonzero()[0]
    column = np.minimum(column[step], column[step + 1])
    # The first pixel of the column whose middle does not lie above the crossing.
    row = np.floor((np.minimum(y[step], y[step + 1]) + 2) / FINE)
    row = np.minimum(np.maximum(row, 0), height)
    inside = (column >= 0) & (column < width)
    edges = np.sort((column * height + row)[inside].astype(np.int64))
    return edges if len(edges) % 2 == 0 else np.append(edges, height * width)


def _outline(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Every point of the finer grid that a closed outline passes, corner after corner: x and y.

    Rounding is COCO's: half a step is added and the fraction cut off; and a side is drawn from
    its end with the smaller coordinate, so that it is the same for the objects on both sides.
    """
    start = np.trunc(FINE * corners + 0.5).T  # (2, corners)
    delta = np.concatenate((start[:, 1:], start[:, :1]), axis=1) - start
    flat = abs(delta[0]) >= abs(delta[1])  # a step of x at a time, or else of y
    origin = start + np.where(np.where(flat, *delta) < 0, delta, 0)
    (along, across), (main, other) = (np.where(flat, a, a[::-1]) for a in (delta, origin))
    steps = abs(along)
    if steps.sum() > MOST_POINTS:
        raise ValueError(
            f"a polygon's outline must be shorter than {MOST_POINTS / FINE:.0e} pixels, got"
            f" {steps.sum() / FINE:.1e} at {len(corners)} corners; clip it to the image, or leave"
            " out corners"
        )
    slope = np.divide(across, along, out=np.zeros(len(flat)), where=steps > 0)
    # The number of each point on its side, counted from the origin, which is the last for some.
    length = steps.astype(int) + 1
    zero = length.cumsum() - np.where(along < 0, 1, length)
    t = abs(np.arange(length.sum()) - zero.repeat(length))  # (points,)
    main = main.repeat(length) + t
    other = np.trunc(other.repeat(length) + slope.repeat(length) * t + 0.5)
    return np.where(flat.repeat(length), (main, other), (other, main))  # (2, points)


def mask_to_polygons(mask: ArrayLike) -> list[list[int]]:
    """Outlines that go along the sides of a mask's pixels, so that nothing is lost.

    COCO's polygons have no holes: what they cover together is the mask. So the mask is cut from
    top to bottom where a hole begins, which opens the hole to the side. Pixels that touch only at
    a corner belong to different polygons.

    Args:
        mask: (H, W), any numbers; what is not 0 belongs to the mask.

    Returns:
        Polygons ``[x1, y1, x2, y2, ...]`` in pixels, clockwise as seen on the screen, without
        corners that lie on a straight line. A mask of nothing has none.

    Raises:
        ValueError: if the shape is not (H, W).

    Example:
        >>> mask_to_polygons([[0, 1, 1], [0, 0, 1]])
        [[3, 0, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0]]
        >>> ring = [[1, 1, 1], [1, 0, 1], [1, 1, 1]]
        >>> mask_to_polygons(ring)  # cut at x = 1
        [[1, 0, 1, 3, 0, 3, 0, 0], [3, 0, 3, 3, 1, 3, 1, 2, 2, 2, 2, 1, 1, 1, 1, 0]]
    """
    pixels = np.asarray(mask) != 0
    if pixels.ndim != 2:
        raise ValueError(f"mask must have shape (H, W), got {pixels.shape}; take one at a time")
    if not pixels.any():
        return []
    rows, columns = pixels.any(axis=1).nonzero()[0], pixels.any(axis=0).nonzero()[0]
    pixels = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]  # most masks are small
    holes = [loop for loop in _loops(pixels) if _signed_area(loop) < 0]
    cuts = sorted({0, *(min(x for x, _ in loop) for loop in holes), pixels.shape[1]})
    loops = [
        [(x + left + int(columns[0]), y + int(rows[0])) for x, y in loop]
        for left, right in pairwise(cuts)
        for loop in _loops(pixels[:, left:right])
    ]
    return [[number for point in loop for number in point] for loop in loops]


def _loops(pixels: NDArray[np.bool_]) -> list[list[Point]]:
    """Every outline of some pixels as its corners, the pixels to the right of the way."""
    sides = _sides(pixels)
    left_over = dict.fromkeys(sides)  # in order, the same on every machine
    loops = []
    while left_over:
        side, loop = next(iter(left_over)), []
        while side in left_over:
            del left_over[side]
            (x, y), (dx, dy) = side
            corner = x + dx, y + dy
            # Where two pixels touch at a corner, to turn right stays with the same pixel.
            ways = ((-dy, dx), (dx, dy), (dy, -dx))
            way = next(way for way in ways if (corner, way) in sides)
            if way != (dx, dy):
                loop.append(corner)
            side = corner, way
        loops.append(loop)
    return loops


def _sides(pixels: NDArray[np.bool_]) -> dict[tuple[Point, Point], None]:
    """Every side of a pixel that has no pixel beyond it: where it starts, and its direction."""
    padded = np.pad(pixels, 1)
    sides: dict[tuple[Point, Point], None] = {}
    # Clockwise. Of each side: where the pixel beyond is, where in the pixel the side starts, and
    # its direction.
    for (dx, dy), (x, y), way in (
        ((0, -1), (0, 0), (1, 0)),
        ((1, 0), (1, 0), (0, 1)),
        ((0, 1), (1, 1), (-1, 0)),
        ((-1, 0), (0, 1), (0, -1)),
    ):
        beyond = np.roll(padded, (-dy, -dx), (0, 1))[1:-1, 1:-1]  # (H, W)
        for row, column in np.argwhere(pixels & ~beyond).tolist():
            sides[(column + x, row + y), way] = None
    return sides


def _signed_area(loop: Sequence[Point]) -> float:
    """The area of an outline; below 0 for that of a hole, which goes the other way round."""
    x, y = np.array(loop).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
