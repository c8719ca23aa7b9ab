"""Small pictures of wrong answers about evaluation: a curve with two answers, and two matches."""

from typing import TYPE_CHECKING, Any

from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.number_grids import draw_numbers, square

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def curve(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Precision and recall down the list, right ones as dots and wrong ones as crosses.

    Args:
        arguments: scores (D,), right (D,) and objects.
        expected: the package's average precision.
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    figure = Figure(figsize=(5.2, 3.4), layout="constrained")
    ax = figure.subplots()
    right = arguments["right"][arguments["scores"].argsort(descending=True, stable=True)]
    found = right.cumsum(dim=0)  # (D,)
    so_far = range(1, len(right) + 1)
    recall = [count / max(arguments["objects"], 1) for count in found.tolist()]
    precision = [count / n for count, n in zip(found.tolist(), so_far, strict=True)]
    ax.plot(recall, precision, color=plots.BLACK, linewidth=0.8)
    for kind, marker, color in ((True, "o", plots.GREEN), (False, "x", plots.VERMILION)):
        places = [i for i, r in enumerate(right.tolist()) if r == kind]
        ax.plot([recall[i] for i in places], [precision[i] for i in places], marker, color=color)
    for value, color, style in ((wanted, plots.BLUE, "-"), (given, plots.VERMILION, "--")):
        ax.axhline(float(value), color=color, linestyle=style)
    ax.set(xlabel="recall", ylabel="precision", xlim=(-0.05, 1.05))
    ax.set_title(
        f"package {float(wanted):.4g} solid, this one {float(given):.4g} dashed\n"
        f"{arguments['objects']} to find; right ones are dots",
        fontsize=10,
    )
    return figure


def both_matches(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The IoUs, a row for each detection, with what the package matched and what the learner did.

    Args:
        arguments: iou (D, G) and threshold.
        expected: the package's (D,), indices of objects or -1.
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    iou: Tensor = arguments["iou"]
    figure = Figure(figsize=(5.2, 3.4), layout="constrained")
    ax = figure.subplots()
    if iou.numel():
        draw_numbers(ax, iou)
    for matches, color, style in ((wanted, plots.BLUE, "-"), (given, plots.VERMILION, "--")):
        for d, g in enumerate(matches.tolist()[: len(iou)]):
            if 0 <= g < iou.shape[1]:
                edge = {"edgecolor": color, "linestyle": style, "linewidth": 3}
                ax.add_patch(square(d, int(g), fill=False, **edge))
    ax.set(xlabel="object; -1 is none, without a square", ylabel="detection")
    ax.set_title(
        f"threshold {arguments['threshold']:g}\n"
        f"package {wanted.tolist()} solid, this one {given.tolist()} dashed",
        fontsize=10,
    )
    return figure
