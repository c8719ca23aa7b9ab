"""Faster R-CNN, trained jointly: body, RPN and heads at once, with the sum of their four losses."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from mrcnn_edu.detectors.faster_rcnn_single_map import faster_rcnn_single_map
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from tools.the_line.costs import Costs
from tools.the_line.detection_parts import time_parts
from tools.the_line.learning import Scene, classes_of, learn, stretched

STEPS = 3000

new, times = faster_rcnn_single_map, time_parts


def train(
    seed: int,
    m0: Mapping[str, Tensor],
    scenes: Sequence[Scene],
    device: str,
    folder: Path,
    stretch: float = 1.0,
) -> tuple[TwoStageDetector, Costs]:
    """Train Faster R-CNN, all of it at once.

    Args:
        seed: of the new layers, and of the order of the scenes.
        m0: the state of the body, trained on pictures of one object.
        scenes: images and targets with "boxes" and "labels"; "proposals" are not looked at.
        device: such as "cuda".
        folder: of this training alone.
        stretch: how many times as many steps as ``STEPS``.

    Returns:
        The detector, and what its training cost; nothing of it lies on disk.
    """
    torch.manual_seed(seed)
    detector = new_with_body(m0, classes_of(scenes)).to(device).train()
    costs = Costs(folder / "costs.json")
    with costs.part("all at once"):
        steps = stretched(STEPS, stretch)
        learn(detector, scenes, steps, seed=seed, folder=folder / "checkpoints")
    return detector.eval(), costs


def new_with_body(m0: Mapping[str, Tensor], class_names: tuple[str, ...]) -> TwoStageDetector:
    """A detector with a trained body, and all else new."""
    detector = faster_rcnn_single_map(len(class_names))
    detector.backbone.load_state_dict(m0)
    detector.class_names = class_names
    return detector


def variants(detector: TwoStageDetector) -> Iterator[tuple[str, TwoStageDetector]]:
    """What is evaluated."""
    yield "Faster R-CNN, joint", detector
