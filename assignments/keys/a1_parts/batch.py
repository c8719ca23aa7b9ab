"""IoU of boxes of pixels, in batches that are filled up."""

from itertools import product

import numpy as np
import torch
from a1_parts.tools import box_iou, no_picture, pixels_of
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import of_fractions, rewritten, with_answers


def pixel_iou(boxes1, counts1, boxes2, counts2):
    first = torch.maximum(boxes1[:, :, None, :2], boxes2[:, None, :, :2])
    last = torch.minimum(boxes1[:, :, None, 2:], boxes2[:, None, :, 2:])
    shared = (last - first + 1).clamp(min=0).prod(dim=3)
    area1 = (boxes1[..., 2:] - boxes1[..., :2] + 1).prod(dim=2)
    area2 = (boxes2[..., 2:] - boxes2[..., :2] + 1).prod(dim=2)
    iou = shared / (area1[:, :, None] + area2[:, None, :] - shared)
    real1 = torch.arange(boxes1.shape[1]) < counts1[:, None]
    real2 = torch.arange(boxes2.shape[1]) < counts2[:, None]
    return torch.where(real1[:, :, None] & real2[:, None, :], iou, 0.0)


_place, _length = st.sampled_from([0, 1, 2, 3, 5, 600]), st.sampled_from([0, 1, 2, 4, 90])
_pixel_box = st.tuples(_place, _place, _length, _length).map(
    lambda b: [b[0], b[1], b[0] + b[2], b[1] + b[3]]
)
_filling = _pixel_box | st.lists(st.integers(-9, 9), min_size=4, max_size=4)


@st.composite
def _images(draw, images, filled):
    """The boxes of some images, (B, N, 4), and how many of each are real."""
    rows = draw(st.integers(1, 4))
    counts = [draw(st.integers(0, rows)) if filled else rows for _ in range(images)]
    kinds = [[_pixel_box if row < count else _filling for row in range(rows)] for count in counts]
    return torch.tensor([[draw(kind) for kind in image] for image in kinds]), torch.tensor(counts)


@st.composite
def _batches(draw, filled):
    images = draw(st.integers(1, 3))
    (boxes1, counts1), (boxes2, counts2) = (draw(_images(images, filled)) for _ in range(2))
    return {"boxes1": boxes1, "counts1": counts1, "boxes2": boxes2, "counts2": counts2}


def batch(*images):
    """The arguments, from each image's boxes and count of the first set and of the second."""
    boxes1, counts1, boxes2, counts2 = (torch.tensor(part) for part in zip(*images, strict=True))
    return {"boxes1": boxes1, "counts1": counts1, "boxes2": boxes2, "counts2": counts2}


A, B, DOT = [1, 1, 5, 3], [4, 2, 7, 6], [4, 2, 4, 2]
UPSIDE_DOWN, NO_WIDTH = [9, 9, 3, 3], [5, 5, 4, 9]  # of an area that isn't one
whole_batches = Cases(
    (
        batch(([A], 1, [B], 1)),
        batch(([A], 1, [B, DOT, A], 3)),
        batch(([A], 1, [B], 1), ([DOT], 1, [DOT], 1)),
        batch(([A, DOT], 2, [B], 1)),
        batch(([A, B], 2, [A, B], 2), ([B, B], 2, [DOT, A], 2), ([DOT, A], 2, [B, A], 2)),
        batch(([[0, 0, 199, 149]], 1, [[100, 75, 299, 224]], 1)),
    ),
    _batches(False),
    no_picture,
)
filled_batches = Cases(
    (
        batch(([A, A], 1, [B, B], 2)),
        batch(([A, B], 2, [B, A], 1)),
        batch(([A, NO_WIDTH], 1, [NO_WIDTH, NO_WIDTH], 0)),
        batch(([A, UPSIDE_DOWN], 1, [B, UPSIDE_DOWN], 1), ([DOT, A], 0, [DOT, NO_WIDTH], 1)),
        batch(([A, B], 1, [B], 1), ([A, B], 2, [A], 1)),
        batch(([], 0, [A], 1), ([], 0, [B], 0)) | {"boxes1": torch.zeros(2, 0, 4).long()},
    ),
    _batches(True),
    no_picture,
)


def pixels_in_sets(boxes1, counts1, boxes2, counts2):
    table = torch.zeros(len(boxes1), boxes1.shape[1], boxes2.shape[1])
    for b in range(len(boxes1)):
        for n in range(int(counts1[b])):
            for m in range(int(counts2[b])):
                p, q = (pixels_of(*box.tolist()) for box in (boxes1[b, n], boxes2[b, m]))
                table[b, n, m] = len(p & q) / len(p | q)
    return table


def pixels_in_lists(boxes1, counts1, boxes2, counts2):
    def one(a, b):
        across, down = (min(a[k + 2], b[k + 2]) - max(a[k], b[k]) + 1 for k in (0, 1))
        shared = across * down if across > 0 and down > 0 else 0
        return shared / (sum((c[2] - c[0] + 1) * (c[3] - c[1] + 1) for c in (a, b)) - shared)

    table = np.zeros((len(boxes1), boxes1.shape[1], boxes2.shape[1])).tolist()
    for image, p, n1, q, n2 in zip(table, boxes1, counts1, boxes2, counts2, strict=True):
        for n, m in product(range(n1), range(n2)):
            image[n][m] = one(p[n].tolist(), q[m].tolist())
    return table


def pixels_as_continuous_boxes(boxes1, counts1, boxes2, counts2):
    out = torch.zeros(len(boxes1), boxes1.shape[1], boxes2.shape[1], dtype=torch.float64)
    for b, (n, m) in enumerate(zip(counts1, counts2, strict=True)):
        p, q = boxes1[b, :n].double(), boxes2[b, :m].double()
        last = p.new_tensor([0, 0, 1, 1])
        out[b, :n, :m] = box_iou(p + last, q + last)
    return out


def pixels_in_numpy(boxes1, counts1, boxes2, counts2):
    p, q = boxes1.numpy()[:, :, None], boxes2.numpy()[:, None]
    low, high = np.maximum(p, q)[..., :2], np.minimum(p, q)[..., 2:]
    shared = np.clip(high - low + 1, 0, None).prod(-1)
    area_p, area_q = ((x[..., 2:] - x[..., :2] + 1).prod(-1) for x in (p, q))
    with np.errstate(all="ignore"):
        iou = shared / (area_p + area_q - shared)
    for b, (n, m) in enumerate(zip(counts1.tolist(), counts2.tolist(), strict=True)):
        iou[b, n:], iou[b, :, m:] = 0, 0
    return iou


def pixels_cleaned_first(boxes1, counts1, boxes2, counts2):
    def cleaned(boxes, counts, away):
        real = torch.arange(boxes.shape[1]) < counts[:, None]
        return torch.where(real[..., None], boxes, torch.tensor([away] * 4)).unbind(-1)

    (a, b, c, d), (e, f, g, h) = cleaned(boxes1, counts1, -10), cleaned(boxes2, counts2, -20)

    def side(start1, end1, start2, end2):
        end = torch.min(end1[:, :, None], end2[:, None])
        return (end - torch.max(start1[:, :, None], start2[:, None]) + 1).clamp(min=0)

    shared = side(a, c, e, g) * side(b, d, f, h)
    both = ((c - a + 1) * (d - b + 1))[:, :, None] + ((g - e + 1) * (h - f + 1))[:, None]
    return shared / (both - shared)


def all_rows_are_real(boxes1, counts1, boxes2, counts2):
    full1, full2 = (
        torch.full_like(c, len(b[0])) for c, b in ((counts1, boxes1), (counts2, boxes2))
    )
    return pixel_iou(boxes1, full1, boxes2, full2)


UNION = "(area1[:, :, None] + area2[:, None, :] - shared)"
REAL1 = "torch.arange(boxes1.shape[1]) < counts1[:, None]"
REAL2 = "torch.arange(boxes2.shape[1]) < counts2[:, None]"
PIXEL_SOLUTIONS = (
    pixels_in_sets,
    pixels_in_lists,
    pixels_as_continuous_boxes,
    pixels_in_numpy,
    pixels_cleaned_first,
)
SLIPS_OF_IOU = rewritten(
    pixel_iou,
    shared_without_plus_one=("(last - first + 1)", "(last - first)"),
    first_area_without_plus_one=("boxes1[..., :2] + 1)", "boxes1[..., :2])"),
    second_area_without_plus_one=("boxes2[..., :2] + 1)", "boxes2[..., :2])"),
    without_clamp=(".clamp(min=0)", ""),
    clamped_to_one=(".clamp(min=0)", ".clamp(min=1)"),
    without_sign=(".clamp(min=0)", ".abs()"),
    clamped_too_late=(".clamp(min=0).prod(dim=3)", ".prod(dim=3).clamp(min=0)"),
    shared_twice=(" - shared)", ")"),
    earlier_start=("torch.maximum(", "torch.minimum("),
    later_end=("torch.minimum(", "torch.maximum("),
    over_the_first=(UNION, "area1[:, :, None]"),
    over_the_larger=(UNION, "torch.maximum(area1[:, :, None], area2[:, None, :])"),
    over_the_smaller=(UNION, "torch.minimum(area1[:, :, None], area2[:, None, :])"),
    sides_added=("boxes1[..., :2] + 1).prod(", "boxes1[..., :2] + 1).sum("),
    across_alone=("(min=0).prod(dim=3)", "(min=0)[..., 0]"),
    down_alone=("(min=0).prod(dim=3)", "(min=0)[..., 1]"),
    divided_into_whole=("shared / ", "shared // "),
)
pixels = Exercise(
    "pixel_iou",
    pixel_iou,
    whole_batches,
    by_hand=([[[4 / 31]]], [[[4 / 31, 1 / 15, 1]]], [[[4 / 31]], [[1]]], [[[4 / 31], [1 / 20]]]),
    exhibits=(),
    mutants=(
        *of_fractions(pixel_iou)[:9],  # the others change fractions that are given
        *SLIPS_OF_IOU,
        *with_answers(
            pixel_iou,
            turned=lambda answer: answer.mT,
            without_a_batch=lambda answer: answer.flatten(0, 1),
            of_the_first_image=lambda answer: answer[:1].expand_as(answer),
            summed_over_images=lambda answer: answer.sum(dim=0),
        ),
    ),
    solutions=(*PIXEL_SOLUTIONS, all_rows_are_real),
)
filled_pixels = Exercise(
    "pixel_iou",
    pixel_iou,
    filled_batches,
    by_hand=([[[4 / 31, 4 / 31], [0, 0]]], [[[4 / 31, 0], [1, 0]]]),
    exhibits=(),
    mutants=(
        all_rows_are_real,
        *SLIPS_OF_IOU[:3],
        *rewritten(
            pixel_iou,
            a_row_too_many=("< counts1", "<= counts1"),
            a_row_too_many_in_the_second=("< counts2", "<= counts2"),
            first_counts_alone=(" & real2[:, None, :]", ""),
            second_counts_alone=("real1[:, :, None] & ", ""),
            either_is_enough=("None] & real2", "None] | real2"),
            counts_exchanged=(REAL1, REAL1.replace("counts1", "counts2")),
            count_of_the_first_image=("counts1[:, None]", "counts1[:1, None]"),
            largest_count=("counts2[:, None]", "counts2.max().expand(len(counts2), 1)"),
            smallest_count=("counts2[:, None]", "counts2.min().expand(len(counts2), 1)"),
            nan_times_zero=("torch.where(", "(lambda real, iou, no: iou * real)("),
            filling_is_nan=("iou, 0.0)", "iou, float('nan'))"),
            filling_is_minus_one=("iou, 0.0)", "iou, -1.0)"),
            cut_to_the_counts=("iou, 0.0)", "iou, 0.0)[:, : counts1.max(), : counts2.max()]"),
            nothing_loses_its_shape=("iou, 0.0)", "iou, 0.0)[:, :, : boxes1.numel()]"),
            filling_has_no_sides=(REAL1, "(boxes1[..., 2:] >= boxes1[..., :2]).all(-1)"),
            filling_is_all_zero=(REAL2, "(boxes2 != 0).any(-1)"),
            filling_is_below_zero=(REAL2, "(boxes2 >= 0).all(-1)"),
            rows_from_the_end=(
                "torch.arange(boxes1.shape[1])",
                "torch.arange(len(boxes1[0])).flip(0)",
            ),
        ),
    ),
    solutions=PIXEL_SOLUTIONS,
)
