"""Pictures of boxes and polygons on photographs, the same in every lesson.

An image is drawn with pixel ``i`` from ``i`` to ``i + 1``, so that a box lies where its numbers
say. The colours are Okabe and Ito's, which the colour-blind can tell apart; where two kinds of box
meet, they differ in line style as well.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray
from torch import Tensor

BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, YELLOW, PURPLE, BLACK = "#56B4E9", "#F0E442", "#CC79A7", "#000000"


def show_image(image: NDArray[np.uint8], ax: Axes | None = None, title: str | None = None) -> Axes:
    """Draw a photograph in continuous pixel coordinates.

    Args:
        image: (H, W) grey or (H, W, 3) colour, 0 to 255.
        ax: where to draw; None makes a new figure of a fitting shape.
        title: what to write above.

    Returns:
        The axes, for more to be drawn on.
    """
    height, width = image.shape[:2]
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 8 * height / width), layout="constrained")
    ax.imshow(image, cmap="gray", vmin=0, vmax=255, extent=(0, width, height, 0))
    ax.set(xlim=(0, width), ylim=(height, 0), title=title or "")
    return ax


def show_grid(width: int, height: int, *, title: str = "", scale: float = 0.6) -> Axes:
    """Draw an empty image of unit squares, to count on.

    Args:
        width: of the image, in pixels.
        height: of the image, in pixels.
        title: what to write above.
        scale: inches for each pixel.

    Returns:
        The axes of a new figure, for more to be drawn on.
    """
    # Room for the title, and for the numbers beside the axes.
    size = (max(scale * width + 0.6, 7), scale * height + 0.8)
    _, ax = plt.subplots(figsize=size, layout="constrained")
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal", anchor="W")
    ax.set_title(title, loc="left")
    ax.set(xticks=range(width + 1), yticks=range(height + 1))
    ax.grid(color="#BBBBBB", linewidth=0.8)
    ax.set_axisbelow(True)
    return ax


def show_map(
    features: Tensor,
    stride: float = 1.0,
    ax: Axes | None = None,
    title: str | None = None,
    *,
    decimals: int | None = 2,
) -> Axes:
    """Draw a feature map over the image that it was computed from, cell by cell.

    Args:
        features: (H, W). Zero is white, the sign is told by colour: brown below, purple above.
        stride: pixels of the image that one cell stands for.
        ax: where to draw; None makes a new figure of a fitting shape.
        title: what to write above.
        decimals: digits after the point of the number written in each cell; None writes none.

    Returns:
        The axes in image pixels: cell (i, j) covers i·stride to (i + 1)·stride downwards.
    """
    height, width = features.shape
    if ax is None:
        _, ax = plt.subplots(figsize=(6, 6 * height / width), layout="constrained")
    largest = max(float(features.abs().max()), 1e-9)
    extent = (0, width * stride, height * stride, 0)
    values = features.numpy(force=True)
    ax.imshow(values, cmap="PuOr", alpha=0.6, vmin=-largest, vmax=largest, extent=extent)
    ax.set(xticks=[j * stride for j in range(width + 1)], title=title or "")
    ax.set(yticks=[i * stride for i in range(height + 1)])
    ax.grid(color="#888888", linewidth=0.6)
    if decimals is not None:
        for i, j in product(range(height), range(width)):
            number = ax.text(
                (j + 0.6) * stride,  # right of and below the middle, where a box may begin
                (i + 0.6) * stride,
                f"{float(features[i, j]):.{decimals}f}",
                ha="center",
                va="center",
                fontsize=9,
            )
            number.set(zorder=5, path_effects=[withStroke(linewidth=2, foreground="#FFFFFFAA")])
    return ax


def crop_view(ax: Axes, box: Sequence[float], margin: float = 8.0) -> Axes:
    """Look closely at one box: limit the axes to it and a margin in pixels."""
    x1, y1, x2, y2 = map(float, box)
    ax.set(xlim=(x1 - margin, x2 + margin), ylim=(y2 + margin, y1 - margin))
    return ax


def draw_boxes(
    ax: Axes,
    boxes: Tensor | Sequence[Sequence[float]],
    *,
    color: str = BLUE,
    style: str = "-",
    width: float = 2.0,
    labels: Sequence[str] | None = None,
    fill: float = 0.0,
    hatch: str | None = None,
) -> None:
    """Draw boxes as outlines, on a photograph with a dark edge so that they stand out.

    Args:
        ax: where to draw.
        boxes: (N, 4), xyxy in pixels.
        color: of the lines, the fill and the background of the labels.
        style: of the lines: "-", "--", ":" or "-.".
        width: of the lines, in points.
        labels: N short texts, each written on its box's top edge.
        fill: opacity of the inside, from 0 to 1.
        hatch: a pattern over the inside, such as "//", for what colour alone should not say.
    """
    rows = boxes.tolist() if isinstance(boxes, Tensor) else boxes
    for i, (x1, y1, x2, y2) in enumerate(rows):
        outline: dict[str, Any] = {"edgecolor": color, "linestyle": style, "linewidth": width}
        if ax.images:
            outline["path_effects"] = [withStroke(linewidth=width + 1.6, foreground="#00000099")]
        inside = (*_rgb(color), fill)
        ax.add_patch(
            Rectangle((x1, y1), x2 - x1, y2 - y1, facecolor=inside, hatch=hatch, **outline)
        )
        if labels is not None:
            _write_label(ax, x1, y1, labels[i], color)


def draw_polygons(
    ax: Axes, polygons: Sequence[NDArray[np.float64]], *, color: str = ORANGE, width: float = 1.5
) -> None:
    """Draw the outlines of polygons, each (P, 2) corners x, y in pixels."""
    for corners in polygons:
        ax.add_patch(Polygon(corners, fill=False, edgecolor=color, linewidth=width))


def _write_label(ax: Axes, x: float, y: float, text: str, color: str) -> None:
    """A short text on a coloured ground, its foot on the box's top-left corner."""
    dark_ground = sum(_rgb(color)) < 1.4
    ax.text(
        x,
        y,
        text,
        color="white" if dark_ground else "black",
        fontsize=9,
        verticalalignment="bottom",
        bbox={"facecolor": color, "edgecolor": "none", "pad": 1.5},
        clip_on=True,
        parse_math=False,  # a class may be called $100
    )


def _rgb(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue
