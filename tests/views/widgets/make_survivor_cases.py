"""Writes survivor_cases.json, by which pytest and ``node --test`` hold the same survivors.

``python -m tests.views.widgets.make_survivor_cases`` writes it anew, and a test says whether it is
what the package gives today.
"""

from pathlib import Path
from random import Random

import torch
from torch import Tensor

from mrcnn_edu.views.widgets.survivors import (
    Crowd,
    Cuts,
    follow,
    lost_at,
    owners,
    survivors,
)
from tests.views.widgets.make_geometry_cases import as_text

PATH = Path(__file__).with_name("survivor_cases.json")
NEVER = Cuts(best=9, proposal_iou=1.0, score=0.0, box_iou=1.0)  # nothing is cut
OBJECTS = [[0, 0, 10, 10], [20, 0, 30, 10]]
COIN = 1

# Rows of candidates (box, objectness, level), and of pairs (candidate, class, score, box). On
# object 0 lie three candidates. Of the two on object 1 the first has the higher objectness, the
# second the better rank and the better class score.
CANDIDATES = [
    ([0, 0, 10, 10], 0.9, 0),
    ([0, 0, 10, 8], 0.8, 0),
    ([20, 2, 30, 12], 0.7, 0),
    ([0, 2, 10, 10], 0.6, 1),
    ([20, 0, 30, 9], 0.5, 1),
]
PAIRS = [
    (0, COIN, 0.99, [0, 0, 10, 10]),
    (3, COIN, 0.95, [0, 1, 10, 10]),
    (4, COIN, 0.9, [20, 0, 30, 9.5]),
    (2, COIN, 0.85, [20, 1, 30, 11]),
    (1, COIN, 0.7, [0, 0, 10, 9]),
    (0, 2, 0.4, [0, 0, 10, 10]),
]
# What a pencil can check: the cuts, and how many may pass each NMS.
CUT = {
    "nothing is cut": (NEVER, 9, 9),
    "one of each level": (NEVER._replace(best=1), 9, 9),
    "the first NMS takes the second": (NEVER._replace(proposal_iou=0.7), 9, 9),
    "IoU 0.8 is not above 0.8": (NEVER._replace(proposal_iou=0.8), 9, 9),
    "two proposals": (NEVER, 2, 9),
    "a high score": (NEVER._replace(score=0.9), 9, 9),
    "the second NMS": (NEVER._replace(box_iou=0.5), 9, 9),
    "one detection": (NEVER, 9, 1),
}


def crowd_of(
    candidates: list[tuple[list[float], float, int]],
    pairs: list[tuple[int, int, float, list[float]]],
    proposals: int,
    detections: int,
) -> Crowd:
    """Rows as columns."""

    def column(rows: list[tuple], i: int) -> Tensor:
        whole = bool(rows) and isinstance(rows[0][i], int)
        return torch.tensor([row[i] for row in rows], dtype=torch.int64 if whole else torch.float64)

    c = [column(candidates, i) for i in range(3)]
    p = [column(pairs, i) for i in range(4)]
    return Crowd(*c, p[0], p[1], p[2], p[3], proposals=proposals, detections=detections)


def case(crowd: Crowd, cuts: Cuts, objects: list[list[float]]) -> dict[str, object]:
    """One case: what competes, the cuts, and what comes of it."""
    left, owned = survivors(crowd, cuts), owners(crowd, torch.tensor(objects).double(), COIN)
    found = [follow(crowd, left, owned, number) for number in range(len(objects))]
    given = {k: v.tolist() if isinstance(v, Tensor) else v for k, v in vars(crowd).items()}
    return {
        "crowd": given,
        "cuts": cuts._asdict(),
        "objects": objects,
        "left": {cut: which.tolist() for cut, which in left.items()},
        "owners": {"candidates": owned[0].tolist(), "pairs": owned[1].tolist()},
        "lost": [lost_at(left, owned, number) for number in range(len(objects))],
        "followed": found,
    }


def random_box(source: Random) -> list[float]:
    x, y = source.randrange(0, 12), source.randrange(0, 6)
    return [x, y, x + source.randrange(5, 9), y + source.randrange(5, 9)]


def random_case(source: Random) -> dict[str, object]:
    """Thirty boxes of three levels in a narrow place, scores in tenths, so that many are equal."""
    rows = [(random_box(source), source.randrange(1, 10) / 10, i // 10) for i in range(30)]
    rows.sort(key=lambda row: (row[2], -row[1]))
    pairs = []
    for i, (box, _, _) in enumerate(rows):
        for label in (COIN, 2):
            moved = [corner + source.randrange(-1, 2) / 2 for corner in box]
            pairs.append((i, label, source.randrange(1, 10) / 10, moved))
    pairs.sort(key=lambda row: -row[2])
    crowd = crowd_of(rows, pairs, source.randrange(5, 20), source.randrange(3, 9))
    ious = [source.randrange(1, 10) / 10 for _ in range(2)]
    cuts = Cuts(source.randrange(1, 10), ious[0], source.randrange(0, 8) / 10, ious[1])
    return case(crowd, cuts, [random_box(source) for _ in range(3)])


def make_cases() -> dict[str, dict[str, dict[str, object]]]:
    """The whole file."""
    source = Random(14)
    named = {
        name: case(crowd_of(CANDIDATES, PAIRS, *most), cuts, OBJECTS)
        for name, (cuts, *most) in CUT.items()
    }
    return {"crowds": named | {f"random {i}": random_case(source) for i in range(8)}}


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
