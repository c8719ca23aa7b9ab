"""The paper's other mask branches, put into a Mask R-CNN in place of its own.

Each function takes a detector as a builder made it, of any size and on any backbone, changes its
mask branch and nothing else, and gives it back: ``with_softmax_masks(mask_rcnn_tiny_c4(4))``.
Weights of a detector that was changed are loaded after the change, by ``load_weights``. Backbones
have builders of their own, and what pools the boxes is an argument of each builder, as in
``mask_rcnn_tiny_c5(4, roi_op=roi_pool)``.
"""

from typing import cast

from torch import nn

from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.layers.box_head import TwoMLPHead
from mrcnn_edu.layers.mask_head import MaskPredictor, MaskTask, initialise
from mrcnn_edu.layers.mask_variants import (
    MLPMaskPredictor,
    class_agnostic_mask_loss,
    sigmoid_of_only,
    softmax_of_class,
)
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIPooler
from mrcnn_edu.ops.losses import mask_loss, softmax_mask_loss

MASK_SIZE = 28  # pixels along each side of a mask


def with_softmax_masks(detector: TwoStageDetector) -> TwoStageDetector:
    """Let the classes compete for each pixel of a mask.

    Args:
        detector: a Mask R-CNN as it was built, changed in place.

    Returns:
        The same detector. Its weights, and their names, are those that it had.

    Raises:
        TypeError: if it has no masks.
        ValueError: if its masks were changed before.

    Source:
        He et al., "Mask R-CNN" (2017), table 2b: mask AP 24.8 so, and 30.3 with a sigmoid.

    Example:
        >>> from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
        >>> with_softmax_masks(mask_rcnn_tiny(4)).roi_heads.tasks[0].loss.__name__
        'softmax_mask_loss'
    """
    task = _mask_task(detector.roi_heads)
    task.loss, task.mask_of = softmax_mask_loss, softmax_of_class
    return detector


def with_class_agnostic_masks(detector: TwoStageDetector) -> TwoStageDetector:
    """Draw one mask into each box, whatever is in it.

    Args:
        detector: a Mask R-CNN as it was built, changed in place.

    Returns:
        The same detector, with a new last layer in its mask branch.

    Raises:
        TypeError: if it has no masks.
        ValueError: if its masks were changed before.

    Source:
        He et al., "Mask R-CNN" (2017), section 4.1: mask AP 29.7 so, and 30.3 with one for each
        class.

    Example:
        >>> from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
        >>> with_class_agnostic_masks(mask_rcnn_tiny(4)).roi_heads.mask_predictor[-1]
        Conv2d(64, 1, kernel_size=(1, 1), stride=(1, 1))
    """
    task = _mask_task(detector.roi_heads)
    predictor = cast(MaskPredictor, detector.roi_heads.mask_predictor)
    old = cast(nn.Conv2d, predictor[-1])
    logits = nn.Conv2d(old.in_channels, 1, 1)
    initialise(logits)
    predictor[-1] = logits.to(old.weight)
    task.loss, task.mask_of = class_agnostic_mask_loss, sigmoid_of_only
    return detector


def with_mlp_masks(detector: TwoStageDetector, width: int = 1024) -> TwoStageDetector:
    """Draw masks by three fully connected layers.

    Args:
        detector: a Mask R-CNN as it was built, changed in place.
        width: of the first two.

    Returns:
        The same detector, with another mask branch.

    Raises:
        TypeError: if it has no masks.
        ValueError: if its masks were changed before.

    Source:
        He et al., "Mask R-CNN" (2017), table 2e: mask AP 31.5 so, and 33.6 with convolutions, on
        a feature pyramid.

    Example:
        >>> from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
        >>> with_mlp_masks(mask_rcnn_tiny(4), 256).roi_heads.mask_head.fc6
        Linear(in_features=12544, out_features=256, bias=True)
    """
    heads = detector.roi_heads
    _mask_task(heads)
    first = next(heads.get_submodule("mask_head").parameters())  # (width, C, 3, 3), of the branch
    channels = first.shape[1]
    height, across = cast(RoIPooler, heads.mask_pooler).output_size
    weight = heads.box_predictor.cls_score.weight  # of the device and dtype to be
    heads.mask_head = TwoMLPHead(channels * height * across, width).to(weight)
    heads.mask_predictor = MLPMaskPredictor(width, heads.num_classes, MASK_SIZE).to(weight)
    return detector


def _mask_task(heads: RoIHeads) -> MaskTask:
    """What is to be changed, or what is wrong with the heads."""
    task = next((task for task in heads.tasks if isinstance(task, MaskTask)), None)
    if task is None:
        names = ", ".join(["box", *(task.name for task in heads.tasks)])
        raise TypeError(
            f"detector must be a Mask R-CNN, got one with heads for {names};"
            " build it with mask_rcnn_tiny or its like"
        )
    if task.loss is not mask_loss or not isinstance(heads.mask_predictor, MaskPredictor):
        raise ValueError(
            "detector must have masks as a builder made them, got"
            f" {type(heads.mask_predictor).__name__} with {task.loss.__name__};"
            " build another for each variant"
        )
    return task
