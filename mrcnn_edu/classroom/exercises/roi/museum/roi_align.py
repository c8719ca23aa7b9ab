"""Wrong samples in the right bins: a RoIAlign of one box that reads the map in the wrong places.

features (H, W), box (4,), output_size n, spatial_scale, sampling_ratio, aligned, to (n, n). A bin
should have sampling_ratio samples along each side, in the middles of equal parts.
``roi_regions.py`` lays out the bins themselves wrongly, and ``roi_values.py`` draws wrong values
from right samples; ``ROI_ALIGN`` lists the bugs of all three.
"""

import torch
from torch import Tensor

from mrcnn_edu.classroom.exercises.roi.museum.roi_regions import ROI_REGIONS
from mrcnn_edu.classroom.exercises.roi.museum.roi_values import ROI_VALUES
from mrcnn_edu.classroom.exercises.roi.museum.sampling import middles, places, samples, sides
from mrcnn_edu.classroom.exercises.roi.one_box import align_one_box


def roi_align_at_bin_corners(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Samples at the corner where a part begins, not in its middle.

    Met as ``range(start, end, step)``, and in a note that puts the first sample of a box at 15/16
    on the very corner of its first bin. All is read half a sampling step too far up and left.
    """
    y, x = (
        places(start, length, output_size, torch.arange(sampling_ratio) / sampling_ratio)
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x).mean(dim=2)


def roi_align_with_both_ends(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Spreads the samples of a bin from end to end, both included.

    Met as ``linspace(0, 1, n)``. Neighbouring bins share samples, and those on the outer edge
    of the box count in full.
    """
    y, x = (
        places(start, length, output_size, torch.linspace(0, 1, sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x).mean(dim=2)


def roi_align_in_thirds(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Samples at 1/3 and 2/3 of a bin where 1/4 and 3/4 are right.

    Met as ``linspace(0, 1, n + 2)[1:-1]``. On a linear ramp the mean is the same, and ramps are
    what tests are often made of.
    """
    y, x = (
        places(
            start, length, output_size, torch.arange(1, sampling_ratio + 1) / (sampling_ratio + 1)
        )
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x).mean(dim=2)


def roi_align_once_in_the_middle(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Takes one sample in the middle of each bin, whatever the sampling ratio.

    Met in short versions. Large boxes are read in passing: of a bin of 10 × 10 cells four count.
    On a linear ramp it is right.
    """
    return align_one_box(features, box, output_size, spatial_scale, 1, aligned)


def roi_align_by_crop_and_resize(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Spreads one sample a bin from corner to corner of the box, as ``crop_and_resize`` does.

    Met in ports of Matterport's code, where TensorFlow's function stands for RoIAlign. Samples
    are (L / (n - 1)) apart, so that the outer bins read the very edge of the box.
    """
    shares = torch.linspace(0, 1, output_size) if output_size > 1 else torch.tensor([0.5])
    (y1, height), (x1, width) = sides(box, spatial_scale, aligned)
    y, x = y1 + shares.to(y1) * height, x1 + shares.to(x1) * width
    return samples(features, y[:, None], x[:, None]).mean(dim=2)


def roi_align_along_the_diagonal(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Takes n samples a bin, each at its own y and x, not all n × n pairs.

    Met when a meshgrid is left out. Samples lie on the bin's diagonal, and its other two corners
    are never read.
    """
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    pairs = samples(features, y, x).reshape(*[output_size] * 2, *[sampling_ratio] * 2)
    return pairs.diagonal(dim1=2, dim2=3).mean(dim=2)


ROI_ALIGN = [
    roi_align_at_bin_corners,
    roi_align_with_both_ends,
    roi_align_in_thirds,
    roi_align_once_in_the_middle,
    roi_align_by_crop_and_resize,
    roi_align_along_the_diagonal,
    *ROI_VALUES,
    *ROI_REGIONS,
]
