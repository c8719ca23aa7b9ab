"""Wrong levels of boxes, besides those of the museum, each with a name that tells the slip."""

import math

import torch

from mrcnn_edu.classroom.exercises.mutants import (
    named,
    of_boxes,
    of_rows,
    with_answers,
    with_arguments,
)
from mrcnn_edu.ops.boxes import box_area, box_convert
from mrcnn_edu.ops.roi_pooling import assign_fpn_level


def assigned(boxes, k_min, k_max):
    return assign_fpn_level(boxes, k_min=k_min, k_max=k_max)


def _width(boxes):
    return boxes[:, 2] - boxes[:, 0]


def _height(boxes):
    return boxes[:, 3] - boxes[:, 1]


def _level(side, k_min, k_max, *, canonical=224.0, at=4, epsilon=1e-6):
    """The right formula, unless a constant is exchanged."""
    exact = at + torch.log2(side / canonical) + epsilon
    return torch.floor(exact).nan_to_num(nan=k_min).clamp(k_min, k_max).long()


def _of_side(side, **constants):
    return lambda boxes, k_min, k_max: _level(side(boxes), k_min, k_max, **constants)


def _root(boxes):
    return box_area(boxes).sqrt()


def level_in_a_loop_without_area(boxes, k_min, k_max):
    levels = []
    for x1, y1, x2, y2 in boxes.tolist():
        k = math.floor(4 + math.log2(math.sqrt((x2 - x1) * (y2 - y1)) / 224) + 1e-6)
        levels.append(min(max(k, k_min), k_max))
    return levels


def level_cut_before_the_sum(boxes, k_min, k_max):
    steps = torch.log2(_root(boxes) / 224) + 1e-6
    return (4 + steps.trunc()).clamp(k_min, k_max).long()


def level_by_thresholds_that_belong_below(boxes, k_min, k_max):
    side, level = _root(boxes), torch.full((len(boxes),), k_min)
    for k in range(k_min + 1, k_max + 1):
        level[side > 224 * 2.0 ** (k - 4) * (1 + 1e-6)] = k
    return level


LEVEL = (
    *of_rows(assigned),
    *of_boxes(assigned),
    *with_answers(
        assigned,
        counted_from_zero=lambda levels: levels - levels.min() if len(levels) else levels,
        one_too_coarse=lambda levels: levels + 1,
        one_too_fine=lambda levels: levels - 1,
        as_fractions=lambda levels: levels.float(),
        sorted=lambda levels: levels.sort().values,
        one_for_all=lambda levels: levels.max().expand_as(levels) if len(levels) else levels,
        as_yes_or_no=lambda levels: levels > 2,
        in_bytes_of_eight=lambda levels: levels.bool().long(),
    ),
    *with_arguments(
        assigned,
        of_half_precision=lambda boxes: boxes.half().float(),
        of_widths_and_heights=lambda boxes: box_convert(boxes, "xywh", "xyxy"),
        with_plus_one=lambda boxes: boxes + torch.tensor([0.0, 0, 1, 1]),
    ),
    *named(
        level_by_the_shorter_side=_of_side(lambda b: torch.minimum(_width(b), _height(b))),
        level_by_the_width=_of_side(_width),
        level_by_the_height=_of_side(_height),
        level_by_the_mean_side=_of_side(lambda b: (_width(b) + _height(b)) / 2),
        level_by_the_diagonal=_of_side(lambda b: torch.hypot(_width(b), _height(b))),
        level_of_256=_of_side(_root, canonical=256.0),
        level_of_112=_of_side(_root, canonical=112.0),
        level_of_225=_of_side(_root, canonical=225.0),
        level_from_5=_of_side(_root, at=5),
        level_from_0=_of_side(_root, at=0),
        level_with_a_large_epsilon=_of_side(_root, epsilon=1e-2),
        level_with_epsilon_taken_away=_of_side(_root, epsilon=-1e-6),
        level_rounded_up=lambda boxes, k_min, k_max: (
            torch.ceil(4 + torch.log2(_root(boxes) / 224)).clamp(k_min, k_max).long()
        ),
        level_by_the_logarithm_of_ten=lambda boxes, k_min, k_max: (
            torch.floor(4 + torch.log10(_root(boxes) / 224)).clamp(k_min, k_max).long()
        ),
        level_never_below_2_or_above_5=lambda boxes, k_min, k_max: assigned(boxes, 2, 5),
        level_with_no_coarsest=lambda boxes, k_min, k_max: assigned(boxes, k_min, 99),
        level_with_no_finest=lambda boxes, k_min, k_max: _level(_root(boxes) + 1e-9, -99, k_max),
        level_wrapped_around=lambda boxes, k_min, k_max: (
            k_min + (assigned(boxes, -99, 99) - k_min) % (k_max - k_min + 1)
        ),
        level_without_area_coarsest=lambda boxes, k_min, k_max: torch.where(
            box_area(boxes) > 0, assigned(boxes, k_min, k_max), k_max
        ),
        level_with_limits_exchanged=lambda boxes, k_min, k_max: (
            k_min + k_max - assigned(boxes, k_min, k_max)
        ),
        level_in_a_loop_without_area=level_in_a_loop_without_area,
        level_cut_before_the_sum=level_cut_before_the_sum,
        level_by_thresholds_that_belong_below=level_by_thresholds_that_belong_below,
    ),
)
