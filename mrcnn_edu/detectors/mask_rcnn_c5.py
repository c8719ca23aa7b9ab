"""Mask R-CNN on the coarsest map there is, of stride 32, where rounding hurts most.

All five stages of ResNet are in the body (C5), so that none is left for the heads: these are those
of the pyramid. A cell of the map is 32 pixels wide. RoIPool, which rounds to whole cells, moves a
box by up to 16 of them; the paper's table 2d shows what RoIAlign is worth there.
``mask_rcnn_tiny_c5`` in ``tiny.py`` is the same with few weights.
"""

from pathlib import Path

from mrcnn_edu.detectors.builder_parts import box_layers, check_builder, mask_branch
from mrcnn_edu.detectors.mask_rcnn_c4 import ANCHORS, CANDIDATES, PROPOSALS
from mrcnn_edu.detectors.two_stage import TwoStageDetector, with_weights
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.narrow_body import NarrowBody
from mrcnn_edu.layers.own_operators import Nms, group_by_group
from mrcnn_edu.layers.resnet import freeze_early_layers, resnet50
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIOperator
from mrcnn_edu.layers.rpn import RegionProposalNetwork
from mrcnn_edu.ops.roi_pooling import roi_align

STRIDE = 32


def mask_rcnn_resnet50_c5(
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
    """Mask R-CNN on the C5 map of ResNet-50.

    Args:
        num_classes: K, with the background.
        weights: the path of a file; none are published.
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
        OSError: if the file of weights cannot be read.
        TypeError: if a number is not of its kind.
        ValueError: if one is out of its range, or the file is damaged or of another detector.

    Source:
        He et al., "Mask R-CNN" (2017), section 4.1 and table 2d, ResNet-50-C5, with the heads of
        figure 4 (right). That figure shows maps of 256 channels, and the paper does not say how
        the 2048 of C5 become so few: here by a 1x1 convolution, as at the top of a pyramid. Nor
        does it say how many RoIs of an image teach: here 512, as with a pyramid; or how many
        proposals there are: here as many as with C4.

    Example:
        >>> import torch
        >>> detector = mask_rcnn_resnet50_c5(min_size=64, box_detections_per_img=3).eval()
        >>> with torch.inference_mode():
        ...     (found,) = detector([torch.rand(3, 60, 80)])
        >>> sorted(found), tuple(found["masks"].shape[1:])
        (['boxes', 'labels', 'masks', 'scores'], (1, 60, 80))
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    grouped_nms = group_by_group(nms)
    body = resnet50(returned_layers=(4,))
    freeze_early_layers(body, trainable_backbone_layers)
    backbone = NarrowBody(body)
    channels = backbone.out_channels  # 256
    heads = RoIHeads(
        *box_layers(channels, 1024, num_classes, roi_op, (STRIDE,)),
        branches=[mask_branch(channels, 256, num_classes, roi_op, (STRIDE,))],
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        nms=grouped_nms,
    )
    rpn = RegionProposalNetwork(
        channels, ANCHORS, top_n=PROPOSALS, candidates=CANDIDATES, nms=grouped_nms
    )
    detector = TwoStageDetector(ImageTransform(min_size, max_size), backbone, rpn, heads)
    return with_weights(detector, weights, norm_eps=norm_eps)
