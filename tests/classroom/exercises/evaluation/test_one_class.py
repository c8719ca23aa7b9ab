"""Average precision and matches of one class are what the whole evaluation computes."""

import numpy as np
import pytest
import torch

from mrcnn_edu.classroom.exercises.evaluation.cases import _OBJECTS
from mrcnn_edu.classroom.exercises.evaluation.examples import LISTS
from mrcnn_edu.classroom.exercises.evaluation.one_class import LEVELS, average_precision, match
from mrcnn_edu.evaluation.coco_eval import RECALLS, Judged, precision_and_recall
from mrcnn_edu.evaluation.matching import match_detections


def test_levels_are_those_of_the_package_to_the_last_digit():
    assert LEVELS.tolist() == RECALLS.tolist()


@pytest.mark.parametrize("seed", range(40))
def test_average_precision_is_that_of_the_package(seed):
    rng = np.random.default_rng(seed)
    detections, objects = int(rng.integers(0, 40)), int(rng.integers(1, 120))
    right = rng.random(detections) < rng.random()
    objects = max(objects, int(right.sum()))
    scores = rng.integers(0, 12, detections) / 16
    flags = right & np.ones((4, 10, 1), bool)
    image = Judged(scores, flags, ~flags, np.full(4, objects))
    curve, _ = precision_and_recall([image], (100,))
    got = average_precision(torch.tensor(scores), torch.tensor(right), objects)
    assert abs(got.item() - curve[0, 0].mean()) < 1e-12


@pytest.mark.parametrize("seed", range(40))
def test_match_is_that_of_the_package(seed):
    rng = np.random.default_rng(seed)
    shape = int(rng.integers(1, 8)), int(rng.integers(1, 8))
    iou = rng.random(shape) * (rng.random(shape) < 0.8)
    nothing = np.zeros((1, shape[1]), bool)
    for threshold in (0.2, 0.5, 0.75):
        wanted = match_detections(iou, nothing[0], nothing, np.array([threshold]))[0, 0]
        assert match(torch.tensor(iou), threshold).tolist() == wanted.tolist()


def test_no_case_hangs_on_the_rounding_of_a_level():
    counts = {objects for *_, objects, _ in LISTS if objects} | set(_OBJECTS.elements)
    for objects in counts:
        for found in range(1, objects + 1):
            exact = 100 * found // objects + 1
            assert (found / objects >= RECALLS).sum() == exact
            single = torch.tensor(found, dtype=torch.float32) / objects
            assert (single >= torch.linspace(0, 1, 101)).sum() == exact
