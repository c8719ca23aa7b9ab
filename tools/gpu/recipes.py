"""How the large detector is trained on balloons: as the document did it, and better."""

import math
import time
from collections.abc import Callable
from typing import NamedTuple

from mrcnn_edu.training.optimiser import Schedule, constant


class Recipe(NamedTuple):
    """One way to train.

    Attributes:
        steps: how many.
        batch: images of a step.
        rate: of SGD with a momentum of 0.9.
        falls: whether the rate rises over a tenth of the steps and then falls along a cosine;
            otherwise it stays as it is.
        augmentation: of ``data.samples.AUGMENTATIONS``.
        decay: of the average of weights that is evaluated in the model's place; None for none.
        bf16: whether autocast computes in bfloat16.
        share: of the processes that read images, where recipes run together.
    """

    steps: int
    batch: int
    rate: float
    falls: bool
    augmentation: str
    decay: float | None
    bf16: bool
    share: float


RECIPES = {
    # detectron2's settings in the document that the course grew from.
    "document": Recipe(1000, 2, 0.00025, False, "flip", None, False, 0.15),
    # The rate of the paper, 0.02 for 16 images, made smaller as the batch is.
    "schedule": Recipe(1000, 2, 0.0025, True, "flip", None, True, 0.15),
    "better": Recipe(1500, 4, 0.005, True, "copy-paste", 0.998, True, 0.7),
}


def schedule_of(recipe: Recipe, steps: int, until: Callable[[], float]) -> Schedule:
    """How the rate goes, when there may be less time than steps want.

    Args:
        recipe: of the training, which begins now.
        steps: how many there are at most.
        until: says when the last must be made, on ``time.monotonic``'s clock. A rate that falls
            has fallen by then, whatever the number of steps that were made.

    Returns:
        A function from the number of steps made to a factor of the rate.
    """
    if not recipe.falls:
        return constant()
    begin, warm_up = time.monotonic(), steps // 10
    rise = constant(warm_up=warm_up)

    def factor(step: int) -> float:
        by_steps = max(step - warm_up, 0) / (steps - warm_up)
        by_clock = (time.monotonic() - begin) / max(until() - begin, 1e-9)
        return rise(step) * (1 + math.cos(math.pi * min(max(by_steps, by_clock), 1))) / 2

    return factor
