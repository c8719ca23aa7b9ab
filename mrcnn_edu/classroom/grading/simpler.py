"""A simpler case that goes wrong in the same way, so that a student can follow it by hand."""

import contextlib
import random
import time
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, Verbosity, find, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from mrcnn_edu.classroom.exercise import Arguments
from mrcnn_edu.classroom.grading.draws import fingerprint, without_notes
from mrcnn_edu.classroom.smallest import how_hard

TRIES = 100  # cases; each costs a call in the sandbox
SECONDS = 20.0  # by the clock, for all of them


def simplest(
    strategy: st.SearchStrategy[Arguments],
    is_wrong: Callable[[Arguments], bool],
    begin: Arguments,
    seed: int,
) -> Arguments:
    """Look for a case that is as simple as can be and still answered wrongly.

    Args:
        strategy: makes cases; so every case that is tried makes sense.
        is_wrong: whether a case is answered wrongly.
        begin: a case that is. One without boxes tells less than one with some, so it is only
            taken where this is one.
        seed: decides on chance.

    Returns:
        The easiest that was found within a hundred tries, or ``begin``.

    Example:
        >>> sides = st.fixed_dictionaries({"side": st.integers(0, 1000)})
        >>> simplest(sides, lambda case: case["side"] > 12, {"side": 817}, seed=1)
        {'side': 13}
    """
    verdicts: dict[str, bool] = {}
    wrong = [begin]
    until = time.monotonic() + SECONDS

    def tells_more(arguments: Arguments) -> bool:
        name = fingerprint(arguments)
        if name not in verdicts:
            if len(verdicts) >= TRIES or time.monotonic() > until:
                return False
            of_a_kind = how_hard(arguments)[0] <= how_hard(begin)[0]
            verdicts[name] = of_a_kind and is_wrong(arguments)
            if verdicts[name]:
                wrong.append(arguments)
        return verdicts[name]

    chosen = settings(
        database=None,
        deadline=None,
        max_examples=TRIES,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    with without_notes(), contextlib.suppress(HypothesisException):  # which says it found none
        find(strategy, tells_more, settings=chosen, random=random.Random(seed))
    return min(wrong, key=how_hard)
