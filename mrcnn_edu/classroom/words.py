"""Every word that a verdict or an exhibit says, by key, from ``words.json``.

Another language is another table in that file, with the same keys.
"""

import functools
import json
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

LANGUAGE = "en"


@dataclass(frozen=True)
class Words:
    """A sentence: its key in the table, and the values to fill in.

    Attributes:
        key: of a row under "verdicts".
        values: by the names that stand in braces there; they may be ``Words`` themselves.
    """

    key: str
    values: dict[str, Any]

    def __str__(self) -> str:
        text: str = table("verdicts")[self.key]
        return text.format(**self.values)

    def about(self, name: str) -> "Words":
        """The same sentence about the function of this name."""
        return replace(self, values=self.values | {"name": name})


def say(key: str, /, **values: Any) -> Words:
    """A sentence from the table.

    Args:
        key: of its row.
        values: what to fill in.

    Example:
        >>> str(say("changed_its_input", name="my_nms", argument="scores"))
        'my_nms changed its input scores, which its caller may still need.'
    """
    return Words(key, values)


@functools.cache
def table(part: str) -> dict[str, Any]:
    """One part of the table: "verdicts", a sentence by key, or "museum", a row by exhibit."""
    text = resources.files("mrcnn_edu.classroom").joinpath("words.json").read_text("utf-8")
    rows: dict[str, Any] = json.loads(text)[LANGUAGE][part]
    return rows
