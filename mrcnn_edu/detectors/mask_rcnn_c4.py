"""Mask R-CNN as it was before the pyramid: one map of stride 16, and ResNet's last stage as head.

The body ends after its fourth stage (C4). The fifth (res5) works on the pooled map of each
proposal, and what comes out of it serves boxes and masks alike. For a box it multiplies some fifty
times as often as the box head of a pyramid. Tables 2b and 2c of the paper are made with this
detector; ``mask_rcnn_tiny_c4`` in ``tiny.py`` is the same with few weights.
"""

from pathlib import Path

from mrcnn_edu.detectors.builder_parts import c4_layers, check_builder
from mrcnn_edu.detectors.two_stage import TwoStageDetector, with_weights
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.own_operators import Nms, group_by_group
from mrcnn_edu.layers.residual_blocks import Bottleneck, residual_stage
from mrcnn_edu.layers.resnet import freeze_early_layers, resnet50
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIOperator
from mrcnn_edu.layers.rpn import RegionProposalNetwork
from mrcnn_edu.ops.anchors import cell_anchors
from mrcnn_edu.ops.roi_pooling import roi_align

# Mask R-CNN, section 3.1: five sizes in three shapes, as on a pyramid, but all on the one map.
ANCHORS = (cell_anchors((32, 64, 128, 256, 512), (0.5, 1.0, 2.0)),)
# Proposals in training and in inference: Faster R-CNN, section 3.3, and Mask R-CNN, section 3.1.
# How many compete for that stands in the published code of Faster R-CNN only.
PROPOSALS, CANDIDATES = (2000, 300), (12000, 6000)


def mask_rcnn_resnet50_c4(
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
    """Mask R-CNN on the C4 map of ResNet-50.

    Args:
        num_classes: K, with the background.
        weights: the path of a file; none are published.
        norm_eps: what the frozen norms add to the variance; if left out, 0 for weights of
            2019, such as the published ones, and 1e-5 for any other.
        min_size: what the shorter side of an image becomes, in pixels; of several, training draws.
        max_size: what its longer side may become.
        trainable_backbone_layers: how many of ResNet's five layers learn, from the last, which is
            res5 and learns in any case.
        box_score_thresh: a class counts as found from above this probability.
        box_nms_thresh: the IoU above which the better of two boxes of a class removes the other.
        box_detections_per_img: how many to keep at most.
        roi_op: what pools the boxes: ``roi_align``, ``roi_pool``, ``roi_warp``, or a function or
            module of your own that takes their arguments.
        nms: what removes boxes, a function (boxes, scores, iou_threshold) to indices; the
            package's if left out.

    Returns:
        A detector. Weights are random unless a file of them is given. Those of res5 stand twice in
        its state dict, as ``roi_heads.mask_head`` and within ``roi_heads.box_head``.

    Raises:
        OSError: if the file of weights cannot be read.
        TypeError: if a number is not of its kind.
        ValueError: if one is out of its range, or the file is damaged or of another detector.

    Source:
        He et al., "Mask R-CNN" (2017), figure 4 (left) and section 3.1, ResNet-50-C4: 7 x 7 bins
        and res5 without its stride, 64 RoIs of an image to learn from, and 300 proposals to look
        at, the best of what NMS leaves of 6000.

    Example:
        >>> import torch
        >>> detector = mask_rcnn_resnet50_c4(min_size=64, box_detections_per_img=3).eval()
        >>> with torch.inference_mode():
        ...     (found,) = detector([torch.rand(3, 60, 80)])
        >>> sorted(found), tuple(found["masks"].shape[1:])
        (['boxes', 'labels', 'masks', 'scores'], (1, 60, 80))
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    grouped_nms = group_by_group(nms)
    backbone = resnet50(returned_layers=(3,))
    freeze_early_layers(backbone, trainable_backbone_layers)
    res5 = residual_stage(Bottleneck, 1024, 512, 3, stride=1)
    box, masks = c4_layers(res5, 2048, 256, num_classes, roi_op)
    heads = RoIHeads(
        *box,
        branches=[masks],
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        samples_per_image=64,
        nms=grouped_nms,
    )
    rpn = RegionProposalNetwork(
        1024, ANCHORS, top_n=PROPOSALS, candidates=CANDIDATES, nms=grouped_nms
    )
    detector = TwoStageDetector(ImageTransform(min_size, max_size), backbone, rpn, heads)
    return with_weights(detector, weights, norm_eps=norm_eps)
