"""RoIAlign of boxes written as centre and size in shares, on maps that are surrounded by zeros.

All numbers are such that float32 holds every result exactly, so no answer hangs on rounding.
"""

import math
from itertools import product

import numpy as np
import torch
from hypothesis import strategies as st
from torch.nn.functional import grid_sample, pad

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import of_fractions, rewritten, without


def axis_weights(centre, size, n, k, length):
    share = (torch.arange(n * k) + 0.5) / (n * k) - 0.5
    y = (centre[:, None] + size[:, None] * share) * length - 0.5
    away = y[:, :, None] - torch.arange(length)
    return (1 - away.abs()).clamp(min=0).unflatten(1, (n, k)).mean(dim=2)


def align(features, boxes, images, n, k):
    cy, cx, h, w = boxes.unbind(dim=1)
    down = axis_weights(cy, h, n, k, features.shape[2])
    across = axis_weights(cx, w, n, k, features.shape[3])
    return torch.einsum("rph,rchw,rqw->rcpq", down, features[images], across)


M = [[1, 5, 2, 0], [3, 4, 1, 6], [7, 8, 2, 3], [0, 1, 6, 5]]
RAMP, TENS = [list(range(8))] * 4, [[10 * v for v in range(8)]] * 4
PEAK = [[0] * 8, [0, 0, 0, 16, 0, 0, 0, 0], [0] * 8, [0] * 8]


def reading(images, boxes, of_images, n, k):
    """The arguments: of each image its channels, and boxes in 64ths of the map."""
    return {
        "features": torch.tensor(images).float(),
        "boxes": torch.tensor(boxes).float().reshape(-1, 4) / 64,
        "images": torch.tensor(of_images, dtype=torch.int64),
        "n": n,
        "k": k,
    }


@st.composite
def some_maps(draw):
    """Of one or two images one or two channels, 4 or 8 cells along each side."""
    height, width = draw(st.sampled_from([(4, 4), (4, 8), (8, 4)]))
    row = st.lists(st.integers(-4, 9), min_size=width, max_size=width)
    shape = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    return [
        [draw(st.lists(row, min_size=height, max_size=height)) for _ in range(shape[1])]
        for _ in range(shape[0])
    ]


# Within the outermost middles of 4 cells, which lie at 8 and 56 of 64, and anywhere.
INSIDE = st.tuples(*[st.integers(24, 40)] * 2, *[st.sampled_from([0, 4, 8, 16, 24, 32])] * 2)
ANYWHERE = st.tuples(*[st.integers(-16, 80)] * 2, *[st.sampled_from([0, 2, 16, 48, 64, 128])] * 2)


@st.composite
def _readings(draw, box, fewest):
    maps = draw(some_maps())
    boxes = draw(st.lists(box.map(list), min_size=fewest, max_size=3))
    of_images = [draw(st.integers(0, len(maps) - 1)) for _ in boxes]
    return reading(
        maps, boxes, of_images, draw(st.sampled_from([2, 1, 4])), draw(st.integers(1, 2))
    )


boxes_inside = Cases(
    (
        reading([[M]], [[32, 32, 32, 32]], [0], 1, 1),
        reading([[M]], [[32, 32, 32, 32]], [0], 2, 1),
        reading([[M]], [[24, 32, 16, 32]], [0], 2, 1),
        reading([[RAMP], [TENS]], [[32, 16, 32, 8]], [1], 1, 2),
        reading([[RAMP], [TENS]], [[32, 32, 32, 32], [32, 16, 16, 16]], [0, 1], 2, 2),
        reading([[PEAK, RAMP]], [[24, 28, 32, 16], [24, 28, 0, 0]], [0, 0], 2, 2),
        reading([[PEAK]], [[28, 26, 16, 16]], [0], 4, 1),
        reading([[M], [M[::-1]]], [[32, 40, 8, 24], [32, 40, 8, 24]], [1, 0], 1, 2),
    ),
    _readings(INSIDE, 1),
    lambda *_: None,
)
boxes_anywhere = Cases(
    (
        reading([[[[8] * 4] * 4]], [[32, 0, 16, 16]], [0], 1, 1),
        reading([[[[8] * 4] * 4]], [[128, 32, 16, 16]], [0], 1, 1),
        reading([[[[8] * 4] * 4]], [[32, 32, 96, 96], [0, 0, 0, 0]], [0, 0], 2, 1),
        reading([[M, M]], [], [], 2, 2),
        reading([[[[8] * 4] * 4]], [[32, 32, 128, 64]], [0], 2, 2),
        reading([[RAMP], [TENS]], [[32, 64, 32, 16], [60, 4, 8, 8]], [1, 0], 2, 2),
        reading([[M]], [[-4, 66, 16, 16], [64, -20, 64, 64]], [0, 0], 2, 2),
        reading([[M]], [[4, 60, 0, 128]], [0], 4, 2),
    ),
    _readings(ANYWHERE, 0),
    lambda *_: None,
)


def value_at(one, y, x):
    """The mix of four cells, of which those off the map are 0."""
    total, top, left = 0.0, math.floor(y), math.floor(x)
    for i, j in product((top, top + 1), (left, left + 1)):
        if 0 <= i < len(one) and 0 <= j < len(one[0]):
            total += (1 - abs(y - i)) * (1 - abs(x - j)) * one[i][j]
    return total


def align_in_loops(features, boxes, images, n, k):
    height, width = features.shape[2:]
    pooled = torch.zeros(len(boxes), features.shape[1], n, n)
    for r, (cy, cx, h, w) in enumerate(boxes.tolist()):
        for c, p, q in product(range(features.shape[1]), range(n), range(n)):
            one = features[images[r], c].tolist()
            for a, b in product(range(k), range(k)):
                y = cy - h / 2 + h * (p + (a + 0.5) / k) / n
                x = cx - w / 2 + w * (q + (b + 0.5) / k) / n
                pooled[r, c, p, q] += value_at(one, y * height - 0.5, x * width - 0.5) / k**2
    return pooled


def align_in_numpy(features, boxes, images, n, k):
    maps = np.pad(features.numpy().astype(float), ((0, 0), (0, 0), (1, 1), (1, 1)))
    out = np.zeros((len(boxes), maps.shape[1], n, n))
    for r, (cy, cx, h, w) in enumerate(boxes.numpy().astype(float)):
        places = (np.arange(n * k) + 0.5) / (n * k) - 0.5
        y = np.clip((cy + h * places) * (maps.shape[2] - 2) + 0.5, 0, maps.shape[2] - 1)
        x = np.clip((cx + w * places) * (maps.shape[3] - 2) + 0.5, 0, maps.shape[3] - 1)
        i, j = (
            np.minimum(np.floor(v).astype(int), size - 2)
            for v, size in zip((y, x), maps.shape[2:], strict=True)
        )
        a, b = (y - i)[:, None], x - j
        one = maps[int(images[r])]
        samples = (1 - a) * ((1 - b) * one[:, i][:, :, j] + b * one[:, i][:, :, j + 1])
        samples = samples + a * ((1 - b) * one[:, i + 1][:, :, j] + b * one[:, i + 1][:, :, j + 1])
        out[r] = samples.reshape(-1, n, k, n, k).mean(axis=(2, 4))
    return out


def align_with_grid_sample(features, boxes, images, n, k):
    if len(boxes) == 0:
        return features.new_zeros(0, features.shape[1], n, n)
    share = (torch.arange(n * k) + 0.5) / (n * k) - 0.5
    y, x = (boxes[:, i, None] + boxes[:, i + 2, None] * share for i in (0, 1))  # (R, n k)
    grid = torch.stack(torch.broadcast_tensors(x[:, None, :], y[:, :, None]), dim=-1) * 2 - 1
    samples = grid_sample(features[images], grid, align_corners=False, padding_mode="zeros")
    return samples.unflatten(3, (n, k)).unflatten(2, (n, k)).mean(dim=(3, 5))


def align_by_gathering(features, boxes, images, n, k):
    _, channels, height, width = features.shape
    around = pad(features, (1, 1, 1, 1))
    m = (torch.arange(n * k) + 0.5) / (n * k)
    out = []
    for image, (cy, cx, h, w) in zip(images.tolist(), boxes, strict=True):
        y = ((cy - h / 2 + h * m) * height + 0.5).clamp(0, height + 1)
        x = ((cx - w / 2 + w * m) * width + 0.5).clamp(0, width + 1)
        i, j = y.floor().clamp(max=height).long(), x.floor().clamp(max=width).long()
        a, b = (y - i)[:, None], x - j
        one = around[image]
        above = one[:, i][:, :, j] * (1 - b) + one[:, i][:, :, j + 1] * b
        below = one[:, i + 1][:, :, j] * (1 - b) + one[:, i + 1][:, :, j + 1] * b
        out.append(((1 - a) * above + a * below).reshape(channels, n, k, n, k).mean(dim=(2, 4)))
    return torch.stack(out) if out else torch.zeros(0, channels, n, n)


def align_one_bin_at_a_time(features, boxes, images, n, k):
    shape = (len(boxes), features.shape[1], n, n)
    out = torch.zeros(shape, dtype=torch.float64)
    rows, columns = (torch.arange(size) for size in features.shape[2:])
    for r, p, q in product(range(len(boxes)), range(n), range(n)):
        cy, cx, h, w = boxes[r].tolist()
        for a, b in product(range(k), range(k)):
            y = (cy + h * ((p * k + a + 0.5) / (n * k) - 0.5)) * len(rows) - 0.5
            x = (cx + w * ((q * k + b + 0.5) / (n * k) - 0.5)) * len(columns) - 0.5
            weights = torch.outer((1 - abs(rows - y)).clamp(0), (1 - abs(columns - x)).clamp(0))
            out[r, :, p, q] += (weights * features[images[r]]).sum(dim=(1, 2)).double() / k**2
    return out


ALIGN_SOLUTIONS = (
    align_in_loops,
    align_in_numpy,
    align_with_grid_sample,
    align_by_gathering,
    align_one_bin_at_a_time,
)


def with_weights(function, **changes):
    """The function, with another way to weigh cells along an axis."""
    made = []
    for name, change in changes.items():
        (wrong,) = rewritten(axis_weights, slipped=change)
        (slipped,) = rewritten(function, **{name: ("cy, cx, h, w =", "cy, cx, h, w =")})
        slipped.__globals__["axis_weights"] = wrong
        made.append(slipped)
    return tuple(made)


SHARE, Y = "(torch.arange(n * k) + 0.5) / (n * k) - 0.5", ") * length - 0.5"
HAT = "(1 - away.abs()).clamp(min=0)"
INSIDE_HAT = "y = y.clamp(0, length - 1)\n    away = "
SLIPS_OF_WEIGHTS = {
    "without_half_a_cell": (Y, ") * length"),
    "half_a_cell_the_other_way": (Y, ") * length + 0.5"),
    "half_a_share": (Y, " - 0.5) * length"),
    "on_a_cell_less": (Y, ") * (length - 1)"),
    "from_the_corner": (SHARE, "(torch.arange(n * k) + 0.5) / (n * k)"),
    "of_half_the_size": (SHARE, f"({SHARE}) / 2"),
    "of_twice_the_size": (SHARE, f"({SHARE}) * 2"),
    "at_the_starts_of_parts": (SHARE, "torch.arange(n * k) / (n * k) - 0.5"),
    "from_end_to_end": (SHARE, "torch.linspace(-0.5, 0.5, n * k)"),
    "evenly_but_within": (SHARE, "(torch.arange(n * k) + 1) / (n * k + 1) - 0.5"),
    "at_the_nearest_cell": (HAT, "(away.abs() <= 0.5).float()"),
    "of_the_cell_before": (HAT, "((away >= 0) & (away < 1)).float()"),
    "of_three_cells": (HAT, "(1 - away.abs() / 2).clamp(min=0).div(2)"),
    "without_a_clamp": (".clamp(min=0)", ""),
    "of_the_largest_sample": (".mean(dim=2)", ".amax(dim=2)"),
    "summed": (".mean(dim=2)", ".sum(dim=2)"),
    "of_the_first_sample": (".mean(dim=2)", "[:, :, 0]"),
    "of_other_bins": (".unflatten(1, (n, k)).mean(dim=2)", ".unflatten(1, (k, n)).mean(dim=1)"),
    "in_whole_cells": ("away = y[", "y = y.round()\n    away = y["),
}
SLIPS_OF_ALIGN = (
    *with_weights(align, **SLIPS_OF_WEIGHTS),
    *rewritten(
        align,
        x_before_y=("cy, cx, h, w =", "cx, cy, w, h ="),
        as_corners=("cy, cx, h, w = boxes.unbind(dim=1)", "a, b, c, d = boxes.unbind(dim=1)\n    cy, cx, h, w = (a + c) / 2, (b + d) / 2, c - a, d - b"),
        as_corner_and_size=("cy, cx, h, w = boxes.unbind(dim=1)", "a, b, h, w = boxes.unbind(dim=1)\n    cy, cx = a + h / 2, b + w / 2"),
        of_the_first_image=("features[images]", "features[images * 0]"),
        of_images_in_order=("features[images]", "features[torch.arange(len(images)) % len(features)]"),
        height_for_width=("features.shape[3])", "features.shape[2])"),
        turned=("->rcpq", "->rcqp"),
        channels_last=("->rcpq", "->rpqc"),
        summed_over_channels=("->rcpq", "->rpq"),
    ),
)  # fmt: skip
inside = Exercise(
    "align",
    align,
    boxes_inside,
    by_hand=([[[[3.75]]]], [[[[4, 1], [8, 2]]]], [[[[4.25, 1.25], [5, 1.25]]]], [[[[15]]]]),
    exhibits=(),
    mutants=(*without("in_half_precision", of_fractions(align)[:9]), *SLIPS_OF_ALIGN),
    solutions=ALIGN_SOLUTIONS,
)
anywhere = Exercise(
    "align",
    align,
    boxes_anywhere,
    by_hand=([[[[4]]]], [[[[0]]]], [[[[8, 8], [8, 8]]], [[[2, 2], [2, 2]]]]),
    exhibits=(),
    mutants=(
        *SLIPS_OF_ALIGN[:13],
        *with_weights(
            align,
            with_the_border_repeated=("away = ", INSIDE_HAT),
            with_the_border_for_one_cell=("away = ", "real = (y >= -1) & (y <= length)\n    y = y.clamp(0, length - 1)\n    away = "),
            with_zero_outside_the_middles=(HAT, f"({HAT} * ((y >= 0) & (y <= length - 1))[:, :, None])"),
            with_zero_outside_the_map=(HAT, f"({HAT} * ((y >= -0.5) & (y < length - 0.5))[:, :, None])"),
            with_the_box_cut_off=("share = ", "size = size.clamp(max=1)\n    share = "),
            with_the_centre_on_the_map=("share = ", "centre = centre.clamp(0, 1)\n    share = "),
            with_a_cell_at_least=("share = ", "size = size.clamp(min=1 / length)\n    share = "),
            with_mean_of_real_cells=("return ", "away = away / (1 - away.abs()).clamp(min=0).sum(dim=2, keepdim=True).clamp(min=0.5)\n    return "),
            reflected=("away = ", "y = y.abs()\n    away = "),
            the_other_way_round=("away = ", "y = torch.where(y < 0, y + length, y)\n    away = "),
        ),
        *rewritten(align, that_need_a_box=("cy, cx, h, w =", "boxes[0]\n    cy, cx, h, w =")),
    ),
    solutions=ALIGN_SOLUTIONS,
)  # fmt: skip
