"""Files and results from a seed, with everything in them that an evaluation can stumble over.

Scores come from a few values, so that many are equal. Boxes stand on a coarse grid, so that
overlaps are equal, and some lie just on a threshold. Areas are drawn apart from the shapes, some
just on the border of two ranges. There are crowds, images and classes with nothing in them,
objects and detections of classes that are not listed, and ids from 0 up, from 1 up or with gaps,
in no order.
"""

import warnings
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

AREAS = [0, 20, 1023.5, 1024, 1024.5, 5000, 9216, 9217, 40000]
SIZE = (60, 80)  # height and width of every image


def random_ids(rng: Generator, n: int) -> list[int]:
    """n different ids, in no order."""
    ids = [np.arange(n), np.arange(1, n + 1), rng.choice(1000, n, replace=False)][rng.integers(3)]
    return rng.permutation(ids).tolist()


def random_box(rng: Generator) -> list[float]:
    """A box on a grid of half pixels; now and then without area, or partly outside."""
    x, y = rng.integers(-4, 70, 2) / 2
    width, height = rng.integers(0 if rng.random() < 0.1 else 4, 60, 2) / 2
    return [float(x), float(y), float(width), float(height)]


def moved(rng: Generator, numbers: list[float], most: int) -> list[float]:
    """The same numbers, each moved by up to so many half pixels."""
    return (np.array(numbers) + rng.integers(-most, most + 1, len(numbers)) / 2).tolist()


def corners(rng: Generator, box: list[float]) -> list[float]:
    """A polygon of a few corners inside a box, often crossing itself."""
    points = rng.random((rng.integers(3, 9), 2)) * box[2:] + box[:2]
    if rng.random() < 0.3:
        points = np.round(points * 2) / 2
    if rng.random() < 0.1:
        points[1] = points[0]
    return points.reshape(-1).tolist()


def encoded(mask: Any, size: tuple[int, int] = SIZE) -> dict[str, Any]:
    """RLE as in a file, with a compressed string, of polygons or of any RLE."""
    if isinstance(mask, list):
        rle = coco_mask.merge(coco_mask.frPyObjects(mask, *size))
    elif isinstance(mask["counts"], list):
        rle = coco_mask.frPyObjects(mask, *size)
    else:
        return mask
    return {"size": list(size), "counts": rle["counts"].decode()}


def decoded(rle: dict[str, Any]) -> NDArray[np.uint8]:
    """The pixels of a mask, column by column."""
    with warnings.catch_warnings():  # pycocotools 2.0.11 makes arrays in a way that numpy 2 lacks
        warnings.simplefilter("ignore", DeprecationWarning)
        return coco_mask.decode(rle).T.reshape(-1)


def lengths(rle: dict[str, Any]) -> dict[str, Any]:
    """The same RLE with its counts as a list."""
    pixels = decoded(rle)
    ends = np.flatnonzero(np.diff(pixels, prepend=0, append=2))
    return {"size": list(SIZE), "counts": np.diff(ends, prepend=0).tolist()}


def random_pose(rng: Generator, box: list[float], seen: float) -> list[float]:
    """17 keypoints round a box, with flags 0, 1 or 2; ``seen`` is the share of those above 0."""
    xy = rng.random((17, 2)) * box[2:] + box[:2]
    flags = np.where(rng.random(17) < seen, rng.integers(1, 3, 17), 0)
    xy = np.round(xy * 2) / 2 if rng.random() < 0.5 else xy
    return np.concatenate([xy, flags[:, None]], axis=1).reshape(-1).tolist()


def add_shape(rng: Generator, entry: dict[str, Any], iou_type: str) -> None:
    """Give an object or a detection its box, and beside it a mask or keypoints."""
    if iou_type == "segm":
        polygons = [corners(rng, entry["bbox"]) for _ in range(rng.integers(1, 4))]
        kinds = [polygons, encoded(polygons), lengths(encoded(polygons))]
        entry["segmentation"] = kinds[rng.integers(3)]
    if iou_type == "keypoints":
        pose = random_pose(rng, entry["bbox"], rng.choice([0, 0.3, 1]))
        entry["keypoints"] = pose
        entry["num_keypoints"] = int(sum(flag > 0 for flag in pose[2::3]))


def nearby(rng: Generator, entry: dict[str, Any], iou_type: str, images: list[int]) -> dict:
    """A detection of an object, near to it, or of the wrong class, or in another image."""
    found = {k: entry[k] for k in ("image_id", "category_id")}
    box = moved(rng, entry["bbox"], rng.choice([0, 1, 4, 12]))
    found["bbox"] = [*box[:2], max(box[2], 0), max(box[3], 0)]
    if rng.random() < 0.1:
        found["image_id"] = images[rng.integers(len(images))]
    if iou_type == "segm":
        mask = entry["segmentation"]
        if isinstance(mask, list):
            mask = [moved(rng, polygon, rng.choice([0, 1, 4])) for polygon in mask]
        elif rng.random() < 0.3:
            mask = [corners(rng, found["bbox"])]
        found["segmentation"] = encoded(mask)
    if iou_type == "keypoints":
        found["keypoints"] = moved(rng, entry["keypoints"], rng.choice([0, 2, 8]))
    return found


def random_data(seed: int, iou_type: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A COCO dict and a list of results."""
    rng = np.random.default_rng(seed)
    images, classes = random_ids(rng, rng.integers(1, 7)), random_ids(rng, rng.integers(1, 5))
    usual = images[: rng.integers(1, len(images) + 1)]  # the other images have no object
    truth: dict[str, Any] = {
        "images": [{"id": i, "height": SIZE[0], "width": SIZE[1]} for i in images],
        "categories": [{"id": c} for c in classes],
        "annotations": [],
    }
    n = rng.integers(0, 40)
    # From 1 up: an annotation with the id 0 is what pycocotools counts wrongly.
    for number in rng.permutation(np.arange(1, n + 1)).tolist():
        entry = {
            "id": number,
            "image_id": usual[rng.integers(len(usual))],
            "category_id": classes[rng.integers(len(classes))] if rng.random() < 0.97 else 5000,
            "iscrowd": int(rng.random() < 0.15),
            "area": AREAS[rng.integers(len(AREAS))],
            "bbox": random_box(rng),
        }
        add_shape(rng, entry, iou_type)
        truth["annotations"].append(entry)
    # With a hundred detections of each object, an image has more than count.
    times = rng.choice([0, 1, 2, 3, 100], p=[0.05, 0.3, 0.4, 0.2, 0.05])
    found = [
        nearby(rng, entry, iou_type, images) for entry in truth["annotations"] for _ in range(times)
    ]
    score_values = rng.choice([3, 10, 10**6])
    with_boxes = iou_type == "bbox" or rng.random() < 0.5
    for entry in found:
        entry["score"] = float(rng.integers(score_values) / score_values)
        if not with_boxes:
            del entry["bbox"]
    return truth, [found[i] for i in rng.permutation(len(found))]
