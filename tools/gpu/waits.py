"""Where the program waits for the GPU: each such place stops the CPU from giving it more to do."""

import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

import mrcnn_edu
from benchmarks import detectors, inputs
from tools.gpu.findings import Given
from tools.gpu.speed import device_here, toy_pair

PACKAGE = str(Path(mrcnn_edu.__file__).parent)
# Whose answer is a number that Python needs, or a tensor whose length only the GPU knows.
ASKING = {
    "_local_scalar_dense",
    "_unique2",
    "bincount",
    "equal",
    "is_nonzero",  # the names that inference mode lets through, as they are written in Python
    "item",
    "masked_select",
    "nonzero",
    "repeat_interleave",
    "unique_consecutive",
    "unique_dim",
}
INDEXING = {"index", "index_put_", "index_put"}  # which ask when the index is a mask
READING = {"tolist", "numpy", "cpu", "__array__"}  # which copy to where Python can see


def run(given: Given) -> None:
    """Count the waits of one inference and of one training step, by place."""
    device = device_here()
    pair = toy_pair() if given.toy else detectors.both(device)
    size = (64, 80) if given.toy else inputs.IMAGE
    image = detectors.photograph(*size).to(device)
    objects = detectors.to_device([detectors.target(*size)], device)
    count = waits if torch.cuda.is_available() else questions
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
            places = count(call)
            given.found(f"{task}, {whose}: all", times=places.total())
            if whose == "ours":
                for where, times in places.most_common():
                    given.found(f"{task}: {where}", times=times)


def waits(call: Callable[[], object]) -> Counter[str]:
    """How often each place waits for the GPU in a call, after one that does not count."""
    call()
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


def questions(call: Callable[[], object]) -> Counter[str]:
    """How often each place would wait for a GPU, counted without one.

    Each operation that asks for a value is a wait, wherever it runs. It counts a wait once, where
    ``waits`` may count two of one operation, and what a C++ operator does inside it does not see.
    """
    call()
    places: Counter[str] = Counter()
    with _Reading(places), _Asking(places):
        call()
    return places


class _Reading(TorchFunctionMode):
    """Counts what copies a tensor to Python, which does not become an operation on a CPU."""

    def __init__(self, places: Counter[str]) -> None:
        super().__init__()
        self.places = places

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Do what was asked, and count it if it copies."""
        if getattr(func, "__name__", "") in READING:
            self.places[place()] += 1
        return func(*args, **(kwargs or {}))


class _Asking(TorchDispatchMode):
    """Counts the operations that ask."""

    def __init__(self, places: Counter[str]) -> None:
        super().__init__()
        self.places = places

    def __torch_dispatch__(
        self,
        func: Any,
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Do what was asked, and count it if it asks."""
        name = func.__name__.split(".")[0]
        by_mask = name in INDEXING and any(_is_mask(index) for index in args[1])
        # With the length of what comes out, repeat_interleave does not ask.
        told = (kwargs or {}).get("output_size") is not None
        lone_where = name == "where" and len(args) == 1  # nonzero by another name
        if (name in ASKING and not told) or by_mask or lone_where:
            self.places[place()] += 1
        return func(*args, **(kwargs or {}))


def _is_mask(index: object) -> bool:
    return isinstance(index, Tensor) and index.dtype in (torch.bool, torch.uint8)


def place() -> str:
    """The innermost line of the package that is being run; "elsewhere" in torch's own backward."""
    for frame, line in traceback.walk_stack(sys._getframe()):
        name = frame.f_code.co_filename
        if name.startswith(PACKAGE):
            text = traceback.extract_stack(frame, limit=1)[-1].line
            return f"{name.removeprefix(PACKAGE)[1:]}:{line} {text}"
    return "elsewhere"
