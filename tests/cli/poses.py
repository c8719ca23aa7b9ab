"""Drawn scenes whose objects have 17 keypoints, and a detector of such that is small."""

from pathlib import Path
from typing import Any

import torch

from mrcnn_edu.coco.writing import targets_to_coco
from mrcnn_edu.data.shapes import shape_scene
from mrcnn_edu.detectors.tiny import ANCHORS, CHANNELS, NORM, STRIDES
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.detectors.weights import load_weights
from mrcnn_edu.layers.box_head import FastRCNNPredictor, TwoMLPHead
from mrcnn_edu.layers.branches import Branch
from mrcnn_edu.layers.fpn import BackboneWithFpn
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.keypoint_head import KeypointHead, KeypointPredictor, KeypointTask
from mrcnn_edu.layers.resnet import resnet18
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIPooler
from mrcnn_edu.layers.rpn import RegionProposalNetwork


def pose_coco(number: int) -> dict[str, Any]:
    """The first drawn scenes as a COCO dict; in each the first object has no keypoints.

    Those of the others lie on a grid in the box, every third of them hidden.
    """
    across = torch.arange(17) % 5 / 5 + 0.1
    down = torch.arange(17) // 5 / 5 + 0.1
    targets = []
    for seed in range(number):
        _, target = shape_scene(seed)
        x1, y1, x2, y2 = target["boxes"].T[..., None]  # (G, 1) each
        x, y = x1 + across * (x2 - x1), y1 + down * (y2 - y1)  # (G, 17)
        flags = torch.where(torch.arange(17) % 3 == 0, 1.0, 2.0).expand_as(x)
        points = torch.stack((x, y, flags), dim=-1)
        points[0] = 0
        targets.append({**target, "labels": target["labels"] * 0 + 1, "keypoints": points})
    categories = [{"id": 1, "name": "person"}]
    coco = targets_to_coco(targets, [(128, 128)] * number, categories=categories)
    for i, image in enumerate(coco["images"]):
        image["file_name"] = f"{i}.png"
    return coco


def small_keypoint_rcnn(
    num_classes: int,
    *,
    weights: str | Path | None = None,
    min_size: int | tuple[int, ...] = 64,
    max_size: int = 128,
) -> TwoStageDetector:
    """As ``mask_rcnn_tiny``, with a keypoint head; the builder's 59 million weights are slow."""
    rpn = RegionProposalNetwork(CHANNELS, ANCHORS, top_n=(50, 20))
    keypoints = (
        RoIPooler(14, strides=STRIDES),
        KeypointHead(CHANNELS, 16),
        KeypointPredictor(16, 17),
    )
    heads = RoIHeads(
        RoIPooler(7, strides=STRIDES),
        TwoMLPHead(CHANNELS * 7 * 7, 32),
        FastRCNNPredictor(32, num_classes),
        branches=(Branch(KeypointTask(), *keypoints),),
        score_threshold=0.0,
        detections_per_image=5,
    )
    backbone = BackboneWithFpn(resnet18(returned_layers=(1, 2, 3), norm=NORM), CHANNELS, norm=NORM)
    detector = TwoStageDetector(ImageTransform(min_size, max_size), backbone, rpn, heads)
    if weights is not None:
        detector.class_names = load_weights(detector, weights)
    return detector
