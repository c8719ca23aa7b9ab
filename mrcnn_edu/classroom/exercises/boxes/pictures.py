"""Small pictures of wrong answers about boxes, where they say more than their numbers.

matplotlib is imported when the first picture is drawn, which is seldom: most checks pass.
"""

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from mrcnn_edu.classroom.answers import Answer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GREY = "#767676"


def two_sets_of_boxes(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Two sets of boxes, one in solid and one in dashed lines."""
    from mrcnn_edu.views import plots

    boxes1, boxes2 = arguments["boxes1"], arguments["boxes2"]
    figure, (ax,) = axes_around(1, torch.cat((boxes1, boxes2)))
    plots.draw_boxes(ax, boxes1, color=plots.BLUE, width=3, fill=0.15)
    plots.draw_boxes(ax, boxes2, color=plots.ORANGE, style="--", fill=0.15)
    ax.set_title("boxes1 solid, boxes2 dashed", fontsize=10)
    return figure


def boxes_out(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The boxes that came out beside those that should have, and the image where there is one."""
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    size = arguments.get("size")
    frame = [] if size is None else [[0.0, 0.0, float(size[1]), float(size[0])]]
    around = torch.cat((wanted, given.to(wanted), torch.tensor(frame).to(wanted).reshape(-1, 4)))
    figure, (ax,) = axes_around(1, around)
    plots.draw_boxes(ax, frame, color=GREY, style=":", labels=["image"] * len(frame))
    plots.draw_boxes(ax, wanted, color=plots.BLUE, width=3)
    plots.draw_boxes(ax, given, color=plots.VERMILION, style="--")
    ax.set_title("package solid, this one dashed", fontsize=10)
    return figure


def axes_around(count: int, boxes: Tensor) -> "tuple[Figure, list[Axes]]":
    """Axes around all boxes, y downwards, in a figure that no notebook shows a second time."""
    from matplotlib.figure import Figure

    low, high = boxes.min(dim=0).values.tolist(), boxes.max(dim=0).values.tolist()
    width, height = max(high[2] - low[0], 1.0), max(high[3] - low[1], 1.0)
    margin = 0.15 * max(width, height)
    inches = 0.7 + 2.2 * min(max(height / width, 0.4), 1.0)
    figure = Figure(figsize=(3.2 * count, inches), layout="constrained")
    axes = [figure.add_subplot(1, count, index + 1) for index in range(count)]
    for ax in axes:
        ax.set(xlim=(low[0] - margin, high[2] + margin), ylim=(high[3] + margin, low[1] - margin))
        ax.set_aspect("equal")
        ax.locator_params(integer=True, nbins=6)
    return figure, axes
