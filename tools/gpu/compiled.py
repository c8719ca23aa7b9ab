"""What torch.compile brings to inference, and how long it takes to begin."""

import time
from functools import partial
from statistics import median

import torch
from torch import nn

from benchmarks import detectors, inputs
from benchmarks.timing import interleave
from tools.gpu.findings import Given
from tools.gpu.precision import HALF, USUAL, computing_in
from tools.gpu.speed import device_here, toy_pair


def run(given: Given) -> None:
    """The backbone compiled beside itself as it is; then the heads as well."""
    device = device_here()
    detector = toy_pair()[0] if given.toy else detectors.both(device)[0]
    size = (64, 80) if given.toy else inputs.IMAGE
    image = detectors.photograph(*size).to(device)
    detector.transform.min_size = (min(size),)
    backend = "eager" if given.toy else "inductor"  # machine code would take a minute
    for precision in (USUAL,) if given.toy else (USUAL, HALF):
        with computing_in(precision, device):
            add(given, precision, detector, image, backend)


def add(
    given: Given, precision: str, detector: nn.Module, image: torch.Tensor, backend: str
) -> None:
    """Compile the parts whose shapes do not change with what is found, and time one image."""
    eager = detector.backbone, detector.rpn.head
    call = partial(detectors.detect, detector, [image])
    call()
    compiled = tuple(torch.compile(part, backend=backend) for part in eager)

    def with_parts(parts: tuple[nn.Module, ...]) -> None:
        detector.backbone, detector.rpn.head = parts
        call()

    start = time.perf_counter()
    with_parts(compiled)
    seconds = time.perf_counter() - start
    times = interleave(partial(with_parts, compiled), partial(with_parts, eager), given.repeats)
    with_parts(eager)
    given.found(
        f"{precision}: backbone and RPN head",
        compiling_s=seconds,
        compiled_ms=median(times.ours) * 1e3,
        eager_ms=median(times.theirs) * 1e3,
        ratio=times.ratio,
        low=times.spread[0] if times.spread else None,
        high=times.spread[1] if times.spread else None,
    )
