"""Small pictures of wrong answers about Fast R-CNN: proposals in a row, products, mirror images."""

from typing import TYPE_CHECKING, Any

from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import GREY, furthest_apart
from mrcnn_edu.classroom.exercises.number_grids import draw_both

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_NUMBERS = 8  # rows or columns of a matrix; of a larger one a picture says nothing


def proposals_by_overlap(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Each proposal by its largest IoU, with what both call it; and both counts.

    Args:
        arguments: iou (R, G), labels (G,), n, fraction and low.
        expected: the package's labels (R,) and counts (2,).
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    iou = arguments["iou"]
    best = [max(row, default=0.0) for row in iou.tolist()]
    figure = Figure(figsize=(6.4, 2.8), layout="constrained")
    ax = figure.subplots()
    ax.bar(range(len(best)), best, color=plots.SKY, width=0.5)
    for limit in (0.5, arguments["low"]):
        ax.axhline(limit, color=GREY, linestyle="--", linewidth=1)
    if len(best) <= 12:
        for i, (height, wanted, given) in enumerate(
            zip(best, expected[0].tolist(), got[0].tolist(), strict=False)
        ):
            note = f"{wanted}" if wanted == given else f"{wanted}, not {given}"
            ax.text(i, height + 0.03, note, ha="center", fontsize=9)
    ax.set(ylim=(0, 1.2), xticks=range(len(best)), xlabel="proposal", ylabel="largest IoU")
    ax.set_title(
        f"to draw: package {expected[1].tolist()}, this one {got[1].tolist()}", fontsize=10
    )
    return figure


def two_products(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure | None":
    """The package's product beside the learner's, with the number that differs most marked.

    Args:
        arguments: weight (m, n) and t.
        expected: the package's product (m, n) and sizes (4,).
        got: the learner's.
    """
    from matplotlib.figure import Figure

    wanted, given = expected[0], got[0]
    if max(wanted.shape) > MOST_NUMBERS or wanted.shape != given.shape:
        return None
    figure = Figure(figsize=(7, 2.8), layout="constrained")
    draw_both(list(figure.subplots(1, 2)), wanted, given, furthest_apart(wanted, given))
    sizes = [f"{tuple(s[2:])} · {tuple(s[:2])}" for s in (expected[1].tolist(), got[1].tolist())]
    figure.suptitle(f"second · first: package {sizes[0]}, this one {sizes[1]}", fontsize=10)
    return figure


def image_and_boxes(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Both mirror images, with both boxes.

    Args:
        arguments: image (H, W) and boxes (N, 4).
        expected: the package's image and boxes.
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    figure = Figure(figsize=(7, 2.8), layout="constrained")
    sides = zip(figure.subplots(1, 2), (expected, got), ("package", "this one"), strict=True)
    for ax, (image, boxes), whose in sides:
        height, width = image.shape
        ax.imshow(image.double().numpy(), cmap="gray", extent=(0, width, height, 0), alpha=0.6)
        colour = plots.BLUE if whose == "package" else plots.VERMILION
        plots.draw_boxes(ax, boxes, color=colour, style="-" if whose == "package" else "--")
        _dots(ax, boxes, colour)
        ax.set_title(f"{whose}: {boxes[:1].tolist()}", fontsize=9)
        ax.margins(0.2)
    return figure


def _dots(ax: Any, boxes: Tensor, colour: str) -> None:
    """The first corner of each, which tells a box that is inside out."""
    ax.plot(boxes[:, 0].tolist(), boxes[:, 1].tolist(), "o", color=colour)
