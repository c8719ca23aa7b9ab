"""Wrong transposed convolutions of one channel.

x (H, W), kernel (P, Q), stride, to ((H - 1) · stride + P, (W - 1) · stride + Q). Each number should
stamp the kernel, multiplied by itself; stamps lie a stride apart, and where they overlap they
should add up. ``TRANSPOSED_CONV`` lists the bugs.
"""

from torch.nn.functional import conv2d, pad

from mrcnn_edu.classroom.exercises.masks.one_mask import transposed_conv


def deconv_overwritten(x, kernel, stride):
    (height, width), (rows, columns) = x.shape, kernel.shape
    result = x.new_zeros((height - 1) * stride + rows, (width - 1) * stride + columns)
    for i in range(height):
        for j in range(width):
            top, left = i * stride, j * stride
            result[top : top + rows, left : left + columns] = x[i, j] * kernel
    return result


def deconv_with_flipped_kernel(x, kernel, stride):
    return transposed_conv(x, kernel.flip(0, 1), stride)


def deconv_with_zeros_behind(x, kernel, stride):
    rows, columns = kernel.shape
    spread = x.new_zeros(x.shape[0] * stride, x.shape[1] * stride)
    spread[::stride, ::stride] = x  # zeros after the last number, too
    padded = pad(spread, (columns - 1, columns - 1, rows - 1, rows - 1))
    return conv2d(padded[None, None], kernel.flip(0, 1)[None, None])[0, 0]


def deconv_of_enlarged(x, kernel, stride):
    large = x.repeat_interleave(stride, dim=0).repeat_interleave(stride, dim=1)
    large = large[: (len(x) - 1) * stride + 1, : (x.shape[1] - 1) * stride + 1]
    return transposed_conv(large, kernel, 1)


def deconv_cut_to_stride(x, kernel, stride):
    full = transposed_conv(x, kernel, stride)
    height, width = x.shape[0] * stride, x.shape[1] * stride
    return full[:height, :width]


TRANSPOSED_CONV = [
    deconv_overwritten,
    deconv_with_flipped_kernel,
    deconv_with_zeros_behind,
    deconv_of_enlarged,
    deconv_cut_to_stride,
]
