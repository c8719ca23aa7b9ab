"""Train a detector on your own images, or go on with it where it stopped.

    python -m mrcnn_edu train --images train --annotations train.json --output runs/mine
    torchrun --nproc-per-node 2 -m mrcnn_edu train --images train --annotations train.json

The folder --output gets checkpoints, a log for TensorBoard, settings.json, and at the end
weights.safetensors, which the other commands take. The same command again goes on from the newest
checkpoint. Crowds teach nothing and are left out; so are images without objects.
"""

import argparse
import json
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from mrcnn_edu.cli.datasets import add_data_options, read_dataset
from mrcnn_edu.cli.detectors import USUAL, add_detector_options, build
from mrcnn_edu.cli.download import WEIGHTS
from mrcnn_edu.cli.writing import write, write_weights
from mrcnn_edu.data.augment import augment
from mrcnn_edu.data.coco import CocoFolder
from mrcnn_edu.data.flips import random_flip
from mrcnn_edu.data.targets import Target, without_crowds
from mrcnn_edu.detectors.backbone_weights import load_all_but_predictors, load_backbone
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.training.distributed import processes, rank, share
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.sampler import Batches
from mrcnn_edu.training.schedule import Schedule, constant, cosine

AUGMENTATIONS = ("none", "flip", "all")


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    add_data_options(parser, required=True)
    add_detector_options(parser, weights_help="to begin with, from a file of any classes")
    parser.add_argument("--backbone", metavar="FILE", help="ImageNet weights of its ResNet")
    parser.add_argument("--output", type=Path, default=Path("runs/mine"), metavar="FOLDER")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--batch-size", type=int, default=2, help="images a step")
    parser.add_argument("--rate", type=float, help="default: 0.0025, for mask_rcnn_tiny 0.0006")
    parser.add_argument("--schedule", choices=("cosine", "constant"), default="cosine")
    parser.add_argument("--warm-up", type=int, help="steps; default: a tenth of all, 500 at most")
    parser.add_argument("--augment", choices=AUGMENTATIONS, default="flip")
    parser.add_argument("--rois-per-image", type=int, help="that teach; default: the detector's")
    parser.add_argument("--workers", type=int, default=1, help="processes that read images")
    parser.add_argument("--save-every", type=int, default=200, metavar="STEPS")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bf16", action="store_true", help="bfloat16, for a GPU")


def run(chosen: argparse.Namespace) -> int:
    """Train, and write the weights."""
    name = chosen.detector or USUAL
    with processes() as device:
        torch.manual_seed(chosen.seed)
        dataset = read_dataset(chosen, masks="mask" in name)
        assert dataset is not None  # it is required
        keep_settings(chosen, dataset)
        detector = new_detector(name, dataset, chosen).to(chosen.device or device)
        fit(detector, dataset, chosen)
        if rank() == 0:
            path = chosen.output / "weights.safetensors"
            names = detector.class_names or ()
            write_weights(detector.state_dict(), path, detector=name, class_names=names)
            print(f"{path}: python -m mrcnn_edu predict PHOTO --weights {path}")
    return 0


def new_detector(name: str, dataset: CocoFolder, chosen: argparse.Namespace) -> TwoStageDetector:
    """A detector of the data set's classes, with the weights that it shall begin with.

    Args:
        name: of its builder.
        dataset: whose classes it learns.
        chosen: what was typed.

    Raises:
        OSError: if a file of weights is missing.
        ValueError: if it does not fit, or two were given.
    """
    detector = build(name, len(dataset.class_names), chosen)
    detector.class_names = dataset.class_names
    if chosen.backbone and chosen.weights:
        raise ValueError("give --backbone or --weights: the weights have a backbone already")
    if chosen.backbone:
        load_backbone(detector, chosen.backbone)
    if chosen.weights:
        load_all_but_predictors(detector, chosen.weights, WEIGHTS.get(name))
    if chosen.rois_per_image is not None:
        detector.roi_heads.samples_per_image = chosen.rois_per_image
    return detector


def fit(detector: TwoStageDetector, dataset: CocoFolder, chosen: argparse.Namespace) -> None:
    """Train it, from the newest checkpoint on."""
    known = [  # what an image without objects could teach, the others teach as well
        i
        for i, of_image in enumerate(dataset.annotations)
        if any(not a["iscrowd"] for a in of_image)
    ]
    if rank() == 0:
        print(f"{len(known)} images to learn from, classes: {', '.join(dataset.class_names[1:])}")
    tiny = chosen.detector == "mask_rcnn_tiny"
    rate = chosen.rate or (0.0006 if tiny else 0.0025)
    learning = [p for p in detector.parameters() if p.requires_grad]
    optimiser: torch.optim.Optimizer
    if tiny:  # its group norms learn, and like AdamW
        optimiser = torch.optim.AdamW(learning, rate, weight_decay=0.01)
    else:
        optimiser = torch.optim.SGD(learning, rate, momentum=0.9, weight_decay=0.0001)
    train(
        share(detector),
        Batches(
            partial(sample, dataset=dataset, known=known, augmentation=chosen.augment),
            len(known),
            chosen.batch_size,
            seed=chosen.seed,
            workers=chosen.workers,
        ),
        optimiser,
        chosen.steps,
        schedule=schedule_of(chosen),
        clip_norm=10.0,
        amp_dtype=torch.bfloat16 if chosen.bf16 else None,
        checkpoints=chosen.output / "checkpoints",
        save_every=chosen.save_every,
        log_folder=chosen.output / "log",
    )


def schedule_of(chosen: argparse.Namespace) -> Schedule:
    """How the rate goes."""
    usual = min(chosen.steps // 10, 500)
    warm_up = usual if chosen.warm_up is None else chosen.warm_up
    if chosen.schedule == "constant":
        return constant(warm_up=warm_up)
    return cosine(chosen.steps, warm_up=warm_up)


def sample(
    index: int, seed: int, *, dataset: CocoFolder, known: list[int], augmentation: str
) -> tuple[Tensor, Target]:
    """An image and its objects, changed by chance as was chosen."""
    image, target = dataset[known[index]]
    target = without_crowds(target)
    generator = torch.Generator().manual_seed(seed)
    if augmentation == "flip":
        return random_flip(image, target, generator)
    if augmentation == "all":
        return augment(image, target, generator)
    return image, target


def keep_settings(chosen: argparse.Namespace, dataset: CocoFolder) -> None:
    """Write what was chosen beside the checkpoints, or hold it against what was chosen before.

    Args:
        chosen: what was typed.
        dataset: what it is trained on.

    Raises:
        ValueError: if the folder is of a run with other settings.
    """
    free = {"command", "output", "workers", "save_every", "data_required", "device"}
    settings: dict[str, Any] = {k: v for k, v in vars(chosen).items() if k not in free}
    settings |= {"class_names": list(dataset.class_names), "images_used": len(dataset)}
    path = chosen.output / "settings.json"
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        changed = [key for key in settings if settings[key] != before.get(key)]
        if changed:
            key = changed[0]
            raise ValueError(
                f"{chosen.output} holds a run with other settings: {key} was {before.get(key)!r}"
                f" and is now {settings[key]!r}; give another --output, or the same settings"
            )
    elif rank() == 0:
        chosen.output.mkdir(parents=True, exist_ok=True)
        write(path, json.dumps(settings, indent=1))
