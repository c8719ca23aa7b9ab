"""Wrong points: maps (R, P, M, M) and boxes (R, 4) to points (R, P, 2)."""

import torch


def _from_cells(across, down, boxes, cells):
    """Points (R, P, 2) of numbers of cells, counted from the box's corner."""
    sides = (boxes[:, 2:] - boxes[:, :2])[:, None]
    return boxes[:, None, :2] + torch.stack((across, down), dim=-1) * sides / cells


def points_at_corners(maps, boxes):
    place = maps.flatten(2).argmax(dim=2)
    cells = maps.shape[-1]
    return _from_cells(place % cells, place // cells, boxes, cells)


def points_half_twice(maps, boxes):
    place = maps.flatten(2).argmax(dim=2)
    cells = maps.shape[-1]
    return _from_cells(place % cells + 1, place // cells + 1, boxes, cells)


def points_with_rows_for_x(maps, boxes):
    place = maps.flatten(2).argmax(dim=2)
    cells = maps.shape[-1]
    return _from_cells(place // cells + 0.5, place % cells + 0.5, boxes, cells)


def points_of_square_boxes(maps, boxes):
    place = maps.flatten(2).argmax(dim=2)
    cells = maps.shape[-1]
    width = (boxes[:, 2] - boxes[:, 0])[:, None]
    square = torch.cat((boxes[:, :2], boxes[:, :2] + width), dim=1)
    return _from_cells(place % cells + 0.5, place // cells + 0.5, square, cells)


READ_POINTS = [
    points_at_corners,
    points_half_twice,
    points_with_rows_for_x,
    points_of_square_boxes,
]
