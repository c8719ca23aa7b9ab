"""Our names, answered by what torchvision keeps inside its detectors.

torchvision has these operations as methods and helpers of its models, with arguments of their
own. Each function here takes and gives what our operator of that name does.
"""

from types import SimpleNamespace
from unittest import mock

import pytest
import torch
from torch import Tensor

pytest.importorskip("torchvision", reason="needs torchvision")  # doctests look into every file

from torchvision.models.detection import _utils, roi_heads
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.rpn import RegionProposalNetwork
from torchvision.ops import masks_to_boxes as masks_to_boxes

ONES = (1, 1, 1, 1)


def encode_boxes(boxes: Tensor, anchors: Tensor, weights=ONES) -> Tensor:
    """(R, 4) and (R, 4) only."""
    return _utils.BoxCoder(weights).encode_single(boxes, anchors)


def decode_boxes(deltas: Tensor, anchors: Tensor, weights=ONES) -> Tensor:
    """(R, 4) with (R, 4), or (R, K, 4) with (R, 1, 4)."""
    rows = _utils.BoxCoder(weights).decode_single(deltas.flatten(1), anchors.reshape(-1, 4))
    return rows.reshape(deltas.shape)


def cell_anchors(scales, ratios) -> Tensor:
    """In float32."""
    return AnchorGenerator((scales,), (ratios,)).cell_anchors[0]


def multilevel_anchors(cell_anchors, grid_sizes, image_size) -> tuple[Tensor, ...]:
    """From feature maps of those sizes; of the dtype of the anchors."""
    generator = AnchorGenerator(((1,),) * len(grid_sizes))
    generator.cell_anchors = list(cell_anchors)
    maps = [torch.zeros(1, 1, *size, dtype=cell_anchors[0].dtype) for size in grid_sizes]
    (together,) = generator(ImageList(torch.zeros(1, 3, *image_size), [image_size]), maps)
    counts = [len(a) * h * w for a, (h, w) in zip(cell_anchors, grid_sizes, strict=True)]
    return together.split(counts)


def match_boxes(iou: Tensor, high: float, low: float, *, allow_low_quality: bool = False) -> Tensor:
    """With ground truth and anchors."""
    return _utils.Matcher(high, low, allow_low_quality)(iou)


def sample_balanced(labels: Tensor, number: int, positive_fraction: float) -> tuple[Tensor, Tensor]:
    """From torch's global source."""
    (positive,), (negative,) = _utils.BalancedPositiveNegativeSampler(number, positive_fraction)(
        [labels]
    )
    return positive.nonzero().squeeze(1), negative.nonzero().squeeze(1)


def rpn_loss(objectness, deltas, labels, targets) -> tuple[Tensor, Tensor]:
    """With a sampler that takes all; labels 0 and 1."""
    everything = SimpleNamespace(fg_bg_sampler=lambda labels: ([labels[0] >= 1], [labels[0] == 0]))
    return RegionProposalNetwork.compute_loss(
        everything, objectness, deltas, [labels.to(objectness.dtype)], [targets]
    )


def fast_rcnn_loss(class_logits, deltas, labels, targets) -> tuple[Tensor, Tensor]:
    """Of a single image."""
    return roi_heads.fastrcnn_loss(class_logits, deltas.flatten(1), [labels], [targets])


def mask_loss(mask_logits, labels, targets) -> Tensor:
    """With targets that are cropped already."""
    each = [torch.arange(len(labels))]
    with mock.patch.object(roi_heads, "project_masks_on_boxes", lambda masks, *_: masks):
        return roi_heads.maskrcnn_loss(mask_logits, each, [targets], [labels], each)


def keypoint_loss(keypoint_logits, cells, visible) -> Tensor:
    """With keypoints that are looked up already."""
    each = [torch.arange(len(cells))]
    with mock.patch.object(roi_heads, "keypoints_to_heatmap", return_value=(cells, visible.long())):
        return roi_heads.keypointrcnn_loss(keypoint_logits, each, [cells], each)


def crop_mask_targets(masks, boxes, matched_idxs, mask_size) -> Tensor:
    """Of a single image."""
    return roi_heads.project_masks_on_boxes(masks, boxes, matched_idxs, mask_size)


def paste_masks(masks, boxes, image_size) -> Tensor:
    """(R, 1, M, M), of boxes that touch the image."""
    return roi_heads.paste_masks_in_image(masks, boxes, image_size)


def keypoints_to_heatmap(keypoints, boxes, heatmap_size) -> tuple[Tensor, Tensor]:
    """With a bool for 0 and 1."""
    cells, valid = roi_heads.keypoints_to_heatmap(keypoints, boxes, heatmap_size)
    return cells, valid.bool()


def heatmaps_to_keypoints(maps, boxes) -> tuple[Tensor, Tensor]:
    """In float32."""
    return roi_heads.heatmaps_to_keypoints(maps, boxes)
