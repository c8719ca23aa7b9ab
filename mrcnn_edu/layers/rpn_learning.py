"""What a region proposal network learns from: which anchors, and how much each of them counts.

The sums of its two losses run over the anchors that were sampled in all images of a batch.
Torchvision divides both by how many these are. The paper divides that of boxes by the number of
places on the map and weighs it by ten, which comes to nearly the same.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from mrcnn_edu.ops.anchors import inside_image
from mrcnn_edu.ops.box_coding import encode_boxes
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.matching import label_matches, match_boxes, sample_balanced

# (sampled anchors, images, locations of an image) to the divisors of objectness and of boxes.
RPNDivisors = Callable[[int, int, int], tuple[float, float]]

POSITIVE_IOU, NEGATIVE_IOU = 0.7, 0.3  # Faster R-CNN, section 3.1.2
SAMPLED_ANCHORS, POSITIVE_FRACTION = 256, 0.5  # of an image, section 3.1.3
LAMBDA = 10  # section 3.1.2: how much more a box counts than objectness


def sample_anchors(
    anchors: Tensor, boxes: Tensor, inside: tuple[int, int] | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Some anchors of an image, and what the network should say of them.

    Args:
        anchors: (A, 4), xyxy in pixels.
        boxes: (G, 4), xyxy in pixels, where the objects are.
        inside: (height, width) of the image, if anchors that cross its border are to be left out,
            as the paper has it; None to learn from all, as with Feature Pyramid Networks.

    Returns:
        sampled: (S,), int64, indices of anchors, the positive ones first.
        labels: (S,), 1 for an anchor on an object, 0 for background.
        targets: (S, 4), deltas from the anchor to its object, 0 for background.

    Source:
        Ren et al., "Faster R-CNN" (2015), sections 3.1.2, 3.1.3 and 3.3. What is drawn comes from
        torch's global source, so that ``torch.manual_seed`` repeats it; ``sample_balanced`` itself
        takes a generator.

    Example:
        >>> anchors = torch.tensor([[0.0, 0.0, 8.0, 8.0], [8.0, 8.0, 16.0, 16.0]])
        >>> sample_anchors(anchors, torch.tensor([[8.0, 8.0, 16.0, 15.0]]))[:2]
        (tensor([1, 0]), tensor([1., 0.]))
    """
    if inside is not None:
        within = inside_image(anchors, inside).nonzero().squeeze(1)  # (W,)
        sampled, labels, targets = sample_anchors(anchors[within], boxes)
        return within[sampled], labels, targets
    overlaps = box_iou(boxes, anchors)  # (G, A)
    matches = match_boxes(overlaps, POSITIVE_IOU, NEGATIVE_IOU, allow_low_quality=True)  # (A,)
    is_object = label_matches(matches, boxes.new_ones(len(boxes)))  # (A,): 1, 0, or -1 for neither
    positive, negative = sample_balanced(is_object, SAMPLED_ANCHORS, POSITIVE_FRACTION)
    sampled = torch.cat((positive, negative))  # (S,)
    targets = anchors.new_zeros(len(sampled), 4)
    targets[: len(positive)] = encode_boxes(boxes[matches[positive]], anchors[positive])
    return sampled, is_object[sampled], targets


def by_samples(samples: int, images: int, locations: int) -> tuple[float, float]:
    """Divide both by the number of sampled anchors.

    Args:
        samples: anchors that were sampled, in all images.
        images: how many there are.
        locations: cells of the maps of one image.

    Returns:
        What the loss of objectness is divided by, and that of boxes.

    Source:
        The losses of torchvision's RegionProposalNetwork, where lambda is 1.

    Example:
        >>> by_samples(512, 2, 2400)
        (512, 512)
    """
    divisor = max(samples, 1)
    return divisor, divisor


def as_in_the_paper(samples: int, images: int, locations: int) -> tuple[float, float]:
    """Divide by N_cls = 256 anchors, and by N_reg locations with lambda = 10, of each image.

    Args:
        samples: anchors that were sampled, in all images; not looked at.
        images: how many there are; the paper has one.
        locations: cells of the maps of one image.

    Returns:
        What the loss of objectness is divided by, and that of boxes.

    Source:
        Ren et al., "Faster R-CNN" (2015), section 3.1.2, equation 1.

    Example:
        >>> as_in_the_paper(512, 2, 2400)
        (512, 480.0)
    """
    return SAMPLED_ANCHORS * images, locations * images / LAMBDA
