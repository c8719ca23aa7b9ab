"""Wrong points of maps, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.keypoints.one_image import read_points
from mrcnn_edu.classroom.exercises.mutants import (
    of_boxes,
    of_fractions,
    of_rows,
    rewritten,
    with_answers,
    without,
)


def in_torch(maps, boxes):
    cells = maps.shape[-1]
    place = maps.flatten(2).argmax(dim=2)
    column, row = place % cells, place // cells
    width, height = (boxes[:, 2:] - boxes[:, :2])[:, None].unbind(-1)
    x = boxes[:, :1] + (column + 0.5) * width / cells
    y = boxes[:, 1:2] + (row + 0.5) * height / cells
    return torch.stack((x, y), dim=-1)


READ_POINTS = (
    *without("of_bfloat16", of_fractions(read_points)),
    *without("that_needs_a_row", of_rows(read_points)),
    *without("that_needs_float32", of_boxes(read_points)),
    *rewritten(
        in_torch,
        with_x_at_corners=("(column + 0.5)", "column"),
        with_y_at_corners=("(row + 0.5)", "row"),
        at_far_corners=("column, row = place % cells, place // cells",
                        "column, row = place % cells + 0.5, place // cells + 0.5"),
        half_a_cell_before=("column, row = place % cells, place // cells",
                            "column, row = place % cells - 1, place // cells - 1"),
        plus_half_a_pixel=("(column + 0.5) * width / cells", "column * width / cells + 0.5"),
        plus_half_a_pixel_down=("(row + 0.5) * height / cells", "row * height / cells + 0.5"),
        of_corners_aligned=("(column + 0.5) * width / cells",
                            "column * width / max(cells - 1, 1)"),
        of_a_width_plus_one=("(column + 0.5) * width", "(column + 0.5) * (width + 1)"),
        with_sides_exchanged=("width, height =", "height, width ="),
        with_widths_for_both=("(row + 0.5) * height", "(row + 0.5) * width"),
        with_heights_for_both=("(column + 0.5) * width", "(column + 0.5) * height"),
        with_rows_for_columns=("column, row =", "row, column ="),
        from_the_corner_of_the_image=("boxes[:, :1] + ", ""),
        from_the_upper_edge_of_the_image=("boxes[:, 1:2] + ", ""),
        from_x_in_both=("boxes[:, 1:2]", "boxes[:, :1]"),
        from_the_other_corner=("boxes[:, :1]", "boxes[:, 2:3]"),
        of_corner_and_size=("(boxes[:, 2:] - boxes[:, :2])", "boxes[:, 2:]"),
        of_56_cells=("column + 0.5) * width / cells", "column + 0.5) * width / 56"),
        in_cells=("(column + 0.5) * width / cells", "column + 0.5"),
        of_whole_cells=("(column + 0.5) * width / cells", "(column + 0.5) * (width // cells)"),
        of_the_lowest=("argmax(dim=2)", "argmin(dim=2)"),
        of_the_largest_size=("maps.flatten(2)", "maps.abs().flatten(2)"),
        of_the_first_joint=("maps.flatten(2)", "maps[:, :1].expand_as(maps).flatten(2)"),
        of_the_first_box=("maps.flatten(2)", "maps[:1].expand_as(maps).flatten(2)"),
        of_maps_turned=("maps.flatten(2)", "maps.mT.flatten(2)"),
        of_whole_heights=("maps.flatten(2)", "maps.round().flatten(2)"),
        of_all_joints_together=("maps.flatten(2)",
                                "maps.sum(dim=1, keepdim=True).expand_as(maps).flatten(2)"),
        of_joints_mixed_up=("argmax(dim=2)", "argmax(dim=2).flip(1)"),
        cut_at_zero=("x = boxes[:, :1] +", "x = boxes[:, :1].clamp(min=0) +"),
    ),
    *with_answers(
        read_points,
        with_y_first=lambda points: points.flip(-1),
        with_a_flag=lambda points: torch.cat((points, torch.ones_like(points[..., :1])), dim=-1),
        of_whole_pixels_up=torch.ceil,
        of_the_middle_of_pixels=lambda points: points.floor() + 0.5,
        half_a_pixel_off=lambda points: points + 0.5,
        half_a_pixel_back=lambda points: points - 0.5,
        one_joint_after_the_other=lambda points: points.flatten(0, 1),
        joint_by_joint=lambda points: points.transpose(0, 1),
    ),
)  # fmt: skip
