"""Which proposals the RoI heads learn from, and what they should say of them."""

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from mrcnn_edu.layers.box_head import BOX_WEIGHTS
from mrcnn_edu.ops.box_coding import encode_boxes
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.checks import check_fraction
from mrcnn_edu.ops.matching import label_matches, match_boxes, sample_balanced

POSITIVE_IOU = 0.5  # Fast R-CNN, section 2.3
BACKGROUND_IOU = (0.0, 0.5)  # torchvision's; Fast R-CNN has (0.1, 0.5), to find hard cases
SAMPLES_PER_IMAGE = 512  # Mask R-CNN, section 3.1, with a pyramid; 64 with a C4 body
POSITIVE_FRACTION = 0.25


class Samples(NamedTuple):
    """The sampled proposals of one image, those on objects first.

    Attributes:
        boxes: (S, 4), xyxy in pixels.
        labels: (S,), int64, the class, 0 for background.
        matches: (P,), int64, the object of each of the first P, which are positive.
        box_targets: (S, 4), deltas from the proposal to its object, 0 for background.
    """

    boxes: Tensor
    labels: Tensor
    matches: Tensor
    box_targets: Tensor

    @property
    def positive_boxes(self) -> Tensor:
        """(P, 4), the proposals on objects, which mask and keypoint heads learn from."""
        return self.boxes[: len(self.matches)]

    @property
    def positive_labels(self) -> Tensor:
        """(P,), their classes."""
        return self.labels[: len(self.matches)]


@torch.no_grad()
def sample_proposals(
    proposals: Tensor,
    target: Mapping[str, Tensor],
    number: int = SAMPLES_PER_IMAGE,
    *,
    background_iou: tuple[float, float] = BACKGROUND_IOU,
    positive_fraction: float = POSITIVE_FRACTION,
) -> Samples:
    """Some proposals of an image, of which at most a share lies on objects.

    Args:
        proposals: (R, 4), xyxy in pixels.
        target: with "boxes" (G, 4) and "labels" (G,).
        number: how many to take at most.
        background_iou: (low, high); a proposal is background if its largest IoU with an object is
            from low up to high, without high. On an object it is from 0.5 up; what is neither is
            left out. In an image without objects nothing is background unless low is 0.
        positive_fraction: the largest share of the sample that lies on objects.

    Returns:
        The sample. True boxes are among the proposals: at first an RPN finds nothing, and there
        would be nothing positive to learn from.

    Raises:
        TypeError: if an IoU or the share is not a number.
        ValueError: if not 0 <= low < high <= 0.5, or the share is not in [0, 1].

    Source:
        Girshick, "Fast R-CNN" (2015), section 2.3, whose band is (0.1, 0.5) and whose number is
        64; here with the number of He et al., "Mask R-CNN" (2017), section 3.1. From the same
        global seed the sample that torchvision's RoIHeads.select_training_samples draws, in
        another order.

    Example:
        >>> target = {"boxes": torch.tensor([[0.0, 0.0, 9.0, 9.0]]), "labels": torch.tensor([3])}
        >>> sample = sample_proposals(torch.tensor([[9.0, 9.0, 20.0, 20.0]]), target)
        >>> sample.labels, sample.positive_boxes
        (tensor([3, 0]), tensor([[0., 0., 9., 9.]]))
    """
    low, high = _check_band(background_iou)
    check_fraction("positive_fraction", positive_fraction)
    objects = target["boxes"].to(proposals.dtype)  # (G, 4)
    proposals = torch.cat((proposals, objects))  # (R + G, 4)
    overlaps = box_iou(objects, proposals)  # (G, R + G)
    matches = match_boxes(overlaps, POSITIVE_IOU, high)  # (R + G,)
    labels = label_matches(matches, target["labels"].long())  # (R + G,): -1 for neither
    if low > 0:
        easy = (overlaps < low).all(dim=0)  # (R + G,), as all are where there are no objects
        labels = labels.masked_fill(easy, -1)
    positive, negative = sample_balanced(labels, number, positive_fraction)
    sampled = torch.cat((positive, negative))  # (S,)
    box_targets = proposals.new_zeros(len(sampled), 4)
    box_targets[: len(positive)] = encode_boxes(
        objects[matches[positive]], proposals[positive], BOX_WEIGHTS
    )
    return Samples(proposals[sampled], labels[sampled], matches[positive], box_targets)


def _check_band(background_iou: tuple[float, float]) -> tuple[float, float]:
    """The two ends, or what is wrong with them."""
    for end in background_iou:
        check_fraction("each of background_iou", end)
    if len(background_iou) != 2 or not background_iou[0] < background_iou[1] <= POSITIVE_IOU:
        raise ValueError(
            "background_iou must be (low, high) with 0 <= low < high <= 0.5, got"
            f" {background_iou}; Fast R-CNN has (0.1, 0.5)"
        )
    return background_iou
