"""What the sums of an RPN's two losses are divided by: torchvision's way, and the paper's.

Both sums run over the anchors that were sampled in all images of a batch. The paper divides that
of boxes by the number of places on the map and weighs it by ten, which comes to nearly the same.
"""

from collections.abc import Callable

from mrcnn_edu.layers.anchor_sampling import SAMPLED_ANCHORS

# (sampled anchors, images, locations of an image) to the divisors of objectness and of boxes.
RPNDivisors = Callable[[int, int, int], tuple[float, float]]

LAMBDA = 10  # Faster R-CNN, section 3.1.2: how much more a box counts than objectness


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
