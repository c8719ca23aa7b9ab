"""Wrong ways to align many boxes on several maps, besides those of the museum.

Each wrong way to align one box is one here too. These go wrong between images, channels and boxes,
or in the number of samples that adapts to the length of a bin.
"""

import math

import torch

from mrcnn_edu.ops.roi_pooling import roi_align as right


def _image(change):
    """RoIAlign that reads another image: from its index, how many there are, and the box's row."""

    def mutant(input, boxes, *rest):
        images = [change(int(box[0]), len(input), row) for row, box in enumerate(boxes)]
        other = boxes.clone()
        other[:, 0] = torch.tensor(images)
        return right(input, other, *rest)

    return mutant


def _adaptive(change):
    """RoIAlign with another number of samples where it adapts: from length of bin and of region."""

    def mutant(input, boxes, bins, scale, ratio, aligned):
        if ratio > 0 or not len(boxes):
            return right(input, boxes, bins, scale, ratio, aligned)
        return torch.cat([one(input, box, bins, scale, aligned) for box in boxes])

    def one(input, box, bins, scale, aligned):
        x1, y1, x2, y2 = (box[1:] * scale - (0.5 if aligned else 0)).tolist()
        least = 0 if aligned else 1
        height, width = max(y2 - y1, least), max(x2 - x1, least)
        down, across = (int(change(length / bins, length)) for length in (height, width))
        return _aligned(input, int(box[0]), (y1, height, down), (x1, width, across), bins)

    return mutant


def _aligned(input, image, along_y, along_x, bins):
    """(1, C, P, Q), RoIAlign with its number of samples along y and x; 0 without samples."""
    pooled = input[image]
    for start, length, number in (along_y, along_x):
        size = pooled.shape[1]
        places = start + (torch.arange(bins * number) + 0.5) * length / (bins * max(number, 1))
        hats = (1 - (places.clamp(0, size - 1)[:, None] - torch.arange(size)).abs()).clamp(min=0)
        hats = hats * ((places >= -1) & (places <= size))[:, None]  # (P S, size)
        shares = hats.reshape(bins, number, size).sum(1) / max(number, 1)  # (P, size)
        pooled = torch.einsum("pi,cij->cjp", shares.to(pooled), pooled)
    return pooled[None]


of_the_last_image = _image(lambda image, count, row: count - 1)
of_the_image_from_the_end = _image(lambda image, count, row: -image % count)
of_images_counted_from_one = _image(lambda image, count, row: (image - 1) % count)
of_the_first_two_images = _image(lambda image, count, row: min(image, 1))
of_even_and_odd_images = _image(lambda image, count, row: image % 2)
of_the_image_in_its_row = _image(lambda image, count, row: row % count)
of_the_images_backwards = _image(lambda image, count, row: count - 1 - image)
of_the_image_before_the_last = _image(lambda image, count, row: min(image, max(count - 2, 0)))


def of_the_first_box_s_image(input, boxes, *rest):
    boxes = boxes.clone()
    boxes[:, 0] = boxes[:1, 0]
    return right(input, boxes, *rest)


def of_the_mean_image(input, boxes, *rest):
    return right(input.mean(0, keepdim=True).expand_as(input).contiguous(), boxes, *rest)


def in_the_order_of_the_images(input, boxes, *rest):
    return right(input, boxes[boxes[:, 0].argsort(stable=True)], *rest)


def backwards(input, boxes, *rest):
    return right(input, boxes, *rest).flip(0)


def of_the_first_box(input, boxes, *rest):
    pooled = right(input, boxes, *rest)
    return pooled[:1].expand_as(pooled)


def one_box_for_each_image(input, boxes, *rest):
    _, last = boxes[:, 0].unique(return_inverse=True)
    keep = [int((last == row).nonzero()[-1]) for row in last]
    return right(input, boxes[keep], *rest)


def all_channels_together(input, boxes, *rest):
    return right(input.mean(1, keepdim=True).expand_as(input).contiguous(), boxes, *rest)


def channels_backwards(input, boxes, *rest):
    return right(input.flip(1), boxes, *rest)


def two_channels_at_most(input, boxes, *rest):
    return right(input[:, torch.arange(input.shape[1]).clamp(max=1)], boxes, *rest)


def channels_before_boxes(input, boxes, *rest):
    return right(input, boxes, *rest).transpose(0, 1)


def without_the_channels(input, boxes, *rest):
    return right(input, boxes, *rest)[:, 0]


def maps_turned(input, boxes, *rest):
    return right(input.mT.contiguous(), boxes, *rest)


def bins_turned(input, boxes, *rest):
    return right(input, boxes, *rest).mT


def box_from_the_first_columns(input, boxes, *rest):
    return right(input, boxes[:, [0, 0, 1, 2, 3]], *rest)


def into_whole_numbers(input, boxes, *rest):
    return right(input, boxes, *rest).long()


def in_half_precision(input, boxes, bins, scale, ratio, aligned):
    pooled = right(input.half().to(input), boxes.half().to(boxes), bins, scale, ratio, aligned)
    return pooled.half()


def fails_for_a_ratio_of_0(input, boxes, bins, scale, ratio, aligned):
    1 / ratio
    return right(input, boxes, bins, scale, ratio, aligned)


def one_sample_for_a_ratio_of_0(input, boxes, bins, scale, ratio, aligned):
    return right(input, boxes, bins, scale, 1 if ratio == 0 else ratio, aligned)


def two_samples_for_a_ratio_of_0(input, boxes, bins, scale, ratio, aligned):
    return right(input, boxes, bins, scale, 2 if ratio == 0 else ratio, aligned)


def zeros_for_a_ratio_of_0(input, boxes, bins, scale, ratio, aligned):
    return right(input, boxes, bins, scale, ratio, aligned) * (ratio != 0)


def ratio_without_its_sign(input, boxes, bins, scale, ratio, aligned):
    return right(input, boxes, bins, scale, abs(ratio), aligned)


def adaptive_always(input, boxes, bins, scale, ratio, aligned):
    return right(input, boxes, bins, scale, -1, aligned)


def fails_without_boxes(input, boxes, *rest):
    return torch.stack([right(input, box[None], *rest)[0] for box in boxes])


def a_box_where_there_are_none(input, boxes, *rest):
    return right(input, boxes if len(boxes) else torch.zeros(1, 5).to(boxes), *rest)


with_two_adaptive_samples_at_most = _adaptive(lambda step, _: min(math.ceil(step), 2))
with_three_adaptive_samples_at_most = _adaptive(lambda step, _: min(math.ceil(step), 3))
with_four_adaptive_samples_at_most = _adaptive(lambda step, _: min(math.ceil(step), 4))
with_eight_adaptive_samples_at_most = _adaptive(lambda step, _: min(math.ceil(step), 8))
with_sixteen_adaptive_samples_at_most = _adaptive(lambda step, _: min(math.ceil(step), 16))
with_adaptive_samples_rounded = _adaptive(lambda step, _: max(round(step), 1))
with_one_adaptive_sample_more = _adaptive(lambda step, _: math.floor(step) + 1)
with_one_adaptive_sample_at_least = _adaptive(lambda step, _: max(math.ceil(step), 1))
with_two_adaptive_samples_at_least = _adaptive(lambda step, _: max(math.ceil(step), 2))
with_adaptive_samples_doubled = _adaptive(lambda step, _: 2 * math.ceil(step))
with_samples_of_the_rounded_region = _adaptive(lambda _, length: max(round(length), 1))


def with_samples_of_the_largest_box(input, boxes, bins, scale, ratio, aligned):
    """One number for all boxes, as a batch that must be rectangular tempts to."""
    if ratio > 0 or not len(boxes):
        return right(input, boxes, bins, scale, ratio, aligned)
    longest = float((boxes[:, 3:] - boxes[:, 1:3]).max()) * scale
    number = max(math.ceil(max(longest, 0 if aligned else 1) / bins), 1)
    return right(input, boxes, bins, scale, number, aligned)


def with_samples_of_the_first_box(input, boxes, bins, scale, ratio, aligned):
    if ratio > 0 or not len(boxes):
        return right(input, boxes, bins, scale, ratio, aligned)
    longest = float((boxes[0, 3:] - boxes[0, 1:3]).max()) * scale
    number = max(math.ceil(max(longest, 0 if aligned else 1) / bins), 1)
    return right(input, boxes, bins, scale, number, aligned)


def with_samples_by_the_pixel(input, boxes, bins, scale, ratio, aligned):
    """Takes the length of a bin in pixels for the number of samples."""
    if ratio > 0 or not len(boxes):
        return right(input, boxes, bins, scale, ratio, aligned)
    pooled = []
    for box in boxes:
        longest = max(math.ceil(float((box[3:] - box[1:3]).max()) / bins), 1)
        pooled.append(right(input, box[None], bins, scale, longest, aligned))
    return torch.cat(pooled)


def nan_without_area(input, boxes, bins, scale, ratio, aligned):
    pooled = right(input, boxes, bins, scale, ratio, aligned)
    empty = (boxes[:, 3:] <= boxes[:, 1:3]).any(1) if ratio <= 0 and aligned else boxes[:, 0] < 0
    return pooled.masked_fill(empty[:, None, None, None], torch.nan)


def boxes_scaled_in_place(input, boxes, bins, scale, ratio, aligned):
    boxes[:, 1:] *= scale
    return right(input, boxes, bins, 1.0, ratio, aligned)
