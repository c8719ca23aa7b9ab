"""A key as small as one can be: the sides of boxes, tests for a function, and a sentence."""

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.grading.question import (
    Assignment,
    FunctionQuestion,
    SuiteQuestion,
    WrittenQuestion,
)

SIDE = st.sampled_from([1.0, 2.0, 0.5, 3.0, 0.0, *range(4, 30)])
SIDES = st.lists(st.tuples(SIDE, SIDE), max_size=3)


def area(sides):
    """Of boxes (N, 2)."""
    return sides[:, 0] * sides[:, 1]


def in_loops(sides):
    return [float(width) * float(height) for width, height in sides]


def adds_them(sides):
    """Adds the sides."""
    return sides.sum(1)


def counts_pixels(sides):
    """Adds 1 to every side."""
    return (sides + 1).prod(1)


def drops_the_last(sides):
    """Forgets the last box."""
    return area(sides)[:-1]


AREA = Exercise(
    name="my_area",
    reference=area,
    cases=Cases(
        examples=({"sides": torch.tensor([[2.0, 3.0]])}, {"sides": torch.tensor([[0.0, 3.0]])}),
        random=SIDES.map(
            lambda pairs: {"sides": torch.tensor(pairs, dtype=torch.float32).reshape(-1, 2)}
        ),
        picture=lambda *_: None,
    ),
    by_hand=([6.0], [0.0]),
    exhibits=(counts_pixels,),
    mutants=(adds_them, drops_the_last),
    solutions=(in_loops,),
)

ASSIGNMENT = Assignment(
    name="a0_sides",
    title="Sides and areas",
    questions=(
        FunctionQuestion("area", 4, AREA),
        SuiteQuestion(
            "tests-of-area",
            6,
            "try_area",
            correct=(area, in_loops),
            planted=(adds_them, counts_pixels, drops_the_last),
        ),
        WrittenQuestion("why", 2, "Two points for a reason."),
    ),
)
