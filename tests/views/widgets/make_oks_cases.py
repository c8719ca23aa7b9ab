"""Writes oks_cases.json, by which pytest and ``node --test`` hold the OKS ruler's arithmetic.

``python -m tests.views.widgets.make_oks_cases`` writes it anew, and a test says whether it is what
the package gives today. Similarities come from ``evaluation.overlaps.keypoint_overlaps``.
"""

from pathlib import Path
from random import Random

from torch import Tensor

from mrcnn_edu.data.sticks import HELD_OUT, JOINTS, LIMBS, stick_scene
from mrcnn_edu.views.widgets.oks_ruler import RINGS, OksRulerWidget, ring_radius
from tests.views.widgets.make_geometry_cases import as_text

PATH = Path(__file__).with_name("oks_cases.json")
MISSES = {"nose": (3, 0), "left wrist": (0, 3), "left hip": (3, 0)}  # as lesson 15 begins

Misses = dict[str, tuple[float, float]]

# What a pencil can check: the misses, the size, and who is not labelled.
NAMED: dict[str, tuple[Misses, float, list[str]]] = {
    "all exact": ({}, 48, []),
    "as the lesson begins": (MISSES, 48, []),
    "a smaller person": (MISSES, 32, []),
    "one is lost": ({"right ankle": (20, 20)}, 16, []),
    "one is lost and not labelled": ({"right ankle": (20, 20)}, 16, ["right ankle"]),
    "only the nose": (MISSES, 32, [name for name in JOINTS if name != "nose"]),
    "nobody labelled": (MISSES, 32, list(JOINTS)),
}


def standing() -> Tensor:
    """The keypoints (17, 3) of the figure of lesson 15."""
    person: Tensor = stick_scene(HELD_OUT.start + 82)[1]["keypoints"][0]
    return person


def read(misses: Misses, size: float, unlabelled: list[str]) -> dict[str, object]:
    """One case: the state of the page, and what the package makes of it."""
    widget = OksRulerWidget(standing(), JOINTS, LIMBS, area=size**2, misses=misses)
    widget.labelled = [name not in unlabelled for name in JOINTS]
    state = {"offsets": widget.offsets, "labelled": widget.labelled, "size": widget.size}
    rings = [[ring_radius(count, k, size) for count, _, _ in RINGS] for k in widget.k]
    found = {"similarities": widget.similarities, "oks": widget.oks, "passed": widget.passed}
    return {**state, "k": widget.k, "thresholds": widget.thresholds, **found, "rings": rings}


def random_case(source: Random) -> dict[str, object]:
    """Joints off by less and less, so that poses of all qualities occur."""
    far = source.choice([2.0, 4.0, 6.0, 9.0])
    misses = {name: (source.uniform(-far, far), source.uniform(-far, far)) for name in JOINTS}
    unlabelled = [name for name in JOINTS if source.random() < 0.3]
    return read(misses, source.uniform(16, 48), unlabelled)


def make_cases() -> dict[str, dict[str, dict[str, object]]]:
    """The whole file."""
    source = Random(15)
    named = {name: read(*case) for name, case in NAMED.items()}
    return {"poses": named | {f"random {i}": random_case(source) for i in range(12)}}


if __name__ == "__main__":
    PATH.write_text(as_text(make_cases()), encoding="utf-8")
