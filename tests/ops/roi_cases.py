"""Calls of the RoI operators, from ordinary to nasty, in the manner of ``cases.py``.

Maps are noise: on a ramp, sampling once in the middle of a bin gives what four samples give, and
a wrong place can give the right value.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from tests.ops.cases import Case

RATIOS = (-1, 0, 1, 2, 3)
SCALES = (1.0, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 0.2)
OUTPUT_SIZES = ((7, 7), (1, 1), (2, 2), (3, 2), (1, 5), (5, 3))
SMALL_OUTPUTS = ((2, 2), (3, 2), (1, 3))


def _between(low: float, high: float, n: int, g: torch.Generator) -> Tensor:
    """(n, 4) numbers in steps of 1/64, so that every dtype down to float16 nearly holds them."""
    return ((torch.rand(n, 4, generator=g) * (high - low) + low) * 64).round() / 64


def _ordered(corners: Tensor) -> Tensor:
    """The same boxes with their corners in order."""
    first, second = corners[:, :2], corners[:, 2:]
    return torch.cat((first.minimum(second), first.maximum(second)), dim=1)


# Each kind makes (n, 4) boxes for a map on which both axes run from 0 to 1.
def _inside(n: int, g: torch.Generator) -> Tensor:
    return _ordered(_between(0, 1, n, g))


def _beyond(n: int, g: torch.Generator) -> Tensor:
    """Partly or wholly off the map, on any side."""
    return _ordered(_between(-1.5, 2.5, n, g))


def _flat(n: int, g: torch.Generator) -> Tensor:
    """Points and lines."""
    boxes = _inside(n, g)
    boxes[::2, 2] = boxes[::2, 0]
    boxes[::3, 3] = boxes[::3, 1]
    return boxes


def _larger(n: int, g: torch.Generator) -> Tensor:
    """Larger than the map on every side."""
    return torch.cat((_between(-1, 0, n, g)[:, :2], _between(1, 2, n, g)[:, :2]), dim=1)


def _inverted(n: int, g: torch.Generator) -> Tensor:
    """Corners in any order."""
    return _between(-0.25, 1.25, n, g)


def _on_lines(n: int, g: torch.Generator) -> Tensor:
    """Corners on halves and wholes of a map of 8 cells, where roundings are decided."""
    return (_inside(n, g) * 16).round() / 16


KINDS = (_inside, _beyond, _flat, _larger, _inverted, _on_lines)


def feature_map(shape: tuple[int, ...], g: torch.Generator, dtype: torch.dtype) -> Tensor:
    """Noise in steps of 1/64: exact in every dtype, and short in a file."""
    return ((torch.randn(shape, generator=g) * 64).round() / 64).to(dtype)


def rois(kind, n: int, images: int, size: tuple[int, int], scale: float, g) -> Tensor:
    """(n, 5) RoIs of a kind on maps of that size."""
    height, width = size
    corners = kind(n, g) * torch.tensor([width, height, width, height]) / scale
    return torch.cat((torch.randint(0, images, (n, 1), generator=g), corners), dim=1)


def random_roi_case(operator: str, seed: int, dtype=torch.float32, *, small: bool = False) -> Case:
    """A call of ``roi_align`` or ``roi_pool``, the same for the same seed."""
    g = torch.Generator().manual_seed(seed)
    draw = lambda options: options[int(torch.randint(0, len(options), (), generator=g))]  # noqa: E731
    kind = KINDS[seed % len(KINDS)]
    size = draw(((5, 6), (4, 7)) if small else ((8, 8), (9, 13), (1, 6), (2, 1), (17, 5)))
    images, channels, n = (2, 2, 4) if small else (draw((1, 3)), draw((1, 4)), draw((1, 3, 9)))
    scale = draw(SCALES)
    arguments: dict[str, object] = {
        "input": feature_map((images, channels, *size), g, dtype),
        "boxes": rois(kind, n, images, size, scale, g).to(dtype),
        "output_size": draw(SMALL_OUTPUTS if small else OUTPUT_SIZES),
        "spatial_scale": scale,
    }
    if operator == "roi_align":
        arguments |= {"sampling_ratio": draw(RATIOS), "aligned": draw((False, True))}
        if kind is _inverted and arguments["aligned"]:
            # With an adaptive number and one axis inverted, torchvision fails inside its C++.
            arguments["sampling_ratio"] = draw((1, 2, 3))
    name = f"{operator}-{seed}-{kind.__name__[1:]}-{str(dtype)[6:]}"
    return Case(operator, name, arguments)


def golden_roi_calls(operator: str) -> Iterator[Case]:
    """The calls that a golden file holds: small maps, all kinds of RoIs."""
    for seed in range(42):
        dtype = torch.float64 if seed % 7 == 6 else torch.float32
        yield random_roi_case(operator, seed, dtype, small=True)


def assert_units_apart(got: Tensor, expected: Tensor, units: float) -> None:
    """Hold two results together to so many roundings of the largest number in them, or of 1."""
    largest = max(float(expected.abs().max()), 1.0) if expected.numel() else 1.0
    atol = units * torch.finfo(expected.dtype).eps * largest
    torch.testing.assert_close(got, expected, rtol=0, atol=atol)
