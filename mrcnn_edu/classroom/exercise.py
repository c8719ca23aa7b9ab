"""What an exercise is made of: the right function, what to try on it, and who should fail.

All exercises stand in ``exercises/table.py``. Here are only the two shapes that they fill in, so
that the check knows an exercise when it sees one, and no topic.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from mrcnn_edu.classroom.answers import Answer
from mrcnn_edu.classroom.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Function = Callable[..., Any]
Arguments = dict[str, Any]  # by name, in the order in which a function takes them


@dataclass(frozen=True)
class Cases:
    """The cases for one kind of function.

    Attributes:
        examples: hand-picked arguments, tried first and in this order.
        random: makes more of them.
        picture: draws a wrong answer, from the arguments, the package's answer and the learner's;
            None where the numbers say it all.
        remarks: what to say of a wrong answer besides, from the same three.
    """

    examples: tuple[Arguments, ...]
    random: st.SearchStrategy[Arguments]
    picture: Callable[[Arguments, Answer, Answer], "Figure | None"]
    remarks: Callable[[Arguments, Answer, Answer], tuple[Words, ...]] = lambda *_: ()


@dataclass(frozen=True)
class Exercise:
    """A function to write, and all that is needed to tell whether somebody has.

    Attributes:
        name: of the function, as the lesson calls it.
        reference: the function that is right.
        cases: what both are tried on.
        by_hand: the results of ``cases.examples``, found with a pencil, in order. The last
            example repeats another one in float64 and has none.
        exhibits: wrong versions that lessons show, each a bug that has cost people days.
        mutants: more wrong versions, which the check must catch.
        solutions: right versions in other styles, which it must pass.
    """

    name: str
    reference: Function
    cases: Cases
    by_hand: tuple[Any, ...]
    exhibits: tuple[Function, ...]
    mutants: tuple[Function, ...] = ()
    solutions: tuple[Function, ...] = ()
