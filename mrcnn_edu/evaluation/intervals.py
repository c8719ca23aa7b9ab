"""How far a mean of a few runs can be trusted: Student's t, and the interval it gives."""

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Spread = TypeVar("Spread", float, NDArray[np.float64])

# How many standard errors an interval of 95 % reaches to either side, from one run up: Student's
# t for one degree of freedom less. One run does not show how far runs scatter.
STUDENT = (
    math.inf, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262,
    2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093,
)  # fmt: skip


def half_width(spread: Spread, runs: int) -> Spread:
    """How far the 95 % interval of a mean reaches to either side.

    Args:
        spread: the standard deviation of the runs, of one experiment or an array of several.
        runs: how many the mean is of, from 2 to 20.

    Returns:
        Of the same shape, in the unit of ``spread``: t · s / √n.

    Raises:
        ValueError: if there are fewer runs or more.

    Source:
        Student, "The Probable Error of a Mean", 1908.

    Example:
        >>> round(half_width(0.151, 3), 2)
        0.38
    """
    if not 2 <= runs <= len(STUDENT):
        raise ValueError(f"runs must be from 2 to {len(STUDENT)}, got {runs}")
    return spread * (STUDENT[runs - 1] / math.sqrt(runs))
