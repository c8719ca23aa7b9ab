"""Mask R-CNN small enough for a laptop: the same parts with a tenth of the weights.

The small detectors are made to be trained from nothing on images of 128 to 400 pixels. So their
norms are group norms, which learn and do not care how many images are in a batch. Their body is
ResNet-18, and their anchors are half as large as the paper's. ``mask_rcnn_tiny`` has a pyramid,
``mask_rcnn_tiny_c4`` and ``mask_rcnn_tiny_c5`` have a single map instead.
"""

from functools import partial
from pathlib import Path

from torch import nn

from mrcnn_edu.detectors.builder_parts import box_layers, c4_layers, check_builder, mask_branch
from mrcnn_edu.detectors.two_stage import PasteMasks, TwoStageDetector, with_weights
from mrcnn_edu.layers.fpn import BackboneWithFpn
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.mask_head import MaskLoss, MaskTarget, MaskTask
from mrcnn_edu.layers.narrow_body import NarrowBody
from mrcnn_edu.layers.own_operators import Nms, group_by_group
from mrcnn_edu.layers.residual_blocks import BasicBlock, residual_stage
from mrcnn_edu.layers.resnet import resnet18
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import LevelOfBoxes, RoIOperator
from mrcnn_edu.layers.rpn import RegionProposalNetwork
from mrcnn_edu.ops.anchors import cell_anchors
from mrcnn_edu.ops.exact_masks import crop_mask_targets_aligned, paste_masks_exact
from mrcnn_edu.ops.losses import mask_loss as binary_mask_loss
from mrcnn_edu.ops.roi_pooling import assign_fpn_level, roi_align

CHANNELS = 64  # of the pyramid, where the paper has 256
STRIDES = (4, 8, 16)
STRIDE_OF_C5 = 32
ANCHOR_SIZES, ANCHOR_RATIOS = (16, 32, 64, 128), (0.5, 1.0, 2.0)
# The pyramid has three levels and the one that is subsampled.
ANCHORS = tuple(cell_anchors((size,), ANCHOR_RATIOS) for size in ANCHOR_SIZES)
TOP_N = (500, 300)  # proposals of an image at most, in training and in inference
SAMPLES_PER_IMAGE = 64
NORM = partial(nn.GroupNorm, 16)  # groups of 4 channels in the pyramid, up to 16 in the body


def mask_rcnn_tiny(
    num_classes: int,
    *,
    weights: str | Path | None = None,
    min_size: int | tuple[int, ...] = 256,
    max_size: int = 400,
    box_score_thresh: float = 0.05,
    box_nms_thresh: float = 0.5,
    box_detections_per_img: int = 100,
    roi_op: RoIOperator = roi_align,
    nms: Nms | None = None,
    level: LevelOfBoxes = assign_fpn_level,
    mask_target: MaskTarget = crop_mask_targets_aligned,
    mask_loss: MaskLoss = binary_mask_loss,
    paste: PasteMasks = paste_masks_exact,
) -> TwoStageDetector:
    """Mask R-CNN of four million parameters, for images of 128 to 400 pixels.

    Args:
        num_classes: K, with the background.
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
        mask_target: what the masks of proposals learn, a function (masks, boxes, matched_idxs,
            mask_size) to (R, M, M): ``crop_mask_targets_aligned``, ``crop_mask_targets``, which
            gives what torchvision gives, or your own.
        mask_loss: how they learn it, a function (mask_logits, labels, targets) to a scalar.
        paste: what draws masks into the photograph, a function (masks, boxes, image_size) to
            (D, 1, H, W): ``paste_masks_exact``, ``paste_masks``, which gives what torchvision
            gives, or your own.

    Returns:
        A detector. All of its weights learn, and are random unless a file of them is given; then
        it has the names of its classes, if the file tells them.

    Raises:
        OSError: if the file of weights cannot be read.
        TypeError: if a number is not of its kind, or what should be a function is none.
        ValueError: if one is out of its range, or the file is damaged or of another detector.

    Source:
        He et al., "Mask R-CNN" (2017), made small; group norm as in Wu and He, "Group
        Normalization" (2018), section 4.2.

    Example:
        >>> import torch
        >>> detector = mask_rcnn_tiny(4, box_detections_per_img=3)
        >>> round(sum(p.numel() for p in detector.parameters()) / 1e6, 1)
        4.0
        >>> with torch.inference_mode():
        ...     (found,) = detector.eval()([torch.rand(3, 128, 160)])
        >>> found["masks"].shape[1:]
        torch.Size([1, 128, 160])
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    grouped_nms = group_by_group(nms)
    task = MaskTask(loss=mask_loss, target_of=mask_target)
    backbone = BackboneWithFpn(resnet18(returned_layers=(1, 2, 3), norm=NORM), CHANNELS, norm=NORM)
    rpn = RegionProposalNetwork(CHANNELS, ANCHORS, top_n=TOP_N, nms=grouped_nms)
    heads = RoIHeads(
        *box_layers(CHANNELS, 256, num_classes, roi_op, STRIDES, level),
        branches=[mask_branch(CHANNELS, 64, num_classes, roi_op, STRIDES, level, task)],
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        samples_per_image=SAMPLES_PER_IMAGE,
        nms=grouped_nms,
    )
    transform = ImageTransform(min_size, max_size)
    detector = TwoStageDetector(transform, backbone, rpn, heads, paste=paste)
    return with_weights(detector, weights)


def mask_rcnn_tiny_c4(
    num_classes: int,
    *,
    weights: str | Path | None = None,
    min_size: int | tuple[int, ...] = 256,
    max_size: int = 400,
    box_score_thresh: float = 0.05,
    box_nms_thresh: float = 0.5,
    box_detections_per_img: int = 100,
    roi_op: RoIOperator = roi_align,
    nms: Nms | None = None,
    mask_target: MaskTarget = crop_mask_targets_aligned,
    mask_loss: MaskLoss = binary_mask_loss,
    paste: PasteMasks = paste_masks_exact,
) -> TwoStageDetector:
    """``mask_rcnn_tiny`` without its pyramid: the C4 map of ResNet-18, and its res5 as the head.

    Args:
        num_classes: K, with the background.
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
        mask_target: what the masks of proposals learn, a function (masks, boxes, matched_idxs,
            mask_size) to (R, M, M): ``crop_mask_targets_aligned``, ``crop_mask_targets``, which
            gives what torchvision gives, or your own.
        mask_loss: how they learn it, a function (mask_logits, labels, targets) to a scalar.
        paste: what draws masks into the photograph, a function (masks, boxes, image_size) to
            (D, 1, H, W): ``paste_masks_exact``, ``paste_masks``, which gives what torchvision
            gives, or your own.

    Returns:
        A detector. All of its weights learn, and are random unless a file of them is given.

    Raises:
        OSError: if the file of weights cannot be read.
        TypeError: if a number is not of its kind, or what should be a function is none.
        ValueError: if one is out of its range, or the file is damaged or of another detector.

    Source:
        He et al., "Mask R-CNN" (2017), figure 4 (left), made small.

    Example:
        >>> import torch
        >>> detector = mask_rcnn_tiny_c4(4, box_detections_per_img=3).eval()
        >>> with torch.inference_mode():
        ...     (found,) = detector([torch.rand(3, 128, 160)])
        >>> found["masks"].shape[1:]
        torch.Size([1, 128, 160])
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    grouped_nms = group_by_group(nms)
    task = MaskTask(loss=mask_loss, target_of=mask_target)
    backbone = resnet18(returned_layers=(3,), norm=NORM)
    res5 = residual_stage(BasicBlock, 256, 128, 2, stride=1, norm=NORM)  # a quarter of its width
    box, masks = c4_layers(res5, 128, 64, num_classes, roi_op, task)
    heads = RoIHeads(
        *box,
        branches=[masks],
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        samples_per_image=SAMPLES_PER_IMAGE,
        nms=grouped_nms,
    )
    anchors = (cell_anchors(ANCHOR_SIZES, ANCHOR_RATIOS),)
    rpn = RegionProposalNetwork(256, anchors, top_n=TOP_N, nms=grouped_nms)
    transform = ImageTransform(min_size, max_size)
    detector = TwoStageDetector(transform, backbone, rpn, heads, paste=paste)
    return with_weights(detector, weights)


def mask_rcnn_tiny_c5(
    num_classes: int,
    *,
    weights: str | Path | None = None,
    min_size: int | tuple[int, ...] = 256,
    max_size: int = 400,
    box_score_thresh: float = 0.05,
    box_nms_thresh: float = 0.5,
    box_detections_per_img: int = 100,
    roi_op: RoIOperator = roi_align,
    nms: Nms | None = None,
    mask_target: MaskTarget = crop_mask_targets_aligned,
    mask_loss: MaskLoss = binary_mask_loss,
    paste: PasteMasks = paste_masks_exact,
) -> TwoStageDetector:
    """``mask_rcnn_tiny`` without its pyramid: the same heads on the C5 map of ResNet-18.

    Args:
        num_classes: K, with the background.
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
        mask_target: what the masks of proposals learn, a function (masks, boxes, matched_idxs,
            mask_size) to (R, M, M): ``crop_mask_targets_aligned``, ``crop_mask_targets``, which
            gives what torchvision gives, or your own.
        mask_loss: how they learn it, a function (mask_logits, labels, targets) to a scalar.
        paste: what draws masks into the photograph, a function (masks, boxes, image_size) to
            (D, 1, H, W): ``paste_masks_exact``, ``paste_masks``, which gives what torchvision
            gives, or your own.

    Returns:
        A detector. All of its weights learn, and are random unless a file of them is given.

    Raises:
        OSError: if the file of weights cannot be read.
        TypeError: if a number is not of its kind, or what should be a function is none.
        ValueError: if one is out of its range, or the file is damaged or of another detector.

    Source:
        He et al., "Mask R-CNN" (2017), table 2d, made small.

    Example:
        >>> import torch
        >>> detector = mask_rcnn_tiny_c5(4, box_detections_per_img=3).eval()
        >>> with torch.inference_mode():
        ...     (found,) = detector([torch.rand(3, 128, 160)])
        >>> found["masks"].shape[1:]
        torch.Size([1, 128, 160])
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    grouped_nms = group_by_group(nms)
    task = MaskTask(loss=mask_loss, target_of=mask_target)
    backbone = NarrowBody(resnet18(returned_layers=(4,), norm=NORM), CHANNELS, norm=NORM)
    heads = RoIHeads(
        *box_layers(CHANNELS, 256, num_classes, roi_op, (STRIDE_OF_C5,)),
        branches=[mask_branch(CHANNELS, 64, num_classes, roi_op, (STRIDE_OF_C5,), task=task)],
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        samples_per_image=SAMPLES_PER_IMAGE,
        nms=grouped_nms,
    )
    anchors = (cell_anchors(ANCHOR_SIZES, ANCHOR_RATIOS),)
    rpn = RegionProposalNetwork(CHANNELS, anchors, top_n=TOP_N, nms=grouped_nms)
    transform = ImageTransform(min_size, max_size)
    detector = TwoStageDetector(transform, backbone, rpn, heads, paste=paste)
    return with_weights(detector, weights)
