"""Masks pasted pixel by pixel, and the cell of one keypoint."""

import math
from itertools import product


def paste_mask(
    mask: list[list[float]], box: list[float], image_size: tuple[int, int]
) -> list[list[float]]:
    """One mask (M, M) in an image, pixel by pixel: resized with a border of zeros round it."""
    border = len(mask) + 2
    padded = [[0.0] * border, *([0.0, *row, 0.0] for row in mask), [0.0] * border]
    centre_x, centre_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half_x, half_y = ((box[k + 2] - box[k]) / 2 * border / len(mask) for k in (0, 1))
    x1, y1, x2, y2 = (
        int(c) for c in (centre_x - half_x, centre_y - half_y, centre_x + half_x, centre_y + half_y)
    )
    image = [[0.0] * image_size[1] for _ in range(image_size[0])]
    for i in range(max(y1, 0), min(y2 + 1, image_size[0])):
        for j in range(max(x1, 0), min(x2 + 1, image_size[1])):
            y = (i - y1 + 0.5) * border / (y2 - y1 + 1) - 0.5  # pixel centres lie on halves
            x = (j - x1 + 0.5) * border / (x2 - x1 + 1) - 0.5
            image[i][j] = interpolated(padded, y, x)
    return image


def paste_mask_exact(
    mask: list[list[float]], box: list[float], image_size: tuple[int, int]
) -> list[list[float]]:
    """One mask (M, M) in an image, each pixel asked at its middle, and the box as it is."""
    x1, y1, x2, y2 = box
    border = len(mask) + 2
    padded = [[0.0] * border, *([0.0, *row, 0.0] for row in mask), [0.0] * border]
    image = [[0.0] * image_size[1] for _ in range(image_size[0])]
    if x2 <= x1 or y2 <= y1:
        return image
    for i, j in product(range(image_size[0]), range(image_size[1])):
        # In a padded mask the middle of the first own cell lies at 1, and its beginning at 1/2.
        y = (i + 0.5 - y1) / (y2 - y1) * len(mask) + 0.5
        x = (j + 0.5 - x1) / (x2 - x1) * len(mask) + 0.5
        image[i][j] = interpolated(padded, y, x)
    return image


def interpolated(values: list[list[float]], y: float, x: float) -> float:
    """A value between four cells, or at the border, where there are fewer."""
    last = len(values) - 1
    y, x = min(max(y, 0), last), min(max(x, 0), last)
    i, j = min(math.floor(y), last - 1), min(math.floor(x), last - 1)
    upper = values[i][j] * (j + 1 - x) + values[i][j + 1] * (x - j)
    lower = values[i + 1][j] * (j + 1 - x) + values[i + 1][j + 1] * (x - j)
    return upper * (i + 1 - y) + lower * (y - i)


def cell_of_keypoint(keypoint: list[float], box: list[float], size: int) -> int | None:
    """The cell of one keypoint (x, y, visibility) in a box of size x size cells, if it has one."""
    x, y, visibility = keypoint
    x1, y1, x2, y2 = box
    if visibility <= 0 or not (x1 <= x <= x2 and y1 <= y <= y2):
        return None
    column = min(math.floor((x - x1) * size / (x2 - x1)), size - 1)  # the border: the last cell
    row = min(math.floor((y - y1) * size / (y2 - y1)), size - 1)
    return row * size + column
