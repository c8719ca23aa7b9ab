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
    """The pair whose answers are furthest apart, one solid and one dashed, and both answers."""
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    i, j = furthest_apart(wanted, given)
    box1, box2 = arguments["boxes1"][i, None], arguments["boxes2"][j, None]
    figure, (ax,) = axes_around(1, torch.cat((box1, box2)))
    plots.draw_boxes(ax, box1, color=plots.BLUE, width=3, fill=0.15)
    plots.draw_boxes(ax, box2, color=plots.ORANGE, style="--", fill=0.15)
    values = f"package {wanted[i, j]:.4g}, this one {given[i, j]:.4g}"
    ax.set_title(f"boxes1[{i}] solid, boxes2[{j}] dashed\n{values}", fontsize=10)
    return figure


def furthest_apart(wanted: Tensor, given: Tensor) -> tuple[int, ...]:
    """Where two answers of one shape differ most; NaN is further than anything."""
    apart = (given.double() - wanted.double()).abs().nan_to_num(nan=torch.inf)
    return tuple(int(index) for index in torch.unravel_index(apart.argmax(), apart.shape))


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
    corners = given.reshape(-1, 2)  # dots, since a box may have shrunk to a line or to a point
    ax.plot(corners[:, 0].tolist(), corners[:, 1].tolist(), "o", color=plots.VERMILION)
    ax.set_title("package solid, this one dashed", fontsize=10)
    return figure


def axes_around(count: int, boxes: Tensor) -> "tuple[Figure, list[Axes]]":
    """Axes around all boxes, y downwards, in a figure that no notebook shows a second time."""
    from matplotlib.figure import Figure

    corners = boxes.reshape(-1, 2)  # both, since what comes out may be upside down
    (left, top), (right, bottom) = corners.amin(dim=0).tolist(), corners.amax(dim=0).tolist()
    width, height = max(right - left, 1.0), max(bottom - top, 1.0)
    margin = 0.15 * max(width, height)
    inches = 0.7 + 2.2 * min(max(height / width, 0.4), 1.0)
    figure = Figure(figsize=(3.2 * count, inches), layout="constrained")
    axes = [figure.add_subplot(1, count, index + 1) for index in range(count)]
    for ax in axes:
        ax.set(xlim=(left - margin, right + margin), ylim=(bottom + margin, top - margin))
        ax.set_aspect("equal")
        ax.locator_params(integer=True, nbins=6)
    return figure, axes
