"""How much is looked for on a photograph."""

from mrcnn_edu.cli.finding import limit
from tests.detectors.small import small_detector


def test_more_than_usual_may_be_found():
    detector = small_detector().eval()  # 40 proposals
    assert limit(detector, score=0.0, most=None) == 100
    assert detector.rpn.top_n[1] == 40
    assert limit(detector, score=0.0, most=500) == 500
    assert detector.rpn.top_n[1] == 500
