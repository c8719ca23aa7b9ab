"""Keypoint R-CNN small enough for a laptop: ``mask_rcnn_tiny`` with joints in place of masks."""

from pathlib import Path

from mrcnn_edu.detectors.builder_parts import box_layers, check_builder
from mrcnn_edu.detectors.tiny import ANCHORS, CHANNELS, NORM, SAMPLES_PER_IMAGE, STRIDES, TOP_N
from mrcnn_edu.detectors.two_stage import TwoStageDetector, with_weights
from mrcnn_edu.layers.branches import Branch
from mrcnn_edu.layers.fpn import BackboneWithFpn
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.keypoint_head import (
    KeypointHead,
    KeypointPredictor,
    KeypointTask,
    PointReader,
)
from mrcnn_edu.layers.own_operators import Nms, group_by_group
from mrcnn_edu.layers.resnet import resnet18
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import LevelOfBoxes, RoIOperator, RoIPooler
from mrcnn_edu.layers.rpn import RegionProposalNetwork
from mrcnn_edu.ops.checks import check_integer
from mrcnn_edu.ops.keypoints import heatmaps_to_keypoints
from mrcnn_edu.ops.roi_pooling import assign_fpn_level, roi_align


def keypoint_rcnn_tiny(
    num_classes: int = 2,
    num_keypoints: int = 17,
    *,
    weights: str | Path | None = None,
    min_size: int | tuple[int, ...] = 128,
    max_size: int = 400,
    box_score_thresh: float = 0.05,
    box_nms_thresh: float = 0.5,
    box_detections_per_img: int = 100,
    roi_op: RoIOperator = roi_align,
    nms: Nms | None = None,
    level: LevelOfBoxes = assign_fpn_level,
    points_of: PointReader = heatmaps_to_keypoints,
) -> TwoStageDetector:
    """Keypoint R-CNN of four million parameters, for images of 128 to 400 pixels.

    Args:
        num_classes: K, with the background.
        num_keypoints: P, kinds of keypoints.
        weights: the path of a file.
        min_size: what the shorter side of an image becomes, in pixels; of several, training draws.
        max_size: what its longer side may become.
        box_score_thresh: a class counts as found from above this probability.
        box_nms_thresh: the IoU above which the better of two boxes of a class removes the other.
        box_detections_per_img: how many to keep at most.
        roi_op: what pools the boxes: ``roi_align``, ``roi_pool``, ``roi_warp``, or a function or
            module of your own that takes their arguments.
        nms: what removes boxes, a function (boxes, scores, iou_threshold) to indices; the
            package's if left out.
        level: on which map of the pyramid each box is pooled, a function (boxes, k_min=, k_max=)
            to whole numbers.
        points_of: how points are read from the maps of joints, a function (maps, boxes) to
            keypoints (D, P, 3) and scores (D, P).

    Returns:
        A detector. All of its weights learn, and are random unless a file of them is given; then
        it has the names of its classes, if the file tells them.

    Raises:
        OSError: if the file of weights cannot be read.
        TypeError: if a number is not of its kind, or what should be a function is none.
        ValueError: if one is out of its range, or the file is damaged or of another detector.

    Source:
        He et al., "Mask R-CNN" (2017), section 5, made small: eight convolutions of 64 channels
        where the paper has 512.

    Example:
        >>> import torch
        >>> detector = keypoint_rcnn_tiny(box_detections_per_img=3).eval()
        >>> with torch.inference_mode():
        ...     (found,) = detector([torch.rand(3, 128, 160)])
        >>> tuple(found["keypoints"].shape[1:])
        (17, 3)
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    check_integer("num_keypoints", num_keypoints, 1)
    grouped_nms = group_by_group(nms)
    backbone = BackboneWithFpn(resnet18(returned_layers=(1, 2, 3), norm=NORM), CHANNELS, norm=NORM)
    rpn = RegionProposalNetwork(CHANNELS, ANCHORS, top_n=TOP_N, nms=grouped_nms)
    joints = Branch(
        KeypointTask(points_of),
        RoIPooler(14, strides=STRIDES, roi_op=roi_op, level=level),  # a finer grid
        KeypointHead(CHANNELS, CHANNELS),
        KeypointPredictor(CHANNELS, num_keypoints),
    )
    heads = RoIHeads(
        *box_layers(CHANNELS, 256, num_classes, roi_op, STRIDES, level),
        branches=[joints],
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        samples_per_image=SAMPLES_PER_IMAGE,
        nms=grouped_nms,
    )
    detector = TwoStageDetector(ImageTransform(min_size, max_size), backbone, rpn, heads)
    return with_weights(detector, weights)
