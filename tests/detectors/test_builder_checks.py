"""Numbers that no detector can be built with are refused by every builder."""

from collections.abc import Callable

import pytest
import torch

from mrcnn_edu.detectors.faster_rcnn import faster_rcnn_resnet50_fpn
from mrcnn_edu.detectors.keypoint_rcnn import keypoint_rcnn_resnet50_fpn
from mrcnn_edu.detectors.keypoint_rcnn_tiny import keypoint_rcnn_tiny
from mrcnn_edu.detectors.mask_rcnn import mask_rcnn_resnet50_fpn
from mrcnn_edu.detectors.mask_rcnn_c4 import mask_rcnn_resnet50_c4
from mrcnn_edu.detectors.mask_rcnn_c5 import mask_rcnn_resnet50_c5
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny, mask_rcnn_tiny_c4, mask_rcnn_tiny_c5

BUILDERS = [
    faster_rcnn_resnet50_fpn,
    mask_rcnn_resnet50_fpn,
    keypoint_rcnn_resnet50_fpn,
    mask_rcnn_resnet50_c4,
    mask_rcnn_resnet50_c5,
    mask_rcnn_tiny,
    mask_rcnn_tiny_c4,
    mask_rcnn_tiny_c5,
    keypoint_rcnn_tiny,
]
CASES = [
    ({"num_classes": 0}, "num_classes must be from 2 up, got 0; the background is a class"),
    ({"num_classes": 1}, "num_classes must be from 2 up, got 1; .* for one kind of object use 2"),
    ({"num_classes": -3}, "num_classes must be from 2 up, got -3"),
    ({"num_classes": "4"}, r"num_classes must be a whole number, got '4'; use int\(num_classes\)"),
    ({"num_classes": 2.0}, "num_classes must be a whole number, got 2.0"),
    ({"num_classes": True}, "num_classes must be a whole number, got True"),
    ({"num_classes": None}, "num_classes must be a whole number, got None"),
    ({"box_detections_per_img": -1}, "box_detections_per_img must be from 0 up, got -1"),
    ({"box_detections_per_img": 9.5}, "box_detections_per_img must be a whole number, got 9.5"),
    ({"box_score_thresh": 1.5}, r"box_score_thresh must be in \[0, 1\], got 1.5"),
    ({"box_score_thresh": "0.5"}, "box_score_thresh must be a plain number, got '0.5'"),
    ({"box_nms_thresh": -0.1}, r"box_nms_thresh must be in \[0, 1\], got -0.1"),
    ({"box_nms_thresh": float("nan")}, r"box_nms_thresh must be in \[0, 1\], got nan"),
    ({"min_size": 0}, "min_size must be above 0, got 0"),
    ({"min_size": ()}, "min_size must hold one size or more"),
    ({"max_size": "1333"}, "max_size must be a plain number, got '1333'"),
    ({"roi_op": None}, "roi_op must be a function of .*, got None"),
    ({"nms": 0.5}, r"nms must be a function of \(boxes, scores, iou_threshold\), got 0.5"),
]


@pytest.mark.parametrize(("arguments", "message"), CASES)
@pytest.mark.parametrize("build", BUILDERS)
def test_what_cannot_be_built(build: Callable, arguments: dict, message: str) -> None:
    with torch.device("meta"), pytest.raises((TypeError, ValueError), match=message):
        build(**({"num_classes": 3} | arguments))


@pytest.mark.parametrize(
    ("number", "message"), [(0, "num_keypoints must be from 1 up, got 0"), (2.0, "whole number")]
)
@pytest.mark.parametrize("build", [keypoint_rcnn_resnet50_fpn, keypoint_rcnn_tiny])
def test_keypoints_that_cannot_be_built(build: Callable, number: float, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        build(num_keypoints=number)


@pytest.mark.parametrize("build", BUILDERS)
def test_the_smallest_that_can_be_built(build: Callable) -> None:
    with torch.device("meta"):
        detector = build(
            num_classes=2, box_detections_per_img=0, box_score_thresh=0, box_nms_thresh=1
        )
    assert detector.roi_heads.num_classes == 2


def test_no_detections_wanted_none_given() -> None:
    torch.manual_seed(0)
    detector = mask_rcnn_tiny(2, min_size=64, box_score_thresh=0, box_detections_per_img=0).eval()
    (found,) = detector([torch.rand(3, 40, 60)])
    assert found["boxes"].shape == (0, 4)
    assert found["masks"].shape == (0, 1, 40, 60)
