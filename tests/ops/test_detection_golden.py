"""Operators on anchors, masks and keypoints give torchvision's results where it is not installed.

``python -m tests.make_golden`` wrote the files with torchvision.
"""

import pytest

from mrcnn_edu.ops import anchors, box_coding, keypoints, losses, masks, matching
from tests.ops import golden
from tests.ops.cases import Case
from tests.ops.detection_cases import MAKERS, assert_near

OURS = (box_coding, anchors, matching, losses, masks, keypoints)
ANSWERS = [
    answer for operator in MAKERS for answer in golden.read(golden.GOLDEN / f"{operator}.json")
]


@pytest.mark.parametrize(("case", "expected"), [pytest.param(*a, id=a[0].name) for a in ANSWERS])
def test_result_is_torchvisions(case: Case, expected: object) -> None:
    assert_near(golden.call(OURS, case), expected, 8)


def test_files_hold_many_calls_of_every_operator() -> None:
    for operator in MAKERS:
        assert sum(case.operator == operator for case, _ in ANSWERS) >= 20
