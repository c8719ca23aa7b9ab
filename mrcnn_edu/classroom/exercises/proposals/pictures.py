"""Small pictures of wrong answers about proposals: two boxes, a graph, a histogram, a search."""

import math
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import GREY, axes_around, furthest_apart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def pair_of_regions(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The pair whose answers are furthest apart: its two boxes, and the one around both.

    Args:
        arguments: size_i, size_j (P,), box_i, box_j (P, 4) and area.
        expected: the package's sizes and fills (P,).
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    _, p = furthest_apart(torch.stack(expected), torch.stack([part.double() for part in got]))
    pair = torch.stack((arguments["box_i"][p], arguments["box_j"][p]))  # (2, 4)
    around = torch.cat((pair[:, :2].amin(dim=0), pair[:, 2:].amax(dim=0)))[None]
    figure, (ax,) = axes_around(1, around)
    plots.draw_boxes(ax, around, color=GREY, style=":")
    plots.draw_boxes(ax, pair[:1], color=plots.BLUE, width=3, fill=0.15)
    plots.draw_boxes(ax, pair[1:], color=plots.ORANGE, style="--", fill=0.15)
    sizes = " and ".join(f"{float(arguments[key][p]):g}" for key in ("size_i", "size_j"))
    answers = [", ".join(f"{float(part[p]):.4g}" for part in each) for each in (expected, got)]
    ax.set_title(
        f"{sizes} of {arguments['area']} pixels; size and fill:\n"
        f"package {answers[0]}, this one {answers[1]}",
        fontsize=10,
    )
    return figure


def regions_of_a_graph(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The graph on a circle twice, each node with its region's number, a colour for each.

    Args:
        arguments: weights (E,), edges (E, 2), n and k.
        expected: the package's (n,).
        got: the learner's.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3.4), layout="constrained")
    axes = figure.subplots(1, 2)
    for ax, (regions,), whose in zip(axes, (expected, got), ("package", "this one"), strict=True):
        _draw_graph(ax, arguments["weights"], arguments["edges"], arguments["n"], regions)
        ax.set_title(f"{whose}, k = {arguments['k']:g}\n{regions.tolist()}", fontsize=10)
    return figure


def _draw_graph(ax: "Axes", weights: Tensor, edges: Tensor, n: int, regions: Tensor) -> None:
    from mrcnn_edu.views import plots

    colors = [plots.BLUE, plots.ORANGE, plots.GREEN, plots.VERMILION, GREY]
    where = [(math.sin(2 * math.pi * i / n), math.cos(2 * math.pi * i / n)) for i in range(n)]
    for weight, (a, b) in zip(weights.tolist(), edges.tolist(), strict=True):
        (x1, y1), (x2, y2) = where[a], where[b]
        ax.plot([x1, x2], [y1, y2], color="#BBBBBB", linewidth=1, zorder=0)
        third = 0.4  # not the middle, where edges of a circle cross
        ax.text(x1 + third * (x2 - x1), y1 + third * (y2 - y1), f"{weight:g}", fontsize=8)
    named = regions.tolist()
    for node, (x, y) in enumerate(where):
        color = colors[int(named[node]) % len(colors)] if node < len(named) else "white"
        ax.plot([x], [y], "o", color=color, markersize=14)
        ax.text(x, y, str(node), ha="center", va="center", color="white", fontsize=8)
    ax.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3), xticks=[], yticks=[], aspect="equal")


def joined_region(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The histograms of both regions and of what comes of them, as the package and as the learner.

    Args:
        arguments: sizes (n,), histograms (n, B), touching (n, n), i and j.
        expected: the package's size, histogram (B,) and neighbours.
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    figure = Figure(figsize=(5.2, 3.4), layout="constrained")
    ax = figure.subplots()
    i, j = arguments["i"], arguments["j"]
    rows = [arguments["histograms"][i], arguments["histograms"][j], expected[1], got[1]]
    looks = [(GREY, "i"), ("#BBBBBB", "j"), (plots.BLUE, "package"), (plots.VERMILION, "this one")]
    for place, (row, (color, name)) in enumerate(zip(rows, looks, strict=True)):
        shares = row.double().flatten().tolist()
        at = [b + 0.2 * (place - 1.5) for b in range(len(shares))]
        ax.bar(at, shares, width=0.18, color=color, label=name)
    ax.legend(fontsize=8)
    sizes = " and ".join(f"{float(arguments['sizes'][region]):g}" for region in (i, j))
    ax.set(xlabel="bin", ylabel="share", xticks=range(rows[0].numel()))
    ax.set_title(
        f"{i} and {j}, of {sizes} pixels\n"
        f"package: size {float(expected[0]):g}, neighbours {expected[2].tolist()}\n"
        f"this one: size {got[0].flatten().tolist()}, neighbours {got[2].tolist()}",
        fontsize=10,
    )
    return figure


def objects_and_proposals(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Objects, the proposals that count with their number, and those that don't, faint.

    Args:
        arguments: boxes (G, 4), proposals (R, 4), iou and n.
        expected: the package's recall.
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    boxes, proposals, n = arguments["boxes"], arguments["proposals"], arguments["n"]
    figure, (ax,) = axes_around(1, torch.cat((boxes, proposals)))
    plots.draw_boxes(ax, proposals[n:], color="#BBBBBB", style=":")
    plots.draw_boxes(ax, boxes, color=plots.BLUE, width=3, fill=0.15)
    numbers = [str(place) for place in range(len(proposals[:n]))]
    plots.draw_boxes(ax, proposals[:n], color=plots.ORANGE, style="--", labels=numbers)
    ax.set_title(
        f"objects solid, the first {n} proposals dashed\n"
        f"IoU {arguments['iou']:g}: package {float(wanted):.4g}, this one"
        f" {given.flatten().tolist()}",
        fontsize=10,
    )
    return figure
