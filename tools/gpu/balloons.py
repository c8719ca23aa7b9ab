"""Train Mask R-CNN on balloons, with AP and losses as they go, until its steps or its time end."""

import csv
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks.machine import cores
from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.data.balloon import SPLITS, balloon
from mrcnn_edu.data.folders import find_data
from mrcnn_edu.data.samples import images_with_objects, sample
from mrcnn_edu.detectors.backbone_weights import load_backbone
from mrcnn_edu.detectors.catalogue import new_detector
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.evaluation.on_folder import SHORT, results_by_shape
from mrcnn_edu.training.averaging import moving_average
from mrcnn_edu.training.loop import evaluate_apart, train
from mrcnn_edu.training.optimiser import make_optimiser
from mrcnn_edu.training.sampler import Batches
from tools.gpu.findings import Given
from tools.gpu.recipes import RECIPES, Recipe, schedule_of
from tools.gpu.smaller import write_smaller
from tools.gpu.speed import device_here

BACKBONE = "resnet50_imagenet_fp16.pth.gz"
LONGEST = 1024  # pixels of a photograph; the detector makes its shorter side 800
ROIS = 128  # of an image, as in the document
EVALUATE_EVERY, LOG_EVERY = 250, 10
# The last evaluation sees photographs as they are, and the average beside the model.
LAST_EVALUATION = 8.0  # times as long as the others
NUMBERS = ("AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large")


class TimeIsUpError(Exception):
    """Raised where the next batch would be."""


class WatchedBatches:
    """Batches, counted, with the time that was waited for them.

    Attributes:
        step: how many were taken.
        waited: seconds, in all.
        until: when no other is given out, on ``time.monotonic``'s clock.
    """

    def __init__(self, batches: Batches, until: float) -> None:
        self.batches, self.until = batches, until
        self.step, self.waited = 0, 0.0

    def __call__(self, first_step: int) -> Iterator[tuple[list[Any], ...]]:
        """The batches from a step on.

        Raises:
            TimeIsUpError: in place of the first batch that comes too late.
        """
        source = self.batches(first_step)
        while True:
            start = time.monotonic()
            if start > self.until:
                raise TimeIsUpError
            batch = next(source)
            self.waited += time.monotonic() - start
            self.step += 1
            yield batch


class Curve:
    """Losses as they go, their mean over some steps a line, in a table beside the findings."""

    def __init__(self, path: Path, batches: WatchedBatches) -> None:
        self.path, self.batches = path, batches
        self.sums: dict[str, Tensor] = {}
        self.begin = time.monotonic()

    def see(self, detector: nn.Module, _: object, losses: Mapping[str, Tensor]) -> None:
        """A hook of the detector. Losses are added up where they are: no GPU is waited for."""
        if not detector.training:
            return
        for name, loss in losses.items():
            self.sums[name] = self.sums.get(name, 0) + loss.detach().float()
        if self.batches.step % LOG_EVERY == 0:
            means = {name: f"{float(total) / LOG_EVERY:.4f}" for name, total in self.sums.items()}
            seconds = f"{time.monotonic() - self.begin:.1f}"
            self._write({"step": self.batches.step, "seconds": seconds, **means})
            self.sums = {}

    def _write(self, row: dict[str, object]) -> None:
        new = not self.path.exists()
        with self.path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(row), lineterminator="\n")
            if new:
                writer.writeheader()
            writer.writerow(row)


def run(given: Given) -> None:
    """Train by the recipe that the part is named after."""
    torch.manual_seed(0)
    torch.set_num_threads(max(cores() // 8, 1))  # the other cores read images
    source = find_data("balloon")
    with tempfile.TemporaryDirectory() as folder:
        for split in SPLITS:
            write_smaller(source / split, Path(folder) / split, 48 if given.toy else LONGEST)
        learnt, watched = (balloon(split, folder) for split in SPLITS)
        train_and_evaluate(given, RECIPES[given.part], learnt, watched, balloon("val", source))


def train_and_evaluate(
    given: Given, recipe: Recipe, learnt: CocoFolder, watched: CocoFolder, original: CocoFolder
) -> None:
    """Train, and say what came out, and where the time went.

    Args:
        given: of the part.
        recipe: how to train.
        learnt: that it learns from.
        watched: that it is evaluated on as it learns.
        original: the same photographs as they are, for the end.
    """
    detector = new(given, learnt).to(device_here())
    average = None if recipe.decay is None else moving_average(detector, recipe.decay)
    evaluations: list[float] = []  # seconds
    batches = WatchedBatches(batches_of(given, recipe, learnt), given.until)

    def evaluate(model: nn.Module) -> dict[str, float]:
        start = time.monotonic()
        numbers = numbers_of(model, watched)
        evaluations.append(time.monotonic() - start)
        batches.until = given.until - LAST_EVALUATION * evaluations[-1]
        given.found(f"after step {batches.step}", **numbers, seconds=evaluations[-1])
        return {}  # they are written already

    evaluate_apart(evaluate, detector)  # of what knows nothing: how long it takes is known then
    curve = Curve(given.out / f"curve_{given.part}.csv", batches)
    detector.register_forward_hook(curve.see)
    steps = min(recipe.steps, given.steps)
    begin, first = time.monotonic(), sum(evaluations)
    try:
        train(
            detector,
            batches,
            make_optimiser(detector, "sgd", recipe.rate),
            steps,
            schedule=schedule_of(recipe, steps, lambda: batches.until),
            clip_norm=10.0,
            amp_dtype=torch.bfloat16 if recipe.bf16 and not given.toy else None,
            channels_last=recipe.bf16,
            average=average,
            evaluate=evaluate,
            evaluate_every=EVALUATE_EVERY,
            progress=False,
        )
    except TimeIsUpError:
        given.found(f"time was up after step {batches.step} of {steps}")
    seconds = time.monotonic() - begin - (sum(evaluations) - first)
    add_seconds(given, recipe, batches, seconds)
    named = f"step {batches.step}, photographs as they are"
    models = {named: detector}
    if average is not None:
        models = {f"{named}, weights averaged": average.module, **models}
    for name, model in models.items():
        given.found(name, **numbers_of(model.eval(), original))


def new(given: Given, learnt: CocoFolder) -> TwoStageDetector:
    """A detector that knows ImageNet and no balloon; to rehearse, a small one that knows nothing.

    Raises:
        FileNotFoundError: if the weights of the backbone are not there.
    """
    if given.toy:
        return new_detector("mask_rcnn_tiny", learnt.class_names, min_size=(48,), max_size=96)
    detector = new_detector("mask_rcnn_resnet50_fpn", learnt.class_names)
    load_backbone(detector, find_data("weights") / BACKBONE)
    detector.roi_heads.samples_per_image = ROIS
    return detector


def batches_of(given: Given, recipe: Recipe, learnt: CocoFolder) -> Batches:
    """What it learns from, made ready by as many processes as there are cores to spare."""
    known = images_with_objects(learnt)
    spare = cores() - given.share
    workers = max(round(spare * recipe.share) if given.share > 1 else spare - 1, 1)

    def one(index: int, seed: int) -> tuple[Any, ...]:
        return sample(index, seed, dataset=learnt, known=known, augmentation=recipe.augmentation)

    given.found("recipe", **recipe._asdict(), workers=workers, rois=ROIS, images=len(known))
    return Batches(one, len(known), recipe.batch, workers=workers)


def numbers_of(model: nn.Module, dataset: CocoFolder) -> dict[str, float | None]:
    """COCO's numbers of boxes and of masks."""
    labels = torch.arange(len(dataset.class_names))
    results = results_by_shape(model, dataset, list(SHORT)[:2], labels)
    found: dict[str, float | None] = {}
    for shape, detections in results.items():
        numbers = evaluate_coco(dataset.coco, detections, shape)
        for name in NUMBERS:
            known = numbers[name] >= 0  # it is -1 where there is nothing of that size to find
            found[f"{SHORT[shape]} {name}"] = round(100 * numbers[name], 1) if known else None
    return found


def add_seconds(given: Given, recipe: Recipe, batches: WatchedBatches, seconds: float) -> None:
    """Where the time of a step went: how much of it was waiting for images to be read."""
    steps = max(batches.step, 1)
    cuda = torch.cuda.is_available()
    given.found(
        "time",
        steps=batches.step,
        seconds=seconds,
        ms_a_step=seconds / steps * 1e3,
        of_it_waiting_for_images_ms=batches.waited / steps * 1e3,
        images_a_second=batches.step * recipe.batch / max(seconds, 1e-9),
        peak_GiB=torch.cuda.max_memory_allocated() / 2**30 if cuda else None,
    )
