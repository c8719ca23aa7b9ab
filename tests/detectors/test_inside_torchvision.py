"""Our operators inside torchvision's detector, and torchvision's inside ours, as README.md says."""

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.ops.masks import paste_masks
from mrcnn_edu.ops.nms import batched_nms
from mrcnn_edu.ops.roi_pooling import roi_align
from tests.detectors import twins
from tests.detectors.comparison import LEAST, assert_many, assert_same_detections

torchvision = pytest.importorskip("torchvision", reason="needs torchvision")

# Where torchvision's detector looks its operators up, and what of ours stands in.
PLACES = {
    "batched_nms": ("torchvision.ops.boxes.batched_nms", batched_nms),
    "roi_align": ("torchvision.ops.poolers.roi_align", roi_align),
    "paste_masks": (
        "torchvision.models.detection.transform.paste_masks_in_image",
        paste_masks,
    ),
}
# Small, since this is computed seven times.
SETTINGS = {"min_size": 96, "max_size": 192, "box_detections_per_img": LEAST}
PROPOSALS = 200  # of an image
PHOTOGRAPHS = ("square", "landscape")


def put_in(monkeypatch: pytest.MonkeyPatch, name: str, calls: list[str], change=None) -> None:
    """Let torchvision call ours, and note that it does."""
    place, ours = PLACES[name]

    def noted(*arguments, **named) -> Tensor:
        calls.append(name)
        result = ours(*arguments, **named)
        return result if change is None else change(result)

    monkeypatch.setattr(place, noted)


def detections(detector: nn.Module) -> list[dict[str, Tensor]]:
    """What a detector finds in a batch of two photographs."""
    every = twins.photographs()
    with torch.inference_mode():
        return detector.eval()([every[name] for name in PHOTOGRAPHS])


@pytest.fixture(scope="module")
def theirs() -> nn.Module:
    return twins.their_detector("mask", rpn_post_nms_top_n_test=PROPOSALS, **SETTINGS)


@pytest.fixture(scope="module")
def expected(theirs: nn.Module) -> list[dict[str, Tensor]]:
    return detections(theirs)


def test_torchvisions_detector_finds_the_same_with_our_operators(theirs, expected, monkeypatch):
    calls: list[str] = []
    for name in PLACES:
        put_in(monkeypatch, name, calls)
    found = detections(theirs)
    # NMS twice for each photograph and pasting once; RoIAlign on four levels, for two heads.
    assert {name: calls.count(name) for name in PLACES} == {
        "batched_nms": 4,
        "roi_align": 8,
        "paste_masks": 2,
    }
    for ours, of_theirs in zip(found, expected, strict=True):
        assert_many(of_theirs)
        assert_same_detections(ours, of_theirs)


WRONG = {
    "batched_nms": lambda keep: keep[1:],
    "roi_align": lambda pooled: pooled.roll(1, dims=-1),
    "paste_masks": lambda masks: masks.roll(3, dims=-1),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_one_is_seen_there(theirs, expected, monkeypatch, name):
    put_in(monkeypatch, name, [], WRONG[name])
    found = detections(theirs)
    with pytest.raises(AssertionError):
        assert_same_detections(found[0], expected[0])


def test_our_detector_finds_the_same_with_torchvisions_operators(expected):
    calls: list[str] = []

    def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
        calls.append("nms")
        return torchvision.ops.nms(boxes, scores, iou_threshold)

    detector = twins.our_detector("mask", roi_op=torchvision.ops.roi_align, nms=nms, **SETTINGS)
    detector.rpn.candidates, detector.rpn.top_n = (2000, 1000), (2000, PROPOSALS)
    pooler = detector.roi_heads.mask_pooler
    assert pooler.roi_op is detector.roi_heads.box_pooler.roi_op is torchvision.ops.roi_align
    for found, of_theirs in zip(detections(detector), expected, strict=True):
        assert_same_detections(found, of_theirs)
    assert len(calls) > 2 * 5  # a level at a time, and a class


def test_plain_calls_are_interchangeable():
    g = torch.Generator().manual_seed(0)
    corner = torch.rand(80, 2, generator=g) * 40
    boxes = torch.cat((corner, corner + 4 + torch.rand(80, 2, generator=g) * 20), dim=1)
    scores, groups = torch.rand(80, generator=g), torch.randint(3, (80,), generator=g)
    features = torch.rand(1, 4, 16, 16, generator=g)
    theirs = torchvision.ops
    assert torch.equal(
        batched_nms(boxes, scores, groups, 0.5), theirs.batched_nms(boxes, scores, groups, 0.5)
    )
    torch.testing.assert_close(
        roi_align(features, [boxes], 7, spatial_scale=0.25, sampling_ratio=2),
        theirs.roi_align(features, [boxes], 7, spatial_scale=0.25, sampling_ratio=2),
    )
