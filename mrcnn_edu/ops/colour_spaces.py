"""The colour spaces of selective search: the same picture in numbers that light changes less.

A shadow changes red, green and blue at once; of hue and saturation it changes little. Regions that
one space cuts apart another one keeps whole, so searching in several finds more objects.
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_choice
from mrcnn_edu.ops.pictures import grey_levels

COLOUR_SPACES = ("rgb", "grey", "hsv", "lab", "rgi", "hue")
# CIE XYZ of the primaries of sRGB, and of its white (D65).
TO_XYZ = (
    (0.412453, 0.357580, 0.180423),
    (0.212671, 0.715160, 0.072169),
    (0.019334, 0.119193, 0.950227),
)
WHITE = (0.95047, 1.0, 1.08883)
LUMA = (0.2125, 0.7154, 0.0721)  # how bright red, green and blue look


def in_colour_space(image: Tensor, space: str) -> Tensor:
    """A picture in another colour space, each channel from 0 to 1.

    Args:
        image: (3, H, W) in red, green and blue, or (1, H, W) in grey; uint8, or floating point from
            0 to 1.
        space: "rgb"; "grey", the intensity; "hsv", hue, saturation, value; "lab", CIE L*a*b*, L /
            100 and a and b / 256 + 0.5; "rgi", the shares of red and of green, and the intensity;
            "hue", that of hsv. A grey picture has only "grey".

    Returns:
        (C, H, W), float64, with one channel for "grey" and "hue", else three.

    Raises:
        TypeError: if ``image`` is not a tensor, or neither uint8 nor floating point.
        ValueError: if its shape or range does not fit, the space is unknown, or it needs colours
            and there are none.

    Source:
        Uijlings et al., "Selective Search for Object Recognition" (2013), section 3.2. Of its eight
        spaces those that its "fast" and "quality" strategies use, and RGB.

    Example:
        >>> orange = torch.tensor([1.0, 0.5, 0.0])[:, None, None]
        >>> in_colour_space(orange, "hsv").flatten().tolist()
        [0.08333333333333333, 1.0, 1.0]
    """
    check_choice("space", space, COLOUR_SPACES)
    pixels: Tensor = grey_levels(image) / 255  # (C, H, W)
    if len(pixels) == 1:
        if space != "grey":
            raise ValueError(
                f"image must have three channels for {space!r}, got {tuple(image.shape)};"
                " use 'grey', or image.expand(3, -1, -1)"
            )
        return pixels
    red, green, blue = pixels
    brightness: Tensor = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue  # (H, W)
    if space == "rgb":
        return pixels
    if space == "grey":
        return brightness[None]
    if space == "lab":
        return _lab(pixels)
    if space == "rgi":
        total = pixels.sum(dim=0).clamp(min=1e-9)
        return torch.stack((red / total, green / total, brightness))
    hsv = _hsv(pixels)
    return hsv if space == "hsv" else hsv[:1]


def _hsv(pixels: Tensor) -> Tensor:
    """Hue, saturation and value: (3, H, W) to (3, H, W). Without a colour, hue is 0."""
    red, green, blue = pixels
    value, which = pixels.max(dim=0)  # (H, W): the strongest, and whether it is red, green or blue
    chroma = value - pixels.min(dim=0).values
    some = torch.where(chroma > 0, chroma, 1.0)
    from_red, from_green = (green - blue) / some % 6, (blue - red) / some + 2
    hue = torch.where(which == 0, from_red, torch.where(which == 1, from_green, 4.0))
    hue = torch.where(which == 2, (red - green) / some + 4, hue) / 6
    saturation = chroma / torch.where(value > 0, value, 1.0)
    return torch.stack((torch.where(chroma > 0, hue, 0.0), saturation, value))


def _lab(pixels: Tensor) -> Tensor:
    """CIE L*a*b* of sRGB under D65, squeezed into 0 to 1: (3, H, W) to (3, H, W)."""
    linear = torch.where(pixels > 0.04045, ((pixels + 0.055) / 1.055) ** 2.4, pixels / 12.92)
    xyz = torch.einsum("xc,chw->xhw", torch.tensor(TO_XYZ, dtype=pixels.dtype), linear)
    xyz = xyz / torch.tensor(WHITE, dtype=pixels.dtype)[:, None, None]
    steep = 7.787 * xyz + 16 / 116  # near black, where a cube root would be too steep
    x, y, z = torch.where(xyz > 0.008856, xyz.clamp(min=1e-12) ** (1 / 3), steep)
    scaled = torch.stack(((116 * y - 16) / 100, 500 * (x - y) / 256, 200 * (y - z) / 256))
    return scaled + torch.tensor([0, 0.5, 0.5], dtype=pixels.dtype)[:, None, None]
