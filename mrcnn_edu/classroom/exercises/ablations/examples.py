"""Runs and intervals worth trying, with results found by hand.

Differences such as 2, 4, 6 have a standard deviation of 2, and four of 1, 1, 1, 5 one of 2 as well.
"""

from mrcnn_edu.classroom.exercises.cases import Rows

ROOT3 = 3**0.5

# (name, a, b, t, (lower end, upper end))
RUNS: list[tuple[str, list[float], list[float], float, list[float]]] = [
    ("the same differences", [3, 4, 5], [1, 2, 3], 4.0, [2, 2]),
    ("four runs", [1, 1, 1, 5], [0, 0, 0, 0], 3.0, [-1, 5]),
    ("two lucky seeds and their pairs", [21, 31, 25, 39], [20, 30, 24, 34], 3.0, [-1, 5]),
    ("the changed one is worse", [0, 0, 0, 0], [1, 1, 1, 5], 3.0, [-5, 1]),
    ("of two seeds", [3, 5], [0, 0], 2.0, [2, 6]),
    ("of three seeds", [2, 4, 6], [0, 0, 0], 3.0, [4 - 2 * ROOT3, 4 + 2 * ROOT3]),
    ("three seeds, another t", [2, 4, 6], [0, 0, 0], 1.5, [4 - ROOT3, 4 + ROOT3]),
    ("no difference", [7, 8, 9], [7, 8, 9], 4.0, [0, 0]),
    ("apart, and on both sides", [1, 3], [3, 1], 1.0, [-2, 2]),
    ("shares, not per cent", [0.25, 0.75], [0.125, 0.125], 1.0, [0.125, 0.625]),
    ("runs that scatter, with pairs that do not", [10, 50, 90], [8, 48, 88], 4.0, [2, 2]),
    ("all below 0", [-1, -1, -1, -5], [0, 0, 0, 0], 3.0, [-5, 1]),
    ("sixteen seeds", [4.0, 0.0] * 8, [2.0] * 16, 0.0, [0, 0]),
    ("one far off", [0, 0, 0, 8], [0, 0, 0, 0], 1.0, [0, 4]),
    ("large numbers, a little apart", [4097, 4099], [4096, 4096], 1.0, [1, 3]),
    ("the medians agree", [0, 0, 9], [0, 0, 0], 1.0, [0, 6]),
]  # fmt: skip

# (name, intervals, smallest difference that matters, verdicts)
INTERVALS: list[tuple[str, Rows, float, list[int]]] = [
    ("below", [[-4, -2]], 1.0, [0]),
    ("above", [[2, 4]], 1.0, [2]),
    ("around 0 and wide", [[-1.5, 4]], 1.0, [3]),
    ("around 0 and narrow", [[-0.5, 0.25]], 1.0, [1]),
    ("above 0, and too small to matter", [[0.25, 0.5]], 1.0, [1]),
    ("below 0, and too small to matter", [[-0.5, -0.25]], 1.0, [1]),
    ("up to the smallest", [[-1, 1]], 1.0, [1]),
    ("from just above 0 to beyond the smallest", [[0.25, 1.5]], 1.0, [2]),
    ("from below the smallest to just below 0", [[-1.5, -0.25]], 1.0, [0]),
    ("from 0", [[0, 4]], 1.0, [3]),
    ("to 0", [[-4, 0]], 1.0, [3]),
    ("a little below the smallest, on the other side", [[-1.25, 0.5]], 1.0, [3]),
    ("a little beyond the smallest", [[-0.5, 1.25]], 1.0, [3]),
    ("from 0, too small to matter", [[0, 0.5]], 1.0, [1]),
    ("exactly nothing", [[0, 0]], 1.0, [1]),
    ("exactly the smallest", [[1, 1]], 1.0, [1]),
    ("another smallest", [[-1.5, 1]], 2.0, [1]),
    ("a smaller one", [[-0.5, 0.25]], 0.25, [3]),
    ("a mean of 0, wide", [[-8, 8]], 1.0, [3]),
    ("all four", [[-9, -5], [-0.5, 0.5], [2, 4], [-1, 5]], 1.0, [0, 1, 2, 3]),
    ("in another order", [[2, 4], [-1, 5], [-9, -5], [0, 0.5]], 1.0, [2, 3, 0, 1]),
    ("two alike", [[2, 4], [2, 4]], 1.0, [2, 2]),
    ("shares, not per cent", [[0.02, 0.04], [-0.005, 0.005]], 0.01, [2, 1]),
    ("none", [], 1.0, []),
]  # fmt: skip

# (name, validation, numbers of held-out scenes, (mean, standard deviation))
REPORTS: list[tuple[str, Rows, list[Rows], list[float]]] = [
    ("one checkpoint", [[0], [0], [0]], [[[2, 2]], [[4, 4]], [[6, 6]]], [4, 2]),
    ("the best checkpoint of the held-out scenes is another",
     [[2, 1], [2, 1], [2, 1]], [[[2, 2], [9, 9]], [[4, 4], [9, 9]], [[6, 6], [9, 9]]], [4, 2]),
    ("each seed has a best of its own",
     [[1, 2], [2, 1], [1, 2]], [[[9, 9], [2, 2]], [[4, 4], [0, 0]], [[9, 9], [6, 6]]], [4, 2]),
    ("scenes differ", [[0], [0], [0]], [[[1, 3]], [[3, 5]], [[5, 7]]], [4, 2]),
    ("scenes scatter, seeds do not", [[0], [0]], [[[1, 5]], [[5, 1]]], [3, 0]),
    ("seeds scatter, scenes do not", [[0], [0], [0]], [[[2, 2]], [[2, 2]], [[8, 8]]], [4, 12**0.5]),
    ("validation misleads", [[2, 1], [1, 2]], [[[1, 1], [5, 5]], [[5, 5], [1, 1]]], [1, 0]),
    ("two are equally good", [[3, 3, 1], [3, 3, 1]],
     [[[2, 2], [0, 0], [9, 9]], [[2, 2], [0, 0], [9, 9]]], [2, 0]),
    ("four seeds", [[0], [0], [0], [0]], [[[1, 1]], [[1, 1]], [[1, 1]], [[5, 5]]], [2, 2]),
    ("shares, not per cent", [[0], [0], [0]], [[[0.25, 0.25]], [[0.5, 0.5]], [[0.5, 1]]],
     [0.5, 0.25]),
    ("below 0 in validation", [[-3, -1], [-1, -3], [-3, -1]],
     [[[0, 0], [2, 2]], [[4, 4], [0, 0]], [[0, 0], [6, 6]]], [4, 2]),
    ("good for all is best for nobody", [[5, 4, 0], [0, 4, 5]],
     [[[1, 1], [9, 9], [0, 0]], [[0, 0], [9, 9], [1, 1]]], [1, 0]),
    ("three scenes, one far off", [[1, 0], [1, 0]],
     [[[0, 0, 9], [1, 1, 1]], [[0, 0, 9], [7, 7, 7]]], [3, 0]),
    ("a large scene", [[0, 1], [0, 1]],
     [[[0, 0], [4096, 4098]], [[0, 0], [4096, 4098]]], [4097, 0]),
]  # fmt: skip
