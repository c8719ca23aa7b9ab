"""What selective search takes for a picture, and its grey levels.

Unlike the operators of a detector, these functions look at values: they run before any learning, on
a CPU, and a picture in the wrong range would not fail. It would only be cut into the wrong pieces.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_tensor


def grey_levels(image: Tensor) -> Tensor:
    """The values of a picture from 0 to 255, whichever of the two usual forms it has.

    Args:
        image: (1, H, W) grey or (3, H, W) colour; uint8 from 0 to 255, or floating point from 0
            to 1.

    Returns:
        (C, H, W), float64 from 0 to 255. What was uint8 / 255 is whole again, so that both forms of
        one picture give the same regions.

    Raises:
        TypeError: if it is not a tensor, or neither uint8 nor floating point.
        ValueError: if it has another shape, no pixels, or floating-point values outside [0, 1].

    Example:
        >>> grey_levels(torch.tensor([[[0.0, 0.2, 0.3]]]))
        tensor([[[ 0.0000, 51.0000, 76.5000]]], dtype=torch.float64)
    """
    _check_form(image)
    if image.dtype is torch.uint8:
        return image.double()
    lowest, highest = float(image.min()), float(image.max())
    if not (lowest >= 0 and highest <= 1):  # so that NaN is refused too
        fix = "use image / 255" if lowest >= 0 and highest <= 255 else "use image.clamp(0, 1)"
        raise ValueError(
            f"image must be uint8, or from 0 to 1, got {image.dtype} from {lowest:g} to"
            f" {highest:g}; {fix}"
        )
    levels = image.double() * 255
    whole = levels.round()
    return torch.where((levels - whole).abs() < 1e-4, whole, levels)  # float32 is as exact


def _check_form(image: Tensor) -> None:
    """Refuse what has not the axes and the dtype of a picture, and name the way from usual ones."""
    check_tensor("image", image)
    shape = tuple(image.shape)
    if image.dtype is not torch.uint8 and not image.is_floating_point():
        raise TypeError(
            f"image must be uint8 or floating point, got {image.dtype};"
            " for whole numbers from 0 to 255 use image.to(torch.uint8)"
        )
    if len(shape) != 3 or shape[0] not in (1, 3):
        fix = {2: "; for a grey image use image[None]", 4: "; take one image of the batch"}
        last = "; for channels last use image.permute(2, 0, 1)"
        advice = last if len(shape) == 3 and shape[2] in (1, 3) else fix.get(len(shape), "")
        raise ValueError(f"image must have shape (1, H, W) or (3, H, W), got {shape}{advice}")
    if 0 in shape:
        raise ValueError(f"image must have pixels, got {shape}; leave out an empty image")
