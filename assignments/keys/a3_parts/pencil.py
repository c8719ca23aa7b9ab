"""What the pencil finds at the beginning: eight numbers of anchors, five of an object."""

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named

# Cells, anchors, four corners, the anchor's place in the list, how many of its shape are inside.
ANCHORS = [12.0, 36, 24, 20, 56, 28, 30, 6]
# Two IoUs, how many anchors are best, t_x, and the gradient at a logit of 0.
OBJECT = [0.5, 0.2, 2, -0.25, -0.125]

ONCE = Cases(examples=({},), random=st.just({}), picture=lambda *_: None)


def _with(numbers, place, value):
    """The numbers with another one in one place, as a function that has found them."""
    return lambda: [*numbers[:place], value, *numbers[place + 1 :]]


def _exercise(name, numbers, slips):
    """An exercise whose answer is a list of numbers; a slip is a place and what stands there."""
    wrong = {f"{name}_{label}": _with(numbers, *slip) for label, slip in slips.items()}
    others = {
        f"{name}_backwards": lambda: numbers[::-1],
        f"{name}_of_zeros": lambda: [0.0] * len(numbers),
        f"{name}_of_nothing": lambda: [],
        f"{name}_without_the_last": lambda: numbers[:-1],
    }
    right = {
        f"{name}_in_a_tuple": lambda: tuple(numbers),
        f"{name}_in_a_tensor": lambda: torch.tensor(numbers),
        f"{name}_in_numpy": lambda: torch.tensor(numbers).numpy(),
    }
    return Exercise(
        name=name,
        reference=lambda: torch.tensor(numbers, dtype=torch.float64),
        cases=ONCE,
        by_hand=(numbers,),
        exhibits=(),
        mutants=named(**wrong, **others),
        solutions=named(**right),
    )


anchors = _exercise(
    "pencil_anchors",
    ANCHORS,
    {
        "with_a_cell_too_many": (0, 20),
        "of_one_shape": (1, 12),
        "at_the_corner_of_the_cell": (2, 16),
        "with_x_and_y_exchanged": (3, 36),
        "shape_by_shape_in_a_cell": (6, 20),
        "of_the_shape_of_ratio_1": (6, 18),
        "counting_from_1": (6, 31),
        "counting_all_inside": (7, 12),
        "counting_strictly_inside": (7, 2),
    },
)
of_an_object = _exercise(
    "pencil_object",
    OBJECT,
    {
        "over_the_sum": (0, 1 / 3),
        "without_subtracting": (1, 1 / 6),
        "with_one_best": (2, 1),
        "from_the_object_to_the_anchor": (3, 0.25),
        "in_widths_of_the_object": (3, -0.5),
        "in_pixels": (3, -8),
        "of_the_wrong_sign": (4, 0.125),
        "not_divided": (4, -0.5),
    },
)
