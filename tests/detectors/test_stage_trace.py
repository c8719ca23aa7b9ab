"""What the trace keeps, cut by the detector's own thresholds, is what the detector finds."""

import pytest
import torch

from mrcnn_edu.detectors.stage_trace import trace_stages
from mrcnn_edu.layers.proposers import GivenProposals
from mrcnn_edu.ops.boxes import box_iou, clip_boxes_to_image
from mrcnn_edu.ops.nms import batched_nms
from tests.detectors.small import small_detector


@pytest.fixture(scope="module")
def detector():
    return small_detector().eval()


@pytest.fixture(scope="module")
def photo():
    return torch.rand(3, 50, 70, generator=torch.Generator().manual_seed(3))


@pytest.fixture(scope="module")
def trace(detector, photo):
    return trace_stages(detector, photo)


def detections_of(trace):
    """Numbers of the pairs that outlive both NMS with the detector's own settings."""
    own = trace.own
    proposals = batched_nms(trace.boxes, trace.scores, trace.levels, own["proposal_iou"])
    alive = torch.isin(trace.pair_candidates, proposals[: int(own["proposals"])]).nonzero()[:, 0]
    boxes, scores, labels = (
        values[alive] for values in (trace.pair_boxes, trace.pair_scores, trace.pair_labels)
    )
    return alive[batched_nms(boxes, scores, labels, own["box_iou"])[: int(own["detections"])]]


def test_its_pairs_end_in_the_detections(detector, photo, trace):
    with torch.inference_mode():
        (found,) = detector([photo])
    which = detections_of(trace)
    assert 3 < len(which) == len(found["scores"]) < len(trace.pair_scores)
    assert torch.equal(trace.pair_labels[which], found["labels"])
    assert trace.pair_scores[which].numpy() == pytest.approx(found["scores"].numpy(), abs=1e-5)
    pasted = trace.paste(trace.masks(which), which)
    assert pasted.numpy() == pytest.approx(found["masks"][:, 0].numpy(), abs=1e-4)


def test_candidates_are_the_best_of_their_level(trace):
    for level, anchors in enumerate(trace.anchors):
        scores = trace.scores[trace.levels == level]
        assert len(scores) == min(trace.own["best"], len(anchors))
        assert (scores[:-1] >= scores[1:]).all()
        assert scores[0] == trace.objectness[level].max()
    assert (trace.levels[:-1] <= trace.levels[1:]).all()
    assert (trace.pair_scores[:-1] >= trace.pair_scores[1:]).all()


def test_a_candidate_knows_its_anchor(trace):
    anchors = torch.stack(
        [trace.anchors[level][i] for level, i in zip(trace.levels, trace.anchor_idxs, strict=True)]
    )
    finest = trace.levels == 0  # smaller than the photograph, so that clipping leaves them apart
    anchors = clip_boxes_to_image(anchors, trace.image_size)[finest]
    # Random weights hardly correct an anchor; a wrong one would lie elsewhere.
    assert box_iou(anchors, trace.boxes[finest]).diagonal().min() > 0.8
    assert box_iou(anchors, trace.boxes[finest].flip(0)).diagonal().min() < 0.5


def test_what_it_cannot_follow(detector, photo):
    with pytest.raises(ValueError, match=r"in training; call \.eval"):
        trace_stages(small_detector().train(), photo)
    outside = small_detector().eval()
    outside.rpn = GivenProposals()
    with pytest.raises(TypeError, match="must have an RPN, got GivenProposals"):
        trace_stages(outside, photo)
