"""What lesson 11 does with one small grid of numbers: make it larger, crop it, paste it.

The package's operators take many masks at once. Here each is stripped to a single one, so that
the answer is a grid of numbers that a pencil can check.
"""

import torch
from torch import Tensor
from torch.nn.functional import conv_transpose2d

from mrcnn_edu.ops.exact_masks import crop_mask_targets_aligned, paste_masks_exact


def transposed_conv(x: Tensor, kernel: Tensor, stride: int) -> Tensor:
    """The transposed convolution of one channel, without padding.

    Each number of ``x`` stamps the kernel, multiplied by itself, onto the result; stamps lie
    ``stride`` apart, and where they overlap they add up.

    Args:
        x: (H, W), floating point.
        kernel: (P, Q), floating point.
        stride: from one stamp to the next, along both axes.

    Returns:
        ((H - 1) · stride + P, (W - 1) · stride + Q).

    Source:
        Long et al., "Fully Convolutional Networks" (2015), section 3.3.

    Example:
        >>> transposed_conv(torch.tensor([[1.0, 2.0]]), torch.tensor([[1.0, 4.0, 1.0]]), 2)
        tensor([[1., 4., 3., 8., 2.]])
    """
    return conv_transpose2d(x[None, None], kernel[None, None], stride=stride)[0, 0]


def mask_target(mask: Tensor, proposal: Tensor, size: int) -> Tensor:
    """What a mask head is to predict of one object, seen through one proposal.

    Args:
        mask: (H, W), floating point, 1 on the object and 0 elsewhere.
        proposal: (4,), xyxy in pixels, inside the image.
        size: M, bins along each side.

    Returns:
        (M, M): in each bin the mean of samples as RoIAlign takes them from a map of stride 1,
        with ``aligned=True`` and as many along a side of a bin as it is pixels long, rounded up.

    Source:
        He et al., "Mask R-CNN" (2017), section 3.1; detectron2's targets before they are rounded.

    Example:
        >>> mask = torch.zeros(8, 8)
        >>> mask[2:6, 2:6] = 1
        >>> mask_target(mask, torch.tensor([4.0, 2.0, 8.0, 6.0]), 4)[0]
        tensor([1., 1., 0., 0.])
    """
    return crop_mask_targets_aligned(mask[None], proposal[None], torch.tensor([0]), size)[0]


def paste_one_mask(mask: Tensor, box: Tensor, image_size: tuple[int, int]) -> Tensor:
    """One mask in its place in an image that is 0 elsewhere, at the middle of each pixel.

    Args:
        mask: (M, M), floating point, probabilities.
        box: (4,), xyxy in pixels, of which nothing is rounded.
        image_size: (height, width) of the image, in pixels.

    Returns:
        (height, width): the mask, stretched over the box and read by bilinear interpolation. Its
        cells have cells of 0 around them, so that it fades out over half a cell to both sides of
        the border of the box.

    Source:
        He et al., "Mask R-CNN" (2017), section 3.1; the results of detectron2's
        paste_masks_in_image.

    Example:
        >>> paste_one_mask(torch.ones(1, 1), torch.tensor([1.0, 0.0, 3.0, 1.0]), (1, 4))
        tensor([[0.2500, 0.7500, 0.7500, 0.2500]])
    """
    return paste_masks_exact(mask[None], box[None], image_size)[0]
