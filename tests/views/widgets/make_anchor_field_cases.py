"""Writes anchor_field_cases.json, by which pytest and ``node --test`` hold the anchor field.

``python -m tests.views.widgets.make_anchor_field_cases`` writes it anew, and a test says whether it
is what the package gives today.
"""

from pathlib import Path

import torch

from mrcnn_edu.data.coins import THE_COIN, coin_boxes
from mrcnn_edu.evaluation.proposal_recall import best_overlaps
from mrcnn_edu.ops.anchors import cell_anchors, grid_anchors
from mrcnn_edu.ops.box_coding import decode_boxes, encode_boxes
from mrcnn_edu.ops.boxes import box_area, box_iou
from mrcnn_edu.ops.matching import match_boxes
from tests.views.widgets.make_geometry_cases import as_text

PATH = Path(__file__).with_name("anchor_field_cases.json")
COINS = coin_boxes().double()
COIN = COINS[THE_COIN].tolist()
SQUARES = (16,), (1,)

# Boxes, scales and ratios, the grid and its stride, the thresholds, the rule.
FIELDS = {
    "one lies exactly there": ([[24, 24, 40, 40]], SQUARES, (4, 6), 16, 0.7, 0.3, False),
    "exactly the upper threshold": ([[24, 24, 40, 32]], SQUARES, (4, 6), 16, 0.5, 0.5, False),
    "exactly the lower threshold": ([[24, 24, 40, 32]], SQUARES, (4, 6), 16, 0.7, 0.5, False),
    "below both": ([[24, 24, 40, 28]], SQUARES, (4, 6), 16, 0.7, 0.3, False),
    "below both, and rescued": ([[24, 24, 40, 28]], SQUARES, (4, 6), 16, 0.7, 0.3, True),
    "four fit alike": ([[36, 36, 44, 44]], SQUARES, (4, 6), 16, 0.7, 0.3, True),
    "no anchor touches it": ([[300, 300, 310, 310]], SQUARES, (4, 6), 16, 0.7, 0.3, True),
    "of two boxes alike the first": ([[24, 24, 40, 40]] * 2, SQUARES, (4, 6), 16, 0.7, 0.3, False),
    "best for one, but more of another": (
        [[24, 24, 40, 40], [26, 26, 38, 38]], SQUARES, (4, 6), 16, 0.9, 0.1, True,
    ),
    "without area": ([[30, 30, 30, 40]], SQUARES, (4, 6), 16, 0.7, 0.0, True),
    "the coin": ([COIN], ((32, 48, 64), (0.5, 1, 2)), (18, 24), 16, 0.7, 0.3, False),
    "row three": (COINS[12:18].tolist(), ((32, 48, 64), (0.5, 1, 2)), (18, 24), 16, 0.7, 0.3, True),
    "large ones": ([COIN], ((128, 256, 512), (0.5, 1, 2)), (18, 24), 16, 0.7, 0.3, True),
    "finer": ([COIN], ((32, 64), (1,)), (37, 48), 8, 0.6, 0.4, True),
}  # fmt: skip


def read(boxes, shapes, grid, stride, high, low, rescue) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """One case: what goes in, the matches, and the deltas of the anchor that fits box 0 best."""
    cell = cell_anchors(*shapes)
    anchors = grid_anchors(cell, grid, (stride, stride)).double()
    true = torch.tensor(boxes, dtype=torch.float64)
    iou = box_iou(true, anchors)  # (G, A)
    matches = match_boxes(iou, high, low, allow_low_quality=rescue)
    best = int(iou[0].argmax())
    has_area = bool((true[0, 2:] > true[0, :2]).all())
    return {
        "boxes": boxes,
        "shapes": cell.tolist(),
        "grid": list(grid),
        "stride": stride,
        "high": high,
        "low": low,
        "rescue": rescue,
        "last_anchor": anchors[-1].tolist(),
        "matches": matches.tolist(),
        "best": [best, float(iou[0, best])],
        "deltas": encode_boxes(true[0], anchors[best]).tolist() if has_area else None,
    }


# Boxes, scales and ratios, the grid and its stride: which boxes have an anchor that fits.
ALL = (0.5, 1, 2)
CHOICES = {
    "at the start": (COINS.tolist(), ((32, 48, 64), ALL), (18, 24), 16),
    "finer": (COINS.tolist(), ((32, 48, 64), ALL), (37, 48), 8),
    "finer, squares": (COINS.tolist(), ((32, 48, 64), (1,)), (37, 48), 8),
    "finest": (COINS.tolist(), ((32, 48, 64), ALL), (75, 96), 4),
    "two scales, squares": (COINS.tolist(), ((40, 56), (1,)), (37, 48), 8),
    "the paper's": (COINS.tolist(), ((128, 256, 512), ALL), (18, 24), 16),
    "below the last cell": ([[24, 72, 40, 88]], SQUARES, (4, 6), 16),
    "far away, and without area": ([[300, 300, 310, 310], [9, 9, 9, 20]], SQUARES, (4, 6), 16),
}  # fmt: skip

# An anchor, and the deltas.
ANCHOR = [184.0, 168, 232, 216]
PULLS = {
    "as it stands": (ANCHOR, [0.0, 0, 0, 0]),
    "half a width to the right": (ANCHOR, [0.5, 0.0, 0.0, 0.0]),
    "up, and twice as wide": (ANCHOR, [0.0, -0.25, 0.6931471805599453, 0.0]),
    "of an odd size": ([-3.0, 5, 8, 30], [0.3, -0.7, -1.2, 0.4]),
    "more than it may grow": (ANCHOR, [0.0, 0.0, 5.0, 4.2]),
}


def choose(boxes, shapes, grid, stride) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """One choice of anchors: the best IoU of each box, and its side."""
    cell = cell_anchors(*shapes)
    true = torch.tensor(boxes, dtype=torch.float64)
    given = {"boxes": boxes, "shapes": cell.tolist(), "grid": list(grid), "stride": stride}
    best = best_overlaps(true, grid_anchors(cell, grid, (stride, stride)).double())
    return {**given, "best": best.tolist(), "sides": box_area(true).sqrt().tolist()}


def pull(anchor: list[float], deltas: list[float]) -> dict[str, object]:
    """One anchor that is moved, and what it takes to move it there."""
    a, d = (torch.tensor(values, dtype=torch.float64) for values in (anchor, deltas))
    moved = decode_boxes(d, a)
    back = encode_boxes(moved, a).tolist()
    return {"anchor": anchor, "deltas": deltas, "moved": moved.tolist(), "back": back}


def make_cases() -> dict[str, dict[str, dict[str, object]]]:
    """The whole file."""
    return {
        "fields": {name: read(*field) for name, field in FIELDS.items()},
        "choices": {name: choose(*choice) for name, choice in CHOICES.items()},
        "pulls": {name: pull(*given) for name, given in PULLS.items()},
    }


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
