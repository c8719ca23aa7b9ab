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


def roi_align_without_scale(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Takes image pixels for cells.

    Met where the scale has a default of 1 and is not handed on. On a map of stride 16 nearly all
    samples lie off the map, and zeros come out.
    """
    return align_one_box(features, box, output_size, 1.0, sampling_ratio, aligned)


def roi_align_without_half_a_cell(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Ignores ``aligned``, and never takes off half a cell.

    Met where the argument was added later and not handed on. Everything is read half a cell too
    far down and right, which is 8 pixels at stride 16.
    """
    return align_one_box(features, box, output_size, spatial_scale, sampling_ratio, False)


def roi_align_shifted_the_wrong_way(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Adds half a cell where it should be taken off.

    Met since it is easy to get wrong: pixel i has its centre at i + 0.5 in the image, and cell i
    at i on the map. The error doubles instead of going away.
    """
    region = box * spatial_scale + (0.5 if aligned else 0)
    return _align(features, region if aligned else _grown(region), output_size, sampling_ratio)


def roi_align_shifted_in_pixels(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Takes half a pixel off before scaling, not half a cell after it.

    Met when the line moves up by one. At stride 16 the shift is 1/32 of a cell, as good as none;
    at stride 1, where tests are written, it is right.
    """
    shifted = box - (0.5 if aligned else 0)
    region = shifted * spatial_scale
    return _align(features, region if aligned else _grown(region), output_size, sampling_ratio)


def roi_align_always_one_cell_long(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Makes the region at least one cell long also with ``aligned``.

    Met where half the change was ported. Boxes smaller than a cell, small objects on coarse maps,
    are blown up, down and to the right.
    """
    region = box * spatial_scale - (0.5 if aligned else 0)
    return _align(features, _grown(region), output_size, sampling_ratio)


def roi_align_never_one_cell_long(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Leaves small regions as they are also without ``aligned``.

    Met since the rule looks like an oversight, and is one, but weights were trained with it. Only
    boxes smaller than a cell differ.
    """
    region = box * spatial_scale - (0.5 if aligned else 0)
    return _align(features, region, output_size, sampling_ratio)


def roi_align_with_plus_one(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Adds 1 to width and height, as if the box ended with its last pixel.

    Met in code that came from RoIPool, whose ends belong to the region. Large boxes hardly
    notice; a box of two cells is read as one of three.
    """
    x1, y1, x2, y2 = box * spatial_scale - (0.5 if aligned else 0)
    region = torch.stack((x1, y1, x2 + 1, y2 + 1))
    return _align(features, region, output_size, sampling_ratio)


def roi_align_rounded_first(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Rounds the region to whole cells, then samples it: RoIWarp.

    Met as the method before RoIAlign (27.2 and 30.3 AP in the paper). Bilinear sampling alone
    does not help, if what is sampled has been moved by up to half a cell.
    """
    region = round_half_away(box * spatial_scale) - (0.5 if aligned else 0)
    return _align(features, region if aligned else _grown(region), output_size, sampling_ratio)


def roi_align_with_x_first(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Takes the box for (y1, x1, y2, x2).

    Met between libraries: TensorFlow puts y first. Square boxes on the diagonal are right.
    """
    exchanged = box[[1, 0, 3, 2]]
    return align_one_box(features, exchanged, output_size, spatial_scale, sampling_ratio, aligned)


def roi_align_transposed(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Fills the grid column by column.

    Met where the loop over x stands outside. Values are all there, mirrored along the diagonal;
    a symmetric test object hides it.
    """
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
