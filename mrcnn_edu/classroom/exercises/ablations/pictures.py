"""Small pictures of wrong answers about ablations: runs, differences and intervals on a line."""

from typing import TYPE_CHECKING, Any

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.ablations.seeds import VERDICTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def differences_and_intervals(
    arguments: dict[str, Any], expected: Answer, got: Answer
) -> "Figure | None":
    """The differences as dots, under them the package's interval and the learner's.

    Args:
        arguments: a (S,), b (S,) and t.
        expected: the package's interval (2,).
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    if given.shape != wanted.shape:
        return None
    figure, ax = _line()
    differences = (arguments["a"] - arguments["b"]).tolist()
    ax.plot(differences, [2] * len(differences), "o", color=plots.BLACK)
    ax.plot(wanted.tolist(), [1, 1], "|-", color=plots.BLUE, markersize=14)
    ax.plot(given.tolist(), [0, 0], "|--", color=plots.VERMILION, markersize=14)
    ax.set(yticks=range(3), yticklabels=["this one", "package", "a - b"], ylim=(-0.5, 2.5))
    return figure


def interval_and_verdicts(
    arguments: dict[str, Any], expected: Answer, got: Answer
) -> "Figure | None":
    """The first interval that is judged wrongly, with 0 and what is too small to matter.

    Args:
        arguments: intervals (N, 2) and smallest.
        expected: the package's verdicts (N,).
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    if given.shape != wanted.shape:
        return None
    row = int((wanted != given).nonzero()[0])
    figure, ax = _line()
    smallest = arguments["smallest"]
    ax.axvspan(-smallest, smallest, color="#DDDDDD")
    ax.plot(arguments["intervals"][row].tolist(), [0, 0], "|-", color=plots.BLUE, markersize=14)
    ax.set(yticks=[])
    said = [_words(int(answer[row])) for answer in (wanted, given)]
    ax.set_title(f"interval {row}; package: {said[0]}, this one: {said[1]}", fontsize=10)
    return figure


def mean_and_deviation(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure | None":
    """Each seed at each checkpoint as a dot, and both answers as a mean and a deviation.

    Args:
        arguments: validation (S, C) and held_out (S, C, N).
        expected: the package's mean and deviation (2,).
        got: the learner's.
    """
    from mrcnn_edu.views import plots

    (wanted,), (given,) = expected, got
    if given.shape != wanted.shape:
        return None
    figure, ax = _line()
    of_scenes = arguments["held_out"].mean(dim=2)  # (S, C)
    chosen = arguments["validation"].argmax(dim=1)
    ax.plot(of_scenes.flatten().tolist(), [2] * of_scenes.numel(), "o", color="#BBBBBB")
    best = of_scenes.gather(1, chosen[:, None]).flatten().tolist()
    ax.plot(best, [2] * len(best), "o", color=plots.BLACK)
    for place, (answer, color) in enumerate(((given, plots.VERMILION), (wanted, plots.BLUE))):
        mean, deviation = answer.tolist()
        ax.errorbar(mean, place, xerr=abs(deviation), fmt="D", capsize=6, color=color)
    ax.set(yticks=range(3), yticklabels=["this one", "package", "seeds"], ylim=(-0.5, 2.5))
    ax.set_title("black: a seed as validation chose it; bars: mean ± deviation", fontsize=10)
    ax.set_xlabel("AP")
    return figure


def _words(verdict: int) -> str:
    """The verdict, and the number where it has no words."""
    return VERDICTS[verdict] if 0 <= verdict < len(VERDICTS) else str(verdict)


def _line() -> "tuple[Figure, Axes]":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 2), layout="constrained")
    ax = figure.subplots()
    ax.axvline(0, color="#888888", linestyle=":")
    return figure, ax
