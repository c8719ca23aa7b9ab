"""Train a detector on your own images, or go on with it where it stopped.

    python -m mrcnn_edu train --images train --annotations train.json --output runs/mine
    python -m mrcnn_edu train --data balloon-train --val-data balloon-val --evaluate-every 250
    torchrun --nproc-per-node 2 -m mrcnn_edu train --images train --annotations train.json

The folder --output gets checkpoints, a log for TensorBoard, settings.json, and at the end
weights.safetensors, which the other commands take. The same command again goes on from the newest
checkpoint, as one is written every --save-every steps; with --schedule constant also for more
--steps than before. Crowds teach nothing and are left out; so are images without objects. With
images to evaluate on, AP is printed and logged as training goes on and at its end; they teach
nothing. With --weights or --backbone a ResNet keeps its first layers and its norms as they are;
without either, all of it learns.
"""

import argparse
import os
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import cast

import torch
from torch import nn

from mrcnn_edu.cli.datasets import add_data_options, is_chosen, read_dataset
from mrcnn_edu.cli.detectors import USUAL, add_detector_options, device_of
from mrcnn_edu.cli.installed import need
from mrcnn_edu.cli.learning import (
    add_learning_options,
    average_of,
    schedule_of,
)
from mrcnn_edu.cli.numbers import whole
from mrcnn_edu.cli.results_file import output_folder
from mrcnn_edu.cli.saying import say
from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.data.samples import PASTE, images_with_objects, sample
from mrcnn_edu.detectors.backbone_weights import load_all_but_predictors, load_backbone
from mrcnn_edu.detectors.catalogue import known, new_detector, save_detector
from mrcnn_edu.detectors.from_nothing import learn_from_nothing
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.class_names import labels_in, some
from mrcnn_edu.evaluation.on_folder import headline_numbers, shapes_of
from mrcnn_edu.training.distributed import processes, rank, synchronise_gradients
from mrcnn_edu.training.loop import train
from mrcnn_edu.training.one_at_a_time import alone_in
from mrcnn_edu.training.optimiser import make_optimiser
from mrcnn_edu.training.run_settings import keep_settings
from mrcnn_edu.training.sampler import Batches

# What changes nothing of the weights, where it runs and how often it is looked at; and the steps,
# which are kept apart.
FREE = {"command", "output", "workers", "save_every", "device", "steps"}
FREE |= {"evaluate_every", "val_images", "val_annotations", "val_data"}
PATHS = ("images", "annotations", "weights", "backbone")  # the same, however they are typed

CLIP_NORM = 10.0
FROM_NOTHING = (
    "nothing is loaded: every layer begins with random numbers and learns, for which it needs very"
    " many images; --backbone FILE begins with what ImageNet taught (python -m mrcnn_edu download"
    " resnet50)"
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    add_data_options(parser)
    add_data_options(parser, title="data to evaluate on", prefix="val-")
    parser.add_argument(
        "--evaluate-every", type=whole(1), default=500, metavar="STEPS", help="500; and at the end"
    )
    add_detector_options(parser, weights_help="to begin with, from a file of any classes")
    parser.add_argument("--backbone", metavar="FILE", help="ImageNet weights of its ResNet")
    add_learning_options(parser)
    parser.add_argument("--output", type=output_folder, default=Path("runs/mine"), metavar="FOLDER")
    parser.add_argument("--save-every", type=whole(1), default=100, metavar="STEPS", help="100")


def run(chosen: argparse.Namespace) -> int:
    """Train, and write the weights."""
    need("tensorboard", "to log how training goes")
    name = chosen.detector or USUAL
    with processes() as usual:
        device = device_of(chosen.device, usual)
        torch.manual_seed(chosen.seed)
        if rank() > 0:
            warnings.simplefilter("ignore")  # the first process tells the same
        finds = known(name).finds
        masks, keypoints = "masks" in finds, "keypoints" in finds
        dataset = read_dataset(chosen, masks=masks or chosen.augment == PASTE, keypoints=keypoints)
        watched = None
        if is_chosen(chosen, prefix="val-"):
            watched = read_dataset(chosen, prefix="val-", masks=masks, keypoints=keypoints)
        watch = evaluation_on(watched, name, dataset.class_names) if watched else None
        detector = begin(name, dataset, chosen).to(device)
        with alone_in(chosen.output):
            begun_with = settings_kept(chosen, dataset)
            trained = fit(name, detector, dataset, watch, chosen, begun_with)
            if rank() == 0:
                path = chosen.output / "weights.safetensors"
                save_detector(trained, path, name)
                say(f"{path}: python -m mrcnn_edu predict PHOTO --weights {path}")
    return 0


def begin(name: str, dataset: CocoFolder, chosen: argparse.Namespace) -> TwoStageDetector:
    """A detector of the data set's classes, with the weights that it shall begin with.

    Args:
        name: of the catalogue.
        dataset: whose classes it learns.
        chosen: what was typed.

    Raises:
        OSError: if a file of weights is missing.
        ValueError: if it does not fit, or two were given.
    """
    detector = new_detector(
        name, dataset.class_names, min_size=chosen.min_size, max_size=chosen.max_size
    )
    if chosen.backbone and chosen.weights:
        raise ValueError("give --backbone or --weights: the weights have a backbone already")
    if chosen.backbone:
        load_backbone(detector, chosen.backbone)
    if chosen.weights:
        load_all_but_predictors(detector, chosen.weights, known(name).published)
    if not chosen.backbone and not chosen.weights and learn_from_nothing(detector) and rank() == 0:
        say(FROM_NOTHING)
    if chosen.rois_per_image is not None:
        detector.roi_heads.samples_per_image = chosen.rois_per_image
    return detector


def settings_kept(chosen: argparse.Namespace, dataset: CocoFolder) -> int:
    """Keep what was chosen; the number of steps that the run was begun with.

    Args:
        chosen: what was typed.
        dataset: that it learns from.

    Raises:
        ValueError: if the folder has checkpoints of a run with other settings.
    """
    settings = {key: value for key, value in vars(chosen).items() if key not in FREE}
    there = [key for key in PATHS if settings[key] and os.path.exists(settings[key])]
    settings |= {key: os.path.realpath(settings[key]) for key in there}
    settings |= {"class_names": list(dataset.class_names), "images_used": len(dataset)}
    any_length = chosen.schedule == "constant"
    try:
        return keep_settings(chosen.output, settings, chosen.steps, any_length=any_length)
    except ValueError as error:
        weights = chosen.output / "weights.safetensors"
        begin = f"; to begin with its weights: --weights {weights}" if weights.exists() else ""
        raise ValueError(f"{error} (the folder is --output{begin})") from error


def evaluation_on(
    watched: CocoFolder, name: str, class_names: Sequence[str]
) -> Callable[[nn.Module], dict[str, float]]:
    """What the loop calls to evaluate a detector; classes that it will not know are refused here.

    Args:
        watched: that it is evaluated on.
        name: of the catalogue.
        class_names: that it learns.
    """
    labels = labels_in(watched.class_names, len(class_names), class_names, watched.used_names)
    shapes = shapes_of(known(name).finds)
    return partial(headline_numbers, dataset=watched, shapes=shapes, labels=labels)


def fit(
    name: str,
    detector: TwoStageDetector,
    dataset: CocoFolder,
    watch: Callable[[nn.Module], dict[str, float]] | None,
    chosen: argparse.Namespace,
    begun_with: int,
) -> TwoStageDetector:
    """Train it, from the newest checkpoint on.

    Args:
        name: of the catalogue.
        detector: on its device.
        dataset: that it learns from.
        watch: evaluates it; None for nothing.
        chosen: what was typed.
        begun_with: the number of steps that the run was begun with.

    Returns:
        The detector that came out: itself, or with --ema the average of its weights over time.

    Raises:
        ValueError: if there is no object to learn from.
    """
    teaching = images_with_objects(dataset)
    if rank() == 0:
        say(f"{len(teaching)} images to learn from; {some(dataset.class_names[1:])}")
        if len(teaching) < len(dataset):
            say(f"{len(dataset) - len(teaching)} more have no object, and teach nothing")
    usual = known(name)
    rate = usual.rate if chosen.rate is None else chosen.rate
    average = average_of(detector, chosen.ema)
    train(
        synchronise_gradients(detector),
        Batches(
            partial(sample, dataset=dataset, known=teaching, augmentation=chosen.augment),
            len(teaching),
            chosen.batch_size,
            seed=chosen.seed,
            workers=chosen.workers,
        ),
        make_optimiser(detector, usual.optimiser, rate),
        chosen.steps,
        schedule=schedule_of(chosen.schedule, chosen.steps, chosen.warm_up, begun_with),
        clip_norm=chosen.clip_norm or CLIP_NORM,
        amp_dtype=torch.bfloat16 if chosen.bf16 else None,
        average=average,
        evaluate=watch,
        evaluate_every=chosen.evaluate_every,
        checkpoints=chosen.output / "checkpoints",
        save_every=chosen.save_every,
        log_folder=chosen.output / "log",
    )
    return cast(TwoStageDetector, average.module) if average else detector
