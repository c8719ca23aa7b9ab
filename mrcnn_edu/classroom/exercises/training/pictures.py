"""Small pictures of wrong runs: factors at their steps, and a weight on its way."""

from typing import TYPE_CHECKING, Any

from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import furthest_apart

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def factors(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The factor at each step, the package's and the learner's; one too many has no step."""
    (wanted,), (given,) = expected, got
    steps = arguments["steps"].tolist()
    total, warm_up = arguments["total"], arguments["warm_up"]
    figure = _two_rows_of_points(steps, wanted, steps[: len(given)], given[: len(steps)])
    ax = figure.axes[0]
    for place, name in ((warm_up, "warm-up ends"), (total, "the run ends")):
        ax.axvline(place, color="#BBBBBB", linestyle=":")
        ax.annotate(name, (place, 1), xycoords=("data", "axes fraction"), fontsize=8, ha="center")
    ax.set(xlabel="steps made", ylabel="factor of the rate")
    return figure


def weights_after_each_step(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """The weight that differs most, from before the first step to after the last."""
    (wanted,), (given,) = expected, got
    _, weight = furthest_apart(wanted, given)
    start = arguments["weights"][weight].reshape(1)
    steps = list(range(len(wanted) + 1))
    paths = [
        start.new_tensor([start.item(), *path[:, weight].tolist()]) for path in (wanted, given)
    ]
    figure = _two_rows_of_points(steps, paths[0], steps, paths[1], line="-")
    figure.axes[0].set(xlabel="steps made", ylabel=f"weight {weight}", xticks=steps)
    return figure


def _two_rows_of_points(
    places: list[Any], wanted: Tensor, own_places: list[Any], given: Tensor, line: str = ""
) -> "Figure":
    """Circles for the package, crosses for the learner; what is no number is left out."""
    from matplotlib.figure import Figure

    from mrcnn_edu.views import plots

    figure = Figure(figsize=(6, 3), layout="constrained")
    ax = figure.subplots()
    ax.plot(places, wanted.tolist(), f"o{line}", color=plots.BLUE, markersize=11, fillstyle="none")
    dashed = f"x{line and '--'}"
    ax.plot(own_places, given.tolist(), dashed, color=plots.VERMILION, markersize=8)
    ax.set_title("circle: package, cross: this one\n", fontsize=10)
    return figure
