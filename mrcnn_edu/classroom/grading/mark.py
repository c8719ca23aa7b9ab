"""What one answer has earned, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from mrcnn_edu.classroom.exercise import Arguments


@dataclass(frozen=True)
class Mark:
    """The mark of one question.

    Attributes:
        grade_id: of the question.
        points: what was earned; None while a person has yet to say.
        most: what could be earned.
        outcome: a key of "outcomes" in ``words.json``.
        text: the same for people. It may hold words of the submission, and no markup.
        feedback: further lines for the student, such as a case that was answered wrongly.
        like: a known mistake that explains all the wrong answers; "" if none does.
        missed: names of the planted bugs that a student's tests did not find.
        answer: what was written, where that was asked.
    """

    grade_id: str
    points: float | None
    most: float
    outcome: str
    text: str
    feedback: tuple[str, ...] = ()
    like: str = ""
    missed: tuple[str, ...] = ()
    answer: str = ""


class Reply(Protocol):
    """What came of one call into a submission."""

    @property
    def outcome(self) -> str:
        """Such as "answered", "raised", "missing" or "endless"."""

    @property
    def value(self) -> Any:
        """What the function returned, in plain tensors, numbers and lists."""

    @property
    def arguments_after(self) -> Arguments | None:
        """What became of the arguments."""

    @property
    def text(self) -> str:
        """For people; the submission may have chosen the words."""


class AtWork(Protocol):
    """A submission that can be called."""

    def call(self, function: str, arguments: Arguments, seconds: float = 2.0) -> Reply:
        """Call one of its functions."""

    def forget(self) -> None:
        """Let the next call meet functions that have never been called."""

    def prepare_suite(self, function: str, right: Callable[..., Any]) -> None:
        """Get ready to run tests often; ``right`` is a version that they ought to pass."""

    def run_suite(
        self, function: str, implementation: Callable[..., Any], seconds: float = 10.0
    ) -> Reply:
        """Let tests that were handed in try an implementation, which stays outside."""
