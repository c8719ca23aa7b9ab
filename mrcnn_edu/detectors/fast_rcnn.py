"""Fast R-CNN: the image goes through the body once, and all that is behind it learns at once.

Where to look it is told, by selective search. It pools each of these boxes from the one map of the
small body of the road, says what is in it with a softmax and moves it, with one loss for both.
"""

from pathlib import Path

from mrcnn_edu.detectors.builder_parts import box_layers, check_builder
from mrcnn_edu.detectors.two_stage import TwoStageDetector, with_weights
from mrcnn_edu.layers.five_convolutions import CHANNELS, STRIDE, FiveConvolutions
from mrcnn_edu.layers.image_transform import ImageTransform
from mrcnn_edu.layers.own_operators import Nms, group_by_group
from mrcnn_edu.layers.proposers import GivenProposals
from mrcnn_edu.layers.roi_heads import RoIHeads
from mrcnn_edu.layers.roi_pooler import RoIOperator
from mrcnn_edu.ops.roi_pooling import roi_pool

WIDTH = 256  # of fc6 and fc7, where VGG-16 has 4096
SAMPLES_PER_IMAGE = 64  # section 2.3, as are the next two
HARD_BACKGROUND = (0.1, 0.5)
POSITIVE_FRACTION = 0.25
BETA = 1.0  # of smooth L1, equation 3


def fast_rcnn(
    num_classes: int,
    *,
    weights: str | Path | None = None,
    min_size: int | tuple[int, ...] = 256,
    max_size: int = 400,
    box_score_thresh: float = 0.05,
    box_nms_thresh: float = 0.5,
    box_detections_per_img: int = 100,
    background_iou: tuple[float, float] = HARD_BACKGROUND,
    roi_op: RoIOperator = roi_pool,
    nms: Nms | None = None,
) -> TwoStageDetector:
    """Fast R-CNN on five convolutions, with RoIPool to 7 x 7 bins.

    Args:
        num_classes: K, with the background.
        weights: the path of a file.
        min_size: what the shorter side of an image becomes, in pixels; of several, training draws.
        max_size: what its longer side may become.
        box_score_thresh: a class counts as found from above this probability.
        box_nms_thresh: the IoU above which the better of two boxes of a class removes the other.
        box_detections_per_img: how many to keep at most.
        background_iou: (low, high); a proposal teaches the background if its largest IoU with an
            object is from low up to high, without high.
        roi_op: what pools the boxes: ``roi_pool``, ``roi_align``, ``roi_warp``, or a function or
            module of your own that takes their arguments.
        nms: what removes boxes, a function (boxes, scores, iou_threshold) to indices; the
            package's if left out.

    Returns:
        A detector that takes proposals: in training as ``targets[i]["proposals"]``, in inference
        as ``detector(images, proposals=[...])``. All of its weights learn, and are random unless a
        file of them is given; then it has the names of its classes, if the file tells them.

    Raises:
        OSError: if the file of weights cannot be read.
        TypeError: if a number is not of its kind.
        ValueError: if one is out of its range, or the file is damaged or of another detector.

    Source:
        Girshick, "Fast R-CNN" (2015), section 2, made small.

    Example:
        >>> import torch
        >>> detector = fast_rcnn(4)
        >>> detector.roi_heads.box_head.fc6
        Linear(in_features=4704, out_features=256, bias=True)
        >>> where_to_look = torch.tensor([[10.0, 10.0, 60.0, 50.0]])
        >>> with torch.inference_mode():
        ...     (found,) = detector.eval()([torch.rand(3, 128, 128)], proposals=[where_to_look])
        >>> sorted(found)
        ['boxes', 'labels', 'scores']
    """
    check_builder(num_classes, box_score_thresh, box_nms_thresh, box_detections_per_img)
    heads = RoIHeads(
        *box_layers(CHANNELS[-1], WIDTH, num_classes, roi_op, (STRIDE,)),
        score_threshold=box_score_thresh,
        nms_threshold=box_nms_thresh,
        detections_per_image=box_detections_per_img,
        samples_per_image=SAMPLES_PER_IMAGE,
        background_iou=background_iou,
        positive_fraction=POSITIVE_FRACTION,
        beta=BETA,
        nms=group_by_group(nms),
    )
    transform = ImageTransform(min_size, max_size)
    detector = TwoStageDetector(transform, FiveConvolutions(), GivenProposals(), heads)
    return with_weights(detector, weights)
