"""A detector that looks where it is told to, as R-CNN and Fast R-CNN do."""

import pytest
import torch
from torch import Tensor

from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.layers.proposers import GivenProposals
from tests.detectors.small import small_detector, target

IMAGES = [torch.rand(3, 16, 24, generator=torch.Generator().manual_seed(i)) for i in (0, 1)]
# In the batch four times as large: 16 x 24 pixels become 64 x 96.
PROPOSALS = [
    torch.tensor([[2.0, 2.0, 10.0, 12.0], [16.0, 8.0, 30.0, 15.0]]),  # one reaches out
    torch.zeros(0, 4),
]
RESIZED = [[[8, 8, 40, 48], [64, 32, 96, 60]], []]


def fast_rcnn(kind: str = "boxes") -> TwoStageDetector:
    detector = small_detector(kind)
    detector = TwoStageDetector(
        detector.transform, detector.backbone, GivenProposals(), detector.roi_heads
    )
    detector.roi_heads.score_threshold = 0.0
    return detector


def targets() -> list[dict[str, Tensor]]:
    return [
        {**target(objects, 16, 24), "proposals": boxes}
        for objects, boxes in zip((2, 0), PROPOSALS, strict=True)
    ]


def looked_at(detector: TwoStageDetector, *given, **named) -> tuple[list, object]:
    """What the heads are told to look at, and what comes out."""
    seen: list = []
    hook = detector.roi_heads.register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    found = detector(*given, **named)
    hook.remove()
    return [boxes.tolist() for boxes in seen[0]], found


def test_proposals_are_resized_with_their_images() -> None:
    seen, found = looked_at(fast_rcnn().eval(), IMAGES, proposals=PROPOSALS)
    assert seen == RESIZED
    assert [len(of_image["boxes"]) > 0 for of_image in found] == [True, False]
    assert found[0]["boxes"][:, 2].max() <= 24


def test_in_training_they_come_with_the_targets() -> None:
    detector = fast_rcnn("masks").train()
    given = targets()
    seen, losses = looked_at(detector, IMAGES, given)
    assert seen == RESIZED
    assert set(losses) == {"loss_classifier", "loss_box_reg", "loss_mask"}  # none of an RPN
    assert torch.equal(given[0]["proposals"], PROPOSALS[0])
    sum(losses.values()).backward()
    assert all(parameter.grad is not None for parameter in detector.roi_heads.parameters())


def test_there_is_nothing_of_an_rpn_in_its_state() -> None:
    assert not [key for key in fast_rcnn().state_dict() if key.startswith("rpn")]


def test_the_same_boxes_are_found_whoever_proposes_them() -> None:
    with_rpn = small_detector("masks").eval()
    with_rpn.roi_heads.score_threshold = 0.0
    image = torch.rand(3, 64, 96)  # which is not resized
    proposed: list = []
    with_rpn.rpn.register_forward_hook(lambda _, given, out: proposed.append(out[0]))
    (expected,) = with_rpn([image])
    given = TwoStageDetector(
        with_rpn.transform, with_rpn.backbone, GivenProposals(), with_rpn.roi_heads
    ).eval()
    (found,) = given([image], proposals=proposed[0])
    assert len(found["boxes"]) > 0
    for key in expected:
        assert torch.equal(found[key], expected[key]), key


BAD = [
    (None, TypeError, r"proposals must be a list .*got NoneType; this detector looks where"),
    (PROPOSALS[:1], ValueError, r"each of the 2 images, got 1; .*\(0, 4\)"),
    ([PROPOSALS[0], None], TypeError, r"proposals\[1\] must be a torch.Tensor"),
    ([PROPOSALS[0].long(), PROPOSALS[1]], TypeError, r"proposals\[0\] must be .*floating point"),
    ([PROPOSALS[0][0], PROPOSALS[1]], ValueError, r"proposals\[0\] must have shape"),
    ([PROPOSALS[1], [[0.0, 0, float("nan"), 4]]], ValueError, r"proposals\[1\]\[0\] .* finite"),
    ([PROPOSALS[1], [[0.0, 0, 4, 4], [4, 4, 4, 9]]], ValueError, r"\[1\]\[1\] must have x1 < x2"),
    ([PROPOSALS[1], [[24.0, 0, 30, 4]]], ValueError, r"overlap its image of 16 x 24 pixels"),
    ([PROPOSALS[1], [[0.0, 0, 4, 40]]], ValueError, r"reach out of it .* use clip_boxes_to_image"),
]


@pytest.mark.parametrize(("proposals", "error", "words"), BAD)
def test_proposals_nobody_could_look_at(proposals, error: type, words: str) -> None:
    if proposals is not None:
        proposals = [torch.tensor(p) if isinstance(p, list) else p for p in proposals]
    with pytest.raises(error, match=words):
        fast_rcnn().eval()(IMAGES, proposals=proposals)


def test_in_training_too() -> None:
    detector = fast_rcnn().train()
    given = targets()
    given[0]["proposals"] = torch.tensor([[4.0, 4, 4, 9]])
    with pytest.raises(ValueError, match=r"targets\[0\]\['proposals'\]\[0\] must have x1 < x2"):
        detector(IMAGES, given)
    del given[0]["proposals"]
    with pytest.raises(ValueError, match=r"targets\[0\] must hold boxes, labels, proposals"):
        detector(IMAGES, given)
    with pytest.raises(ValueError, match=r"into targets\[i\]\['proposals'\]"):
        detector(IMAGES, targets(), PROPOSALS)


def test_a_detector_that_proposes_by_itself_takes_none() -> None:
    with pytest.raises(ValueError, match=r"proposes by itself, so leave them out"):
        small_detector().eval()(IMAGES, proposals=PROPOSALS)
    losses = small_detector("boxes").train()(IMAGES, targets())  # those of a target are let be
    assert "loss_objectness" in losses
