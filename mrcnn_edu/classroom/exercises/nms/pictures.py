"""What is drawn and said where a wrong answer about suppression keeps other boxes."""

from typing import TYPE_CHECKING, Any

from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.exercises.boxes.pictures import GREY, axes_around
from mrcnn_edu.classroom.words import Words, say


def first_difference(expected: Tensor, got: Tensor) -> int | None:
    """The first place at which both lists have a box, and another one; None if there is none."""
    pairs = zip(expected.tolist(), got.tolist(), strict=False)
    return next((place for place, (wanted, given) in enumerate(pairs) if wanted != given), None)


def order_of_boxes(arguments: dict[str, Any], expected: Answer, got: Answer) -> tuple[Words, ...]:
    """Says where the same boxes stand in another order, and the rule where scores are equal.

    Args:
        arguments: of the call, with ``scores`` (N,).
        expected: the package's answer, indices (K,) first.
        got: the learner's.

    Returns:
        No words, one sentence or two.
    """
    wanted, given = expected[0], got[0]
    place = first_difference(wanted, given)
    if place is None or sorted(wanted.tolist()) != sorted(given.tolist()):
        return ()
    one, other = int(wanted[place]), int(given[place])
    words = say("another_order", place=place, wanted=one, given=other)
    scores = arguments["scores"]
    if scores[one] != scores[other]:
        return (words,)
    return words, say("equal_scores", wanted=one, given=other)


if TYPE_CHECKING:
    from matplotlib.figure import Figure


def kept_boxes(arguments: dict[str, Any], expected: Answer, got: Answer) -> "Figure":
    """Twice the same scored boxes: which ones the package keeps, and which the learner.

    The box at the first place where the two lists differ is red on either side.
    """
    from mrcnn_edu.views import plots

    boxes = arguments["boxes"]
    names, places = _labels(boxes, arguments.get("idxs")), _label_places(boxes)
    differs = first_difference(expected[0], got[0])
    figure, axes = axes_around(2, boxes)
    for ax, keep, whose in zip(axes, (expected[0], got[0]), ("package", "this one"), strict=True):
        kept = [int(index) for index in keep.tolist()]
        for index in reversed(range(len(boxes))):
            color, style = (plots.BLUE, "-") if index in kept else (GREY, ":")
            if differs is not None and index == kept[differs]:
                color = plots.VERMILION
            plots.draw_boxes(ax, boxes[index, None], color=color, style=style)
            plots.draw_boxes(ax, [places[index] * 2], color=color, labels=[names[index]], width=0)
        named = f"{kept}" if len(kept) <= 6 else f"{len(kept)} boxes"  # long titles meet
        if len(kept) > 6 and differs is not None:
            named += f", at {differs} box {kept[differs]}"
        ax.set_title(f"{whose} keeps {named}", fontsize=10)
    return figure


def _labels(boxes: Tensor, idxs: Tensor | None) -> list[str]:
    """The number of each box, and its class where it has one."""
    return [str(i) if idxs is None else f"{i} class {int(idxs[i])}" for i in range(len(boxes))]


def _label_places(boxes: Tensor) -> list[list[float]]:
    """A corner x, y of each box for its label, one that no box before it has taken."""
    taken: list[list[float]] = []
    for x1, y1, x2, y2 in boxes.tolist():
        corners = [[x1, y1], [x2, y2], [x1, y2], [x2, y1]]
        taken.append(next((corner for corner in corners if corner not in taken), corners[0]))
    return taken
