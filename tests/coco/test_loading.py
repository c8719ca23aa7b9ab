"""Results with another shape than the one asked for, as pycocotools loads them."""

from typing import Any

import numpy as np
import pytest

from mrcnn_edu.coco.instances import read_groups
from mrcnn_edu.coco.loading import box_of, complete
from mrcnn_edu.coco.run_lengths import encode_mask, mask_edges

SIZE = (3, 4)
POSE = [2.0, 1.0, 2.0, 5.0, 7.0, 0.0] + [3.0, 2.0, 1.0] * 15
BOX, RLE = [1, 0, 2, 2], encode_mask([[0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0]])


@pytest.mark.parametrize(
    ("mask", "box"),
    [
        pytest.param([[0, 0, 0, 0]] * 3, [0, 0, 0, 0], id="nothing"),
        pytest.param([[0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]], [2, 1, 1, 1], id="a pixel"),
        pytest.param([[0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0]], [1, 0, 2, 2], id="three pixels"),
        pytest.param([[0, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 0]], [1, 0, 2, 3], id="over an edge"),
        pytest.param([[0, 0, 1, 0], [0, 1, 1, 0], [0, 1, 0, 0]], [1, 0, 2, 3], id="one run of two"),
        pytest.param([[1, 1, 1, 1]] * 3, [0, 0, 4, 3], id="everything"),
    ],
)
def test_the_box_around_a_mask(mask: list[list[int]], box: list[int]) -> None:
    assert box_of(mask_edges(encode_mask(mask), SIZE), SIZE[0]) == box
    assert type(box_of(np.array([0, 1]), 3)[0]) is int


@pytest.mark.parametrize(
    ("result", "asked", "shape", "area"),
    [
        pytest.param({"bbox": BOX}, "bbox", BOX, 4, id="a box"),
        pytest.param({"segmentation": RLE}, "bbox", BOX, 3, id="the box of a mask"),
        pytest.param({"bbox": [], "segmentation": RLE}, "bbox", BOX, 3, id="and of an empty box"),
        pytest.param({"bbox": BOX}, "segm", [[1, 0, 1, 2, 3, 2, 3, 0]], 4, id="a box as a mask"),
        pytest.param({"bbox": [0, 0, 9, 9], "segmentation": RLE}, "segm", RLE, 81,
                     id="a mask with a box"),
        pytest.param({"keypoints": POSE}, "bbox", [2, 1, 3, 6], 18, id="the box of a pose"),
    ],
)  # fmt: skip
def test_what_is_made_of_what(result: dict[str, Any], asked: str, shape: Any, area: int) -> None:
    field = {"bbox": "bbox", "segm": "segmentation"}[asked]
    completed, pixels = complete("it", result, asked, SIZE)
    assert (completed[field], pixels) == (shape, area)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ({"score": 1}, "it lacks 'bbox', it has"),
        ({"bbox": None}, "it: 'bbox' must be 4 finite numbers, got None"),
        ({"bbox": ["1", "2", "3", "4"]}, "4 finite numbers"),
        ({"segmentation": "cat"}, "it: "),
    ],
    ids=["no shape", "none", "text", "a word"],
)
def test_no_shape(result: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        complete("it", result, "bbox", SIZE)


SAME = [("bbox", None), ("bbox", ["1", "2", "3", "4"]), ("image_id", [1]), ("category_id", {})]
OF_RESULTS = [("score", None), ("score", "0.9"), ("score", float("nan")), *SAME]
OF_OBJECTS = [("area", None), ("area", "320"), *SAME]


@pytest.mark.parametrize(
    ("where", "field", "value"),
    [("detections", *each) for each in OF_RESULTS]
    + [("annotations", *each) for each in OF_OBJECTS],
    ids=str,
)
def test_values_of_a_wrong_type_are_named(where: str, field: str, value: Any) -> None:
    entry = {"image_id": 1, "category_id": 1, "bbox": BOX}
    truth = {
        "images": [{"id": 1}],
        "categories": [{"id": 1}],
        "annotations": [{**entry, "area": 4}, {**entry, "area": 4}],
    }
    found = [{**entry, "score": 0.9}, {**entry, "score": 0.9}]
    {"detections": found, "annotations": truth["annotations"]}[where][1][field] = value
    with pytest.raises((TypeError, ValueError), match=r"\[1\]"):
        read_groups(truth, found, "bbox")
