"""Wrong values from right samples: a RoIAlign of one box that reads or joins them wrongly.

features (H, W), box (4,), output_size n, spatial_scale, sampling_ratio, aligned, to (n, n). Each
sample should be read by bilinear interpolation, and a bin should get the mean of its samples.
"""

from mrcnn_edu.classroom.exercises.roi.museum.bilinear import (
    bilinear_of_the_nearest,
    bilinear_with_one_weight,
    bilinear_with_zeros_around,
    bilinear_without_an_end,
)
from mrcnn_edu.classroom.exercises.roi.museum.sampling import middles, places, samples, sides


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


ROI_VALUES = [
    roi_align_by_the_largest,
    roi_align_by_the_sum,
    roi_align_of_the_nearest,
    roi_align_with_one_weight,
    roi_align_with_zeros_around,
    roi_align_without_an_end,
]
