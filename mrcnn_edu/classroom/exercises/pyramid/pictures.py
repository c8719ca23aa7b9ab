"""Small pictures of wrong answers about the backbone: maps side by side, and boxes on a ladder."""

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import furthest_apart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def maps_out(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The map that went in, and what came out of the package's block and of the learner's."""
    (wanted,), (given,) = expected, got
    return _side_by_side({"x": arguments["x"]}, wanted, given, "")


def levels_out(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The level of the pyramid that differs most, the package's and the learner's."""
    names = ("P3", "P4", "P5", "P6")
    gaps = [_gap(*pair) for pair in zip(expected, got, strict=True)]
    worst = gaps.index(max(gaps))
    return _side_by_side({}, expected[worst], got[worst], f"{names[worst]}, ")


def boxes_on_a_ladder(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Each box at its side √(w·h), with a dot on the package's level and a cross on the other."""
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    x1, y1, x2, y2 = arguments["boxes"].double().unbind(dim=1)
    sides = ((x2 - x1) * (y2 - y1)).clamp(min=0).sqrt().clamp(min=1).tolist()  # a log has no 0
    figure = Figure(figsize=(6, 3), layout="constrained")
    ax = figure.subplots()
    levels = range(arguments["k_min"], arguments["k_max"] + 1)
    for k in list(levels)[1:]:
        ax.axvline(224 * 2.0 ** (k - 4), color="#BBBBBB")
    ax.plot(sides, wanted.tolist(), "o", color=plots.BLUE, markersize=11, fillstyle="none")
    places = sides if len(given) == len(wanted) else [1.0] * len(given)
    ax.plot(
        places,
        given.clamp(-2, 12).tolist(),
        "x",
        color=plots.VERMILION,
        markersize=8,
        markeredgewidth=2,
    )
    ax.set_xscale("log", base=2)
    ax.set(xlabel="side √(w·h) in pixels", ylabel="level")
    ax.set_xticks([14, 56, 112, 224, 448, 896], labels=["14", "56", "112", "224", "448", "896"])
    rungs = sorted({*levels, *wanted.tolist(), *given.clamp(-2, 12).tolist()})
    ax.set(yticks=rungs, ylim=(rungs[0] - 0.5, rungs[-1] + 0.5))
    ax.set_title("circle: package, cross: this one", fontsize=10)
    return figure


def _gap(wanted: Tensor, given: Tensor) -> float:
    """How far two maps are apart; NaN, and another size, are further than anything."""
    if wanted.shape != given.shape:
        return torch.inf
    gap = (given.double() - wanted.double()).abs().nan_to_num(nan=torch.inf)
    return float(gap.max())


def _side_by_side(before: dict[str, Tensor], wanted: Tensor, given: Tensor, what: str) -> "Figure":
    """Maps in a row with their numbers, and the cell that differs most marked in both answers."""
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    panels = {**before, f"{what}package": wanted, f"{what}this one": given}
    widths = [panel.shape[1] + 0.5 for panel in panels.values()]
    size = (max(0.65 * sum(widths), 4.5), 0.6 * max(p.shape[0] for p in panels.values()) + 0.9)
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(1, len(panels), squeeze=False, width_ratios=widths)[0].tolist()
    for ax, (title, grid) in zip(axes, panels.items(), strict=True):
        plots.show_map(grid.double().nan_to_num(), 1, ax, title, decimals=_decimals(grid))
    row, column = furthest_apart(wanted, given)
    for ax in axes[-2:]:
        _mark(ax, row, column)
    return figure


def _decimals(grid: Tensor) -> int:
    """As few digits as tell the values apart."""
    return next((d for d in (0, 1, 2) if torch.equal(grid.round(decimals=d), grid)), 3)


def _mark(ax: "Axes", row: int, column: int) -> None:
    from mrcnn_edu.views import plots

    plots.draw_boxes(ax, [[column, row, column + 1, row + 1]], color=plots.VERMILION, width=4)
