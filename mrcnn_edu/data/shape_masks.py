"""The pixels of one circle, square or triangle, and of its outline."""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
ROOT_3 = 1.7320508
CIRCLE, SQUARE, TRIANGLE = 1, 2, 3


def shape_mask(label: int, extent: float, angle: tuple[float, float]) -> Mask:
    """The pixels whose centres lie in a turned shape.

    Args:
        label: 1 circle, 2 square, 3 equilateral triangle.
        extent: the longer side of the smallest upright box around the shape, in pixels.
        angle: cosine and sine of the turn.

    Returns:
        (height, width), without an empty row or column at the border. The shape's centre, for a
        triangle the point equally far from its corners, is the centre of a pixel.

    Example:
        >>> shape_mask(1, 5.0, (1.0, 0.0)).astype(int)
        array([[0, 1, 1, 1, 0],
               [1, 1, 1, 1, 1],
               [1, 1, 1, 1, 1],
               [1, 1, 1, 1, 1],
               [0, 1, 1, 1, 0]])
    """
    cosine, sine = angle
    radius = extent / unit_extent(label, angle)
    half = int(radius * (1 if label != SQUARE else 1.4143))
    x = np.arange(-half, half + 1.0)
    along = cosine * x + (sine * x)[:, None]  # (side, side)
    across = (cosine * x)[:, None] - sine * x
    if label == CIRCLE:
        mask = along * along + across * across <= radius * radius
    elif label == SQUARE:
        mask = np.maximum(abs(along), abs(across)) <= radius
    else:
        mask = (across <= radius / 2) & (ROOT_3 * abs(along) - across <= radius)
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def unit_extent(label: int, angle: tuple[float, float]) -> float:
    """The longer side of the box around a shape of radius 1.

    A square's radius is half its side, a triangle's the distance from its centre to a corner.

    Example:
        >>> unit_extent(2, (1.0, 0.0)), unit_extent(2, (0.6, 0.8))
        (2.0, 2.8)
    """
    cosine, sine = angle
    if label == CIRCLE:
        return 2.0
    if label == SQUARE:
        return 2 * (abs(cosine) + abs(sine))
    corners = ((0.0, -1.0), (ROOT_3 / 2, 0.5), (-ROOT_3 / 2, 0.5))  # (along, across)
    x = [cosine * along - sine * across for along, across in corners]
    y = [sine * along + cosine * across for along, across in corners]
    return max(max(x) - min(x), max(y) - min(y))


def outline(mask: Mask) -> Mask:
    """The pixels of a mask with a side in common with the outside: (H, W)."""
    padded = np.pad(mask, 1)
    inside = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask & ~inside
