"""RoIPool that remembers where it looked, and its way back."""

import math
from itertools import product

import numpy as np
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named, rewritten, with_answers


def pool_with_places(features, regions, n):
    channels, height, width = features.shape
    values = features.new_zeros(len(regions), channels, n, n)
    places = torch.full((len(regions), channels, n, n), -1)
    for r, (top, left, bottom, right) in enumerate(regions.tolist()):
        for c, p, q in product(range(channels), range(n), range(n)):
            y1, y2 = cells(top, bottom, p, n, height)
            x1, x2 = cells(left, right, q, n, width)
            if y1 < y2 and x1 < x2:
                here = features[c, y1:y2, x1:x2]
                y, x = (here == here.max()).nonzero()[0].tolist()
                values[r, c, p, q] = here[y, x]
                places[r, c, p, q] = (y1 + y) * width + x1 + x
    return values, places


def cells(first, last, i, n, size):
    """The first cell of bin i, and the one behind its last."""
    length = last - first + 1
    start, end = first + i * length // n, first - (-(i + 1) * length // n)
    return max(start, 0), min(end, size)


def pool_backward(grad, places, height, width):
    back = grad.new_zeros(grad.shape[1], height * width)
    for c in range(grad.shape[1]):
        of_channel, where = grad[:, c].flatten(), places[:, c].flatten()
        back[c].index_add_(0, where[where >= 0], of_channel[where >= 0])
    return back.reshape(-1, height, width)


def pooling(features, regions, n):
    """The arguments, from a list of channels and a list of regions."""
    of_regions = torch.tensor(regions, dtype=torch.int64).reshape(-1, 4)
    return {"features": torch.tensor(features).float(), "regions": of_regions, "n": n}


M = [[1, 5, 2, 0], [3, 4, 1, 6], [7, 8, 2, 3], [0, 1, 6, 5]]
BELOW = [[-v for v in row] for row in M]
TIES = [[2, 2, 2, 2, 2], [2, 7, 2, 7, 2], [2, 7, 2, 2, 2]]


@st.composite
def _maps_and_regions(draw, over):
    channels, height, width = (
        draw(st.integers(1, 2)),
        draw(st.integers(2, 5)),
        draw(st.integers(2, 6)),
    )
    numbers = st.integers(-4, 4)
    row = st.lists(numbers, min_size=width, max_size=width)
    maps = st.lists(row, min_size=height, max_size=height)
    features = [draw(maps) for _ in range(channels)]
    regions = []
    for _ in range(draw(st.integers(0 if over else 1, 3))):
        corners = []
        for size in (height, width):
            first = draw(st.integers(-3 if over else 0, size + 2 if over else size - 1))
            last = draw(st.integers(first, size + 3 if over else size - 1))
            corners.append((first, last))
        (top, bottom), (left, right) = corners
        regions.append([top, left, bottom, right])
    return pooling(features, regions, draw(st.integers(1, 3)))


regions_on_the_map = Cases(
    (
        pooling([M], [[0, 0, 3, 3]], 2),
        pooling([M], [[1, 0, 3, 0]], 2),
        pooling([M, BELOW], [[0, 1, 2, 3], [3, 2, 3, 2]], 2),
        pooling([TIES], [[0, 0, 2, 4]], 1),
        pooling([TIES], [[0, 0, 2, 4], [0, 0, 0, 4]], 3),
        pooling([TIES, TIES[::-1]], [[1, 2, 2, 4]], 2),
        pooling([BELOW], [[0, 0, 3, 3]], 3),
    ),
    _maps_and_regions(over=False),
    lambda *_: None,
)
regions_anywhere = Cases(
    (
        pooling([BELOW], [[-2, 0, 1, 1]], 2),
        pooling([M, BELOW], [], 2),
        pooling([BELOW], [[1, 1, 6, 6], [9, 9, 12, 12]], 3),
        pooling([BELOW], [[-9, -9, -5, -5], [0, 0, 3, 3]], 2),
        pooling([BELOW, M], [[-1, -1, 4, 4]], 2),
        pooling([BELOW], [[2, -3, 2, 6]], 3),
        pooling([BELOW], [[0, 3, 3, 5]], 2),
    ),
    _maps_and_regions(over=True),
    lambda *_: None,
)


def pool_in_numpy(features, regions, n):
    maps = features.numpy()
    shape = (len(regions), len(maps), n, n)
    values, places = np.zeros(shape), np.full(shape, -1)
    numbers = np.arange(maps[0].size).reshape(maps[0].shape)
    for r, p, q in product(range(len(regions)), range(n), range(n)):
        top, left, bottom, right = regions[r].numpy()
        rows, columns = (
            np.arange(a + i * (b - a + 1) // n, a + math.ceil((i + 1) * (b - a + 1) / n))
            for a, b, i in ((top, bottom, p), (left, right, q))
        )
        rows = rows[(rows >= 0) & (rows < maps.shape[1])]
        columns = columns[(columns >= 0) & (columns < maps.shape[2])]
        if len(rows) and len(columns):
            grid = np.ix_(rows, columns)
            for c, one in enumerate(maps):
                best = one[grid].argmax()
                values[r, c, p, q] = one[grid].flat[best]
                places[r, c, p, q] = numbers[grid].flat[best]
    return values, places


def pool_cell_by_cell(features, regions, n):
    channels, height, width = features.shape
    values = torch.zeros(len(regions), channels, n, n, dtype=torch.float64)
    places = torch.zeros_like(values, dtype=torch.int64) - 1
    for r, (top, left, bottom, right) in enumerate(regions.tolist()):
        for c, y, x in product(
            range(channels), range(max(top, 0), height), range(max(left, 0), width)
        ):
            for p, q in product(range(n), range(n)):
                tall, wide = bottom - top + 1, right - left + 1
                inside_y = math.floor(p * tall / n) <= y - top < math.ceil((p + 1) * tall / n)
                inside_x = math.floor(q * wide / n) <= x - left < math.ceil((q + 1) * wide / n)
                value, new = float(features[c, y, x]), places[r, c, p, q] < 0
                if inside_y and inside_x and (new or value > values[r, c, p, q]):
                    values[r, c, p, q], places[r, c, p, q] = value, y * width + x
    return values, places


def pool_with_padding(features, regions, n):
    """Around the map minus infinity, and argmax over copies."""
    _, height, width = features.shape
    values, places = [], []
    for region in regions.tolist():
        for p, q in product(range(n), range(n)):
            mask = torch.zeros(height, width, dtype=torch.bool)
            y1, y2 = cells(region[0], region[2], p, n, height)
            x1, x2 = cells(region[1], region[3], q, n, width)
            mask[y1 : max(y2, 0), x1 : max(x2, 0)] = True
            inside = features.masked_fill(~mask, -math.inf).flatten(1)
            best = torch.from_numpy(inside.numpy().argmax(axis=1))
            empty = not mask.any()
            places.append(torch.full_like(best, -1) if empty else best)
            values.append(torch.zeros(len(best)) if empty else inside.amax(dim=1))
    shape = (len(regions), n, n, len(features))
    if not values:
        return features.new_zeros(0, len(features), n, n), torch.zeros(
            0, len(features), n, n
        ).long()
    return tuple(torch.stack(t).reshape(shape).permute(0, 3, 1, 2) for t in (values, places))


def pool_by_sorting(features, regions, n):
    channels, height, width = features.shape
    values = torch.zeros(len(regions), channels, n, n)
    places = torch.full(values.shape, -1)
    for r, c, p, q in np.ndindex(*values.shape):
        top, left, bottom, right = (int(v) for v in regions[r])
        rows, columns = (
            range(*cells(top, bottom, p, n, height)),
            range(*cells(left, right, q, n, width)),
        )
        found = sorted((-float(features[c, y, x]), y, x) for y in rows for x in columns)
        if found:
            value, y, x = found[0]
            values[r, c, p, q], places[r, c, p, q] = -value, y * width + x
    return values, places


def pool_in_lists(features, regions, n):
    channels, _, width = features.shape
    rows = features.tolist()
    values, places = np.zeros((2, len(regions), channels, n, n))
    for (r, region), c, p, q in product(
        enumerate(regions.tolist()), range(channels), range(n), range(n)
    ):
        y1, y2 = cells(region[0], region[2], p, n, features.shape[1])
        x1, x2 = cells(region[1], region[3], q, n, width)
        options = [(y, x) for y in range(y1, y2) for x in range(x1, x2)]
        best = max(options, key=lambda at: rows[c][at[0]][at[1]], default=None)
        values[r, c, p, q] = rows[c][best[0]][best[1]] if best else 0.0
        places[r, c, p, q] = best[0] * width + best[1] if best else -1
    return values, places.astype(int)


POOL_SOLUTIONS = (
    pool_in_numpy,
    pool_cell_by_cell,
    pool_with_padding,
    pool_by_sorting,
    pool_in_lists,
)
BOUNDS = "start, end = first + i * length // n, first - (-(i + 1) * length // n)"
ENTERED = "y1, y2 = cells(top, bottom, p, n, height)"


def _with_cells(**changes):
    """pool_with_places, with other cells in its bins."""
    made = []
    for name, change in changes.items():
        (wrong,) = rewritten(cells, slipped=change)
        (pool,) = rewritten(pool_with_places, **{name: ("channels, height", "channels, height")})
        pool.__globals__["cells"] = wrong
        made.append(pool)
    return tuple(made)


SLIPS_OF_POOL = (
    *_with_cells(
        without_the_last_cell=("last - first + 1", "last - first"),
        ends_rounded_down=(BOUNDS, "start, end = first + i * length // n, first + (i + 1) * length // n"),
        starts_rounded_up=(BOUNDS, "start, end = first - (-i * length // n), first - (-(i + 1) * length // n)"),
        of_equal_whole_size=(BOUNDS, "start, end = first + i * (length // n), first + (i + 1) * (length // n)"),
        of_rounded_up_size=(BOUNDS, "start, end = first + i * -(-length // n), first + (i + 1) * -(-length // n)"),
        counted_from_zero=(BOUNDS, "start, end = i * length // n, -(-(i + 1) * length // n)"),
        a_cell_too_long=(BOUNDS, BOUNDS + " + 1"),
    ),
    *rewritten(
        pool_with_places,
        x_before_y=("(top, left, bottom, right)", "(left, top, right, bottom)"),
        corner_and_size=("cells(top, bottom, p", "cells(top, top + bottom, p"),
        of_the_last=("nonzero()[0]", "nonzero()[-1]"),
        of_the_smallest=("here.max()", "here.min()"),
        of_the_largest_size=("here == here.max()", "here.abs() == here.abs().max()"),
        of_the_first_channel=("features[c, y1", "features[0, y1"),
        turned=("values[r, c, p, q] = here", "values[r, c, q, p] = here"),
        places_turned=("places[r, c, p, q] = (y1", "places[r, c, q, p] = (y1"),
        in_the_bin=("(y1 + y) * width + x1 + x", "y * (x2 - x1) + x"),
        by_columns=("(y1 + y) * width + x1 + x", "(x1 + x) * height + y1 + y"),
        times_height=("(y1 + y) * width", "(y1 + y) * height"),
        over_channels=("(y1 + y) * width", "c * height * width + (y1 + y) * width"),
        from_one=("(y1 + y) * width + x1 + x", "(y1 + y) * width + x1 + x + 1"),
        without_places=("return values, places", "return values"),
        with_the_mean=("= here[y, x]", "= here.mean()"),
        channels_last=("return values, places", "return values.movedim(1, 3), places.movedim(1, 3)"),
    ),
    *with_answers(pool_with_places, as_whole_numbers=lambda answer: answer.float()),
)  # fmt: skip
on_the_map = Exercise(
    "pool_with_places",
    pool_with_places,
    regions_on_the_map,
    by_hand=(([[[[5, 6], [8, 6]]]], [[[[1, 7], [9, 14]]]]),),
    exhibits=(),
    mutants=SLIPS_OF_POOL,
    solutions=POOL_SOLUTIONS,
)
anywhere = Exercise(
    "pool_with_places",
    pool_with_places,
    regions_anywhere,
    by_hand=(([[[[0, 0], [-1, -4]]]], [[[[-1, -1], [0, 5]]]]),),
    exhibits=(),
    mutants=(
        *SLIPS_OF_POOL[:14],
        *_with_cells(
            not_cut_off=("max(start, 0), min(end, size)", "start, end"),
            cut_off_behind_alone=("max(start, 0), min(end, size)", "start, min(end, size)"),
            shrunk_to_the_map=("length = ", "first, last = max(first, 0), min(last, size - 1)\n    length = "),
            moved_onto_the_map=("max(start, 0), min(end, size)", "min(max(start, 0), size - 1), max(min(end, size), 1)"),
        ),
        *rewritten(
            pool_with_places,
            nothing_at_zero=("n), -1)", "n), 0)"),
            nothing_at_infinity=("features.new_zeros(len(regions), channels, n, n)", "torch.full((len(regions), channels, n, n), -math.inf)"),
            not_below_zero=("= here[y, x]", "= here[y, x].clamp(min=0)"),
            no_region_no_shape=("return values, places", "return (values, places) if len(regions) else ([0.0], [0])"),
        ),
    ),
    solutions=POOL_SOLUTIONS,
)  # fmt: skip


# ---- And back.


@st.composite
def _gradients_and_places(draw):
    height, width = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    shape = (draw(st.integers(0, 3)), draw(st.integers(1, 3)), *[draw(st.integers(1, 2))] * 2)
    count = math.prod(shape)
    grad = draw(st.lists(st.integers(-4, 4), min_size=count, max_size=count))
    places = draw(st.lists(st.integers(-1, height * width - 1), min_size=count, max_size=count))
    return going_back(grad, places, shape, height, width)


def going_back(grad, places, shape, height, width):
    """The arguments, from flat lists."""
    tables = {"grad": torch.tensor(grad).float(), "places": torch.tensor(places).long()}
    return {name: table.reshape(shape) for name, table in tables.items()} | {
        "height": height,
        "width": width,
    }


def back_in_loops(grad, places, height, width):
    back = torch.zeros(grad.shape[1], height, width)
    for r, c, p, q in np.ndindex(*grad.shape):
        if places[r, c, p, q] != -1:
            y, x = divmod(int(places[r, c, p, q]), width)
            back[c, y, x] += grad[r, c, p, q]
    return back


def back_in_numpy(grad, places, height, width):
    back = np.zeros((grad.shape[1], height * width))
    channel = np.arange(grad.shape[1])[None, :, None, None] + np.zeros(grad.shape, dtype=int)
    real = places.numpy() >= 0
    np.add.at(back, (channel[real], places.numpy()[real]), grad.numpy()[real])
    return back.reshape(-1, height, width)


def back_with_a_bin_for_nowhere(grad, places, height, width):
    where = torch.where(places < 0, height * width, places).movedim(1, 0).flatten(1)
    back = grad.new_zeros(grad.shape[1], height * width + 1)
    back = back.scatter_add(1, where, grad.movedim(1, 0).flatten(1))
    return back[:, :-1].unflatten(1, (height, width))


def back_by_one_hot(grad, places, height, width):
    hot = (places[..., None] == torch.arange(height * width)).double()
    return (grad[..., None] * hot).sum(dim=(0, 2, 3)).reshape(-1, height, width)


def back_by_autograd(grad, places, height, width):
    features = torch.zeros(grad.shape[1], height * width, requires_grad=True)
    picked = torch.stack([features[c][places[:, c].clamp(min=0)] for c in range(len(features))], 1)
    ((picked * grad * (places >= 0)).sum() + 0 * features.sum()).backward()
    return features.grad.reshape(-1, height, width)


def back_by_counting(grad, places, height, width):
    parts = []
    for of_channel, where in zip(grad.movedim(1, 0), places.movedim(1, 0), strict=True):
        weights, numbers = of_channel.flatten().double(), where.flatten() + 1
        parts.append(torch.bincount(numbers, weights, minlength=height * width + 1)[1:])
    return torch.stack(parts).reshape(-1, height, width)


ADDED = "back[c].index_add_(0, where[where >= 0], of_channel[where >= 0])"
backward = Exercise(
    "pool_backward",
    pool_backward,
    Cases(
        (
            going_back([10, 20, 30, 40], [1, 7, 9, 7], (1, 1, 2, 2), 4, 4),
            going_back(
                range(1, 17),
                [0, -1, 0, 5, -1, -1, 2, 2, 5, 5, 1, 0, 3, -1, -1, 2],
                (2, 2, 2, 2),
                2,
                3,
            ),
            going_back([], [], (0, 2, 2, 2), 2, 3),
            going_back([5], [-1], (1, 1, 1, 1), 2, 2),
            going_back([-3, 3], [2, 2], (2, 1, 1, 1), 1, 3),
        ),
        _gradients_and_places(),
        lambda *_: None,
    ),
    by_hand=(
        [[[0, 10, 0, 0], [0, 0, 0, 60], [0, 30, 0, 0], [0, 0, 0, 0]]],
        [[[16, 11, 0], [0, 0, 23]], [[0, 0, 31], [13, 0, 0]]],
    ),
    exhibits=(),
    mutants=(
        *rewritten(
            pool_backward,
            keeping_one=(ADDED, "back[c][where[where >= 0]] = of_channel[where >= 0]"),
            adding_once=(ADDED, "back[c][where[where >= 0]] += of_channel[where >= 0]"),
            keeping_the_largest=(ADDED, "back[c].scatter_reduce_(0, where[where >= 0], of_channel[where >= 0], 'amax')"),
            meaning=(ADDED, "back[c].scatter_reduce_(0, where[where >= 0], of_channel[where >= 0], 'mean', include_self=False)"),
            with_nowhere_at_the_end=(ADDED, "back[c].index_add_(0, where % (height * width), of_channel)"),
            with_nowhere_at_the_start=(ADDED, "back[c].index_add_(0, where.clamp(min=0), of_channel)"),
            without_cell_zero=(ADDED, ADDED.replace(">= 0", "> 0")),
            counting=(ADDED, ADDED.replace("of_channel[where >= 0]", "torch.ones_like(of_channel[where >= 0])")),
            by_columns=("reshape(-1, height, width)", "reshape(-1, width, height).mT"),
            of_the_first_channel=("grad[:, c].flatten()", "grad[:, 0].flatten()"),
            with_places_of_the_first_channel=("places[:, c].flatten()", "places[:, 0].flatten()"),
            of_the_first_region=("grad[:, c].flatten(), places[:, c].flatten()", "grad[:1, c].flatten(), places[:1, c].flatten()"),
            of_the_last_region=("grad[:, c].flatten(), places[:, c].flatten()", "grad[-1:, c].flatten(), places[-1:, c].flatten()"),
            turned_bins=("grad[:, c].flatten()", "grad[:, c].mT.flatten()"),
            square=("grad.new_zeros(grad.shape[1], height * width)", "grad.new_zeros(grad.shape[1], max(height, width) ** 2)"),
            flat=("back.reshape(-1, height, width)", "back"),
            in_a_batch=("back.reshape(-1, height, width)", "back.reshape(1, -1, height, width)"),
            summed_over_channels=("back.reshape(-1, height, width)", "back.reshape(-1, height, width).sum(0, keepdim=True)"),
            that_need_a_region=("back = ", "grad[0]\n    back = "),
        ),
        *with_answers(
            pool_backward,
            without_sign=torch.abs,
            above_zero=torch.relu,
            as_shares=lambda answer: answer / answer.abs().sum(),
        ),
        *named(back_unchanged=lambda grad, places, height, width: grad),
    ),
    solutions=(
        back_in_loops,
        back_in_numpy,
        back_with_a_bin_for_nowhere,
        back_by_one_hot,
        back_by_autograd,
        back_by_counting,
    ),
)  # fmt: skip
