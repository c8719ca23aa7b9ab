"""What is done with a pencil: functions without arguments, which give the numbers found."""

import numpy as np
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named


def pool_by_hand():
    return torch.tensor([5.0, 6, 8, 6, 60])


def align_by_hand():
    return torch.tensor([1.875, 0.125, 0.09375])


nothing_given = Cases(({},), st.builds(dict), lambda *_: None)

pooled = Exercise(
    "pool_by_hand",
    pool_by_hand,
    nothing_given,
    by_hand=([5, 6, 8, 6, 60],),
    exhibits=(),
    mutants=named(
        one_bin_alone=lambda: [5, 6, 8, 6, 20],
        the_other_bin_alone=lambda: [5, 6, 8, 6, 40],
        times_the_value=lambda: [5, 6, 8, 6, 360],
        bins_that_share_nothing=lambda: [5, 6, 8, 3, 20],
        without_the_last_cells=lambda: [5, 2, 4, 1, 0],
        column_by_column=lambda: [5, 8, 6, 6, 60],
        from_x_and_y_exchanged=lambda: [5, 4, 8, 8, 0],
        of_the_bins_only=lambda: [5, 6, 8, 6],
        of_rounded_up_ends=lambda: [5, 6, 8, 6, 100],
    ),
    solutions=named(
        as_a_list=lambda: [5, 6, 8, 6, 60],
        as_fractions=lambda: [5.0, 6.0, 8.0, 6.0, 20 + 40.0],
        as_an_array=lambda: np.array([5, 6, 8, 6, 60]),
        as_a_tuple=lambda: (5, 6, 8, 6, 60),
        as_a_tensor=pool_by_hand,
    ),
)
aligned = Exercise(
    "align_by_hand",
    align_by_hand,
    nothing_given,
    by_hand=([1.875, 0.125, 0.09375],),
    exhibits=(),
    mutants=named(
        without_aligned=lambda: [3.0, 0.75, 5 / 16 / 2],
        change_for_a_cell=lambda: [1.875, 0.125, 1.5],
        change_downwards=lambda: [1.875, 0.125, 0.046875],
        change_to_the_left=lambda: [1.875, 0.125, -0.09375],
        change_times_sixteen=lambda: [1.875, 0.125, 24],
        weights_exchanged=lambda: [2.375, 0.375, 0.09375],
        weight_along_x=lambda: [1.875, 0.25, 0.09375],
        weight_times_value=lambda: [1.875, 0.75, 0.09375],
        to_two_digits=lambda: [1.88, 0.13, 0.09],
        in_a_table=lambda: [[1.875, 0.125, 0.09375]],
    ),
    solutions=named(
        as_a_list=lambda: [1.875, 0.125, 0.09375],
        as_fractions=lambda: [15 / 8, 1 / 8, 3 / 32],
        as_an_array=lambda: np.array([1.875, 0.125, 0.09375]),
        as_a_tuple=lambda: (1.875, 0.5 * 0.25, 1.5 / 16),
        as_a_tensor=align_by_hand,
    ),
)
