"""Wrong samples, and wrong values from right ones: a RoIAlign of one box that misreads the map.

features (H, W), box (4,), output_size n, spatial_scale, sampling_ratio, aligned, to (n, n). A bin
should have sampling_ratio samples along each side, in the middles of equal parts; each should be
read by bilinear interpolation, and the bin should get their mean. The first four functions are the
parts of that, so that a bug can be put into any one of them:

y, x = (places(*side, bins, middles(number)) for side in sides(box, scale, aligned))
pooled = samples(features, y, x).mean(dim=2)

``roi_regions.py`` lays out the bins themselves wrongly; ``ROI_ALIGN`` lists the bugs of both.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from mrcnn_edu.classroom.exercises.roi.museum.bilinear import (
    bilinear_of_the_nearest,
    bilinear_with_one_weight,
    bilinear_with_zeros_around,
    bilinear_without_an_end,
)
from mrcnn_edu.classroom.exercises.roi.museum.roi_regions import ROI_REGIONS
from mrcnn_edu.classroom.exercises.roi.one_box import align_one_box
from mrcnn_edu.ops.roi_pooling import bilinear_interpolate

Read = Callable[[Tensor, Tensor, Tensor], Tensor]


def sides(box: Tensor, scale: float, aligned: bool) -> list[tuple[Tensor, Tensor]]:
    """Start and length of the region along y and along x, as they should be."""
    x1, y1, x2, y2 = box * scale - (0.5 if aligned else 0)
    height, width = y2 - y1, x2 - x1
    if not aligned:
        height, width = height.clamp(min=1), width.clamp(min=1)
    return [(y1, height), (x1, width)]


def places(start: Tensor, length: Tensor, bins: int, shares: Tensor) -> Tensor:
    """(P, S), samples at given shares (S,) of each of P bins along one axis."""
    return start + (torch.arange(bins)[:, None] + shares.to(start)) * length / bins


def samples(features: Tensor, y: Tensor, x: Tensor, read: Read = bilinear_interpolate) -> Tensor:
    """(P, Q, S · T), the values at all pairs of places (P, S) along y and (Q, T) along x."""
    shape = len(y), len(x), y.shape[1], x.shape[1]
    rows = y[:, None, :, None].expand(shape)
    columns = x[None, :, None, :].expand(shape)
    values = read(features, rows.flatten(), columns.flatten())  # (P · Q · S · T,)
    return values.reshape(len(y), len(x), -1)


def middles(number: int) -> Tensor:
    """(S,), the middles of equal parts of a bin, as shares of it."""
    return (torch.arange(number) + 0.5) / number


def roi_align_at_bin_corners(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    y, x = (
        places(start, length, output_size, torch.arange(sampling_ratio) / sampling_ratio)
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x).mean(dim=2)


def roi_align_with_both_ends(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    y, x = (
        places(start, length, output_size, torch.linspace(0, 1, sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x).mean(dim=2)


def roi_align_in_thirds(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    y, x = (
        places(
            start, length, output_size, torch.arange(1, sampling_ratio + 1) / (sampling_ratio + 1)
        )
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x).mean(dim=2)


def roi_align_once_in_the_middle(
    features, box, output_size, spatial_scale, sampling_ratio, aligned
):
    return align_one_box(features, box, output_size, spatial_scale, 1, aligned)


def roi_align_by_crop_and_resize(
    features, box, output_size, spatial_scale, sampling_ratio, aligned
):
    shares = torch.linspace(0, 1, output_size) if output_size > 1 else torch.tensor([0.5])
    (y1, height), (x1, width) = sides(box, spatial_scale, aligned)
    y, x = y1 + shares.to(y1) * height, x1 + shares.to(x1) * width
    return samples(features, y[:, None], x[:, None]).mean(dim=2)


def roi_align_along_the_diagonal(
    features, box, output_size, spatial_scale, sampling_ratio, aligned
):
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    pairs = samples(features, y, x).reshape(*[output_size] * 2, *[sampling_ratio] * 2)
    return pairs.diagonal(dim1=2, dim2=3).mean(dim=2)


def roi_align_by_the_largest(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x).amax(dim=2)


def roi_align_by_the_sum(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x).sum(dim=2)


def roi_align_of_the_nearest(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x, bilinear_of_the_nearest).mean(dim=2)


def roi_align_with_one_weight(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x, bilinear_with_one_weight).mean(dim=2)


def roi_align_with_zeros_around(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x, bilinear_with_zeros_around).mean(dim=2)


def roi_align_without_an_end(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x, bilinear_without_an_end).mean(dim=2)


ROI_ALIGN = [
    roi_align_at_bin_corners,
    roi_align_with_both_ends,
    roi_align_in_thirds,
    roi_align_once_in_the_middle,
    roi_align_by_crop_and_resize,
    roi_align_along_the_diagonal,
    roi_align_by_the_largest,
    roi_align_by_the_sum,
    roi_align_of_the_nearest,
    roi_align_with_one_weight,
    roi_align_with_zeros_around,
    roi_align_without_an_end,
    *ROI_REGIONS,
]
