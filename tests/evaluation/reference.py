"""pycocotools' numbers for a file and its results, and how ours are held to them."""

import contextlib
import copy
from typing import Any
from unittest.mock import patch

from pycocotools.coco import COCO

from benchmarks import coco
from mrcnn_edu.evaluation.coco_eval import evaluate_coco


def no_results(truth: COCO, _: list[Any]) -> COCO:
    """What ``loadRes`` would give for no results; it looks at the first of them and fails."""
    results = COCO()
    results.dataset = truth.dataset | {"annotations": []}
    results.createIndex()
    return results


def pycocotools_numbers(
    ground_truth: dict[str, Any], detections: list[dict[str, Any]], iou_type: str
) -> list[float]:
    """What ``COCOeval.stats`` holds in the end, from copies, since it writes into what it gets."""
    copies = copy.deepcopy((ground_truth, detections))
    instead = (
        patch.object(COCO, "loadRes", no_results) if not detections else contextlib.nullcontext()
    )
    with instead:
        return coco.pycocotools_numbers(*copies, iou_type)


def assert_same_numbers(
    ground_truth: dict[str, Any], detections: list[dict[str, Any]], iou_type: str
) -> dict[str, float]:
    """Hold all our numbers to pycocotools', to the last digit, and return them."""
    before = copy.deepcopy((ground_truth, detections))
    numbers = evaluate_coco(ground_truth, detections, iou_type)
    assert (ground_truth, detections) == before, "an argument was changed"
    assert list(numbers.values()) == pycocotools_numbers(ground_truth, detections, iou_type)
    return numbers
