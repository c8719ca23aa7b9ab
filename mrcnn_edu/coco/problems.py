"""What is wrong with somebody's data: told once, all of it, by file and id."""

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

LEFT_OUT = "left out"
LONGEST = 300  # characters of a message


class Problem(NamedTuple):
    """One thing that is wrong, and what was done about it.

    ``file`` is the image's name, or the annotations' where it is about no image in particular;
    ``id`` the annotation's, image's or category's, None where there is none; ``what`` says what is
    wrong, and of which of the three; ``mended`` what was done, such as "left out".

    Example:
        >>> print(Problem("cat.jpg", 5, "annotation 5 has no area", LEFT_OUT))
        cat.jpg: annotation 5 has no area (left out)
    """

    file: str
    id: Any
    what: str
    mended: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what} ({self.mended})"


class DataProblems(UserWarning):
    """That something is wrong with data, and was mended or left out.

    Attributes:
        problems: all that there are.
    """

    def __init__(self, text: str, problems: Sequence[Problem]) -> None:
        super().__init__(text)
        self.problems = problems


class NothingLeftError(ValueError):
    """That of somebody's images or annotations none can be used."""


class BoxesAloneError(NothingLeftError):
    """That masks were wanted, and no annotation has one."""


def shorten(text: str) -> str:
    """A message without the middle of a very long one, such as holds the whole of a polygon.

    Args:
        text: of any length.

    Returns:
        The same, or its first and last half of ``LONGEST`` characters.

    Example:
        >>> len(shorten("x" * 5000)), shorten("short")
        (300, 'short')
    """
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]} ... {text[5 - LONGEST // 2 :]}"


def without_advice(message: str) -> str:
    """What is wrong, without what to do about it, where that was done.

    Args:
        message: of an error; advice stands after its last semicolon.

    Example:
        >>> without_advice("the box has no area; leave it out")
        'the box has no area'
    """
    return message.rpartition("; ")[0] or message


def warn_of(problems: Sequence[Problem], source: str, *, stacklevel: int = 2) -> None:
    """One warning for any number of problems; none for none.

    Args:
        problems: all that were found.
        source: the file or folder that they were found in.
        stacklevel: whose line of code the warning names: 2 is whoever called the caller.

    Example:
        >>> with warnings.catch_warnings(record=True) as caught:
        ...     warnings.simplefilter("always")
        ...     warn_of([Problem("cat.jpg", 5, "annotation 5 has no area", LEFT_OUT)], "cats.json")
        >>> print(caught[0].message)
        1 problem in cats.json: cat.jpg: annotation 5 has no area (left out)
    """
    if not problems:
        return
    if len(problems) == 1:
        text = f"1 problem in {source}: {problems[0]}"
    else:
        text = (
            f"{len(problems)} problems in {source}, the first: {problems[0]}; `problems` lists all"
        )
    warnings.warn(DataProblems(text, problems), stacklevel=stacklevel + 1)
