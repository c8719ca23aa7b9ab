"""Mask R-CNN: Faster R-CNN, and one small network that draws a mask into every box."""

from pathlib import Path

from mrcnn_edu.detectors.builder_parts import box_layers, check_builder, mask_branch
from mrcnn_edu.detectors.published import MASK_RCNN
from mrcnn_edu.detectors.two_stage import (
    PYRAMID_ANCHORS,
    PasteMasks,
    TwoStageDetector,
    resnet50_fpn,
    with_weights,
)
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.mask_head import MaskLoss, MaskTarget, MaskTask
from mrcnn_edu.layers.own_operators import Nms, group_by_group
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import LevelOfBoxes, RoIOperator
from mrcnn_edu.layers.rpn import RegionProposalNetwork
from mrcnn_edu.ops.losses import mask_loss as binary_mask_loss
from mrcnn_edu.ops.masks import crop_mask_targets, paste_masks
from mrcnn_edu.ops.roi_pooling import assign_fpn_level, roi_align


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
    level: LevelOfBoxes = assign_fpn_level,
    mask_target: MaskTarget = crop_mask_targets,
    mask_loss: MaskLoss = binary_mask_loss,
    paste: PasteMasks = paste_masks,
) -> TwoStageDetector:
    """Mask R-CNN on a feature pyramid of ResNet-50.

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
        level: on which map of the pyramid each box is pooled, a function (boxes, k_min=, k_max=)
            to whole numbers.
        mask_target: what the masks of proposals learn, a function (masks, boxes, matched_idxs,
            mask_size) to (R, M, M): ``crop_mask_targets_aligned``, ``crop_mask_targets``, which
            gives what torchvision gives, or your own.
        mask_loss: how they learn it, a function (mask_logits, labels, targets) to a scalar.
        paste: what draws masks into the photograph, a function (masks, boxes, image_size) to
            (D, 1, H, W): ``paste_masks_exact``, ``paste_masks``, which gives what torchvision
            gives, or your own.

    Returns:
        A detector. Weights are random unless a file of them is given.

    Raises:
        OSError: if the file of weights cannot be read or downloaded.
        TypeError: if a number is not of its kind, or what should be a function is none.
        ValueError: if one is out of its range, or the file is damaged or of another detector.

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
    task = MaskTask(loss=mask_loss, target_of=mask_target)
    backbone = resnet50_fpn(trainable_backbone_layers)
    channels = backbone.out_channels  # 256
    rpn = RegionProposalNetwork(channels, PYRAMID_ANCHORS, nms=grouped_nms)
    heads = RoIHeads(
        *box_layers(channels, 1024, num_classes, roi_op, level=level),
        branches=[mask_branch(channels, 256, num_classes, roi_op, level=level, task=task)],
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        nms=grouped_nms,
    )
    transform = ImageTransform(min_size, max_size)
    detector = TwoStageDetector(transform, backbone, rpn, heads, paste=paste)
    return with_weights(detector, weights, MASK_RCNN, norm_eps=norm_eps)
