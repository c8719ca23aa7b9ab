"""Wrong values from right samples: a RoIAlign of one box that reads or joins them wrongly.

features (H, W), box (4,), output_size n, spatial_scale, sampling_ratio, aligned, to (n, n). Each
sample should be read by bilinear interpolation, and a bin should get the mean of its samples.
"""

from torch import Tensor

from mrcnn_edu.classroom.exercises.roi.museum.bilinear import (
    bilinear_of_the_nearest,
    bilinear_with_one_weight,
    bilinear_with_zeros_around,
    bilinear_without_an_end,
)
from mrcnn_edu.classroom.exercises.roi.museum.sampling import middles, places, samples, sides


def roi_align_by_the_largest(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Keeps the largest sample of each bin instead of the mean.

    Met as the paper allows it (30.2 and 30.3 AP) and one document draws it. Weights trained with
    the mean see values that are too high throughout.
    """
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x).amax(dim=2)


def roi_align_by_the_sum(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Adds the samples of a bin up and forgets to divide.

    Met where the sum is divided outside the inner loop. With one sample it is right; with 2 × 2
    everything is four times too large.
    """
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x).sum(dim=2)


def roi_align_of_the_nearest(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Reads the nearest cell at each sample.

    Met when bilinear sampling is left for later. The samples stand where they should, and their
    values still move in whole cells: RoIPool's rounding has come back.
    """
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x, bilinear_of_the_nearest).mean(dim=2)


def roi_align_with_one_weight(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Mixes the four neighbours with the weights along x in both directions.

    Met after copying a line, see ``bilinear_with_one_weight``. Square boxes on the diagonal are
    right.
    """
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x, bilinear_with_one_weight).mean(dim=2)


def roi_align_with_zeros_around(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Lets the map end in zeros at once.

    Met in versions built on ``grid_sample``. Only boxes at the border of the image are wrong,
    and too dark rather than absurd.
    """
    y, x = (
        places(start, length, output_size, middles(sampling_ratio))
        for start, length in sides(box, spatial_scale, aligned)
    )
    return samples(features, y, x, bilinear_with_zeros_around).mean(dim=2)


def roi_align_without_an_end(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Reads the border's value at any distance outside the map.

    Met where coordinates are clamped first and never asked about again. Boxes that were not
    clipped to the image are filled with its last row.
    """
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
