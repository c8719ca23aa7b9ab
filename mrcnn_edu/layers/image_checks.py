"""The errors about images, in the manner of ``ops/checks.py``."""

from collections.abc import Sequence

from torch import Tensor

from mrcnn_edu.ops.checks import check_same_device, check_tensor


def check_images(images: Sequence[Tensor]) -> None:
    """Refuse what is not a list of colour images, and say how to make it one.

    Args:
        images: the argument of that name.

    Raises:
        TypeError: if it is not a list of floating-point tensors.
        ValueError: if it is empty, or one image has another shape, no pixels or another device.
    """
    if not isinstance(images, list | tuple):
        fix = {3: "[images]", 4: "list(images)"}.get(getattr(images, "ndim", 0), "a list")
        raise TypeError(
            f"images must be a list of tensors (3, H, W), got {type(images).__name__}; use {fix}"
        )
    if len(images) == 0:
        raise ValueError("images must hold one image or more, got none; leave out an empty batch")
    for i, image in enumerate(images):
        check_image(f"images[{i}]", image)
        check_same_device("images[0]", images[0], f"images[{i}]", image)


def check_image(name: str, image: Tensor) -> None:
    """Refuse what is not one colour image with its values from 0 to 1 (which are not looked at).

    Args:
        name: what the caller calls the argument.
        image: the argument.

    Raises:
        TypeError: if it is not a floating-point tensor.
        ValueError: if the shape is not (3, H, W), or H or W is 0.
    """
    check_tensor(name, image)
    if not image.is_floating_point():
        raise TypeError(
            f"{name} must be floating point from 0 to 1, got {image.dtype};"
            f" for values from 0 to 255 use {name}.float() / 255"
        )
    shape = tuple(image.shape)
    if image.ndim != 3 or shape[0] != 3:
        raise ValueError(f"{name} must have shape (3, H, W), got {shape}{_fix(name, image)}")
    if 0 in shape:
        raise ValueError(f"{name} must have pixels, got {shape}; leave out an empty image")


def _fix(name: str, image: Tensor) -> str:
    """What would make a colour image of one of the usual other shapes."""
    shape = tuple(image.shape)
    if len(shape) == 2:
        return f"; for a grey image use {name}.expand(3, -1, -1)"
    if len(shape) == 4:
        return f"; for a batch use list({name})"
    if len(shape) != 3:
        return ""
    fixes = {
        1: f"for a grey image use {name}.expand(3, -1, -1)",
        4: f"without alpha use {name}[:3]",
    }
    if shape[0] in fixes:
        return f"; {fixes[shape[0]]}"
    return f"; for channels last use {name}.permute(2, 0, 1)" if shape[2] == 3 else ""
