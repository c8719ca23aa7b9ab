"""The one loop of the systems that learn end to end: AdamW, half a cosine, two images a step.

The scenes lie on the device from the beginning, so that a step copies nothing. A training that was
stopped goes on from its newest checkpoint.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from mrcnn_edu.data import coin_scenes, shapes
from mrcnn_edu.data.flips import random_flip
from mrcnn_edu.ops.targets import Target
from mrcnn_edu.training.loop import to_device, train
from mrcnn_edu.training.optimiser import cosine
from mrcnn_edu.training.sampler import Batches

RATE, WEIGHT_DECAY, CLIP_NORM = 1e-3, 0.01, 10.0
IMAGES_A_STEP = 2  # Fast R-CNN, section 2.3
WARM_UP = 50
SAVE_EVERY = 1000

Scene = tuple[Tensor, Target]


def learn(
    model: nn.Module, scenes: Sequence[Scene], steps: int, *, seed: int, folder: Path
) -> None:
    """Train whatever learns of a model, with half of the scenes mirrored.

    Args:
        model: on its device; makes losses of images and targets.
        scenes: images (3, H, W) and targets, on any device.
        steps: how many to make in all.
        seed: of the order of the scenes, and of which are mirrored.
        folder: for the checkpoints of this training alone.
    """
    device = next(model.parameters()).device
    there = [to_device(scene, device) for scene in scenes]
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    train(
        model,
        Batches(partial(_mirrored, there), len(there), IMAGES_A_STEP, seed=seed),
        torch.optim.AdamW(learning, RATE, weight_decay=WEIGHT_DECAY, fused=True),
        steps,
        schedule=cosine(steps, warm_up=min(WARM_UP, steps // 4)),
        clip_norm=CLIP_NORM,
        checkpoints=folder,
        save_every=SAVE_EVERY,
        progress=False,
    )


def _mirrored(scenes: Sequence[Scene], index: int, seed: int) -> Scene:
    """A scene, mirrored or not, as the seed has it."""
    image, target = scenes[index]
    return random_flip(image, target, torch.Generator().manual_seed(seed))


def stretched(steps: int, stretch: float) -> int:
    """So many times as many steps, but one at least."""
    return max(round(steps * stretch), 1)


def classes_of(scenes: Sequence[Scene]) -> tuple[str, ...]:
    """What the labels of scenes mean, "background" first: the coins' names if there are coins."""
    coin = coin_scenes.CLASSES.index("coin")
    with_coins = any(bool((target["labels"] == coin).any()) for _, target in scenes)
    return coin_scenes.CLASSES if with_coins else shapes.CLASSES
