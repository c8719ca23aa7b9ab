"""The gradients of the RoIAlign of ``align.py``, for the map and for the boxes.

No sample lies exactly on the middle of a cell, where the slope would have two values.
"""

from itertools import product

import numpy as np
import torch
from a2_parts.align import (
    ANYWHERE,
    INSIDE,
    PEAK,
    RAMP,
    SLIPS_OF_WEIGHTS,
    TENS,
    M,
    align,
    align_with_grid_sample,
    axis_weights,
    reading,
    some_maps,
    with_weights,
)
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named, rewritten, with_answers


def gradient_for_features(grad, boxes, images, shape, k):
    n = grad.shape[2]
    cy, cx, h, w = boxes.unbind(dim=1)
    down, across = axis_weights(cy, h, n, k, shape[2]), axis_weights(cx, w, n, k, shape[3])
    of_boxes = torch.einsum("rcpq,rph,rqw->rchw", grad, down, across)
    return grad.new_zeros(tuple(shape)).index_add(0, images, of_boxes)


def weights_and_slopes(centre, size, n, k, length):
    share = (torch.arange(n * k) + 0.5) / (n * k) - 0.5
    y = (centre[:, None] + size[:, None] * share) * length - 0.5
    away = y[:, :, None] - torch.arange(length)
    slope = -away.sign() * (away.abs() < 1) * length
    parts = (1 - away.abs()).clamp(min=0), slope, slope * share[:, None]
    return [part.unflatten(1, (n, k)).mean(dim=2) for part in parts]


def gradient_for_boxes(grad, features, boxes, images, k):
    n = grad.shape[2]
    cy, cx, h, w = boxes.unbind(dim=1)
    down, by_cy, by_h = weights_and_slopes(cy, h, n, k, features.shape[2])
    across, by_cx, by_w = weights_and_slopes(cx, w, n, k, features.shape[3])
    pairs = (by_cy, across), (down, by_cx), (by_h, across), (down, by_w)
    maps = features[images]
    every = [torch.einsum("rcpq,rph,rchw,rqw->r", grad, a, maps, b) for a, b in pairs]
    return torch.stack(every, dim=1)


def off_the_middles(boxes, n, k):
    """Boxes in 64ths of a map, moved by 256ths until no sample lies on a middle of 4 or 8 cells."""
    moved = []
    for cy, cx, h, w in boxes:
        for step in range(1, 16, 2):
            places = [
                (centre + step / 4 + size * ((m + 0.5) / (n * k) - 0.5)) / 64 * cells - 0.5
                for centre, size in ((cy, h), (cx, w))
                for m, cells in product(range(n * k), (4, 8))
            ]
            if all(place % 1 for place in places):
                moved.append([cy + step / 4, cx + step / 4, h, w])
                break
    return moved


def going_back(grad, maps, boxes, of_images, k):
    """All that the two functions are given; ``grad`` is (R, C, n, n)."""
    n = len(grad[0][0]) if grad else 2
    arguments = reading(maps, boxes, of_images, n, k)
    shape = (len(boxes), arguments["features"].shape[1], n, n)
    return {"grad": torch.tensor(grad).float().reshape(shape)} | arguments


def for_features(arguments):
    kept = {name: arguments[name] for name in ("grad", "boxes", "images")}
    return kept | {"shape": tuple(arguments["features"].shape), "k": arguments["k"]}


def for_boxes(arguments):
    return {name: arguments[name] for name in ("grad", "features", "boxes", "images", "k")}


@st.composite
def _going_back(draw, box, fewest):
    maps, n, k = draw(some_maps()), draw(st.sampled_from([1, 2])), draw(st.integers(1, 2))
    boxes = off_the_middles(draw(st.lists(box, min_size=fewest, max_size=3)), n, k)
    of_images = [draw(st.integers(0, len(maps) - 1)) for _ in boxes]
    row = st.lists(st.integers(-3, 3), min_size=n, max_size=n)
    grad = [[[draw(row) for _ in range(n)] for _ in maps[0]] for _ in boxes]
    return going_back(grad, maps, boxes, of_images, k)


ONE = [[[[1]]]]
HAND_PICKED = [
    going_back(ONE, [[M]], [[32, 28, 16, 16]], [0], 1),
    going_back(ONE, [[RAMP]], [[32, 34, 16, 16]], [0], 1),
    going_back([[[[0, 1], [0, 0]]]], [[RAMP]], [[32, 34, 16, 16]], [0], 1),
    going_back(ONE * 2, [[M]], [[32, 28, 16, 16]] * 2, [0, 0], 1),
    going_back([[[[1, 2], [3, 4]]], [[[0, -1], [2, 0]]]], [[RAMP], [TENS]], [[33, 35, 16, 16], [27, 29, 16, 16]], [1, 1], 2),
    going_back([[[[1, 2], [3, 4]], [[4, 3], [2, 1]]]], [[PEAK, RAMP], [RAMP, PEAK]], [[25, 27, 32, 16]], [1], 2),
    going_back(ONE, [[M]], [[31, 3, 16, 16]], [0], 1),
    going_back(ONE, [[M]], [[31, 300, 16, 16]], [0], 1),
    going_back([[[[1, 2], [3, 4]]]], [[M]], [[61, 3, 64, 24]], [0], 2),
    going_back([], [[M, M]], [], [], 2),
]  # fmt: skip


def features_by_autograd(grad, boxes, images, shape, k):
    features = torch.zeros(tuple(shape), requires_grad=True)
    answer = align(features, boxes, images, grad.shape[2], k)
    return torch.autograd.grad(answer, features, grad)[0]


def features_by_grid_sample(grad, boxes, images, shape, k):
    if len(boxes) == 0:
        return torch.zeros(tuple(shape))
    features = torch.zeros(tuple(shape), requires_grad=True)
    (align_with_grid_sample(features, boxes, images, grad.shape[2], k) * grad).sum().backward()
    return features.grad


def features_in_loops(grad, boxes, images, shape, k):
    back = torch.zeros(tuple(shape))
    n = grad.shape[2]
    for r, p, q in product(range(len(boxes)), range(n), range(n)):
        cy, cx, h, w = boxes[r].tolist()
        for a, b in product(range(k), range(k)):
            y = (cy + h * ((p * k + a + 0.5) / (n * k) - 0.5)) * shape[2] - 0.5
            x = (cx + w * ((q * k + b + 0.5) / (n * k) - 0.5)) * shape[3] - 0.5
            for i, j in product(range(shape[2]), range(shape[3])):
                weight = max(1 - abs(y - i), 0) * max(1 - abs(x - j), 0) / k**2
                if weight > 0:
                    back[images[r], :, i, j] += weight * grad[r, :, p, q]
    return back


def features_in_numpy(grad, boxes, images, shape, k):
    """The transposed matrices of rows and columns, one box after another."""
    n, back = grad.shape[2], np.zeros(tuple(shape))
    at = (np.arange(n * k) + 0.5) / (n * k) - 0.5
    for image, (cy, cx, h, w), pull in zip(
        images.tolist(), boxes.tolist(), grad.numpy(), strict=True
    ):
        y, x = (cy + h * at) * shape[2] - 0.5, (cx + w * at) * shape[3] - 0.5
        rows, columns = (
            np.maximum(1 - abs(v[:, None] - np.arange(size)), 0).reshape(n, k, size).mean(axis=1)
            for v, size in ((y, shape[2]), (x, shape[3]))
        )
        back[image] += rows.T @ pull @ columns
    return back


def features_image_by_image(grad, boxes, images, shape, k):
    n, back = grad.shape[2], []
    for image in range(shape[0]):
        own = images == image
        cy, cx, h, w = boxes[own].double().T
        down, across = axis_weights(cy, h, n, k, shape[2]), axis_weights(cx, w, n, k, shape[3])
        back.append(torch.einsum("rcpq,rph,rqw->chw", grad[own].double(), down, across))
    return torch.stack(back)


def boxes_by_autograd(grad, features, boxes, images, k):
    of = boxes.clone().requires_grad_()
    return torch.autograd.grad(align(features, of, images, grad.shape[2], k), of, grad)[0]


def boxes_by_grid_sample(grad, features, boxes, images, k):
    if len(boxes) == 0:
        return boxes
    of = boxes.double().requires_grad_()
    answer = align_with_grid_sample(features.double(), of, images, grad.shape[2], k)
    (answer * grad).sum().backward()
    return of.grad


def boxes_by_differences(grad, features, boxes, images, k, step=1e-5):
    n, columns = grad.shape[2], []
    for move in step * torch.eye(4, dtype=torch.float64):
        there, here = (align(features.double(), boxes + s * move, images, n, k) for s in (1, -1))
        columns.append((grad * (there - here)).sum(dim=(1, 2, 3)) / (2 * step))
    return torch.stack(columns, dim=1)


def boxes_in_loops(grad, features, boxes, images, k):
    n, back = grad.shape[2], torch.zeros(len(boxes), 4)
    height, width = features.shape[2:]
    for r, c, p, q in product(*(range(size) for size in grad.shape)):
        cy, cx, h, w = boxes[r].tolist()
        for a, b in product(range(k), range(k)):
            v, u = (p * k + a + 0.5) / (n * k) - 0.5, (q * k + b + 0.5) / (n * k) - 0.5
            y, x = (cy + h * v) * height - 0.5, (cx + w * u) * width - 0.5
            for i, j in product(range(height), range(width)):
                if abs(y - i) < 1 and abs(x - j) < 1:
                    pull = float(grad[r, c, p, q] * features[images[r], c, i, j]) / k**2
                    by_y = pull * (1 if i > y else -1) * (1 - abs(x - j)) * height
                    by_x = pull * (1 if j > x else -1) * (1 - abs(y - i)) * width
                    back[r] += torch.tensor([by_y, by_x, by_y * v, by_x * u])
    return back


def boxes_one_at_a_time(grad, features, boxes, images, k):
    rows = torch.zeros(len(boxes), 4)
    for row, of, one, pull in zip(rows, boxes.double(), images, grad, strict=True):
        box = of[None].requires_grad_()
        (align(features.double(), box, one[None], len(pull[0]), k) * pull).sum().backward()
        row += box.grad[0]
    return rows


of_features = Exercise(
    "gradient_for_features",
    gradient_for_features,
    Cases(
        tuple(map(for_features, HAND_PICKED)),
        _going_back(INSIDE | ANYWHERE, 0).map(for_features),
        lambda *_: None,
    ),
    by_hand=([[[[0] * 4, [0, 0.375, 0.125, 0], [0, 0.375, 0.125, 0], [0] * 4]]],),
    exhibits=(),
    mutants=(
        *with_weights(gradient_for_features, **SLIPS_OF_WEIGHTS),
        *rewritten(
            gradient_for_features,
            keeping_one_box=(".index_add(0, images, of_boxes)", ".index_copy(0, images, of_boxes)"),
            on_the_first_image=("0, images, of_boxes", "0, images * 0, of_boxes"),
            turned_bins=("rcpq,", "rcqp,"),
            summed_over_channels=('"rcpq,rph,rqw->rchw", grad', '"rcpq,rph,rqw->rchw", grad.sum(1, keepdim=True).expand_as(grad)'),
            x_before_y=("cy, cx, h, w =", "cx, cy, w, h ="),
            for_each_box=("return grad.new_zeros(tuple(shape)).index_add(0, images, of_boxes)", "return of_boxes"),
            of_the_bins_mean=("grad, down, across)", "grad.mean(dim=(2, 3), keepdim=True).expand_as(grad), down, across)"),
            of_ones=("grad, down, across)", "torch.ones_like(grad), down, across)"),
            that_need_a_box=("cy, cx, h, w =", "boxes[0]\n    cy, cx, h, w ="),
        ),
        *with_answers(
            gradient_for_features, without_sign=torch.abs, downhill=lambda answer: -answer
        ),
    ),
    solutions=(
        features_by_autograd,
        features_by_grid_sample,
        features_in_loops,
        features_in_numpy,
        features_image_by_image,
    ),
)  # fmt: skip


def _with_slopes(**changes):
    """gradient_for_boxes, with other weights and slopes along an axis."""
    made = []
    for name, change in changes.items():
        (wrong,) = rewritten(weights_and_slopes, slipped=change)
        (slipped,) = rewritten(gradient_for_boxes, **{name: ("n = grad", "n = grad")})
        slipped.__globals__["weights_and_slopes"] = wrong
        made.append(slipped)
    return tuple(made)


SLOPE = "-away.sign() * (away.abs() < 1) * length"
of_boxes = Exercise(
    "gradient_for_boxes",
    gradient_for_boxes,
    Cases(
        tuple(map(for_boxes, HAND_PICKED)),
        _going_back(INSIDE | ANYWHERE, 0).map(for_boxes),
        lambda *_: None,
    ),
    by_hand=([[13, -18, 0, 0]], [[0, 8, 0, 0]], [[0, 8, 0, 2]]),
    exhibits=(),
    mutants=(
        *_with_slopes(
            in_cells=(SLOPE, "-away.sign() * (away.abs() < 1)"),
            in_shares_of_a_cell=(SLOPE, "-away.sign() * (away.abs() < 1) / length"),
            downhill=(SLOPE, "away.sign() * (away.abs() < 1) * length"),
            of_all_cells=(SLOPE, "-away.sign() * length"),
            of_the_near_half=(SLOPE, "-away.sign() * (away.abs() < 0.5) * length"),
            size_as_centre=("slope * share[:, None]", "slope"),
            size_from_the_corner=("slope * share[:, None]", "slope * (share[:, None] + 0.5)"),
            size_by_half=("slope * share[:, None]", "slope / 2"),
            size_twice=("slope * share[:, None]", "slope * share[:, None] * 2"),
            size_without_sign=("slope * share[:, None]", "slope * share[:, None].abs()"),
            size_by_bins=("slope * share[:, None]", "slope * share.unflatten(0, (n, k)).mean(1).repeat_interleave(k)[:, None]"),
            size_forgotten=("slope * share[:, None]", "slope * 0"),
            slopes_summed=(".mean(dim=2)", ".sum(dim=2)"),
            without_half_a_cell=(") * length - 0.5", ") * length"),
            border_repeated=("away = ", "y = y.clamp(0, length - 1)\n    away = "),
            border_steep=("slope = ", "away = away * ((y > 0) & (y < length - 1))[:, :, None]\n    slope = "),
        ),
        *rewritten(
            gradient_for_boxes,
            corners_for_centres=("pairs = (by_cy, across), (down, by_cx), (by_h, across), (down, by_w)", "pairs = (by_cy - by_h, across), (down, by_cx - by_w), (by_h, across), (down, by_w)"),
            x_before_y=("(by_cy, across), (down, by_cx), (by_h, across), (down, by_w)", "(down, by_cx), (by_cy, across), (down, by_w), (by_h, across)"),
            sizes_first=("(by_cy, across), (down, by_cx), (by_h, across), (down, by_w)", "(by_h, across), (down, by_w), (by_cy, across), (down, by_cx)"),
            centres_alone=("return torch.stack(every, dim=1)", "return torch.stack(every[:2], dim=1)"),
            both_slopes_at_once=("(by_cy, across), (down, by_cx)", "(by_cy, by_cx), (by_cy, by_cx)"),
            of_the_first_image=("features[images]", "features[images * 0]"),
            of_ones=('->r", grad', '->r", torch.ones_like(grad)'),
            turned_bins=("rcpq,", "rcqp,"),
            summed_over_boxes=("return torch.stack(every, dim=1)", "return torch.stack(every, dim=1).sum(0, keepdim=True).expand(len(boxes), 4)"),
            in_rows=("torch.stack(every, dim=1)", "torch.stack(every)"),
            that_need_a_box=("n = grad", "boxes[0]\n    n = grad"),
        ),
        *with_answers(gradient_for_boxes, without_sign=torch.abs, as_direction=torch.sign),
        *named(no_gradient_at_all=lambda grad, features, boxes, images, k: torch.zeros(len(boxes), 4)),
    ),
    solutions=(
        boxes_by_autograd,
        boxes_by_grid_sample,
        boxes_by_differences,
        boxes_in_loops,
        boxes_one_at_a_time,
    ),
)  # fmt: skip
