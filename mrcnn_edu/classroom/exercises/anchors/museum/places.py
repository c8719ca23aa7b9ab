"""Wrong anchors: scales (S,), ratios (R,), grid, stride to (H · W · R · S, 4)."""

import torch

from mrcnn_edu.ops.anchors import cell_anchors, grid_anchors


def anchors_with_ratios_upside_down(scales, ratios, grid, stride):
    cell = cell_anchors(scales.tolist(), (1 / ratios).tolist())  # width over height
    return grid_anchors(cell, grid, (stride, stride))


def anchors_of_unequal_areas(scales, ratios, grid, stride):
    width = scales.repeat(len(ratios))
    height = (ratios[:, None] * scales).flatten()
    cell = (torch.stack((-width, -height, width, height), dim=1) / 2).round()
    return grid_anchors(cell.float(), grid, (stride, stride))


def anchors_round_the_middles_of_cells(scales, ratios, grid, stride):
    cell = cell_anchors(scales.tolist(), ratios.tolist()) + stride // 2
    return grid_anchors(cell, grid, (stride, stride))


def anchors_column_by_column(scales, ratios, grid, stride):
    cell = cell_anchors(scales.tolist(), ratios.tolist())
    anchors = grid_anchors(cell, grid, (stride, stride)).reshape(*grid, len(cell), 4)
    return anchors.transpose(0, 1).reshape(-1, 4)


PLACE_ANCHORS = [
    anchors_with_ratios_upside_down,
    anchors_of_unequal_areas,
    anchors_round_the_middles_of_cells,
    anchors_column_by_column,
]
