"""Faster R-CNN: an RPN proposes, Fast R-CNN decides."""

from pathlib import Path

from mrcnn_edu.detectors.builder_parts import box_layers, check_builder
from mrcnn_edu.detectors.published import FASTER_RCNN
from mrcnn_edu.detectors.two_stage import (
    PYRAMID_ANCHORS,
    TwoStageDetector,
    resnet50_fpn,
    with_weights,
)
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.own_operators import Nms, group_by_group
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIOperator
from mrcnn_edu.layers.rpn import RegionProposalNetwork
from mrcnn_edu.ops.roi_pooling import roi_align


def faster_rcnn_resnet50_fpn(
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
    """Faster R-CNN on a feature pyramid of ResNet-50, with RoIAlign.

    Args:
        num_classes: K, with the background.
        weights: the path of a file; or "COCO_V1", "DEFAULT" or torchvision's own enum for those
            that torchvision published.
        norm_eps: what the frozen norms add to the variance; if left out, 0 for weights of
            2019, such as the published ones, and 1e-5 for any other.
        min_size: what the shorter side of an image becomes, in pixels; of several, training draws.
        max_size: what its longer side may become.
        trainable_backbone_layers: how many of ResNet's five layers learn, from the last.
        box_score_thresh: a class counts as found from above this probability.
        box_nms_thresh: the IoU above which the better of two boxes of a class removes the other.
        box_detections_per_img: how many to keep at most.
        roi_op: what pools the boxes: ``roi_align``, ``roi_pool``, ``roi_warp``, or a function or
            module of your own that takes their arguments.
        nms: what removes boxes, a function (boxes, scores, iou_threshold) to indices; the
            package's if left out.

    Returns:
        A detector. Weights are random unless a file of them is given.

    Raises:
        OSError: if the file of weights cannot be read or downloaded.
        TypeError: if a number is not of its kind.
        ValueError: if one is out of its range, or the file is damaged or of another detector.

    Source:
        Ren et al., "Faster R-CNN" (2015); Lin et al., "Feature Pyramid Networks" (2017), section
        5.2; He et al., "Mask R-CNN" (2017), table 3, "Faster R-CNN, RoIAlign". The results and
        state-dict keys of torchvision's fasterrcnn_resnet50_fpn.

    Example:
        >>> import torch
        >>> detector = faster_rcnn_resnet50_fpn(min_size=64, max_size=128).eval()
        >>> with torch.inference_mode():
        ...     (found,) = detector([torch.rand(3, 60, 80)])
        >>> sorted(found)
        ['boxes', 'labels', 'scores']
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    grouped_nms = group_by_group(nms)
    backbone = resnet50_fpn(trainable_backbone_layers)
    channels = backbone.out_channels  # 256
    rpn = RegionProposalNetwork(channels, PYRAMID_ANCHORS, nms=grouped_nms)
    heads = RoIHeads(
        *box_layers(channels, 1024, num_classes, roi_op),
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        nms=grouped_nms,
    )
    detector = TwoStageDetector(ImageTransform(min_size, max_size), backbone, rpn, heads)
    return with_weights(detector, weights, FASTER_RCNN, norm_eps=norm_eps)
