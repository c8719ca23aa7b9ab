"""Annotations as tensors: by hand, and as pycocotools reads them."""

import json
import math
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from mrcnn_edu.coco.format import category_ids
from mrcnn_edu.coco.reading import read_target
from mrcnn_edu.ops.targets import without_crowds
from tests.coco.small import (
    CATEGORIES,
    L_SHAPE,
    a_file,
    an_annotation,
    annotations_of,
    read_file,
)
from tests.evaluation.random_data import decoded, encoded


@pytest.mark.parametrize(
    "segmentation",
    [
        {"size": [2, 3], "counts": [2, 1, 1, 2]},
        {"size": [2, 3], "counts": "2111"},
        [[1, 0, 3, 0, 3, 2, 2, 2, 2, 1, 1, 1]],
        [[1, 0, 2, 0, 2, 1, 1, 1], [2, 0, 3, 0, 3, 2, 2, 2]],
    ],
    ids=["lengths", "string", "polygon", "two polygons"],
)
def test_masks_in_every_form(segmentation: Any) -> None:
    (target,) = read_file(a_file(an_annotation(segmentation=segmentation)))
    assert target["masks"].tolist() == [L_SHAPE]
    assert target["boxes"].tolist() == [[1, 0, 3, 2]]


def test_a_polygon_may_reach_out_of_the_image() -> None:
    annotation = an_annotation(segmentation=[[-3, -2, 6, -2, 6, 4, -3, 4]])
    (target,) = read_file(a_file(annotation))
    assert target["masks"].tolist() == [[[1, 1, 1], [1, 1, 1]]]


def test_what_is_not_asked_for_is_not_looked_at() -> None:
    annotation = an_annotation(segmentation="nothing of the kind")
    (target,) = read_file(a_file(annotation), masks=False)
    assert sorted(target) == ["boxes", "iscrowd", "labels"]


def test_an_image_without_objects_has_a_target_of_none() -> None:
    (target,) = read_file(a_file(), num_keypoints=17)
    assert {name: tuple(values.shape) for name, values in target.items()} == {
        "boxes": (0, 4),
        "labels": (0,),
        "iscrowd": (0,),
        "masks": (0, 2, 3),
        "keypoints": (0, 17, 3),
    }


def test_an_annotation_without_keypoints_has_none_that_is_visible() -> None:
    (target,) = read_file(a_file(an_annotation()), num_keypoints=2)
    assert target["keypoints"].tolist() == [[[0, 0, 0], [0, 0, 0]]]


def test_crowds_are_flagged_and_may_be_left_out() -> None:
    crowd = an_annotation(id=6, iscrowd=1, bbox=[0, 0, 1, 1])
    unsaid = {k: v for k, v in an_annotation().items() if k != "iscrowd"}
    (target,) = read_file(a_file(unsaid, crowd))
    assert target["iscrowd"].tolist() == [False, True]
    kept = without_crowds(target)
    assert kept["boxes"].tolist() == [[1, 0, 3, 2]]
    assert sorted(kept) == ["boxes", "labels", "masks"]
    assert without_crowds(kept).keys() == kept.keys()
    assert len(target["boxes"]) == 2


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"category_id": 8}, r"annotation 5: 'category_id' must be one of \[0, 7, 40\], got 8"),
        ({"bbox": [1, 0, 2]}, r"annotation 5: 'bbox' must be 4 finite numbers, got \[1, 0, 2\]"),
        ({"bbox": [1, 0, 2, math.inf]}, r"annotation 5: 'bbox' must be 4 finite numbers"),
        ({"bbox": [-math.inf, 0, 2, 2]}, r"annotation 5: 'bbox' must be 4 finite numbers"),
        ({"bbox": [1, 0, 2, 1e39]}, r"annotation 5: 'bbox' must be 4 finite numbers"),
        ({"bbox": [1, 0, 2, 10**400]}, r"annotation 5: 'bbox' must be 4 finite numbers"),
        ({"segmentation": {"size": [2, 3], "counts": "\ud800"}}, r"annotation 5: .* surrogates"),
        (
            {"segmentation": {"size": [2, 3], "counts": [10**400]}},
            r"annotation 5: .* below 2\*\*63",
        ),
        ({"bbox": [1, 0, 2, "2"]}, r"annotation 5: 'bbox' must be 4 finite numbers"),
        ({"bbox": [1, 0, 0, 2]}, r"annotation 5: 'bbox' .* the last two above 0"),
        ({"bbox": [3, 2, 2, -2]}, r"annotation 5: 'bbox' .* the last two above 0"),
        ({"keypoints": [1, 2]}, r"annotation 5: 'keypoints' must be 6 finite numbers"),
        ({"segmentation": []}, r"annotation 5: 'segmentation': .* at least one polygon"),
        ({"segmentation": [[0, 0, 1, 1]]}, r"annotation 5: .* at least three corners"),
        ({"segmentation": [[0, 0, 1, 1, 2]]}, r"annotation 5: .* at least three corners"),
        ({"segmentation": [[0, 0, 1, 0, 1, math.nan]]}, r"annotation 5: .* must be finite numbers"),
        ({"segmentation": [[0, 0, 1, 0, 1, 1e12]]}, r"annotation 5: .* no more than its size"),
        ({"segmentation": [[-3.1, 0, 1, 0, 1, 1]]}, r"annotation 5: .* no more than its size"),
        ({"segmentation": [[0, 0, 1, 0, 6.1, 1]]}, r"annotation 5: .* no more than its size"),
        ({"segmentation": [[0, 0, 1, -2.1, 1, 1]]}, r"annotation 5: .* no more than its size"),
        ({"segmentation": [[[0, 0], [1, 0], [1, 1]]]}, r"annotation 5: .* x1, y1, x2, y2"),
        ({"segmentation": {"size": [3, 2], "counts": "6"}}, r"annotation 5: .* here \(2, 3\)"),
        ({"segmentation": {"size": [2, 3], "counts": "7"}}, r"annotation 5: .* = 6 pixels"),
        ({"segmentation": {"size": [2, 3], "counts": "0P"}}, r"annotation 5: .* last digit"),
        ({"segmentation": {"counts": "6"}}, r"annotation 5: .* needs 'size' and 'counts'"),
    ],
)
def test_annotations_that_nothing_can_be_learned_from(more: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_file(a_file(an_annotation(**more)), num_keypoints=2)


def test_what_is_no_annotation_and_no_image() -> None:
    with pytest.raises(TypeError, match=r"annotation must be a dict, got 3"):
        read_target({"id": 1, "height": 2, "width": 3}, [3], CATEGORIES)  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"annotation 5 lacks 'segmentation', it has \['id', 'ca"):
        read_target(a_file()["images"][0], [{"id": 5, "category_id": 7, "bbox": []}], CATEGORIES)
    with pytest.raises(ValueError, match=r"image lacks 'width', it has \['id', 'height'\]"):
        read_target({"id": 1, "height": 2}, [], CATEGORIES)
    with pytest.raises(ValueError, match=r"image 1: its size must be whole numbers, got \(2.5, 3"):
        read_target({"id": 1, "height": 2.5, "width": 3}, [], CATEGORIES)
    with pytest.raises(TypeError, match=r"annotation 5: 'segmentation': .* got str"):
        read_file(a_file(an_annotation(segmentation="2111")))


DATA = os.environ.get("MRCNN_EDU_DATA", "")


@pytest.mark.skipif(not DATA, reason="needs MRCNN_EDU_DATA")
def test_real_annotations_as_pycocotools_reads_them() -> None:
    file = Path(DATA, "coco_train_subset", "annotations", "instances_train2017.json")
    coco = json.loads(file.read_text())
    ids, crowds = category_ids(coco["categories"]), 0
    for image in coco["images"]:
        annotations = annotations_of(image, coco)
        target = read_target(image, annotations, coco["categories"])
        crowds += int(target["iscrowd"].sum())
        for g, entry in enumerate(annotations):
            rle = encoded(entry["segmentation"], (image["height"], image["width"]))
            assert (target["masks"][g].T.reshape(-1).numpy() == decoded(rle)).all()
            assert ids[int(target["labels"][g]) - 1] == entry["category_id"]
            x, y, width, height = entry["bbox"]
            wanted = torch.tensor([x, y, x + width, y + height], dtype=torch.float32)
            torch.testing.assert_close(target["boxes"][g], wanted, rtol=0, atol=0)
    assert crowds > 0
