"""Mask R-CNN beside torchvision's on a GPU: inference, a training step, and where the time goes."""

import time
from functools import partial
from statistics import median
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks import detectors, inputs
from benchmarks.run import Line
from benchmarks.stages import STAGES, seconds_by_stage, share_of_products
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from tools.gpu.findings import Given
from tools.gpu.precision import EXACT, HALF, USUAL, computing_in

PAPER_FPS = 5  # He et al. (2017), section 4: ResNet-101-FPN on a Tesla M40
Pair = tuple[nn.Module, nn.Module | None]


def run(given: Given) -> None:
    """Time whole detectors at each precision, the most wanted first.

    Raises:
        RuntimeError: if ours and torchvision's do not find the same in exact float32.
    """
    device = device_here()
    pair = toy_pair() if given.toy else detectors.both(device)
    size, small = ((64, 80), (32, 32)) if given.toy else (inputs.IMAGE, (320, 320))
    rounded = (USUAL,) if given.toy else (USUAL, HALF)
    for name in rounded:
        with computing_in(name, device):
            add_whole(given, name, pair, (size, small), device)
    for name in rounded:
        if time.monotonic() > given.until:
            return
        with computing_in(name, device):
            add_agreement(given, name, pair, detectors.photograph(*size).to(device))
            add_stages(given, name, pair, detectors.photograph(*size).to(device))
            if not given.toy:  # a profiler takes seconds to begin
                add_shares(given, name, pair, size, device)
    if time.monotonic() < given.until:
        with computing_in(EXACT, device):
            add_whole(given, EXACT, pair, (size, small), device)


def add_whole(
    given: Given, name: str, pair: Pair, sizes: tuple[detectors.Size, detectors.Size], device: str
) -> None:
    """Inference and a training step, and what is found alike where nothing is rounded."""
    # In ten bits or seven, a box more or less is found; ``add_agreement`` says how many.
    lines = detectors.whole(pair, *sizes, device, given.repeats, exact=name == EXACT)
    for line in lines:
        add_line(given, f"{name}: {line.case.name}", line)
    ours, theirs = (1 / median(t) if t else None for t in lines[0].times)
    shown = f"{name}: frames per second, {lines[0].case.name}"
    given.found(shown, ours=ours, theirs=theirs, paper=PAPER_FPS)


def device_here() -> str:
    """A GPU if there is one."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def toy_pair() -> Pair:
    """A small detector twice, the second under the names that torchvision's has."""
    few: dict[str, Any] = {"min_size": 64, "box_score_thresh": 0.2, "box_detections_per_img": 3}
    ours, other = (mask_rcnn_tiny(detectors.OBJECTS + 1, **few) for _ in "ab")
    other.load_state_dict(ours.state_dict())
    other.roi_heads.mask_roi_pool = other.roi_heads.mask_pooler
    return ours, other


def add_line(given: Given, name: str, line: Line) -> None:
    """A finding of one comparison: milliseconds, their ratio, and the middle half of ratios."""
    ours, theirs = (median(t) * 1e3 if t else None for t in line.times)
    low, high = line.times.spread or (None, None)
    ratio, aim = line.times.ratio, line.case.aim
    given.found(
        name,
        ours_ms=ours,
        theirs_ms=theirs,
        ratio=ratio,
        low=low,
        high=high,
        aim=aim,
        met=None if aim is None or ratio is None else ratio <= aim,
        result=line.result,
    )


def add_agreement(given: Given, name: str, pair: Pair, image: Tensor) -> None:
    """How many of torchvision's detections are ours, and of those in exact float32 at this one."""
    found = [detectors.detect(each, [image]) if each else None for each in pair]
    with computing_in(EXACT, image.device.type):
        exact = detectors.detect(pair[0], [image])
    for what, other in (("torchvision's", found[1]), ("ours in exact float32", exact)):
        if other is not None and found[0] is not None:
            number, total, furthest = detectors.matched(other, found[0])
            given.found(
                f"{name}: of {what} are found", found=number, of=total, scores_apart=furthest
            )


def add_stages(given: Given, name: str, pair: Pair, image: Tensor) -> None:
    """Milliseconds of each stage of one inference, the GPU waited for after each."""
    ours, theirs = (
        seconds_by_stage(each, partial(detectors.detect, each, [image]), given.repeats)
        if each
        else None
        for each in pair
    )
    for stage in STAGES:
        of_ours, of_theirs = (median(t[stage]) * 1e3 if t else None for t in (ours, theirs))
        given.found(f"{name}: stage {stage}", ours_ms=of_ours, theirs_ms=of_theirs)


def add_shares(given: Given, name: str, pair: Pair, size: detectors.Size, device: str) -> None:
    """How long the processor works on products and on all else, and how long the call takes.

    Where a GPU's work is far below the time of the call, it waits for the CPU to say what to do.
    """
    image = detectors.photograph(*size).to(device)
    objects = detectors.to_device([detectors.target(*size)], device)
    for task, call in (
        ("detect", lambda each: detectors.detect(each, [image])),
        ("training step", lambda each: detectors.training_step(each, [image], objects)),
    ):
        for whose, each in zip(("ours", "torchvision's"), pair, strict=True):
            if each is None:
                continue
            products, total = share_of_products(partial(call, each))
            start = time.perf_counter()
            call(each)
            took = (time.perf_counter() - start) * 1e3
            given.found(
                f"{name}: {task}, {whose}", products_ms=products, all_work_ms=total, call_ms=took
            )
