"""Where we are: one drawing of the whole way from a photograph to masks, with a part of it lit.

What stands on an arrow is the shape of the tensor that travels there, in the letters of the whole
package: C channels, R RoIs, D detections, K classes, H and W the sides of the photograph, s the
stride of a map. All lessons show the same drawing.
"""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

LIT, UNLIT, INK, QUIET = "#FFD75E", "#F1F1F1", "#111111", "#5F5F5F"
WIDTH, HEIGHT = 1.7, 0.62  # of a part

# Each part by its name: where its middle lies, and what is written in it. The first row proposes
# boxes, the second says what is in them, the third draws masks; what judges stands on the left.
PARTS = {
    "photograph": (0.9, 2.6, "photograph"),
    "backbone": (3.7, 2.6, "backbone"),
    "pyramid": (6.5, 2.6, "feature\npyramid"),
    "RPN": (9.3, 2.6, "region proposal\nnetwork"),
    "NMS": (12.1, 2.6, "NMS"),
    "losses": (1.9, 1.3, "losses,\nin training"),
    "RoIAlign": (6.5, 1.3, "RoIAlign"),
    "box head": (9.3, 1.3, "box head"),
    "NMS by class": (12.1, 1.3, "NMS,\nclass by class"),
    "evaluation": (1.9, 0.0, "COCO\nevaluation"),
    "mask RoIAlign": (6.5, 0.0, "RoIAlign"),
    "mask head": (9.3, 0.0, "mask head"),
    "pasting": (12.1, 0.0, "pasting"),
}
# From one part to the next in its row, with the shape on it.
ACROSS = (
    ("photograph", "backbone", "3, H, W"),
    ("backbone", "pyramid", "4 maps"),
    ("pyramid", "RPN", "256, H/s, W/s"),
    ("RPN", "NMS", "boxes, scores"),
    ("RoIAlign", "box head", "R, 256, 7, 7"),
    ("box head", "NMS by class", "R, K and R, K, 4"),
    ("mask RoIAlign", "mask head", "D, 256, 14, 14"),
    ("mask head", "pasting", "D, K, 28, 28"),
)
# From the end of one row to the beginning of the next.
BACK = (("NMS", "RoIAlign", "proposals R, 4"), ("NMS by class", "mask RoIAlign", "detections D, 4"))
# Both RoIAligns read the maps of the pyramid.
MAPS = (("pyramid", "RoIAlign"), ("RoIAlign", "mask RoIAlign"))


def draw_pipeline(*lit: str) -> Figure:
    """Draw the whole pipeline with some of its parts lit.

    Args:
        *lit: names of parts, from ``PARTS``; without any, all of them are lit.

    Returns:
        A new figure.

    Raises:
        ValueError: if there is no part of that name.

    Example:
        >>> figure = draw_pipeline("NMS", "NMS by class")
        >>> len(figure.axes[0].texts) > len(PARTS)
        True
        >>> plt.close(figure)
    """
    for name in lit:
        if name not in PARTS:
            raise ValueError(f"lit must name parts of {', '.join(PARTS)}; got {name!r}")
    figure, ax = plt.subplots(figsize=(10.5, 2.9), layout="constrained")
    for start, end, shape in ACROSS:
        _arrow(ax, _side(start, WIDTH / 2), _side(end, -WIDTH / 2), shape)
    for start, end, shape in BACK:
        _turn(ax, start, end, shape)
    for start, end in MAPS:
        _maps(ax, start, end)
    for name in PARTS:
        _part(ax, name, not lit or name in lit)
    ax.set(xlim=(-0.05, 13.05), ylim=(-0.4, 3.0))
    ax.set_axis_off()
    return figure


def _side(name: str, across: float) -> tuple[float, float]:
    """A point on the height of a part's middle, so far from it."""
    x, y, _ = PARTS[name]
    return x + across, y


def _part(ax: Axes, name: str, lit: bool) -> None:
    """A part, with a thick edge where it is lit: colour alone shall not say it."""
    x, y, words = PARTS[name]
    corner = (x - WIDTH / 2 + 0.1, y - HEIGHT / 2 + 0.1)
    shape = FancyBboxPatch(corner, WIDTH - 0.2, HEIGHT - 0.2, boxstyle="round,pad=0.1")
    shape.set(facecolor=LIT if lit else UNLIT, edgecolor=INK if lit else QUIET)
    shape.set_linewidth(2.2 if lit else 0.8)
    ax.add_patch(shape)
    text = ax.text(x, y, words, ha="center", va="center", fontsize=9, linespacing=0.95)
    text.set(fontweight="bold" if lit else "normal", color=INK if lit else QUIET)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], shape: str) -> None:
    """An arrow to the right, with the shape above it."""
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=10, color=INK))
    middle = (start[0] + end[0]) / 2
    ax.text(middle, start[1] + 0.12, shape, ha="center", va="bottom", fontsize=7.5, color=INK)


def _turn(ax: Axes, start: str, end: str, shape: str) -> None:
    """An arrow out of the foot of a part, back to the left, and into the side of another."""
    (x, y, _), (left, below, _) = PARTS[start], PARTS[end]
    between = (y + below) / 2
    before = left - WIDTH / 2 - 0.6
    ax.plot([x, x, before, before], [y - HEIGHT / 2, between, between, below], color=INK, lw=1)
    _arrow(ax, (before, below), _side(end, -WIDTH / 2), "")
    text = ax.text((x + left) / 2, between, shape, ha="center", va="center", fontsize=7.5)
    text.set(color=INK, backgroundcolor="white")


def _maps(ax: Axes, start: str, end: str) -> None:
    """A dotted arrow straight down, for the maps that are read there."""
    (x, y, _), (_, below, _) = PARTS[start], PARTS[end]
    foot, head = (x, y - HEIGHT / 2), (x, below + HEIGHT / 2)
    ax.add_patch(
        FancyArrowPatch(foot, head, arrowstyle="-|>", mutation_scale=10, ls=":", color=INK)
    )
    ax.text(x + 0.08, head[1] + 0.13, "maps", fontsize=7.5, va="center", color=INK)
