"""What is done with a pencil: functions without arguments, which give the numbers found."""

import numpy as np
import torch
from a1_parts.tools import no_picture, pixels_of
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named


def count_pixels():
    return torch.tensor([15, 20, 4, 4 / 31])


def keep_by_hand():
    return torch.tensor([2, 3]), torch.tensor([2, 0, 1]), torch.tensor([2, 0, 3, 1])


nothing_given = Cases(({},), st.builds(dict), no_picture)

counted = Exercise(
    "count_pixels",
    count_pixels,
    nothing_given,
    by_hand=([15, 20, 4, 4 / 31],),
    exhibits=(),
    mutants=named(
        without_plus_one=lambda: [8, 12, 1, 1 / 19],
        shared_counted_twice=lambda: [15, 20, 4, 4 / 35],
        two_digits=lambda: [15, 20, 4, 0.13],
        three_digits=lambda: [15, 20, 4, 0.129],
        over_the_smaller=lambda: [15, 20, 4, 4 / 15],
        the_iou_alone=lambda: 4 / 31,
        in_words=lambda: "15, 20, 4, 4/31",
        continuous_overlap=lambda: [15, 20, 1, 1 / 34],
    ),
    solutions=named(
        as_a_list=lambda: [15, 20, 4, 4 / 31],
        as_a_tuple=lambda: (15, 20, 4, 4 / (15 + 20 - 4)),
        as_an_array=lambda: np.array([15, 20, 4, 4 / 31]),
        with_digits=lambda: [15.0, 20.0, 4.0, 0.12903226],
        by_sets=lambda: [15, 20, len(pixels_of(1, 1, 5, 3) & pixels_of(4, 2, 7, 6)), 4 / 31],
    ),
)
kept_by_hand = Exercise(
    "keep_by_hand",
    keep_by_hand,
    nothing_given,
    by_hand=(([2, 3], [2, 0, 1], [2, 0, 3, 1]),),
    exhibits=(),
    mutants=named(
        the_dead_kill=lambda: ([2], [2, 0], [2, 0, 3, 1]),
        at_the_threshold=lambda: ([2, 3], [2, 0, 1], [2, 0, 1]),
        by_place=lambda: ([2, 3], [0, 1, 2], [0, 1, 2, 3]),
        worst_first=lambda: ([1, 0], [1, 0, 2], [1, 3, 0, 2]),
        always_more=lambda: ([2, 3], [2, 0, 3], [2, 0, 3, 1]),
        one_list=lambda: [2, 3],
        only_two=lambda: ([2, 3], [2, 0, 1]),
    ),
    solutions=named(
        as_tuples=lambda: ((2, 3), (2, 0, 1), (2, 0, 3, 1)),
        as_lists=lambda: [[2, 3], [2, 0, 1], [2, 0, 3, 1]],
        as_tensors=keep_by_hand,
        as_arrays=lambda: [np.array(k) for k in ([2, 3], [2, 0, 1], [2, 0, 3, 1])],
        as_three_lists=lambda: ([2, 3], [2, 0, 1], [2, 0, 3, 1]),
    ),
)
