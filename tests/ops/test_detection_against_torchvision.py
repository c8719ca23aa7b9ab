"""Operators of anchors, proposals, masks and keypoints beside torchvision's, on fresh calls."""

import pytest
import torch

from mrcnn_edu.ops import box_coding
from tests.ops import golden
from tests.ops.detection_cases import MAKERS, assert_near, random_detection_case

pytest.importorskip("torchvision", reason="needs torchvision")

from tests.ops import torchvision_twins as twins

OURS = (box_coding,)
FRESH = range(10_000, 10_120)  # golden files hold the seeds from 0 up
ROUNDINGS = 4


@pytest.mark.parametrize("seed", FRESH)
@pytest.mark.parametrize("operator", MAKERS)
def test_random_calls(operator: str, seed: int) -> None:
    case = random_detection_case(operator, seed)
    assert_near(golden.call(OURS, case), golden.call(twins, case), ROUNDINGS)


@pytest.mark.parametrize("operator", MAKERS)
def test_golden_files_hold_what_torchvision_answers_today(operator: str) -> None:
    answers = list(golden.read(golden.GOLDEN / f"{operator}.json"))
    assert answers
    for case, expected in answers:
        assert_near(golden.call(twins, case), expected, ROUNDINGS)


def test_decoding_in_bfloat16_keeps_the_pixels_that_torchvision_loses() -> None:
    anchors = torch.tensor([[1001.0, 1003, 1101, 1203]])
    deltas = torch.zeros(1, 4, dtype=torch.bfloat16)
    assert (twins.decode_boxes(deltas, anchors) - anchors).abs().max() > 4
    golden.assert_identical(box_coding.decode_boxes(deltas, anchors), anchors)
