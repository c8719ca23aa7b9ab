"""Small pictures of wrong losses: where the learner's gradient pulls, or how large each loss is."""

from typing import TYPE_CHECKING, Any

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import furthest_apart
from mrcnn_edu.classroom.exercises.number_grids import draw_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def mask_and_gradient(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Of the object and class whose gradients differ most: logits, target and both gradients."""
    from matplotlib.figure import Figure

    (loss, gradient), (own_loss, own_gradient) = expected, got
    row, channel, *_ = furthest_apart(gradient, own_gradient)
    panels = {
        f"logits of class {channel}": arguments["mask_logits"][row, channel],
        "target": arguments["targets"][row],
        f"package: loss {loss:.4g}\nand its gradient": gradient[row, channel],
        f"this one: loss {own_loss:.4g}\nand its gradient": own_gradient[row, channel],
    }
    figure = Figure(figsize=(9.6, 2.6), layout="constrained")
    for ax, (title, grid) in zip(figure.subplots(1, 4), panels.items(), strict=True):
        draw_numbers(ax, grid)
        ax.set_title(title, fontsize=10)
    figure.suptitle(f"object {row}, whose class is {int(arguments['labels'][row])}", fontsize=10)
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
    positive = int((arguments["labels"] > 0).sum())
    figure.suptitle(f"{len(arguments['labels'])} anchors, {positive} on objects", fontsize=10)
    return figure
