"""What the numbers of a mask head mean: one function teaches them, another reads a mask from them.

The mask head gives each box K small maps. Whether classes compete for a pixel, or whether there is
a mask for each class at all, is up to a pair of functions that ``MaskTask`` is given:

    masks                    the loss                    the mask of a box
    one for each class       mask_loss                   sigmoid_of_class
    classes compete          softmax_mask_loss           softmax_of_class
    one for whatever it is   class_agnostic_mask_loss    sigmoid_of_only

The losses take logits (R, K, M, M), labels (R,) and targets (R, M, M), and stand in
``ops/losses.py`` but for the last; the readers take logits and labels.
"""

from collections import OrderedDict

import torch
from torch import Tensor, nn

from mrcnn_edu.ops.losses import mask_loss


def of_class(maps: Tensor, labels: Tensor) -> Tensor:
    """Of the maps for all classes that of each box's own.

    Args:
        maps: (R, K, M, M).
        labels: (R,), int64, from 0 to K - 1.

    Returns:
        (R, M, M).

    Source:
        He et al., "Mask R-CNN" (2017), section 3: the predicted class k chooses the k-th mask.

    Example:
        >>> of_class(torch.arange(3.0).reshape(1, 3, 1, 1), torch.tensor([2]))
        tensor([[[2.]]])
    """
    return maps[torch.arange(len(labels), device=labels.device), labels]


def sigmoid_of_class(logits: Tensor, labels: Tensor) -> Tensor:
    """Probabilities of pixels, whatever the maps of other classes say.

    Args:
        logits: (R, K, M, M).
        labels: (R,), int64, from 0 to K - 1.

    Returns:
        (R, M, M), from 0 to 1.

    Source:
        He et al., "Mask R-CNN" (2017), section 3: a sigmoid for each pixel and class.

    Example:
        >>> sigmoid_of_class(torch.tensor([[[[9.0]], [[0.0]]]]), torch.tensor([1]))
        tensor([[[0.5000]]])
    """
    return of_class(logits, labels).sigmoid()


def softmax_of_class(logits: Tensor, labels: Tensor) -> Tensor:
    """Probabilities of pixels, which all classes and the background share among them.

    Args:
        logits: (R, K, M, M), background first.
        labels: (R,), int64, from 0 to K - 1.

    Returns:
        (R, M, M), from 0 to 1.

    Source:
        He et al., "Mask R-CNN" (2017), section 4.1 and table 2b, which does without it: mask AP
        24.8 with a softmax, 30.3 with a sigmoid.

    Example:
        >>> softmax_of_class(torch.zeros(1, 4, 1, 1), torch.tensor([1]))
        tensor([[[0.2500]]])
    """
    return of_class(logits.softmax(dim=1), labels)


def sigmoid_of_only(logits: Tensor, labels: Tensor) -> Tensor:
    """Probabilities of pixels where a box has one map, whatever is in it.

    Args:
        logits: (R, 1, M, M).
        labels: (R,), not looked at.

    Returns:
        (R, M, M), from 0 to 1.

    Raises:
        ValueError: if there are more maps than one.

    Source:
        He et al., "Mask R-CNN" (2017), section 4.1: mask AP 29.7 with class-agnostic masks, 30.3
        with one for each class.

    Example:
        >>> sigmoid_of_only(torch.zeros(1, 1, 1, 1), torch.tensor([7]))
        tensor([[[0.5000]]])
    """
    return sigmoid_of_class(logits, _no_class(logits, labels))


def class_agnostic_mask_loss(mask_logits: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """``mask_loss`` where a box has one map, whatever is in it.

    Args:
        mask_logits: (R, 1, M, M).
        labels: (R,), int64, not looked at.
        targets: (R, M, M), in [0, 1].

    Returns:
        The mean of binary cross-entropies over all R · M · M pixels.

    Raises:
        TypeError: if logits or targets are not floating-point tensors, or labels not whole numbers.
        ValueError: if shapes or devices do not fit, or there are more maps than one.

    Source:
        He et al., "Mask R-CNN" (2017), section 4.1.

    Example:
        >>> targets = torch.ones(1, 2, 2)
        >>> class_agnostic_mask_loss(torch.zeros(1, 1, 2, 2), torch.tensor([7]), targets)
        tensor(0.6931)
    """
    return mask_loss(mask_logits, _no_class(mask_logits, labels), targets)


class MLPMaskPredictor(nn.Sequential):
    """A fully connected layer that gives all pixels of all masks, as ``MaskPredictor`` gives them.

    With a ``TwoMLPHead`` before it, it is the mask branch that the fully convolutional one
    replaced: where in the box a number comes from, every layer has to learn anew.

    Args:
        in_features: of what comes in.
        num_classes: K.
        mask_size: M.

    Source:
        He et al., "Mask R-CNN" (2017), table 2e: fc 1024, 1024, 80 · 28²; mask AP 31.5, and 33.6
        with convolutions.

    Example:
        >>> MLPMaskPredictor(32, 4, 28)(torch.rand(3, 32)).shape
        torch.Size([3, 4, 28, 28])
    """

    def __init__(self, in_features: int, num_classes: int, mask_size: int) -> None:
        logits = nn.Linear(in_features, num_classes * mask_size**2)
        maps = nn.Unflatten(1, (num_classes, mask_size, mask_size))
        super().__init__(OrderedDict({"mask_fc_logits": logits, "maps": maps}))


def _no_class(logits: Tensor, labels: Tensor) -> Tensor:
    """Labels that are all 0, the place of the only map."""
    if logits.ndim != 4 or logits.shape[1] != 1:
        raise ValueError(
            f"logits must have shape (R, 1, M, M), got {tuple(logits.shape)};"
            " for class-agnostic masks make the predictor with num_classes=1"
        )
    return torch.zeros_like(labels)
