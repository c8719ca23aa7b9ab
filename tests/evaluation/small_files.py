"""COCO files of a few lines, for cases that a person can check with a pencil."""

from typing import Any

Box = list[float]


def an_object(box: Box, category: int = 1, image: int = 1, **more: Any) -> dict[str, Any]:
    """An annotation; its area is its box's unless ``more`` says otherwise."""
    entry = {"image_id": image, "category_id": category, "bbox": box, "area": box[2] * box[3]}
    return entry | {"iscrowd": 0} | more


def a_detection(box: Box, score: float, category: int = 1, image: int = 1) -> dict[str, Any]:
    """A result."""
    return {"image_id": image, "category_id": category, "bbox": box, "score": score}


def a_file(*objects: dict[str, Any], first_id: int = 1, images: int = 2) -> dict[str, Any]:
    """A COCO dict with the classes 1, 2 and 3."""
    return {
        "images": [{"id": i + 1, "height": 100, "width": 100} for i in range(images)],
        "categories": [{"id": c} for c in (1, 2, 3)],
        "annotations": [o | {"id": first_id + i} for i, o in enumerate(objects)],
    }
