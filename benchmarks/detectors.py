"""Compare the speed of our Mask R-CNN with torchvision's: ``python -m benchmarks.detectors``.

Both have ResNet-50-FPN, the same weights, made from their names, and the same photograph, and run
in turn in one process, after their detections were held equal. ``--device cuda`` and ``--bf16``
measure a GPU, at equal precision. Without torchvision only our own times are taken.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from benchmarks import inputs
from benchmarks.machine import describe
from benchmarks.run import HOW_TO_COMPARE, RESULTS, Case, Line, table
from benchmarks.stages import (
    STAGES,
    products_table,
    seconds_by_stage,
)
from benchmarks.timing import interleave, seconds
from mrcnn_edu.ops.boxes import box_iou, clip_boxes_to_image
from tests.detectors import twins

# Without them, glibc gives large pieces of memory back at once, and the system has to find and
# clear each page of the next. The Makefile sets them.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "4294967296"}
OBJECTS = 8  # in the image of a training step
Detections = list[dict[str, Tensor]]
Size = tuple[int, int]  # height and width


def photograph(height: int, width: int) -> Tensor:
    """The cup of coffee, resized: (3, height, width), from 0 to 1."""
    image = twins.photographs()["landscape"][None]
    return interpolate(image, (height, width), mode="bilinear", antialias=True)[0]


def target(height: int, width: int) -> dict[str, Tensor]:
    """Eight objects of all scales, each an ellipse in its box."""
    g = torch.Generator().manual_seed(0)
    scale = torch.tensor([width, height]).repeat(2) / torch.tensor(inputs.IMAGE[::-1]).repeat(2)
    boxes = clip_boxes_to_image(inputs.random_boxes(OBJECTS, g) * scale, (height, width))  # (G, 4)
    labels = torch.arange(1, OBJECTS + 1)
    return {"boxes": boxes, "labels": labels, "masks": twins.draw_masks(boxes, height, width)}


def to_device(tensors: Sequence[dict[str, Tensor]], device: str) -> list[dict[str, Tensor]]:
    """The same dicts with every tensor on the device."""
    return [{name: tensor.to(device) for name, tensor in each.items()} for each in tensors]


def detect(detector: nn.Module, images: list[Tensor]) -> Detections:
    """Inference, to the end of the work of a GPU."""
    detector.eval()
    with torch.inference_mode():
        found: Detections = detector(images)
    if images[0].is_cuda:
        torch.cuda.synchronize()
    return found


def training_step(
    detector: nn.Module, images: list[Tensor], targets: list[dict[str, Tensor]]
) -> dict[str, Tensor]:
    """Losses, gradients, and a step that is too small to change what comes next."""
    torch.manual_seed(0)  # the same proposals are drawn each time, and by both
    detector.train()
    learning = [p for p in detector.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(learning, lr=1e-12, momentum=0.9)
    optimizer.zero_grad()
    losses: dict[str, Tensor] = detector(images, targets)
    torch.stack(list(losses.values())).sum().backward()
    optimizer.step()
    if images[0].is_cuda:
        torch.cuda.synchronize()
    return {name: loss.detach() for name, loss in losses.items()}


def matched(one: Detections, other: Detections, iou: float = 0.9) -> tuple[int, int, float]:
    """How many detections of one the other has, of how many, and how far scores are apart.

    A detection is the other's if the best overlapping box of the same class does so by ``iou``.
    """
    number, total, furthest = 0, 0, 0.0
    for a, b in zip(one, other, strict=True):
        overlap = box_iou(a["boxes"].float(), b["boxes"].float())  # (D, E)
        overlap[a["labels"][:, None] != b["labels"]] = 0
        total += len(overlap)
        if overlap.numel():
            best, which = overlap.max(dim=1)
            apart = (a["scores"] - b["scores"][which]).abs()[best >= iou]
            number += len(apart)
            furthest = max(furthest, float(apart.max()) if len(apart) else 0.0)
    return number, total, furthest


def require_same(ours: Detections, theirs: Detections) -> None:
    """Refuse to time what does not find the same.

    Raises:
        RuntimeError: if fewer than 98 in 100 detections are also the other's, or scores differ.
    """
    number, total, furthest = matched(theirs, ours)
    if number < 0.98 * total or furthest > 0.01:
        raise RuntimeError(
            f"{number} of torchvision's {total} detections are also ours, with scores up to"
            f" {furthest:.3f} apart, so that their times do not compare"
        )


def require_same_losses(ours: dict[str, Tensor], theirs: dict[str, Tensor]) -> None:
    """Refuse to time what does not learn the same.

    Raises:
        RuntimeError: if a loss differs by more than a twentieth. For a rounding of float32, a
            proposal more or less is drawn; tests compare to the last digits, in float64.
    """
    for name, loss in theirs.items():
        if not torch.isclose(ours[name], loss, rtol=0.05, atol=0.01):
            raise RuntimeError(f"{name} is {ours[name]:.4f} with ours, {loss:.4f} with theirs")


def compare(
    name: str, aim: float | None, call: Callable[..., Any], check: Any, pair: Any, repeats: int
) -> Line:
    """Check that two detectors do the same, then time them in turn."""
    ours, theirs = pair
    result = call(ours)
    if theirs is not None:
        check(result, call(theirs))
    size = f"{len(result[0]['boxes'])} boxes" if isinstance(result, list) else f"{len(result)}"
    beside = None if theirs is None else partial(call, theirs)
    times = interleave(partial(call, ours), beside, repeats, warm_up=1)
    return Line(Case(name, "", (), aim), times, size)


def at_half(device: str, wanted: bool) -> torch.autocast:
    """Within it, bfloat16 is computed in where autocast thinks it safe."""
    return torch.autocast(device, torch.bfloat16, enabled=wanted)


def both(device: str) -> tuple[nn.Module, nn.Module | None]:
    """Our detector and torchvision's, if it is installed."""
    installed = importlib.util.find_spec("torchvision") is not None
    theirs = twins.their_detector("mask").to(device) if installed else None
    return twins.our_detector("mask").to(device), theirs


def unchecked(*_: Any) -> None:
    """In place of ``require_same``, where roundings are larger than what it allows."""


def whole(
    pair: Any, size: Size, small: Size, device: str, repeats: int, *, exact: bool = True
) -> list[Line]:
    """Inference in one image and in eight small ones, and a training step.

    Both must find the same, unless they are not ``exact``: in bfloat16 a box more or less is found.
    """
    same, same_losses = (require_same, require_same_losses) if exact else (unchecked, unchecked)
    one = [photograph(*size).to(device)]
    eight = [image.to(device) for image in [photograph(*small)] * 8]
    targets = to_device([target(*size)], device)
    aims = (0.5, 0.7) if device == "cuda" else (0.65, 0.8)  # of the time of torchvision's
    named = f"{size[0]} x {size[1]}"
    step = partial(training_step, images=one, targets=targets)
    lines = []
    for name, shown, call, check, aim, times in (
        (f"{named}, detect", size, partial(detect, images=one), same, aims[0], repeats),
        (f"8 of {small[0]}, detect", small, partial(detect, images=eight), same, None, repeats),
        (f"{named}, training step", size, step, same_losses, aims[1], -(-repeats // 2)),
    ):
        for detector in filter(None, pair):
            detector.transform.min_size = (min(shown),)  # so that no image is resized
        lines.append(compare(name, aim, call, check, pair, times))
    return lines


def stage_table(pair: Any, image: Tensor, repeats: int) -> str:
    """Milliseconds of each stage of one inference, ours and theirs."""
    found = [
        seconds_by_stage(detector, partial(detect, detector, [image]), repeats) if detector else {}
        for detector in pair
    ]
    rows = ["| stage | ours, ms | theirs, ms | ratio |", "|---|--:|--:|--:|"]
    for stage in STAGES:
        ours, theirs = (median(times[stage]) * 1e3 if times else None for times in found)
        beside = "– | –" if theirs is None else f"{theirs:.1f} | {ours / theirs:.2f}"
        rows.append(f"| {stage} | {ours:.1f} | {beside} |")
    return "\n".join(rows)


def bf16_sentence(detector: nn.Module, image: Tensor) -> str:
    """What bfloat16 does to the time of one inference, and to what is found.

    One call of each: a processor without instructions for it takes a minute for a small image.
    """
    device = image.device.type

    def at(wanted: bool) -> Detections:
        with at_half(device, wanted):
            return detect(detector, [image])

    exact = at(False)
    in_float32 = seconds(partial(at, False))
    start = time.perf_counter()
    rounded = at(True)
    ratio = (time.perf_counter() - start) / in_float32
    number, total, furthest = matched(exact, rounded)
    return (
        f"In bfloat16 (torch.autocast) one image of {image.shape[1]} x {image.shape[2]} takes ours"
        f" {ratio:.2f} of its time in float32. Of {total} detections {number} are found again by a"
        f" box of the same class at IoU 0.9 or more, with scores up to {furthest:.3f} apart."
    )


def products(pair: Any, size: Size, device: str) -> str:
    """How much of an inference and of a training step are convolutions and matrix products."""
    image, objects = photograph(*size).to(device), to_device([target(*size)], device)
    inference = [partial(detect, detector, [image]) if detector else None for detector in pair]
    step = [partial(training_step, each, [image], objects) if each else None for each in pair]
    named = f"{size[0]} x {size[1]}"
    return (
        products_table({f"{named}, detect": inference, f"{named}, training step": step})
        + "\n\nProducts are convolutions and products of matrices, which both detectors leave to"
        " the same library. So their share of torchvision's time is the least ratio that can be had"
        " without faster ones."
    )


def peak_megabytes(which: str, task: str, size: Size) -> float:
    """How much more memory than for the model itself one image takes at most, in MiB.

    To be called in a process of its own. The peak counter of Linux is set back when the model is
    made, since making it takes more than keeping it.
    """
    detector = (twins.our_detector if which == "ours" else twins.their_detector)("mask")
    image, objects = photograph(*size), [target(*size)]
    Path("/proc/self/clear_refs").write_text("5")
    before = memory_line("VmRSS")
    if task == "detect":
        detect(detector, [image])
    else:
        training_step(detector, [image], objects)
    return (memory_line("VmHWM") - before) / 1024


def memory_line(name: str) -> int:
    """KiB that Linux counts for this process under that name."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def seconds_of_detection(which: str, size: Size, repeats: int = 5) -> float:
    """Median seconds of one inference, after one that does not count."""
    detector = (twins.our_detector if which == "ours" else twins.their_detector)("mask")
    detector.transform.min_size = (min(size),)
    image = photograph(*size)
    detect(detector, [image])
    return median(seconds(partial(detect, detector, [image])) for _ in range(repeats))


def in_own_process(function: Callable[..., float], *arguments: Any, keep: bool = True) -> float:
    """What a function of this module answers in a fresh process, which keeps memory or not."""
    environment = {name: value for name, value in os.environ.items() if name not in KEEP_MEMORY}
    call = f"from benchmarks.detectors import {function.__name__} as f; print(f{arguments})"
    done = subprocess.run(
        [sys.executable, "-c", call],
        check=True,
        capture_output=True,
        text=True,
        env=environment | (KEEP_MEMORY if keep else {}),
    )
    return float(done.stdout.split()[-1])


def memory_table(size: Size, beside: bool) -> str:
    """Peak memory above the model's own, in processes of their own."""
    rows = ["| memory, MiB | ours | theirs |", "|---|--:|--:|"]
    for task in ("detect", "training step"):
        ours = in_own_process(peak_megabytes, "ours", task, size, keep=False)
        theirs = (
            f"{in_own_process(peak_megabytes, 'theirs', task, size, keep=False):.0f}"
            if beside
            else "–"
        )
        rows.append(f"| {task} | {ours:.0f} | {theirs} |")
    return "\n".join(rows)


def kept_memory_table(size: Size, beside: bool) -> str:
    """One inference where memory is given back to the system, and where it is kept."""
    rows = ["| one inference, ms | ours | theirs |", "|---|--:|--:|"]
    for name, keep in (("memory given back", False), ("memory kept", True)):
        sides = ["ours", "theirs"] if beside else ["ours"]
        times = [in_own_process(seconds_of_detection, side, size, keep=keep) for side in sides]
        shown = [f"{time * 1e3:.0f}" for time in times] + ["–"] * (not beside)
        rows.append(f"| {name} | {' | '.join(shown)} |")
    set_to = ", ".join(f"`{name}={value}`" for name, value in KEEP_MEMORY.items())
    return "\n".join(rows) + f"\n\nMemory is kept with {set_to} (glibc), one process after another."


def report(parts: Sequence[str], machine: dict[str, str], repeats: int) -> str:
    """The whole result as Markdown."""
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    text = "\n\n".join(parts)
    return (
        "# Mask R-CNN beside torchvision's\n\nMade by `make bench`: ResNet-50-FPN of 91 classes,"
        f" on a photograph. Median of {repeats} repeats (half as many training steps), ours and"
        " theirs in turn in one process. The ratio is ours over theirs: smaller is better. Half of"
        f" the repeats, taken in pairs, lie in the range beside it.\n\n{text}\n\n{facts}\n"
    )


def measure(pair: Any, chosen: argparse.Namespace) -> list[str]:
    """Everything that is measured, as parts of the report."""
    size, image = tuple(chosen.size), photograph(*chosen.size).to(chosen.device)
    with at_half(chosen.device, chosen.bf16):
        small = tuple(chosen.small)
        lines = whole(pair, size, small, chosen.device, chosen.repeats, exact=not chosen.bf16)
        parts = [table(lines), stage_table(pair, image, chosen.repeats)]
        parts.append(products(pair, size, chosen.device))
    if not chosen.bf16:
        pair[0].transform.min_size = (min(chosen.small),)
        parts.append(bf16_sentence(pair[0], photograph(*chosen.small).to(chosen.device)))
    if chosen.device == "cpu" and Path("/proc/self/clear_refs").exists():
        parts.append(memory_table(size, pair[1] is not None))
        parts.append(kept_memory_table(size, pair[1] is not None))
    return parts


def file_name(device: str, bf16: bool, library: str | None) -> str:
    """Where the result goes: each sort of measurement to a file of its own."""
    kind = "" if device == "cpu" else f"_{device}"
    kind += "_bf16" if bf16 else ""
    return f"detectors{kind}.md" if library else f"detectors{kind}_alone.md"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write to benchmarks/results/."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--size", type=int, nargs=2, default=inputs.IMAGE)
    parser.add_argument("--small", type=int, nargs=2, default=(320, 320))
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--bf16", action="store_true", help="compare at this precision")
    parser.add_argument("--output", type=Path, help="the file to write")
    chosen = parser.parse_args(arguments)
    pair = both(chosen.device)
    parts = measure(pair, chosen)
    library = None
    if pair[1] is not None:
        import torchvision

        library = torchvision.__version__
    machine = describe(library)
    if chosen.device == "cuda":
        machine["GPU"] = torch.cuda.get_device_name()
    machine["precision"] = "bfloat16 by autocast" if chosen.bf16 else "float32"
    text = report(parts, machine, chosen.repeats)
    path = chosen.output or RESULTS / file_name(chosen.device, chosen.bf16, library)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(text if library else f"{text}\n{HOW_TO_COMPARE}")
    print(f"Written to {path}")


if __name__ == "__main__":
    main()
