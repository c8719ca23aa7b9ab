"""Mask targets as areas: which part of each bin of a proposal the object covers."""

import numpy as np
import torch
from hypothesis import strategies as st
from torch.nn.functional import adaptive_avg_pool2d, grid_sample, interpolate, pad

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named, with_answers, with_arguments


def mask_targets(masks, boxes, matched, size):
    return _targets(masks, boxes, matched, size)


def _covered(start, end, size, pixels):
    """Which part of each bin each pixel covers along one axis: (size, pixels)."""
    length = (end - start) / size
    if length <= 0:
        return np.zeros((size, pixels))
    edges = start + length * np.arange(size + 1)[:, None]
    pixel = np.arange(pixels)
    shared = np.minimum(edges[1:], pixel + 1) - np.maximum(edges[:-1], pixel)
    return shared.clip(min=0) / length


def _targets(masks, boxes, matched, size, *, covered=_covered, box=lambda b, h, w: b, of=None):
    """The right way, with every step that can go wrong as an argument."""
    height, width = masks.shape[1:]
    found = np.zeros((len(boxes), size, size))
    for r, corners in enumerate(boxes.double().numpy()):
        mask = masks[(matched[r] if of is None else of(r, matched))].double().numpy()
        x1, y1, x2, y2 = box(corners, height, width)
        found[r] = covered(y1, y2, size, height) @ mask @ covered(x1, x2, size, width).T
    return torch.from_numpy(found).float()


def pixel_by_pixel(masks, boxes, matched, size):
    answer = torch.zeros(len(boxes), size, size)
    for r, (x1, y1, x2, y2) in enumerate(boxes.tolist()):
        mask = masks[int(matched[r])]
        w, h = (x2 - x1) / size, (y2 - y1) / size
        if w <= 0 or h <= 0:
            continue
        for i in range(size):
            for j in range(size):
                top, left = y1 + i * h, x1 + j * w
                area = 0.0
                for y, x in mask.nonzero().tolist():
                    down = min(top + h, y + 1) - max(top, y)
                    across = min(left + w, x + 1) - max(left, x)
                    area += max(down, 0) * max(across, 0)
                answer[r, i, j] = area / (w * h)
    return answer


def by_summed_areas(masks, boxes, matched, size):
    """The sum of all pixels up and left of a point grows in straight lines between corners."""
    sums = pad(masks.double().cumsum(1).cumsum(2), (1, 0, 1, 0))
    height, width = masks.shape[1:]

    def until(table, y, x):
        y, x = min(max(y, 0.0), float(height)), min(max(x, 0.0), float(width))
        i, j = min(int(y), height - 1), min(int(x), width - 1)
        v, u = y - i, x - j
        upper = table[i, j] * (1 - u) + table[i, j + 1] * u
        lower = table[i + 1, j] * (1 - u) + table[i + 1, j + 1] * u
        return float(upper * (1 - v) + lower * v)

    answer = np.zeros((len(boxes), size, size))
    for r, (x1, y1, x2, y2) in enumerate(boxes.tolist()):
        if x2 > x1 and y2 > y1:
            table = sums[matched[r]]
            ys, xs = np.linspace(y1, y2, size + 1), np.linspace(x1, x2, size + 1)
            for i in range(size):
                for j in range(size):
                    inside = until(table, ys[i + 1], xs[j + 1]) - until(table, ys[i], xs[j + 1])
                    inside -= until(table, ys[i + 1], xs[j]) - until(table, ys[i], xs[j])
                    answer[r, i, j] = inside / (ys[i + 1] - ys[i]) / (xs[j + 1] - xs[j])
    return answer


def in_one_product(masks, boxes, matched, size):
    """All boxes at once."""
    start, end = boxes[:, :2].double(), boxes[:, 2:].double()  # (R, 2)
    length = (end - start) / size
    good = (length > 0).all(dim=1)
    length = torch.where(good[:, None], length, 1.0)
    edges = start[:, :, None] + length[:, :, None] * torch.arange(size + 1)  # (R, 2, M + 1)

    def along(axis, pixels):
        low, high = edges[:, axis, :-1, None], edges[:, axis, 1:, None]
        pixel = torch.arange(pixels, dtype=torch.float64)
        shared = torch.minimum(high, pixel + 1) - torch.maximum(low, pixel)
        return shared.clamp(min=0) / length[:, axis, None, None]

    rows, columns = along(1, masks.shape[1]), along(0, masks.shape[2])
    answer = rows @ masks[matched].double() @ columns.transpose(1, 2)
    return torch.where(good[:, None, None], answer, 0.0)


def cut_into_pieces(masks, boxes, matched, size):
    """Every edge of a bin and of a pixel cuts, and between cuts nothing changes."""
    answer = []
    for r, (x1, y1, x2, y2) in enumerate(boxes.double().numpy()):
        if x2 <= x1 or y2 <= y1:
            answer.append(np.zeros((size, size)))
            continue
        padded = np.pad(masks[int(matched[r])].numpy().astype(float), 1)
        parts = []
        for low, high, pixels in ((y1, y2, masks.shape[1]), (x1, x2, masks.shape[2])):
            edges = low + (high - low) / size * np.arange(size + 1)
            cuts = np.unique(np.concatenate((edges, np.arange(pixels + 1))))
            cuts = cuts[(cuts >= edges[0]) & (cuts <= edges[-1])]
            middle = (cuts[1:] + cuts[:-1]) / 2
            pixel = np.clip(np.floor(middle), -1, pixels).astype(int) + 1
            which = np.clip(np.searchsorted(edges, middle) - 1, 0, size - 1)
            parts.append((np.diff(cuts) / (high - low) * size, pixel, which))
        (down, y, i), (across, x, j) = parts
        pieces = padded[np.ix_(y, x)] * down[:, None] * across
        one = np.zeros((size, size))
        np.add.at(one, np.ix_(i, j), pieces)
        answer.append(one)
    return np.array(answer).reshape(-1, size, size)


SOLUTIONS = (
    pixel_by_pixel,
    by_summed_areas,
    in_one_product,
    cut_into_pieces,
    mask_targets,
)


def _slip(**changes):
    return lambda masks, boxes, matched, size: _targets(masks, boxes, matched, size, **changes)


def _at_middles(start, end, size, pixels):
    """Reads the pixel in which the middle of a bin lies."""
    middle = np.floor(start + (np.arange(size) + 0.5) * (end - start) / size)
    return (middle[:, None] == np.arange(pixels)).astype(float)


def _mixed(shift):
    """Mixes the two pixels nearest the middle of a bin."""

    def covered(start, end, size, pixels):
        middle = start + (np.arange(size) + 0.5) * (end - start) / size - shift
        return (1 - np.abs(middle[:, None] - np.arange(pixels))).clip(min=0)

    return covered


def _in_whole_pixels(start, end, size, pixels):
    """Bins as RoIPool has them, from whole pixel to whole pixel."""
    low = np.floor(start + np.arange(size) * (end - start) / size)
    high = np.ceil(start + np.arange(1, size + 1) * (end - start) / size)
    pixel = np.arange(pixels)
    inside = (pixel >= low[:, None]) & (pixel < high[:, None])
    return inside / np.maximum(high - low, 1)[:, None]


def _summed(start, end, size, pixels):
    return _covered(start, end, size, pixels) * (end - start) / size


def _first_pixel(start, end, size, pixels):
    low = np.floor(start + np.arange(size) * (end - start) / size)
    return (low[:, None] == np.arange(pixels)).astype(float)


def _cropped(mode):
    """Cuts whole pixels out and lets torch resize them."""

    def resized(masks, boxes, matched, size):
        answer = torch.zeros(len(boxes), size, size)
        for r, (x1, y1, x2, y2) in enumerate(boxes.long().tolist()):
            crop = masks[matched[r], max(y1, 0) : y2, max(x1, 0) : x2].float()[None, None]
            if crop.numel():
                answer[r] = mode(crop, size)[0, 0]
        return answer

    return resized


def _to_true_box(masks, boxes, matched, size):
    rows = []
    for k in matched.tolist():
        y, x = masks[k].nonzero().unbind(1)
        ends = (x.min(), y.min(), x.max() + 1, y.max() + 1) if len(x) else (0, 0, 1, 1)
        rows.append([float(v) for v in ends])
    return mask_targets(masks, torch.tensor(rows).reshape(-1, 4), matched, size)


def _by_grid_sample(masks, boxes, matched, size):
    h, w = masks.shape[1:]
    share = (torch.arange(size) + 0.5) / size
    x = boxes[:, :1] + share * (boxes[:, 2:3] - boxes[:, :1])
    y = boxes[:, 1:2] + share * (boxes[:, 3:] - boxes[:, 1:2])
    grid = torch.stack(
        (
            (2 * x / w - 1)[:, None].expand(-1, size, -1),
            (2 * y / h - 1)[:, :, None].expand(-1, -1, size),
        ),
        dim=3,
    )
    return grid_sample(masks[matched].float()[:, None], grid.float(), align_corners=False)[:, 0]


INSIDE = (
    *named(
        pixel_at_the_middle=_slip(covered=_at_middles),
        mixed_at_the_middle=_slip(covered=_mixed(0.5)),
        mixed_half_a_pixel_off=_slip(covered=_mixed(0)),
        bins_of_whole_pixels=_slip(covered=_in_whole_pixels),
        first_pixel_of_a_bin=_slip(covered=_first_pixel),
        summed_and_not_divided=_slip(covered=_summed),
        by_grid_sample=_by_grid_sample,
        cropped_and_resized=_cropped(
            lambda c, n: interpolate(c, (n, n), mode="bilinear", align_corners=False)
        ),
        cropped_and_resized_by_corners=_cropped(
            lambda c, n: interpolate(c, (n, n), mode="bilinear", align_corners=True)
        ),
        cropped_and_resized_to_nearest=_cropped(lambda c, n: interpolate(c, (n, n))),
        cropped_and_pooled=_cropped(lambda c, n: adaptive_avg_pool2d(c, (n, n))),
        cropped_to_the_true_box=_to_true_box,
        whole_mask=_slip(box=lambda b, h, w: (0, 0, w, h)),
        half_a_pixel_later=_slip(box=lambda b, h, w: b + 0.5),
        half_a_pixel_earlier=_slip(box=lambda b, h, w: b - 0.5),
        last_pixel_counted_in=_slip(box=lambda b, h, w: b + np.array([0, 0, 1, 1])),
        one_pixel_short=_slip(box=lambda b, h, w: b - np.array([0, 0, 1, 1])),
        as_corner_and_size=_slip(box=lambda b, h, w: (*b[:2], *(b[:2] + b[2:]))),
        x_and_y_exchanged=_slip(box=lambda b, h, w: b[[1, 0, 3, 2]]),
        of_the_same_number=_slip(of=lambda r, m: min(r, int(m.max()))),
        of_the_first_mask=_slip(of=lambda r, m: 0),
        of_the_next_mask=_slip(of=lambda r, m: m[r] - 1),
        of_the_first_box=lambda k, b, m, n: mask_targets(k, b[:1].expand_as(b), m, n),
    ),
    *with_answers(
        mask_targets,
        transposed=lambda t: t.mT,
        upside_down=lambda t: t.flip(1),
        mirrored=lambda t: t.flip(2),
        rounded=lambda t: (t >= 0.5).float(),
        as_yes_or_no=lambda t: t > 0.5,
        where_anything_is=lambda t: (t > 0).float(),
        in_two_digits=lambda t: t.round(decimals=2),
        with_an_axis_more=lambda t: t[:, None],
        flat=lambda t: t.flatten(1),
        as_whole_numbers=lambda t: t.long(),
    ),
    *with_arguments(mask_targets, that_changes_its_input=lambda b: b.mul_(2) / 2),
)


def _clipped(b, h, w):
    return np.clip(b, 0, [w, h, w, h])


def _border_goes_on(start, end, size, pixels):
    """Beyond the border the last pixel goes on, as RoIAlign would have it."""
    if end <= start:
        return np.zeros((size, pixels))
    wide = _covered(start + 100, end + 100, size, pixels + 200)
    inner = wide[:, 100:-100].copy()
    inner[:, 0] += wide[:, :100].sum(axis=1)
    inner[:, -1] += wide[:, -100:].sum(axis=1)
    return inner


def _comes_round(start, end, size, pixels):
    """What lies left of the image is read from its right end, as a negative index does."""
    wide = _covered(start + 4 * pixels, end + 4 * pixels, size, 9 * pixels)
    inner = wide[:, 4 * pixels : 5 * pixels] + wide[:, 3 * pixels : 4 * pixels]
    return inner


def _no_box(start, end, size, pixels):
    """Divides by the length even where that is 0."""
    edges = start + (end - start) / size * np.arange(size + 1)[:, None]
    pixel = np.arange(pixels)
    shared = np.minimum(edges[1:], pixel + 1) - np.maximum(edges[:-1], pixel)
    with np.errstate(all="ignore"):
        return shared.clip(min=0) / np.float64((end - start) / size)


def _at_least_a_pixel(start, end, size, pixels):
    return _covered(start, max(end, start + 1), size, pixels)


def _mean_inside(masks, boxes, matched, size):
    """Divides by the part of a bin that lies inside the image."""
    whole = mask_targets(torch.ones_like(masks), boxes, matched, size)
    return torch.nan_to_num(mask_targets(masks, boxes, matched, size) / whole)


ANYWHERE = (
    *named(
        box_clipped_first=_slip(box=_clipped),
        box_clipped_at_zero=_slip(box=lambda b, h, w: b.clip(min=0)),
        box_clipped_at_the_end=_slip(box=lambda b, h, w: np.minimum(b, [w, h, w, h])),
        box_clipped_to_the_last_pixel=_slip(
            box=lambda b, h, w: np.clip(b, 0, [w - 1, h - 1, w - 1, h - 1])
        ),
        box_rounded=_slip(box=lambda b, h, w: b.round()),
        box_cut_to_pixels=_slip(box=lambda b, h, w: np.trunc(b)),
        box_of_floors=_slip(box=lambda b, h, w: np.floor(b)),
        box_rounded_outwards=_slip(
            box=lambda b, h, w: np.concatenate((np.floor(b[:2]), np.ceil(b[2:])))
        ),
        box_rounded_inwards=_slip(
            box=lambda b, h, w: np.concatenate((np.ceil(b[:2]), np.floor(b[2:])))
        ),
        box_moved_into_the_image=_slip(box=lambda b, h, w: b + np.tile(np.maximum(-b[:2], 0), 2)),
        border_goes_on=_slip(covered=_border_goes_on),
        border_comes_round=_slip(covered=_comes_round),
        of_absolute_coordinates=_slip(box=lambda b, h, w: np.abs(b)),
        mean_of_what_is_inside=_mean_inside,
        divided_by_no_length=_slip(covered=_no_box),
        at_least_a_pixel_long=_slip(covered=_at_least_a_pixel),
        inverted_boxes_turned=_slip(
            box=lambda b, h, w: np.concatenate((np.minimum(b[:2], b[2:]), np.maximum(b[:2], b[2:])))
        ),
        that_needs_a_box=lambda k, b, m, n: torch.stack(list(mask_targets(k, b, m, n))),
        one_for_no_boxes=lambda k, b, m, n: (
            mask_targets(k, b, m, n) if len(b) else torch.zeros(1, n, n)
        ),
        flat_for_no_boxes=lambda k, b, m, n: (
            mask_targets(k, b, m, n) if len(b) else torch.zeros(0, n)
        ),
        boxes_outside_left_out=lambda k, b, m, n: mask_targets(k, b, m, n)[
            ((b[:, 2:] > 0) & (b[:, :2] < torch.tensor([k.shape[2], k.shape[1]]))).all(dim=1)
        ],
        boxes_without_area_left_out=lambda k, b, m, n: mask_targets(k, b, m, n)[
            (b[:, 2:] > b[:, :2]).all(dim=1)
        ],
        nothing_where_it_leaves=lambda k, b, m, n: torch.where(
            (
                (b[:, :2] >= 0).all(dim=1)
                & (b[:, 2:] <= torch.tensor([k.shape[2], k.shape[1]])).all(dim=1)
            )[:, None, None],
            mask_targets(k, b, m, n),
            0,
        ),
    ),
    *with_answers(mask_targets, as_whole_numbers=lambda t: t.long(), transposed=lambda t: t.mT),
)


def _case(masks, boxes, matched, size):
    return {
        "masks": torch.as_tensor(masks, dtype=torch.float32),
        "boxes": torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        "matched": torch.tensor(matched, dtype=torch.int64),
        "size": size,
    }


def _filled(height, width, *areas):
    """Masks with a rectangle of ones each: (G, height, width)."""
    masks = torch.zeros(len(areas), height, width)
    for mask, (x1, y1, x2, y2) in zip(masks, areas, strict=True):
        mask[y1:y2, x1:x2] = 1
    return masks


@st.composite
def _masks(draw):
    objects, height, width = (
        draw(st.integers(2, 3)),
        draw(st.integers(3, 6)),
        draw(st.integers(3, 6)),
    )
    count = objects * height * width
    pixels = draw(st.lists(st.sampled_from([1, 0]), min_size=count, max_size=count))
    return torch.tensor(pixels, dtype=torch.float32).reshape(objects, height, width)


@st.composite
def _inside(draw):
    masks = draw(_masks())
    boxes = []
    for _ in range(draw(st.integers(1, 3))):
        x1, y1 = draw(st.integers(0, masks.shape[2] - 2)), draw(st.integers(0, masks.shape[1] - 2))
        x2 = draw(st.integers(x1 + 1, masks.shape[2]))
        boxes.append([x1, y1, x2, draw(st.integers(y1 + 1, masks.shape[1]))])
    matched = [draw(st.integers(0, len(masks) - 1)) for _ in boxes]
    return _case(masks, boxes, matched, draw(st.sampled_from([2, 1, 4, 3])))


@st.composite
def _anywhere(draw):
    masks = draw(_masks())
    place = st.sampled_from([0.0, 1.0, -1.0, 0.5, -2.5, 1.25, 3.75, 7.0])
    side = st.sampled_from([2.0, 1.0, 4.0, 0.5, 3.25, 12.0, 0.0, -1.0])
    boxes = []
    for _ in range(draw(st.sampled_from([2, 1, 3, 2, 1, 0]))):
        x1, y1 = draw(place), draw(place)
        boxes.append([x1, y1, x1 + draw(side), y1 + draw(side)])
    matched = [draw(st.integers(0, len(masks) - 1)) for _ in boxes]
    return _case(masks, boxes, matched, draw(st.sampled_from([2, 1, 4, 3])))


SQUARE = _filled(6, 6, (1, 1, 5, 4), (2, 0, 3, 6))
DOTS = torch.tensor([[[1.0, 0, 0], [0, 1, 1], [0, 0, 1]]])
INSIDE_EXAMPLES = (
    (_case(SQUARE, [[0, 0, 4, 4]], [0], 2), [[[0.25, 0.5], [0.5, 1]]]),
    (_case(SQUARE, [[0, 0, 3, 3]], [0], 2), [[[1 / 9, 1 / 3], [1 / 3, 1]]]),
    (_case(DOTS, [[0, 0, 3, 3]], [0], 2), [[[5 / 9, 1 / 3], [1 / 9, 7 / 9]]]),
    (_case(DOTS, [[0, 0, 3, 3]], [0], 1), [[[4 / 9]]]),
    (
        _case(SQUARE, [[2, 0, 6, 6], [0, 1, 4, 3]], [1, 0], 2),
        [[[0.5, 0], [0.5, 0]], [[0.5, 1], [0.5, 1]]],
    ),
    (_case(SQUARE, [[2, 1, 3, 2]], [0], 4), [[[1.0] * 4] * 4]),
    (_case(DOTS, [[0, 0, 2, 1], [1, 0, 3, 2]], [0, 0], 2), [[[1, 0], [1, 0]], [[0, 0], [1, 1]]]),
    (_case(SQUARE, [[0, 0, 6, 3], [3, 2, 6, 5]], [0, 0], 3), None),
)
ANYWHERE_EXAMPLES = (
    (
        _case(_filled(4, 6, (1, 1, 6, 3)), [[2.5, 0.5, 6.5, 2.5]], [0], 2),
        [[[0.5, 0.375], [1, 0.75]]],
    ),
    (_case(SQUARE, [[-2, -2, 2, 2]], [0], 2), [[[0, 0], [0, 0.25]]]),
    (_case(torch.ones(1, 4, 4), [[-2, 0, 2, 4]], [0], 2), [[[0, 1], [0, 1]]]),
    (_case(torch.ones(1, 4, 4), [[2, 2, 6, 6]], [0], 2), [[[1, 0], [0, 0]]]),
    (_case(torch.ones(1, 4, 4), [[-4, -4, 8, 8]], [0], 1), [[[1 / 9]]]),
    (_case(SQUARE, [], [], 2), []),
    (
        _case(SQUARE, [[2, 2, 2, 5], [3, 3, 1, 4], [1, 1, 3, 3]], [0, 0, 0], 2),
        [[[0, 0], [0, 0]], [[0, 0], [0, 0]], [[1, 1], [1, 1]]],
    ),
    (_case(SQUARE, [[10, 10, 12, 12], [-9, 0, -1, 4]], [0, 0], 1), [[[0]], [[0]]]),
    (
        _case(SQUARE, [[0.5, 0.5, 1.5, 1.5], [-0.5, 3.25, 2.5, 4.75]], [0, 0], 2),
        [[[0, 0], [0, 1]], [[0, 1], [0, 0]]],
    ),
)


inside = Exercise(
    name="mask_targets",
    reference=mask_targets,
    cases=Cases(
        examples=tuple(case for case, _ in INSIDE_EXAMPLES),
        random=_inside(),
        picture=lambda *_: None,
    ),
    by_hand=tuple(target for _, target in INSIDE_EXAMPLES if target),
    exhibits=(),
    mutants=INSIDE,
    solutions=SOLUTIONS,
)
anywhere = Exercise(
    name="mask_targets",
    reference=mask_targets,
    cases=Cases(
        examples=tuple(case for case, _ in ANYWHERE_EXAMPLES),
        random=_anywhere(),
        picture=lambda *_: None,
    ),
    by_hand=tuple(target for _, target in ANYWHERE_EXAMPLES),
    exhibits=(),
    mutants=ANYWHERE,
    solutions=SOLUTIONS,
)
