"""Wrong pyramids, besides those of the museum, each with a name that tells the slip."""

import torch
from torch.nn.functional import avg_pool2d, interpolate

from mrcnn_edu.classroom.exercises.mutants import named, of_fractions, of_rows, without
from mrcnn_edu.classroom.exercises.pyramid.one_channel import convolve, enlarge, pyramid


def _pyramid(c3, c4, c5, lateral, smooth, *, above=enlarge, join=torch.add, last=None):
    """The right way, unless a part is exchanged."""
    merged5 = lateral[2] * c5
    merged4 = join(lateral[1] * c4, above(merged5, c4))
    merged3 = join(lateral[0] * c3, above(merged4, c3))
    p3, p4, p5 = map(convolve, (merged3, merged4, merged5), smooth)
    return p3, p4, p5, p5[::2, ::2] if last is None else last(p5, merged5)


def _resized(mode):
    def enlarged(coarse, like):
        return interpolate(coarse[None, None], size=like.shape, mode=mode)[0, 0]

    return enlarged


def _in_tiles(coarse, like):
    return coarse.repeat(2, 2)[: len(like), : like.shape[1]]


def _with_zeros_between(coarse, like):
    spread = torch.zeros_like(like)
    spread[::2, ::2] = coarse
    return spread


def _doubled_from_the_end(coarse, like):
    doubled = coarse.repeat_interleave(2, 0).repeat_interleave(2, 1)
    return doubled[doubled.shape[0] - len(like) :, doubled.shape[1] - like.shape[1] :]


def _wide_only(coarse, like):
    doubled = coarse.repeat_interleave(2, 1)[:, : like.shape[1]]
    return doubled.repeat(2, 1)[: len(like)]


def _with(**parts):
    return lambda *given: _pyramid(*given, **parts)


PYRAMID = (
    *of_fractions(pyramid),
    *without("that_needs_a_row", of_rows(pyramid)),
    *named(
        pyramid_without_what_is_above=_with(above=lambda coarse, like: torch.zeros_like(like)),
        pyramid_in_tiles=_with(above=_in_tiles),
        pyramid_with_zeros_between=_with(above=_with_zeros_between),
        pyramid_doubled_from_the_end=_with(above=_doubled_from_the_end),
        pyramid_doubled_in_width_only=_with(above=_wide_only),
        pyramid_enlarged_exactly=_with(above=_resized("nearest-exact")),
        pyramid_enlarged_bicubic=_with(above=_resized("bicubic")),
        pyramid_of_products=_with(join=torch.mul),
        pyramid_of_means=_with(join=lambda a, b: (a + b) / 2),
        pyramid_of_the_larger=_with(join=torch.maximum),
        pyramid_less_what_is_above=_with(join=torch.sub),
        pyramid_with_relu=_with(join=lambda a, b: (a + b).relu()),
        pyramid_without_lateral=_with(join=lambda a, b: b),
        pyramid_with_p6_whole=_with(last=lambda p5, merged: p5),
        pyramid_with_p6_of_means=_with(
            last=lambda p5, merged: avg_pool2d(p5[None], 2, ceil_mode=True)[0]
        ),
        pyramid_with_p6_before_smoothing=_with(last=lambda p5, merged: merged[::2, ::2]),
        pyramid_with_p6_of_the_second_cells=_with(last=lambda p5, merged: p5[1::2, 1::2]),
        pyramid_with_p6_without_the_last=_with(
            last=lambda p5, merged: p5[: len(p5) // 2 * 2 : 2, : p5.shape[1] // 2 * 2 : 2]
        ),
        pyramid_without_weights=lambda c3, c4, c5, w, k: pyramid(c3, c4, c5, torch.ones_like(w), k),
        pyramid_with_one_weight=lambda c3, c4, c5, w, k: pyramid(c3, c4, c5, w[:1].expand_as(w), k),
        pyramid_with_weights_backwards=lambda c3, c4, c5, w, k: pyramid(c3, c4, c5, w.flip(0), k),
        pyramid_with_kernels_backwards=lambda c3, c4, c5, w, k: pyramid(c3, c4, c5, w, k.flip(0)),
        pyramid_with_one_kernel=lambda c3, c4, c5, w, k: pyramid(c3, c4, c5, w, k[:1].expand_as(k)),
        pyramid_with_flipped_kernels=lambda c3, c4, c5, w, k: pyramid(c3, c4, c5, w, k.flip(1, 2)),
        pyramid_with_turned_kernels=lambda c3, c4, c5, w, k: pyramid(c3, c4, c5, w, k.mT),
        pyramid_without_smoothing=lambda c3, c4, c5, w, k: pyramid(
            c3, c4, c5, w, torch.eye(9)[4].reshape(3, 3).to(k).expand_as(k)
        ),
        pyramid_coarsest_first=lambda *given: pyramid(*given)[::-1],
        pyramid_of_three=lambda *given: pyramid(*given)[:3],
        pyramid_from_c4_alone=lambda c3, c4, c5, w, k: pyramid(c3, c4, torch.zeros_like(c5), w, k),
        pyramid_weighing_what_is_above=lambda c3, c4, c5, w, k: pyramid(
            c3, c4, c5, torch.stack((w[0], w[1], w[1] * w[2])), k
        ),
        pyramid_in_place=lambda c3, c4, c5, w, k: pyramid(c3, c4.add_(enlarge(c5, c4)), c5, w, k),
    ),
)
