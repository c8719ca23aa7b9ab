"""Small pictures of wrong answers about anchors: where they stand, and a table of overlaps."""

from typing import TYPE_CHECKING, Any

import torch

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import GREY, axes_around, furthest_apart
from mrcnn_edu.classroom.exercises.number_grids import draw_numbers, square

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FATES = {-1: "background", -2: "ignored"}


def anchors_of_a_map(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure | None":
    """The cells as dots, all anchors in grey, and both versions of the one that differs most.

    Args:
        arguments: scales, ratios, grid and stride.
        expected: the package's anchors (N, 4).
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    if wanted.shape != given.shape:
        return None
    row, _ = furthest_apart(wanted, given)
    figure, (ax,) = axes_around(1, torch.cat((wanted, given.to(wanted))))
    plots.draw_boxes(ax, wanted, color=GREY, style=":", width=1)
    plots.draw_boxes(ax, wanted[row, None], color=plots.BLUE, width=3)
    plots.draw_boxes(ax, given[row, None], color=plots.VERMILION, style="--")
    height, width = arguments["grid"]
    cells = [(i, j) for i in range(height) for j in range(width)]
    step = arguments["stride"]
    ax.plot([j * step for _, j in cells], [i * step for i, _ in cells], "o", color=GREY, ms=3)
    ax.set_title(f"anchor {row}: package solid, this one dashed", fontsize=10)
    return figure


def table_of_overlaps(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure | None":
    """The table of IoU, a row for each object, with the column that differs marked.

    Args:
        arguments: iou (G, A), high, low and low_quality.
        expected: the package's matches (A,).
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    iou = arguments["iou"]
    if wanted.shape != given.shape or len(iou) == 0:
        return None
    column = int((wanted != given).nonzero()[0])
    figure = Figure(figsize=(1.2 + 0.9 * iou.shape[1], 1.6 + 0.7 * len(iou)), layout="constrained")
    ax = figure.subplots()
    draw_numbers(ax, iou)
    for row in range(len(iou)):
        ax.add_patch(square(row, column, facecolor=plots.ORANGE, alpha=0.35))
    names = [
        FATES.get(int(each[column]), f"object {int(each[column])}") for each in (wanted, given)
    ]
    ax.set_title(f"anchor {column}: package {names[0]}\nthis one {names[1]}", fontsize=10)
    return figure


def proposals_of_a_map(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure | None":
    """The image's border, and the proposals of both, each in its order.

    Args:
        arguments: anchors, deltas, scores, size and n.
        expected: the package's proposals (P, 4).
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    if given.ndim != 2 or given.shape[1] != 4:
        return None
    height, width = arguments["size"]
    frame = torch.tensor([[0.0, 0.0, width, height]]).to(wanted)
    around = torch.cat((frame, wanted, given.to(wanted)))
    figure, axes = axes_around(2, around)
    for ax, boxes, name in zip(axes, (wanted, given), ("package", "this one"), strict=True):
        plots.draw_boxes(ax, frame, color=GREY, style=":", labels=["image"])
        labels = [str(place) for place in range(len(boxes))]
        plots.draw_boxes(ax, boxes, color=plots.BLUE, labels=labels)
        ax.set_title(f"{name}: {len(boxes)}, best first", fontsize=10)
    return figure
