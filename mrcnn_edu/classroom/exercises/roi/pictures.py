"""Small pictures of wrong answers about feature maps: where the package looks, and what it finds.

A map is drawn as squares with their numbers, the centre of cell (i, j) at y = i, x = j. Of a grid
of bins the one that differs most is marked, and the cells or samples that belong to it.
"""

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import furthest_apart
from mrcnn_edu.classroom.exercises.number_grids import draw_both, draw_numbers
from mrcnn_edu.ops.cell_bags import whole_axis
from mrcnn_edu.ops.roi_pooling import round_half_away
from mrcnn_edu.ops.roi_tracing import trace_roi_align

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GREY = "#767676"


def points_on_a_map(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The points on the map, and at the one that differs most both values."""
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    y, x = arguments["y"], arguments["x"]
    (worst,) = furthest_apart(wanted, given)
    figure, (ax,) = _axes(arguments["features"], torch.stack((x, y, x, y), dim=1), panels=1)
    ax.plot(x.tolist(), y.tolist(), "o", color=plots.BLUE, markersize=5)
    ax.plot(float(x[worst]), float(y[worst]), "o", color=plots.VERMILION, fillstyle="none", ms=12)
    values = f"package {wanted[worst]:.4g}, this one {given[worst]:.4g}"
    ax.set_title(f"at the ring: {values}", fontsize=10)
    return figure


def one_box_on_a_map(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The box, the cells that belong to the bin that differs most, and both grids of bins."""
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    features, bins = arguments["features"], arguments["output_size"]
    box = arguments["box"] * arguments["spatial_scale"]
    row, column = worst = furthest_apart(wanted, given)
    x1, y1, x2, y2 = round_half_away(box)[:, None]
    rows = whole_axis(y1, y2, bins, features.shape[0])
    columns = whole_axis(x1, x2, bins, features.shape[1])
    figure, axes = _axes(features, box[None], panels=3)
    for i in rows.cells[0, row, : rows.used[0, row]].tolist():
        for j in columns.cells[0, column, : columns.used[0, column]].tolist():
            cell = [[j - 0.5, i - 0.5, j + 0.5, i + 0.5]]
            plots.draw_boxes(axes[0], cell, color=plots.BLUE, fill=0.25, hatch="//", width=0)
    plots.draw_boxes(axes[0], box[None], color=plots.ORANGE, style="--")
    axes[0].set_title("box dashed; hatched: the cells\nof the marked bin", fontsize=10)
    draw_both(axes[1:], wanted, given, worst)
    return figure


def one_box_to_align(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The box in its bins, all samples, those of the bin that differs most, and both grids."""
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    features, box = arguments["features"], arguments["box"]
    rest = [value for name, value in arguments.items() if name not in ("features", "box")]
    points = trace_roi_align(features[None], box, *rest).points  # (P, Q, S, T, 2)
    worst = furthest_apart(wanted, given)
    region = _region(box, arguments["spatial_scale"], arguments["aligned"])
    figure, axes = _axes(features, torch.cat((region, _bins(region, len(wanted)))), panels=3)
    plots.draw_boxes(axes[0], _bins(region, len(wanted)), color=plots.ORANGE, width=0.8)
    plots.draw_boxes(axes[0], region, color=plots.ORANGE, width=2)
    for color, size, group in ((GREY, 3, points), (plots.BLUE, 7, points[worst])):
        y, x = group.reshape(-1, 2).unbind(1)
        axes[0].plot(x.tolist(), y.tolist(), "o", color=color, markersize=size)
    axes[0].set_title("large dots: where the package\nsamples the marked bin", fontsize=10)
    draw_both(axes[1:], wanted, given, worst)
    return figure


def boxes_to_align(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The same for the box and the channel that differ most."""
    (wanted,), (given,) = expected, got
    roi, channel, *_ = furthest_apart(wanted, given)
    image, *box = arguments["boxes"][roi].tolist()
    maps = arguments["input"]
    one = arguments | {"features": maps[int(image), channel], "box": maps.new_tensor(box)}
    del one["input"], one["boxes"]
    figure = one_box_to_align(one, (wanted[roi, channel],), (given[roi, channel],))
    figure.suptitle(f"image {int(image)}, channel {channel}, box {roi}", fontsize=10)
    return figure


def _region(box: Tensor, spatial_scale: float, aligned: bool) -> Tensor:
    """(1, 4), where RoIAlign takes the box to lie on the map."""
    near, far = (box * spatial_scale - (0.5 if aligned else 0)).reshape(2, 2).unbind()
    return torch.cat((near, far if aligned else torch.maximum(far, near + 1)))[None]


def _bins(region: Tensor, count: int) -> Tensor:
    """(count · count, 4), equal parts of a region (1, 4)."""
    x1, y1, x2, y2 = region[0].tolist()
    width, height = (x2 - x1) / count, (y2 - y1) / count
    corners = [
        [x1 + j * width, y1 + i * height, x1 + (j + 1) * width, y1 + (i + 1) * height]
        for i in range(count)
        for j in range(count)
    ]
    return torch.tensor(corners)


def _axes(features: Tensor, boxes: Tensor, *, panels: int) -> "tuple[Figure, list[Axes]]":
    """Axes in a row, the first with the map, wide enough for the boxes too."""
    from matplotlib.figure import Figure

    height, width = features.shape
    around = torch.tensor([[-0.5, -0.5, width - 0.5, height - 0.5]]).to(boxes)
    low = torch.cat((around, boxes)).amin(dim=0).tolist()
    high = torch.cat((around, boxes)).amax(dim=0).tolist()
    shares = [1.5, 1, 1][:panels]
    figure = Figure(figsize=(2.4 * sum(shares), 3.2), layout="constrained")
    axes = figure.subplots(1, panels, squeeze=False, width_ratios=shares)[0].tolist()
    draw_numbers(axes[0], features, beside=0.28)
    i, j = torch.ones_like(features).nonzero(as_tuple=True)
    axes[0].plot(j.tolist(), i.tolist(), "+", color="#BBBBBB", markersize=9)  # centres of cells
    axes[0].set(xlim=(low[0] - 0.2, high[2] + 0.2), ylim=(high[3] + 0.2, low[1] - 0.2))
    return figure, axes
