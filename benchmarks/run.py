"""Compare the speed of our operators with torchvision's: ``python -m benchmarks.run``.

Both run in one process, on the same inputs, in turn. Results are held equal before anything is
timed. Without torchvision only our own times are taken.
"""

import argparse
import importlib.util
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, NamedTuple

import torch

from benchmarks import inputs, masks, roi
from benchmarks.machine import describe
from benchmarks.timing import Times, interleave
from mrcnn_edu.ops import boxes as box_operators
from mrcnn_edu.ops import exact_masks, roi_pooling
from mrcnn_edu.ops import masks as mask_operators
from mrcnn_edu.ops import nms as nms_operators

ROUNDS = 5
RESULTS = Path(__file__).parent / "results"
# Of a mask, places between 0 and 30 are rounded, so that its pixels may differ by 1e-5.
ROUNDINGS = {"roi_align": 3, "paste_masks": 64, "crop_mask_targets": 16}
# What torchvision does otherwise, on purpose: the same work, of which only shape and dtype agree.
OTHERWISE = ("paste_masks_exact",)
HOW_TO_COMPARE = (
    "torchvision is not installed here, so there is nothing to compare with. For ratios, make an"
    " environment with torch and torchvision and run: make bench VENV=that_environment"
)


class Case(NamedTuple):
    """One line of the table: an operator of ours and of torchvision's, and its arguments.

    ``within`` is called with the operator and its arguments in the operator's place.
    """

    name: str
    operator: str
    arguments: tuple[Any, ...]
    aim: float | None = None
    backward: bool = False
    within: Callable[..., Any] | None = None


class Pair(NamedTuple):
    """The two calls of a case, and how large their result is."""

    case: Case
    ours: Callable[[], Any]
    theirs: Callable[[], Any] | None
    size: str


class Line(NamedTuple):
    """What was found for a case: its times, and how large its result is."""

    case: Case
    times: Times
    result: str


def cases(scale: float = 1.0) -> list[Case]:
    """Everything that is timed; a scale below 1 makes it small, for trying the harness itself."""

    def n(boxes: int) -> int:
        return max(round(boxes * scale), 2)

    a = inputs.clustered(n(1000), seed=1)[0]
    b = inputs.clustered(n(1000), seed=2)[0]
    first = torch.Generator().manual_seed(0)
    soft = inputs.clustered(n(500), seed=3)
    return [
        Case("nms, 2000 as an RPN gives them", "nms", (*inputs.rpn(n(2000), 0), 0.7), 1.0),
        Case("nms, 6000 clustered", "nms", (*inputs.clustered(n(6000), 0), 0.7), 1.0),
        Case("nms, 2000 of the finest level", "nms", (*inputs.rpn_level(4, n(2000), first), 0.7)),
        Case("nms, 200 as an RPN gives them", "nms", (*inputs.rpn(n(200), 0), 0.7)),
        Case("batched_nms, 5 levels of 1000", "batched_nms", (*inputs.rpn_levels(n(1000), 0), 0.7)),
        Case(
            "batched_nms, 1000 of 80 classes", "batched_nms", (*inputs.detections(n(1000), 0), 0.5)
        ),
        Case(
            "batched_nms, 4000 of 80 classes", "batched_nms", (*inputs.detections(n(4000), 0), 0.5)
        ),
        Case("box_iou, 1000 x 1000", "box_iou", (a, b)),
        Case("generalized_box_iou, 1000 x 1000", "generalized_box_iou", (a, b)),
        Case("soft_nms, 500 clustered", "soft_nms", soft),
        *(Case(name, op, a, aim, back) for name, op, a, back, aim in roi.calls(n, scale)),
        *(Case(name, op, a, aim, within=how) for name, op, a, how, aim in masks.calls(n)),
    ]


def our_operator(name: str) -> Callable[..., Any]:
    """Our function of that name."""
    modules = (nms_operators, roi_pooling, mask_operators, exact_masks, box_operators)
    module = next(module for module in modules if name in vars(module))
    operator: Callable[..., Any] = getattr(module, name)
    return operator


def require_same(case: Case, ours: torch.Tensor, theirs: torch.Tensor) -> None:
    """Refuse to time what does not compute the same.

    Raises:
        RuntimeError: if the two results differ in a shape, a dtype or a single bit; RoIAlign, masks
            and gradients are sums, which may differ by a few roundings of their largest number. Of
            what is done otherwise on purpose, shape and dtype alone.
    """
    if case.operator in OTHERWISE:
        ours, theirs = torch.zeros_like(ours), torch.zeros_like(theirs)
    roundings = 64 if case.backward else ROUNDINGS.get(case.operator, 0)
    atol = roundings * torch.finfo(torch.float32).eps * float(ours.abs().max()) if roundings else 0
    try:
        torch.testing.assert_close(ours, theirs, rtol=0, atol=atol, equal_nan=True)
    except AssertionError as error:
        raise RuntimeError(
            f"{case.name}: ours and torchvision's {case.operator} differ, so that their times do"
            f" not compare. {error}"
        ) from error


def prepare(case: Case, library: object | None) -> Pair:
    """Check that the two agree on a case, and make the two calls that will be timed."""
    within = roi.forward_and_backward if case.backward else case.within
    whole = (within,) if within else ()
    ours = partial(*whole, our_operator(case.operator), *case.arguments)
    function = getattr(library, case.operator, None)
    theirs = partial(*whole, function, *case.arguments) if function else None
    result = ours()
    if theirs:
        require_same(case, result, theirs())
    result = result[0] if isinstance(result, tuple) else result
    return Pair(case, ours, theirs, " x ".join(str(length) for length in result.shape))


def measure(pairs: Sequence[Pair], repeats: int, rounds: int = ROUNDS) -> list[Line]:
    """Time every case a little, then every case again, and so on.

    A machine is slow or fast for seconds at a time. In rounds, such a spell touches a part of
    every case, where one long stay at each case would let it decide some of them.
    """
    times = [Times([], []) for _ in pairs]
    for _ in range(rounds):
        for pair, total in zip(pairs, times, strict=True):
            part = interleave(pair.ours, pair.theirs, -(-repeats // rounds))
            total.ours.extend(part.ours)
            total.theirs.extend(part.theirs)
    return [Line(pair.case, t, pair.size) for pair, t in zip(pairs, times, strict=True)]


def row(line: Line) -> tuple[str, ...]:
    """One line of the table, as words."""
    ours, theirs = (f"{median(t) * 1e3:.2f}" if t else "–" for t in line.times)
    ratio, spread, aim = line.times.ratio, line.times.spread, line.case.aim
    if ratio is None or spread is None:
        return (line.case.name, line.result, ours, theirs, "–", "–", "–", "–")
    met = "–" if aim is None else "yes" if ratio <= aim else "no"
    quarters = f"{spread[0]:.2f} to {spread[1]:.2f}"
    goal = "–" if aim is None else f"≤ {aim}"
    return (line.case.name, line.result, ours, theirs, f"{ratio:.2f}", quarters, goal, met)


HEADINGS = ("case", "result", "ours, ms", "theirs, ms", "ratio", "middle half", "aim", "met")


def table(lines: Sequence[Line]) -> str:
    """All lines as a table that reads well as text and as Markdown."""
    rows = [HEADINGS, *(row(line) for line in lines)]
    widths = [max(len(r[i]) for r in rows) for i in range(len(HEADINGS))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(r, widths, strict=True)) + " |"
        for r in rows
    )


def report(lines: Sequence[Line], machine: dict[str, str], repeats: int) -> str:
    """The whole result as Markdown."""
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    return (
        f"# Operators beside torchvision\n\nMade by `make bench`. Median of {repeats} repeats in"
        f" {ROUNDS} rounds, ours and theirs in turn in one process. The ratio is ours over theirs:"
        " smaller is better. Half of the repeats, taken in pairs, lie in the range beside it."
        f"\n\n{table(lines)}\n\n{facts}\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write to benchmarks/results/."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=50)
    parser.add_argument("--scale", type=float, default=1.0, help="below 1 for small inputs")
    parser.add_argument("--output", type=Path, help="the file to write")
    chosen = parser.parse_args(arguments)
    library = operators = None
    if importlib.util.find_spec("torchvision"):
        import torchvision
        from torchvision.models.detection import roi_heads

        library = torchvision
        operators = SimpleNamespace(**vars(torchvision.ops), **masks.theirs(roi_heads))
    machine = describe(library.__version__ if library else None)
    pairs = [prepare(case, operators) for case in cases(chosen.scale)]
    lines = measure(pairs, chosen.repeats)
    text = report(lines, machine, chosen.repeats)
    name = "operators.md" if library else "operators_alone.md"
    path = chosen.output or RESULTS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(text if library else f"{text}\n{HOW_TO_COMPARE}")
    print(f"Written to {path}")


if __name__ == "__main__":
    main()
