"""Wrong pyramids, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.mutants import of_fractions, of_rows, rewritten, without
from mrcnn_edu.ops.roi_pooling import spatial_pyramid_pool


def in_torch(features, levels):
    height, width = features.shape[2:]
    parts = []
    for n in levels:
        rows = [(i * height // n, -(-(i + 1) * height // n)) for i in range(n)]
        columns = [(j * width // n, -(-(j + 1) * width // n)) for j in range(n)]
        bins = [features[:, :, a:b, c:d].amax(dim=(2, 3)) for a, b in rows for c, d in columns]
        part = torch.stack(bins, dim=2)
        parts.append(part.flatten(1))
    return torch.cat(parts, dim=1)


SPATIAL_PYRAMID_POOL = (
    *of_fractions(spatial_pyramid_pool),
    *without("that_needs_a_row", of_rows(spatial_pyramid_pool)),
    *rewritten(
        in_torch,
        with_rows_that_end_early=("-(-(i + 1) * height // n)", "(i + 1) * height // n or 1"),
        with_columns_that_end_early=("-(-(j + 1) * width // n)",
                                     "max((j + 1) * width // n, j * width // n + 1)"),
        with_rows_that_begin_late=("(i * height // n,", "(min(-(-i * height // n), height - 1),"),
        with_columns_that_begin_late=("(j * width // n,", "(min(-(-j * width // n), width - 1),"),
        with_whole_steps=("(i * height // n, -(-(i + 1) * height // n))",
                          "(i * max(height // n, 1), (i + 1) * max(height // n, 1))"),
        with_whole_windows=("(j * width // n, -(-(j + 1) * width // n))",
                            "(min(j * -(-width // n), width - 1), (j + 1) * -(-width // n))"),
        with_one_cell_more=("features[:, :, a:b, c:d]", "features[:, :, a : b + 1, c : d + 1]"),
        with_one_cell_less=("features[:, :, a:b, c:d]",
                            "features[:, :, a : max(b - 1, a + 1), c : max(d - 1, c + 1)]"),
        with_one_cell_before=("features[:, :, a:b, c:d]",
                              "features[:, :, max(a - 1, 0) : b, max(c - 1, 0) : d]"),
        of_rows_alone=("features[:, :, a:b, c:d]", "features[:, :, a:b]"),
        of_columns_alone=("features[:, :, a:b, c:d]", "features[:, :, :, c:d]"),
        of_the_first_cell=("features[:, :, a:b, c:d]", "features[:, :, a : a + 1, c : c + 1]"),
        of_the_last_cell=("features[:, :, a:b, c:d]", "features[:, :, b - 1 : b, d - 1 : d]"),
        by_the_smallest=(".amax(dim=(2, 3))", ".amin(dim=(2, 3))"),
        by_the_sum=(".amax(dim=(2, 3))", ".sum(dim=(2, 3))"),
        by_the_mean=(".amax(dim=(2, 3))", ".mean(dim=(2, 3))"),
        by_the_size=(".amax(dim=(2, 3))", ".abs().amax(dim=(2, 3))"),
        above_zero=(".amax(dim=(2, 3))", ".amax(dim=(2, 3)).clamp(min=0)"),
        by_the_diagonal=(".amax(dim=(2, 3))", ".mT.amax(dim=(2, 3))[:, :1].expand(-1,"
                         " features.shape[1])"),
        column_by_column=("for a, b in rows for c, d in columns",
                          "for c, d in columns for a, b in rows"),
        backwards_in_rows=("for a, b in rows for c, d", "for a, b in rows[::-1] for c, d"),
        with_width_for_height=("height, width = features.shape[2:]",
                               "width, height = features.shape[2:]"),
        of_transposed_maps=("height, width = features.shape[2:]",
                            "features = features.mT\n    height, width = features.shape[2:]"),
        of_squares=("height, width = features.shape[2:]",
                    "height = width = min(features.shape[2:])"),
        of_coarse_levels_first=("for n in levels", "for n in sorted(levels)"),
        of_levels_backwards=("for n in levels", "for n in levels[::-1]"),
        of_levels_once=("for n in levels", "for n in dict.fromkeys(levels)"),
        of_the_first_level=("for n in levels", "for n in levels[:1]"),
        of_the_last_level=("for n in levels", "for n in levels[-1:]"),
        of_levels_squared=("for n in levels", "for n in [n * n for n in levels]"),
        of_the_usual_levels=("for n in levels", "for n in (4, 2, 1)"),
        bins_before_channels=("part.flatten(1)", "part.mT.flatten(1)"),
        channels_before_levels=("parts.append(part.flatten(1))\n    return torch.cat(parts, dim=1)",
                                "parts.append(part)\n    return torch.cat(parts,"
                                " dim=2).flatten(1)"),
        as_a_table=("parts.append(part.flatten(1))\n    return torch.cat(parts, dim=1)",
                    "parts.append(part)\n    return torch.cat(parts, dim=2)"),
        of_all_images_in_one=("torch.cat(parts, dim=1)", "torch.cat(parts, dim=1).flatten()"),
        of_the_first_image=("torch.cat(parts, dim=1)", "torch.cat(parts, dim=1)[0]"),
    ),
)  # fmt: skip
