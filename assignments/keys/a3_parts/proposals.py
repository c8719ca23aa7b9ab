"""From what the network says, maps of numbers, to the boxes that it proposes."""

import math

import numpy as np
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named, with_answers, with_arguments


def proposals(objectness, deltas, anchors, number):
    return _proposals(objectness, deltas, anchors, number)


def _rows(deltas, shapes):
    return deltas.reshape(shapes, 4, *deltas.shape[1:]).permute(0, 2, 3, 1).reshape(-1, 4)


def _moved(d, x, y, w, h):
    return x + d[:, 0] * w, y + d[:, 1] * h, w * d[:, 2].exp(), h * d[:, 3].exp()


def _corners(x, y, w, h):
    return torch.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), dim=1)


def _best_first(scores, number):
    return scores.argsort(descending=True, stable=True)[:number]


def _proposals(
    objectness,
    deltas,
    anchors,
    number,
    *,
    scores=torch.flatten,
    rows=_rows,
    moved=_moved,
    corners=_corners,
    best=_best_first,
):
    """The right way, with every step that can go wrong as an argument."""
    d = rows(deltas, len(objectness))
    x, y = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    w, h = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    boxes = corners(*moved(d, x, y, w, h))
    return boxes[best(scores(objectness), number)]


def as_it_stood(objectness, deltas, anchors, number):
    """What the notebook hands out to be mended."""
    scores = objectness.permute(1, 2, 0).flatten()
    best = scores.argsort(descending=True, stable=True)[:number]
    d = deltas.reshape(-1, 4)[best]
    x1, y1, x2, y2 = anchors[best].unbind(1)
    w, h = x2 - x1, y2 - y1
    x = (x1 + x2) / 2 + d[:, 0] * w
    y = (y1 + y2) / 2 + d[:, 1] * w
    w, h = w * (1 + d[:, 2]), h * (1 + d[:, 3])
    return torch.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), dim=1)


def in_loops(objectness, deltas, anchors, number):
    shapes, height, width = objectness.shape
    rows = []
    for a in range(shapes):
        for i in range(height):
            for j in range(width):
                place = (a * height + i) * width + j
                x1, y1, x2, y2 = anchors[place].tolist()
                tx, ty, tw, th = deltas[4 * a : 4 * a + 4, i, j].tolist()
                w, h = x2 - x1, y2 - y1
                x, y = x1 + w / 2 + tx * w, y1 + h / 2 + ty * h
                w, h = w * math.exp(tw), h * math.exp(th)
                box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2]
                rows.append((-float(objectness[a, i, j]), place, box))
    return [box for _, _, box in sorted(rows)[:number]]


def in_numpy(objectness, deltas, anchors, number):
    shapes = len(objectness)
    best = np.argsort(-objectness.numpy().ravel(), kind="stable")[:number]
    by_shape = deltas.numpy().reshape(shapes, 4, -1)  # (A, 4, H · W)
    move, grow = np.split(by_shape.swapaxes(1, 2).reshape(-1, 4)[best], 2, axis=1)
    low, high = np.split(anchors.numpy()[best].astype(float), 2, axis=1)
    middle, half = (low + high) / 2 + move * (high - low), (high - low) / 2 * np.exp(grow)
    return np.concatenate((middle - half, middle + half), axis=1)


def maps_first(objectness, deltas, anchors, number):
    """Everything stays a map until the end."""
    size = objectness.shape
    x1, y1, x2, y2 = anchors.T.reshape(4, *size)
    tx, ty, tw, th = (deltas[c::4] for c in range(4))
    w, h = x2 - x1, y2 - y1
    x, y, half_w, half_h = (
        (x1 + x2) / 2 + tx * w,
        (y1 + y2) / 2 + ty * h,
        w * tw.exp() / 2,
        h * th.exp() / 2,
    )
    boxes = torch.stack((x - half_w, y - half_h, x + half_w, y + half_h)).flatten(1).T
    order = sorted(range(len(boxes)), key=lambda n: -objectness.flatten()[n].item())
    return boxes[order[:number]]


def shape_by_shape(objectness, deltas, anchors, number):
    parts = []
    for one, four in zip(anchors.chunk(len(objectness)), deltas.split(4), strict=True):
        t = four.flatten(1).T  # (H · W, 4)
        size = one[:, 2:] - one[:, :2]
        centre = one[:, :2] + size / 2 + t[:, :2] * size
        size = size * torch.exp(t[:, 2:])
        parts.append(torch.cat((centre - size / 2, centre + size / 2), dim=1))
    order = torch.sort(objectness.reshape(-1), descending=True, stable=True).indices
    return torch.cat(parts)[order][:number]


SOLUTIONS = (in_loops, in_numpy, maps_first, shape_by_shape, proposals)


def _slip(**changes):
    return lambda o, d, a, n: _proposals(o, d, a, n, **changes)


# Wrong already where no anchor is moved.
ORDER = (
    *named(
        as_it_stood=as_it_stood,
        scores_cell_by_cell=_slip(scores=lambda o: o.permute(1, 2, 0).flatten()),
        scores_column_by_column=_slip(scores=lambda o: o.transpose(1, 2).flatten()),
        scores_shape_last_in_rows=_slip(scores=lambda o: o.permute(1, 0, 2).flatten()),
        scores_turned=_slip(scores=lambda o: o.flatten().flip(0)),
        of_absolute_scores=_slip(scores=lambda o: o.abs().flatten()),
        of_rounded_scores=_slip(scores=lambda o: o.round().flatten()),
        lowest_first=_slip(best=lambda s, n: s.argsort(stable=True)[:n]),
        best_last=_slip(best=lambda s, n: _best_first(s, n).flip(0)),
        last_of_equals_first=_slip(
            best=lambda s, n: len(s) - 1 - s.flip(0).argsort(descending=True, stable=True)[:n]
        ),
        in_the_order_of_anchors=_slip(best=lambda s, n: _best_first(s, n).sort().values),
        the_first_ones=_slip(best=lambda s, n: torch.arange(min(n, len(s)))),
        one_more=_slip(best=lambda s, n: _best_first(s, n + 1)),
        one_less=_slip(best=lambda s, n: _best_first(s, n - 1)),
        all_of_them=_slip(best=lambda s, n: _best_first(s, len(s))),
        positive_alone=_slip(best=lambda s, n: _best_first(s, n)[s[_best_first(s, n)] > 0]),
        number_of_each_shape=lambda o, d, a, n: torch.cat(
            [
                proposals(o[k : k + 1], d[4 * k : 4 * k + 4], part, n)
                for k, part in enumerate(a.chunk(len(o)))
            ]
        ),
        that_needs_so_many=_slip(best=lambda s, n: s.topk(n).indices),
        ranks_for_places=_slip(
            best=lambda s, n: s.argsort(descending=True, stable=True).argsort()[:n]
        ),
        as_centres=_slip(corners=lambda x, y, w, h: torch.stack((x, y, w, h), dim=1)),
        as_corner_and_size=_slip(
            corners=lambda x, y, w, h: torch.stack((x - w / 2, y - h / 2, w, h), dim=1)
        ),
        of_twice_the_size=_slip(
            corners=lambda x, y, w, h: torch.stack((x - w, y - h, x + w, y + h), dim=1)
        ),
        last_pixel_counted_in=_slip(
            corners=lambda x, y, w, h: torch.stack(
                (x - w / 2, y - h / 2, x + w / 2 - 1, y + h / 2 - 1), dim=1
            )
        ),
    ),
    *with_answers(
        proposals,
        clipped_at_zero=lambda b: b.clamp(min=0),
        rounded=torch.round,
        backwards=lambda b: b.flip(0),
        with_an_axis_more=lambda b: b[None],
        as_whole_numbers=lambda b: b.long(),
    ),
    *with_arguments(proposals, that_changes_its_input=lambda x: x.mul_(2) / 2),
)


def _by_pieces(change):
    """With another way to move: ``change`` takes one delta of each kind and the anchor's parts."""
    return _slip(moved=lambda d, x, y, w, h: change(*d.unbind(1), x, y, w, h))


# Right there, and wrong where deltas are not 0.
MOVED = named(
    rows_cut_from_maps=_slip(rows=lambda d, k: d.reshape(-1, 4)),
    rows_of_all_channels=_slip(rows=lambda d, k: d.flatten(1).T.reshape(-1, 4)),
    delta_before_shape=_slip(
        rows=lambda d, k: d.reshape(4, k, *d.shape[1:]).permute(1, 2, 3, 0).reshape(-1, 4)
    ),
    rows_cell_by_cell=_slip(
        rows=lambda d, k: d.reshape(k, 4, *d.shape[1:]).permute(2, 3, 0, 1).reshape(-1, 4)
    ),
    rows_column_by_column=_slip(
        rows=lambda d, k: d.reshape(k, 4, *d.shape[1:]).permute(0, 3, 2, 1).reshape(-1, 4)
    ),
    of_the_first_shape=_slip(
        rows=lambda d, k: (
            d[:4].repeat(k, 1, 1).reshape(k, 4, *d.shape[1:]).permute(0, 2, 3, 1).reshape(-1, 4)
        )
    ),
    y_by_the_width=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (x + p * w, y + q * w, w * r.exp(), h * s.exp())
    ),
    x_by_the_height=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (x + p * h, y + q * h, w * r.exp(), h * s.exp())
    ),
    x_and_y_exchanged=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (x + q * w, y + p * h, w * r.exp(), h * s.exp())
    ),
    w_and_h_exchanged=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (x + p * w, y + q * h, w * s.exp(), h * r.exp())
    ),
    without_exp=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (x + p * w, y + q * h, w * (1 + r), h * (1 + s))
    ),
    powers_of_two=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (x + p * w, y + q * h, w * r.exp2(), h * s.exp2())
    ),
    the_other_way=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (x - p * w, y - q * h, w * (-r).exp(), h * (-s).exp())
    ),
    in_pixels=_by_pieces(lambda p, q, r, s, x, y, w, h: (x + p, y + q, w * r.exp(), h * s.exp())),
    by_the_new_size=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (
            x + p * w * r.exp(),
            y + q * h * s.exp(),
            w * r.exp(),
            h * s.exp(),
        )
    ),
    from_the_corner=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (
            x - w / 2 + p * w + w * r.exp() / 2,
            y - h / 2 + q * h + h * s.exp() / 2,
            w * r.exp(),
            h * s.exp(),
        )
    ),
    not_moved=_by_pieces(lambda p, q, r, s, x, y, w, h: (x, y, w * r.exp(), h * s.exp())),
    not_grown=_by_pieces(lambda p, q, r, s, x, y, w, h: (x + p * w, y + q * h, w, h)),
    corners_moved=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (
            x + (p + r) * w / 2,
            y + (q + s) * h / 2,
            w * (1 + r - p),
            h * (1 + s - q),
        )
    ),
    half_a_width=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (x + p * w / 2, y + q * h / 2, w * r.exp(), h * s.exp())
    ),
    growth_of_half_a_side=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (x + p * w, y + q * h, w * (r / 2).exp(), h * (s / 2).exp())
    ),
    divided_by_the_size=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (x + p / w, y + q / h, w * r.exp(), h * s.exp())
    ),
    grown_at_most_twice=_by_pieces(
        lambda p, q, r, s, x, y, w, h: (
            x + p * w,
            y + q * h,
            w * r.clamp(max=0.693).exp(),
            h * s.clamp(max=0.693).exp(),
        )
    ),
    deltas_not_sorted_along=lambda o, d, a, n: _corners(
        *_moved(
            _rows(d, len(o))[:n],
            *((a[:, :2] + a[:, 2:]) / 2)[_best_first(o.flatten(), n)].unbind(1),
            *(a[:, 2:] - a[:, :2])[_best_first(o.flatten(), n)].unbind(1),
        )
    ),
)


def _anchors(sizes, height, width, step):
    y, x = torch.meshgrid(
        torch.arange(height) * step + step / 2, torch.arange(width) * step + step / 2, indexing="ij"
    )
    x, y = x.flatten(), y.flatten()
    parts = [torch.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), 1) for w, h in sizes]
    return torch.cat(parts)


def _case(objectness, deltas, number, step=16.0, sizes=((16, 16), (32, 8), (8, 32))):
    scores = torch.tensor(objectness, dtype=torch.float32)
    shapes, height, width = scores.shape
    if deltas is None:
        moves = torch.zeros(4 * shapes, height, width)
    else:
        moves = torch.as_tensor(deltas, dtype=torch.float32).reshape(4 * shapes, height, width)
    anchors = _anchors(sizes[:shapes], height, width, step)
    return {"objectness": scores, "deltas": moves, "anchors": anchors, "number": number}


_score = st.sampled_from([0.0, 2.0, -1.0, 0.5, -3.0, 4.0, 1.0, 0.25, -0.75])
_delta = st.sampled_from([0.0, 0.5, -0.25, 0.125, 1.0, -0.5, 0.75, 2.0])


@st.composite
def _still(draw, moved=False):
    shapes, height, width = (
        draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
    )
    count = shapes * height * width
    scores = draw(st.lists(_score, min_size=count, max_size=count))
    case = _case(
        np.array(scores).reshape(shapes, height, width),
        draw(st.lists(_delta, min_size=4 * count, max_size=4 * count)) if moved else None,
        draw(st.sampled_from([2, 1, 3, 5, 100])),
        draw(st.sampled_from([5.0, 16.0])),
    )
    return case


# Two shapes on a grid of 2 × 3: the answer to the first stands on the third cell.
SCORES = [[[1, 2, 6], [0.5, 3, -1]], [[4, -2, 5], [2.5, 0.25, -3]]]
ORDERED = (
    (_case([[[0, 2, 1]]], None, 2), [[16, 0, 32, 16], [32, 0, 48, 16]]),
    (_case(SCORES, None, 3), [[32, 0, 48, 16], [24, 4, 56, 12], [-8, 4, 24, 12]]),
    (_case([[[1, 1], [1, 1]]], None, 3), [[0, 0, 16, 16], [16, 0, 32, 16], [0, 16, 16, 32]]),
    (_case([[[0, 2, 1]]], None, 2, 5.0), [[-0.5, -5.5, 15.5, 10.5], [4.5, -5.5, 20.5, 10.5]]),
    (_case([[[-4.0]], [[-2.0]]], None, 9), [[-8, 4, 24, 12], [0, 0, 16, 16]]),
    (_case([[[0.25], [0.5], [0.375]]], None, 2), [[0, 16, 16, 32], [0, 32, 16, 48]]),
)
LOG2 = math.log(2)
SHIFTED = (
    (_case([[[1.0]]], [0.5, 0.25, 0, 0], 1), [[8, 4, 24, 20]]),
    (_case([[[1.0]]], [0, 0, LOG2, -LOG2], 1), [[-8, 4, 24, 12]]),
    (_case([[[1.0]], [[2.0]]], [0, 0, 0, 0, 0.25, 0.5, 0, LOG2], 1), [[0, 4, 32, 20]]),
    (_case([[[1.0, 2.0]]], [0, 0.5, 0, 0, 0, 0, 0, LOG2], 2), [[24, -8, 40, 24], [0, 0, 16, 16]]),
    (_case(SCORES, (np.arange(48) * 7 % 11 - 5) / 8, 5), None),
)

order = Exercise(
    name="proposals",
    reference=proposals,
    cases=Cases(
        examples=tuple(case for case, _ in ORDERED), random=_still(), picture=lambda *_: None
    ),
    by_hand=tuple(boxes for _, boxes in ORDERED),
    exhibits=(),
    mutants=ORDER,
    solutions=SOLUTIONS,
)
moves = Exercise(
    name="proposals",
    reference=proposals,
    cases=Cases(
        examples=tuple(case for case, _ in SHIFTED),
        random=_still(moved=True),
        picture=lambda *_: None,
    ),
    by_hand=tuple(boxes for _, boxes in SHIFTED if boxes),
    exhibits=(),
    mutants=MOVED,
    solutions=SOLUTIONS,
)
