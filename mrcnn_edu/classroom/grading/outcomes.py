"""What can come of a question or of a notebook, by key, and the words for it from ``words.json``.

A key is the same in every language, in the CSV and on the class page; the words are for people.
"""

import functools
import json
import unicodedata
from importlib import resources
from typing import Any

LANGUAGE = "en"
LONGEST = 300  # characters of what a submission may say for itself in one line


def words(part: str, key: str, /, **values: Any) -> str:
    """A sentence.

    Args:
        part: of the table, "outcomes" for a question's or "notebooks" for a notebook's.
        key: of its row.
        values: to fill in. Texts among them may come from a submission, and are cleaned.

    Returns:
        The sentence, as plain text; a page has to escape it.

    Example:
        >>> words("outcomes", "missing", name="my_iou")
        'There is no function my_iou in the notebook.'
    """
    return str(_table(part)[key].format(**{n: clean(str(v)) for n, v in values.items()}))


def known(part: str) -> tuple[str, ...]:
    """The keys of a part of the table, in order.

    Args:
        part: "outcomes" or "notebooks".
    """
    return tuple(_table(part))


def clean(text: str, longest: int = LONGEST) -> str:
    """A text that a terminal, a CSV and a page can show on one line, whoever wrote it.

    Args:
        text: anything, with colours for a terminal, line ends and lone surrogates too.
        longest: characters that are kept.

    Returns:
        The text without control characters and such that turn the direction of writing.

    Example:
        >>> clean("\\x1b[31mred\\x1b[0m\\nnext")
        'red next'
    """
    line = " ".join(printable(text[: 4 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def printable(line: str) -> str:
    """A line without control characters and such that turn the direction of writing.

    Args:
        line: anything; its spaces stay as they are.

    Example:
        >>> printable("  \x1b[31mred\x1b[0m  x")
        '  red  x'
    """
    return "".join(_shown(character) for character in _without_colours(line))


def _without_colours(text: str) -> str:
    """Without a terminal's escape sequences: ESC [ ... letter."""
    first, *others = text.split("\x1b[")
    return first + "".join(part.lstrip("0123456789;?")[1:] for part in others)


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("Cf", "Cs", "Co", "Cn"):  # turns writing round, half a character, private
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") else character


@functools.cache
def _table(part: str) -> dict[str, str]:
    path = resources.files("mrcnn_edu.classroom.grading").joinpath("words.json")
    rows: dict[str, str] = json.loads(path.read_text("utf-8"))[LANGUAGE][part]
    return rows
