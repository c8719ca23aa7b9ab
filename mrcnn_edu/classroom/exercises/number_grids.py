"""Grids of numbers in small pictures: squares with a number in each, and two answers side by side.

Number (i, j) stands at y = i, x = j, whether it is a cell of a map, a bin or a pixel.
"""

from typing import TYPE_CHECKING, Any

from torch import Tensor

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_numbers(ax: "Axes", grid: Tensor, beside: float = 0.0) -> None:
    """A grid of numbers as squares, number (i, j) at y = i, x = j or up and left of it.

    Args:
        ax: where to draw.
        grid: (H, W).
        beside: how far up and left of the middle of its square a number stands, from 0 to 1/2.
    """
    from matplotlib.patheffects import withStroke

    height, width = grid.shape
    for i, row in enumerate(grid.tolist()):
        for j, value in enumerate(row):
            ax.add_patch(square(i, j, facecolor="white", edgecolor="#BBBBBB"))
            text = ax.text(j - beside, i - beside, f"{value:.4g}", ha="center", va="center")
            text.set_path_effects([withStroke(linewidth=3, foreground="white")])
            text.set_zorder(5)  # in front of dots and lines
    ax.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5), aspect="equal")
    ax.set(xticks=range(width), yticks=range(height))


def square(i: int, j: int, **style: Any) -> Any:
    """The square of number (i, j), for ``Axes.add_patch``.

    Args:
        i: row of the number.
        j: its column.
        **style: as matplotlib's Rectangle takes it.
    """
    from matplotlib.patches import Rectangle

    return Rectangle((j - 0.5, i - 0.5), 1, 1, **style)


def draw_both(axes: "list[Axes]", wanted: Tensor, given: Tensor, worst: tuple[int, ...]) -> None:
    """The package's numbers and the learner's, with the one that differs most marked.

    Args:
        axes: two, one for each grid.
        wanted: (H, W), the package's.
        given: (H, W), the learner's.
        worst: row and column of the number to mark.
    """
    from mrcnn_edu.views import plots

    for ax, grid, whose in zip(axes, (wanted, given), ("package", "this one"), strict=True):
        draw_numbers(ax, grid)
        ax.add_patch(square(*worst, fill=False, edgecolor=plots.VERMILION, linewidth=4))
        ax.set_title(whose, fontsize=10)
