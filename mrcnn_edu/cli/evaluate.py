"""Say what a detector is worth on annotated images: COCO's numbers, and its errors.

    python -m mrcnn_edu evaluate --images val --annotations val.json --weights my.safetensors
    python -m mrcnn_edu evaluate --data balloon-val --weights runs/balloon/weights.safetensors

A class is known by its name: the detector must know each that is annotated, and what it finds of
other classes is left out. With --output, what was found is written down as well: COCO results with
the file's own ids, which pycocotools compares with it, boxes and masks each in a file of their own.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence

from mrcnn_edu.cli.class_names import labels_in
from mrcnn_edu.cli.datasets import add_data_options, read_dataset
from mrcnn_edu.cli.detectors import add_detector_options, read_detector
from mrcnn_edu.cli.results_file import output_folder
from mrcnn_edu.cli.saying import say
from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.coco.format import SHAPES, Entry
from mrcnn_edu.detectors.catalogue import known
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation import on_folder
from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.evaluation.error_reasons import explain_errors
from mrcnn_edu.evaluation.on_folder import results_by_shape, shapes_of
from mrcnn_edu.files.whole import write_whole


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    add_data_options(parser)
    add_detector_options(parser, weights_help="a file, or COCO_V1; default: the shipped ones")
    parser.add_argument(
        "--output", type=output_folder, metavar="FOLDER", help="for what was found, as JSON"
    )


def run(chosen: argparse.Namespace) -> int:
    """Evaluate and print."""
    name, detector = read_detector(chosen)
    shapes = shapes_of(known(name).finds)
    dataset = read_dataset(chosen, masks="segm" in shapes, keypoints="keypoints" in shapes)
    # Refused before the work, not after it.
    labels = labels_in(detector, dataset.class_names, dataset.used_names)
    if chosen.output:
        chosen.output.mkdir(parents=True, exist_ok=True)
    for shape, results in results_by_shape(detector, dataset, shapes, labels).items():
        if chosen.output:
            path = chosen.output / f"results_{SHAPES[shape].tensor}.json"
            write_whole(path, json.dumps(results))
            say(f"{len(results)} results -> {path}")
        for line in table(dataset.coco, results, shape):
            say(line)
    return 0


def headline_numbers(
    detector: TwoStageDetector, dataset: CocoFolder, shapes: Sequence[str]
) -> dict[str, float]:
    """AP and AP50 of each shape, of a detector whose classes are known by their names.

    Args:
        detector: in inference mode.
        dataset: that it is evaluated on.
        shapes: "bbox", "segm" or "keypoints", which the detector must find.

    Returns:
        The numbers by name: "box_AP", "box_AP50", "mask_AP" and so on; where several classes have
        objects, also the AP of each, for the last of the shapes: "mask_AP/circle".

    Raises:
        ValueError: if the detector does not know a class that objects have.
    """
    labels = labels_in(detector, dataset.class_names, dataset.used_names)
    return on_folder.headline_numbers(detector, dataset, shapes, labels)


def table(truth: Entry, results: Sequence[Entry], shape: str) -> list[str]:
    """COCO's numbers for one shape, and the reasons of errors, line by line."""
    numbers = evaluate_coco(truth, results, shape)
    rows = [f"  {name:<10} {value:6.3f}" for name, value in numbers.items()]
    return [SHAPES[shape].tensor, *rows, *why(truth, results, shape)]


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
