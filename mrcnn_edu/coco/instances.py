"""Objects and detections as they are compared: checked, and sorted by class and image."""

import math
from collections.abc import Hashable, Sequence
from numbers import Real
from typing import Any, NamedTuple

from mrcnn_edu.coco.fields import numbers, read_crowd
from mrcnn_edu.coco.format import KEYPOINTS, LISTS, SHAPES, Entry, need
from mrcnn_edu.coco.loading import complete, has_box
from mrcnn_edu.coco.run_lengths import mask_edges
from mrcnn_edu.ops.checks import check_choice

OF_OBJECTS = {"keypoints": ("bbox", "num_keypoints")}  # fields that only objects have to have
Key = tuple[Any, Any]  # the ids of a category and an image


class Instance(NamedTuple):
    """An object, or a detection.

    ``place`` is where it stands in the caller's list. ``shape`` is a box, the edges of a mask, or
    keypoints. ``ignored`` are crowds and, for keypoints, objects without any: a detection of one
    is neither right nor wrong. An object has no score.
    """

    place: int
    shape: Any
    area: float
    box: Sequence[float] = ()
    score: float = 0.0
    crowd: bool = False
    ignored: bool = False


class Group(NamedTuple):
    """The objects and the detections of one class in one image, the surest detection first."""

    objects: list[Instance]
    detections: list[Instance]


def read_groups(
    ground_truth: Entry, detections: Sequence[Entry], iou_type: str
) -> dict[Key, Group]:
    """Check what a caller gave, and sort it by class and image.

    Args:
        ground_truth: a COCO dict.
        detections: a list of COCO results.
        iou_type: "bbox", "segm" or "keypoints".

    Returns:
        A group for each category and image with an object or a detection, in ascending order of
        category id and then image id. Categories and images that ``ground_truth`` does not list
        are left out. The arguments are not changed.

    Raises:
        TypeError: if ``ground_truth`` is not a dict, or ``detections`` not a list.
        ValueError: if ``iou_type`` is unknown, an entry lacks a field or holds what cannot be, or
            a detection is of an unknown image; the message names the entry.

    Example:
        >>> box = {"image_id": 7, "category_id": 3, "bbox": [0, 0, 4, 4], "area": 16}
        >>> truth = {"images": [{"id": 7}], "categories": [{"id": 3}], "annotations": [box]}
        >>> list(read_groups(truth, [], "bbox"))
        [(3, 7)]
    """
    _check_files(ground_truth, detections, iou_type)
    sizes = {image["id"]: _size(image) for image in ground_truth["images"]}
    categories = {category["id"] for category in ground_truth["categories"]}
    groups: dict[Key, Group] = {}
    fields = ("image_id", "category_id", SHAPES[iou_type].field)
    for index, entry in enumerate(ground_truth["annotations"]):
        name = f"ground_truth['annotations'][{index}]"
        need(name, entry, (*fields, "area", *OF_OBJECTS.get(iou_type, ())))
        key = _key(name, entry)
        if key[0] in categories and key[1] in sizes:
            found = _read_object(name, index, entry, iou_type, sizes[key[1]])
            groups.setdefault(key, Group([], [])).objects.append(found)
    box_first = True
    for index, entry in enumerate(detections):
        name = f"detections[{index}]"
        need(name, entry, ("image_id", "category_id", "score"))
        box_first = box_first if index else has_box(entry)
        key = _key(name, entry)
        if key[1] not in sizes:
            raise ValueError(
                f"{name} is of image_id {key[1]!r}, which ground_truth['images'] does not list;"
                " evaluate results beside the images that they are of"
            )
        if key[0] in categories:
            completed = complete(name, entry, iou_type, sizes[key[1]], box_first=box_first)
            found = _read_detection(name, index, completed, iou_type, sizes[key[1]])
            groups.setdefault(key, Group([], [])).detections.append(found)
    for group in groups.values():
        group.detections.sort(key=lambda detection: -detection.score)  # ties keep their order
    return dict(sorted(groups.items()))


def _check_files(ground_truth: object, detections: object, iou_type: str) -> None:
    """Refuse what is not a COCO dict and a list."""
    check_choice("iou_type", iou_type, tuple(SHAPES))
    if not isinstance(ground_truth, dict):
        raise TypeError(
            f"ground_truth must be a COCO dict, got {type(ground_truth).__name__}; of a file use"
            " json.load, of pycocotools' COCO its .dataset"
        )
    need("ground_truth", ground_truth, LISTS)
    if not isinstance(detections, list | tuple):
        raise TypeError(
            f"detections must be a list of COCO results, got {type(detections).__name__}; of a"
            " file use json.load, for no detections []"
        )
    for kind in ("images", "categories"):
        for index, entry in enumerate(ground_truth[kind]):
            need(f"ground_truth['{kind}'][{index}]", entry, ("id",))


def _size(image: Entry) -> tuple[int, int] | None:
    """Height and width, which only masks need."""
    return (image["height"], image["width"]) if {"height", "width"} <= image.keys() else None


def _read_shape(name: str, entry: Entry, iou_type: str, size: tuple[int, int] | None) -> Any:
    """What is compared: a box, a mask's edges or keypoints."""
    if iou_type == "bbox":
        return numbers(name, entry, "bbox", 4)
    if iou_type == "keypoints":
        return numbers(name, entry, "keypoints", 3 * KEYPOINTS)
    if size is None:
        raise ValueError(f"{name} is a mask, but its image has no 'height' and 'width'; add them")
    try:
        return mask_edges(entry["segmentation"], size)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}: {error}") from error


def _read_object(
    name: str, index: int, entry: Entry, iou_type: str, size: tuple[int, int] | None
) -> Instance:
    """An annotation. COCO's own ``area`` counts, which is the mask's, for boxes as well."""
    shape = _read_shape(name, entry, iou_type, size)
    poses = iou_type == "keypoints"
    box = numbers(name, entry, "bbox", 4) if poses else ()
    crowd = read_crowd(name, entry)
    ignored = crowd or (poses and entry["num_keypoints"] == 0)
    pixels = _number(name, entry, "area")
    return Instance(index, shape, pixels, box, crowd=crowd, ignored=ignored)


def _read_detection(
    name: str,
    index: int,
    completed: tuple[Entry, float],
    iou_type: str,
    size: tuple[int, int] | None,
) -> Instance:
    """A result, with the shape and the area that pycocotools would give it."""
    entry, pixels = completed
    score = _number(name, entry, "score")
    return Instance(index, _read_shape(name, entry, iou_type, size), pixels, score=score)


def _key(name: str, entry: Entry) -> Key:
    """The ids of an entry's category and image."""
    for field in ("category_id", "image_id"):
        if not isinstance(entry[field], Hashable):
            raise ValueError(f"{name}[{field!r}] must be a number or text, got {entry[field]!r}")
    return entry["category_id"], entry["image_id"]


def _number(name: str, entry: Entry, field: str) -> Any:
    """A field that is a number."""
    value = entry[field]
    if not isinstance(value, Real) or math.isnan(value):
        raise ValueError(f"{name}[{field!r}] must be a number, got {value!r}; correct it")
    return value
