"""Wrong windows, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.mutants import (
    of_boxes,
    of_rows,
    rewritten,
    with_answers,
    without,
)
from mrcnn_edu.ops.window_pooling import map_windows


def in_torch(boxes, stride, grid):
    low, high = boxes[:, :2] / stride, boxes[:, 2:] / stride
    height, width = grid
    first = low.floor() + 1
    last = high.ceil() - 1
    middle = ((low + high) / 2 + 0.5).floor()
    empty = first > last
    cells = torch.cat((first.where(~empty, middle), last.where(~empty, middle)), dim=1)
    most = cells.new_tensor([width, height, width, height]) - 1
    return cells.clamp(min=0).minimum(most).long()


MAP_WINDOWS = (
    *of_rows(map_windows),
    *without("of_coordinates_to_one", without("of_positive_coordinates", of_boxes(map_windows))),
    *rewritten(
        in_torch,
        with_ceil_first=("low.floor() + 1", "low.ceil()"),
        with_floor_last=("high.ceil() - 1", "high.floor()"),
        without_a_step_first=("low.floor() + 1", "low.floor()"),
        without_a_step_last=("high.ceil() - 1", "high.ceil()"),
        outwards=("low.floor() + 1\n    last = high.ceil() - 1",
                  "low.floor() - 1\n    last = high.ceil() + 1"),
        with_two_steps=("high.ceil() - 1", "high.ceil() - 2"),
        rounded=("low.floor() + 1\n    last = high.ceil() - 1", "low.round()\n    last ="
                 " high.round()"),
        with_the_first_cell_when_empty=("((low + high) / 2 + 0.5).floor()", "low.floor()"),
        with_the_second_cell_when_empty=("((low + high) / 2 + 0.5).floor()", "low.floor() + 1"),
        with_the_middle_rounded_down=("((low + high) / 2 + 0.5).floor()",
                                      "((low + high) / 2).floor()"),
        with_the_middle_rounded_up=("((low + high) / 2 + 0.5).floor()",
                                    "((low + high) / 2).ceil()"),
        with_the_middle_always=("empty = first > last", "empty = first <= last + 99"),
        with_no_middle=("empty = first > last", "empty = first > last + 99"),
        empty_in_both_or_none=("empty = first > last",
                               "empty = (first > last).any(dim=1, keepdim=True)"),
        with_cell_zero_when_empty=("((low + high) / 2 + 0.5).floor()", "0 * low"),
        with_rows_first=("[width, height, width, height]", "[height, width, height, width]"),
        beyond_the_last=("[width, height, width, height]) - 1", "[width, height, width, height])"),
        without_a_lower_end=("cells.clamp(min=0)", "cells"),
        without_an_upper_end=(".minimum(most)", ""),
        with_a_lower_end_of_one=("cells.clamp(min=0)", "cells.clamp(min=1)"),
        of_stride_16=("boxes[:, :2] / stride, boxes[:, 2:] / stride",
                      "boxes[:, :2] / 16, boxes[:, 2:] / 16"),
        by_the_scale=("boxes[:, :2] / stride, boxes[:, 2:] / stride",
                      "boxes[:, :2] * stride, boxes[:, 2:] * stride"),
        half_a_stride_off=("boxes[:, :2] / stride, boxes[:, 2:] / stride",
                           "boxes[:, :2] / stride - 0.5, boxes[:, 2:] / stride - 0.5"),
        as_fractions=(".long()", ""),
        of_the_longer_side=("height, width = grid", "height = width = max(grid)"),
        of_the_shorter_side=("height, width = grid", "height = width = min(grid)"),
    ),
    *with_answers(
        map_windows,
        with_y_first=lambda windows: windows[:, [1, 0, 3, 2]],
        with_sizes=lambda windows: torch.cat(
            (windows[:, :2], windows[:, 2:] - windows[:, :2] + 1), dim=1
        ),
        with_open_ends=lambda windows: windows + torch.tensor([0, 0, 1, 1]),
        numbered_from_one=lambda windows: windows + 1,
        in_pixels=lambda windows: windows * 16,
    ),
)  # fmt: skip
