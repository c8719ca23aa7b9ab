"""Wrong windows: boxes (R, 4), stride, grid to the first and last cells (R, 4)."""

import torch


def _on_the_map(cells, grid):
    height, width = grid
    return torch.minimum(cells.clamp(min=0), torch.tensor([width, height] * 2) - 1).long()


def window_by_floors(boxes, stride, grid):
    return _on_the_map((boxes / stride).floor(), grid)


def window_without_steps_inwards(boxes, stride, grid):
    cells = torch.cat(((boxes[:, :2] / stride).floor(), (boxes[:, 2:] / stride).ceil()), dim=1)
    return _on_the_map(cells, grid)


def window_that_may_be_empty(boxes, stride, grid):
    first, last = (boxes[:, :2] / stride).floor() + 1, (boxes[:, 2:] / stride).ceil() - 1
    return _on_the_map(torch.cat((first, last), dim=1), grid)


def window_exchanged_when_empty(boxes, stride, grid):
    first, last = (boxes[:, :2] / stride).floor() + 1, (boxes[:, 2:] / stride).ceil() - 1
    cells = torch.cat((torch.minimum(first, last), torch.maximum(first, last)), dim=1)
    return _on_the_map(cells, grid)


MAP_WINDOWS = [
    window_by_floors,
    window_without_steps_inwards,
    window_that_may_be_empty,
    window_exchanged_when_empty,
]
