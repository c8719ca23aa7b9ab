"""All masks of an image pasted into one map: which detection each pixel belongs to."""

import math

import numpy as np
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named, with_answers, with_arguments


def instance_map(masks, boxes, scores, image_size):
    return _paste(masks, boxes, scores, image_size)


def _cells(start, end, size, pixels):
    """The cell that each pixel's middle lies in along one axis, -1 outside the box: (pixels,)."""
    middle = np.arange(pixels) + 0.5
    if end <= start:
        return np.full(pixels, -1)
    cell = np.floor((middle - start) * size / (end - start)).astype(int)
    return np.where((middle >= start) & (middle < end), cell, -1)


def _weakest_first(scores):
    """So that the surest, and of equals the first, is painted last."""
    return np.argsort(-scores, kind="stable")[::-1]


def _paste(
    masks,
    boxes,
    scores,
    image_size,
    *,
    cells=_cells,
    order=_weakest_first,
    belongs=lambda p: p >= 0.5,
    name=lambda r, order: r,
    nothing=-1,
    read=lambda mask, rows, columns: mask[np.ix_(rows, columns)],
    box=lambda b, h, w: b,
):
    """The right way, with every step that can go wrong as an argument."""
    found = np.full(tuple(image_size), nothing)
    painted = order(scores.double().numpy())
    for r in painted:
        x1, y1, x2, y2 = box(boxes[r].double().numpy(), *image_size)
        mask = masks[r].double().numpy()
        rows = cells(y1, y2, len(mask), image_size[0])
        columns = cells(x1, x2, len(mask), image_size[1])
        values = np.where((rows[:, None] >= 0) & (columns >= 0), read(mask, rows, columns), -1.0)
        found[belongs(values)] = name(int(r), painted)
    return torch.from_numpy(found)


def pixel_by_pixel(masks, boxes, scores, image_size):
    height, width = image_size
    size = masks.shape[-1]
    answer = [[-1] * width for _ in range(height)]
    for i in range(height):
        for j in range(width):
            best = -math.inf
            for r, (x1, y1, x2, y2) in enumerate(boxes.tolist()):
                x, y = j + 0.5, i + 0.5
                if x1 <= x < x2 and y1 <= y < y2 and scores[r] > best:
                    cell = int((y - y1) / (y2 - y1) * size), int((x - x1) / (x2 - x1) * size)
                    if masks[r][cell] >= 0.5:
                        answer[i][j], best = r, float(scores[r])
    return answer


def all_at_once(masks, boxes, scores, image_size):
    size = masks.shape[-1]
    y, x = (torch.arange(n) + 0.5 for n in image_size)
    (x1, y1, x2, y2) = boxes.double().unbind(1)
    rows = (y - y1[:, None]) * size / (y2 - y1)[:, None]  # (R, height)
    columns = (x - x1[:, None]) * size / (x2 - x1)[:, None]
    inside = ((rows >= 0) & (rows < size) & (y2 > y1)[:, None])[:, :, None]
    inside = inside & ((columns >= 0) & (columns < size) & (x2 > x1)[:, None])[:, None]
    rows, columns = (
        v.nan_to_num(0, 0, 0).floor().long().clamp(0, size - 1) for v in (rows, columns)
    )
    each = torch.arange(len(masks))[:, None, None]
    covered = inside & (masks[each, rows[:, :, None], columns[:, None]] >= 0.5)
    strength = torch.where(covered, scores.double()[:, None, None], -math.inf)
    if len(masks) == 0:
        return torch.full(tuple(image_size), -1)
    which = torch.from_numpy(strength.numpy().argmax(axis=0))
    return torch.where(covered.any(dim=0), which, -1)


def surest_takes_what_is_free(masks, boxes, scores, image_size):
    answer = np.full(tuple(image_size), -1)
    for r in sorted(range(len(masks)), key=lambda r: (-float(scores[r]), r)):
        x1, y1, x2, y2 = boxes[r].tolist()
        if x2 <= x1 or y2 <= y1:
            continue
        step_x, step_y = (x2 - x1) / masks.shape[-1], (y2 - y1) / masks.shape[-1]
        for i in range(max(0, math.ceil(y1 - 0.5)), min(image_size[0], math.ceil(y2 - 0.5))):
            for j in range(max(0, math.ceil(x1 - 0.5)), min(image_size[1], math.ceil(x2 - 0.5))):
                cell = masks[r, int((i + 0.5 - y1) // step_y), int((j + 0.5 - x1) // step_x)]
                if cell >= 0.5 and answer[i, j] == -1:
                    answer[i, j] = r
    return answer


def cell_by_cell(masks, boxes, scores, image_size):
    """Paints each cell as a rectangle, the weakest detection first."""
    answer = torch.full(tuple(image_size), -1)
    y, x = (torch.arange(n, dtype=torch.float64) + 0.5 for n in image_size)
    for r in scores.argsort(descending=True, stable=True).flip(0).tolist():
        x1, y1, x2, y2 = boxes[r].double().tolist()
        size = masks.shape[-1]
        w, h = (x2 - x1) / size, (y2 - y1) / size
        for i, j in (masks[r] >= 0.5).nonzero().tolist():
            rows = (y >= y1 + i * h) & (y < y1 + (i + 1) * h)
            columns = (x >= x1 + j * w) & (x < x1 + (j + 1) * w)
            answer[rows[:, None] & columns] = r
    return answer


SOLUTIONS = (
    pixel_by_pixel,
    all_at_once,
    surest_takes_what_is_free,
    cell_by_cell,
    instance_map,
)


def _slip(**changes):
    return lambda m, b, s, n: _paste(m, b, s, n, **changes)


def _with(middle=0.5, last=np.less, first=np.greater_equal, rounding=np.floor, stretch=0):
    """Cells with one step along an axis changed."""

    def cells(start, end, size, pixels):
        place = np.arange(pixels) + middle
        if end <= start:
            return np.full(pixels, -1)
        cell = rounding((place - start) * (size + stretch) / (end - start)).astype(int)
        inside = first(place, start) & last(place, end)
        return np.where(inside, cell.clip(0, size - 1), -1)

    return cells


def _mixed(mask, rows, columns):
    """Between cells, smoothly: what the package does, on whole cells."""
    size = len(mask)
    padded = np.pad(mask, 1)
    y, x = np.clip(rows, 0, size - 1) + 1, np.clip(columns, 0, size - 1) + 1
    return (padded[np.ix_(y, x)] + padded[np.ix_(y - 1, x)] + padded[np.ix_(y, x - 1)]) / 3


def _smooth(masks, boxes, scores, image_size):
    """Bilinear, with zeros around the mask, and then from one half up."""
    found = np.full(tuple(image_size), -1)
    size = masks.shape[-1]
    for r in _weakest_first(scores.numpy()):
        x1, y1, x2, y2 = boxes[r].double().numpy()
        if x2 <= x1 or y2 <= y1:
            continue
        shares = []
        for start, end, pixels in ((y1, y2, image_size[0]), (x1, x2, image_size[1])):
            place = (np.arange(pixels) + 0.5 - start) * size / (end - start) - 0.5
            shares.append((1 - np.abs(place[:, None] - np.arange(size))).clip(min=0))
        found[shares[0] @ masks[r].double().numpy() @ shares[1].T >= 0.5] = r
    return torch.from_numpy(found)


ONE = (
    *named(
        bilinear=_smooth,
        mixed_with_neighbours=_slip(read=_mixed),
        above_a_half=_slip(belongs=lambda p: p > 0.5),
        above_nothing=_slip(belongs=lambda p: p > 0),
        above_three_quarters=_slip(belongs=lambda p: p >= 0.75),
        from_the_rounded=_slip(belongs=lambda p: np.round(p) == 1),
        below_a_half=_slip(belongs=lambda p: (p >= 0) & (p < 0.5)),
        the_whole_box=_slip(belongs=lambda p: p >= 0),
        at_corners_of_pixels=_slip(cells=_with(middle=0.0)),
        at_far_corners_of_pixels=_slip(cells=_with(middle=1.0)),
        last_column_too=_slip(cells=_with(last=np.less_equal)),
        without_the_first=_slip(cells=_with(first=np.greater)),
        to_the_nearest_edge=_slip(cells=_with(rounding=np.round)),
        to_the_next_cell=_slip(cells=_with(rounding=np.ceil)),
        spread_from_end_to_end=_slip(cells=_with(stretch=-1)),
        one_cell_more=_slip(cells=_with(stretch=1)),
        box_rounded=_slip(box=lambda b, h, w: b.round()),
        box_cut_to_pixels=_slip(box=lambda b, h, w: np.trunc(b)),
        box_rounded_outwards=_slip(
            box=lambda b, h, w: np.concatenate((np.floor(b[:2]), np.ceil(b[2:])))
        ),
        box_with_a_pixel_more=_slip(box=lambda b, h, w: b + np.array([0, 0, 1, 1])),
        x_and_y_exchanged=_slip(box=lambda b, h, w: b[[1, 0, 3, 2]]),
        as_corner_and_size=_slip(box=lambda b, h, w: np.concatenate((b[:2], b[:2] + b[2:]))),
        of_the_whole_image=_slip(box=lambda b, h, w: np.array([0, 0, w, h])),
        mask_transposed=lambda m, b, s, n: instance_map(m.mT, b, s, n),
        mask_upside_down=lambda m, b, s, n: instance_map(m.flip(1), b, s, n),
        nothing_is_0=_slip(nothing=0, name=lambda r, _: r + 1),
        nothing_is_the_number_of_masks=lambda m, b, s, n: torch.where(
            instance_map(m, b, s, n) < 0, len(m), instance_map(m, b, s, n)
        ),
        whether_and_not_which=lambda m, b, s, n: instance_map(m, b, s, n) >= 0,
        of_width_and_height=lambda m, b, s, n: instance_map(m, b, s, (n[1], n[0])),
    ),
    *with_answers(
        instance_map,
        transposed=lambda found: found.T,
        as_fractions=lambda found: found.float(),
        with_an_axis_more=lambda found: found[None],
    ),
    *with_arguments(instance_map, that_changes_its_input=lambda m: m.mul_(2) / 2),
)


def _with_negative_places(masks, boxes, scores, image_size):
    """A box that begins left of the image goes on at the right end, as negative indices do."""
    height, width = image_size
    shifted = boxes + torch.tensor([width, height, width, height])
    wide = instance_map(masks, shifted, scores, (3 * height, 3 * width))
    found = wide[height : 2 * height, width : 2 * width].clone()
    for i in range(height):
        for j in range(width):
            if found[i, j] < 0:
                found[i, j] = max(int(wide[height + i, j]), int(wide[i, width + j]))
    return found


def _strongest_cell(masks, boxes, scores, image_size):
    """The detection with the highest probability at the pixel, whatever its score."""
    answer, best = torch.full(tuple(image_size), -1), torch.zeros(tuple(image_size))
    for r in range(len(masks)):
        one = instance_map(masks[r : r + 1], boxes[r : r + 1], scores[r : r + 1], image_size) >= 0
        for i, j in one.nonzero().tolist():
            x1, y1, x2, y2 = boxes[r].tolist()
            size = masks.shape[-1]
            cell = masks[
                r, int((i + 0.5 - y1) * size / (y2 - y1)), int((j + 0.5 - x1) * size / (x2 - x1))
            ]
            if cell > best[i, j]:
                answer[i, j], best[i, j] = r, cell
    return answer


MANY = named(
    last_painted_wins=_slip(order=lambda s: np.arange(len(s))),
    first_painted_wins=_slip(order=lambda s: np.arange(len(s))[::-1]),
    lowest_score_wins=_slip(order=lambda s: np.argsort(-s, kind="stable")),
    last_of_equals_wins=_slip(order=lambda s: np.argsort(s, kind="stable")),
    ranks_for_places=_slip(order=lambda s: np.argsort(np.argsort(-s, kind="stable"))[::-1]),
    names_by_rank=_slip(name=lambda r, order: len(order) - 1 - list(order).index(r)),
    scores_at_once_rounded=_slip(order=lambda s: _weakest_first(s.round())),
    absolute_scores=_slip(order=lambda s: _weakest_first(np.abs(s))),
    positive_scores_alone=_slip(order=lambda s: [r for r in _weakest_first(s) if s[r] > 0]),
    scores_from_one_half_up=_slip(order=lambda s: [r for r in _weakest_first(s) if s[r] >= 0.5]),
    surest_alone=_slip(order=lambda s: _weakest_first(s)[-1:]),
    strongest_cell_wins=_strongest_cell,
    whole_boxes_hide=lambda m, b, s, n: _hidden_by_boxes(m, b, s, n),
    overlaps_belong_to_nobody=lambda m, b, s, n: _nobodys(m, b, s, n),
    box_clipped_first=_slip(box=lambda b, h, w: np.clip(b, 0, [w, h, w, h])),
    box_clipped_at_zero=_slip(box=lambda b, h, w: b.clip(min=0)),
    box_moved_into_the_image=_slip(box=lambda b, h, w: b + np.tile(np.maximum(-b[:2], 0), 2)),
    absolute_coordinates=_slip(box=lambda b, h, w: np.abs(b)),
    border_comes_round=_with_negative_places,
    inverted_boxes_turned=_slip(
        box=lambda b, h, w: np.concatenate((np.minimum(b[:2], b[2:]), np.maximum(b[:2], b[2:])))
    ),
    boxes_at_least_a_pixel_long=_slip(
        box=lambda b, h, w: np.concatenate((b[:2], np.maximum(b[2:], b[:2] + 1)))
    ),
    nothing_where_a_box_leaves=_slip(
        box=lambda b, h, w: b if min(b[0], b[1], w - b[2], h - b[3]) >= 0 else b * 0
    ),
    that_needs_a_mask=lambda m, b, s, n: instance_map(m[s >= s.min()], b[s >= s.min()], s, n),
    zeros_for_no_mask=lambda m, b, s, n: (
        instance_map(m, b, s, n) if len(m) else torch.zeros(n, dtype=torch.int64)
    ),
    nothing_for_no_mask=lambda m, b, s, n: (
        instance_map(m, b, s, n) if len(m) else torch.zeros(0, dtype=torch.int64)
    ),
    above_a_half=_slip(belongs=lambda p: p > 0.5),
)


def _hidden_by_boxes(masks, boxes, scores, image_size):
    """What lies below the box of a surer detection is hidden, even where its mask is empty."""
    surest = instance_map(torch.ones_like(masks), boxes, scores, image_size)
    found = torch.full(tuple(image_size), -1)
    for r in range(len(masks)):
        own = instance_map(masks[r : r + 1], boxes[r : r + 1], scores[r : r + 1], image_size) == 0
        found[own & (surest == r)] = r
    return found


def _nobodys(masks, boxes, scores, image_size):
    one = [
        instance_map(masks[r : r + 1], boxes[r : r + 1], scores[r : r + 1], image_size) >= 0
        for r in range(len(masks))
    ]
    found = instance_map(masks, boxes, scores, image_size)
    return torch.where(torch.stack(one).sum(dim=0) > 1, -1, found) if one else found


def _case(masks, boxes, scores, image_size):
    count = len(scores)
    probabilities = torch.as_tensor(masks, dtype=torch.float32)
    return {
        "masks": probabilities if count else torch.zeros(0, 2, 2),
        "boxes": torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        "scores": torch.tensor(scores, dtype=torch.float32),
        "image_size": image_size,
    }


_p = st.sampled_from([0.75, 0.25, 0.5, 1.0, 0.0, 0.5])
_score = st.sampled_from([0.5, 0.875, 0.25, 0.75, 0.125, -1.0])


def _drawn_masks(draw, count):
    size = draw(st.sampled_from([2, 4, 1, 2]))
    total = count * size * size
    values = draw(st.lists(_p, min_size=total, max_size=total))
    return torch.tensor(values, dtype=torch.float32).reshape(count, size, size)


@st.composite
def _one(draw):
    height, width = draw(st.integers(4, 8)), draw(st.integers(4, 8))
    x1, y1 = (
        draw(st.sampled_from([0.0, 1.0, 0.5, 0.25, 1.75])),
        draw(st.sampled_from([0.0, 0.5, 1.0, 1.25])),
    )
    x2 = draw(st.sampled_from([width, width - 0.5, x1 + 2, x1 + 2.25]))
    y2 = draw(st.sampled_from([height, height - 1, y1 + 2, y1 + 1.5]))
    return _case(_drawn_masks(draw, 1), [[x1, y1, x2, y2]], [draw(_score)], (height, width))


@st.composite
def _many(draw):
    count = draw(st.sampled_from([3, 2, 4, 0, 3, 2]))
    place = st.sampled_from([0.0, 1.0, -1.0, 0.5, -2.5, 2.0])
    side = st.sampled_from([4.0, 3.0, 2.5, 6.0, 9.0, 0.0, -1.0])
    boxes = []
    for _ in range(count):
        x1, y1 = draw(place), draw(place)
        boxes.append([x1, y1, x1 + draw(side), y1 + draw(side)])
    scores = draw(st.lists(_score, min_size=count, max_size=count))
    size = draw(st.integers(3, 6)), draw(st.integers(3, 6))
    return _case(_drawn_masks(draw, count), boxes, scores, size)


HALF = [[1.0, 0.25], [0.5, 0.0]]
FULL = [[1.0, 1.0], [1.0, 1.0]]
ONES = (
    (_case([HALF], [[0, 0, 4, 4]], [0.9], (4, 4)), [[0, 0, -1, -1]] * 4),
    (
        _case([HALF], [[1, 0, 3, 2]], [0.9], (3, 4)),
        [[-1, 0, -1, -1], [-1, 0, -1, -1], [-1, -1, -1, -1]],
    ),
    (
        _case([FULL], [[0.5, 0.5, 2.5, 1.5]], [0.2], (3, 3)),
        [[0, 0, -1], [-1, -1, -1], [-1, -1, -1]],
    ),
    (
        _case([[[0, 1], [0, 0]]], [[0, 0, 3, 3]], [0.9], (3, 3)),
        [[-1, 0, 0], [-1, -1, -1], [-1, -1, -1]],
    ),
    (
        _case([[[0.5]]], [[1, 1, 2, 3]], [0.9], (4, 3)),
        [[-1, -1, -1], [-1, 0, -1], [-1, 0, -1], [-1, -1, -1]],
    ),
    (_case([[[0.75, 0.25], [0.25, 1]]], [[0.25, 1.25, 2.75, 3]], [0.9], (4, 5)), None),
    (_case(torch.eye(4)[None], [[1.75, 0.5, 7, 7]], [0.9], (8, 8)), None),
)
MANIES = (
    (_case([FULL, FULL], [[0, 0, 3, 2], [1, 0, 4, 2]], [0.5, 0.75], (2, 4)), [[0, 1, 1, 1]] * 2),
    (_case([FULL, FULL], [[0, 0, 3, 2], [1, 0, 4, 2]], [0.75, 0.5], (2, 4)), [[0, 0, 0, 1]] * 2),
    (_case([FULL, FULL], [[0, 0, 3, 2], [1, 0, 4, 2]], [0.5, 0.5], (2, 4)), [[0, 0, 0, 1]] * 2),
    (_case([FULL, HALF], [[0, 0, 4, 4], [0, 0, 4, 4]], [0.5, 0.75], (4, 4)), [[1, 1, 0, 0]] * 4),
    (_case([FULL, FULL], [[0, 0, 3, 2], [1, 0, 4, 2]], [0.25, 0.375], (2, 4)), [[0, 1, 1, 1]] * 2),
    (_case([], [], [], (2, 3)), [[-1] * 3] * 2),
    (_case([HALF], [[-2, -2, 2, 2]], [0.9], (3, 3)), [[-1, -1, -1]] * 3),
    (_case([FULL], [[-2, -1, 2, 1]], [0.9], (2, 3)), [[0, 0, -1], [-1, -1, -1]]),
    (_case([HALF], [[2, 0, 6, 2]], [-1.0], (2, 3)), [[-1, -1, 0]] * 2),
    (_case([FULL, FULL], [[1, 1, 1, 3], [2, 2, 1, 1]], [0.9, 0.8], (3, 3)), [[-1] * 3] * 3),
    (
        _case([FULL] * 3, [[0, 0, 2, 1], [1, 0, 3, 1], [2, 0, 4, 1]], [0.25, 0.75, 0.5], (1, 4)),
        [[0, 1, 1, 2]],
    ),
    (_case([FULL] * 3, [[0, 0, 3, 1]] * 3, [-1.0, -0.5, -2.0], (1, 3)), [[1, 1, 1]]),
)

one = Exercise(
    name="instance_map",
    reference=instance_map,
    cases=Cases(examples=tuple(case for case, _ in ONES), random=_one(), picture=lambda *_: None),
    by_hand=tuple(found for _, found in ONES if found),
    exhibits=(),
    mutants=ONE,
    solutions=SOLUTIONS,
)
many = Exercise(
    name="instance_map",
    reference=instance_map,
    cases=Cases(
        examples=tuple(case for case, _ in MANIES), random=_many(), picture=lambda *_: None
    ),
    by_hand=tuple(found for _, found in MANIES),
    exhibits=(),
    mutants=MANY,
    solutions=SOLUTIONS,
)
