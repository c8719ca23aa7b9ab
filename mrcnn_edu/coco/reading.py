"""What annotations say of an image, as tensors that a detector learns from.

Whatever cannot be learned from is refused with the id of its annotation. ``read_annotation`` takes
one at a time, so that a caller may leave out the bad ones.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from mrcnn_edu.coco.fields import numbers, read_box, read_crowd, read_edges
from mrcnn_edu.coco.format import Entry, category_ids, need
from mrcnn_edu.coco.run_lengths import edges_to_mask
from mrcnn_edu.ops.targets import Target


def read_target(
    image: Entry,
    annotations: Sequence[Entry],
    categories: Sequence[Entry],
    *,
    masks: bool = True,
    num_keypoints: int = 0,
) -> Target:
    """What the annotations of one image say, as tensors.

    Args:
        image: COCO's, with "height" and "width" in pixels.
        annotations: COCO's, those of this image.
        categories: COCO's; label k is the k-th of them in ascending order of id.
        masks: whether to read "segmentation".
        num_keypoints: P, kinds of keypoints; 0 leaves them out.

    Returns:
        A dict with "boxes" (G, 4), float32, xyxy in pixels, as annotated and not measured on the
        mask; "labels" (G,), int64; "iscrowd" (G,), bool; where asked for "masks" (G, H, W),
        uint8, and "keypoints" (G, P, 3), float32, zeros where an annotation has none. Crowds are
        among the objects; ``targets.without_crowds`` leaves them out for training.

    Raises:
        TypeError: if an annotation is not a dict, or its segmentation neither list nor dict.
        ValueError: if an annotation says what cannot be, or the image has no size in whole
            numbers; the message begins with the annotation's id.

    Example:
        >>> target = read_target({"height": 2, "width": 3}, [], [{"id": 1}])
        >>> {name: tuple(values.shape) for name, values in target.items()}
        {'boxes': (0, 4), 'labels': (0,), 'iscrowd': (0,), 'masks': (0, 2, 3)}
    """
    need("image", image, ("height", "width"))
    size = (image["height"], image["width"])
    if not all(isinstance(side, int) and side > 0 for side in size):
        raise ValueError(f"image {image.get('id')!r}: its size must be whole numbers, got {size}")
    ids = category_ids(categories)
    found = [
        read_annotation(annotation, size, ids, mask=masks, num_keypoints=num_keypoints)
        for annotation in annotations
    ]
    target = {
        "boxes": torch.tensor([a.box for a in found], dtype=torch.float32).reshape(-1, 4),
        "labels": torch.tensor([a.label for a in found], dtype=torch.int64),
        "iscrowd": torch.tensor([a.crowd for a in found], dtype=torch.bool),
    }
    if masks:
        pixels = [a.mask for a in found if a.mask is not None]
        target["masks"] = torch.from_numpy(np.array(pixels, np.uint8).reshape(-1, *size))
    if num_keypoints:
        points = np.array([a.keypoints for a in found], np.float32)
        target["keypoints"] = torch.from_numpy(points.reshape(-1, num_keypoints, 3))
    return target


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
    points: Sequence[float] = [0.0] * (3 * num_keypoints)
    if num_keypoints and "keypoints" in annotation:
        points = numbers(name, annotation, "keypoints", 3 * num_keypoints)
    return Annotation(
        box,
        list(ids).index(annotation["category_id"]) + 1,
        read_crowd(name, annotation),
        edges_to_mask(read_edges(name, annotation["segmentation"], size), size) if mask else None,
        np.array(points, np.float32).reshape(-1, 3),
    )
