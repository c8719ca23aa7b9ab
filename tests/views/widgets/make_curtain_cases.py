"""Writes curtain_cases.json, by which pytest and ``node --test`` hold the curtain's arithmetic.

``python -m tests.views.widgets.make_curtain_cases`` writes it anew, and a test says whether it is
what the package gives today. Everything comes from ``mrcnn_edu.evaluation``.
"""

from itertools import groupby
from pathlib import Path
from random import Random

import numpy as np

from mrcnn_edu.evaluation.coco_eval import RECALLS, THRESHOLDS
from mrcnn_edu.views.widgets.curtain import CurtainWidget
from tests.views.widgets.make_geometry_cases import as_text

PATH = Path(__file__).with_name("curtain_cases.json")
SCENE = np.full((120, 140), 225, np.uint8)

Box = list[float]


def square(x: float, y: float, side: float = 40) -> Box:
    return [x, y, x + side, y + side]


# The example of lesson 13.
OBJECTS = [square(10, 10), square(60, 10), square(10, 60), square(60, 60)]
FOUND = [
    square(10, 10),
    square(14, 12),  # a second box on object A
    square(62, 10),
    square(10, 66),
    square(110, 90, 20),  # on nothing
    square(70, 64),
]
SCORES = [0.95, 0.9, 0.8, 0.7, 0.6, 0.5]

# What a pencil can check: objects, and the boxes in the order of their scores.
NAMED: dict[str, tuple[list[Box], list[Box]]] = {
    "six boxes": (OBJECTS, FOUND),
    "four rows in the light": (OBJECTS, FOUND[:4]),
    "the wrong one first": (OBJECTS, [FOUND[4], *FOUND[:4], FOUND[5]]),
    "all wrong": (OBJECTS[:1], FOUND[4:]),
    "one object, one box": (OBJECTS[:1], OBJECTS[:1]),
    # Object A is taken: the second box, which fits it better, turns to B.
    "it turns to another": ([square(0, 0), square(8, 0)], [square(0, 0), square(2, 0)]),
    "of two alike it takes the last": ([square(0, 0), square(8, 0)], [square(4, 0)]),
    "just at a half": ([[0, 0, 40, 40]], [[0, 0, 40, 20]]),
    "taken, just at a half": ([[0, 0, 40, 40]], [[0, 0, 40, 40], [0, 0, 40, 20]]),
    "just at a tenth": ([[0, 0, 40, 40]], [[0, 0, 40, 4]]),
    "no area": ([square(10, 10)], [[20, 20, 20, 30]]),
    "it only touches": ([square(10, 10)], [square(50, 10)]),
    "thirds": (
        [square(0, 0, 10.1), square(30, 0, 1 / 3)],
        [square(0.7, 0, 10.1), square(30, 0, 0.3)],
    ),
}


def widget_of(objects: list[Box], boxes: list[Box]) -> CurtainWidget:
    """The widget with all rows in the light."""
    scores = [1 - i / 10 for i in range(len(boxes))]
    return CurtainWidget(SCENE, objects, boxes, scores, shown=len(boxes))


def score(objects: list[Box], boxes: list[Box]) -> dict[str, object]:
    """One case: reasons and mean precision at each threshold, and the envelope at .50 and .75."""
    widget = widget_of(objects, boxes)
    reasons = []
    for level in range(len(THRESHOLDS)):
        widget.level = level
        reasons.append([[reason.name, reason.other, reason.iou] for reason in widget.reasons])
    precision = widget.precision()  # (10, 101)
    found = {"objects": objects, "boxes": boxes, "reasons": reasons}
    each = precision.mean(axis=1).tolist()
    runs = [runs_of(heights) for heights in precision[[0, 5]].tolist()]
    return {**found, "each": each, "runs": runs, **widget.numbers}


def runs_of(heights: list[float]) -> list[list[float]]:
    """Equal heights side by side, as how many and how high."""
    return [[len(list(run)), height] for height, run in groupby(heights)]


def random_case(source: Random) -> dict[str, object]:
    """Four objects, some in one place, and boxes near them, so that they compete."""
    objects = [square(20 * source.randrange(4), 20 * source.randrange(4), 30) for _ in range(4)]
    boxes = []
    for _ in range(source.randrange(1, 9)):
        x, y, *_ = source.choice(objects)
        side = source.choice([24, 27, 30, 33.3])
        boxes.append(square(x + source.randrange(-9, 9), y + source.randrange(-5, 5), side))
    return score(objects, boxes)


def make_cases() -> dict[str, dict[str, object]]:
    """The whole file."""
    source = Random(13)
    lists = {name: score(*case) for name, case in NAMED.items()}
    lists |= {f"random {i}": random_case(source) for i in range(12)}
    levels = {"thresholds": THRESHOLDS.tolist(), "recalls": RECALLS.tolist()}
    return {"levels": levels, "lists": lists}


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
