"""A learner's own function in a detector: a right one changes nothing, a wrong one something."""

from functools import partial

import pytest
import torch
from torch import Tensor

from mrcnn_edu.ops import roi_pooling
from mrcnn_edu.ops.nms import nms
from mrcnn_edu.ops.slow import nms as slow_nms
from mrcnn_edu.ops.slow import roi_pooling as slow_pooling
from tests.detectors.comparison import assert_same_detections
from tests.detectors.small import small_detector


def by_hand(input, boxes, output_size, spatial_scale, sampling_ratio, aligned=False):
    pooled = slow_pooling.roi_align(
        input, boxes, output_size, spatial_scale, sampling_ratio, aligned
    )
    return pooled.to(input.dtype)


ROI_OPS = {
    "the package's": roi_pooling.roi_align,
    "by hand": by_hand,
    "with samples chosen": partial(roi_pooling.roi_align, sampling_ratio=2),
}


def found_with(**operators) -> dict[str, Tensor]:
    """What a small detector finds with these operators in an image of blobs."""
    g = torch.Generator().manual_seed(3)
    coarse = torch.rand(1, 3, 6, 9, generator=g)
    image = torch.nn.functional.interpolate(coarse, (48, 72), mode="bilinear")[0]
    detector = small_detector(**operators).eval()
    with torch.no_grad():
        for name in ("cls_score", "bbox_pred"):  # so that boxes differ from one another
            getattr(detector.roi_heads.box_predictor, name).weight *= 9
        (found,) = detector([image])
    return found


@pytest.mark.parametrize("name", ROI_OPS)
def test_a_right_roi_align(name: str) -> None:
    expected = found_with()
    assert len(expected["labels"]) >= 10
    assert_same_detections(found_with(roi_op=ROI_OPS[name]), expected)


def test_a_right_nms() -> None:
    expected = found_with()
    assert_same_detections(found_with(nms=slow_nms.nms), expected)
    assert_same_detections(found_with(nms=nms), expected)


def half_a_cell_off(input, boxes, output_size, spatial_scale, sampling_ratio=-1):
    return roi_pooling.roi_align(
        input, boxes, output_size, spatial_scale, sampling_ratio, aligned=True
    )


def worst_first(boxes, scores, iou_threshold):
    return nms(boxes, -scores, iou_threshold)


WRONG = {
    "half a cell off": {"roi_op": half_a_cell_off},
    "one sample a bin": {"roi_op": partial(roi_pooling.roi_align, sampling_ratio=1)},
    "roi_pool": {"roi_op": roi_pooling.roi_pool},
    "roi_warp": {"roi_op": roi_pooling.roi_warp},
    "worst first": {"nms": worst_first},
    "nothing removed": {"nms": lambda boxes, scores, _: scores.argsort(descending=True)},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_operator_is_seen_in_what_is_found(name: str) -> None:
    with pytest.raises(AssertionError):
        assert_same_detections(found_with(**WRONG[name]), found_with())
