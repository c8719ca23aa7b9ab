"""Small pictures of wrong answers about masks: what was given, and both answers as numbers.

Pixel or cell (i, j) is a square around y = i, x = j. Of both answers the place that differs most
is marked.
"""

from typing import TYPE_CHECKING, Any

from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import furthest_apart
from mrcnn_edu.classroom.exercises.number_grids import draw_both, draw_numbers, square

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def grids_to_enlarge(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The grid, the kernel and both results; dashed, the stamps that reach the marked place."""
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    x, kernel, stride = arguments["x"], arguments["kernel"], arguments["stride"]
    worst = furthest_apart(wanted, given)
    figure, axes = _row_of_axes(x, kernel, wanted, given)
    for ax, grid, title in ((axes[0], x, "x"), (axes[1], kernel, f"kernel, stride {stride}")):
        draw_numbers(ax, grid)
        ax.set_title(title, fontsize=10)
    draw_both(axes[2:], wanted, given, worst)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            row, column = worst[0] - i * stride, worst[1] - j * stride
            if 0 <= row < kernel.shape[0] and 0 <= column < kernel.shape[1]:
                outline = {"fill": False, "edgecolor": plots.BLUE, "linestyle": "--"}
                axes[0].add_patch(square(i, j, linewidth=3, **outline))
    return figure


def masks_to_crop(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The mask with the bins of the proposal over it, and both targets."""
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    size = arguments["size"]
    figure, axes = _row_of_axes(arguments["mask"], wanted, given)
    draw_numbers(axes[0], arguments["mask"])
    x1, y1, x2, y2 = arguments["proposal"].tolist()
    width, height = (x2 - x1) / size, (y2 - y1) / size
    bins = [
        [x1 + j * width, y1 + i * height, x1 + (j + 1) * width, y1 + (i + 1) * height]
        for i in range(size)
        for j in range(size)
    ]
    plots.draw_boxes(axes[0], _on_squares(bins), color=plots.ORANGE, width=1)
    plots.draw_boxes(axes[0], _on_squares([[x1, y1, x2, y2]]), color=plots.ORANGE, width=3)
    axes[0].set_title("mask, and the bins\nof the proposal", fontsize=10)
    draw_both(axes[1:], wanted, given, furthest_apart(wanted, given))
    return figure


def masks_to_paste(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The mask, and both images with the box over them."""
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    figure, axes = _row_of_axes(arguments["mask"], wanted, given)
    draw_numbers(axes[0], arguments["mask"])
    axes[0].set_title("mask", fontsize=10)
    draw_both(axes[1:], wanted, given, furthest_apart(wanted, given))
    box = _on_squares([arguments["box"].tolist()])
    for ax in axes[1:]:
        plots.draw_boxes(ax, box, color=plots.ORANGE, style="--", width=3)
    return figure


def _on_squares(boxes: list[list[float]]) -> list[list[float]]:
    """Boxes in pixels where the middle of pixel 0 lies at 0, as squares are drawn here."""
    return [[corner - 0.5 for corner in box] for box in boxes]


def _row_of_axes(*grids: Tensor) -> "tuple[Figure, list[Axes]]":
    """Axes in a row, each as wide as the grid that it is for."""
    from matplotlib.figure import Figure

    shares = [max(grid.shape[1], 2) for grid in grids]
    height = max(max(grid.shape[0] for grid in grids), 2)
    size = (min(0.62 * sum(shares) + 1, 14), min(0.62 * height + 0.9, 8))
    figure = Figure(figsize=size, layout="constrained")
    return figure, figure.subplots(1, len(grids), squeeze=False, width_ratios=shares)[0].tolist()
