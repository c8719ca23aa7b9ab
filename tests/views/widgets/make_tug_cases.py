"""Writes tug_cases.json, by which pytest and ``node --test`` hold the tug of war's arithmetic.

``python -m tests.views.widgets.make_tug_cases`` writes it anew, and a test says whether it is what
the package gives today. Losses come from ``mask_loss`` and ``softmax_mask_loss``, gradients from
PyTorch, all in float64.
"""

from pathlib import Path
from random import Random

import torch

from mrcnn_edu.views.widgets.tug import LOSSES, TugWidget
from tests.views.widgets.make_geometry_cases import as_text

PATH = Path(__file__).with_name("tug_cases.json")
UPPER = [[1, 1], [0, 0]]
COIN, NOTHING = [[2, 1], [0, -2]], [[0, 0], [0, 0]]
HIGH, LOW = [[6, 6], [6, 6]], [[-6, -6], [-6, -6]]

Maps = list[list[list[float]]]

# What a pencil can check.
NAMED = {
    "by hand": ([NOTHING, COIN, [[3, 0], [0, 0]]], UPPER),
    "all alike": ([NOTHING, NOTHING, NOTHING], UPPER),
    "twins": ([NOTHING, COIN, COIN], UPPER),
    "large twins": ([LOW, HIGH, HIGH], [[1, 1], [1, 1]]),
    "sure and right": ([LOW, HIGH, LOW], [[1, 1], [1, 1]]),
    "sure and wrong": ([LOW, HIGH, LOW], NOTHING),
    "the wrong class": ([LOW, LOW, HIGH], [[1, 0], [0, 1]]),
}


def read(logits: Maps, target: list[list[int]]) -> dict[str, object]:
    """One case: probabilities, loss and gradient by both losses."""
    widget = TugWidget(logits, target)
    maps = torch.tensor(logits, dtype=torch.float64)  # (3, 2, 2)
    chances = {"sigmoid": maps.sigmoid(), "softmax": maps.softmax(dim=0)}
    found: dict[str, object] = {"logits": logits, "target": target}
    for kind in LOSSES:
        gradient = widget.gradient(kind).tolist()
        p, loss = chances[kind].tolist(), widget.losses[kind]
        found[kind] = {"p": p, "loss": loss, "gradient": gradient}
    return found


def random_case(source: Random) -> dict[str, object]:
    """Logits between -6 and 6, and any target."""
    logits = [[[source.uniform(-6, 6) for _ in range(2)] for _ in range(2)] for _ in range(3)]
    return read(logits, [[source.randrange(2) for _ in range(2)] for _ in range(2)])


def make_cases() -> dict[str, dict[str, dict[str, object]]]:
    """The whole file."""
    source = Random(12)
    named = {name: read(*case) for name, case in NAMED.items()}
    return {"maps": named | {f"random {i}": random_case(source) for i in range(10)}}


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
