"""Wrong residual blocks, besides those of the museum, each with a name that tells the slip."""

from torch.nn.functional import conv2d, max_pool2d, pad

from mrcnn_edu.classroom.exercises.mutants import named, of_fractions, of_rows, without
from mrcnn_edu.classroom.exercises.pyramid.one_channel import convolve, residual_block


def _block(x, kernel1, kernel2, stride, shortcut, *, first=convolve, second=convolve, around=None):
    """The right way, unless a part is exchanged."""
    kept = x[::stride, ::stride] if around is None else around(x, stride)
    residual = second(first(x, kernel1, stride).relu(), kernel2)
    return (residual + shortcut * kept).relu()


def _flipped(x, kernel, stride=1):
    return convolve(x, kernel.flip(0, 1), stride)


def _turned(x, kernel, stride=1):
    return convolve(x, kernel.T, stride)


def _repeating_the_border(x, kernel, stride=1):
    around = pad(x[None, None], (1, 1, 1, 1), mode="replicate")
    return conv2d(around, kernel[None, None], stride=stride)[0, 0]


def _from_the_second_cell(x, kernel, stride=1):
    return convolve(x, kernel)[stride - 1 :: stride, stride - 1 :: stride]


def _with(**parts):
    return lambda *given: _block(*given, **parts)


BLOCK = (
    *of_fractions(residual_block),
    *without("that_needs_a_row", of_rows(residual_block)),
    *named(
        block_without_the_shortcut=_with(around=lambda x, stride: 0 * x[::stride, ::stride]),
        block_without_its_weight=lambda x, k1, k2, s, w: residual_block(x, k1, k2, s, 1.0),
        block_with_the_weight_on_both=lambda x, k1, k2, s, w: (
            w * residual_block(x, k1, k2, s, 1.0)
        ).relu(),
        block_with_a_shortcut_of_the_relu=_with(
            around=lambda x, stride: x[::stride, ::stride].relu()
        ),
        block_with_a_shortcut_of_the_largest=_with(
            around=lambda x, stride: max_pool2d(x[None], stride, ceil_mode=True)[0]
        ),
        block_with_the_shortcut_of_the_first_cells=_with(
            around=lambda x, stride: x[: -(-len(x) // stride), : -(-x.shape[1] // stride)]
        ),
        block_with_the_second_cells=_with(
            around=lambda x, stride: x[stride - 1 :: stride, stride - 1 :: stride]
        ),
        block_that_never_strides=lambda x, k1, k2, s, w: residual_block(x, k1, k2, 1, w),
        block_that_strides_down_only=_with(first=lambda x, k, s: convolve(x, k)[::s]),
        block_with_the_stride_in_the_second=lambda x, k1, k2, s, w: (
            convolve(convolve(x, k1).relu(), k2, s) + w * x[::s, ::s]
        ).relu(),
        block_with_flipped_kernels=_with(first=_flipped, second=_flipped),
        block_with_the_first_flipped=_with(first=_flipped),
        block_with_turned_kernels=_with(first=_turned, second=_turned),
        block_with_the_border_repeated=_with(
            first=_repeating_the_border, second=_repeating_the_border
        ),
        block_from_the_second_cell=_with(first=_from_the_second_cell),
        block_without_the_relu_between=lambda x, k1, k2, s, w: (
            convolve(convolve(x, k1, s), k2) + w * x[::s, ::s]
        ).relu(),
        block_without_any_relu=lambda x, k1, k2, s, w: (
            convolve(convolve(x, k1, s), k2) + w * x[::s, ::s]
        ),
        block_with_the_relu_first=lambda x, k1, k2, s, w: (
            convolve(convolve(x.relu(), k1, s).relu(), k2) + w * x[::s, ::s]
        ).relu(),
        block_with_kernels_exchanged=lambda x, k1, k2, s, w: residual_block(x, k2, k1, s, w),
        block_with_one_kernel_twice=lambda x, k1, k2, s, w: residual_block(x, k1, k1, s, w),
        block_less_its_residual=lambda x, k1, k2, s, w: residual_block(x, k1, -k2, s, w),
        block_with_the_shortcut_of_the_middle=lambda x, k1, k2, s, w: (
            convolve(convolve(x, k1, s).relu(), k2) + w * convolve(x, k1, s)
        ).relu(),
        block_in_place=lambda x, k1, k2, s, w: residual_block(x.relu_(), k1, k2, s, w),
    ),
)
