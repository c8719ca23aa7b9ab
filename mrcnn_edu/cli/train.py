"""Train a detector on your own images, or go on with it where it stopped.

    python -m mrcnn_edu train --images train --annotations train.json --output runs/mine
    python -m mrcnn_edu train --data balloon-train --val-data balloon-val --evaluate-every 250
    torchrun --nproc-per-node 2 -m mrcnn_edu train --images train --annotations train.json

The folder --output gets checkpoints, a log for TensorBoard, settings.json, and at the end
weights.safetensors, which the other commands take. The same command again goes on from the newest
checkpoint. Crowds teach nothing and are left out; so are images without objects. With images to
evaluate on, AP is printed and logged as training goes on and at its end; they teach nothing.
"""

import argparse
import warnings
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from mrcnn_edu.cli.datasets import add_data_options, is_chosen, read_dataset
from mrcnn_edu.cli.detectors import USUAL, add_detector_options, build
from mrcnn_edu.cli.download import WEIGHTS
from mrcnn_edu.cli.evaluate import check_classes, headline_numbers, shapes_of
from mrcnn_edu.cli.learning import PASTE, add_learning_options, optimiser_of, schedule_of
from mrcnn_edu.cli.run_settings import keep_settings
from mrcnn_edu.cli.writing import write_weights
from mrcnn_edu.data.augment import augment
from mrcnn_edu.data.coco import CocoFolder
from mrcnn_edu.data.colours import colour_jitter
from mrcnn_edu.data.copy_paste import random_copy_paste
from mrcnn_edu.data.flips import random_flip
from mrcnn_edu.data.targets import Target, without_crowds
from mrcnn_edu.detectors.backbone_weights import load_all_but_predictors, load_backbone
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.training.distributed import processes, rank, share
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.sampler import Batches


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    add_data_options(parser)
    add_data_options(parser, title="data to evaluate on", prefix="val-")
    parser.add_argument(
        "--evaluate-every", type=int, default=500, metavar="STEPS", help="500; and at the end"
    )
    add_detector_options(parser, weights_help="to begin with, from a file of any classes")
    parser.add_argument("--backbone", metavar="FILE", help="ImageNet weights of its ResNet")
    add_learning_options(parser)
    parser.add_argument("--output", type=Path, default=Path("runs/mine"), metavar="FOLDER")
    parser.add_argument("--save-every", type=int, default=200, metavar="STEPS", help="200")


def run(chosen: argparse.Namespace) -> int:
    """Train, and write the weights."""
    name = chosen.detector or USUAL
    with processes() as device:
        torch.manual_seed(chosen.seed)
        if rank() > 0:
            warnings.simplefilter("ignore")  # the first process tells the same
        masks, keypoints = "mask" in name, "keypoint" in name
        dataset = read_dataset(chosen, masks=masks or chosen.augment == PASTE, keypoints=keypoints)
        watched = None
        if is_chosen(chosen, prefix="val-"):
            watched = read_dataset(chosen, prefix="val-", masks=masks, keypoints=keypoints)
        detector = new_detector(name, dataset, chosen).to(chosen.device or device)
        if watched:
            check_classes(detector, watched)
        keep_settings(chosen, dataset)
        fit(detector, dataset, watched, chosen)
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


def fit(
    detector: TwoStageDetector,
    dataset: CocoFolder,
    watched: CocoFolder | None,
    chosen: argparse.Namespace,
) -> None:
    """Train it, from the newest checkpoint on.

    Args:
        detector: on its device.
        dataset: that it learns from.
        watched: that it is evaluated on; None for nothing.
        chosen: what was typed.

    Raises:
        ValueError: if there is no object to learn from.
    """
    known = images_with_objects(dataset)
    if rank() == 0:
        print(f"{len(known)} images to learn from, classes: {', '.join(dataset.class_names[1:])}")
    watch = None
    if watched:
        watch = partial(headline_numbers, dataset=watched, shapes=shapes_of(detector))
    train(
        share(detector),
        Batches(
            partial(sample, dataset=dataset, known=known, augmentation=chosen.augment),
            len(known),
            chosen.batch_size,
            seed=chosen.seed,
            workers=chosen.workers,
        ),
        optimiser_of(detector, chosen, tiny=chosen.detector == "mask_rcnn_tiny"),
        chosen.steps,
        schedule=schedule_of(chosen),
        clip_norm=10.0,
        amp_dtype=torch.bfloat16 if chosen.bf16 else None,
        evaluate=watch,
        evaluate_every=chosen.evaluate_every,
        checkpoints=chosen.output / "checkpoints",
        save_every=chosen.save_every,
        log_folder=chosen.output / "log",
    )


def images_with_objects(dataset: CocoFolder) -> list[int]:
    """The numbers of the images that teach: what others could, these do as well.

    Raises:
        ValueError: if there are none.
    """
    known = [
        number
        for number, of_image in enumerate(dataset.annotations)
        if any(not annotation.get("iscrowd") for annotation in of_image)
    ]
    if not known:
        raise ValueError(
            f"none of the {len(dataset)} images has an object that is no crowd; annotate some"
        )
    return known


def sample(
    index: int, seed: int, *, dataset: CocoFolder, known: list[int], augmentation: str
) -> tuple[Tensor, Target]:
    """An image and its objects, changed by chance as was chosen.

    Args:
        index: in ``known``.
        seed: of all chance.
        dataset: of the image.
        known: the numbers of the images that teach.
        augmentation: of ``AUGMENTATIONS``.
    """
    image, target = dataset[known[index]]
    target = without_crowds(target)
    generator = torch.Generator().manual_seed(seed)
    if augmentation == "flip":
        return random_flip(image, target, generator)
    if augmentation in ("all", PASTE):
        image, target = augment(image, target, generator)
    if augmentation == PASTE:
        other = known[int(torch.randint(len(known), (1,), generator=generator))]
        other_image, objects = dataset[other]
        other_image = colour_jitter(other_image, generator)
        return random_copy_paste(image, target, other_image, objects, generator)
    return image, target
