"""Our detectors find what torchvision's found, where torchvision is not installed.

``python -m tests.detectors.golden`` wrote the files with torchvision.
"""

from functools import cache

import pytest
from torch import nn

from tests.detectors import golden, twins
from tests.detectors.comparison import assert_many

# The 17 heatmaps of each of 120 people take seconds, and the surer half of them shows as much.
MOST = {"mask": 40, "faster": 40, "keypoint": 20}


@cache
def detector(kind: str) -> nn.Module:
    return twins.our_detector(kind, **twins.SETTINGS | {"box_detections_per_img": MOST[kind]})


@pytest.mark.parametrize(("kind", "batch"), twins.CASES)
def test_detections_are_torchvisions(kind: str, batch: str) -> None:
    held = golden.read(kind)[batch]
    for found, expected in zip(twins.detections(detector(kind), batch), held, strict=True):
        assert_many(found, twins.LEAST_CLASSES[kind])
        surest = {key: values[: MOST[kind]] for key, values in expected.items()}
        golden.assert_same(found, surest)


def test_the_files_hold_all_cases_and_enough_of_each() -> None:
    held = {(kind, batch): golden.read(kind)[batch] for kind, batch in twins.CASES}
    assert {len(found["labels"]) for batch in held.values() for found in batch} == {40}
    assert held["mask", "square"][0].keys() == {"boxes", "labels", "scores", "masks"}
    assert "keypoints_scores" in held["keypoint", "batch"][0]


@pytest.mark.parametrize("batch", twins.TRAINING)
def test_losses_are_torchvisions(batch: str) -> None:
    held = golden.read_losses()[batch]
    found = golden.losses(detector("mask"), batch)
    assert list(found) == list(held)
    assert found == pytest.approx(held, rel=2e-6)
