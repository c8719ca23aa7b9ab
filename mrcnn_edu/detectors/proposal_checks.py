"""The errors about proposals that come with the images: they are boxes, and looked at as such."""

from collections.abc import Sequence

import torch
from torch import Tensor

from mrcnn_edu.detectors.target_checks import box_faults
from mrcnn_edu.ops.checks import check_floating, check_shapes, check_tensor

FAULTS = (
    "must hold finite numbers, got {value}; leave it out",
    "must have x1 < x2 and y1 < y2, got {value}; for (x, y, w, h) use box_convert, and leave out"
    " boxes without area",
    "must overlap its image of {size}, and not reach out of it by more than that size, got"
    " {value}; use clip_boxes_to_image",
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
        raise ValueError(_explain(name.format(i), faults[i], proposals[i], images[i]))


def _explain(name: str, faults: Tensor, boxes: Tensor, image: Tensor) -> str:
    """The message about the first fault of an image, of faults (3, R)."""
    box = int(faults.any(dim=0).long().argmax())
    fault = FAULTS[int(faults[:, box].long().argmax())]
    size = f"{image.shape[1]} x {image.shape[2]} pixels (height x width)"
    return f"{name}[{box}] " + fault.format(value=tuple(boxes[box].tolist()), size=size)
