"""An image in another light; what is known about it stays as it is."""

import math

from torch import Generator, Tensor

from mrcnn_edu.data.random_numbers import uniform
from mrcnn_edu.ops.checks import check_floating, check_fraction, check_number, check_shapes

LUMA = (0.2989, 0.587, 0.114)  # how bright red, green and blue are to the eye (ITU-R BT.601)


def adjust_brightness(image: Tensor, brightness_factor: float) -> Tensor:
    """Make an image brighter or darker.

    Args:
        image: (3, H, W), red, green, blue, from 0 to 1.
        brightness_factor: from 0 up; 0 is black, 1 the image as it is.

    Returns:
        (3, H, W), from 0 to 1.

    Raises:
        TypeError: if the image is not a floating-point tensor, or the factor not a number.
        ValueError: if the shape is not (3, H, W), or the factor below 0.

    Source:
        The results of torchvision's function of the same name.

    Example:
        >>> import torch
        >>> adjust_brightness(torch.full((3, 1, 1), 0.25), 2.0).flatten()
        tensor([0.5000, 0.5000, 0.5000])
    """
    return _blend(image, 0.0, "brightness_factor", brightness_factor)


def adjust_contrast(image: Tensor, contrast_factor: float) -> Tensor:
    """Bring every pixel nearer to the image's mean grey, or farther from it.

    Args:
        image: (3, H, W), red, green, blue, from 0 to 1.
        contrast_factor: from 0 up; 0 is grey all over, 1 the image as it is.

    Returns:
        (3, H, W), from 0 to 1.

    Raises:
        TypeError: if the image is not a floating-point tensor, or the factor not a number.
        ValueError: if the shape is not (3, H, W), or the factor below 0.

    Source:
        The results of torchvision's function of the same name.

    Example:
        >>> import torch
        >>> image = torch.tensor([0.25, 0.75]).expand(3, 1, 2)
        >>> adjust_contrast(image, 0.5)[0]
        tensor([[0.3750, 0.6250]])
    """
    return _blend(image, grey(image).mean(), "contrast_factor", contrast_factor)


def adjust_saturation(image: Tensor, saturation_factor: float) -> Tensor:
    """Make colours paler or stronger.

    Args:
        image: (3, H, W), red, green, blue, from 0 to 1.
        saturation_factor: from 0 up; 0 is grey, 1 the image as it is.

    Returns:
        (3, H, W), from 0 to 1.

    Raises:
        TypeError: if the image is not a floating-point tensor, or the factor not a number.
        ValueError: if the shape is not (3, H, W), or the factor below 0.

    Source:
        The results of torchvision's function of the same name.

    Example:
        >>> import torch
        >>> adjust_saturation(torch.tensor([1.0, 0.0, 0.0]).reshape(3, 1, 1), 0.0).flatten()
        tensor([0.2989, 0.2989, 0.2989])
    """
    return _blend(image, grey(image), "saturation_factor", saturation_factor)


def colour_jitter(
    image: Tensor,
    generator: Generator,
    *,
    brightness: float = 0.4,
    contrast: float = 0.4,
    saturation: float = 0.4,
) -> Tensor:
    """The image in another light: brightness, then contrast, then saturation.

    Args:
        image: (3, H, W), red, green, blue, from 0 to 1.
        generator: what is drawn from.
        brightness: in [0, 1]; its factor is drawn from 1 less this to 1 more.
        contrast: in [0, 1]; its factor is drawn from 1 less this to 1 more.
        saturation: in [0, 1]; its factor is drawn from 1 less this to 1 more.

    Returns:
        (3, H, W), from 0 to 1.

    Raises:
        TypeError: if the image is not a floating-point tensor, or one of the three not a number.
        ValueError: if the shape is not (3, H, W), or one of the three not in [0, 1].

    Source:
        Torchvision's ColorJitter, which also draws the order, and may change the hue.

    Example:
        >>> import torch
        >>> image = torch.rand(3, 4, 4)
        >>> still = colour_jitter(image, Generator(), brightness=0, contrast=0, saturation=0)
        >>> torch.equal(still, image)
        True
    """
    for adjust, strength, name in (
        (adjust_brightness, brightness, "brightness"),
        (adjust_contrast, contrast, "contrast"),
        (adjust_saturation, saturation, "saturation"),
    ):
        check_fraction(name, strength)
        image = adjust(image, uniform(generator, 1 - strength, 1 + strength))
    return image


def grey(image: Tensor) -> Tensor:
    """How bright each pixel is to the eye.

    Args:
        image: (3, H, W), red, green, blue.

    Returns:
        (1, H, W).

    Raises:
        TypeError: if the image is not a floating-point tensor.
        ValueError: if its shape is not (3, H, W).

    Example:
        >>> import torch
        >>> grey(torch.tensor([0.0, 1.0, 0.0]).reshape(3, 1, 1))
        tensor([[[0.5870]]])
    """
    check_shapes({"image": (image, "3 H W")})
    check_floating("image", image)
    return (image * image.new_tensor(LUMA)[:, None, None]).sum(dim=0, keepdim=True)


def _blend(image: Tensor, other: Tensor | float, name: str, factor: float) -> Tensor:
    """So much of the image, and for the rest the other; beyond 1, away from the other."""
    check_shapes({"image": (image, "3 H W")})
    check_floating("image", image)
    check_number(name, factor)
    if not 0 <= factor < math.inf:
        raise ValueError(f"{name} must be from 0 up, got {factor}; 1 changes nothing")
    # In place after the first product: fresh memory costs more than the arithmetic.
    return (factor * image).add_((1 - factor) * other).clamp_(0, 1)
