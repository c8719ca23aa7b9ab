"""Blocks, pyramids and boxes worth trying, with results found by hand.

The rows are laid out as in ``boxes/examples.py``, and fail every bug of ``museum/``.
Kernels are plain: one that hands a map on, one that takes its left neighbour, one that adds up all
nine. A box of 224 × 224 belongs to level 4, half its side a level below, twice its side one above.
"""

from typing import Any

from mrcnn_edu.classroom.exercises.cases import Rows

NOTHING: Rows = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
SAME: Rows = [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
HALF: Rows = [[0, 0, 0], [0, 0.5, 0], [0, 0, 0]]
MINUS: Rows = [[0, 0, 0], [0, -1, 0], [0, 0, 0]]
LEFT: Rows = [[0, 0, 0], [1, 0, 0], [0, 0, 0]]  # the cell on the left of each
ABOVE: Rows = [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
LESS_LEFT: Rows = [[0, 0, 0], [-1, 1, 0], [0, 0, 0]]  # each less the cell on its left
ALL: Rows = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]

LESSON: Rows = [[1, 2, 4], [1, 3, 1], [2, 2, 5]]
DIGITS: Rows = [[1, 7, 3, 5], [6, 2, 8, 4], [9, 0, 5, 1], [3, 8, 2, 7]]
FIVE: Rows = [[1, 0, 2, 0, 3], [0] * 5, [4, 0, 5, 0, 6], [0] * 5, [7, 0, 8, 0, 9]]
MIXED: Rows = [[1, -2, 4], [-8, 3, -1], [2, -5, 6]]
SMALL: Rows = [[0.25, 0.75, 0.5], [0.125, 0.5, 1], [0.75, 0.25, 0.375]]
MANY_DIGITS: Rows = [[0.271828, 0.314159, 0.577216], [0.141421, 0.173205, 0.223607]]
LARGE: Rows = [[70001, 80003], [90005, 10007]]

# (name, map, first kernel, second kernel, stride, weight of the shortcut, out)
BLOCKS: list[tuple[str, Rows, Rows, Rows, int, float, Rows]] = [
    ("nothing to add", LESSON, NOTHING, NOTHING, 1, 1.0, LESSON),
    ("the map once more", [[1, 2], [3, 4]], SAME, SAME, 1, 1.0, [[2, 4], [6, 8]]),
    (
        "the example of the lesson",
        LESSON,
        LESS_LEFT,
        HALF,
        1,
        1.0,
        [[1.5, 2.5, 5], [1.5, 4, 1], [3, 2, 6.5]],
    ),
    ("half of it taken away", [[1, 2], [4, 6]], SAME, MINUS, 1, 2.0, [[1, 2], [4, 6]]),
    ("all of it taken away", [[1, 2], [4, 6]], SAME, MINUS, 1, 1.0, [[0, 0], [0, 0]]),
    ("more than there was", [[1, 2], [4, 6]], SAME, MINUS, 1, 0.5, [[0, 0], [0, 0]]),
    (
        "below zero",
        [[-1, -2], [3, -4]],
        SAME,
        SAME,
        1,
        1.0,
        [[0, 0], [6, 0]],
    ),
    ("below zero, handed on", [[-1, 2], [3, -4]], NOTHING, SAME, 1, 1.0, [[0, 2], [3, 0]]),
    ("the ReLU between", [[-1, 2], [3, -4]], MINUS, SAME, 1, 2.0, [[0, 4], [6, 0]]),
    ("from the left", [[1, 2, 4], [8, 16, 32]], LEFT, SAME, 1, 1.0, [[1, 3, 6], [8, 24, 48]]),
    (
        "from the left and from above",
        [[1, 2, 4], [8, 16, 32]],
        LEFT,
        ABOVE,
        1,
        1.0,
        [[1, 2, 4], [8, 17, 34]],
    ),
    (
        "the first kernel first",
        [[1, 2], [3, 4]],
        ALL,
        LEFT,
        1,
        0.0,
        [[0, 10], [0, 10]],
    ),
    ("sums with zeros around", [[1, 2], [3, 4]], ALL, SAME, 1, 1.0, [[11, 12], [13, 14]]),
    ("sums of sums", [[1, 2], [3, 4]], ALL, ALL, 1, 0.0, [[40, 40], [40, 40]]),
    ("no shortcut", LESSON, SAME, SAME, 1, 0.0, LESSON),
    ("a shortcut of three", [[1, 2], [3, 4]], NOTHING, SAME, 1, 3.0, [[3, 6], [9, 12]]),
    ("a shortcut below zero", [[1, 2], [3, 4]], SAME, SAME, 1, -0.5, [[0.5, 1], [1.5, 2]]),
    ("every second cell", DIGITS, SAME, SAME, 2, 1.0, [[2, 6], [18, 10]]),
    ("every second cell, nothing to add", DIGITS, NOTHING, SAME, 2, 1.0, [[1, 3], [9, 5]]),
    ("every second cell, from the left", DIGITS, LEFT, SAME, 2, 1.0, [[1, 10], [9, 5]]),
    ("every second cell, then the left", DIGITS, SAME, LEFT, 2, 0.0, [[0, 1], [0, 9]]),
    ("five cells", FIVE, SAME, SAME, 2, 1.0, [[2, 4, 6], [8, 10, 12], [14, 16, 18]]),
    ("three cells, sums", MIXED, ALL, SAME, 2, 1.0, [[1, 8], [2, 9]]),
    ("a row", [[1, 2, 4, 8]], LEFT, SAME, 1, 1.0, [[1, 3, 6, 12]]),
    ("a column, every second", [[1], [2], [4], [8]], ABOVE, SAME, 2, 1.0, [[1], [6]]),
    ("one cell", [[3]], ALL, ALL, 2, 1.0, [[6]]),
    (
        "both signs",
        MIXED,
        SAME,
        HALF,
        1,
        1.0,
        [[1.5, 0, 6], [0, 4.5, 0], [3, 0, 9]],
    ),
    (
        "between 0 and 1",
        SMALL,
        SAME,
        HALF,
        1,
        1.0,
        [[0.375, 1.125, 0.75], [0.1875, 0.75, 1.5], [1.125, 0.375, 0.5625]],
    ),
    ("many digits", MANY_DIGITS, NOTHING, SAME, 1, 1.0, MANY_DIGITS),
    ("large values", LARGE, SAME, SAME, 1, 1.0, [[140002, 160006], [180010, 20014]]),
]

Kernels = list[Rows]
PLAIN: Kernels = [SAME, SAME, SAME]
FOUR: Rows = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15]]
ONES: Rows = [[1] * 4] * 4
TENS: Rows = [[10, 20], [30, 40]]
NIL: Rows = [[0, 0], [0, 0]]
MERGED: Rows = [
    [10, 10.5, 21, 21.5],
    [12, 12.5, 23, 23.5],
    [34, 34.5, 45, 45.5],
    [36, 36.5, 47, 47.5],
]
ODD: Rows = [[0] * 5] * 5
STAIRS: Rows = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
WIDENED: Rows = [
    [1, 1, 2, 2, 3],
    [1, 1, 2, 2, 3],
    [4, 4, 5, 5, 6],
    [4, 4, 5, 5, 6],
    [7, 7, 8, 8, 9],
]

# (name, c3, c4, c5, lateral weights, kernels, (P3, P4, P5, P6))
PYRAMIDS: list[tuple[str, Rows, Rows, Rows, list[float], Kernels, tuple[Any, ...]]] = [
    ("one cell on each", [[1]], [[10]], [[100]], [1, 1, 1], PLAIN,
        ([[111]], [[110]], [[100]], [[100]])),
    ("all from above", [[0] * 4] * 4, NIL, [[7]], [1, 1, 1], PLAIN,
        ([[7] * 4] * 4, [[7, 7], [7, 7]], [[7]], [[7]])),
    ("nothing from above", FOUR, TENS, [[0]], [1, 1, 1], PLAIN, (
        [[10, 11, 22, 23], [14, 15, 26, 27], [38, 39, 50, 51], [42, 43, 54, 55]], TENS, [[0]],
        [[0]])),
    ("the example of the lesson", FOUR, TENS, [[0]], [0.5, 1, 1], PLAIN,
        (MERGED, TENS, [[0]], [[0]])),
    ("a weight for each", [[1]], [[1]], [[1]], [2, 30, 400], PLAIN,
        ([[432]], [[430]], [[400]], [[400]])),
    ("weights below zero", [[1]], [[1]], [[1]], [-1, 2, -4], PLAIN,
        ([[-3]], [[-2]], [[-4]], [[-4]])),
    ("the finest weighs nothing", FOUR, TENS, [[1]], [0, 1, 1], PLAIN, (
        [[11, 11, 21, 21], [11, 11, 21, 21], [31, 31, 41, 41], [31, 31, 41, 41]], [[11, 21],
        [31, 41]], [[1]], [[1]])),
    ("five cells, three and two", ODD, STAIRS, NIL, [1, 1, 1], PLAIN,
        (WIDENED, STAIRS, NIL, [[0]])),
    ("from two to three to five", ODD, [[0] * 3] * 3, [[1, 2], [3, 4]], [1, 1, 1], PLAIN, (
        [[1, 1, 1, 1, 2]] * 4 + [[3, 3, 3, 3, 4]], [[1, 1, 2], [1, 1, 2], [3, 3, 4]], [[1, 2],
        [3, 4]], [[1]])),
    ("seven cells wide", [[0] * 7], [[1, 2, 3, 4]], [[0, 0]], [1, 1, 1], PLAIN, (
        [[1, 1, 2, 2, 3, 3, 4]], [[1, 2, 3, 4]], [[0, 0]], [[0]])),
    ("tall", [[0]] * 6, [[1], [2], [4]], [[10], [20]], [1, 1, 1], PLAIN, (
        [[11], [11], [12], [12], [24], [24]], [[11], [12], [24]], [[10], [20]], [[10]])),
    ("every second cell of P5", [[0] * 12] * 9, [[0] * 6] * 5, STAIRS, [0, 0, 1], PLAIN, (
        [[1] * 4 + [2] * 4 + [3] * 4] * 4 + [[4] * 4 + [5] * 4 + [6] * 4] * 4
        + [[7] * 4 + [8] * 4 + [9] * 4],
        [[1, 1, 2, 2, 3, 3]] * 2 + [[4, 4, 5, 5, 6, 6]] * 2 + [[7, 7, 8, 8, 9, 9]],
        STAIRS, [[1, 3], [7, 9]])),
    ("P6 of an even P5", [[0] * 7] * 7, [[0] * 4] * 4, [[5, 9], [8, 7]], [1, 1, 0], PLAIN, (
        [[0] * 7] * 7, [[0] * 4] * 4, NIL, [[0]])),
    ("P6 smaller than its neighbours", [[0]] * 8, [[0]] * 4, [[1], [9]], [1, 1, 1], PLAIN, (
        [[1]] * 4 + [[9]] * 4, [[1]] * 2 + [[9]] * 2, [[1], [9]], [[1]])),
    ("smoothed", ONES, NIL, [[0]], [1, 1, 1], [ALL, SAME, SAME], (
        [[4, 6, 6, 4], [6, 9, 9, 6], [6, 9, 9, 6], [4, 6, 6, 4]], NIL, [[0]], [[0]])),
    ("smoothing stays where it is", [[0] * 4] * 4, NIL, [[1]], [1, 1, 1], [SAME, SAME, HALF], (
        ONES, [[1, 1], [1, 1]], [[0.5]], [[0.5]])),
    ("smoothing of the middle", [[0] * 4] * 4, [[1, 2], [3, 4]], [[0]], [1, 1, 1],
        [SAME, ALL, SAME], (
        [[1, 1, 2, 2]] * 2 + [[3, 3, 4, 4]] * 2, [[10, 10], [10, 10]], [[0]], [[0]])),
    ("a kernel for each", [[1]], [[1]], [[1]], [1, 1, 1], [MINUS, NOTHING, HALF],
        ([[-3]], [[0]], [[0.5]], [[0.5]])),
    ("to the right", [[1, 2, 4, 8]], [[0, 0]], [[0]], [1, 1, 1], [LEFT, SAME, SAME], (
        [[0, 1, 2, 4]], [[0, 0]], [[0]], [[0]])),
    ("downwards", [[1, 2], [4, 8]], [[16]], [[0]], [1, 1, 1], [ABOVE, SAME, SAME], (
        [[0, 0], [17, 18]], [[16]], [[0]], [[0]])),
    ("below zero", [[-1, 2], [3, -4]], [[-8]], [[0]], [1, 1, 1], PLAIN,
        ([[-9, -6], [-5, -12]], [[-8]], [[0]], [[0]])),
    ("between 0 and 1", [[0.25, 0.5]], [[0.125]], [[0.0625]], [1, 1, 1], PLAIN, (
        [[0.4375, 0.6875]], [[0.1875]], [[0.0625]], [[0.0625]])),
    ("many digits", [[0.271828, 0.314159]], [[0]], [[0.577216]], [1, 1, 0], PLAIN, (
        [[0.271828, 0.314159]], [[0]], [[0]], [[0]])),
    ("large values", [[70001, 80003]], [[90005]], [[0]], [1, 1, 1], PLAIN, (
        [[160006, 170008]], [[90005]], [[0]], [[0]])),
]  # fmt: skip


def _square(side: float, x: float = 0.0, y: float = 0.0) -> list[float]:
    return [x, y, x + side, y + side]


# (name, boxes, finest level, coarsest level, level of each box)
LEVELS: list[tuple[str, Rows, int, int, list[int]]] = [
    ("a square of 224", [_square(224)], 2, 5, [4]),
    ("a square of 112", [_square(112)], 2, 5, [3]),
    ("a square of 448", [_square(448)], 2, 5, [5]),
    ("just below 224", [_square(223.5)], 2, 5, [3]),
    ("just below 448", [_square(447)], 2, 5, [4]),
    ("between 224 and 448", [_square(300)], 2, 5, [4]),
    ("between 112 and 224", [_square(120)], 2, 5, [3]),
    ("small", [_square(32)], 2, 5, [2]),
    ("a square of 256", [_square(256)], 2, 5, [4]),
    ("large", [_square(900)], 2, 5, [5]),
    ("larger than any level", [_square(5000)], 2, 5, [5]),
    ("smaller than a pixel", [_square(0.5)], 2, 5, [2]),
    ("the coin at 256", [[100.0, 100.0, 140.25, 139.25]], 2, 5, [2]),
    ("the coin at 800", [[300.0, 300.0, 425.75, 422.75]], 2, 5, [3]),
    ("the coin at 1600", [[600.0, 600.0, 851.5, 845.5]], 2, 5, [4]),
    ("long and thin", [[0, 0, 896, 56]], 2, 5, [4]),
    ("longer and thinner", [[0, 0, 50, 800]], 2, 5, [3]),
    ("wide, of level 3", [[0, 0, 448, 28]], 2, 5, [3]),
    ("not at the corner", [_square(224, 100, 50)], 2, 5, [4]),
    ("over the border", [_square(224, -200, -200)], 2, 5, [4]),
    ("right of its sum", [[2001, 2001, 2225, 2225]], 2, 5, [4]),
    ("fractions cut off", [[0, 0, 111.75, 112.5]], 2, 5, [3]),
    ("fractions rounded", [[0, 0, 111.5, 112]], 2, 5, [2]),
    ("a side of 224 that rounding made shorter", [_square(224, 300.1, 300.1)], 2, 5, [4]),
    ("without area", [[5, 5, 5, 5]], 2, 5, [2]),
    ("without height", [[0, 5, 300, 5]], 2, 5, [2]),
    ("without area, the finest is 3", [[5, 5, 5, 5]], 3, 5, [3]),
    ("three levels", [_square(32), _square(300), _square(900)], 2, 4, [2, 4, 4]),
    ("from level 3", [_square(32), _square(150), _square(900)], 3, 7, [3, 3, 6]),
    ("one level", [_square(32), _square(300)], 3, 3, [3, 3]),
    ("level 1", [_square(40), _square(20), _square(60)], 1, 5, [1, 1, 2]),
    (
        "four boxes, not in order",
        [_square(500), _square(20), _square(224), _square(130)],
        2,
        5,
        [5, 2, 4, 3],
    ),
    (
        "boxes alike",
        [_square(300), _square(300, 7, 9), _square(30), _square(300)],
        2,
        5,
        [4, 4, 2, 4],
    ),
    ("none", [], 2, 5, []),
]
