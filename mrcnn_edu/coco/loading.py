"""A result with the shape that it is compared by, made from another where it has none of its own.

A box becomes a mask of its four corners, a mask the box around its pixels, keypoints the box around
them: what pycocotools does when it loads results, with the areas that it gives them.
"""

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np

from mrcnn_edu.coco.fields import numbers
from mrcnn_edu.coco.format import KEYPOINTS, SHAPES, Entry
from mrcnn_edu.coco.polygons import Edges
from mrcnn_edu.coco.run_lengths import area, mask_edges

Size = tuple[int, int]


def complete(
    name: str, result: Entry, iou_type: str, size: Size | None, *, box_first: bool = True
) -> tuple[Entry, float]:
    """A result that has the shape asked for, and its area.

    Args:
        name: what the result is called; it stands first in a message.
        result: COCO's, with at least one shape. Its area is its box's if it has one, also beside
            a mask.
        iou_type: "bbox", "segm" or "keypoints".
        size: (height, width) of its image, in pixels; None where nobody knows.
        box_first: whether a box counts for more than a mask beside it; see ``has_box``.

    Returns:
        The result, or a copy with one shape more; and the area, in pixels.

    Raises:
        ValueError: if it has no shape that the one asked for can be made from, or one that is no
            shape.

    Source:
        ``COCO.loadRes`` in pycocotools.

    Example:
        >>> mask = {"size": [2, 3], "counts": "2111"}
        >>> result, pixels = complete("it", {"segmentation": mask}, "bbox", (2, 3))
        >>> result["bbox"], pixels
        ([1, 0, 2, 2], 3)
    """
    wanted = SHAPES[iou_type].field
    if has_box(result) and (box_first or "segmentation" not in result):
        x, y, width, height = numbers(name, result, "bbox", 4)
        right, low = x + width, y + height
        shapes: dict[str, Any] = {"segmentation": [[x, y, x, low, right, low, right, y]]}
        pixels = width * height
    elif "segmentation" in result and size is not None:
        edges = _edges(name, result, size)
        shapes, pixels = {"bbox": box_of(edges, size[0])}, area(edges)
    elif "keypoints" in result:
        points = numbers(name, result, "keypoints", 3 * KEYPOINTS)
        x, y, width, height = box = _around(points)
        shapes, pixels = {"bbox": box}, width * height
    else:
        shapes, pixels = {}, 0
    if wanted not in result and wanted not in shapes:
        raise ValueError(f"{name} lacks {wanted!r}, it has {list(result)}; add it")
    missing = wanted not in result or _is_empty(result[wanted])
    return {**result, wanted: shapes[wanted]} if missing and wanted in shapes else result, pixels


def has_box(result: Entry) -> bool:
    """Whether a result comes with a box of its own. Of a list, the first one's answer is for all.

    Args:
        result: COCO's.

    Example:
        >>> has_box({"bbox": [0, 0, 4, 4]}), has_box({"bbox": []}), has_box({})
        (True, False, False)
    """
    return "bbox" in result and not _is_empty(result["bbox"])


def box_of(edges: Edges, height: int) -> list[int]:
    """The box around the pixels of a mask: x, y, width, height; zeros if there are none.

    Args:
        edges: (2 * runs,), from ``mask_edges``.
        height: of the image, in pixels.

    Source:
        The results of ``rleToBbox`` in pycocotools.

    Example:
        >>> box_of(np.array([2, 3, 4, 6]), 2)  # columns 1 and 2 of an image of two rows
        [1, 0, 2, 2]
    """
    if len(edges) == 0:
        return [0, 0, 0, 0]
    x, y = np.divmod(np.stack((edges[::2], edges[1::2] - 1)), height)  # (2, runs): first and last
    top, low = (0, height - 1) if (x[0] < x[1]).any() else (y.min(), y.max())
    left, right = x.min(), x.max()
    return [int(left), int(top), int(right - left + 1), int(low - top + 1)]


def _edges(name: str, result: Entry, size: Size) -> Edges:
    try:
        return mask_edges(result["segmentation"], size)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}: {error}") from error


def _around(points: Sequence[float]) -> list[float]:
    """The box around keypoints, those that nobody saw as well."""
    x, y = points[::3], points[1::3]
    return [min(x), min(y), max(x) - min(x), max(y) - min(y)]


def _is_empty(shape: object) -> bool:
    return isinstance(shape, Sized) and len(shape) == 0
