"""pycocotools' numbers for a file and its results, and how ours are held to them."""

import contextlib
import copy
import io
from typing import Any

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from mrcnn_edu.evaluation.coco_eval import evaluate_coco


def pycocotools_numbers(
    ground_truth: dict[str, Any], detections: list[dict[str, Any]], iou_type: str
) -> list[float]:
    """What ``COCOeval.stats`` holds in the end. It writes into what it gets, so it gets copies."""
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = copy.deepcopy(ground_truth)
        truth.createIndex()
        if detections:
            results = truth.loadRes(copy.deepcopy(detections))
        else:  # of which loadRes looks at the first one
            results = COCO()
            results.dataset = ground_truth | {"annotations": []}
            results.createIndex()
        evaluation = COCOeval(truth, results, iou_type)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation.stats.tolist()


def assert_same_numbers(
    ground_truth: dict[str, Any], detections: list[dict[str, Any]], iou_type: str
) -> dict[str, float]:
    """Hold all our numbers to pycocotools', to the last digit, and return them."""
    before = copy.deepcopy((ground_truth, detections))
    numbers = evaluate_coco(ground_truth, detections, iou_type)
    assert (ground_truth, detections) == before, "an argument was changed"
    assert list(numbers.values()) == pycocotools_numbers(ground_truth, detections, iou_type)
    return numbers
