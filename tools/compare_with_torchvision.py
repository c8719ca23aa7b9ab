"""Print how far our Mask R-CNN is from torchvision's, layer by layer, on a photograph.

``python -m tools.compare_with_torchvision`` needs torchvision. Both detectors have the same
weights, made from their names, and go all the way by themselves, so that a difference that one
layer makes is seen in all that follow. ``--double`` computes in float64, where only mistakes are
left; ``--kind`` and ``--photograph`` choose others of those in tests/detectors/twins.py.
"""

import argparse
from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from tests.detectors import twins


class Line(NamedTuple):
    """What two layers of one name gave: how many numbers, the largest, and how far apart."""

    name: str
    numbers: int
    largest: float
    difference: float


def tensors_of(output: Any) -> Iterator[Tensor]:
    """The tensors in whatever a layer returned."""
    if isinstance(output, Tensor):
        yield output
    elif isinstance(output, dict):
        for key in sorted(output):
            yield from tensors_of(output[key])
    elif isinstance(output, list | tuple):
        for part in output:
            yield from tensors_of(part)
    elif hasattr(output, "tensors"):  # torchvision's ImageList
        yield output.tensors


def outputs(detector: nn.Module, image: Tensor) -> dict[str, list[Tensor]]:
    """What each layer returned, call after call, and what was detected, by name."""
    found: dict[str, list[Tensor]] = {}

    def watch(name: str) -> Any:
        def hook(_module: nn.Module, _inputs: Any, output: Any) -> None:
            found.setdefault(name, []).extend(t.clone() for t in tensors_of(output))

        return hook

    hooks = [
        module.register_forward_hook(watch(name))
        for name, module in detector.named_modules()
        if name
    ]
    with torch.inference_mode():
        (detections,) = detector.eval()([image])
    for hook in hooks:
        hook.remove()
    return found | {f"detections: {key}": [detections[key]] for key in sorted(detections)}


def compare(
    ours: dict[str, list[Tensor]], theirs: dict[str, list[Tensor]]
) -> tuple[list[Line], list[str]]:
    """A line for each layer that both have, and the names of those whose shapes differ."""
    lines, others = [], []
    for name in [name for name in ours if name in theirs]:
        if [t.shape for t in ours[name]] != [t.shape for t in theirs[name]]:
            others.append(name)
            continue
        pairs = [(a, b) for a, b in zip(ours[name], theirs[name], strict=True) if b.numel()]
        numbers = sum(b.numel() for _, b in pairs)
        largest = max((float(b.abs().max()) for _, b in pairs), default=0.0)
        difference = max((float((a - b).abs().max()) for a, b in pairs), default=0.0)
        lines.append(Line(name, numbers, largest, difference))
    return lines, others


def table(lines: list[Line]) -> str:
    """The lines as Markdown."""
    head = "| layer | numbers | largest | largest difference | of the largest |"
    rows = [
        f"| {line.name} | {line.numbers} | {line.largest:.3g} | {line.difference:.1e} |"
        f" {line.difference / line.largest if line.largest else 0:.1e} |"
        for line in lines
    ]
    return "\n".join([head, "|---|--:|--:|--:|--:|", *rows])


def main() -> None:
    """Read the command line, run both, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", choices=list(twins.OURS), default="mask")
    parser.add_argument("--photograph", choices=list(twins.photographs()), default="landscape")
    parser.add_argument("--min-size", type=int, default=256)
    parser.add_argument("--double", action="store_true", help="compute in float64")
    given = parser.parse_args()
    dtype = torch.float64 if given.double else torch.float32
    image = twins.photographs()[given.photograph].to(dtype)
    made = [
        make(given.kind, min_size=given.min_size).to(dtype)
        for make in (twins.our_detector, twins.their_detector)
    ]
    lines, others = compare(*(outputs(detector, image) for detector in made))
    print(table(lines))
    print(f"\nLaid out otherwise, or of another number of boxes: {', '.join(others)}")


if __name__ == "__main__":
    main()
