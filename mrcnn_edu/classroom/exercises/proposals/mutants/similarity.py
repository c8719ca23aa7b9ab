"""Wrong sizes and fills, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.mutants import (
    named,
    of_boxes,
    of_fractions,
    rewritten,
    with_answers,
    without,
)
from mrcnn_edu.ops.region_similarity import size_and_fill


def in_torch(size_i, size_j, box_i, box_j, area):
    low = torch.minimum(box_i[:, :2], box_j[:, :2])
    high = torch.maximum(box_i[:, 2:], box_j[:, 2:])
    around = (high - low).prod(dim=1)
    size = 1 - (size_i + size_j) / area
    fill = 1 - (around - size_i - size_j) / area
    return size, fill


def of_the_shared_part(size_i, size_j, box_i, box_j, area):
    low = torch.maximum(box_i[:, :2], box_j[:, :2])
    high = torch.minimum(box_i[:, 2:], box_j[:, 2:])
    shared = (high - low).clamp(min=0).prod(dim=1)
    return 1 - (size_i + size_j) / area, 1 - (shared - size_i - size_j) / area


SIZE_AND_FILL = (
    *of_fractions(size_and_fill),
    # Boxes of regions have whole corners within the picture.
    *without("of_rounded_pixels", without("of_whole_pixels", without("of_short_integers",
        without("of_positive_coordinates", without("of_absolute_coordinates",
            of_boxes(size_and_fill)))))),
    *with_answers(
        size_and_fill,
        negative=lambda answer: -answer,
        the_other_way_round=lambda answer: 1 - answer,
        with_an_axis_more=lambda answer: answer[None],
        only_the_first=lambda answer: answer[:1],
        backwards=lambda answer: answer.flip(0),
        kept_from_zero=lambda answer: answer.clamp(min=0.1),
    ),
    *rewritten(
        in_torch,
        without_one_minus_in_size=("size = 1 - (", "size = ("),
        without_one_minus_in_fill=("fill = 1 - (around", "fill = (around"),
        size_of_the_first=("size = 1 - (size_i + size_j)", "size = 1 - (size_i)"),
        size_of_the_second=("size = 1 - (size_i + size_j)", "size = 1 - (size_j)"),
        size_of_the_larger=("(size_i + size_j)", "torch.maximum(size_i, size_j)"),
        size_of_the_difference=("size = 1 - (size_i + size_j)", "size = 1 - (size_i - size_j)"),
        size_without_division=("(size_i + size_j) / area", "(size_i + size_j)"),
        size_by_a_side=("(size_i + size_j) / area", "(size_i + size_j) / area**0.5"),
        fill_of_the_box_alone=("(around - size_i - size_j)", "(around)"),
        fill_without_the_second=("(around - size_i - size_j)", "(around - size_i)"),
        fill_without_the_first=("(around - size_i - size_j)", "(around - size_j)"),
        fill_with_both_added=("(around - size_i - size_j)", "(around + size_i + size_j)"),
        fill_with_a_sign_slip=("(around - size_i - size_j)", "(around - (size_i - size_j))"),
        fill_by_the_box=("- size_j) / area", "- size_j) / around"),
        fill_by_both_sizes=("- size_j) / area", "- size_j) / (size_i + size_j)"),
        fill_by_the_perimeter=(".prod(dim=1)", ".sum(dim=1)"),
        corners_not_the_lowest=("torch.minimum(box_i[:, :2], box_j[:, :2])", "box_i[:, :2]"),
        corners_not_the_highest=("torch.maximum(box_i[:, 2:], box_j[:, 2:])", "box_j[:, 2:]"),
        with_plus_one=("(high - low)", "(high - low + 1)"),
        fill_first=("return size, fill", "return fill, size"),
        size_alone=("return size, fill", "return size"),
        added_up=("return size, fill", "return size + fill"),
        of_the_first_pair=("return size, fill", "return size[0], fill[0]"),
    ),
    *named(
        of_box_i_twice=lambda size_i, size_j, box_i, box_j, area: in_torch(
            size_i, size_j, box_i, box_i, area
        ),
        of_size_i_twice=lambda size_i, size_j, box_i, box_j, area: in_torch(
            size_i, size_i, box_i, box_j, area
        ),
        of_the_shared_part=of_the_shared_part,
        of_width_and_height=lambda size_i, size_j, box_i, box_j, area: in_torch(
            size_i,
            size_j,
            torch.cat((box_i[:, :2], box_i[:, :2] + box_i[:, 2:]), dim=1),
            torch.cat((box_j[:, :2], box_j[:, :2] + box_j[:, 2:]), dim=1),
            area,
        ),
        of_48_pixels=lambda size_i, size_j, box_i, box_j, area: in_torch(
            size_i, size_j, box_i, box_j, 48
        ),
    ),
)  # fmt: skip
