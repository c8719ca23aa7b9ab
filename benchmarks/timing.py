"""Time two functions beside each other, so that whatever slows the machine slows both."""

import gc
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple


class Times(NamedTuple):
    """Seconds of each repeat: ours, and theirs in the same order, empty without theirs."""

    ours: list[float]
    theirs: list[float]

    @property
    def ratio(self) -> float | None:
        """Median of ours over median of theirs: smaller is better."""
        return median(self.ours) / median(self.theirs) if self.theirs else None

    @property
    def spread(self) -> tuple[float, float] | None:
        """A quarter of the paired ratios lies below the first number, another above the second."""
        pairs = sorted(a / b for a, b in zip(self.ours, self.theirs, strict=False))
        return (pairs[len(pairs) // 4], pairs[-1 - len(pairs) // 4]) if pairs else None


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def interleave(
    ours: Callable[[], object], theirs: Callable[[], object] | None, repeats: int, warm_up: int = 3
) -> Times:
    """Call the two in turn, ``repeats`` times each, after a few calls that do not count.

    Which goes first changes from repeat to repeat, since the second finds a warmer cache.
    """
    times = Times([], [])
    turns = [(ours, times.ours)] + ([(theirs, times.theirs)] if theirs else [])
    gc.collect()
    gc.disable()  # a collection in the middle of one call would be counted as its time
    try:
        for repeat in range(-warm_up, repeats):
            for call, record in turns if repeat % 2 else turns[::-1]:
                took = seconds(call)
                if repeat >= 0:
                    record.append(took)
    finally:
        gc.enable()
    return times
