"""Wrong ways to align many boxes, most with an adaptive number of samples.

input (N, C, H, W), boxes (R, 5) with the index of the image first, output_size n, spatial_scale,
sampling_ratio, aligned, to (R, C, n, n). With a sampling ratio of -1 every bin should have as many
samples along an axis as it is cells long, rounded up; so each box has numbers of its own, and
may have one along y and another along x.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from mrcnn_edu.classroom.exercises.roi.museum.sampling import middles, places, samples, sides
from mrcnn_edu.ops.roi_pooling import roi_align


def _adaptive(
    input: Tensor,
    boxes: Tensor,
    bins: int,
    scale: float,
    aligned: bool,
    numbers: Callable[[float, float], tuple[int, int]],
) -> Tensor:
    """RoIAlign box by box, with numbers of samples along y and x from its height and width."""
    pooled = input.new_zeros(len(boxes), input.shape[1], bins, bins)
    for r, (image, *corners) in enumerate(boxes.tolist()):
        along_y, along_x = sides(input.new_tensor(corners), scale, aligned)
        down, across = numbers(float(along_y[1]), float(along_x[1]))
        y, x = places(*along_y, bins, middles(down)), places(*along_x, bins, middles(across))
        for c, features in enumerate(input[int(image)]):
            pooled[r, c] = samples(features, y, x).mean(dim=2)
    return pooled


def roi_align_of_the_first_image(
    input: Tensor,
    boxes: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Reads every box on the first image.

    Met where the index in front of the box is dropped. With one image a batch, as in most tests,
    it is right; with more, objects of one image are classified by the pixels of another.
    """
    on_the_first = torch.cat((torch.zeros_like(boxes[:, :1]), boxes[:, 1:]), dim=1)
    return roi_align(input, on_the_first, output_size, spatial_scale, sampling_ratio, aligned)


def roi_align_image_by_image(
    input: Tensor,
    boxes: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Returns the boxes of image 0 first, then those of image 1, and so on.

    Met in loops over images that end with ``cat``. Right if the boxes come sorted; otherwise
    features and boxes no longer belong together.
    """
    order = boxes[:, 0].argsort(stable=True)
    return roi_align(input, boxes[order], output_size, spatial_scale, sampling_ratio, aligned)


def roi_align_of_the_first_channel(
    input: Tensor,
    boxes: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Pools one channel and repeats it.

    Met in a first version for one map that was widened later. Grey test images, the same in all
    channels, do not notice.
    """
    pooled = roi_align(input[:, :1], boxes, output_size, spatial_scale, sampling_ratio, aligned)
    return pooled.expand(-1, input.shape[1], -1, -1)


def roi_align_with_two_for_adaptive(
    input: Tensor,
    boxes: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Takes -1 for "the usual", 2 × 2 samples.

    Met where two libraries meet: one says -1 for adaptive and the other has a default of 2. Only
    bins longer than two cells or at most one differ.
    """
    samples = sampling_ratio if sampling_ratio > 0 else 2
    return roi_align(input, boxes, output_size, spatial_scale, samples, aligned)


def roi_align_with_one_for_adaptive(
    input: Tensor,
    boxes: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Takes -1 for 1, one sample in the middle of each bin.

    Met as ``max(sampling_ratio, 1)``. Bins up to a cell long are right, and a linear ramp is.
    """
    return roi_align(input, boxes, output_size, spatial_scale, max(sampling_ratio, 1), aligned)


def roi_align_with_samples_of_the_region(
    input: Tensor,
    boxes: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Takes as many samples in each bin as the whole region is cells long.

    Met when the division by the number of bins is forgotten. The values hardly differ, and it
    takes n² times as long: an honest result that nobody can wait for.
    """
    if sampling_ratio > 0:
        return roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned)

    def numbers(height: float, width: float) -> tuple[int, int]:
        return math.ceil(height), math.ceil(width)

    return _adaptive(input, boxes, output_size, spatial_scale, aligned, numbers)


def roi_align_with_samples_of_the_longer_side(
    input: Tensor,
    boxes: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Takes the number of samples of the longer side for both.

    Met where one number was kept. Square boxes are right; standing people and wide tables are
    sampled more finely along their short side than elsewhere.
    """
    if sampling_ratio > 0:
        return roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned)

    def numbers(height: float, width: float) -> tuple[int, int]:
        most = math.ceil(max(height, width) / output_size)
        return most, most

    return _adaptive(input, boxes, output_size, spatial_scale, aligned, numbers)


def roi_align_with_samples_rounded_down(
    input: Tensor,
    boxes: Tensor,
    output_size: int,
    spatial_scale: float,
    sampling_ratio: int,
    aligned: bool,
) -> Tensor:
    """Rounds the number of samples down.

    Met as ``int(length / bins)``. Bins of whole cells are right, which round test boxes have.
    """
    if sampling_ratio > 0:
        return roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned)

    def numbers(height: float, width: float) -> tuple[int, int]:
        return max(int(height / output_size), 1), max(int(width / output_size), 1)

    return _adaptive(input, boxes, output_size, spatial_scale, aligned, numbers)


BATCHED_ROI_ALIGN = [
    roi_align_of_the_first_image,
    roi_align_image_by_image,
    roi_align_of_the_first_channel,
    roi_align_with_two_for_adaptive,
    roi_align_with_one_for_adaptive,
    roi_align_with_samples_of_the_region,
    roi_align_with_samples_of_the_longer_side,
    roi_align_with_samples_rounded_down,
]
