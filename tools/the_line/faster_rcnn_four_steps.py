"""Faster R-CNN, trained in the paper's four steps, and to see what they bring, in two more.

After each step ``between_steps.py`` looks at what there is. ``steps.json`` in the folder of the
training keeps that, and ``four_steps.csv`` beside that folder has it of all seeds. The detector
that is evaluated is the one after four.
"""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from mrcnn_edu.detectors.alternating import four_steps
from mrcnn_edu.detectors.faster_rcnn_single_map import faster_rcnn_single_map
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.files.whole import write_whole
from tools.the_line.between_steps import FIRST, look, watched_scenes
from tools.the_line.costs import Costs
from tools.the_line.detection_parts import time_parts
from tools.the_line.faster_rcnn import new_with_body
from tools.the_line.learning import Scene, classes_of, learn, stretched
from tools.the_line.steps_table import SEEN, TABLE, steps_table

STEPS = (600, 1500, 600, 800, 600, 800)  # of two images
PARTS = ("1: RPN", "2: Fast R-CNN", "3: RPN again", "4: heads again")
WATCHED = 100

new, times = faster_rcnn_single_map, time_parts


def train(
    seed: int,
    m0: Mapping[str, Tensor],
    scenes: Sequence[Scene],
    device: str,
    folder: Path,
    stretch: float = 1.0,
    *,
    steps: Sequence[int] | None = None,
) -> tuple[TwoStageDetector, Costs]:
    """Train an RPN, Fast R-CNN on its proposals, and then both in turn on one body.

    Args:
        seed: of the new layers, and of the order of the scenes.
        m0: the state of the body, trained on pictures of one object.
        scenes: images and targets with "boxes" and "labels"; "proposals" are not looked at.
        device: such as "cuda".
        folder: of this training alone; gets ``steps.json``.
        stretch: how many times as many steps.
        steps: for each of the four, and of a third round, which costs nothing in the table; if
            left out, ``STEPS``, of which the third round is made with seed 0 alone.

    Returns:
        The second detector after four steps, and what they cost; nothing of it lies on disk.
    """
    torch.manual_seed(seed)
    if steps is None:
        steps = STEPS if seed == 0 else STEPS[: len(PARTS)]
    names = classes_of(scenes)
    first, second = (new_with_body(m0, names).to(device) for _ in range(2))
    watched = watched_scenes(stretched(WATCHED, min(stretch, 1)))
    costs, further = Costs(folder / "costs.json"), Costs()
    seen, finished = [look("before", first, second, None, watched)], second
    for number, learner in enumerate(four_steps(first, second, rounds=len(steps) // 2), start=1):
        if number == 3:  # which begins with the RPN of the first on the body of the second
            seen.append(look("3, before", first, second, second, watched))
        part = PARTS[number - 1] if number <= len(PARTS) else f"{number}"
        with (costs if number <= len(PARTS) else further).part(part):
            learn(
                learner,
                scenes,
                stretched(steps[number - 1], stretch),
                seed=seed + 1000 * number,
                folder=folder / f"step_{number}",
            )
        proposing, looked_at = first if number < 3 else second, FIRST if number == 4 else (100,)
        seen.append(look(f"{number}", first, second, proposing, watched, looked_at))
        write_whole(folder / SEEN, json.dumps(seen, indent=1))
        write_whole(folder.parent / TABLE, steps_table(folder.parent))
        if number == len(PARTS):
            finished = copy.deepcopy(second)
    return finished.eval(), costs


def variants(detector: TwoStageDetector) -> Iterator[tuple[str, TwoStageDetector]]:
    """What is evaluated."""
    yield "Faster R-CNN, four steps", detector
