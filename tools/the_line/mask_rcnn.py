"""Mask R-CNN on the body of the road: what Faster R-CNN, joint, gains by RoIAlign and by masks."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from mrcnn_edu.data.scenes_with_proposals import KINDS
from mrcnn_edu.detectors.mask_rcnn_single_map import mask_rcnn_single_map
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from tools.the_line.costs import Costs
from tools.the_line.detection_parts import time_parts
from tools.the_line.learning import Scene, classes_of, learn, stretched

STEPS = 3000  # as many as Faster R-CNN, joint

new, times = mask_rcnn_single_map, time_parts


def train(
    seed: int,
    m0: Mapping[str, Tensor],
    scenes: Sequence[Scene],
    device: str,
    folder: Path,
    stretch: float = 1.0,
) -> tuple[TwoStageDetector, Costs]:
    """Train Mask R-CNN, all of it at once.

    Args:
        seed: of the new layers, and of the order of the scenes.
        m0: the state of the body, trained on pictures of one object.
        scenes: images and targets, of each kind those of the seeds 0, 1, 2, ...
        device: such as "cuda".
        folder: of this training alone.
        stretch: how many times as many steps as ``STEPS``.

    Returns:
        The detector, and what its training cost; nothing of it lies on disk.
    """
    torch.manual_seed(seed)
    names = classes_of(scenes)
    detector = mask_rcnn_single_map(len(names))
    detector.backbone.load_state_dict(m0)
    detector.class_names = names
    detector.to(device).train()
    costs = Costs(folder / "costs.json")
    masked = with_masks(scenes)
    with costs.part("all at once"):
        steps = stretched(STEPS, stretch)
        learn(detector, masked, steps, seed=seed, folder=folder / "checkpoints")
    return detector.eval(), costs


def with_masks(scenes: Sequence[Scene]) -> list[Scene]:
    """The same scenes drawn once more, with the masks of their objects.

    Args:
        scenes: of each kind those of the seeds 0, 1, 2, ...; those of coins have one, whose label
            is 4.

    Raises:
        ValueError: if a scene is another.
    """
    drawn: Counter[str] = Counter()
    masked = []
    for image, target in scenes:
        kind = "coins" if bool((target["labels"] == 4).any()) else "shapes"
        again, complete = KINDS[kind][0](drawn[kind])
        if not torch.equal(again, image):
            raise ValueError(
                f"scenes must be those of the seeds 0, 1, 2, ... of their kind, got another than"
                f" {drawn[kind]} of {kind}; give those of training_scenes"
            )
        masked.append((image, {**target, "masks": complete["masks"]}))
        drawn[kind] += 1
    return masked


def variants(detector: TwoStageDetector) -> Iterator[tuple[str, TwoStageDetector]]:
    """What is evaluated: boxes, so that no mask is pasted into its photograph."""
    unpasted = TwoStageDetector(
        detector.transform, detector.backbone, detector.rpn, detector.roi_heads, paste=None
    )
    yield "Mask R-CNN", unpasted.eval()
