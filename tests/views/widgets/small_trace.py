"""A trace of three objects and a dozen boxes, as the explorer takes it, without any detector."""

from types import SimpleNamespace

import numpy as np
import torch

from mrcnn_edu.ops.anchors import cell_anchors, multilevel_anchors
from mrcnn_edu.ops.exact_masks import paste_masks_exact

SIZE = (303, 384)
LABEL, NAMES = 1, ("background", "coin")
OBJECTS = [[60.0, 60, 160, 160], [200, 100, 260, 220], [300, 20, 350, 70]]
OUTLINES = [np.array([[a, b], [c, b], [c, d], [a, d]]) for a, b, c, d in OBJECTS]
GRIDS = [(19, 24), (10, 12)]
# Of each object a box that lies so many pixels too far right, in each level, the best first.
SHIFTS = ((0, 0, 0.99), (1, 4, 0.9), (2, 6, 0.8), (0, 8, 0.7), (1, 12, 0.6))
LAST_IS_LAST = ((0, 0, 0.99), (1, 4, 0.9), (1, 12, 0.8), (0, 8, 0.7), (2, 6, 0.6))


def shifted(number: int, right: float) -> list[float]:
    x1, y1, x2, y2 = OBJECTS[number]
    return [x1 + right, y1, x2 + right, y2]


def small_trace(shifts: tuple[tuple[int, int, float], ...] = SHIFTS) -> SimpleNamespace:
    """Five candidates on each of two levels, with a class each; those of the second are worse."""
    rows = [(shifted(k, right + 3 * level), score - 0.05 * level, level)
            for level in range(2) for k, right, score in shifts]  # fmt: skip
    boxes, scores, levels = zip(*rows, strict=True)
    anchors = multilevel_anchors(
        [cell_anchors((64,), (1,)), cell_anchors((128,), (1,))], GRIDS, (304, 384)
    )
    best = sorted(range(len(rows)), key=lambda i: -scores[i])
    return SimpleNamespace(
        photo_size=SIZE,
        image_size=SIZE,
        features={str(level): torch.rand(1, 4, *grid) for level, grid in enumerate(GRIDS)},
        objectness=[torch.rand(*grid) for grid in GRIDS],
        anchors=anchors,
        levels=torch.tensor(levels),
        anchor_idxs=torch.arange(len(rows)) % len(SHIFTS) + 30,
        boxes=torch.tensor(boxes),
        scores=torch.tensor(scores),
        pair_candidates=torch.tensor(best),
        pair_labels=torch.full((len(rows),), LABEL),
        pair_scores=torch.tensor(scores)[best],
        pair_boxes=torch.tensor(boxes)[best],
        own={
            "best": 5,
            "proposal_iou": 0.9,
            "proposals": 8,
            "score": 0.05,
            "box_iou": 0.5,
            "detections": 3,
        },
        masks=lambda which: torch.ones(len(which), 4, 4),
        paste=lambda masks, which: paste_masks_exact(masks, torch.tensor(boxes)[best][which], SIZE),
    )
