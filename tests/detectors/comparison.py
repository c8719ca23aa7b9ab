"""Whether two detectors found the same: pairs of one label that overlap, in nearly one order."""

import torch
from torch import Tensor

from mrcnn_edu.ops.boxes import box_iou

PIXELS, PROBABILITY = 0.05, 1e-3  # how far boxes and scores of a pair may differ
LEAST = 20  # so many detections make a comparison worth something


def assert_many(found: dict[str, Tensor], classes: int = 5) -> None:
    """Hold that there is enough to compare: detectors that find nothing agree too easily."""
    assert len(found["labels"]) >= LEAST
    assert len(found["labels"].unique()) >= classes


def pairs(found: dict[str, Tensor], expected: dict[str, Tensor]) -> Tensor:
    """For each detection expected the index of its partner: the same label, the largest IoU."""
    assert len(found["labels"]) == len(expected["labels"])
    iou = box_iou(expected["boxes"].double(), found["boxes"].double())
    iou[expected["labels"][:, None] != found["labels"]] = -1
    best, partner = iou.max(dim=1)
    assert (best > 0.5).all()
    assert len(partner.unique()) == len(partner)
    return partner


def assert_same_order(partner: Tensor, scores: Tensor) -> None:
    """Hold that detections whose scores differ by more than the tolerance stand alike."""
    apart = scores[:, None] - scores > PROBABILITY
    assert (partner[:, None] < partner)[apart].all()


def assert_same_detections(found: dict[str, Tensor], expected: dict[str, Tensor]) -> None:
    """Hold what was found in one image to what another detector found there."""
    assert found.keys() == expected.keys()
    partner = pairs(found, expected)
    assert_same_order(partner, expected["scores"])
    for key, tolerance in (("boxes", PIXELS), ("scores", PROBABILITY), ("masks", PROBABILITY)):
        if key in expected:
            assert found[key].dtype == expected[key].dtype
            torch.testing.assert_close(found[key][partner], expected[key], rtol=0, atol=tolerance)
    if "keypoints" in expected:
        assert_same_keypoints(found, expected, partner)


def assert_same_keypoints(
    found: dict[str, Tensor], expected: dict[str, Tensor], partner: Tensor
) -> None:
    """Hold keypoints together; scores are logits, of some ten."""
    for key, tolerance in (("keypoints", PIXELS), ("keypoints_scores", PROBABILITY)):
        torch.testing.assert_close(found[key][partner], expected[key], rtol=0, atol=tolerance)
