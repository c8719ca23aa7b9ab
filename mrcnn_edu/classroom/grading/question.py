"""What an assignment asks, and what each answer is worth: the shape of a key.

The key of an assignment is a file in ``assignments/keys``, which students never get. It defines
``ASSIGNMENT``. Points stand here and nowhere else: what a submission says of them counts nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mrcnn_edu.classroom.exercise import Exercise


@dataclass(frozen=True)
class FunctionQuestion:
    """A function to write, tried on cases that the student never sees.

    Two questions may ask for the same function on different cases, so that a right function for
    ordinary boxes earns something though it fails on empty ones.

    Attributes:
        grade_id: of the notebook's cell that holds the visible tests.
        points: what it is worth, all or nothing.
        exercise: the function's name, the right function, its cases; its ``exhibits`` and
            ``mutants`` are wrong versions that must not earn the points, its ``solutions`` right
            ones in other styles that must.
    """

    grade_id: str
    points: float
    exercise: Exercise


@dataclass(frozen=True)
class SuiteQuestion:
    """Tests to write: a function that takes an implementation and raises where that is wrong.

    Attributes:
        grade_id: of the notebook's cell that the points belong to.
        points: what it is worth. They are given in proportion to the planted bugs found, and not
            at all where the tests turn a right version away.
        function: the name of the function that the student writes.
        correct: right versions, more than one, in different styles.
        planted: wrong versions, at least eight, each with a docstring that says what is wrong.
    """

    grade_id: str
    points: float
    function: str
    correct: tuple[Callable[..., Any], ...]
    planted: tuple[Callable[..., Any], ...]


@dataclass(frozen=True)
class WrittenQuestion:
    """A question answered in words, which a person marks.

    Attributes:
        grade_id: of the notebook's cell that the answer is written into.
        points: what it is worth at most.
        key: what earns how many of them, in Markdown.
    """

    grade_id: str
    points: float
    key: str


Question = FunctionQuestion | SuiteQuestion | WrittenQuestion


@dataclass(frozen=True)
class Assignment:
    """What is handed out under one name.

    Attributes:
        name: of its folder and its notebook, as nbgrader wants them.
        title: for people.
        questions: in the order of the notebook.
    """

    name: str
    title: str
    questions: tuple[Question, ...]

    @property
    def points(self) -> float:
        """What all questions together are worth."""
        return sum(question.points for question in self.questions)
