"""Tensors as COCO JSON: by hand, round trips, and what pycocotools reads from it."""

import json
import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco_mask
from torch import Tensor

from mrcnn_edu.coco.format import category_ids
from mrcnn_edu.coco.writing import detections_to_coco, targets_to_coco
from tests.coco.small import (
    CATEGORIES,
    L_SHAPE,
    a_file,
    a_target,
    an_annotation,
    read_file,
)
from tests.evaluation.random_data import decoded


@st.composite
def targets_and_sizes(draw: st.DrawFn) -> tuple[list[dict[str, Tensor]], list[tuple[int, int]]]:
    """Images with up to four objects, some of them crowds, all masks with a pixel at least."""
    targets, sizes = [], []
    for _ in range(draw(st.integers(0, 3))):
        height, width, n = (draw(st.integers(low, high)) for low, high in ((1, 9), (1, 9), (0, 4)))
        rng = np.random.default_rng(draw(st.integers(0, 2**32)))
        masks = rng.random((n, height, width)) < rng.random((n, 1, 1))
        masks[:, height // 2, width // 2] = True
        corners = np.sort(rng.random((n, 2, 2)), axis=1) * 9 + [[0, 0], [0.1, 0.1]]
        keypoints = np.concatenate(
            [rng.random((n, 5, 2)) * 9, rng.integers(0, 3, (n, 5, 1))], axis=-1
        )
        target = {
            "boxes": torch.tensor(corners.reshape(n, 4), dtype=torch.float32),
            "labels": torch.tensor(rng.integers(1, 4, n)),
            "iscrowd": torch.tensor(rng.random(n) < 0.3),
            "masks": torch.tensor(masks.astype(np.uint8)),
            "keypoints": torch.tensor(keypoints, dtype=torch.float32),
        }
        targets.append(target)
        sizes.append((height, width))
    return targets, sizes


@given(targets_and_sizes(), st.booleans())
def test_there_and_back_changes_nothing(
    pairs: tuple[list[dict[str, Tensor]], list[tuple[int, int]]], polygons: bool
) -> None:
    targets, sizes = pairs
    coco = targets_to_coco(targets, sizes, categories=CATEGORIES, polygons=polygons)
    back = read_file(json.loads(json.dumps(coco, allow_nan=False)), num_keypoints=5)
    assert len(back) == len(targets)
    for target, again in zip(targets, back, strict=True):
        assert again.keys() == target.keys()
        for name, values in target.items():
            torch.testing.assert_close(again[name], values, rtol=0, atol=0, msg=name)


@given(targets_and_sizes(), st.booleans())
def test_pycocotools_reads_the_same_masks_and_areas(
    pairs: tuple[list[dict[str, Tensor]], list[tuple[int, int]]], polygons: bool
) -> None:
    targets, sizes = pairs
    coco = targets_to_coco(targets, sizes, categories=CATEGORIES, polygons=polygons)
    masks = [mask for target in targets for mask in target["masks"]]
    assert [entry["id"] for entry in coco["annotations"]] == list(range(1, len(masks) + 1))
    for entry, mask in zip(coco["annotations"], masks, strict=True):
        rle = entry["segmentation"]
        assert isinstance(rle, list) == (polygons and not entry["iscrowd"])
        if isinstance(rle, list):
            rle = coco_mask.merge(coco_mask.frPyObjects(rle, *mask.shape))
        assert decoded(rle).tolist() == mask.T.reshape(-1).tolist()
        assert entry["area"] == coco_mask.area(rle)


def test_a_ground_truth_by_hand() -> None:
    keypoints = torch.tensor([[[1.5, 0.5, 2.0], [4.0, 3.0, 0.0], [2.0, 2.0, 1.0]]])
    target = a_target(keypoints=keypoints, iscrowd=torch.tensor([1]))
    coco = targets_to_coco([target], [(2, 3)], categories=CATEGORIES, image_ids=[1])
    seen = {"keypoints": [1.5, 0.5, 2, 4, 3, 0, 2, 2, 1], "num_keypoints": 2}
    expected = an_annotation(id=1, iscrowd=1, **seen)
    assert coco == a_file(expected)


@pytest.mark.parametrize(
    ("categories", "label", "category"),
    [(None, 3, 3), (CATEGORIES, 1, 0), (CATEGORIES, 2, 7), (CATEGORIES, 3, 40)],
)
def test_labels_and_category_ids(categories: Any, label: int, category: int) -> None:
    target = a_target(labels=torch.tensor([label]))
    coco = targets_to_coco([target], [(2, 3)], categories=categories)
    assert coco["annotations"][0]["category_id"] == category
    (result,) = detections_to_coco(
        [target | {"scores": torch.ones(1)}], categories=categories, iou_type="bbox"
    )
    assert result["category_id"] == category
    known = [{"id": i} for i in range(1, 91)] if categories is None else categories
    assert read_file(coco, known)[0]["labels"].tolist() == [label]


def test_without_categories_the_labels_become_some() -> None:
    targets = [a_target(labels=torch.tensor([label])) for label in (5, 2, 5)]
    coco = targets_to_coco(targets, [(2, 3)] * 3)
    assert coco["categories"] == [{"id": 2, "name": "2"}, {"id": 5, "name": "5"}]
    assert [image["id"] for image in coco["images"]] == [1, 2, 3]


def test_without_masks_the_area_is_the_boxs() -> None:
    target = {k: v for k, v in a_target().items() if k != "masks"}
    (entry,) = targets_to_coco([target], [(2, 3)])["annotations"]
    assert entry["area"] == 4
    assert "segmentation" not in entry


def test_a_mask_of_no_pixel_is_rle_also_among_polygons() -> None:
    target = a_target(masks=torch.zeros(1, 2, 3))
    (entry,) = targets_to_coco([target], [(2, 3)], polygons=True)["annotations"]
    assert entry["segmentation"] == {"size": [2, 3], "counts": "6"}
    assert entry["area"] == 0


def a_detection(**more: Tensor) -> dict[str, Tensor]:
    """One detection of label 2, with the pixels of the L above one half."""
    probabilities = torch.tensor([[L_SHAPE]]) * 0.25 + 0.26
    shapes = {"masks": probabilities, "keypoints": torch.tensor([[[1.5, 0.5, 1.0]]])}
    target = {k: v for k, v in a_target().items() if k != "masks"}
    return target | {"scores": torch.tensor([0.75])} | shapes | more


BBOX, SEGM, POINTS = (
    {"bbox": [1, 0, 2, 2]},
    {"segmentation": {"size": [2, 3], "counts": "2111"}},
    {"keypoints": [1.5, 0.5, 1]},
)


@pytest.mark.parametrize(
    ("iou_type", "shapes"),
    [("bbox", BBOX), ("segm", SEGM), ("keypoints", POINTS), (None, BBOX | SEGM | POINTS)],
)
def test_results_by_hand(iou_type: str | None, shapes: dict[str, Any]) -> None:
    found = [a_detection(), {k: v[:0] for k, v in a_detection().items()}]
    results = detections_to_coco(
        found, categories=CATEGORIES, image_ids=["a", "b"], iou_type=iou_type
    )
    assert results == [{"image_id": "a", "category_id": 7, "score": 0.75} | shapes]
    assert json.loads(json.dumps(results)) == results


@pytest.mark.parametrize(("threshold", "pixels"), [(0.2, 6), (0.3, 3), (0.5, 3), (0.51, 0)])
def test_a_pixel_belongs_to_the_mask_above_the_threshold(threshold: float, pixels: int) -> None:
    found = a_detection(masks=torch.tensor([[L_SHAPE]]) * 0.26 + 0.25)
    (result,) = detections_to_coco([found], iou_type="segm", mask_threshold=threshold)
    assert coco_mask.area(result["segmentation"]) == pixels
    at_threshold = a_detection(masks=torch.full((1, 1, 2, 3), 0.5))
    (result,) = detections_to_coco([at_threshold], iou_type="segm")
    assert coco_mask.area(result["segmentation"]) == 0


NAN_BOX = torch.tensor([[1.0, math.nan, 3.0, 2.0]])


@pytest.mark.parametrize(
    ("target", "more", "message"),
    [
        ({}, {"image_sizes": []}, r"image_sizes must hold .* 1 targets, got 0"),
        ({}, {"image_sizes": [(3, 2)]}, r"targets\[0\]\['masks'\] must be of the image's size \(3"),
        ({}, {"image_ids": []}, r"image_ids must hold another id .* 1 targets, got \[\]"),
        ({"boxes": NAN_BOX}, {}, r"targets\[0\]\['boxes'\]\[0\] must be finite, got \[1.0, nan"),
        ({"boxes": torch.ones(4)}, {}, r"targets\[0\]\['boxes'\] must have shape \(G, 4\)"),
        ({"labels": torch.ones(2).long()}, {}, r"\['labels'\] must have shape \(G,\)"),
        ({"labels": torch.tensor([0])}, {}, r"\['labels'\]\[0\] must be from 1 up, got 0"),
        (
            {"labels": torch.tensor([4])},
            {"categories": CATEGORIES},
            r"\['labels'\]\[0\] must be from 1 to 3, the number of categories, got 4",
        ),
        ({}, {"categories": [{"id": 3}, {"id": 3}]}, r"an id each, got 3 twice"),
        ({}, {"categories": [{"name": "cat"}]}, r"categories\[0\] lacks 'id', it has \['name'\]"),
    ],
)
def test_targets_that_make_no_file(
    target: dict[str, Tensor], more: dict[str, Any], message: str
) -> None:
    arguments: dict[str, Any] = {"image_sizes": [(2, 3)]} | more
    with pytest.raises(ValueError, match=message):
        targets_to_coco([a_target(**target)], **arguments)


def test_tensors_of_the_wrong_kind() -> None:
    with pytest.raises(TypeError, match=r"targets\[0\]\['labels'\] must hold whole numbers"):
        targets_to_coco([a_target(labels=torch.ones(1))], [(2, 3)])
    with pytest.raises(TypeError, match=r"targets\[0\]\['boxes'\] must be a torch.Tensor"):
        targets_to_coco([a_target(boxes=[[1, 0, 3, 2]])], [(2, 3)])
    with pytest.raises(ValueError, match=r"targets\[0\] must hold boxes, labels, got boxes"):
        targets_to_coco([{"boxes": torch.ones(1, 4)}], [(2, 3)])


@pytest.mark.parametrize(
    ("found", "more", "message"),
    [
        ({"scores": torch.tensor([math.nan])}, {}, r"detections\[0\]\['scores'\]\[0\] must be fin"),
        ({"masks": torch.ones(1, 2, 3)}, {}, r"detections\[0\]\['masks'\] must have .* \(D, 1, H"),
        ({}, {"iou_type": "mask"}, r"iou_type must be one of 'bbox', 'segm', 'keypoints'"),
        ({}, {"mask_threshold": 2}, r"mask_threshold must be in \[0, 1\]"),
        ({}, {"image_ids": [1, 1]}, r"another id for each of the 2 detections, got \[1, 1\]"),
    ],
)
def test_detections_that_make_no_results(
    found: dict[str, Tensor], more: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        detections_to_coco([a_detection(**found), a_detection()], **more)


def test_a_detector_without_masks_has_none_to_compare() -> None:
    found = {k: v for k, v in a_detection().items() if k != "masks"}
    with pytest.raises(ValueError, match=r"detections\[0\] must hold boxes, labels, scores, masks"):
        detections_to_coco([found], iou_type="segm")
    assert "bbox" in detections_to_coco([found])[0]


def test_categories_are_counted_by_their_ids() -> None:
    assert category_ids(CATEGORIES) == [0, 7, 40]
    assert category_ids([]) == []
