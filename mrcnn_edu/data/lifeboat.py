"""A second photograph, for what coins cannot show: a boat, and people who hide one another.

Image 204805 of COCO train2017, in black and white. The photograph has no known copyright
restrictions; the annotations are the COCO Consortium's (CC BY 4.0). ``data/lifeboat/README.md``
says more. A boat nearly as wide as the photograph, thirteen people of 11 to 30 by 30 to 67 pixels,
and one region that stands for people whom the annotators did not tell apart, a *crowd*.

Boxes are drawn around what is seen of a person, so that they overlap less than people do.
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from mrcnn_edu.coco.format import load_json
from mrcnn_edu.data.shipped import shipped

LIFEBOAT_SIZE = (346, 500)  # height, width
PERSON, BOAT = 1, 9  # COCO's categories


def lifeboat_image() -> NDArray[np.uint8]:
    """The photograph: (346, 500), grey values."""
    with Image.open(shipped("lifeboat/lifeboat.jpg")) as photograph:
        return np.array(photograph.convert("L"))


def lifeboat_coco() -> dict[str, Any]:
    """The annotations of the photograph as a COCO dict, outlines included."""
    annotations: dict[str, Any] = load_json(shipped("lifeboat/lifeboat.json"))
    return annotations


def lifeboat_people() -> Tensor:
    """The box of each person: (13, 4), xyxy in pixels, from left to right."""
    people = _boxes(PERSON, crowd=False)
    return people[people[:, 0].argsort()]


def lifeboat_boat() -> Tensor:
    """The box of the boat: (1, 4), xyxy in pixels."""
    return _boxes(BOAT, crowd=False)


def lifeboat_crowd() -> Tensor:
    """The region of people whom the annotators did not tell apart: (1, 4), xyxy in pixels."""
    return _boxes(PERSON, crowd=True)


def _boxes(category: int, *, crowd: bool) -> Tensor:
    """The boxes of a category, (G, 4); COCO has a corner, width and height."""
    corner_and_size = [
        entry["bbox"]
        for entry in lifeboat_coco()["annotations"]
        if entry["category_id"] == category and entry["iscrowd"] == crowd
    ]
    x, y, w, h = torch.tensor(corner_and_size, dtype=torch.float32).unbind(dim=1)
    return torch.stack((x, y, x + w, y + h), dim=1)  # (G, 4)
