"""Faster R-CNN as it was first: an RPN on the one map from which Fast R-CNN pools.

``faster_rcnn.py`` has it on a feature pyramid, which came two years later. Here the anchors of all
sizes stand together in each cell, and the body is the small one of the road. ``alternating.py``
trains it in the paper's four steps.
"""

from collections.abc import Sequence
from pathlib import Path

from mrcnn_edu.detectors.builder_parts import box_layers, check_builder
from mrcnn_edu.detectors.fast_rcnn import BETA, POSITIVE_FRACTION, SAMPLES_PER_IMAGE, WIDTH
from mrcnn_edu.detectors.two_stage import TwoStageDetector, with_weights
from mrcnn_edu.layers.five_convolutions import CHANNELS, STRIDE, FiveConvolutions
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.own_operators import GroupedNms, Nms, group_by_group
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIOperator
from mrcnn_edu.layers.rpn import RegionProposalNetwork, TwoLogitHead
from mrcnn_edu.layers.rpn_learning import RPNDivisors, as_in_the_paper
from mrcnn_edu.ops.anchors import cell_anchors
from mrcnn_edu.ops.nms import batched_nms
from mrcnn_edu.ops.roi_pooling import roi_pool

# Pixels of the enlarged image, in which objects of drawn scenes have 24 to 96.
ANCHOR_SIZES, ANCHOR_RATIOS = (28, 48, 80), (0.5, 1.0, 2.0)
TOP_N = (300, 100)  # proposals of an image at most, in training and in inference
CANDIDATES = (1500, 1000)  # that compete to be among them: most of those are near another
ALL_BACKGROUND = (0.0, 0.5)  # an RPN that learns proposes anything, and all of it is to be refused


def faster_rcnn_single_map(
    num_classes: int,
    *,
    weights: str | Path | None = None,
    min_size: int | tuple[int, ...] = 256,
    max_size: int = 400,
    box_score_thresh: float = 0.05,
    box_nms_thresh: float = 0.5,
    box_detections_per_img: int = 100,
    anchor_sizes: Sequence[float] = ANCHOR_SIZES,
    inside_image: bool = True,
    divisors: RPNDivisors = as_in_the_paper,
    roi_op: RoIOperator = roi_pool,
    nms: Nms | None = None,
) -> TwoStageDetector:
    """Faster R-CNN on five convolutions: nine anchors in each cell of a map of stride 8.

    Args:
        num_classes: K, with the background.
        weights: the path of a file.
        min_size: what the shorter side of an image becomes, in pixels; of several, training draws.
        max_size: what its longer side may become.
        box_score_thresh: a class counts as found from above this probability.
        box_nms_thresh: the IoU above which the better of two boxes of a class removes the other.
        box_detections_per_img: how many to keep at most.
        anchor_sizes: square roots of the anchors' areas, in pixels of the batch.
        inside_image: whether the RPN learns only from anchors that do not cross the border.
        divisors: what the sums of the RPN's losses are divided by: ``as_in_the_paper``, N_cls and
            N_reg / λ, or ``by_samples``.
        roi_op: what pools the boxes: ``roi_pool``, ``roi_align``, ``roi_warp``, or a function or
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
        Ren et al., "Faster R-CNN" (2015), section 3, made small.

    Example:
        >>> import torch
        >>> detector = faster_rcnn_single_map(4)
        >>> detector.rpn.head.cls_logits.out_channels, detector.rpn.head.bbox_pred.out_channels
        (18, 36)
        >>> with torch.inference_mode():
        ...     (found,) = detector.eval()([torch.rand(3, 128, 128)])
        >>> sorted(found)
        ['boxes', 'labels', 'scores']
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    grouped_nms = group_by_group(nms)
    rpn = single_map_rpn(anchor_sizes, inside_image, divisors, grouped_nms)
    heads = RoIHeads(
        *box_layers(CHANNELS[-1], WIDTH, num_classes, roi_op, (STRIDE,)),
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
    return with_weights(TwoStageDetector(transform, FiveConvolutions(), rpn, heads), weights)


def single_map_rpn(
    anchor_sizes: Sequence[float],
    inside_image: bool,
    divisors: RPNDivisors,
    nms: GroupedNms = batched_nms,
) -> RegionProposalNetwork:
    """The RPN as the paper has it, for the map of the five convolutions.

    Args:
        anchor_sizes: square roots of the anchors' areas, in pixels of the batch; each has three
            ratios.
        inside_image: whether it learns only from anchors that do not cross the border.
        divisors: what the sums of its losses are divided by.
        nms: what removes proposals that overlap a better one by more than 0.7.

    Returns:
        A proposer with weights from nothing.

    Example:
        >>> single_map_rpn((28, 48, 80), True, as_in_the_paper).cell_anchors.shape
        torch.Size([1, 9, 4])
    """
    return RegionProposalNetwork(
        CHANNELS[-1],
        (cell_anchors(anchor_sizes, ANCHOR_RATIOS),),
        top_n=TOP_N,
        candidates=CANDIDATES,
        inside_image=inside_image,
        divisors=divisors,
        beta=BETA,
        head=TwoLogitHead,
        nms=nms,
    )
