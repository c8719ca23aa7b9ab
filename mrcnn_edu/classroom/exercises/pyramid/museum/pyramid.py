"""Wrong pyramids: maps c3, c4 and c5, weights (3,), kernels (3, 3, 3), to P3, P4, P5 and P6."""

from torch.nn.functional import interpolate, max_pool2d

from mrcnn_edu.classroom.exercises.pyramid.one_channel import convolve, enlarge, pyramid


def fpn_with_scale_factor(c3, c4, c5, lateral, smooth):
    merged = [lateral[2] * c5]
    for weight, fine in ((lateral[1], c4), (lateral[0], c3)):
        doubled = interpolate(merged[0][None, None], scale_factor=2, mode="nearest")[0, 0]
        merged.insert(0, weight * fine + doubled)
    p3, p4, p5 = map(convolve, merged, smooth)
    return p3, p4, p5, p5[::2, ::2]


def fpn_chain_of_smoothed(c3, c4, c5, lateral, smooth):
    p5 = convolve(lateral[2] * c5, smooth[2])
    p4 = convolve(lateral[1] * c4 + enlarge(p5, c4), smooth[1])
    p3 = convolve(lateral[0] * c3 + enlarge(p4, c3), smooth[0])
    return p3, p4, p5, p5[::2, ::2]


def fpn_bilinear(c3, c4, c5, lateral, smooth):
    merged = [lateral[2] * c5]
    for weight, fine in ((lateral[1], c4), (lateral[0], c3)):
        above = interpolate(merged[0][None, None], size=fine.shape, mode="bilinear")[0, 0]
        merged.insert(0, weight * fine + above)
    p3, p4, p5 = map(convolve, merged, smooth)
    return p3, p4, p5, p5[::2, ::2]


def fpn_p6_of_the_largest(c3, c4, c5, lateral, smooth):
    p3, p4, p5, _ = pyramid(c3, c4, c5, lateral, smooth)
    return p3, p4, p5, max_pool2d(p5[None], 2, ceil_mode=True)[0]


def fpn_p6_of_the_body(c3, c4, c5, lateral, smooth):
    p3, p4, p5, _ = pyramid(c3, c4, c5, lateral, smooth)
    return p3, p4, p5, c5[::2, ::2]


PYRAMID = [
    fpn_chain_of_smoothed,
    fpn_with_scale_factor,
    fpn_bilinear,
    fpn_p6_of_the_largest,
    fpn_p6_of_the_body,
]
