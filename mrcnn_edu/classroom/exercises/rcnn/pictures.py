"""Small pictures of wrong answers about R-CNN: two boxes, scores on a line, and two crops."""

from typing import TYPE_CHECKING, Any

import torch

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import GREY, axes_around, furthest_apart
from mrcnn_edu.classroom.exercises.number_grids import draw_both, draw_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def object_and_proposal(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The pair whose deltas are furthest apart, and both answers.

    Args:
        arguments: boxes (N, 4) and proposals (N, 4).
        expected: the package's deltas (N, 4).
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    row, _ = furthest_apart(wanted, given)
    box, proposal = arguments["boxes"][row, None], arguments["proposals"][row, None]
    figure, (ax,) = axes_around(1, torch.cat((box, proposal)))
    plots.draw_boxes(ax, proposal, color=plots.ORANGE, style="--")
    plots.draw_boxes(ax, box, color=plots.BLUE, width=3, fill=0.15)
    answers = [", ".join(f"{d:.4g}" for d in each[row].tolist()) for each in (wanted, given)]
    ax.set_title(
        f"proposals[{row}] dashed, boxes[{row}] solid\npackage {answers[0]}\nthis one {answers[1]}",
        fontsize=10,
    )
    return figure


def moved_proposal(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The proposal whose box differs most, the package's box and the learner's.

    Args:
        arguments: deltas (N, 4) and proposals (N, 4).
        expected: the package's boxes (N, 4).
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    row, _ = furthest_apart(wanted, given)
    rows = [arguments["proposals"][row, None], wanted[row, None], given[row, None].double()]
    drawn = rows if bool(rows[2].isfinite().all()) else rows[:2]  # infinity has no place
    figure, (ax,) = axes_around(1, torch.cat([each.double() for each in drawn]))
    looks = [(plots.ORANGE, "--"), (plots.BLUE, "-"), (plots.VERMILION, ":")]
    for box, (color, style) in zip(drawn, looks, strict=False):
        plots.draw_boxes(ax, box, color=color, style=style, width=3)
    delta = ", ".join(f"{d:.4g}" for d in arguments["deltas"][row].tolist())
    answers = [", ".join(f"{c:.5g}" for c in each[0].tolist()) for each in rows[1:]]
    ax.set_title(
        f"proposals[{row}] dashed, deltas {delta}\n"
        f"package solid: {answers[0]}\nthis one dotted: {answers[1]}",
        fontsize=10,
    )
    return figure


def negatives_on_a_line(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """All negatives where their scores are, both limits, and a row of marks for each answer.

    Args:
        arguments: scores (N,), cached (M,), hard and evict.
        expected: the package's cache (K,).
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    scores = arguments["scores"].tolist()
    rows = [
        ("cached before", arguments["cached"], GREY),
        ("package", wanted, plots.BLUE),
        ("this one", given, plots.VERMILION),
    ]
    figure = Figure(figsize=(6.4, 2.8), layout="constrained")
    ax = figure.subplots()
    for height, (_, places, color) in enumerate(rows):
        ax.plot(scores, [height] * len(scores), "o", color=color, fillstyle="none")
        inside = [p for p in places.flatten().tolist() if 0 <= p < len(scores)]
        ax.plot([scores[p] for p in inside], [height] * len(inside), "o", color=color)
    for name, style in (("hard", "--"), ("evict", ":")):
        ax.axvline(arguments[name], color=GREY, linestyle=style, label=f"{name} {arguments[name]}")
    ax.set(yticks=range(3), yticklabels=[name for name, *_ in rows], ylim=(2.5, -0.5))
    ax.set(xlabel="score")
    ax.legend(fontsize=8)
    ax.set_title(f"package {wanted.tolist()}, this one {given.tolist()}", fontsize=10)
    return figure


def crop_with_context(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The image with the box and with what the crop shows, and both crops.

    Args:
        arguments: image (H, W), box (4,), size and context.
        expected: the package's crop (size, size).
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    box, size, context = arguments["box"].double(), arguments["size"], arguments["context"]
    sides = (box[2:] - box[:2]).repeat(2)
    outwards = torch.tensor([-1.0, -1.0, 1.0, 1.0]) * context / (size - 2 * context)
    shown = torch.stack((box, box + outwards * sides)) - 0.5  # number (i, j) stands at y = i, x = j
    figure = Figure(figsize=(9.6, 3.4), layout="constrained")
    axes = list(figure.subplots(1, 3))
    draw_numbers(axes[0], arguments["image"])
    plots.draw_boxes(axes[0], shown[:1], color=plots.BLUE, width=3)
    plots.draw_boxes(axes[0], shown[1:], color=plots.ORANGE, style="--")
    low = shown[:, :2].amin(dim=0).tolist()
    high = shown[:, 2:].amax(dim=0).tolist()
    height, width = arguments["image"].shape
    axes[0].set(xlim=(min(low[0], -0.5) - 0.2, max(high[0], width - 0.5) + 0.2))
    axes[0].set(ylim=(max(high[1], height - 0.5) + 0.2, min(low[1], -0.5) - 0.2))
    axes[0].set_title("box solid; dashed: all that the crop shows", fontsize=10)
    draw_both(axes[1:], wanted, given, furthest_apart(wanted, given))
    return figure
