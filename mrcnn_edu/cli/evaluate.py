"""Say what a detector is worth on annotated images: COCO's numbers, and why it errs.

    python -m mrcnn_edu evaluate --images val --annotations val.json --weights my.safetensors
    python -m mrcnn_edu evaluate --data balloon-val --weights runs/balloon/weights.safetensors

A class is known by its place in the annotations: the detector must have been trained on the same.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from typing import Any

from mrcnn_edu.cli.datasets import add_data_options, read_dataset
from mrcnn_edu.cli.detectors import add_detector_options, read_detector
from mrcnn_edu.data.coco import CocoFolder
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.evaluation.error_reasons import explain_errors
from mrcnn_edu.training.evaluate import collect_results

SHAPES = {"bbox": ("boxes", "bbox"), "segm": ("masks", "segmentation")}
Entry = dict[str, Any]


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    add_data_options(parser, required=True)
    add_detector_options(parser, weights_help="a file, or COCO_V1; default: the shipped ones")


def run(chosen: argparse.Namespace) -> int:
    """Evaluate and print."""
    detector = read_detector(chosen)
    dataset = read_dataset(chosen, masks=draws_masks(detector))
    assert dataset is not None  # it is required
    check_classes(detector, dataset)
    for lines in tables(detector, dataset):
        print(lines)
    return 0


def draws_masks(detector: TwoStageDetector) -> bool:
    """Whether it has a mask head."""
    return "masks" in detector.roi_heads.target_axes


def check_classes(detector: TwoStageDetector, dataset: CocoFolder) -> None:
    """Refuse a detector of other classes than the data set's.

    Raises:
        ValueError: if their number differs, or names are known and differ.
    """
    known, given = detector.roi_heads.num_classes, dataset.class_names
    names = detector.class_names
    if known != len(given) or (names and list(names) != list(given)):
        raise ValueError(
            f"the detector tells {known} classes apart ({_some(names or ())}), the annotations have"
            f" {len(given)} with the background ({_some(given)}); evaluate on data with the"
            " classes that it was trained on"
        )


def tables(detector: TwoStageDetector, dataset: CocoFolder) -> list[str]:
    """COCO's numbers and the reasons of errors, for boxes and, if it draws them, masks."""
    truth, results = collect_results(
        detector, dataset, None, batch_size=1, categories=dataset.categories
    )
    parts = []
    for iou_type in ("bbox", "segm") if draws_masks(detector) else ("bbox",):
        of_shape = [only(result, iou_type) for result in results]
        numbers = evaluate_coco(truth, of_shape, iou_type)
        rows = [f"  {name:<10} {value:6.3f}" for name, value in numbers.items()]
        reasons = why(truth, of_shape, iou_type)
        parts.append("\n".join([SHAPES[iou_type][0], *rows, *reasons]))
    return parts


def only(result: Entry, iou_type: str) -> Entry:
    """A result with one shape alone: with two of them, COCO would measure its area by the box."""
    others = {key for name, (_, key) in SHAPES.items() if name != iou_type}
    return {key: value for key, value in result.items() if key not in others}


def why(truth: Entry, results: Sequence[Entry], iou_type: str, score: float = 0.5) -> list[str]:
    """How many detections with at least that score are right, wrong and for what reason."""
    sure = [result for result in results if result["score"] >= score]
    of_detections, of_objects = explain_errors(truth, sure, iou_type)
    found = Counter(reason.name for reason in of_detections)
    objects = Counter(reason.name for reason in of_objects)
    wrong = ", ".join(f"{n} {name}" for name, n in sorted(found.items()) if name != "correct")
    return [
        f"  of {len(sure)} detections with a score of {score} or more {found['correct']} are"
        f" correct" + (f"; the others: {wrong}" if wrong else ""),
        f"  of {len(of_objects)} objects {objects['found']} are found, {objects['missed']} missed"
        f" altogether",
    ]


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "") or "without names"
