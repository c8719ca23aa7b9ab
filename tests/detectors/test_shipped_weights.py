"""The detector that ships: as small, as good and as honest as its card says."""

import hashlib
import re

import pytest
import torch

from mrcnn_edu.data import shapes
from mrcnn_edu.data.coin_cutouts import TRAINING_COINS
from mrcnn_edu.data.coin_scenes import CLASSES
from mrcnn_edu.data.shapes import ShapeScenes
from mrcnn_edu.data.shipped import SHA256, shipped
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.evaluation.detector import evaluate_detector
from tools.evaluate_tiny import FOUND_IOU, WEIGHTS, on_the_photograph

CARD = "mask_rcnn_tiny/README.md"
SCENES = 25


@pytest.fixture(scope="module")
def detector():
    return mask_rcnn_tiny(len(CLASSES), weights=shipped(WEIGHTS)).eval()


def card_number(name: str) -> float:
    """The number in the row of that name in the card's table."""
    (found,) = re.findall(rf"^\| {name} \| ([\d.]+) \|$", shipped(CARD).read_text(), re.MULTILINE)
    return float(found)


def test_the_file_is_small_and_names_its_classes(detector) -> None:
    assert shipped(WEIGHTS).stat().st_size <= 15e6
    assert detector.class_names == CLASSES


def test_the_file_is_the_one_that_the_card_describes() -> None:
    found = hashlib.sha256(shipped(WEIGHTS).read_bytes()).hexdigest()
    assert re.findall(r"SHA-256 is `(\w+)`", shipped(CARD).read_text()) == [found]
    assert SHA256[WEIGHTS] == found


def test_every_coin_that_it_never_saw_is_found_and_nothing_else(detector) -> None:
    photograph = on_the_photograph(detector)
    unseen = [coin for coin in range(24) if coin not in TRAINING_COINS]
    assert len(unseen) == 12
    assert photograph.ious[unseen].min() >= FOUND_IOU
    assert photograph.false_alarms == 0
    lowest = card_number("lowest mask IoU of the twelve coins never seen")
    assert float(photograph.ious[unseen].min()) == pytest.approx(lowest, abs=0.005)


def test_the_card_tells_the_ap_of_these_weights(detector) -> None:
    """On the first held-out scenes; the card has all 500, by ``python -m tools.evaluate_tiny``."""
    scenes = ShapeScenes(shapes.HELD_OUT.start, SCENES)
    found = evaluate_detector(detector, scenes, "segm", batch_size=1)["AP"]
    assert found == pytest.approx(card_number(f"mask AP on the first {SCENES} of them"), abs=0.005)
    assert abs(found - card_number("mask AP on 500 held-out scenes of shapes")) < 0.12


def test_weights_are_numbers(detector) -> None:
    assert all(bool(p.isfinite().all()) for p in detector.parameters())
    assert all(p.dtype == torch.float32 for p in detector.parameters())
