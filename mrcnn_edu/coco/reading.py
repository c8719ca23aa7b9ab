"""COCO JSON as tensors: what an image's annotations say, as a detector learns from it.

``writing.py`` goes the other way, and says which category has which label. Whatever cannot be
learned from is refused with the id of its annotation. ``annotation.read_annotation`` takes one
at a time, so that a caller may leave out the bad ones.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from mrcnn_edu.coco.annotation import need, read_annotation
from mrcnn_edu.coco.entries import Entry, category_ids
from mrcnn_edu.ops.targets import Target


def coco_to_targets(
    coco: Entry,
    *,
    categories: Sequence[Entry] | None = None,
    masks: bool = True,
    num_keypoints: int = 0,
) -> list[Target]:
    """The target of every image of a COCO dict.

    All masks are in memory then. For a large data set take ``annotations_by_image``, and
    ``read_target`` for the image that is next.

    Args:
        coco: with "images", "annotations" and "categories".
        categories: what the labels count; None for the file's own.
        masks: whether to read "segmentation".
        num_keypoints: P, kinds of keypoints; 0 leaves them out.

    Returns:
        A target for each image, in the file's order, as ``read_target`` has it.

    Raises:
        TypeError: as ``annotations_by_image`` and ``read_target``.
        ValueError: likewise.

    Example:
        >>> box = {"id": 5, "image_id": 9, "category_id": 7, "bbox": [1, 0, 2, 2]}
        >>> box["segmentation"] = [[1, 0, 3, 0, 3, 2, 2, 2, 2, 1, 1, 1]]
        >>> image = {"id": 9, "height": 2, "width": 3}
        >>> coco = {"images": [image], "annotations": [box], "categories": [{"id": 3}, {"id": 7}]}
        >>> (target,) = coco_to_targets(coco)
        >>> target["boxes"], target["labels"], target["iscrowd"]
        (tensor([[1., 0., 3., 2.]]), tensor([2]), tensor([False]))
        >>> target["masks"]
        tensor([[[0, 1, 1],
                 [0, 0, 1]]], dtype=torch.uint8)
    """
    pairs = annotations_by_image(coco)
    known = coco["categories"] if categories is None else categories
    return [
        read_target(image, annotations, known, masks=masks, num_keypoints=num_keypoints)
        for image, annotations in pairs
    ]


def annotations_by_image(coco: Entry) -> list[tuple[Entry, list[Entry]]]:
    """Every image of a COCO dict with its annotations.

    Args:
        coco: with "images", "annotations" and "categories".

    Returns:
        Pairs in the order of "images". The dicts are the caller's own, and images without
        annotations have an empty list.

    Raises:
        TypeError: if ``coco`` is not a dict of lists, or an entry is no dict.
        ValueError: if a list or an id is missing, two images have the same id, or an annotation
            is of an image that is not listed.

    Example:
        >>> images, annotations = [{"id": 1}, {"id": 2}], [{"id": 0, "image_id": 2}]
        >>> coco = {"images": images, "annotations": annotations, "categories": []}
        >>> annotations_by_image(coco)
        [({'id': 1}, []), ({'id': 2}, [{'id': 0, 'image_id': 2}])]
    """
    if not isinstance(coco, dict):
        raise TypeError(
            f"coco must be a COCO dict, got {type(coco).__name__}; of a file use json.load"
        )
    check_lists("coco", coco)
    found: dict[Any, tuple[Entry, list[Entry]]] = {}
    for index, image in enumerate(coco["images"]):
        need(f"coco['images'][{index}]", image, ("id",))
        if image["id"] in found:
            raise ValueError(f"coco['images'] must have an id each, got {image['id']!r} twice")
        found[image["id"]] = (image, [])
    for index, annotation in enumerate(coco["annotations"]):
        name = f"coco['annotations'][{index}]"
        need(name, annotation, ("id", "image_id"))
        if annotation["image_id"] not in found:
            raise ValueError(
                f"{name} (id {annotation['id']!r}) is of image_id {annotation['image_id']!r},"
                " which coco['images'] does not list; leave it out, or list the image"
            )
        found[annotation["image_id"]][1].append(annotation)
    return list(found.values())


def check_lists(name: str, coco: Entry) -> None:
    """Refuse a dict without the three lists of a COCO file.

    Args:
        name: what it is called; it stands first in the message.
        coco: a dict.

    Raises:
        TypeError: if one of the three is not a list.
        ValueError: if one is missing.
    """
    lists = ("images", "annotations", "categories")
    need(name, coco, lists)
    for field in lists:
        if not isinstance(coco[field], list):
            raise TypeError(
                f"{name}[{field!r}] must be a list, got {type(coco[field]).__name__}; see COCO's"
                " format of data"
            )


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
        TypeError: as ``read_annotation``.
        ValueError: likewise, or if the image has no size in whole numbers.

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
