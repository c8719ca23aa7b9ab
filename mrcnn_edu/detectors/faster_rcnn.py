"""Faster R-CNN: an RPN proposes, Fast R-CNN decides."""

from pathlib import Path

from mrcnn_edu.detectors.builder_checks import check_builder
from mrcnn_edu.detectors.published import FASTER_RCNN
from mrcnn_edu.detectors.two_stage import PYRAMID_ANCHORS, TwoStageDetector, resnet50_fpn
from mrcnn_edu.detectors.weights import load_weights
from mrcnn_edu.layers.box_head import FastRCNNPredictor, TwoMLPHead
from mrcnn_edu.layers.grouped_nms import Nms, group_by_group
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIOperator, RoIPooler
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
        weights: the path of a file, or "COCO_V1" for those that torchvision published.
        norm_eps: what the frozen norms add to the variance, where the file does not say; see
            ``load_weights``.
        min_size: what the shorter side of an image becomes, in pixels; of several, training draws.
        max_size: what its longer side may become.
        trainable_backbone_layers: how many of ResNet's five layers learn, from the last.
        box_score_thresh: a class counts as found from above this probability.
        box_nms_thresh: the IoU above which the better of two boxes of a class removes the other.
        box_detections_per_img: how many to keep at most.
        roi_op: what pools the proposals; see ``RoIPooler``.
        nms: what removes boxes, a function (boxes, scores, iou_threshold) to indices; the
            package's if left out.

    Returns:
        A detector. Weights are random unless a file of them is given.

    Raises:
        OSError: as in ``load_weights``.
        TypeError: if a number is not of its kind.
        ValueError: if one is out of its range, or as in ``load_weights``.

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
        RoIPooler(7, roi_op=roi_op),
        TwoMLPHead(channels * 7 * 7, 1024),
        FastRCNNPredictor(1024, num_classes),
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        nms=grouped_nms,
    )
    detector = TwoStageDetector(ImageTransform(min_size, max_size), backbone, rpn, heads)
    if weights is not None:
        detector.class_names = load_weights(detector, weights, FASTER_RCNN, norm_eps=norm_eps)
    return detector
