"""Wrong anchors, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.anchors.one_map import place_anchors
from mrcnn_edu.classroom.exercises.mutants import of_rows, rewritten, with_answers, without


def in_torch(scales, ratios, grid, stride):
    height, width = grid
    root = ratios.sqrt()[:, None]
    h, w = (root * scales).flatten(), (scales / root).flatten()
    cell = (torch.stack((-w, -h, w, h), dim=1) / 2).round()
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    places = torch.stack((x, y, x, y), dim=-1) * stride
    anchors = places[:, :, None] + cell
    return anchors.reshape(-1, 4)


PLACE_ANCHORS = (
    *without("that_needs_a_row", of_rows(place_anchors)),
    *with_answers(
        place_anchors,
        as_centres_and_sizes=lambda a: torch.cat(
            ((a[:, :2] + a[:, 2:]) / 2, a[:, 2:] - a[:, :2]), dim=1
        ),
        as_corner_and_sizes=lambda a: torch.cat((a[:, :2], a[:, 2:] - a[:, :2]), dim=1),
        with_y_first=lambda a: a[:, [1, 0, 3, 2]],
        clipped_at_zero=lambda a: a.clamp(min=0),
        a_pixel_larger=lambda a: a + torch.tensor([0, 0, 1, 1]),
        a_pixel_smaller=lambda a: a - torch.tensor([0, 0, 1, 1]),
        as_bytes=lambda a: a.to(torch.uint8).float(),
        in_short_integers=lambda a: a.to(torch.int8).float(),
        each_once=lambda a: a.unique(dim=0),
        in_half_precision=lambda a: a.bfloat16().float(),
    ),
    *rewritten(
        in_torch,
        with_ratios_not_their_roots=("ratios.sqrt()", "ratios"),
        with_ratios_upside_down=("ratios.sqrt()", "(1 / ratios).sqrt()"),
        with_all_ratios_one=("ratios.sqrt()", "ratios / ratios"),
        with_the_width_of_a_square=("(scales / root).flatten()",
                                    "(scales / root**0).flatten()"),
        with_the_height_of_a_square=("(root * scales).flatten()",
                                     "(root**0 * scales).flatten()"),
        with_wider_for_narrower=("(scales / root).flatten()", "(scales * root).flatten()"),
        with_areas_for_sides=("ratios.sqrt()[:, None]",
                              "ratios.sqrt()[:, None]\n    scales = scales**2"),
        with_all_ratios_of_a_scale_first=("ratios.sqrt()[:, None]",
                                          "ratios.sqrt()\n    scales = scales[:, None]"),
        with_scales_in_order=("ratios.sqrt()[:, None]",
                              "ratios.sqrt()[:, None]\n    scales = scales.sort().values"),
        with_ratios_in_order=("ratios.sqrt()[:, None]", "ratios.sort().values.sqrt()[:, None]"),
        of_the_first_scale=("ratios.sqrt()[:, None]",
                            "ratios.sqrt()[:, None]\n    scales = scales[:1]"),
        of_the_first_ratio=("ratios.sqrt()[:, None]", "ratios[:1].sqrt()[:, None]"),
        not_rounded=(" / 2).round()", " / 2)"),
        rounded_down=(" / 2).round()", " / 2).floor()"),
        rounded_up=(" / 2).round()", " / 2).ceil()"),
        truncated=(" / 2).round()", " / 2).trunc()"),
        rounded_before_halving=("dim=1) / 2).round()", "dim=1).round() / 2)"),
        twice_as_large=(" / 2).round()", ").round()"),
        from_the_corner=("(-w, -h, w, h)", "(0 * w, 0 * h, 2 * w, 2 * h)"),
        with_height_for_width=("(-w, -h, w, h)", "(-h, -w, h, w)"),
        with_rows_for_x=("(x, y, x, y)", "(y, x, y, x)"),
        with_the_second_corner_left=("(x, y, x, y)", "(x, y, 0 * x, 0 * y)"),
        with_x_in_the_outer_loop=("height, width = grid", "width, height = grid"),
        column_by_column=("anchors.reshape(-1, 4)", "anchors.transpose(0, 1).reshape(-1, 4)"),
        anchor_by_anchor=("anchors.reshape(-1, 4)", "anchors.movedim(2, 0).reshape(-1, 4)"),
        as_a_map=("anchors.reshape(-1, 4)", "anchors"),
        as_a_list_of_cells=("anchors.reshape(-1, 4)", "anchors.reshape(height * width, -1, 4)"),
        of_a_square_map=("height, width = grid", "height = width = max(grid)"),
        of_one_row=("torch.arange(height)", "torch.arange(1)"),
        of_one_row_less=("torch.arange(height)", "torch.arange(max(height - 1, 1))"),
        numbered_from_one=("torch.arange(width)", "torch.arange(1, width + 1)"),
        of_stride_16=(" * stride", " * 16"),
        without_a_stride=(" * stride", ""),
        half_a_stride_off=(" * stride", " * stride + stride / 2"),
        with_pixels_spread_evenly=(" * stride", " * stride * (width / max(width - 1, 1))"),
    ),
)  # fmt: skip
