"""What to add in words where two lists of kept boxes look alike: the first place that differs."""

from typing import Any

from torch import Tensor

from mrcnn_edu.classroom.answers import Answer
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
