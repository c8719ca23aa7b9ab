"""Writes how_many_seeds_cases.json, by which pytest and ``node --test`` hold the experiments.

``python -m tests.views.widgets.make_how_many_seeds_cases`` writes it anew, and a test says whether
it is what Python gives today.
"""

from pathlib import Path

import numpy as np

from mrcnn_edu.evaluation.intervals import STUDENT
from mrcnn_edu.views.widgets import seed_experiments
from tests.views.widgets.make_geometry_cases import as_text

PATH = Path(__file__).with_name("how_many_seeds_cases.json")
# Gain, spread, seeds, drawing.
NAMED = {
    "one seed": (1.0, 1.5, 1, 0),
    "two seeds": (1.0, 1.5, 2, 0),
    "three seeds": (1.0, 1.5, 3, 0),
    "twenty seeds": (1.0, 1.5, 20, 0),
    "three seeds, others": (1.0, 1.5, 3, 1),
    "no gain": (0.0, 1.0, 5, 2),
    "a loss": (-2.0, 0.9, 4, 3),
    "hardly any spread": (0.5, 0.05, 3, 4),
    "the most of everything": (5.0, 3.0, 20, 999),
    "the MLP's boxes": (3.8667, 2.4132, 3, 17),
}
MIXED = (0, 1, 2, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def run(gain: float, spread: float, seeds: int, drawing: int) -> dict[str, object]:
    """One case: every mean and interval, and the counts."""
    means, halves = seed_experiments.run_experiments(gain, spread, seeds, drawing)
    found: dict[str, object] = {"gain": gain, "spread": spread, "seeds": seeds, "drawing": drawing}
    found["means"] = means.round(12).tolist()
    found["halves"] = [] if seeds == 1 else halves.round(12).tolist()  # JSON has no infinity
    return found | {"counts": seed_experiments.count_outcomes(gain, means, halves)}


def make_cases() -> dict[str, dict[str, dict[str, object]]]:
    """The whole file."""
    mixed = seed_experiments.mix(np.array(MIXED, dtype=np.uint32)).tolist()
    pairs = {
        str(number): {"number": number, "mixed": m} for number, m in zip(MIXED, mixed, strict=True)
    }
    student = {"from two seeds up": {"t": list(STUDENT[1:])}}
    cases = {name: run(*case) for name, case in NAMED.items()}
    return {"mixed": pairs, "student": student, "experiments": cases}


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
