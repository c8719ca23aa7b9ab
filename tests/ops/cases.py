"""Calls of the operators, from ordinary to nasty: what golden files and live comparisons share.

``random_case(operator, seed)`` is the same call whenever it is asked for, so that golden files
can hold some seeds and live comparisons with torchvision try many others. ``NASTY`` adds calls
written by hand. A call names its arguments as torchvision does.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

THRESHOLDS = (0.0, 0.1, 0.3, 0.5, 0.6, 0.7, 1.0)
FORMATS = ("xyxy", "xywh", "cxcywh")
BOX_OPERATORS = (
    "box_area",
    "box_convert",
    "box_iou",
    "generalized_box_iou",
    "clip_boxes_to_image",
    "remove_small_boxes",
)
NAN, INF = float("nan"), float("inf")


class Case(NamedTuple):
    """One call: which operator, a name for the report, and the arguments by keyword."""

    operator: str
    name: str
    arguments: dict[str, object]


def _uniform(n: int, g: torch.Generator) -> Tensor:
    """Corners in order, on no grid, some of them negative."""
    corner = torch.rand(n, 2, generator=g) * 90 - 30
    return torch.cat((corner, corner + torch.rand(n, 2, generator=g) * 60), dim=1)


def _pixels(n: int, g: torch.Generator) -> Tensor:
    """Small whole numbers from 0 up: many equal overlaps, some boxes without area."""
    corner = torch.randint(0, 12, (n, 2), generator=g)
    return torch.cat((corner, corner + torch.randint(0, 9, (n, 2), generator=g)), dim=1).float()


def _clustered(n: int, g: torch.Generator) -> Tensor:
    """Jittered copies of three boxes, as a detector gives them."""
    base = torch.tensor([[2.0, 3, 42, 33], [30, 10, 60, 70], [100, 100, 140, 120]])
    jitter = torch.randn(n, 4, generator=g) * 3
    return base[torch.randint(0, 3, (n,), generator=g)] + jitter


def _inverted(n: int, g: torch.Generator) -> Tensor:
    """Corners in any order."""
    return torch.rand(n, 4, generator=g) * 40 - 20


def _flat(n: int, g: torch.Generator) -> Tensor:
    """Points and lines among the boxes."""
    boxes = _pixels(n, g)
    boxes[::2, 2] = boxes[::2, 0]
    boxes[::3, 3] = boxes[::3, 1]
    return boxes


def _far(n: int, g: torch.Generator) -> Tensor:
    """Small boxes so far away that subtracting their corners loses digits."""
    return _uniform(n, g) / 8 + 1e6


def _tiny(n: int, g: torch.Generator) -> Tensor:
    """Areas near the smallest normal number of float32."""
    return _uniform(n, g) * 1e-20


def _huge(n: int, g: torch.Generator) -> Tensor:
    """Areas beyond the largest number of float32."""
    return _uniform(n, g) * 1e18


def _not_finite(n: int, g: torch.Generator) -> Tensor:
    """Every sixth coordinate or so is NaN or infinite."""
    boxes = _uniform(n, g)
    odd = torch.tensor([NAN, INF, -INF])[torch.randint(0, 3, (n, 4), generator=g)]
    return torch.where(torch.rand(n, 4, generator=g) < 1 / 6, odd, boxes)


def _same(n: int, g: torch.Generator) -> Tensor:
    """One box, many times."""
    return _uniform(1, g).repeat(n, 1)


KINDS = (_uniform, _pixels, _clustered, _inverted, _flat, _far, _tiny, _huge, _not_finite, _same)
# The overflow and the many ties of these need a wide type, or a grid that a narrow type can hold.
NARROW_KINDS = (_pixels, _flat)
FLOATS = (torch.float32, torch.float64)
ALL_DTYPES = (*FLOATS, torch.float16, torch.bfloat16, torch.int32, torch.int64)


def _scores(n: int, g: torch.Generator, dtype: torch.dtype) -> Tensor:
    """Scores of one of four kinds: all different, few levels, all equal, some not finite."""
    kind = int(torch.randint(0, 4, (), generator=g))
    scores = torch.rand(n, generator=g)
    if kind == 1:
        scores = (scores * 4).floor() / 4 - 0.25
    elif kind == 2:
        scores = torch.full((n,), 0.5)
    elif kind == 3:
        odd = torch.tensor([NAN, INF, -INF, -0.0, 0.0])[torch.randint(0, 5, (n,), generator=g)]
        scores = torch.where(torch.rand(n, generator=g) < 0.3, odd, scores)
    return scores.to(dtype)


def _boxes(kind: Callable[[int, torch.Generator], Tensor], n: int, g: torch.Generator) -> Tensor:
    """Boxes of a kind: as a fresh tensor, or as every second row of a larger one."""
    if torch.rand((), generator=g) < 0.5:
        return kind(n, g)
    return kind(2 * n, g)[::2]


def random_case(operator: str, seed: int, largest: int = 12) -> Case:
    """A call of ``operator`` with up to ``largest`` boxes, the same for the same seed."""
    g = torch.Generator().manual_seed(seed)
    suppresses = operator.endswith("nms")
    kind = KINDS[seed % len(KINDS)]
    if operator == "batched_nms":
        kind = NARROW_KINDS[seed % 2]  # where torchvision's offset trick loses nothing
    dtypes = ALL_DTYPES if kind in NARROW_KINDS and not suppresses else FLOATS
    dtype = dtypes[seed // len(KINDS) % len(dtypes)]
    n, m = (int(k) for k in torch.randint(0, largest + 1, (2,), generator=g))
    boxes = _boxes(kind, n, g).to(dtype)
    name = f"{operator}-{seed}-{kind.__name__[1:]}-{str(dtype)[6:]}-{n}"
    draw = lambda options: options[int(torch.randint(0, len(options), (), generator=g))]  # noqa: E731
    arguments: dict[str, object] = {"boxes": boxes}
    if operator in ("box_iou", "generalized_box_iou"):
        arguments = {"boxes1": boxes, "boxes2": _boxes(kind, m, g).to(dtype)}
    elif operator == "box_convert":
        arguments |= {"in_fmt": draw(FORMATS), "out_fmt": draw(FORMATS)}
    elif operator == "clip_boxes_to_image":
        arguments |= {"size": draw(((20, 30), (7, 5), (0, 0), (1, 100)))}
    elif operator == "remove_small_boxes":
        arguments |= {"min_size": draw((0, 1, 3.0, 0.1, 30.0, 1e-19))}
    elif suppresses:
        arguments |= {"scores": _scores(n, g, dtype)}
        if operator == "batched_nms":
            arguments |= {"idxs": torch.randint(0, draw((1, 3, 80)), (n,), generator=g)}
        arguments |= {"iou_threshold": draw(THRESHOLDS)}
    return Case(operator, name, arguments)
