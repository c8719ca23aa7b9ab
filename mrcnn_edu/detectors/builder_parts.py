"""What builders of detectors share: errors about arguments, and the heads of the paper's figure 4.

On a pyramid, boxes and masks have layers of their own (right). On the C4 map they share ResNet's
last stage (left). A builder says how wide they are, and puts them into ``RoIHeads``.
"""

from collections.abc import Sequence

from torch import nn

from mrcnn_edu.layers.box_head import FastRCNNPredictor, TwoMLPHead, then_mean
from mrcnn_edu.layers.branches import Branch
from mrcnn_edu.layers.mask_head import MaskHead, MaskPredictor, MaskTask
from mrcnn_edu.layers.roi_pooler import LevelOfBoxes, RoIOperator, RoIPooler
from mrcnn_edu.ops.checks import check_fraction, check_integer
from mrcnn_edu.ops.roi_pooling import assign_fpn_level

BoxLayers = tuple[RoIPooler, nn.Module, FastRCNNPredictor]

PYRAMID_STRIDES = (4, 8, 16, 32)  # of P2 to P5; P6 is for the RPN alone


def box_layers(
    channels: int,
    width: int,
    num_classes: int,
    roi_op: RoIOperator,
    strides: Sequence[int] = PYRAMID_STRIDES,
    level: LevelOfBoxes = assign_fpn_level,
) -> BoxLayers:
    """What looks for the class and place of a box: two fully connected layers.

    Args:
        channels: C of the maps.
        width: of both layers.
        num_classes: K, with the background.
        roi_op: what pools boxes, to 7 x 7 bins.
        strides: of the maps that are pooled from, the finest first.
        level: on which of those maps each box is pooled.

    Returns:
        A pooler, a head and a predictor, as ``RoIHeads`` takes them.

    Source:
        He et al., "Mask R-CNN" (2017), figure 4 (right).

    Example:
        >>> from mrcnn_edu.ops.roi_pooling import roi_align
        >>> box_layers(256, 1024, 91, roi_align)[1].fc6
        Linear(in_features=12544, out_features=1024, bias=True)
    """
    pooler = RoIPooler(7, strides=strides, roi_op=roi_op, level=level)
    return pooler, TwoMLPHead(channels * 7 * 7, width), FastRCNNPredictor(width, num_classes)


def mask_branch(
    channels: int,
    width: int,
    num_classes: int,
    roi_op: RoIOperator,
    strides: Sequence[int] = PYRAMID_STRIDES,
    level: LevelOfBoxes = assign_fpn_level,
    task: MaskTask | None = None,
) -> Branch:
    """What draws a mask into a box: convolutions, on a finer grid of it.

    Args:
        channels: C of the maps.
        width: channels of each convolution.
        num_classes: K, with the background.
        roi_op: what pools boxes, to 14 x 14 bins, which become masks of 28 x 28.
        strides: of the maps that are pooled from, the finest first.
        level: on which of those maps each box is pooled.
        task: how masks are taught and read; the paper's ``MaskTask()`` if left out.

    Returns:
        A branch, as ``RoIHeads`` takes it.

    Source:
        He et al., "Mask R-CNN" (2017), figure 4 (right).

    Example:
        >>> from mrcnn_edu.ops.roi_pooling import roi_align
        >>> mask_branch(256, 256, 91, roi_align).pooler.output_size
        (14, 14)
    """
    pooler = RoIPooler(14, strides=strides, roi_op=roi_op, level=level)
    head, predictor = MaskHead(channels, width), MaskPredictor(width, width, num_classes)
    return Branch(task or MaskTask(), pooler, head, predictor)


def c4_layers(
    res5: nn.Module,
    channels: int,
    width: int,
    num_classes: int,
    roi_op: RoIOperator,
    task: MaskTask | None = None,
) -> tuple[BoxLayers, Branch]:
    """What looks at boxes on the C4 map, where boxes and masks share ResNet's last stage.

    Args:
        res5: that stage, which both have: the same module twice, and not a copy.
        channels: that come out of it.
        width: of the mask's transposed convolution.
        num_classes: K, with the background.
        roi_op: what pools boxes, to 7 x 7 bins; masks are of 14 x 14.
        task: how masks are taught and read; the paper's ``MaskTask()`` if left out.

    Returns:
        A pooler, a head and a predictor for boxes, and a branch for masks.

    Source:
        He et al., "Mask R-CNN" (2017), figure 4 (left).

    Example:
        >>> from mrcnn_edu.ops.roi_pooling import roi_align
        >>> res5 = nn.Conv2d(64, 128, 1)
        >>> (_, head, _), masks = c4_layers(res5, 128, 64, 3, roi_align)
        >>> head[0] is masks.head is res5
        True
    """
    pooler = RoIPooler(7, strides=(16,), roi_op=roi_op)
    box = pooler, then_mean(res5), FastRCNNPredictor(channels, num_classes)
    predictor = MaskPredictor(channels, width, num_classes)
    return box, Branch(task or MaskTask(), pooler, res5, predictor)


def check_builder(
    num_classes: int,
    box_score_thresh: float,
    box_nms_thresh: float,
    box_detections_per_img: int,
) -> None:
    """Refuse numbers that no detector can be built with, before there is a layer of it.

    Args:
        num_classes: how many kinds of things there are, and one more for the background: from 2 up.
        box_score_thresh: the score above which a class counts as found, in [0, 1].
        box_nms_thresh: the IoU above which a box removes another, in [0, 1].
        box_detections_per_img: how many boxes are kept of an image, from 0 up.

    Raises:
        TypeError: if one is not a plain number, or a number of things not a whole one.
        ValueError: if one is out of its range.

    Example:
        >>> check_builder(2, 0.05, 0.5, -1)
        Traceback (most recent call last):
        ...
        ValueError: box_detections_per_img must be from 0 up, got -1
    """
    check_integer("num_classes", num_classes)
    if num_classes < 2:
        raise ValueError(
            f"num_classes must be from 2 up, got {num_classes}; the background is a class, so for"
            " one kind of object use 2"
        )
    check_fraction("box_score_thresh", box_score_thresh)
    check_fraction("box_nms_thresh", box_nms_thresh)
    check_integer("box_detections_per_img", box_detections_per_img, 0)
