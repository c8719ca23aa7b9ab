"""Smoothing a picture with a Gaussian, and its slopes: what comes before regions and textures.

A Gaussian of two axes is one of columns after one of rows. Beyond its edge a picture goes on as its
own mirror image, the last pixel repeated (``scipy.ndimage`` calls that "reflect").
"""

import torch
from torch import Tensor
from torch.nn.functional import conv2d

from mrcnn_edu.ops.checks import check_floating, check_positive, check_shapes

REACH = 4.0  # in sigmas; beyond it a Gaussian is next to nothing


def smooth(pixels: Tensor, sigma: float) -> Tensor:
    """Each pixel becomes a weighted mean of those around it.

    Args:
        pixels: (C, H, W), floating point, of any range.
        sigma: of the Gaussian, in pixels, above 0. It reaches 4 of them far.

    Returns:
        (C, H, W), of the same dtype.

    Raises:
        TypeError: if ``pixels`` is not floating point or ``sigma`` is no number.
        ValueError: if the shape does not fit, or ``sigma`` is not above 0.

    Example:
        >>> smooth(torch.tensor([[[0.0, 0.0, 9.0, 0.0, 0.0]]]), sigma=0.5).round(decimals=2)
        tensor([[[0.0000, 0.9600, 7.0800, 0.9600, 0.0000]]])
    """
    bell, _ = _kernels(pixels, sigma)
    return _along(_along(pixels, bell, 1), bell, 2)


def gradients(pixels: Tensor, sigma: float) -> tuple[Tensor, Tensor]:
    """How fast a smoothed picture rises to the right, and downwards.

    Args:
        pixels: (C, H, W), floating point, of any range.
        sigma: of the Gaussian, in pixels, above 0.

    Returns:
        Two tensors (C, H, W): the derivatives along x and along y, per pixel.

    Raises:
        TypeError: if ``pixels`` is not floating point or ``sigma`` is no number.
        ValueError: if the shape does not fit, or ``sigma`` is not above 0.

    Example:
        >>> ramp = torch.arange(15.0).expand(1, 15, 15)
        >>> x, y = gradients(ramp, sigma=1.0)
        >>> round(float(x[0, 7, 7]), 2), abs(round(float(y[0, 7, 7]), 2))
        (1.0, 0.0)
    """
    bell, slope = _kernels(pixels, sigma)
    return _along(_along(pixels, bell, 1), slope, 2), _along(_along(pixels, slope, 1), bell, 2)


def _kernels(pixels: Tensor, sigma: float) -> tuple[Tensor, Tensor]:
    """A Gaussian and its derivative at whole pixels: (2r + 1,) each."""
    check_shapes({"pixels": (pixels, "C H+ W+")})
    check_floating("pixels", pixels)
    check_positive("sigma", sigma, "0.8")
    reach = int(REACH * sigma + 0.5)
    at = torch.arange(-reach, reach + 1, dtype=pixels.dtype, device=pixels.device)
    bell = torch.exp(-(at**2) / (2 * sigma**2))
    bell = bell / bell.sum()
    return bell, bell * at / sigma**2  # torch's convolution does not turn the kernel round


def _along(pixels: Tensor, kernel: Tensor, axis: int) -> Tensor:
    """A picture filtered along one axis, mirrored at its edges: (C, H, W) to the same."""
    reach, length = len(kernel) // 2, pixels.shape[axis]
    at = torch.arange(-reach, length + reach, device=pixels.device) % (2 * length)
    mirrored = pixels.index_select(axis, torch.minimum(at, 2 * length - 1 - at))
    shape = (1, 1, -1, 1) if axis == 1 else (1, 1, 1, -1)
    return conv2d(mirrored[:, None], kernel.view(shape))[:, 0]
