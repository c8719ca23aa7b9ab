"""How alike two regions are: colour, texture, size and fill, each from 0 to 1.

Colour and texture are histograms, compared by what they share. Size says that small regions go
first, fill that a region goes first which fills a hole of the other.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_shapes, check_whole
from mrcnn_edu.ops.gaussian_filters import gradients
from mrcnn_edu.ops.pictures import grey_levels

COLOUR_BINS = 25  # a channel
DIRECTIONS, TEXTURE_BINS = 8, 10  # a channel
TEXTURE_SIGMA = 1.0


class Regions(NamedTuple):
    """The regions of a picture, and what they are compared by.

    Attributes:
        sizes: (n,), int64, how many pixels each has.
        boxes: (n, 4), float32, xyxy, the smallest box around each.
        colour: (n, B), float64, the colour histogram of each; the sum of each row is 1.
        texture: (n, T), float64, the same for texture.
        neighbours: (E, 2), int64, the pairs that touch, the lower number first, sorted.
        area: how many pixels the picture has.
    """

    sizes: Tensor
    boxes: Tensor
    colour: Tensor
    texture: Tensor
    neighbours: Tensor
    area: int


def describe_regions(image: Tensor, labels: Tensor) -> Regions:
    """Sizes, boxes, histograms and neighbours of the regions of a picture.

    Args:
        image: (C, H, W), 1 or 3 channels; uint8, or floating point from 0 to 1.
        labels: (H, W), int64, the region of each pixel, from 0 to n - 1, each at least once.

    Returns:
        The ``Regions``. Two are neighbours if a pixel of one lies beside or below one of the other.

    Raises:
        TypeError: if ``image`` is neither uint8 nor floating point, or labels are not whole.
        ValueError: if a shape or the range of the picture does not fit.

    Source:
        Uijlings et al. (2013), section 3.1.2: 25 bins a colour channel; Gaussian derivatives with
        sigma 1 in eight directions, 10 bins each. A derivative below 0 counts as 0, since the
        opposite direction has it, and the last bin ends at the largest of the channel.

    Example:
        >>> image = torch.tensor([[[0, 0, 255], [0, 0, 255]]], dtype=torch.uint8)
        >>> regions = describe_regions(image, torch.tensor([[0, 0, 1], [0, 0, 1]]))
        >>> regions.sizes, regions.boxes[1], regions.neighbours
        (tensor([4, 2]), tensor([2., 0., 3., 2.]), tensor([[0, 1]]))
    """
    pixels = grey_levels(image)  # (C, H, W)
    check_shapes({"image": (image, "C H W"), "labels": (labels, "H W")})
    check_whole("labels", labels)
    sizes = labels.flatten().bincount()
    colours = (pixels * (COLOUR_BINS / 256)).long()
    textures = _textures(pixels)  # (C * 8, H, W)
    return Regions(
        sizes,
        _boxes_around(labels, len(sizes)),
        _histograms(colours, labels, COLOUR_BINS, len(sizes)),
        _histograms(textures, labels, TEXTURE_BINS, len(sizes)),
        _touching(labels, len(sizes)),
        labels.numel(),
    )


def shared(histogram: Tensor, histograms: Tensor) -> Tensor:
    """What two histograms have in common, bin by bin: equations 1 and 3.

    Args:
        histogram: (..., B), with a sum of 1.
        histograms: (..., B), the same; leading axes broadcast.

    Returns:
        (...), from 0, nothing, to 1, all.

    Example:
        >>> shared(torch.tensor([0.25, 0.75]), torch.tensor([[0.5, 0.5], [1, 0]]))
        tensor([0.7500, 0.2500])
    """
    return torch.minimum(histogram, histograms).sum(dim=-1)


def size_and_fill(
    size_i: Tensor, size_j: Tensor, box_i: Tensor, box_j: Tensor, area: int
) -> tuple[Tensor, Tensor]:
    """Two reasons to join two regions soon: both are small; they fit into each other.

    Args:
        size_i: (...), how many pixels the first regions have.
        size_j: (...), the same of the second.
        box_i: (..., 4), xyxy, the boxes around the first.
        box_j: (..., 4), the same of the second.
        area: how many pixels the picture has.

    Returns:
        size: (...), 1 minus the share of the picture that both cover.
        fill: (...), 1 minus the share that the box around both has beyond them.

    Source:
        Uijlings et al. (2013), equations 4 and 5. Equation 5 as printed in some versions takes the
        size of the first region away twice.

    Example:
        >>> ring, hole = torch.tensor([1.0, 1, 5, 5]), torch.tensor([2.0, 2, 4, 4])
        >>> size_and_fill(torch.tensor(12), torch.tensor(4), ring, hole, area=48)
        (tensor(0.6667), tensor(1.))
    """
    corner = torch.minimum(box_i[..., :2], box_j[..., :2])
    width_and_height = torch.maximum(box_i[..., 2:], box_j[..., 2:]) - corner  # (..., 2)
    around = width_and_height.prod(dim=-1)
    both = size_i + size_j
    return 1 - both / area, 1 - (around - both) / area


def _textures(pixels: Tensor) -> Tensor:
    """For each channel and direction the bin of each pixel: (C, H, W) to (C * 8, H, W)."""
    right, down = gradients(pixels, TEXTURE_SIGMA)
    angles = [2 * math.pi * d / DIRECTIONS for d in range(DIRECTIONS)]
    slopes = torch.stack([math.cos(a) * right + math.sin(a) * down for a in angles], dim=1)
    slopes = slopes.clamp(min=0)  # (C, 8, H, W)
    steepest = slopes.amax(dim=(1, 2, 3), keepdim=True).clamp(min=1e-6)
    bins = (slopes / steepest * TEXTURE_BINS).long().clamp(max=TEXTURE_BINS - 1)
    return bins.flatten(0, 1)


def _histograms(bins: Tensor, labels: Tensor, number: int, n: int) -> Tensor:
    """How often each bin occurs in each region, as shares: (P, H, W) to (n, P * number)."""
    planes = len(bins)
    first = torch.arange(planes)[:, None, None] * number  # a plane's bins follow the last one's
    which = labels * (planes * number) + first + bins  # (P, H, W)
    counts = which.flatten().bincount(minlength=n * planes * number).view(n, planes * number)
    return counts.double() / counts.sum(dim=1, keepdim=True)


def _boxes_around(labels: Tensor, n: int) -> Tensor:
    """The smallest box around each region, the last pixel's far side included: (n, 4)."""
    y, x = torch.meshgrid(*(torch.arange(side) for side in labels.shape), indexing="ij")
    where, corners = labels.flatten(), []
    for values, how in ((x, "amin"), (y, "amin"), (x + 1, "amax"), (y + 1, "amax")):
        empty = torch.zeros(n, dtype=torch.int64)
        corners.append(empty.scatter_reduce(0, where, values.flatten(), how, include_self=False))
    return torch.stack(corners, dim=1).float()


def _touching(labels: Tensor, n: int) -> Tensor:
    """The pairs of regions that have pixels side by side, each once: (E, 2)."""
    beside = torch.stack((labels[:, :-1].flatten(), labels[:, 1:].flatten()))
    below = torch.stack((labels[:-1].flatten(), labels[1:].flatten()))
    low, high = torch.cat((beside, below), dim=1).sort(dim=0).values
    pairs = (low * n + high)[low != high].unique()
    return torch.stack((pairs // n, pairs % n), dim=1)
