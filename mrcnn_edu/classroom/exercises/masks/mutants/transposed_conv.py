"""Wrong transposed convolutions, besides those of the museum.

Most hand another grid or kernel to the right function. The rest lay down their stamps by
``_stamped``, whose parts can be exchanged.
"""

import torch
from torch.nn.functional import conv2d, interpolate, pad

from mrcnn_edu.classroom.exercises.masks.one_mask import transposed_conv as right


def _add(place, stamp):
    return place + stamp


def _stamped(x, kernel, stride, join=_add, steps=None, start=0.0):
    """The right way, unless a part is exchanged: how stamps meet, and how far apart they lie."""
    down, across = steps or (stride, stride)
    (height, width), (rows, columns) = x.shape, kernel.shape
    result = torch.full(((height - 1) * down + rows, (width - 1) * across + columns), start)
    result = result.to(x)
    for i in range(height):
        for j in range(width):
            place = slice(i * down, i * down + rows), slice(j * across, j * across + columns)
            result[place] = join(result[place], x[i, j] * kernel)
    return result


def largest_of_stamps(x, kernel, stride):
    result = _stamped(x, kernel, stride, join=torch.maximum, start=-torch.inf)
    return result.nan_to_num(neginf=0)


def product_of_stamps(x, kernel, stride):
    return _stamped(x, kernel, stride, join=lambda place, stamp: place * stamp, start=1.0)


def mean_of_stamps(x, kernel, stride):
    count = right(torch.ones_like(x), torch.ones_like(kernel), stride)
    return right(x, kernel, stride) / count.clamp(min=1)


def first_stamp_stays(x, kernel, stride):
    def join(place, stamp):
        return torch.where(place == 0, stamp, place)

    return _stamped(x, kernel, stride, join=join)


def added_number_and_kernel(x, kernel, stride):
    ones = torch.ones_like(kernel)
    return right(x, ones, stride) + right(torch.ones_like(x), kernel, stride)


def stride_across_alone(x, kernel, stride):
    return _stamped(x, kernel, stride, steps=(1, stride))


def stride_down_alone(x, kernel, stride):
    return _stamped(x, kernel, stride, steps=(stride, 1))


def stride_left_out(x, kernel, stride):
    return right(x, kernel, 1)


def stride_always_two(x, kernel, stride):
    return right(x, kernel, 2)


def stride_of_the_kernel(x, kernel, stride):
    return _stamped(x, kernel, stride, steps=tuple(kernel.shape))


def flipped_down(x, kernel, stride):
    return right(x, kernel.flip(0), stride)


def flipped_across(x, kernel, stride):
    return right(x, kernel.flip(1), stride)


def kernel_turned(x, kernel, stride):
    return right(x, kernel.T, stride)


def grid_turned(x, kernel, stride):
    return right(x.T, kernel, stride)


def result_turned(x, kernel, stride):
    return right(x, kernel, stride).T


def grid_and_kernel_turned(x, kernel, stride):
    return right(x.T, kernel.T, stride)


def roles_exchanged(x, kernel, stride):
    return right(kernel, x, stride)


def kernel_made_to_sum_to_one(x, kernel, stride):
    return right(x, kernel / kernel.sum().clamp(min=1e-6), stride)


def padded_by_one(x, kernel, stride):
    full = right(x, kernel, stride)
    return full[1:-1, 1:-1]


def with_a_row_and_column_more(x, kernel, stride):
    return pad(right(x, kernel, stride), (0, 1, 0, 1))


def zeros_before_the_numbers(x, kernel, stride):
    rows, columns = kernel.shape
    spread = x.new_zeros(x.shape[0] * stride, x.shape[1] * stride)
    spread[stride - 1 :: stride, stride - 1 :: stride] = x
    padded = pad(spread, (columns - 1, columns - 1, rows - 1, rows - 1))
    return conv2d(padded[None, None], kernel.flip(0, 1)[None, None])[0, 0]


def as_many_zeros_as_the_stride(x, kernel, stride):
    return right(x, kernel, stride + 1)


def an_ordinary_convolution(x, kernel, stride):
    rows, columns = kernel.shape
    padded = pad(x, (columns - 1, columns - 1, rows - 1, rows - 1))
    return conv2d(padded[None, None], kernel[None, None], stride=stride)[0, 0]


def bilinear_instead(x, kernel, stride):
    size = right(x, kernel, stride).shape
    return interpolate(x[None, None], size, mode="bilinear")[0, 0] * kernel.mean()


def square_kernels_alone(x, kernel, stride):
    return right(x, kernel[:, : len(kernel)], stride)


def never_below_zero(x, kernel, stride):
    return right(x, kernel, stride).relu()


def in_whole_numbers(x, kernel, stride):
    return right(x.trunc(), kernel.trunc(), stride)


def to_three_digits(x, kernel, stride):
    return right(x, kernel, stride).round(decimals=3)


def in_half_precision(x, kernel, stride):
    return right(x.half().float(), kernel.half().float(), stride).to(x)


def with_channels(x, kernel, stride):
    return right(x, kernel, stride)[None, None]


def kernel_multiplied_in_place(x, kernel, stride):
    return right(x, kernel.mul_(2), stride) / 2


def that_needs_float32(x, kernel, stride):
    return right(x, kernel.float(), stride)
