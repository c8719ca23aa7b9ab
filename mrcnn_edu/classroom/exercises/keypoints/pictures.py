"""Small pictures of wrong answers about keypoints: a point in its box, two poses, a mirror."""

from typing import TYPE_CHECKING, Any

import torch

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import GREY, axes_around, furthest_apart
from mrcnn_edu.classroom.exercises.number_grids import draw_numbers, square

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LARGEST = 8  # cells of a map whose numbers can be read


def point_in_its_box(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The map with its highest cell marked, and the box with the package's point and this one.

    Args:
        arguments: maps (R, P, M, M) and boxes (R, 4).
        expected: the package's points (R, P, 2).
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    r, p, _ = furthest_apart(wanted, given)
    grid = arguments["maps"][r, p]  # (M, M)
    figure = Figure(figsize=(7.5, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    if len(grid) <= LARGEST:
        draw_numbers(left, grid)
    else:
        left.imshow(grid.tolist(), cmap="viridis")
    row, column = divmod(int(grid.argmax()), len(grid))
    left.add_patch(square(row, column, fill=False, edgecolor=plots.VERMILION, linewidth=4))
    left.set_title(f"maps[{r}, {p}], highest in row {row}, column {column}", fontsize=10)
    plots.draw_boxes(right, arguments["boxes"][r, None], color=GREY)
    looks = (("o", plots.BLUE, "package"), ("x", plots.VERMILION, "this one"))
    for point, (marker, color, whose) in zip((wanted[r, p], given[r, p]), looks, strict=True):
        x, y = (float(number) for number in point)
        right.plot([x], [y], marker, color=color, markersize=9, label=f"{whose} ({x:.5g}, {y:.5g})")
    right.set(aspect="equal", title=f"boxes[{r}]")
    right.margins(0.2)
    right.invert_yaxis()
    right.legend(fontsize=8)
    return figure


def two_poses(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Both poses, with a line from each labelled joint to where it was found.

    Args:
        arguments: detection (P, 2), person (P, 3), area and sigmas (P,).
        expected: the package's similarity.
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    person, detection = arguments["person"], arguments["detection"]
    labelled = person[:, 2] > 0
    points = torch.cat((person[labelled, :2], detection[labelled]))  # what is not labelled is at 0
    figure, (ax,) = axes_around(1, torch.cat((points, points + 1e-3), dim=1))
    for joint, (true, found, flag) in enumerate(
        zip(person[:, :2].tolist(), detection.tolist(), person[:, 2].tolist(), strict=True)
    ):
        if flag:
            ax.plot(*zip(true, found, strict=True), "-", color=GREY)
            ax.plot(*true, "o", color=plots.ORANGE, fillstyle="full" if flag == 2 else "none")
            ax.plot(*found, "x", color=plots.BLUE, markersize=9)
            ax.annotate(str(joint), true, textcoords="offset points", xytext=(6, 6))
    ax.set_title(
        "true joints as discs, hidden ones empty; crosses: found\n"
        f"area {arguments['area']:g}, package {wanted:.4g}, this one {given:.4g}",
        fontsize=10,
    )
    return figure


def mirror_image(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """One person before, in the package's mirror and in the learner's, joints by their numbers.

    Args:
        arguments: keypoints (G, P, 3), swap and width.
        expected: the package's keypoints (G, P, 3).
        got: the learner's.
    """
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    g, p, _ = furthest_apart(wanted, given)
    figure = Figure(figsize=(8.5, 3), layout="constrained")
    axes = figure.subplots(1, 3, sharex=True, sharey=True)
    rows = (arguments["keypoints"][g], wanted[g], given[g])
    for ax, whose, joints in zip(axes, ("image", "package", "this one"), rows, strict=True):
        for joint, (x, y, flag) in enumerate(joints.tolist()):
            color = plots.VERMILION if joint == p and ax is not axes[0] else plots.BLUE
            ax.text(x, y, str(joint), ha="center", va="center", color=color if flag else GREY)
        x, y, flag = joints[p].tolist()
        ax.set_title(f"{whose}: keypoint {p} is ({x:g}, {y:g}, {flag:g})", fontsize=9)
        for side in (0, arguments["width"]):
            ax.axvline(side, color=GREY, linewidth=1)
    low = float(min(joints[:, 1].min() for joints in rows)) - 1
    high = float(max(joints[:, 1].max() for joints in rows)) + 1
    axes[0].set(xlim=(-0.1 * arguments["width"], 1.1 * arguments["width"]), ylim=(high, low))
    return figure
