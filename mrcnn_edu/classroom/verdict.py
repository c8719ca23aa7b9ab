"""What a learner reads after a check: a few lines, legible on a projector, and a picture.

A verdict is shown by ending a cell with it. Nothing in here raises, whatever the learner's
function returned: by now that has become plain tensors.
"""

import base64
import html
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from torch import Tensor, float32, int64

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.words import Words, say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LINE = 96  # characters of a value; the rest is cut
OPENINGS = {"passed": say("opening_passed"), "not begun": say("opening_not_begun")}
COLOURS = {"passed": "#009E73", "not begun": "#767676"}  # any other reason: vermilion


@dataclass(frozen=True, repr=False)
class Verdict:
    """The answer to a check.

    Attributes:
        reason: "passed", "not begun", "not a function", "wrong value", "wrong shape",
            "wrong type", "raised", "endless", "too slow", "changed its input" or
            "reference failed".
        sentence: what to tell the learner, by the key of its words and the values in them.
        cases: how many cases were tried.
        counterexample: the smallest arguments found that are answered wrongly, by name; None
            where there are none.
        expected: what the package gives for them, where it is worth showing.
        got: what the learner's function gave, where it could be read.
        notes: further lines.
        picture: draws the counterexample. None, itself or what it gives, where numbers say it all.
    """

    reason: str
    sentence: Words
    cases: int = 0
    counterexample: dict[str, Any] | None = None
    expected: Answer | None = None
    got: Answer | None = None
    notes: tuple[Words, ...] = ()
    picture: "Callable[[], Figure | None] | None" = None

    @property
    def passed(self) -> bool:
        """True if the function agreed with the package on every case."""
        return self.reason == "passed"

    @property
    def headline(self) -> str:
        """The first line."""
        return f"{OPENINGS.get(self.reason, say('opening_wrong'))} {self.sentence}"

    def details(self) -> list[str]:
        """The lines under the headline: notes, arguments, and both results."""
        rows = list((self.counterexample or {}).items())
        lines = [str(note) for note in self.notes]
        if rows:
            lines.append(str(say("the_smallest_case") if self.cases > 1 else say("the_case")))
        whose = str(say("package")), str(say("this_one"))
        width = max(len(name) for name in (*dict(rows), *whose))
        lines += [f"  {name:<{width}} = {write_value(value)}" for name, value in rows]
        results = zip(whose, self._results(), strict=True)
        return lines + [f"  {name:<{width}} : {text}" for name, text in results if text]

    def _results(self) -> tuple[str, str]:
        """Both results, with as many digits as it takes to tell them apart; "" for none."""
        if self.expected is None or self.got is None:
            pair = self.expected, self.got
            first, second = ("" if value is None else write_value(value) for value in pair)
            return first, second
        for digits in (4, 6, 9):
            texts = write_value(self.expected, digits), write_value(self.got, digits)
            if texts[0] != texts[1]:
                break
        return texts

    def __repr__(self) -> str:
        return "\n".join([self.headline, *self.details()])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: the same lines, and the picture inside the page."""
        return {"text/plain": repr(self), "text/html": self._html()}

    def _html(self) -> str:
        colour = COLOURS.get(self.reason, "#D55E00")
        parts = [f"<strong>{html.escape(self.headline)}</strong>"]
        if details := self.details():
            text = html.escape("\n".join(details))
            style = "margin:0.5em 0;white-space:pre-wrap;font-family:monospace"
            parts.append(f'<pre style="{style}">{text}</pre>')
        if picture := self._png():
            alt = html.escape(str(say("the_case_drawn")))
            parts.append(f'<img alt="{alt}" src="data:image/png;base64,{picture}">')
        style = f"border-left:6px solid {colour};padding:0.3em 0.8em;font-size:1.05em"
        return f'<div style="{style}">{"".join(parts)}</div>'

    def _png(self) -> str | None:
        if self.picture is None:
            return None
        buffer = io.BytesIO()
        try:
            if (figure := self.picture()) is None:
                return None
            figure.draw_without_rendering()  # squares and titles find their places the second time
            figure.savefig(buffer, format="png", dpi=110)
        except Exception:  # an answer too odd to draw is still told in words
            return None
        return base64.b64encode(buffer.getvalue()).decode("ascii")


def write_value(value: Any, digits: int = 4) -> str:
    """Write an argument or a result on one line.

    Example:
        >>> import torch
        >>> write_value(torch.tensor([[0.0, 0.0, 2.0, 0.123456]]))
        '[[0, 0, 2, 0.1235]]'
        >>> write_value(torch.zeros(0, 4))
        '[], shape (0, 4)'
    """
    if isinstance(value, tuple) and value and all(isinstance(part, Tensor) for part in value):
        return _cut(", ".join(write_value(part, digits) for part in value))
    if not isinstance(value, Tensor):
        return _cut(repr(value))
    text = _write_numbers(value.tolist(), digits)
    if value.numel() == 0 and value.ndim > 1:
        text = f"[], shape {tuple(value.shape)}"
    type_name = "" if value.dtype in (float32, int64) else str(value.dtype).removeprefix("torch.")
    return _cut(text) + (f" ({type_name})" if type_name in ("float16", "float64") else "")


def _write_numbers(numbers: Any, digits: int) -> str:
    if isinstance(numbers, list):
        return "[" + ", ".join(_write_numbers(item, digits) for item in numbers) + "]"
    if isinstance(numbers, float) and numbers.is_integer() and abs(numbers) < 1e9:
        return str(int(numbers))  # 2 is easier to read than 2.0
    return f"{numbers:.{digits}g}" if isinstance(numbers, float) else str(numbers)


def _cut(text: str) -> str:
    return text if len(text) <= LINE else text[: LINE - 1] + "…"
