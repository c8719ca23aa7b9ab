"""Anchors round the middles of cells, shape by shape, and how many of them stay inside."""

import itertools
import math

import numpy as np
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named, with_answers


def make_anchors(scales, ratios, grid_size, stride):
    sizes = [(s * math.sqrt(r), s / math.sqrt(r)) for s in scales for r in ratios]
    w, h = torch.tensor(sizes, dtype=torch.float64).T[:, :, None, None]  # (A, 1, 1) each
    y = (torch.arange(grid_size[0]) + 0.5)[:, None] * stride[0]  # (H, 1)
    x = (torch.arange(grid_size[1]) + 0.5) * stride[1]  # (W,)
    corners = torch.broadcast_tensors(x - w / 2, y - h / 2, x + w / 2, y + h / 2)
    return torch.stack(corners, dim=-1).reshape(-1, 4).float()  # (A · H · W, 4)


def in_loops(scales, ratios, grid_size, stride):
    rows = []
    for scale, ratio in itertools.product(scales, ratios):
        width, height = scale * ratio**0.5, scale / ratio**0.5
        for i, j in itertools.product(range(grid_size[0]), range(grid_size[1])):
            x, y = (j + 0.5) * stride[1], (i + 0.5) * stride[0]
            rows.append([x - width / 2, y - height / 2, x + width / 2, y + height / 2])
    return rows


def in_numpy(scales, ratios, grid_size, stride):
    s, r, i, j = np.meshgrid(
        scales, ratios, np.arange(grid_size[0]), np.arange(grid_size[1]), indexing="ij"
    )
    w, h = s * np.sqrt(r), s / np.sqrt(r)
    x, y = (j + 0.5) * stride[1], (i + 0.5) * stride[0]
    return np.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), axis=-1).reshape(-1, 4)


def moved_then_turned(scales, ratios, grid_size, stride):
    """As the package does it, cell by cell, and then in the other order."""
    sides = torch.tensor(ratios, dtype=torch.float32).sqrt()
    s = torch.tensor(scales, dtype=torch.float32)[:, None]
    w, h = (s * sides).flatten(), (s / sides).flatten()
    base = torch.stack((-w, -h, w, h), dim=1) / 2
    y, x = torch.meshgrid(
        torch.arange(grid_size[0]) * stride[0] + stride[0] / 2,
        torch.arange(grid_size[1]) * stride[1] + stride[1] / 2,
        indexing="ij",
    )
    places = torch.stack((x, y, x, y), dim=-1)[:, :, None]
    return (places + base).permute(2, 0, 1, 3).reshape(-1, 4)


def joined_shape_by_shape(scales, ratios, grid_size, stride):
    x = torch.arange(grid_size[1]).double().add(0.5).mul(stride[1]).repeat(grid_size[0])
    y = torch.arange(grid_size[0]).double().add(0.5).mul(stride[0])
    y = y.repeat_interleave(grid_size[1])
    parts = []
    for scale in scales:
        for ratio in ratios:
            height = math.sqrt(scale**2 / ratio)
            width = ratio * height
            parts.append(torch.stack((x, y, x, y), 1))
            parts[-1] += torch.tensor([-width, -height, width, height]) / 2
    return torch.cat(parts)


SOLUTIONS = (in_loops, in_numpy, moved_then_turned, joined_shape_by_shape, make_anchors)


def _turned(anchors, shapes, grid):
    return anchors.reshape(shapes, *grid, 4)


def _shape(anchors, grow):
    """Anchors with their widths and heights changed."""
    centre, size = (anchors[:, :2] + anchors[:, 2:]) / 2, anchors[:, 2:] - anchors[:, :2]
    size = grow(size)
    return torch.cat((centre - size / 2, centre + size / 2), dim=1)


def _moved(anchors, x, y):
    return anchors + torch.tensor([x, y, x, y])


right = make_anchors
# Wrong already for squares in square cells.
PLACES = named(
    at_the_corner_of_the_cell=lambda s, r, g, d: _moved(right(s, r, g, d), -d[1] / 2, -d[0] / 2),
    at_the_far_corner=lambda s, r, g, d: _moved(right(s, r, g, d), d[1] / 2, d[0] / 2),
    counting_cells_from_1=lambda s, r, g, d: _moved(right(s, r, g, d), d[1], d[0]),
    at_the_middle_pixel=lambda s, r, g, d: _moved(right(s, r, g, d), -0.5, -0.5),
    spread_from_end_to_end=lambda s, r, g, d: right(
        s, r, g, [e * n / max(n - 1, 1) for e, n in zip(d, g, strict=True)]
    ),
    with_the_grid_transposed=lambda s, r, g, d: right(s, r, (g[1], g[0]), d),
    column_by_column=lambda s, r, g, d: (
        _turned(right(s, r, g, d), len(s) * len(r), g).transpose(1, 2).reshape(-1, 4)
    ),
    with_x_and_y_exchanged=lambda s, r, g, d: right(s, r, g, d)[:, [1, 0, 3, 2]],
    of_twice_the_size=lambda s, r, g, d: right([2 * v for v in s], r, g, d),
    of_half_the_size=lambda s, r, g, d: right([v / 2 for v in s], r, g, d),
    of_an_area_of_scale=lambda s, r, g, d: right([v**0.5 for v in s], r, g, d),
    one_pixel_too_long=lambda s, r, g, d: right(s, r, g, d) + torch.tensor([0, 0, 1.0, 1.0]),
    last_pixel_counted_in=lambda s, r, g, d: right(s, r, g, d) - torch.tensor([0, 0, 1.0, 1.0]),
    as_corner_and_size=lambda s, r, g, d: torch.cat(
        (right(s, r, g, d)[:, :2], right(s, r, g, d)[:, 2:] - right(s, r, g, d)[:, :2]), dim=1
    ),
    y_before_x=lambda s, r, g, d: right(s, r, g, d).flip(1)[:, [2, 3, 0, 1]],
    clipped_at_zero=lambda s, r, g, d: right(s, r, g, d).clamp(min=0),
    clipped_to_the_grid=lambda s, r, g, d: right(s, r, g, d).clamp(max=g[1] * d[1]),
    in_cells=lambda s, r, g, d: _moved(right(s, r, g, (1, 1)), 0, 0),
    at_the_origin_alone=lambda s, r, g, d: right(s, r, (1, 1), d),
) + with_answers(
    make_anchors,
    rounded=torch.round,
    as_whole_numbers=lambda a: a.long(),
    without_the_last=lambda a: a[:-1],
    backwards=lambda a: a.flip(0),
    with_an_axis_more=lambda a: a[None],
    transposed=lambda a: a.T,
    normalised=lambda a: a / a.max(),
)
# Right for one scale, squares and square cells, and wrong for others.
SHAPES = named(
    ratio_as_height_over_width=lambda s, r, g, d: right(s, [1 / v for v in r], g, d),
    stride_across_before_down=lambda s, r, g, d: right(s, r, g, (d[1], d[0])),
    stride_down_for_both=lambda s, r, g, d: right(s, r, g, (d[0], d[0])),
    stride_across_for_both=lambda s, r, g, d: right(s, r, g, (d[1], d[1])),
    all_scales_of_a_ratio_first=lambda s, r, g, d: (
        right(s, r, g, d).reshape(len(s), len(r), -1, 4).transpose(0, 1).reshape(-1, 4)
    ),
    cell_by_cell=lambda s, r, g, d: (
        _turned(right(s, r, g, d), len(s) * len(r), g).permute(1, 2, 0, 3).reshape(-1, 4)
    ),
    of_the_first_scale=lambda s, r, g, d: right(s[:1], r, g, d),
    of_the_first_ratio=lambda s, r, g, d: right(s, r[:1], g, d),
    ratio_without_a_root=lambda s, r, g, d: right(s, [v**2 for v in r], g, d),
    width_is_the_scale=lambda s, r, g, d: torch.cat(
        [right([scale / ratio**0.5], [ratio], g, d) for scale in s for ratio in r]
    ),
    height_is_the_scale=lambda s, r, g, d: torch.cat(
        [right([scale * ratio**0.5], [ratio], g, d) for scale in s for ratio in r]
    ),
    sizes_in_whole_pixels=lambda s, r, g, d: _shape(right(s, r, g, d), torch.round),
    sizes_cut_to_pixels=lambda s, r, g, d: _shape(right(s, r, g, d), lambda v: (v + 1e-4).floor()),
    scales_and_ratios_in_pairs=lambda s, r, g, d: torch.cat(
        [right([a], [b], g, d) for a, b in zip(s, r, strict=False)]
    ),
    scales_sorted=lambda s, r, g, d: right(sorted(s), r, g, d),
    ratios_sorted=lambda s, r, g, d: right(s, sorted(r), g, d),
    all_square=lambda s, r, g, d: right(s, [1 for _ in r], g, d),
    sizes_exchanged_with_strides=lambda s, r, g, d: _shape(
        right(s, r, g, d), lambda v: v * torch.tensor([d[1] / d[0], 1])
    ),
    in_a_list_for_each_shape=lambda s, r, g, d: right(s, r, g, d).reshape(len(s) * len(r), -1, 4),
    in_cells_that_are_whole=lambda s, r, g, d: right(s, r, g, (int(d[0]), int(d[1]))),
)

_grid = st.tuples(st.integers(1, 4), st.integers(1, 4))
_step = st.sampled_from([4, 16, 8, 5, 61, 4.5])
_scale = st.sampled_from([8.0, 5.0, 32.0, 128.0, 7.0])
_ratio = st.sampled_from([1.0, 4.0, 0.25, 2.0, 0.5, 3.0])


def _case(scales, ratios, grid_size, stride):
    return {
        "scales": tuple(map(float, scales)),
        "ratios": tuple(map(float, ratios)),
        "grid_size": grid_size,
        "stride": stride,
    }


@st.composite
def _squares(draw):
    step = draw(_step)
    return _case([draw(_scale)], [1], draw(_grid), (step, step))


@st.composite
def _all_shapes(draw):
    scales = draw(st.lists(_scale, min_size=1, max_size=3, unique=True))
    ratios = draw(st.lists(_ratio, min_size=1, max_size=3, unique=True))
    return _case(scales, ratios, draw(_grid), (draw(_step), draw(_step)))


squares = Exercise(
    name="make_anchors",
    reference=make_anchors,
    cases=Cases(
        examples=(
            _case([8], [1], (1, 1), (16, 16)),
            _case([8], [1], (2, 3), (16, 16)),
            _case([5], [1], (3, 2), (4, 4)),
            _case([128], [1], (1, 4), (61, 61)),
        ),
        random=_squares(),
        picture=lambda *_: None,
    ),
    by_hand=([[4, 4, 12, 12]],),
    exhibits=(),
    mutants=PLACES,
    solutions=SOLUTIONS,
)
shapes = Exercise(
    name="make_anchors",
    reference=make_anchors,
    cases=Cases(
        examples=(
            _case([16], [0.25, 1, 4], (3, 4), (16, 16)),
            _case([32, 8], [4, 0.25], (2, 3), (16, 8)),
            _case([8, 32, 5], [2, 0.5], (2, 2), (8, 5)),
            _case([7], [3], (2, 1), (5, 61)),
            _case([8, 32], [1, 4], (1, 2), (4.5, 16.0)),
        ),
        random=_all_shapes(),
        picture=lambda *_: None,
    ),
    by_hand=(),
    exhibits=(),
    mutants=SHAPES,
    solutions=SOLUTIONS,
)


def how_many_inside(anchor_size, grid_size, stride, image_size):
    number = 1
    for side, cells, step, pixels in zip(anchor_size, grid_size, stride, image_size, strict=True):
        first = max(0, math.ceil((side / 2) / step - 0.5))
        last = min(cells - 1, math.floor((pixels - side / 2) / step - 0.5))
        number *= max(0, last - first + 1)
    return torch.tensor(number)


def _along_axes(keep, cells=lambda n: n, middle=lambda i, step: (i + 0.5) * step):
    """Counts along both axes by looking at each place; ``keep`` says which is inside."""

    def count(anchor_size, grid_size, stride, image_size):
        number = 1
        for a, n, d, p in zip(anchor_size, grid_size, stride, image_size, strict=True):
            m = middle(np.arange(cells(n)), d)
            number *= int(keep(m, a, p).sum())
        return number

    return count


def _both(middle, side, pixels):
    return (middle - side / 2 >= 0) & (middle + side / 2 <= pixels)


def _in_integers(anchor_size, grid_size, stride, image_size):
    """With fourfold coordinates, which are whole numbers."""
    found = []
    for side, cells, step, pixels in zip(anchor_size, grid_size, stride, image_size, strict=True):
        a, d, p = round(4 * side), round(4 * step), round(4 * pixels)
        first, last = max(0, -((d - a) // (2 * d))), min(cells - 1, (2 * p - a - d) // (2 * d))
        found.append(max(0, last - first + 1))
    return found[0] * found[1]


def _by_searching(anchor_size, grid_size, stride, image_size):
    def along(axis):
        middles = np.arange(grid_size[axis]) * stride[axis] + stride[axis] / 2
        half = anchor_size[axis] / 2
        end = np.searchsorted(middles, image_size[axis] - half, side="right")
        return max(0, int(end - np.searchsorted(middles, half, side="left")))

    return along(0) * along(1)


def _by_torch(anchor_size, grid_size, stride, image_size):
    a, n, d, p = (
        torch.tensor(v, dtype=torch.float64) for v in (anchor_size, grid_size, stride, image_size)
    )
    first = (a / (2 * d) - 0.5).ceil().clamp(min=0)
    last = torch.minimum(n - 1, ((p - a / 2) / d - 0.5).floor())
    return (last - first + 1).clamp(min=0).prod().long()


def _without(part):
    """The formula with one of its parts changed."""

    def count(anchor_size, grid_size, stride, image_size):
        number = 1
        for a, n, d, p in zip(anchor_size, grid_size, stride, image_size, strict=True):
            low, high = a / 2 / d - 0.5, (p - a / 2) / d - 0.5
            first, last = max(0, math.ceil(low)), min(n - 1, math.floor(high))
            if part == "the image's end":
                last = n - 1
            if part == "the grid's end":
                last = math.floor(high)
            if part == "the image's start":
                first = 0
            if part == "ceil":
                first = max(0, math.floor(low))
            if part == "floor":
                last = min(n - 1, math.ceil(high))
            if part == "round":
                first, last = max(0, round(low)), min(n - 1, round(high))
            if part == "one":
                number *= max(0, last - first)
                continue
            if part == "zero":
                number *= last - first + 1
                continue
            number *= max(0, last - first + 1)
        return number

    return count


def _as_a_share(anchor_size, grid_size, stride, image_size):
    number = 1.0
    for a, n, d, p in zip(anchor_size, grid_size, stride, image_size, strict=True):
        number *= max(0, min(n, (p - a) / d))
    return int(number)


def _made_one_by_one(anchor_size, grid_size, stride, image_size):
    """Right, but it makes all of them: hopeless for a million cells a side."""
    height, width = anchor_size
    y, x = np.indices(grid_size, dtype=np.float64)
    y, x = (y + 0.5) * stride[0], (x + 0.5) * stride[1]
    inside = _both(y, height, image_size[0]) & _both(x, width, image_size[1])
    return int(inside.sum())


INSIDE_WRONG = named(
    **{
        f"without_{name.replace(' ', '_').replace(chr(39), '')}": _without(name)
        for name in (
            "the image's end",
            "the grid's end",
            "the image's start",
            "ceil",
            "floor",
            "round",
            "one",
            "zero",
        )
    },
    as_a_share=_as_a_share,
    made_one_by_one=_made_one_by_one,
    strictly_inside=_along_axes(lambda m, a, p: (m - a / 2 > 0) & (m + a / 2 < p)),
    strictly_at_the_end=_along_axes(lambda m, a, p: (m - a / 2 >= 0) & (m + a / 2 < p)),
    strictly_at_the_start=_along_axes(lambda m, a, p: (m - a / 2 > 0) & (m + a / 2 <= p)),
    last_pixel_counted_in=_along_axes(lambda m, a, p: (m - a / 2 >= 0) & (m + a / 2 <= p - 1)),
    by_their_middles=_along_axes(lambda m, a, p: (m >= 0) & (m <= p)),
    of_twice_the_size=_along_axes(lambda m, a, p: (m - a >= 0) & (m + a <= p)),
    from_corners_of_cells=_along_axes(_both, middle=lambda i, d: i * d),
    from_far_corners=_along_axes(_both, middle=lambda i, d: (i + 1) * d),
    one_cell_more=_along_axes(_both, cells=lambda n: n + 1),
    one_cell_less=_along_axes(_both, cells=lambda n: n - 1),
    sizes_exchanged=lambda a, g, d, p: how_many_inside(a[::-1], g, d, p),
    grid_exchanged=lambda a, g, d, p: how_many_inside(a, g[::-1], d, p),
    strides_exchanged=lambda a, g, d, p: how_many_inside(a, g, d[::-1], p),
    image_exchanged=lambda a, g, d, p: how_many_inside(a, g, d, p[::-1]),
    those_that_cross=lambda a, g, d, p: g[0] * g[1] - how_many_inside(a, g, d, p),
    all_of_them=lambda a, g, d, p: g[0] * g[1],
    as_a_fraction=lambda a, g, d, p: float(how_many_inside(a, g, d, p)),
    along_one_axis=lambda a, g, d, p: how_many_inside((a[0], 0), (g[0], 1), (d[0], 1), (p[0], 1)),
)


def _counted(anchor_size, grid_size, stride, image_size):
    return {
        "anchor_size": anchor_size,
        "grid_size": grid_size,
        "stride": stride,
        "image_size": image_size,
    }


_cells = st.sampled_from([4, 1, 3, 7, 2, 5, 4, 3, 1000000])


@st.composite
def _along_an_axis(draw):
    """Side, cells, stride and pixels; often the last anchor ends just where the image does."""
    cells, step = draw(_cells), draw(_step)
    side = draw(st.sampled_from([step, 3 * step, 5.0, 47.5, 128.0]))
    pixels = draw(st.sampled_from([cells * step, (cells - 1) * step, 64, 100, 10000000]))
    return float(side), cells, step, math.ceil(pixels)


@st.composite
def _to_count(draw):
    return _counted(*zip(draw(_along_an_axis()), draw(_along_an_axis()), strict=True))


COUNTED = (
    (_counted((8.0, 32.0), (3, 4), (16, 16), (48, 64)), 6),
    (_counted((16.0, 16.0), (3, 4), (16, 16), (48, 64)), 12),
    (_counted((32.0, 8.0), (3, 4), (16, 16), (48, 64)), 4),
    (_counted((128.0, 8.0), (3, 4), (16, 16), (48, 64)), 0),
    (_counted((128.0, 500.0), (3, 4), (16, 16), (48, 64)), 0),
    (_counted((5.0, 47.5), (7, 3), (5, 61), (48, 100)), 7),
    (_counted((32.0, 5.0), (4, 3), (8, 16), (100, 61)), 6),
    (_counted((32.0, 8.0), (1000000, 1000000), (4, 8), (4000000, 100)), 11999904),
    (_counted((16.0, 16.0), (1000000, 1000000), (16, 16), (16000000, 16000000)), 10**12),
)
inside = Exercise(
    name="how_many_inside",
    reference=how_many_inside,
    cases=Cases(
        examples=tuple(case for case, _ in COUNTED),
        random=_to_count(),
        picture=lambda *_: None,
    ),
    by_hand=tuple(number for _, number in COUNTED),
    exhibits=(),
    mutants=INSIDE_WRONG,
    solutions=(
        *named(
            along_axes=_along_axes(_both),
            in_integers=_in_integers,
            by_searching=_by_searching,
            by_torch=_by_torch,
        ),
        how_many_inside,
    ),
)
