"""Compare the speed of our COCO evaluation with pycocotools': ``python -m benchmarks.coco``.

Both begin with dicts, as ``json.load`` gives them, and end with the numbers, in one process, on
the same files, in turn. The numbers are held equal before anything is timed.
"""

import argparse
import contextlib
import copy
import io
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from benchmarks.machine import describe
from benchmarks.run import RESULTS, Case, Line, table
from benchmarks.timing import interleave
from mrcnn_edu.evaluation.coco_eval import evaluate_coco

AIM = 1.0
IMAGES, DETECTIONS = 500, 36  # detections are those of one image
CASES = [("bbox", 80), ("segm", 80), ("keypoints", 1), ("bbox", 3), ("segm", 3)]
HEIGHT, WIDTH = 480, 640


def ellipse(box: Sequence[float]) -> list[float]:
    """A polygon of 24 corners that fills a box as most objects do."""
    x, y, width, height = box
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    corners = (x + width / 2 * (1 + np.cos(angle)), y + height / 2 * (1 + np.sin(angle)))
    return np.stack(corners, axis=1).reshape(-1).tolist()


def pose(box: Sequence[float], rng: np.random.Generator) -> list[float]:
    """17 keypoints anywhere in a box, all in sight."""
    x, y, width, height = box
    points = rng.random((17, 2)) * (width, height) + (x, y)
    return np.append(points, np.full((17, 1), 2.0), axis=1).reshape(-1).tolist()


def an_object(image: int, classes: Sequence[int], rng: np.random.Generator) -> dict[str, Any]:
    """An ellipse of 10 to 300 pixels, all scales alike; one in fifty is a crowd."""
    sides = np.exp(rng.uniform(np.log(10), np.log(300), 2))
    corner = rng.random(2) * ((WIDTH, HEIGHT) - sides)
    box = [*corner.tolist(), *sides.tolist()]
    return {
        "image_id": image,
        "category_id": int(rng.choice(classes)),
        "iscrowd": int(rng.random() < 0.02),
        "bbox": box,
        "area": float(sides.prod() * np.pi / 4),
        "segmentation": [ellipse(box)],
        "keypoints": pose(box, rng),
        "num_keypoints": 17,
    }


def a_result(
    entry: dict[str, Any], iou_type: str, classes: int, rng: np.random.Generator
) -> dict[str, Any]:
    """A detection of an object: moved and scaled by some 15 %, two in five of any class."""
    x, y, width, height = entry["bbox"]
    dx, dy, wider, higher = rng.normal(0, 0.15, 4)
    box = [x + dx * width, y + dy * height, width * np.exp(wider), height * np.exp(higher)]
    right = rng.random() < 0.6
    category = entry["category_id"] if right else int(rng.integers(1, classes + 1))
    result = {"image_id": entry["image_id"], "category_id": category, "score": rng.random()}
    if iou_type == "segm":
        (rle,) = coco_mask.frPyObjects([ellipse(box)], HEIGHT, WIDTH)
        return result | {"segmentation": {**rle, "counts": rle["counts"].decode()}}
    if iou_type == "keypoints":
        points = np.array(entry["keypoints"]) + np.tile([dx * width / 9, dy * height / 9, 0], 17)
        return result | {"keypoints": points.tolist()}
    return result | {"bbox": box}


def files(
    images: int, iou_type: str, classes: int, seed: int = 0
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A COCO dict whose images have 2 to 13 objects of up to three classes, and its results."""
    rng = np.random.default_rng(seed)
    objects, results = [], []
    for image in range(1, images + 1):
        usual = rng.permutation(classes)[:3] + 1
        here = [an_object(image, usual, rng) for _ in range(rng.integers(2, 14))]
        results += [
            a_result(here[rng.integers(len(here))], iou_type, classes, rng)
            for _ in range(DETECTIONS)
        ]
        objects += here
    truth = {
        "images": [{"id": i + 1, "height": HEIGHT, "width": WIDTH} for i in range(images)],
        "categories": [{"id": c + 1} for c in range(classes)],
        "annotations": [entry | {"id": i + 1} for i, entry in enumerate(objects)],
    }
    return truth, results


def pycocotools_numbers(
    truth: dict[str, Any], results: list[dict[str, Any]], iou_type: str
) -> list[float]:
    """pycocotools' numbers. It writes into both arguments."""
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = truth
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(results), iou_type)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation.stats.tolist()


def require_same(ours: dict[str, float], theirs: list[float], iou_type: str) -> None:
    """Refuse to time what does not compute the same.

    Raises:
        RuntimeError: if a number differs in a single bit.
    """
    if list(ours.values()) != theirs:
        raise RuntimeError(
            f"{iou_type}: ours and pycocotools' numbers differ, so that their times do not compare:"
            f" {ours} and {theirs}"
        )


def measure(iou_type: str, classes: int, images: int, repeats: int) -> Line:
    """Check that the two agree on one sort of files, then time them in turn."""
    truth, results = files(images, iou_type, classes)
    warm_up = 1
    # What pycocotools has written into, it finds faster the next time, so it gets a copy each.
    copies = [copy.deepcopy((truth, results)) for _ in range(repeats + warm_up + 1)]

    def ours() -> dict[str, float]:
        return evaluate_coco(truth, results, iou_type)

    def theirs() -> list[float]:
        return pycocotools_numbers(*copies.pop(), iou_type)

    numbers = ours()
    require_same(numbers, theirs(), iou_type)
    times = interleave(ours, theirs, repeats, warm_up)
    name = f"{iou_type}, {images} images, {classes} {'class' if classes == 1 else 'classes'}"
    return Line(Case(name, "evaluate_coco", (), AIM), times, f"{len(numbers)} numbers")


def report(lines: Sequence[Line], machine: dict[str, str], repeats: int) -> str:
    """The whole result as Markdown."""
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    return (
        "# COCO evaluation beside pycocotools\n\nMade by `make bench`, from dicts to numbers, with"
        f" {DETECTIONS} detections in an image."
        f" Median of {repeats} repeats, ours and theirs in turn in one process. The ratio is ours"
        " over theirs: smaller is better. Half of the repeats, taken in pairs, lie in the range"
        f" beside it.\n\n{table(lines)}\n\n{facts}\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write to benchmarks/results/."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--images", type=int, default=IMAGES, help="fewer for a first look")
    parser.add_argument("--output", type=Path, default=RESULTS / "coco.md")
    chosen = parser.parse_args(arguments)
    machine = describe(None) | {"numpy": np.__version__, "pycocotools": version("pycocotools")}
    for unused in ("torch", "torchvision", "threads that torch uses"):
        del machine[unused]
    lines = [measure(*case, chosen.images, chosen.repeats) for case in CASES]
    text = report(lines, machine, chosen.repeats)
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    chosen.output.write_text(text, encoding="utf-8")
    print(f"{text}\nWritten to {chosen.output}")


if __name__ == "__main__":
    main()
