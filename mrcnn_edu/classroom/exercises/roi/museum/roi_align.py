"""Wrong samples in the right bins: a RoIAlign of one box that reads the map in the wrong places.

features (H, W), box (4,), output_size n, spatial_scale, sampling_ratio, aligned, to (n, n). A bin
should have sampling_ratio samples along each side, in the middles of equal parts.
``roi_regions.py`` lays out the bins themselves wrongly, and ``roi_values.py`` draws wrong values
from right samples; ``ROI_ALIGN`` lists the bugs of all three.
"""

import torch

from mrcnn_edu.classroom.exercises.roi.museum.roi_regions import ROI_REGIONS
from mrcnn_edu.classroom.exercises.roi.museum.roi_values import ROI_VALUES
from mrcnn_edu.classroom.exercises.roi.museum.sampling import middles, places, samples, sides
from mrcnn_edu.classroom.exercises.roi.one_box import align_one_box


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
