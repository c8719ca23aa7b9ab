"""Small pictures of wrong losses: where the learner's gradient pulls, or how large each loss is."""

from typing import TYPE_CHECKING, Any

from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import furthest_apart
from mrcnn_edu.classroom.exercises.number_grids import draw_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def mask_and_gradient(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure | None":
    """Logits, target and both gradients, of the object whose gradients differ most.

    Of masks with many pixels the class is drawn that differs most, of those with one pixel all
    classes, a column each. A single pixel of a single class needs no picture.
    """
    logits = arguments["mask_logits"]  # (R, K, M, M)
    (loss, gradient), (own_loss, own_gradient) = expected, got
    row, channel, *_ = furthest_apart(gradient, own_gradient)
    of_the_row = logits[row], gradient[row], own_gradient[row]  # (K, M, M) each
    if logits.shape[2:] == (1, 1):
        if logits.shape[1] == 1:
            return None
        shown, name = [maps[:, 0].T for maps in of_the_row], "all classes"  # (1, K)
    else:
        shown, name = [maps[channel] for maps in of_the_row], f"class {channel}"  # (M, M)
    panels = {
        f"logits of {name}": shown[0],
        "target": arguments["targets"][row],
        f"package: loss {loss:.4g}\nand its gradient": shown[1],
        f"this one: loss {own_loss:.4g}\nand its gradient": shown[2],
    }
    return _grids(panels, f"object {row}, whose class is {int(arguments['labels'][row])}")


def _grids(panels: dict[str, Tensor], title: str) -> "Figure":
    """Grids of numbers in a row, each under its title."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.6, 2.6), layout="constrained")
    axes = figure.subplots(1, len(panels), width_ratios=[g.shape[1] for g in panels.values()])
    for ax, (heading, grid) in zip(axes, panels.items(), strict=True):
        draw_numbers(ax, grid)
        ax.set_title(heading, fontsize=10)
    figure.suptitle(title, fontsize=10)
    return figure


def two_losses(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Both losses as bars, the package's beside the learner's."""
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    figure = Figure(figsize=(6.4, 3), layout="constrained")
    names = ("loss of objectness", "loss of boxes")
    for ax, name, wanted, given in zip(figure.subplots(1, 2), names, expected, got, strict=True):
        heights = [float(wanted.nan_to_num(posinf=0)), float(given.nan_to_num(posinf=0))]
        bars = ax.bar(["package", "this one"], heights, color=[plots.BLUE, plots.VERMILION])
        bars[1].set_hatch("//")
        ax.bar_label(bars, [f"{float(wanted):.4g}", f"{float(given):.4g}"])
        ax.margins(y=0.2)
        ax.set_title(name, fontsize=10)
    number, positive = len(arguments["labels"]), int((arguments["labels"] > 0).sum())
    plural = "" if number == 1 else "s"
    figure.suptitle(f"{number} anchor{plural}, {positive} on objects", fontsize=10)
    return figure
