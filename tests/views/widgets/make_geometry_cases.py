"""Writes geometry_cases.json, by which pytest and ``node --test`` hold the same arithmetic.

``python -m tests.views.widgets.make_geometry_cases`` writes it anew, and a test says whether it
is what the package gives today. The numbers come from the package's operators in float64; the
steps of NMS, which no operator returns, from its definition over the package's IoU.
"""

import json
import math
from pathlib import Path
from random import Random

import torch

from mrcnn_edu.ops.boxes import box_area, box_iou, generalized_box_iou

PATH = Path(__file__).with_name("geometry_cases.json")

# What a pencil can check.
PAIRS = {
    "half apart": ([0, 0, 20, 20], [10, 0, 30, 20]),
    "one inside the other": ([0, 0, 40, 30], [10, 10, 20, 20]),
    "the same box": ([5, 6, 50, 60], [5, 6, 50, 60]),
    "touching edges": ([0, 0, 10, 10], [10, 0, 20, 10]),
    "touching corners": ([0, 0, 10, 10], [10, 10, 20, 20]),
    "apart, diagonally": ([0, 0, 10, 10], [30, 40, 50, 60]),
    "a cross": ([0, 20, 60, 30], [25, 0, 35, 50]),
    "without width": ([10, 0, 10, 20], [0, 0, 20, 20]),
    "both without area": ([3, 4, 3, 4], [3, 4, 3, 4]),
    "two lines apart": ([0, 0, 0, 9], [5, 0, 5, 9]),
    "outside the image": ([-30, -20, 10, 10], [-10, -10, 20, 20]),
    "the coin and a guess": ([190, 169, 237, 217], [205.5, 180.25, 262.1, 238.3]),
}

THREE = [[0, 0, 10, 10], [0, 0, 10, 5], [20, 0, 30, 10]]
QUEUES = {
    "exactly at the threshold": (THREE, [0.9, 0.8, 0.7], 0.5),
    "just below it": (THREE, [0.9, 0.8, 0.7], 0.49999999999999994),
    "equal scores": (THREE, [0.5, 0.5, 0.5], 0.4),
    "equal scores, the better last": ([*THREE, [0, 0, 10, 9]], [0.5, 0.5, 0.5, 0.9], 0.5),
    "a chain": ([[0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]], [0.9, 0.8, 0.7], 0.3),
    "threshold 0": ([[0, 0, 10, 10], [9, 9, 20, 20], [10, 10, 20, 20]], [0.3, 0.2, 0.1], 0.0),
    "threshold 1": ([[0, 0, 10, 10], [0, 0, 10, 10]], [0.1, 0.2], 1.0),
    "two without area": ([[3, 3, 3, 3], [3, 3, 3, 3]], [0.2, 0.1], 0.0),
    "one box": ([[0, 0, 1, 1]], [0.5], 0.5),
    "no box": ([], [], 0.5),
}


def random_boxes(count: int, source: Random) -> list[list[float]]:
    """Boxes of the size of coins, crowded, with coordinates that are no round numbers."""
    corners = [(60 * source.random(), 60 * source.random()) for _ in range(count)]
    sizes = [(5 + 45 * source.random(), 5 + 45 * source.random()) for _ in range(count)]
    return [[x, y, x + w, y + h] for (x, y), (w, h) in zip(corners, sizes, strict=True)]


def compare(box1: list[float], box2: list[float]) -> dict[str, object]:
    """One case of two boxes; null stands for NaN, which JSON does not have."""
    first, second = torch.tensor([box1, box2], dtype=torch.float64)[:, None]  # (1, 4) each
    both = torch.cat((first, second))  # (2, 4)
    shared = torch.cat((both[:, :2].max(dim=0).values, both[:, 2:].min(dim=0).values))  # (4,)
    has_area = bool((shared[2:] > shared[:2]).all())
    intersection = float(box_area(shared)) if has_area else 0.0
    around = torch.cat((both[:, :2].min(dim=0).values, both[:, 2:].max(dim=0).values))  # (4,)
    iou, giou = float(box_iou(first, second)), float(generalized_box_iou(first, second))
    return {
        "box1": box1,
        "box2": box2,
        "intersection": intersection,
        "union": float(box_area(first) + box_area(second) - intersection),
        "hull": float(box_area(around)),
        "iou": None if math.isnan(iou) else iou,
        "giou": None if math.isnan(giou) else giou,
    }


def suppress(boxes: list[list[float]], scores: list[float], threshold: float) -> dict[str, object]:
    """One case of a queue, with each winner and what it removes."""
    tensor = torch.tensor(boxes, dtype=torch.float64).reshape(-1, 4)  # (N, 4)
    overlaps = box_iou(tensor, tensor).tolist()  # N rows of N
    queue = sorted(range(len(boxes)), key=lambda index: (-scores[index], index))
    steps = []
    while queue:
        winner, *others = queue
        removed = [index for index in others if overlaps[winner][index] > threshold]
        pairs = [{"index": index, "iou": overlaps[winner][index]} for index in removed]
        steps.append({"winner": winner, "removed": pairs})
        queue = [index for index in others if index not in removed]
    case = {"boxes": boxes, "scores": scores, "iou_threshold": threshold}
    return {**case, "steps": steps}


def make_cases() -> dict[str, dict[str, dict[str, object]]]:
    """The whole file."""
    source = Random(20)  # its numbers are promised to stay the same, torch's are not
    pairs = {name: compare(*(map(list, boxes))) for name, boxes in PAIRS.items()}
    for number in range(30):
        pairs[f"random {number}"] = compare(*random_boxes(2, source))
    queues = {name: suppress(*case) for name, case in QUEUES.items()}
    for number, threshold in enumerate([0.0, 0.1, 0.3, 0.5, 0.7, 0.95]):
        boxes = random_boxes(40, source)
        # In tenths, so that many scores are equal.
        scores = [int(1 + 10 * source.random()) / 10 for _ in range(40)]
        queues[f"random {number}"] = suppress(boxes, scores, threshold)
    return {"pairs": pairs, "queues": queues}


def as_text(cases: dict[str, dict[str, dict[str, object]]]) -> str:
    """One case a line."""
    parts = []
    for kind, named in cases.items():
        lines = [f"{json.dumps(name)}: {json.dumps(case)}" for name, case in named.items()]
        parts.append(f"{json.dumps(kind)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
