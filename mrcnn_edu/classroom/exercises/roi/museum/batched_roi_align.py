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

from mrcnn_edu.classroom.exercises.roi.museum.roi_align import middles, places, samples, sides
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


def roi_align_of_the_first_image(input, boxes, output_size, spatial_scale, sampling_ratio, aligned):
    on_the_first = torch.cat((torch.zeros_like(boxes[:, :1]), boxes[:, 1:]), dim=1)
    return roi_align(input, on_the_first, output_size, spatial_scale, sampling_ratio, aligned)


def roi_align_image_by_image(input, boxes, output_size, spatial_scale, sampling_ratio, aligned):
    order = boxes[:, 0].argsort(stable=True)
    return roi_align(input, boxes[order], output_size, spatial_scale, sampling_ratio, aligned)


def roi_align_of_the_first_channel(
    input, boxes, output_size, spatial_scale, sampling_ratio, aligned
):
    pooled = roi_align(input[:, :1], boxes, output_size, spatial_scale, sampling_ratio, aligned)
    return pooled.expand(-1, input.shape[1], -1, -1)


def roi_align_with_two_for_adaptive(
    input, boxes, output_size, spatial_scale, sampling_ratio, aligned
):
    samples = sampling_ratio if sampling_ratio > 0 else 2
    return roi_align(input, boxes, output_size, spatial_scale, samples, aligned)


def roi_align_with_one_for_adaptive(
    input, boxes, output_size, spatial_scale, sampling_ratio, aligned
):
    return roi_align(input, boxes, output_size, spatial_scale, max(sampling_ratio, 1), aligned)


def roi_align_with_samples_of_the_region(
    input, boxes, output_size, spatial_scale, sampling_ratio, aligned
):
    if sampling_ratio > 0:
        return roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned)

    def numbers(height: float, width: float) -> tuple[int, int]:
        return math.ceil(height), math.ceil(width)

    return _adaptive(input, boxes, output_size, spatial_scale, aligned, numbers)


def roi_align_with_samples_of_the_longer_side(
    input, boxes, output_size, spatial_scale, sampling_ratio, aligned
):
    if sampling_ratio > 0:
        return roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned)

    def numbers(height: float, width: float) -> tuple[int, int]:
        most = math.ceil(max(height, width) / output_size)
        return most, most

    return _adaptive(input, boxes, output_size, spatial_scale, aligned, numbers)


def roi_align_with_samples_rounded_down(
    input, boxes, output_size, spatial_scale, sampling_ratio, aligned
):
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
