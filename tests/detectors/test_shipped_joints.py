"""The detector of joints that ships: as small and as good as its card says."""

import csv
import hashlib
import re

import numpy as np
import pytest

from mrcnn_edu.data import sticks
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.catalogue import open_detector
from mrcnn_edu.evaluation.detector import evaluate_detector

WEIGHTS, CARD = "keypoint_rcnn_tiny/weights.safetensors", "keypoint_rcnn_tiny/README.md"
SCENES = 8


def card_number(name: str) -> float:
    """The number in the row of that name in the card's table."""
    (found,) = re.findall(rf"^\| {name} \| ([\d.]+) \|$", shipped(CARD).read_text(), re.MULTILINE)
    return float(found)


def test_the_file_is_the_one_that_the_card_describes():
    found = hashlib.sha256(shipped(WEIGHTS).read_bytes()).hexdigest()
    assert re.findall(r"SHA-256 is `(\w+)`", shipped(CARD).read_text()) == [found]


def test_the_card_has_the_numbers_of_its_run():
    with shipped("results/ablations.csv").open(newline="") as file:
        (run,) = (
            row for row in csv.DictReader(file) if (row["arm"], row["seed"]) == ("joints", "0")
        )
    for name in ("joint AP", "joint AP50", "box AP"):
        place = "on 200 held-out scenes" if name == "joint AP" else "on the same"
        assert card_number(f"{name} {place}") == float(run[name])
    for name in ("median error", "on the twin"):
        assert card_number(name) == float(run[name])


def test_it_opens_by_its_path_alone_and_is_as_good_as_the_card_says():
    detector = open_detector(shipped(WEIGHTS))
    assert detector.class_names == sticks.CLASSES
    assert detector.transform.min_size == (128,)
    scenes = sticks.StickScenes(sticks.HELD_OUT.start, SCENES)
    found = evaluate_detector(detector, scenes, "keypoints", batch_size=1)["AP"]
    assert found == pytest.approx(card_number(f"joint AP on the first {SCENES} of them"), abs=0.005)


def test_what_the_other_detector_finds_has_both_wrists_in_one_place():
    found = np.load(shipped("keypoint_rcnn_tiny/unswapped.npz"))
    count = len(found["scene"])
    assert {len(found[name]) for name in ("boxes", "labels", "scores", "keypoints")} == {count}
    assert set(found["scene"].tolist()) == set(range(40))
    nose, left, right = (divmod(int(each.argmax()), 56) for each in found["maps"])
    assert abs(left[0] - right[0]) + abs(left[1] - right[1]) <= 3  # cells, in a map of 56
    assert abs(nose[1] - left[1]) > 10
