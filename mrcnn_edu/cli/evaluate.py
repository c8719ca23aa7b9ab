"""Say what a detector is worth on annotated images: COCO's numbers, and why it errs.

    python -m mrcnn_edu evaluate --images val --annotations val.json --weights my.safetensors
    python -m mrcnn_edu evaluate --data balloon-val --weights runs/balloon/weights.safetensors

A class is known by its name: the detector must know each that is annotated, and what it finds of
other classes is left out.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from typing import Any

from mrcnn_edu.cli.class_names import Relabelled, labels_in
from mrcnn_edu.cli.datasets import add_data_options, read_dataset
from mrcnn_edu.cli.detectors import add_detector_options, read_detector
from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.detectors.catalogue import known
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.evaluation.detector import collect_results
from mrcnn_edu.evaluation.error_reasons import explain_errors

SHAPES = {  # what each is called in a target, and in a result
    "bbox": ("boxes", "bbox"),
    "segm": ("masks", "segmentation"),
    "keypoints": ("keypoints", "keypoints"),
}
SHORT = {"bbox": "box", "segm": "mask", "keypoints": "keypoint"}
Entry = dict[str, Any]


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    add_data_options(parser)
    add_detector_options(parser, weights_help="a file, or COCO_V1; default: the shipped ones")


def run(chosen: argparse.Namespace) -> int:
    """Evaluate and print."""
    name, detector = read_detector(chosen)
    shapes = shapes_of(known(name).finds)
    dataset = read_dataset(chosen, masks="segm" in shapes, keypoints="keypoints" in shapes)
    labels_in(detector, dataset.class_names)  # refused before the work, not after it
    for lines in tables(detector, dataset, shapes):
        print(lines)
    return 0


def shapes_of(finds: Sequence[str]) -> list[str]:
    """What a detector finds, by COCO's names: "bbox", and perhaps "segm" or "keypoints"."""
    return [shape for shape, (in_target, _) in SHAPES.items() if in_target in finds]


def headline_numbers(
    detector: TwoStageDetector, dataset: CocoFolder, shapes: Sequence[str]
) -> dict[str, float]:
    """AP and AP50 of each shape: "box_AP", "box_AP50", "mask_AP" and so on."""
    results = results_by_shape(detector, dataset, shapes)
    every = {s: evaluate_coco(dataset.coco, results[s], s) for s in shapes}
    return {f"{SHORT[s]}_{name}": every[s][name] for s in shapes for name in ("AP", "AP50")}


def tables(detector: TwoStageDetector, dataset: CocoFolder, shapes: Sequence[str]) -> list[str]:
    """COCO's numbers and the reasons of errors, for each shape."""
    parts = []
    for shape, results in results_by_shape(detector, dataset, shapes).items():
        numbers = evaluate_coco(dataset.coco, results, shape)
        rows = [f"  {name:<10} {value:6.3f}" for name, value in numbers.items()]
        reasons = why(dataset.coco, results, shape)
        parts.append("\n".join([SHAPES[shape][0], *rows, *reasons]))
    return parts


def results_by_shape(
    detector: TwoStageDetector, dataset: CocoFolder, shapes: Sequence[str]
) -> dict[str, list[Entry]]:
    """What the detector finds, with the images' own ids, each shape without the others.

    Beside another shape, COCO would measure the area of a result by that one.
    """
    relabelled = Relabelled(detector, labels_in(detector, dataset.class_names))
    _, results = collect_results(
        relabelled, dataset, None, batch_size=1, categories=dataset.categories
    )
    ids = [image["id"] for image in dataset.coco["images"]]
    for result in results:
        result["image_id"] = ids[result["image_id"] - 1]  # numbered from 1 in their order
    return {shape: [only(result, shape) for result in results] for shape in shapes}


def only(result: Entry, iou_type: str) -> Entry:
    """A result with one shape alone."""
    others = {key for name, (_, key) in SHAPES.items() if name != iou_type}
    return {key: value for key, value in result.items() if key not in others}


def why(truth: Entry, results: Sequence[Entry], iou_type: str, score: float = 0.5) -> list[str]:
    """How many detections with at least that score are right, wrong and for what reason."""
    sure = [result for result in results if result["score"] >= score]
    of_detections, of_objects = explain_errors(truth, sure, iou_type)
    found = Counter(reason.name for reason in of_detections)
    objects = Counter(reason.name for reason in of_objects if reason.name != "ignored")
    nearly = objects["localisation"] + objects["class"]
    wrong = ", ".join(f"{n} {name}" for name, n in sorted(found.items()) if name != "correct")
    return [
        f"  of {len(sure)} detections with a score of {score} or more {found['correct']} are"
        f" correct" + (f"; the others: {wrong}" if wrong else ""),
        f"  of {objects.total()} objects {objects['found']} are found, {nearly} have a detection in"
        f" a wrong place or class, {objects['missed']} are missed",
    ]
