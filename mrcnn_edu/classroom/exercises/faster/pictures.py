"""Small pictures of wrong answers about Faster R-CNN: losses with gradients, and a box on a map."""

from typing import TYPE_CHECKING, Any

import torch

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import furthest_apart
from mrcnn_edu.classroom.exercises.number_grids import draw_both, draw_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def two_losses_and_gradients(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Both gradients as numbers, the package's beside the learner's, and the losses above.

    Args:
        arguments: rpn_deltas (A, 4), head_deltas (4,), anchors (A, 4) and boxes (G, 4).
        expected: the package's two losses, the gradient at the RPN's deltas and at the head's.
        got: the learner's.
    """
    from matplotlib.figure import Figure

    whose = ("package", "this one")
    figure = Figure(figsize=(7.6, 2.6), layout="constrained")
    for ax, name, answer in zip(figure.subplots(1, 2), whose, (expected, got), strict=True):
        rpn_loss, head_loss, at_rpn, at_head = answer
        draw_numbers(ax, torch.cat((at_rpn.double(), at_head.double()[None])))
        rows = [f"RPN {row}" for row in range(len(at_rpn))] + ["head"]
        ax.set_yticks(range(len(rows)), rows)
        ax.set_xticks(range(4), ["$t_x$", "$t_y$", "$t_w$", "$t_h$"])
        losses = f"{float(rpn_loss):.4g} and {float(head_loss):.4g}"
        ax.set_title(f"{name}: losses {losses},\nand the gradients", fontsize=10)
    return figure


def box_on_its_map(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The map of the box that differs most, with the box in cells, and both answers.

    Args:
        arguments: features (N, C, H, W), boxes (R, 4), counts, stride and n.
        expected: the package's pooled maps (R, C, n, n).
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    row, channel, i, j = furthest_apart(wanted, given)
    counts = torch.tensor(arguments["counts"])
    image = int(torch.arange(len(counts)).repeat_interleave(counts)[row])
    figure = Figure(figsize=(8.4, 3), layout="constrained")
    own, *both = figure.subplots(1, 3)
    draw_numbers(own, arguments["features"][image, channel])
    in_cells = arguments["boxes"][row, None].double() / arguments["stride"]
    plots.draw_boxes(own, in_cells, color=plots.ORANGE, style="--", width=3)
    own.set_title(f"boxes[{row}] on image {image}, channel {channel}", fontsize=10)
    draw_both(both, wanted[row, channel], given[row, channel], (i, j))
    return figure
