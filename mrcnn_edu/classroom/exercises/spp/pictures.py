"""Small pictures of wrong answers about SPP-Net: a box among cells, and a map with one bin."""

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import GREY, axes_around, furthest_apart
from mrcnn_edu.classroom.exercises.number_grids import draw_numbers, square

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def window_of_a_box(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The box over the centres of cells, those of the package's window full, the learner's ringed.

    Args:
        arguments: boxes (R, 4), stride and grid.
        expected: the package's windows (R, 4).
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    row, _ = furthest_apart(wanted, given)
    box, stride = arguments["boxes"][row, None].double(), arguments["stride"]
    height, width = arguments["grid"]
    ends = torch.tensor([[0.0, 0, width - 1, height - 1]]).double() * stride
    figure, (ax,) = axes_around(1, torch.cat((box, ends)))
    plots.draw_boxes(ax, box, color=plots.ORANGE, style="--")
    cells = [(i, j) for i in range(height) for j in range(width)]
    marks: list[tuple[list[tuple[int, int]], dict[str, Any]]] = [
        (cells, {"color": GREY, "markersize": 2}),
        (_inside(wanted[row], cells), {"color": plots.BLUE, "markersize": 6}),
        (_inside(given[row], cells),
         {"color": plots.VERMILION, "markersize": 11, "fillstyle": "none"}),
    ]  # fmt: skip
    for each, look in marks:
        ax.plot([j * stride for _, j in each], [i * stride for i, _ in each], "o", **look)
    ax.set_title(
        f"stride {stride}, cells as dots; package full: {wanted[row].tolist()}\n"
        f"this one ringed: {given[row].tolist()}",
        fontsize=10,
    )
    return figure


def _inside(window: Tensor, cells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of the cells (row, column) that a window has."""
    x1, y1, x2, y2 = window.tolist()
    return [(i, j) for i, j in cells if y1 <= i <= y2 and x1 <= j <= x2]


def map_and_bin(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The map of the number that differs most, and the cells of its bin.

    Args:
        arguments: features (N, C, H, W) and levels.
        expected: the package's numbers (N, C · Σn²).
        got: the learner's.
    """
    (wanted,), (given,) = expected, got
    image, place = furthest_apart(wanted, given)
    features = arguments["features"][image]
    whole = (0, 0, features.shape[2] - 1, features.shape[1] - 1)
    values = float(wanted[image, place]), float(given[image, place])
    return _draw_bin(features, whole, arguments["levels"], place, values)


def window_and_bin(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The map with the window whose number differs most, and the cells of its bin.

    Args:
        arguments: features (C, H, W), windows (R, 4) and levels.
        expected: the package's numbers (R, C · Σn²).
        got: the learner's.
    """
    (wanted,), (given,) = expected, got
    row, place = furthest_apart(wanted, given)
    x1, y1, x2, y2 = arguments["windows"][row].tolist()
    values = float(wanted[row, place]), float(given[row, place])
    return _draw_bin(arguments["features"], (x1, y1, x2, y2), arguments["levels"], place, values)


def _draw_bin(
    features: Tensor,
    window: tuple[int, int, int, int],
    levels: tuple[int, ...],
    place: int,
    values: tuple[float, float],
) -> "Figure":
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    n, channel, i, j = _where(place, len(features), levels)
    x1, y1, x2, y2 = window
    figure = Figure(figsize=(4.2, 3.8), layout="constrained")
    ax = figure.subplots()
    draw_numbers(ax, features[channel])
    for row in _cells(i, n, y1, y2):
        for column in _cells(j, n, x1, x2):
            ax.add_patch(square(row, column, facecolor=plots.BLUE, alpha=0.3))
    edges = [[x1 - 0.5, y1 - 0.5, x2 + 0.5, y2 + 0.5]]
    plots.draw_boxes(ax, edges, color=plots.ORANGE, style="--", width=3)
    ax.set_title(
        f"number {place}: channel {channel}, bin ({i}, {j}) of {n} × {n}, filled\n"
        f"package {values[0]:.4g}, this one {values[1]:.4g}",
        fontsize=10,
    )
    return figure


def _where(place: int, channels: int, levels: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Of a number in a row: bins of its level, its channel, and its bin's row and column."""
    for n in levels:
        if place < channels * n * n:
            break
        place -= channels * n * n
    channel, in_grid = divmod(place, n * n)
    return n, channel, *divmod(in_grid, n)


def _cells(index: int, bins: int, first: int, last: int) -> range:
    """The cells of a bin along one axis."""
    count = last - first + 1
    return range(first + index * count // bins, first - (-(index + 1) * count // bins))
