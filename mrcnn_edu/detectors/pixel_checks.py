"""The errors about images: where they enter a detector, their values are looked at.

Pixels from 0 to 255 and pixels that were normalised already go through every layer without
complaint, and what comes out of the last one is wrong. Very large ones come out as NaN.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from mrcnn_edu.layers.own_operators import can_meet
from mrcnn_edu.ops.checks import check_images

# Pixels are from 0 to 1. Sharp resizing, noise and a change of light reach a little beyond; with
# ImageNet's mean subtracted, a dark pixel is at -2, and of 255 all but black ones are above 2.
LEAST, MOST = -1.0, 2.0

HOW_TO_CAST = {
    torch.float32: "float()",
    torch.float64: "double()",
    torch.float16: "half()",
    torch.bfloat16: "bfloat16()",
}


def check_pixels(images: Sequence[Tensor], weight: Tensor) -> None:
    """Refuse images that the detector cannot take, or that are no images from 0 to 1.

    Args:
        images: as the detector takes them.
        weight: one of the detector's, of which device and dtype are those that it works in.

    Raises:
        TypeError: if they are not a list of floating-point tensors of that dtype. Under autocast
            they may have another, but for float64.
        ValueError: if there is none, or one cannot be used; the message names it.

    Source:
        torchvision's detectors do not look at values.
    """
    check_images(images)
    if images[0].device != weight.device:
        raise ValueError(
            f"images are on {images[0].device} but the detector is on {weight.device};"
            f" use [image.to({str(weight.device)!r}) for image in images]"
        )
    for i, image in enumerate(images):
        if not can_meet(image, weight):
            raise TypeError(
                f"images[{i}] must be of {weight.dtype}, as the detector is, got {image.dtype};"
                f" use [image.{HOW_TO_CAST[weight.dtype]} for image in images]"
            )
    ends = torch.stack([torch.stack(image.aminmax()) for image in images])  # (N, 2), NaN if any is
    fine = (ends[:, 0] >= LEAST) & (ends[:, 1] <= MOST)  # (N,)
    if not fine.all():
        i = int(fine.long().argmin())
        raise ValueError(f"images[{i}] " + _explain(*ends[i].tolist()))


def _explain(least: float, most: float) -> str:
    """What to say about an image whose darkest and brightest values are these."""
    if not math.isfinite(least) or not math.isfinite(most):
        return (
            "must hold finite pixels, got NaN or infinity; look at what made it, or use"
            " image.nan_to_num(0)"
        )
    return (
        f"must hold pixels from 0 to 1, got {least:.6g} to {most:.6g}; divide pixels from 0 to 255"
        " by 255, and leave mean and standard deviation to the detector"
    )
