"""One annotation of a COCO file, checked: where data enters, values are looked at."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mrcnn_edu.coco.entries import Entry
from mrcnn_edu.coco.polygons import Edges
from mrcnn_edu.coco.run_lengths import decode_mask, mask_edges

LARGEST = 1e38  # float32 has only infinity beyond three times this


class Annotation(NamedTuple):
    """An object as its annotation has it.

    ``box`` is (4,), xyxy in pixels, ``mask`` is (H, W) or None, ``keypoints`` is (P, 3).
    """

    box: list[float]
    label: int
    crowd: bool
    mask: NDArray[np.uint8] | None
    keypoints: NDArray[np.float32]


def read_annotation(
    annotation: Entry,
    size: tuple[int, int],
    ids: Sequence[Any],
    *,
    mask: bool = True,
    num_keypoints: int = 0,
) -> Annotation:
    """What one annotation says, or an error that says what is wrong with it.

    Args:
        annotation: COCO's.
        size: (height, width) of its image, in pixels.
        ids: of the categories, in the order of labels, from ``category_ids``.
        mask: whether to read "segmentation".
        num_keypoints: P, kinds of keypoints; 0 leaves them out.

    Returns:
        The object, with its box as xyxy.

    Raises:
        TypeError: if the annotation is not a dict, or its segmentation neither list nor dict.
        ValueError: if a field is missing, its category is unknown, its box is not four finite
            numbers with a width and a height above 0, or its mask or keypoints cannot be read;
            the message begins with the annotation's id.

    Example:
        >>> read_annotation({"id": 5, "category_id": 7, "bbox": [1, 0, 2, 2]}, (2, 3), [3, 7],
        ...                 mask=False).label
        2
    """
    name = f"annotation {annotation.get('id')!r}" if isinstance(annotation, dict) else "annotation"
    need(name, annotation, ("category_id", "bbox", *(["segmentation"] if mask else [])))
    if annotation["category_id"] not in ids:
        raise ValueError(
            f"{name}: 'category_id' must be one of {list(ids)}, got"
            f" {annotation['category_id']!r}; leave it out, or list the category"
        )
    box = read_box(name, annotation)
    points = [0.0] * (3 * num_keypoints)
    if num_keypoints and "keypoints" in annotation:
        points = _numbers(name, annotation, "keypoints", 3 * num_keypoints)
    return Annotation(
        box,
        list(ids).index(annotation["category_id"]) + 1,
        bool(annotation.get("iscrowd", 0)),
        _read(decode_mask, name, annotation["segmentation"], size) if mask else None,
        np.array(points, np.float32).reshape(-1, 3),
    )


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
    x, y, width, height = _numbers(name, annotation, "bbox", 4)
    if width <= 0 or height <= 0:
        raise ValueError(
            f"{name}: 'bbox' must be (x, y, width, height), the last two above 0, got"
            f" {annotation['bbox']!r}; leave it out, nothing can be learned from it"
        )
    return [x, y, x + width, y + height]


def read_edges(name: str, segmentation: Any, size: tuple[int, int]) -> Edges:
    """The edges of a mask, with the annotation's name in front of what is wrong.

    Args:
        name: what the annotation is called.
        segmentation: COCO's, in any of its three ways.
        size: (height, width) of the image, in pixels.

    Returns:
        As ``run_lengths.mask_edges``.

    Raises:
        TypeError: as ``run_lengths.mask_edges``.
        ValueError: likewise, or if a polygon reaches out of the image by more than its size.

    Example:
        >>> read_edges("annotation 5", {"size": [2, 3], "counts": "2111"}, (2, 3))
        array([2, 3, 4, 6])
    """
    return _read(mask_edges, name, segmentation, size)


def _read(
    function: Callable[[Any, tuple[int, int]], NDArray[Any]],
    name: str,
    segmentation: Any,
    size: tuple[int, int],
) -> NDArray[Any]:
    """What a function makes of a segmentation, with the annotation's name in its errors."""
    try:
        for polygon in segmentation if isinstance(segmentation, list) else ():
            _check_reach(polygon, size)
        return function(segmentation, size)
    except (TypeError, ValueError, OverflowError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{name}: 'segmentation': {error}") from error


def _numbers(name: str, annotation: Entry, field: str, length: int) -> list[float]:
    """A field that holds so many finite numbers."""
    values = annotation[field]
    plain = isinstance(values, list | tuple) and all(isinstance(v, int | float) for v in values)
    if not plain or len(values) != length or not all(abs(v) < LARGEST for v in values):
        raise ValueError(f"{name}: {field!r} must be {length} finite numbers, got {values!r}")
    return list(values)


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


def need(name: str, entry: object, fields: Sequence[str]) -> None:
    """Refuse what is not a dict with these fields.

    Args:
        name: what it is called; it stands first in the message.
        entry: what may be a dict.
        fields: that it must have.

    Raises:
        TypeError: if it is not a dict.
        ValueError: if a field is missing.
    """
    if not isinstance(entry, dict):
        raise TypeError(f"{name} must be a dict, got {entry!r}; see COCO's format of data")
    for field in fields:
        if field not in entry:
            raise ValueError(f"{name} lacks {field!r}, it has {list(entry)}; add it")
