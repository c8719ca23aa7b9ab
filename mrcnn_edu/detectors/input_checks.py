"""The errors about what a detector is shown: images, and proposals that come with them.

Pixels from 0 to 255 and pixels that were normalised already go through every layer without
complaint, and what comes out of the last one is wrong. Very large ones come out as NaN. So their
values are looked at where they enter.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from mrcnn_edu.detectors.target_checks import box_faults
from mrcnn_edu.layers.own_operators import can_meet
from mrcnn_edu.ops.checks import check_floating, check_images, check_shapes, check_tensor

# Pixels are from 0 to 1. Sharp resizing, noise and a change of light reach a little beyond; with
# ImageNet's mean subtracted, a dark pixel is at -2, and of 255 all but black ones are above 2.
LEAST, MOST = -1.0, 2.0

HOW_TO_CAST = {
    torch.float32: "float()",
    torch.float64: "double()",
    torch.float16: "half()",
    torch.bfloat16: "bfloat16()",
}

BOX_FAULTS = (
    "must hold finite numbers, got {value}; leave it out",
    "must have x1 < x2 and y1 < y2, got {value}; for (x, y, w, h) use box_convert, and leave out"
    " boxes without area",
    "must overlap its image of {size}, and not reach out of it by more than that size, got"
    " {value}; use clip_boxes_to_image",
)


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
        raise ValueError(f"images[{i}] " + _explain_pixels(*ends[i].tolist()))


def _explain_pixels(least: float, most: float) -> str:
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


def check_proposals(
    proposals: Sequence[Tensor] | None, images: Sequence[Tensor], name: str = "proposals[{}]"
) -> None:
    """Refuse proposals that nobody could look at.

    Args:
        proposals: for each image (R_i, 4), xyxy in its pixels.
        images: (3, H, W) each, already checked.
        name: what messages call those of an image, with {} for its number.

    Raises:
        TypeError: if there are none, or one is not a floating-point tensor.
        ValueError: if one does not fit its image; the message names image and box.
    """
    if not isinstance(proposals, list | tuple):
        raise TypeError(
            "proposals must be a list with boxes (R, 4) for each image, got"
            f" {type(proposals).__name__}; this detector looks where it is told to"
        )
    if len(proposals) != len(images):
        raise ValueError(
            f"proposals must hold boxes for each of the {len(images)} images, got"
            f" {len(proposals)}; for an image without any give an empty tensor (0, 4)"
        )
    for i, (boxes, image) in enumerate(zip(proposals, images, strict=True)):
        check_tensor(name.format(i), boxes)
        check_shapes({f"images[{i}]": (image, "C H W"), name.format(i): (boxes, "R 4")})
        check_floating(name.format(i), boxes)
    faults = [torch.stack(box_faults(*each)) for each in zip(proposals, images, strict=True)]
    if torch.cat(faults, dim=1).any():
        i = next(i for i, of_image in enumerate(faults) if of_image.any())
        raise ValueError(_explain_boxes(name.format(i), faults[i], proposals[i], images[i]))


def _explain_boxes(name: str, faults: Tensor, boxes: Tensor, image: Tensor) -> str:
    """The message about the first fault of an image, of faults (3, R)."""
    box = int(faults.any(dim=0).long().argmax())
    fault = BOX_FAULTS[int(faults[:, box].long().argmax())]
    size = f"{image.shape[1]} x {image.shape[2]} pixels (height x width)"
    return f"{name}[{box}] " + fault.format(value=tuple(boxes[box].tolist()), size=size)
