"""Wrong regions: a RoIAlign of one box that brings the box onto the map wrongly.

features (H, W), box (4,), output_size n, spatial_scale, sampling_ratio, aligned, to (n, n). The
region should be the box times the scale; with ``aligned`` half a cell is taken off, and without it
the region is made at least one cell long.
"""

import torch
from torch import Tensor

from mrcnn_edu.classroom.exercises.roi.one_box import align_one_box
from mrcnn_edu.ops.roi_pooling import round_half_away


def _align(features: Tensor, region: Tensor, bins: int, samples: int) -> Tensor:
    """RoIAlign of a region that is given on the map, with nothing left to decide."""
    return align_one_box(features, region + 0.5, bins, 1.0, samples, True)


def _grown(region: Tensor) -> Tensor:
    """The region, made at least one cell long."""
    near, far = region.reshape(2, 2).unbind()
    return torch.cat((near, torch.maximum(far, near + 1)))


def roi_align_without_scale(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    return align_one_box(features, box, output_size, 1.0, sampling_ratio, aligned)


def roi_align_without_half_a_cell(
    features, box, output_size, spatial_scale, sampling_ratio, aligned
):
    return align_one_box(features, box, output_size, spatial_scale, sampling_ratio, False)


def roi_align_shifted_the_wrong_way(
    features, box, output_size, spatial_scale, sampling_ratio, aligned
):
    region = box * spatial_scale + (0.5 if aligned else 0)
    return _align(features, region if aligned else _grown(region), output_size, sampling_ratio)


def roi_align_shifted_in_pixels(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    shifted = box - (0.5 if aligned else 0)
    region = shifted * spatial_scale
    return _align(features, region if aligned else _grown(region), output_size, sampling_ratio)


def roi_align_always_one_cell_long(
    features, box, output_size, spatial_scale, sampling_ratio, aligned
):
    region = box * spatial_scale - (0.5 if aligned else 0)
    return _align(features, _grown(region), output_size, sampling_ratio)


def roi_align_never_one_cell_long(
    features, box, output_size, spatial_scale, sampling_ratio, aligned
):
    region = box * spatial_scale - (0.5 if aligned else 0)
    return _align(features, region, output_size, sampling_ratio)


def roi_align_with_plus_one(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    x1, y1, x2, y2 = box * spatial_scale - (0.5 if aligned else 0)
    region = torch.stack((x1, y1, x2 + 1, y2 + 1))
    return _align(features, region, output_size, sampling_ratio)


def roi_align_rounded_first(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    region = round_half_away(box * spatial_scale) - (0.5 if aligned else 0)
    return _align(features, region if aligned else _grown(region), output_size, sampling_ratio)


def roi_align_with_x_first(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    exchanged = box[[1, 0, 3, 2]]
    return align_one_box(features, exchanged, output_size, spatial_scale, sampling_ratio, aligned)


def roi_align_transposed(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    return align_one_box(features, box, output_size, spatial_scale, sampling_ratio, aligned).T


ROI_REGIONS = [
    roi_align_without_scale,
    roi_align_without_half_a_cell,
    roi_align_shifted_the_wrong_way,
    roi_align_shifted_in_pixels,
    roi_align_always_one_cell_long,
    roi_align_never_one_cell_long,
    roi_align_with_plus_one,
    roi_align_rounded_first,
    roi_align_with_x_first,
    roi_align_transposed,
]
