"""Mask R-CNN at the end of the road: Faster R-CNN on the same body, RoIAlign, and a mask branch.

What the paper adds to Faster R-CNN and nothing else, so that a table can say what that is worth.
"""

from pathlib import Path

from mrcnn_edu.detectors.builder_parts import box_layers, check_builder, mask_branch
from mrcnn_edu.detectors.fast_rcnn import BETA, POSITIVE_FRACTION, SAMPLES_PER_IMAGE, WIDTH
from mrcnn_edu.detectors.faster_rcnn_single_map import (
    ALL_BACKGROUND,
    ANCHOR_SIZES,
    single_map_rpn,
)
from mrcnn_edu.detectors.two_stage import TwoStageDetector, with_weights
from mrcnn_edu.layers.five_convolutions import CHANNELS, STRIDE, FiveConvolutions
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.mask_head import MaskTask
from mrcnn_edu.layers.own_operators import Nms, group_by_group
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIOperator
from mrcnn_edu.layers.rpn_learning import as_in_the_paper
from mrcnn_edu.ops.exact_masks import crop_mask_targets_aligned, paste_masks_exact
from mrcnn_edu.ops.roi_pooling import roi_align

MASK_WIDTH = 64  # channels of the mask branch, where the paper has 256


def mask_rcnn_single_map(
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
) -> TwoStageDetector:
    """``faster_rcnn_single_map`` with RoIAlign in place of RoIPool, and masks.

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

    Returns:
        A detector. All of its weights learn, and are random unless a file of them is given; then
        it has the names of its classes, if the file tells them.

    Raises:
        OSError: if the file of weights cannot be read.
        TypeError: if a number is not of its kind.
        ValueError: if one is out of its range, or the file is damaged or of another detector.

    Source:
        He et al., "Mask R-CNN" (2017), section 3, made small.

    Example:
        >>> import torch
        >>> detector = mask_rcnn_single_map(4, box_detections_per_img=3)
        >>> with torch.inference_mode():
        ...     (found,) = detector.eval()([torch.rand(3, 128, 160)])
        >>> found["masks"].shape[1:]
        torch.Size([1, 128, 160])
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    grouped_nms = group_by_group(nms)
    rpn = single_map_rpn(ANCHOR_SIZES, True, as_in_the_paper, grouped_nms)
    task = MaskTask(target_of=crop_mask_targets_aligned)
    masks = mask_branch(CHANNELS[-1], MASK_WIDTH, num_classes, roi_op, (STRIDE,), task=task)
    heads = RoIHeads(
        *box_layers(CHANNELS[-1], WIDTH, num_classes, roi_op, (STRIDE,)),
        branches=[masks],
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        samples_per_image=SAMPLES_PER_IMAGE,
        background_iou=ALL_BACKGROUND,
        positive_fraction=POSITIVE_FRACTION,
        beta=BETA,
        nms=grouped_nms,
    )
    transform = ImageTransform(min_size, max_size)
    detector = TwoStageDetector(transform, FiveConvolutions(), rpn, heads, paste=paste_masks_exact)
    return with_weights(detector, weights)
