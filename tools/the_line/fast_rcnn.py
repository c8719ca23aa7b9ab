"""Fast R-CNN, trained end to end in one stage: no file of features, no SVM, no regressor apart."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from mrcnn_edu.detectors.alternating import PartLearner
from mrcnn_edu.detectors.fast_rcnn import HARD_BACKGROUND, fast_rcnn
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from tools.the_line.costs import Costs
from tools.the_line.detection_parts import time_parts
from tools.the_line.learning import Scene, classes_of, learn, stretched

STEPS = 1500
EVERYTHING, ALL_BUT_THE_BODY = ("backbone", "roi_heads"), ("roi_heads",)

new, times = fast_rcnn, time_parts


def train(
    seed: int,
    m0: Mapping[str, Tensor],
    scenes: Sequence[Scene],
    device: str,
    folder: Path,
    stretch: float = 1.0,
    *,
    learns: Sequence[str] = EVERYTHING,
    background_iou: tuple[float, float] = HARD_BACKGROUND,
) -> tuple[TwoStageDetector, Costs]:
    """Train Fast R-CNN.

    Args:
        seed: of the new layers, and of the order of the scenes.
        m0: the state of the body, trained on pictures of one object.
        scenes: images and targets with "boxes", "labels" and "proposals".
        device: such as "cuda".
        folder: of this training alone.
        stretch: how many times as many steps as ``STEPS``.
        learns: ``EVERYTHING``, or ``ALL_BUT_THE_BODY``, as with SPP-Net.
        background_iou: between which overlaps a proposal teaches the background.

    Returns:
        The detector, and what its training cost; nothing of it lies on disk.
    """
    torch.manual_seed(seed)
    names = classes_of(scenes)
    detector = fast_rcnn(len(names), background_iou=background_iou)
    detector.backbone.load_state_dict(m0)
    detector.class_names = names
    learner = PartLearner(detector.to(device), learns)
    costs = Costs(folder / "costs.json")
    with costs.part("all at once"):
        steps = stretched(STEPS, stretch)
        learn(learner, scenes, steps, seed=seed, folder=folder / "checkpoints")
    return detector.eval(), costs


def variants(detector: TwoStageDetector) -> Iterator[tuple[str, TwoStageDetector]]:
    """What is evaluated."""
    yield "Fast R-CNN", detector
