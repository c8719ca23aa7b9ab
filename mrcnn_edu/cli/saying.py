"""What a command prints: one line at a time, whatever the names in it hold.

Names of classes and files, and what a server answers, come from others. A terminal obeys some
characters, and a line's end in a name would make two lines of one.
"""

import sys
import unicodedata
from typing import TextIO

from tqdm import tqdm

JOINERS = "\u200c\u200d"  # of letters, as in Persian and Hindi, and of emoji


def say(text: str, *, to: TextIO | None = None) -> None:
    """Print one line, above a bar if there is one.

    Args:
        text: without a line's end of its own.
        to: a stream; None for standard output.
    """
    tqdm.write(plain(text), file=to or sys.stdout)


def complain(text: str) -> None:
    """Print one line where errors go.

    Args:
        text: without a line's end of its own.
    """
    say(text, to=sys.stderr)


def plain(text: str) -> str:
    r"""The text with whatever a terminal would obey written out, as Python writes it.

    Args:
        text: perhaps with escapes, ends of lines, or marks that turn the direction of writing.

    Example:
        >>> print(plain("a\x1b[2J.png"), plain("cat\n"), plain("猫 ł"))
        a\x1b[2J.png cat\n 猫 ł
    """
    return "".join(_written_out(c) if _is_obeyed(c) else c for c in text)


def _is_obeyed(character: str) -> bool:
    """Whether it is no letter, but something that is done."""
    category = unicodedata.category(character)
    return category in ("Zl", "Zp") or (category[0] == "C" and character not in JOINERS)


def _written_out(character: str) -> str:
    r"""As it stands in Python, such as \x1b."""
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
