"""Single operators beside torchvision's on a GPU, on the inputs of ``benchmarks.run``."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from benchmarks.run import Case, Line, cases, prepare
from benchmarks.timing import interleave
from tools.gpu.findings import Given
from tools.gpu.speed import add_line, device_here

TOY = 0.02  # of the usual numbers of boxes


def run(given: Given) -> None:
    """Time every case; one that fails, or gives something else, does not end the others."""
    library = theirs()
    wanted = cases(TOY if given.toy else 1.0)
    if given.toy:
        wanted = list({case.operator: case for case in wanted}.values())  # one of each
    for case in wanted:
        if time.monotonic() > given.until:
            given.found("no time was left from here on", case=case.name)
            return
        try:
            add_line(given, case.name, timed(on_device(case, device_here()), library, given))
        except RuntimeError as error:  # of another result than torchvision's, too
            given.found(case.name, failed=str(error)[:300])


def theirs() -> object | None:
    """torchvision's operators by our names; None where it is not installed."""
    try:
        import torchvision
        from torchvision.models.detection import roi_heads
    except ImportError:
        return None
    from benchmarks import masks

    return SimpleNamespace(**vars(torchvision.ops), **masks.theirs(roi_heads))


def on_device(case: Case, device: str) -> Case:
    """The case with its tensors on a device, and without an aim, which is for a CPU."""

    def moved(value: Any) -> Any:
        if isinstance(value, Tensor):
            return value.to(device)
        return [moved(each) for each in value] if isinstance(value, list) else value

    return case._replace(arguments=tuple(moved(each) for each in case.arguments), aim=None)


def timed(case: Case, library: object | None, given: Given) -> Line:
    """Both in turn, to the end of the work of the GPU.

    Raises:
        RuntimeError: if the two do not compute the same.
    """
    pair = prepare(case, library)
    ours, other = (to_the_end(call) if call else None for call in (pair.ours, pair.theirs))
    return Line(case, interleave(ours, other, given.repeats), pair.size)


def to_the_end(call: Callable[[], object]) -> Callable[[], None]:
    """The call, and then the GPU is waited for."""

    def whole() -> None:
        call()
        if torch.cuda.is_available():
            torch.cuda.synchronize()

    return whole
