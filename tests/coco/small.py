"""One object in an image of 2 x 3 pixels, as tensors and as COCO has it."""

from typing import Any

import torch
from torch import Tensor

from mrcnn_edu.coco.reading import read_target

L_SHAPE = [[0, 1, 1], [0, 0, 1]]


CATEGORIES = [{"id": 40, "name": "coin"}, {"id": 0, "name": "cup"}, {"id": 7, "name": "cat"}]


def a_target(**more: Any) -> dict[str, Tensor]:
    """One object of label 2 in an image of 2 x 3 pixels."""
    target = {"boxes": torch.tensor([[1.0, 0.0, 3.0, 2.0]]), "labels": torch.tensor([2])}
    return target | {"masks": torch.tensor([L_SHAPE], dtype=torch.uint8)} | more


def an_annotation(**more: Any) -> dict[str, Any]:
    """The same object as COCO has it, in image 1."""
    entry = {"id": 5, "image_id": 1, "category_id": 7, "bbox": [1, 0, 2, 2], "area": 3}
    return entry | {"iscrowd": 0, "segmentation": {"size": [2, 3], "counts": "2111"}} | more


def a_file(*annotations: dict[str, Any]) -> dict[str, Any]:
    """A COCO dict with one image of 2 x 3 pixels."""
    image = {"id": 1, "height": 2, "width": 3}
    return {"images": [image], "annotations": list(annotations), "categories": CATEGORIES}


def read_file(
    coco: dict[str, Any], categories: Any = CATEGORIES, **more: Any
) -> list[dict[str, Tensor]]:
    """The target of each image of a COCO dict."""
    return [
        read_target(image, annotations_of(image, coco), categories, **more)
        for image in coco["images"]
    ]


def annotations_of(image: dict[str, Any], coco: dict[str, Any]) -> list[dict[str, Any]]:
    """Those of one image."""
    return [entry for entry in coco["annotations"] if entry["image_id"] == image["id"]]
