"""Wrong ways to pool many windows, besides those of the museum, named after the slip."""

import torch

from mrcnn_edu.classroom.exercises.mutants import of_fractions, of_rows, rewritten, without
from mrcnn_edu.ops.roi_pooling import spatial_pyramid_pool
from mrcnn_edu.ops.window_pooling import pool_windows


def in_torch(features, windows, levels):
    rows = []
    for x1, y1, x2, y2 in windows.tolist():
        inside = features[None, :, y1 : y2 + 1, x1 : x2 + 1]
        rows.append(spatial_pyramid_pool(inside, levels)[0])
    return torch.stack(rows)


def mend_me(features, windows, levels):
    """What the lesson gives to mend: two bugs, in the two lines of the loop."""
    rows = []
    for x1, y1, x2, y2 in windows.tolist():
        inside = features[None, :, y1 : max(y2, y1 + 1), x1 : max(x2, x1 + 1)]
        rows.append(spatial_pyramid_pool(inside, sorted(levels, reverse=True))[0])
    return torch.stack(rows)


POOL_WINDOWS = (
    mend_me,
    *of_fractions(pool_windows),
    *without("that_needs_a_row", of_rows(pool_windows)),
    *rewritten(
        mend_me,
        with_the_levels_mended=("sorted(levels, reverse=True)", "levels"),
        with_the_cells_mended=("y1 : max(y2, y1 + 1), x1 : max(x2, x1 + 1)",
                               "y1 : y2 + 1, x1 : x2 + 1"),
        with_the_rows_mended=("y1 : max(y2, y1 + 1)", "y1 : y2 + 1"),
        with_the_columns_mended=("x1 : max(x2, x1 + 1)", "x1 : x2 + 1"),
    ),
    *rewritten(
        in_torch,
        without_the_last_row=("y1 : y2 + 1", "y1 : max(y2, y1 + 1)"),
        without_the_last_column=("x1 : x2 + 1", "x1 : max(x2, x1 + 1)"),
        without_the_last_cells=("y1 : y2 + 1, x1 : x2 + 1", "y1:y2, x1:x2"),
        without_the_first_cells=("y1 : y2 + 1, x1 : x2 + 1",
                                 "min(y1 + 1, y2) : y2 + 1, min(x1 + 1, x2) : x2 + 1"),
        with_a_cell_more=("y1 : y2 + 1, x1 : x2 + 1", "y1 : y2 + 2, x1 : x2 + 2"),
        with_a_cell_before=("y1 : y2 + 1, x1 : x2 + 1",
                            "max(y1 - 1, 0) : y2 + 1, max(x1 - 1, 0) : x2 + 1"),
        with_x_for_rows=("y1 : y2 + 1, x1 : x2 + 1", "x1 : x2 + 1, y1 : y2 + 1"),
        of_corner_and_sizes=("y1 : y2 + 1, x1 : x2 + 1", "y1 : y1 + y2 + 1, x1 : x1 + x2 + 1"),
        of_all_rows=("y1 : y2 + 1", ":"),
        of_all_columns=(", x1 : x2 + 1", ""),
        of_the_whole_map=("y1 : y2 + 1, x1 : x2 + 1", ":"),
        of_the_first_channel=("[None, :, y1", "[None, :1, y1"),
        of_the_fine_levels_first=("(inside, levels)", "(inside, sorted(levels, reverse=True))"),
        of_the_coarse_levels_first=("(inside, levels)", "(inside, sorted(levels))"),
        of_levels_backwards=("(inside, levels)", "(inside, levels[::-1])"),
        of_the_first_level=("(inside, levels)", "(inside, levels[:1])"),
        of_the_last_level=("(inside, levels)", "(inside, levels[-1:])"),
        of_turned_windows=("(inside, levels)", "(inside.mT, levels)"),
        of_negatives=("(inside, levels)", "(-inside, levels)"),
        above_zero=("(inside, levels)", "(inside.clamp(min=0), levels)"),
        in_one_row=("torch.stack(rows)", "torch.cat(rows)"),
        in_columns=("torch.stack(rows)", "torch.stack(rows, dim=1)"),
        backwards=("torch.stack(rows)", "torch.stack(rows[::-1])"),
        each_once=("windows.tolist()", "dict.fromkeys(map(tuple, windows.tolist()))"),
        in_order=("windows.tolist()", "sorted(windows.tolist())"),
        that_returns_too_early=("    return torch.stack(rows)", "        return torch.stack(rows)"),
    ),
)  # fmt: skip
