"""Where the program waits for the GPU: each such place stops the CPU from giving it more to do."""

import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import torch

import mrcnn_edu
from benchmarks import detectors, inputs
from tools.gpu.findings import Given
from tools.gpu.speed import device_here, toy_pair

PACKAGE = str(Path(mrcnn_edu.__file__).parent)


def run(given: Given) -> None:
    """Count the waits of one inference and of one training step, by place."""
    device = device_here()
    pair = toy_pair() if given.toy else detectors.both(device)
    size = (64, 80) if given.toy else inputs.IMAGE
    image = detectors.photograph(*size).to(device)
    objects = detectors.to_device([detectors.target(*size)], device)
    for whose, detector in zip(("ours", "torchvision's"), pair, strict=True):
        if detector is None:
            continue
        detector.transform.min_size = (min(size),)
        for task, call in (
            ("detect", lambda each=detector: detectors.detect(each, [image])),
            (
                "training step",
                lambda each=detector: detectors.training_step(each, [image], objects),
            ),
        ):
            places = waits(call)
            given.found(f"{task}, {whose}: all", times=places.total())
            if whose == "ours":
                for place, times in places.most_common():
                    given.found(f"{task}: {place}", times=times)


def waits(call: Callable[[], object]) -> Counter[str]:
    """How often each place waits for the GPU in a call, after one that does not count.

    Without a GPU nothing is ever waited for.
    """
    call()
    if not torch.cuda.is_available():
        return Counter()
    places: Counter[str] = Counter()
    shown = warnings.showwarning

    def count(message: Warning | str, *_: object, **__: object) -> None:
        if "synchroniz" in str(message):
            places[place()] += 1

    torch.cuda.set_sync_debug_mode("warn")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = count
            call()
    finally:
        torch.cuda.set_sync_debug_mode("default")
        warnings.showwarning = shown
    return places


def place() -> str:
    """The innermost line of the package that is being run; "elsewhere" in torch's own backward."""
    for frame in reversed(traceback.extract_stack()):
        if frame.filename.startswith(PACKAGE):
            return f"{frame.filename.removeprefix(PACKAGE)[1:]}:{frame.lineno} {frame.line}"
    return "elsewhere"
