"""The fields of an annotation, each checked: where data enters, values are looked at."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mrcnn_edu.coco.format import Entry, need
from mrcnn_edu.coco.polygons import Edges
from mrcnn_edu.coco.run_lengths import mask_edges
from mrcnn_edu.coco.spellings import read_flag

LARGEST = 1e38  # float32 has only infinity beyond three times this


def numbers(name: str, entry: Entry, field: str, length: int) -> Sequence[float]:
    """A field that holds so many finite numbers.

    Args:
        name: what the entry is called; it stands first in the message.
        entry: a dict that has the field.
        field: its name.
        length: how many numbers it has to hold.

    Returns:
        The field as it is.

    Raises:
        ValueError: if it holds anything else, such as another number of them, NaN or text.

    Example:
        >>> numbers("annotation 5", {"bbox": [1, 0, 2, 2]}, "bbox", 4)
        [1, 0, 2, 2]
    """
    values: Sequence[float] = entry[field]
    try:
        # Of all together, which is sooner done: a sum with NaN or infinity is not below anything.
        fine = len(values) == length and bool(sum(map(abs, values)) < LARGEST)
    except (TypeError, ValueError, OverflowError):
        fine = False
    if not fine:
        raise ValueError(f"{name}: {field!r} must be {length} finite numbers, got {values!r}")
    return values


def read_box(name: str, annotation: Entry) -> list[float]:
    """The box of an annotation, as xyxy.

    Args:
        name: what the annotation is called; it stands first in the message.
        annotation: COCO's, with "bbox".

    Returns:
        x1, y1, x2, y2 in pixels.

    Raises:
        ValueError: if there is none, or it is not four finite numbers with a width and a height
            above 0.

    Example:
        >>> read_box("annotation 5", {"bbox": [1, 0, 2, 2]})
        [1, 0, 3, 2]
    """
    need(name, annotation, ("bbox",))
    x, y, width, height = numbers(name, annotation, "bbox", 4)
    if width <= 0 or height <= 0:
        raise ValueError(
            f"{name}: 'bbox' must be (x, y, width, height), the last two above 0, got"
            f" {annotation['bbox']!r}; leave it out, nothing can be learned from it"
        )
    return [x, y, x + width, y + height]


def read_crowd(name: str, annotation: Entry) -> bool:
    """Whether an annotation is of a crowd.

    Args:
        name: what the annotation is called; it stands first in the message.
        annotation: COCO's; without "iscrowd" it is none.

    Raises:
        ValueError: if it is neither 0 nor 1, nor text for one of them.

    Example:
        >>> read_crowd("annotation 5", {"iscrowd": "0"})
        False
    """
    flag = read_flag(annotation.get("iscrowd", 0))
    if flag not in (0, 1):
        raise ValueError(f"{name}: 'iscrowd' must be 0 or 1, got {flag!r}; correct it")
    return bool(flag)


def read_edges(name: str, segmentation: Any, size: tuple[int, int]) -> Edges:
    """The edges of a mask, with the annotation's name in front of what is wrong.

    Args:
        name: what the annotation is called.
        segmentation: COCO's, in any of its three ways.
        size: (height, width) of the image, in pixels.

    Returns:
        (2 * runs,): where each run of pixels starts and ends, as ``run_lengths.py`` counts them.

    Raises:
        TypeError: if it is neither a list nor a dict.
        ValueError: if its polygons or lengths make no mask of this size, or a polygon reaches out
            of the image by more than its size.

    Example:
        >>> read_edges("annotation 5", {"size": [2, 3], "counts": "2111"}, (2, 3))
        array([2, 3, 4, 6])
    """
    try:
        for polygon in segmentation if isinstance(segmentation, list) else ():
            _check_reach(polygon, size)
        return mask_edges(segmentation, size)
    except (TypeError, ValueError, OverflowError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{name}: 'segmentation': {error}") from error


def _check_reach(polygon: Any, size: tuple[int, int]) -> None:
    """Refuse a polygon that nobody could have drawn: its outline may not even fit into memory."""
    corners = np.array(polygon, float)
    reach = np.tile([size[1], size[0]], (corners.size + 1) // 2)[: corners.size]
    if corners.ndim != 1 or not ((corners >= -reach) & (corners <= 2 * reach)).all():
        raise ValueError(
            "a polygon must be finite numbers x1, y1, x2, y2, ... that reach out of the image of"
            f" {size[0]} x {size[1]} pixels (height x width) by no more than its size, got"
            f" {polygon!r}; clip it"
        )
