"""Proposals, layers and mirror images worth trying, with results found by hand.

IoUs are sums of powers of 2, so that none lies on a limit by rounding. Matrices are sums of a few
patterns at right angles to one another, so that what truncation leaves is the sum of the largest.
"""

from collections.abc import Sequence
from typing import Any

from mrcnn_edu.classroom.exercises.cases import Rows

ON, BESIDE, FAR = [0.75], [0.25], [0.0625]  # the IoU of a proposal with the one object

# (name, IoU (R, G), labels (G,), n, fraction, low, what each proposal is, how many of each kind)
PROPOSALS: list[tuple[str, Rows, list[int], int, float, float, list[int], list[int]]] = [
    ("on an object", [ON], [3], 4, 0.25, 0.125, [3], [1, 0]),
    ("beside it", [BESIDE], [3], 4, 0.25, 0.125, [0], [0, 1]),
    ("one of each", [ON, BESIDE, FAR], [3], 4, 0.25, 0.125, [3, 0, -1], [1, 1]),
    ("far off", [FAR], [3], 4, 0.25, 0.125, [-1], [0, 0]),
    ("by exactly a half", [[0.5]], [2], 4, 0.25, 0.125, [2], [1, 0]),
    ("by a little less", [[0.4375]], [2], 4, 0.25, 0.125, [0], [0, 1]),
    ("by exactly low", [[0.125]], [2], 4, 0.25, 0.125, [0], [0, 1]),
    ("by less than another low", [[0.125]], [2], 4, 0.25, 0.25, [-1], [0, 0]),
    ("by exactly another low", [BESIDE], [2], 4, 0.25, 0.25, [0], [0, 1]),
    ("the second more", [[0.5, 0.75]], [1, 2], 4, 0.25, 0.125, [2], [1, 0]),
    ("the first more", [[0.75, 0.5]], [1, 2], 4, 0.25, 0.125, [1], [1, 0]),
    ("both alike", [[0.75, 0.75]], [4, 2], 4, 0.25, 0.125, [4], [1, 0]),
    ("beside one, far from another", [[0.25, 0.0625]], [1, 2], 4, 0.25, 0.125, [0], [0, 1]),
    ("far from one, beside another", [[0.0625, 0.25]], [1, 2], 4, 0.25, 0.125, [0], [0, 1]),
    ("on one, far from another", [[0.75, 0]], [1, 2], 4, 0.25, 0.125, [1], [1, 0]),
    ("beside three", [[0.25, 0.25, 0.25]], [1, 2, 3], 4, 0.25, 0.125, [0], [0, 1]),
    ("three classes in no order", [[0.75, 0, 0], [0, 0, 0.5], [0, 0.25, 0], [0, 0.625, 0]],
     [3, 1, 2], 8, 0.25, 0.125, [3, 2, 0, 1], [2, 1]),
    ("a quarter of eight", [ON] * 4 + [BESIDE] * 8, [1], 8, 0.25, 0.125, [1] * 4 + [0] * 8, [2, 6]),
    ("background first", [BESIDE] * 8 + [ON] * 4, [1], 8, 0.25, 0.125, [0] * 8 + [1] * 4, [2, 6]),
    ("fewer on the object than room", [ON] + [BESIDE] * 9, [1], 8, 0.25, 0.125, [1] + [0] * 9,
     [1, 7]),
    ("less background than room", [ON] * 4 + [BESIDE] * 2, [1], 8, 0.25, 0.125, [1] * 4 + [0] * 2,
     [2, 2]),
    ("far off does not fill up", [ON] + [BESIDE] * 2 + [FAR] * 9, [1], 8, 0.25, 0.125,
     [1, 0, 0] + [-1] * 9, [1, 2]),
    ("nothing on an object", [BESIDE] * 3, [1], 2, 0.25, 0.125, [0] * 3, [0, 2]),
    ("everything on an object", [ON] * 5, [1], 8, 0.25, 0.125, [1] * 5, [2, 0]),
    ("a quarter of ten", [ON] * 5 + [BESIDE] * 9, [1], 10, 0.25, 0.125, [1] * 5 + [0] * 9, [2, 8]),
    ("a quarter of fifteen", [ON] * 5 + [BESIDE] * 9, [1], 15, 0.25, 0.125, [1] * 5 + [0] * 9,
     [3, 9]),
    ("a quarter of one", [ON, BESIDE], [1], 1, 0.25, 0.125, [1, 0], [0, 1]),
    ("a half of four", [ON] * 3 + [BESIDE] * 3, [1], 4, 0.5, 0.125, [1] * 3 + [0] * 3, [2, 2]),
    ("objects alone", [ON] * 4 + [BESIDE], [1], 3, 1.0, 0.125, [1] * 4 + [0], [3, 0]),
    ("background alone", [ON, BESIDE, BESIDE], [1], 3, 0.0, 0.125, [1, 0, 0], [0, 2]),
    ("nothing wanted", [ON, BESIDE], [1], 0, 0.25, 0.125, [1, 0], [0, 0]),
    ("low is 0", [[0], FAR, ON], [1], 8, 0.25, 0.0, [0, 0, 1], [1, 2]),
    ("no object", [[], []], [], 8, 0.25, 0.125, [-1, -1], [0, 0]),
    ("no object, low is 0", [[], []], [], 8, 0.25, 0.0, [0, 0], [0, 2]),
    ("no proposal", [], [1], 8, 0.25, 0.125, [], [0, 0]),
    ("the numbers of the paper", [ON] * 20 + [BESIDE] * 100 + [FAR] * 30, [2], 64, 0.25, 0.1,
     [2] * 20 + [0] * 100 + [-1] * 30, [16, 48]),
]  # fmt: skip


def outer(column: Sequence[float], row: Sequence[float], size: float = 1) -> Rows:
    """A pattern: every number of a column times every number of a row."""
    return [[size * a * b for b in row] for a in column]


def total(*patterns: Rows) -> Rows:
    """Patterns added up."""
    return [[sum(cell) for cell in zip(*rows, strict=True)] for rows in zip(*patterns, strict=True)]


EVEN, BY_TURNS, HALVES, MIDDLE = [1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]
TWO_PATTERNS = total(outer(EVEN, EVEN, 2), outer(BY_TURNS, HALVES))
OF_THE_LESSON: Rows = [[2, 0, 1, 1], [0, 2, 1, -1], [2, 2, 2, 0]]

# (name, weight (m, n), t, product of both matrices (m, n), their sizes)
LAYERS: list[tuple[str, Rows, int, Rows, list[int]]] = [
    ("a number", [[3]], 1, [[3]], [1, 1, 1, 1]),
    ("a number below 0", [[-3]], 1, [[-3]], [1, 1, 1, 1]),
    ("two sizes, the first kept", [[3, 0], [0, 1]], 1, [[3, 0], [0, 0]], [1, 2, 2, 1]),
    ("two sizes, the second kept", [[1, 0], [0, 3]], 1, [[0, 0], [0, 3]], [1, 2, 2, 1]),
    ("two sizes, both kept", [[3, 0], [0, 1]], 2, [[3, 0], [0, 1]], [2, 2, 2, 2]),
    ("the larger below 0", [[-3, 0], [0, 1]], 1, [[-3, 0], [0, 0]], [1, 2, 2, 1]),
    ("from the second to the first", [[0, 3], [1, 0]], 1, [[0, 3], [0, 0]], [1, 2, 2, 1]),
    ("both, from the second to the first", [[0, 3], [1, 0]], 2, [[0, 3], [1, 0]], [2, 2, 2, 2]),
    ("mixed", [[3, 1], [1, 3]], 1, [[2, 2], [2, 2]], [1, 2, 2, 1]),
    ("mixed, the other way", [[1, 3], [3, 1]], 1, [[2, 2], [2, 2]], [1, 2, 2, 1]),
    ("mixed, below 0", [[-3, -1], [-1, -3]], 1, [[-2, -2], [-2, -2]], [1, 2, 2, 1]),
    ("mixed, both signs", [[3, -1], [-1, 3]], 1, [[2, -2], [-2, 2]], [1, 2, 2, 1]),
    ("one pattern", outer([1, 2], [3, 1, 2]), 1, [[3, 1, 2], [6, 2, 4]], [1, 3, 2, 1]),
    ("a row", [[3, 4]], 1, [[3, 4]], [1, 2, 1, 1]),
    ("a column", [[3], [4]], 1, [[3], [4]], [1, 1, 2, 1]),
    ("high", [[3, 0], [0, 1], [0, 0]], 1, [[3, 0], [0, 0], [0, 0]], [1, 2, 3, 1]),
    ("wide", [[2] * 4, [1, -1, 1, -1]], 1, [[2] * 4, [0] * 4], [1, 4, 2, 1]),
    ("the layer of the lesson", OF_THE_LESSON, 1, outer([1, 1, 2], [1, 1, 1, 0]), [1, 4, 3, 1]),
    ("the layer of the lesson, of two", OF_THE_LESSON, 2, OF_THE_LESSON, [2, 4, 3, 2]),
    ("the layer of the lesson, of three", OF_THE_LESSON, 3, OF_THE_LESSON, [3, 4, 3, 3]),
    ("two of three patterns", total(TWO_PATTERNS, outer(MIDDLE, MIDDLE, 0.25)), 2, TWO_PATTERNS,
     [2, 4, 4, 2]),
    ("one of three patterns", total(TWO_PATTERNS, outer(MIDDLE, MIDDLE, 0.25)), 1,
     outer(EVEN, EVEN, 2), [1, 4, 4, 1]),
    ("fractions", [[0.75, 0.25], [0.25, 0.75]], 1, [[0.5, 0.5], [0.5, 0.5]], [1, 2, 2, 1]),
    ("small numbers", [[0.003, 0.001], [0.001, 0.003]], 1, [[0.002] * 2] * 2, [1, 2, 2, 1]),
    ("large numbers", [[3e6, 1e6], [1e6, 3e6]], 1, [[2e6, 2e6], [2e6, 2e6]], [1, 2, 2, 1]),
    ("zeros", [[0, 0], [0, 0]], 1, [[0, 0], [0, 0]], [1, 2, 2, 1]),
    ("a layer of a head", [[1.5] * 32, [0.5, -0.5] * 16], 1, [[1.5] * 32, [0] * 32],
     [1, 32, 2, 1]),
]  # fmt: skip

ROW: Rows = [[1, 2, 3, 4]]

# (name, image (H, W), boxes, image mirrored, boxes mirrored)
IMAGES: list[tuple[str, Any, Rows, Any, Rows]] = [
    ("a box on the left", ROW, [[0, 0, 1, 1]], [[4, 3, 2, 1]], [[3, 0, 4, 1]]),
    ("a box on the right", ROW, [[2, 0, 4, 1]], [[4, 3, 2, 1]], [[0, 0, 2, 1]]),
    ("in the middle", ROW, [[1, 0, 3, 1]], [[4, 3, 2, 1]], [[1, 0, 3, 1]]),
    ("the whole image", ROW, [[0, 0, 4, 1]], [[4, 3, 2, 1]], [[0, 0, 4, 1]]),
    ("three columns", [[1, 2, 3]], [[0, 0, 1, 1]], [[3, 2, 1]], [[2, 0, 3, 1]]),
    ("two rows", [[1, 2], [3, 4]], [[0, 0, 1, 2]], [[2, 1], [4, 3]], [[1, 0, 2, 2]]),
    ("in the upper row", [[1, 2, 3], [4, 5, 6]], [[0, 0, 1, 1]], [[3, 2, 1], [6, 5, 4]],
     [[2, 0, 3, 1]]),
    ("higher than wide", [[1, 2], [3, 4], [5, 6]], [[0, 1, 1, 3]], [[2, 1], [4, 3], [6, 5]],
     [[1, 1, 2, 3]]),
    ("wider than high", [[1, 2, 3, 4], [5, 6, 7, 8]], [[1, 0, 4, 2]], [[4, 3, 2, 1], [8, 7, 6, 5]],
     [[0, 0, 3, 2]]),
    ("two boxes", ROW, [[0, 0, 1, 1], [1, 0, 4, 1]], [[4, 3, 2, 1]], [[3, 0, 4, 1], [0, 0, 3, 1]]),
    ("three boxes", ROW, [[0, 0, 2, 1], [3, 0, 4, 1], [0, 0, 4, 1]], [[4, 3, 2, 1]],
     [[2, 0, 4, 1], [0, 0, 1, 1], [0, 0, 4, 1]]),
    ("no box", ROW, [], [[4, 3, 2, 1]], []),
    ("one pixel", [[7]], [[0, 0, 1, 1]], [[7]], [[0, 0, 1, 1]]),
    ("fractions of pixels", ROW, [[0.25, 0.5, 1.75, 0.75]], [[4, 3, 2, 1]],
     [[2.25, 0.5, 3.75, 0.75]]),
    ("within one pixel", ROW, [[0.125, 0.25, 0.5, 0.75]], [[4, 3, 2, 1]],
     [[3.5, 0.25, 3.875, 0.75]]),
    ("over the left side", ROW, [[-2, -1, 1, 1]], [[4, 3, 2, 1]], [[3, -1, 6, 1]]),
    ("over the right side", ROW, [[3, 0, 6, 2]], [[4, 3, 2, 1]], [[-2, 0, 1, 2]]),
    ("a line", ROW, [[1, 0, 1, 1]], [[4, 3, 2, 1]], [[3, 0, 3, 1]]),
    ("values from 0 to 1", [[0, 0.25, 1]], [[0, 0, 2, 1]], [[1, 0.25, 0]], [[1, 0, 3, 1]]),
    ("values below 0", [[-1, 2]], [[0, 0, 1, 1]], [[2, -1]], [[1, 0, 2, 1]]),
    ("as wide as a photograph", [list(range(640))], [[100, 0, 300, 1]],
     [list(range(640))[::-1]], [[340, 0, 540, 1]]),
    ("far beyond", ROW, [[1000, 0, 2000, 1]], [[4, 3, 2, 1]], [[-1996, 0, -996, 1]]),
]  # fmt: skip
