"""Mask R-CNN: Faster R-CNN, and one small network that draws a mask into every box."""

from pathlib import Path

from mrcnn_edu.detectors.builder_checks import check_builder
from mrcnn_edu.detectors.published import MASK_RCNN
from mrcnn_edu.detectors.two_stage import PYRAMID_ANCHORS, TwoStageDetector, resnet50_fpn
from mrcnn_edu.detectors.weights import load_weights
from mrcnn_edu.layers.box_head import FastRCNNPredictor, TwoMLPHead
from mrcnn_edu.layers.branches import Branch
from mrcnn_edu.layers.grouped_nms import Nms, group_by_group
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.mask_head import MaskHead, MaskPredictor, MaskTask
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIOperator, RoIPooler
from mrcnn_edu.layers.rpn import RegionProposalNetwork
from mrcnn_edu.ops.roi_pooling import roi_align


def mask_rcnn_resnet50_fpn(
    num_classes: int = 91,
    *,
    weights: str | Path | None = None,
    norm_eps: float | None = None,
    min_size: int | tuple[int, ...] = 800,
    max_size: int = 1333,
    trainable_backbone_layers: int = 3,
    box_score_thresh: float = 0.05,
    box_nms_thresh: float = 0.5,
    box_detections_per_img: int = 100,
    roi_op: RoIOperator = roi_align,
    nms: Nms | None = None,
) -> TwoStageDetector:
    """Mask R-CNN on a feature pyramid of ResNet-50.

    Args:
        num_classes: K, with the background.
        weights: the path of a file, or "COCO_V1" for those that torchvision published.
        norm_eps: as in ``faster_rcnn_resnet50_fpn``, like all that follow.
        min_size: of an image's shorter side.
        max_size: of its longer side.
        trainable_backbone_layers: of five.
        box_score_thresh: from which on a class counts as found.
        box_nms_thresh: IoU above which a box removes another.
        box_detections_per_img: at most.
        roi_op: pools for both heads.
        nms: removes boxes.

    Returns:
        A detector. Weights are random unless a file of them is given.

    Raises:
        OSError: as in ``load_weights``.
        TypeError: if a number is not of its kind.
        ValueError: if one is out of its range, or as in ``load_weights``.

    Source:
        He et al., "Mask R-CNN" (2017), sections 3 and 3.1, ResNet-50-FPN. The results and
        state-dict keys of torchvision's maskrcnn_resnet50_fpn.

    Example:
        >>> import torch
        >>> detector = mask_rcnn_resnet50_fpn(min_size=64, box_detections_per_img=3).eval()
        >>> with torch.inference_mode():
        ...     (found,) = detector([torch.rand(3, 60, 80)])
        >>> sorted(found), tuple(found["masks"].shape[1:])
        (['boxes', 'labels', 'masks', 'scores'], (1, 60, 80))
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    grouped_nms = group_by_group(nms)
    backbone = resnet50_fpn(trainable_backbone_layers)
    channels = backbone.out_channels  # 256
    rpn = RegionProposalNetwork(channels, PYRAMID_ANCHORS, nms=grouped_nms)
    heads = RoIHeads(
        RoIPooler(7, roi_op=roi_op),
        TwoMLPHead(channels * 7 * 7, 1024),
        FastRCNNPredictor(1024, num_classes),
        branches=(
            Branch(
                MaskTask(),
                RoIPooler(14, roi_op=roi_op),  # a finer grid, of the same boxes
                MaskHead(channels, 256),
                MaskPredictor(256, 256, num_classes),
            ),
        ),
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        nms=grouped_nms,
    )
    detector = TwoStageDetector(ImageTransform(min_size, max_size), backbone, rpn, heads)
    if weights is not None:
        detector.class_names = load_weights(detector, weights, MASK_RCNN, norm_eps=norm_eps)
    return detector
