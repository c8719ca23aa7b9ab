"""Other ways to read the masks of a detector that learnt with a softmax. No weight changes.

The softmax head has a map for the background as well, the first. Whether the *loss* is bad or only
the way its masks are read can be told from the same weights, read in different ways.
"""

from torch import Tensor

from mrcnn_edu.layers.mask_variants import of_class, softmax_of_class


def not_background(logits: Tensor, labels: Tensor) -> Tensor:
    """A pixel belongs to the object unless it is background: 1 - P(background).

    Args:
        logits: (R, K, M, M), background first.
        labels: (R,), not looked at.

    Returns:
        (R, M, M), from 0 to 1.
    """
    return 1 - logits.softmax(dim=1)[:, 0]


def against_background(logits: Tensor, labels: Tensor) -> Tensor:
    """The box's own class and the background compete for a pixel, and no others.

    Args:
        logits: (R, K, M, M), background first.
        labels: (R,), int64, from 0 to K - 1.

    Returns:
        (R, M, M), from 0 to 1.
    """
    return (of_class(logits, labels) - logits[:, 0]).sigmoid()


READINGS = {
    "own class": softmax_of_class,
    "not background": not_background,
    "against background": against_background,
}
