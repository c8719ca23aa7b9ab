"""Train the detector that ships with the course: ``python -m tools.train_tiny``.

It learns from drawn shapes and from cut-outs of the twelve coins in the three left-hand columns of
the running photograph, first on small images, where a step is cheap, then on large ones, where
small objects have enough cells of the feature maps. The rate falls to nothing and starts once more
from a half. Stopped at any moment and started again, it goes on from its last checkpoint.
``data/mask_rcnn_tiny/README.md`` says what came out, and by which command.

On a GPU, with ``--device cuda``, scenes must be drawn ahead of the steps that take them: a core
draws four in about 40 ms, so 15 steps a second want 60 % of one; give ``--workers 3``. A longer
plan costs little there: ``--stretch 2`` has twice as many steps, ``--batch 8`` twice as many images
in each. ``--again FILE`` begins with the weights of a file, and has the plan's last part alone:
that is how the shipped weights learnt aligned targets.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from mrcnn_edu.data import shapes
from mrcnn_edu.data.coin_scenes import CLASSES, coin_scene
from mrcnn_edu.data.shapes import ShapeScenes, shape_scene
from mrcnn_edu.detectors.catalogue import save_detector
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.evaluation.detector import evaluate_detector
from mrcnn_edu.ops.exact_masks import crop_mask_targets_aligned
from mrcnn_edu.ops.masks import crop_mask_targets
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.optimiser import cosine
from mrcnn_edu.training.sampler import Batches

SEED = 1
RATE, WEIGHT_DECAY, CLIP_NORM = 6e-4, 0.01, 3.0
BATCH = 4
WARM_UP = 300
# An image's shorter side, drawn anew for each batch, and up to which step.
PHASES = (((128,), 1800), ((192, 224, 256), 2500), ((224, 256), 3400))
RESTART, RESTARTED_RATE = 2500, 0.5  # Loshchilov and Hutter, "SGDR" (2016)
COINS_ONE_IN = 3
TARGETS = {"aligned": crop_mask_targets_aligned, "torchvision": crop_mask_targets}
# Looked at while training. The held-out scenes are kept for the end.
WATCHED = shapes.HELD_OUT.stop


def scene(index: int, seed: int) -> tuple[Tensor, dict[str, Tensor]]:
    """The scene of a number: of every three, one with coins and two with shapes alone."""
    return coin_scene(index) if index % COINS_ONE_IN == 0 else shape_scene(index)


def rate(step: int, stretch: float = 1.0) -> float:
    """The factor of the rate: half a cosine, and a second from a lower start."""
    restart, steps = stretched(RESTART, stretch), stretched(PHASES[-1][1], stretch)
    if step < restart:
        return cosine(restart, warm_up=WARM_UP)(step)
    return RESTARTED_RATE * cosine(steps - restart)(step - restart)


def plan_of(
    again: bool, stretch: float
) -> tuple[tuple[tuple[tuple[int, ...], int], ...], Callable[[int], float]]:
    """Sizes and up to which step, and the rate's factor: the whole plan, or its last part."""
    whole = [(sizes, stretched(steps, stretch)) for sizes, steps in PHASES]
    if not again:
        return tuple(whole), partial(rate, stretch=stretch)
    begun = stretched(RESTART, stretch)
    sizes, steps = whole[-1]
    return ((sizes, steps - begun),), lambda step: rate(step + begun, stretch)


def stretched(step: int, stretch: float) -> int:
    """A step of the plan, where the plan is so many times as long."""
    return round(step * stretch)


def evaluate(detector: nn.Module, number: int) -> dict[str, float]:
    """COCO's mask AP on scenes that are not trained on, at the size at which the course uses it."""
    training_size = detector.transform.min_size
    detector.transform.min_size = (256,)
    numbers = evaluate_detector(detector, ShapeScenes(WATCHED, number), "segm", batch_size=1)
    detector.transform.min_size = training_size
    return {name: numbers[name] for name in ("AP", "AP50", "AP75")}


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, default=Path("build/train_tiny"))
    parser.add_argument("--device", default="cpu", help="such as cuda")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw scenes")
    parser.add_argument("--targets", choices=TARGETS, default="aligned", help="of masks")
    parser.add_argument("--batch", type=int, default=BATCH, help="images a step")
    parser.add_argument("--stretch", type=float, default=1.0, help="how many times as many steps")
    parser.add_argument("--again", type=Path, help="weights to begin with")
    parser.add_argument("--evaluate-every", type=int, default=300)
    parser.add_argument("--evaluate-on", type=int, default=40)
    parser.add_argument("--no-log", action="store_true", help="where TensorBoard is missing")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, evaluating now and then, and write the weights."""
    chosen = parse(arguments)
    seed = SEED + (chosen.again is not None)  # scenes in another order than the first time
    torch.manual_seed(seed)
    detector = mask_rcnn_tiny(
        len(CLASSES), weights=chosen.again, mask_target=TARGETS[chosen.targets]
    )
    detector.to(chosen.device)
    optimiser = torch.optim.AdamW(detector.parameters(), RATE, weight_decay=WEIGHT_DECAY)
    batches = Batches(scene, 1_000_000, chosen.batch, seed=seed, workers=chosen.workers)
    start = time.perf_counter()
    phases, schedule = plan_of(chosen.again is not None, chosen.stretch)
    for size, steps in phases:
        detector.transform.min_size = size
        train(
            detector,
            batches,
            optimiser,
            steps,
            schedule=schedule,
            clip_norm=CLIP_NORM,
            evaluate=partial(evaluate, number=chosen.evaluate_on),
            evaluate_every=chosen.evaluate_every,
            checkpoints=chosen.folder / "checkpoints",
            save_every=250,
            log_folder=None if chosen.no_log else chosen.folder / "log",
        )
    print(f"{(time.perf_counter() - start) / 60:.1f} minutes since the last start")
    # Half precision halves the file and moves no mask: it is far finer than what training leaves.
    detector.transform.min_size = (256,)
    detector.class_names = CLASSES
    save_detector(detector.cpu().half(), chosen.folder / "weights.safetensors", "mask_rcnn_tiny")


if __name__ == "__main__":
    main()
