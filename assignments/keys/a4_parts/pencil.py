"""What the pencil finds at the beginning: a target of four cells, and four numbers of a list."""

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named

TARGET = [0.5, 0.375, 1, 0.75]
# A precision, two average precisions, a dice loss.
LIST = [2 / 3, 9.25 / 11, 8.4 / 11, 1 / 6]

ONCE = Cases(examples=({},), random=st.builds(dict), picture=lambda *_: None)


def _exercise(name, numbers, **wrong):
    """An exercise whose answer is a list of numbers."""
    lists = {
        "backwards": numbers[::-1],
        "of_zeros": [0.0] * len(numbers),
        "of_nothing": [],
        "without_the_last": numbers[:-1],
        "in_two_digits": [round(number - 1e-9, 2) for number in numbers],
    }
    return Exercise(
        name=name,
        reference=lambda: torch.tensor(numbers, dtype=torch.float64),
        cases=ONCE,
        by_hand=(numbers,),
        exhibits=(),
        mutants=named(**{f"{name}_{slip}": (lambda n=n: n) for slip, n in (lists | wrong).items()}),
        solutions=named(
            **{
                f"{name}_in_a_tuple": lambda: tuple(numbers),
                f"{name}_in_a_tensor": lambda: torch.tensor(numbers),
                f"{name}_in_numpy": lambda: torch.tensor(numbers).numpy(),
            }
        ),
    )


target = _exercise(
    "pencil_target",
    TARGET,
    over_the_border=[0.5, 0.5, 1, 1],
    of_the_middles=[0, 0, 1, 1],
    of_the_part_inside=[0.5, 0.5, 1, 1.0],
    column_by_column=[0.5, 1, 0.375, 0.75],
    in_pixels=[1, 0.75, 2, 1.5],
    of_whole_pixels=[0.5, 0.25, 1, 0.5],
    of_the_true_box=[1, 1, 1, 1],
)
of_a_list = _exercise(
    "pencil_list",
    LIST,
    of_four_objects=[2 / 3, (3 + 3 * 0.75 + 2 * 0.75) / 11, 8.4 / 11, 1 / 6],
    of_101_levels=[2 / 3, (34 + 67 * 0.75) / 101, 8.4 / 11, 1 / 6],
    under_the_stairs=[2 / 3, (1 + 1.5) / 3, 8.4 / 11, 1 / 6],
    without_there_or_later=[2 / 3, (4 + 3 * 2 / 3 + 4 * 0.75) / 11, 8.4 / 11, 1 / 6],
    over_ten=[2 / 3, 0.925, 0.84, 1 / 6],
    ignored_counted_right=[2 / 3, 9.25 / 11, 1.0, 1 / 6],
    dice_without_one=[2 / 3, 9.25 / 11, 8.4 / 11, 0.25],
    dice_itself=[2 / 3, 9.25 / 11, 8.4 / 11, 5 / 6],
)
