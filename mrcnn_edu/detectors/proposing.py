"""The two halves of a two-stage detector apart: one proposes, the other looks where it is told to.

So proposals can be counted, drawn, and given to another detector's second half.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from mrcnn_edu.detectors.input_checks import check_pixels
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.layers.proposers import GivenProposals
from mrcnn_edu.layers.resizing import resize_boxes


@torch.no_grad()
def propose_boxes(detector: TwoStageDetector, images: Sequence[Tensor]) -> list[Tensor]:
    """Where a detector's RPN would look.

    Args:
        detector: with an RPN. In training mode it proposes as many as it learns from, in inference
            as many as it looks at: call ``eval()`` first.
        images: (3, H, W) each, from 0 to 1.

    Returns:
        For each image proposals (R, 4), xyxy in its pixels, best first.

    Raises:
        TypeError: if images are not floating-point tensors.
        ValueError: if an image cannot be used, or the detector does not propose by itself.

    Example:
        >>> from mrcnn_edu.detectors.faster_rcnn_single_map import faster_rcnn_single_map
        >>> (boxes,) = propose_boxes(faster_rcnn_single_map(4).eval(), [torch.rand(3, 128, 128)])
        >>> boxes.shape[1], bool(boxes.max() <= 128)
        (4, True)
    """
    if detector.takes_proposals:
        raise ValueError(
            "detector must propose by itself, got one that takes proposals; give one with an RPN"
        )
    check_pixels(images, next(detector.parameters()))
    batch, _ = detector.transform(images)
    proposals, _ = detector.rpn(batch, detector.backbone(batch.tensors))
    sizes = [(image.shape[1], image.shape[2]) for image in images]
    return [
        resize_boxes(boxes, resized, size)
        for boxes, resized, size in zip(proposals, batch.image_sizes, sizes, strict=True)
    ]


def told_where_to_look(detector: TwoStageDetector) -> TwoStageDetector:
    """The second half of a detector: the same body and heads, and proposals from outside.

    Args:
        detector: of any kind; it stays as it is, and shares its weights.

    Returns:
        A detector that is called with ``proposals=[...]``, in the mode of the other.

    Example:
        >>> from mrcnn_edu.detectors.faster_rcnn_single_map import faster_rcnn_single_map
        >>> both, image = faster_rcnn_single_map(4).eval(), torch.rand(3, 128, 128)
        >>> second = told_where_to_look(both)
        >>> with torch.inference_mode():
        ...     (by_itself,) = both([image])
        ...     (told,) = second([image], proposals=propose_boxes(both, [image]))
        >>> len(told["boxes"]) == len(by_itself["boxes"])
        True
    """
    second = TwoStageDetector(
        detector.transform,
        detector.backbone,
        GivenProposals(),
        detector.roi_heads,
        paste=detector.paste,
    )
    second.class_names = detector.class_names
    return second.train(detector.training)
