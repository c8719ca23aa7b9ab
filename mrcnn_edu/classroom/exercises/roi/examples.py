"""Points and regions on feature maps worth trying, with results found by hand.

The rows are laid out as in ``boxes/examples.py``, and fail every bug of ``museum/``.
Hardly a map is a linear ramp, since there samples in the wrong places give the right mean. A peak
stands for many maps: on ``PEAK`` a sample at (y, x) is worth 16 · (1 - |y - 1|) · (1 - |x - 1|),
or 0 where a bracket is negative.
"""

from mrcnn_edu.classroom.exercises.cases import Rows

DOUBLING: Rows = [[1, 2, 4], [8, 16, 32]]
PEAK: Rows = [[0, 0, 0], [0, 16, 0], [0, 0, 0]]
DIGITS: Rows = [[1, 7, 3, 5], [6, 2, 8, 4], [9, 0, 5, 1], [3, 8, 2, 7]]
FLAT: Rows = [[4, 4], [4, 4]]
NEGATIVE: Rows = [[-1, -2], [-3, -8]]

# (name, map, y of the points, x of the points, values)
POINTS_ON_A_MAP: list[tuple[str, Rows, list[float], list[float], list[float]]] = [
    ("a centre of a cell", DOUBLING, [1], [0], [8]),
    ("the first centre", DOUBLING, [0], [0], [1]),
    ("the last centre", DOUBLING, [1], [2], [32]),
    ("half-way across", DOUBLING, [0], [1.5], [(2 + 4) / 2]),
    ("half-way down", DOUBLING, [0.5], [0], [(1 + 8) / 2]),
    ("in the middle of four", DOUBLING, [0.5], [0.5], [(1 + 2 + 8 + 16) / 4]),
    ("nearer to the right", DOUBLING, [0], [0.75], [1 * 0.25 + 2 * 0.75]),
    ("nearer to the top", DOUBLING, [0.25], [0], [1 * 0.75 + 8 * 0.25]),
    ("a quarter down, three across", DOUBLING, [0.25], [0.75], [0.75 * 1.75 + 0.25 * 14]),
    ("in the last row", DOUBLING, [1], [1.75], [16 * 0.25 + 32 * 0.75]),
    ("sevenths", [[50, 100], [150, 200]], [1 / 7], [3 / 7], [600 / 7]),
    ("half a cell left", DOUBLING, [1], [-0.5], [8]),
    ("half a cell above", DOUBLING, [-0.5], [1], [2]),
    ("half a cell right", DOUBLING, [0], [2.5], [4]),
    ("half a cell below, between two", DOUBLING, [1.5], [0.5], [(8 + 16) / 2]),
    ("a whole cell above", DOUBLING, [-1], [2], [4]),
    ("a whole cell left", DOUBLING, [1], [-1], [8]),
    ("a whole cell below", DOUBLING, [2], [0], [8]),
    ("a whole cell right", DOUBLING, [1], [3], [32]),
    ("more than a cell above", DOUBLING, [-1.25], [0], [0]),
    ("more than a cell left", DOUBLING, [0], [-1.25], [0]),
    ("more than a cell below", DOUBLING, [2.25], [0], [0]),
    ("more than a cell right", DOUBLING, [0], [3.25], [0]),
    ("a map of one cell", [[5]], [0.5], [-0.5], [5]),
    ("a map of one row", [[1, 2, 4]], [0.5], [1.5], [3]),
    ("three points", DOUBLING, [0, 1, 0.5], [2, 0.5, 1], [4, 12, 9]),
    ("none", DOUBLING, [], [], []),
]

# (name, map, box, bins along a side, scale, pooled)
ONE_BOX_ON_A_MAP: list[tuple[str, Rows, list[float], int, float, Rows]] = [
    ("one cell", DIGITS, [1, 1, 1, 1], 1, 1.0, [[2]]),
    ("four cells", DIGITS, [0, 0, 1, 1], 1, 1.0, [[7]]),
    ("a cell for each bin", DIGITS, [0, 0, 1, 1], 2, 1.0, [[1, 7], [6, 2]]),
    ("the end belongs to it", DIGITS, [0, 0, 2, 2], 1, 1.0, [[9]]),
    ("three cells, so bins overlap", DIGITS, [0, 0, 2, 2], 2, 1.0, [[7, 8], [9, 8]]),
    ("one cell for four bins", DIGITS, [1, 1, 1, 1], 2, 1.0, [[2, 2], [2, 2]]),
    ("five cells for three bins", [[1, 4, 2, 9, 3]], [0, 0, 4, 0], 3, 1.0, [[4, 9, 9]] * 3),
    ("wide", DIGITS, [0, 1, 3, 2], 2, 1.0, [[6, 8], [9, 5]]),
    ("all of the map", DIGITS, [0, 0, 3, 3], 3, 1.0, [[7, 8, 8], [9, 8, 8], [9, 8, 7]]),
    ("rounded down", DIGITS, [0.25, 0.25, 1.25, 1.25], 1, 1.0, [[7]]),
    ("rounded up", DIGITS, [1.75, 1.75, 2.75, 2.75], 1, 1.0, [[7]]),
    ("halves are rounded up", DIGITS, [0.5, 0.5, 2.5, 2.5], 1, 1.0, [[8]]),
    ("halves below zero, down", DIGITS, [-0.5, 1, 0.5, 1], 2, 1.0, [[6, 6], [6, 6]]),
    ("half the size", DIGITS, [0, 4, 2, 6], 1, 0.5, [[9]]),
    ("half the size, halves of pixels", DIGITS, [0, 0.5, 2, 2.5], 1, 0.5, [[7]]),
    ("half the size, halves", DIGITS, [1, 1, 5, 3], 2, 0.5, [[8, 8], [5, 5]]),
    ("over the left and upper border", DIGITS, [-1, -1, 1, 1], 2, 1.0, [[1, 7], [6, 7]]),
    ("over the right border", DIGITS, [2, 0, 7, 0], 3, 1.0, [[5, 0, 0]] * 3),
    ("right of the map", DIGITS, [5, 0, 7, 2], 2, 1.0, [[0, 0], [0, 0]]),
    ("left of and above the map", FLAT, [-4, -4, -2, -2], 1, 1.0, [[0]]),
    ("above the map, bins end at -1 and 0", FLAT, [0, -3, 1, -1], 2, 1.0, [[0, 0], [0, 0]]),
    ("all below zero", NEGATIVE, [0, 0, 1, 1], 1, 1.0, [[-1]]),
    ("below zero, over the border", NEGATIVE, [0, 0, 3, 1], 2, 1.0, [[-1, 0], [-3, 0]]),
]

THIRDS: Rows = [[49 * 16 / 81, 7 * 16 / 81], [7 * 16 / 81, 16 / 81]]
TALL: Rows = [[20 / 3, 4, 4 / 3], [20 / 3, 4, 4 / 3], [0, 0, 0]]

# (name, map, box, bins along a side, scale, samples along a side of a bin, aligned, pooled)
ONE_BOX_TO_ALIGN: list[tuple[str, Rows, list[float], int, float, int, bool, Rows]] = [
    ("a sample on the peak", PEAK, [0, 0, 2, 2], 1, 1.0, 1, False, [[16]]),
    ("half a cell up and left", PEAK, [0, 0, 2, 2], 1, 1.0, 1, True, [[4]]),
    ("a corner of four cells", DOUBLING, [0, 0, 1, 1], 1, 1.0, 1, False, [[27 / 4]]),
    ("four bins", PEAK, [1, 1, 3, 3], 2, 1.0, 1, True, [[16, 0], [0, 0]]),
    ("four bins, apart in x and y", PEAK, [1, 0, 3, 2], 2, 1.0, 1, True, [[0, 0], [16, 0]]),
    ("four samples, one on the peak", PEAK, [1, 1, 3, 3], 1, 1.0, 2, True, [[4]]),
    ("four samples around the peak", PEAK, [0, 0, 2, 2], 1, 1.0, 2, False, [[4]]),
    ("half the size, one sample", PEAK, [1, 1, 5, 5], 2, 0.5, 1, False, [[16, 0], [0, 0]]),
    ("half the size, 2 × 2", PEAK, [1, 1, 5, 5], 2, 0.5, 2, False, [[9, 1.5], [1.5, 0.25]]),
    ("half the size, 3 × 3", PEAK, [1, 1, 5, 5], 2, 0.5, 3, False, THIRDS),
    ("half the size, half a cell", PEAK, [2, 2, 6, 6], 2, 0.5, 2, True, [[9, 1.5], [1.5, 0.25]]),
    ("wide", DOUBLING, [0, 0, 2, 1], 2, 1.0, 1, False, [[4.125, 8.25], [9.375, 18.75]]),
    ("tall", PEAK, [1, 0, 2, 3], 3, 1.0, 1, False, TALL),
    ("made one cell long", PEAK, [1, 1, 1.5, 1.5], 1, 1.0, 1, False, [[4]]),
    ("half a cell long", PEAK, [1, 1, 1.5, 1.5], 1, 1.0, 1, True, [[9]]),
    ("without area", PEAK, [1.5, 1.5, 1.5, 1.5], 1, 1.0, 2, True, [[16]]),
    ("quarters", PEAK, [0.75, 0.75, 2.25, 1.75], 1, 1.0, 1, False, [[6]]),
    ("a sample a whole cell left", FLAT, [-4, 0, 0, 2], 1, 1.0, 2, False, [[2]]),
    ("a sample a whole cell below", FLAT, [0, 1, 2, 5], 1, 1.0, 2, False, [[2]]),
    ("over the border", FLAT, [-1, -1, 1, 1], 1, 1.0, 1, True, [[4]]),
    ("right of the map", FLAT, [4, 0, 6, 2], 2, 1.0, 2, False, [[0, 0], [0, 0]]),
    ("below zero", NEGATIVE, [0, 0, 1, 1], 1, 1.0, 2, False, [[-3.5]]),
]

Maps = list[list[Rows]]  # of each image or region its channels
ONE: Rows = [[0, 0.5, 0.5, 2.5, 2.5]]

# (name, maps, image and box of each region, bins, scale, samples, aligned, pooled); with -1 samples
# a bin has as many along a side as it is cells long, rounded up
BOXES_TO_ALIGN: list[tuple[str, Maps, Rows, int, float, int, bool, Maps]] = [
    ("one", [[PEAK]], [[0, 0, 0, 2, 2]], 1, 1.0, 1, False, [[[[16]]]]),
    ("two channels", [[FLAT, NEGATIVE]], [[0, 0, 0, 1, 1]], 1, 1.0, 1, False, [[[[4]], [[-3.5]]]]),
    (
        "two images, the second first",
        [[FLAT], [NEGATIVE]],
        [[1, 0, 0, 1, 1], [0, 0, 0, 1, 1]],
        1,
        1.0,
        2,
        False,
        [[[[-3.5]]], [[[4]]]],
    ),
    (
        "two boxes on one map",
        [[PEAK]],
        [[0, 0, 0, 2, 2], [0, 1, 1, 2, 2]],
        1,
        1.0,
        1,
        False,
        [[[[16]]], [[[4]]]],
    ),
    ("four bins", [[PEAK]], [[0, 1, 0, 3, 2]], 2, 1.0, 1, True, [[[[0, 0], [16, 0]]]]),
    ("two cells, so 2 × 2", [[PEAK]], ONE, 1, 1.0, -1, True, [[[[4]]]]),
    ("three cells, so 3 × 3", [[PEAK]], [[0, 0, 0, 3, 3]], 1, 1.0, -1, True, [[[[16 / 9]]]]),
    (
        "a cell and a quarter, so 2 × 2",
        [[PEAK]],
        [[0, 0.5, 0.5, 1.75, 1.75]],
        1,
        1.0,
        -1,
        False,
        [[[[16 * 0.6875**2]]]],
    ),
    ("four cells wide, so 1 × 4", [[PEAK]], [[0, -1, 0.5, 3, 1.5]], 1, 1.0, -1, False, [[[[4]]]]),
    (
        "bins of one cell, so one",
        [[PEAK]],
        [[0, 1, 1, 5, 5]],
        2,
        0.5,
        -1,
        False,
        [[[[16, 0], [0, 0]]]],
    ),
    (
        "a large and a small box",
        [[PEAK]],
        [[0, 0, 0, 3, 3], [0, 1, 1, 2, 2]],
        1,
        1.0,
        -1,
        True,
        [[[[16 / 9]]], [[[16]]]],
    ),
    ("none", [[PEAK]], [], 2, 1.0, 2, False, []),
]
