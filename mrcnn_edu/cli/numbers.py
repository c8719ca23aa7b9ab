"""Numbers that are typed after an option, refused there and then if they cannot be.

``argparse`` puts the option's name in front of what these say, and ends with 2.
"""

import argparse
import math
from collections.abc import Callable


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """What reads a whole number.

    Args:
        least: that it may be.
        most: that it may be; None for no limit.

    Raises:
        ArgumentTypeError: by the reader, if what was typed is none.

    Example:
        >>> whole(0)("12")
        12
        >>> whole(1)("0")
        Traceback (most recent call last):
        ...
        argparse.ArgumentTypeError: must be a whole number from 1 up, got 0
    """
    limits = f"from {least} up" if most is None else f"from {least} to {most}"

    def read(typed: str) -> int:
        try:
            value = int(typed)
        except ValueError:
            value = least - 1
        if value < least or (most is not None and value > most):
            raise argparse.ArgumentTypeError(f"must be a whole number {limits}, got {typed}")
        return value

    return read


def fraction(advice: str) -> Callable[[str], float]:
    """What reads a number from 0 to 1.

    Args:
        advice: what is added to a refusal.

    Raises:
        ArgumentTypeError: by the reader, if what was typed is none.

    Example:
        >>> fraction("0.5 is usual")("0.25")
        0.25
        >>> fraction("0.5 is usual")("50")
        Traceback (most recent call last):
        ...
        argparse.ArgumentTypeError: must be a number from 0 to 1, got 50; 0.5 is usual
    """

    def read(typed: str) -> float:
        value = _number(typed)
        if not 0 <= value <= 1:
            raise argparse.ArgumentTypeError(f"must be a number from 0 to 1, got {typed}; {advice}")
        return value

    return read


def above_zero(typed: str) -> float:
    """Read a finite number above 0.

    Args:
        typed: as it stands on the command line.

    Raises:
        ArgumentTypeError: if it is none.

    Example:
        >>> above_zero("1e-3")
        0.001
    """
    value = _number(typed)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number above 0, got {typed}")
    return value


def _number(typed: str) -> float:
    """The number, or NaN, which no limit lets through."""
    try:
        return float(typed)
    except ValueError:
        return math.nan
