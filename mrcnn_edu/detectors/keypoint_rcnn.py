"""Keypoint R-CNN: Mask R-CNN with a map for each joint of a body in place of the mask."""

from pathlib import Path

from mrcnn_edu.detectors.builder_checks import check_builder
from mrcnn_edu.detectors.published import KEYPOINT_RCNN
from mrcnn_edu.detectors.two_stage import PYRAMID_ANCHORS, TwoStageDetector, resnet50_fpn
from mrcnn_edu.detectors.weights import load_weights
from mrcnn_edu.layers.box_head import FastRCNNPredictor, TwoMLPHead
from mrcnn_edu.layers.branches import Branch
from mrcnn_edu.layers.grouped_nms import Nms, group_by_group
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.keypoint_head import KeypointHead, KeypointPredictor, KeypointTask
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIOperator, RoIPooler
from mrcnn_edu.layers.rpn import RegionProposalNetwork
from mrcnn_edu.ops.roi_pooling import roi_align
from mrcnn_edu.ops.shape_checks import check_number_from


def keypoint_rcnn_resnet50_fpn(
    num_classes: int = 2,
    num_keypoints: int = 17,
    *,
    weights: str | Path | None = None,
    norm_eps: float | None = None,
    min_size: int | tuple[int, ...] = (640, 672, 704, 736, 768, 800),
    max_size: int = 1333,
    trainable_backbone_layers: int = 3,
    box_score_thresh: float = 0.05,
    box_nms_thresh: float = 0.5,
    box_detections_per_img: int = 100,
    roi_op: RoIOperator = roi_align,
    nms: Nms | None = None,
) -> TwoStageDetector:
    """Keypoint R-CNN on a feature pyramid of ResNet-50: people, and 17 joints of each.

    Args:
        num_classes: K, with the background.
        num_keypoints: P, kinds of keypoints.
        weights: the path of a file, or "COCO_V1" for those that torchvision published.
        norm_eps: as in ``faster_rcnn_resnet50_fpn``, like all that follow.
        min_size: of an image's shorter side; training draws one of six.
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
        He et al., "Mask R-CNN" (2017), section 5. The results and state-dict keys of torchvision's
        keypointrcnn_resnet50_fpn.

    Example:
        >>> import torch
        >>> detector = keypoint_rcnn_resnet50_fpn(min_size=64, box_detections_per_img=3).eval()
        >>> with torch.inference_mode():
        ...     (found,) = detector([torch.rand(3, 60, 80)])
        >>> sorted(found), tuple(found["keypoints"].shape[1:])
        (['boxes', 'keypoints', 'keypoints_scores', 'labels', 'scores'], (17, 3))
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    check_number_from("num_keypoints", num_keypoints, 1)
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
                KeypointTask(),
                RoIPooler(14, roi_op=roi_op),  # a finer grid, of the same boxes
                KeypointHead(channels, 512),
                KeypointPredictor(512, num_keypoints),
            ),
        ),
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        nms=grouped_nms,
    )
    detector = TwoStageDetector(ImageTransform(min_size, max_size), backbone, rpn, heads)
    if weights is not None:
        detector.class_names = load_weights(detector, weights, KEYPOINT_RCNN, norm_eps=norm_eps)
    return detector
