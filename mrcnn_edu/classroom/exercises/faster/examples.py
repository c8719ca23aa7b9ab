"""Anchors and maps worth trying, with results found by hand.

Anchors and objects are mostly squares of one size, moved by a quarter of it: such a pair has an
IoU of 0.6 and a delta of 0.25. Of an error d below 1 smooth L1 is d² / 2, and its gradient is d.
On a map ``counted`` cell (i, j) has 100 i + j, so that what the largest of a bin is, is read off
its last row and column.
"""

import math
from typing import Any

from mrcnn_edu.classroom.exercises.cases import Rows
from mrcnn_edu.classroom.exercises.spp.examples import COIN, counted, largest

Row = list[float]
SQUARE: Row = [0, 0, 8, 8]
RIGHT: Row = [2, 0, 10, 8]
BELOW: Row = [0, 2, 8, 10]
AWAY: Row = [20, 0, 28, 8]
BELOW_AWAY: Row = [20, 2, 28, 10]
A_LITTLE_RIGHT: Row = [1, 0, 9, 8]
HALF_RIGHT: Row = [4, 0, 12, 8]
TWICE_AS_WIDE: Row = [0, 0, 16, 8]
NOTHING: Row = [0, 0, 0, 0]
LOG2 = math.log(2)
# The coin of the lesson from its best anchor: lesson 07 found them by hand.
ANCHOR: Row = [184, 168, 232, 216]
TO_THE_COIN = [4.8 / 48, 1.35 / 48, math.log(47.6 / 48), math.log(46.5 / 48)]
OF_THE_COIN = sum(t**2 / 2 for t in TO_THE_COIN)

# (name, the RPN's deltas, the head's, anchors, objects,
#  loss of the RPN, of the head, gradient at the RPN's deltas, at the head's)
TWO_PARTS: list[tuple[str, Rows, list[float], Rows, Rows, float, float, Rows, list[float]]] = [
    ("nothing said", [NOTHING], NOTHING, [SQUARE], [RIGHT],
     0.03125, 0.015625, [[-0.25, 0, 0, 0]], [-0.125, 0, 0, 0]),
    ("the RPN is right", [[0.25, 0, 0, 0]], NOTHING, [SQUARE], [RIGHT],
     0, 0, [NOTHING], NOTHING),
    ("the head alone is wrong", [[0.25, 0, 0, 0]], [0.5, 0, 0, 0], [SQUARE], [RIGHT],
     0, 0.125, [NOTHING], [0.5, 0, 0, 0]),
    ("the RPN half way", [[0.125, 0, 0, 0]], NOTHING, [SQUARE], [RIGHT],
     0.0078125, 0.00390625, [[-0.125, 0, 0, 0]], [-0.0625, 0, 0, 0]),
    ("downwards", [NOTHING], [0, 0.5, 0, 0], [SQUARE], [BELOW],
     0.03125, 0.078125, [[0, -0.25, 0, 0]], [0, 0.375, 0, 0]),
    ("the head would widen", [NOTHING], [0, 0, 0.5, 0], [SQUARE], [SQUARE],
     0, 0.125, [NOTHING], [0, 0, 0.5, 0]),
    ("all four", [[0.125, -0.125, 0, 0]], [0.5, 0.25, -0.5, 0.125], [SQUARE], [SQUARE],
     0.015625, 0.3125, [[0.125, -0.125, 0, 0]], [0.5625, 0.1875, -0.5, 0.125]),
    ("only the object itself", [NOTHING], [0.5, 0, 0, 0], [SQUARE], [HALF_RIGHT],
     0, 0.0625, [NOTHING], [0.25, 0, 0, 0]),
    ("on it since the RPN moved it", [[0.25, 0, 0, 0]], NOTHING, [SQUARE], [HALF_RIGHT],
     0, 0.015625, [NOTHING], [-0.125, 0, 0, 0]),
    ("on it until the RPN moved it", [[1, 0, 0, 0]], NOTHING, [SQUARE], [SQUARE],
     0.5, 0, [[1, 0, 0, 0]], NOTHING),
    ("far beyond", [[3, 0, 0, 0]], [-2, 0, 0, 0], [SQUARE], [SQUARE],
     2.5, 0.75, [[1, 0, 0, 0]], [-0.5, 0, 0, 0]),
    ("by exactly a half", [NOTHING], NOTHING, [SQUARE], [TWICE_AS_WIDE],
     0.125 + LOG2**2 / 2, 0.0625 + LOG2**2 / 4, [[-0.5, 0, -LOG2, 0]], [-0.25, 0, -LOG2 / 2, 0]),
    ("twice as wide", [[0.5, 0, LOG2, 0]], [0, 0, 0, 0.5], [SQUARE], [TWICE_AS_WIDE],
     0, 0.125, [NOTHING], [0, 0, 0, 0.5]),
    ("an anchor far off", [NOTHING] * 2, NOTHING, [SQUARE, AWAY], [RIGHT],
     0.015625, 0.03125 / 3, [[-0.125, 0, 0, 0], NOTHING], [-0.25 / 3, 0, 0, 0]),
    ("two objects", [NOTHING] * 2, NOTHING, [SQUARE, AWAY], [RIGHT, BELOW_AWAY],
     0.03125, 0.015625, [[-0.125, 0, 0, 0], [0, -0.125, 0, 0]], [-0.0625, -0.0625, 0, 0]),
    ("two objects, the other first", [NOTHING] * 2, NOTHING, [SQUARE, AWAY], [BELOW_AWAY, RIGHT],
     0.03125, 0.015625, [[-0.125, 0, 0, 0], [0, -0.125, 0, 0]], [-0.0625, -0.0625, 0, 0]),
    ("the nearer of two", [NOTHING], NOTHING, [SQUARE], [RIGHT, A_LITTLE_RIGHT],
     0.0078125, 0.0078125 / 3, [[-0.125, 0, 0, 0]], [-0.125 / 3, 0, 0, 0]),
    ("the nearer of two, first", [NOTHING], NOTHING, [SQUARE], [A_LITTLE_RIGHT, RIGHT],
     0.0078125, 0.0078125 / 3, [[-0.125, 0, 0, 0]], [-0.125 / 3, 0, 0, 0]),
    ("no object", [[0.25, 0, 0, 0]], [0.5, 0, 0, 0], [SQUARE], [], 0, 0, [NOTHING], NOTHING),
    ("no anchor", [], [0.5, 0, 0, 0], [], [RIGHT], 0, 0.125, [], [0.5, 0, 0, 0]),
    ("halves of pixels", [NOTHING], NOTHING, [[0.5, 0.5, 2.5, 2.5]], [[1, 0.5, 3, 2.5]],
     0.03125, 0.015625, [[-0.25, 0, 0, 0]], [-0.125, 0, 0, 0]),
    ("from 0 to 1", [NOTHING], NOTHING, [[0.25, 0.25, 0.5, 0.5]], [[0.3125, 0.25, 0.5625, 0.5]],
     0.03125, 0.015625, [[-0.25, 0, 0, 0]], [-0.125, 0, 0, 0]),
    ("over the border", [NOTHING], NOTHING, [[-6, -4, 2, 4]], [[-4, -4, 4, 4]],
     0.03125, 0.015625, [[-0.25, 0, 0, 0]], [-0.125, 0, 0, 0]),
    ("on a photograph", [NOTHING], NOTHING, [[512, 256, 768, 512]], [[576, 256, 832, 512]],
     0.03125, 0.015625, [[-0.25, 0, 0, 0]], [-0.125, 0, 0, 0]),
    ("the coin of the lesson", [NOTHING], NOTHING, [ANCHOR], [COIN], OF_THE_COIN,
     OF_THE_COIN / 2, [[-t for t in TO_THE_COIN]], [-t / 2 for t in TO_THE_COIN]),
]  # fmt: skip


def _of_image(number: int) -> Rows:
    """A map of four by four cells, ``counted`` from the thousand of its image."""
    return [[1000 * number + cell for cell in row] for row in counted(4, 4)]


FIRST: Row = [0, 0, 16, 16]  # at stride 8 cells 0 to 2
SECOND: Row = [8, 0, 24, 8]  # columns 1 to 3, rows 0 and 1
ONE, TWO, THREE = ([[_of_image(image)] for image in range(n)] for n in (1, 2, 3))


def _bins(rows: list[int], columns: list[int]) -> Rows:
    """What bins have that end in these rows and columns of a map ``counted``."""
    return [largest([i], columns) for i in rows]


# (name, features (N, C, H, W), boxes, how many of each image, stride, bins, pooled (R, C, n, n))
BATCHES: list[tuple[str, Any, Rows, tuple[int, ...], int, int, Any]] = [
    ("one image", ONE, [FIRST], (1,), 8, 1, [[[[202]]]]),
    ("in bins", ONE, [FIRST], (1,), 8, 2, [[_bins([1, 2], [1, 2])]]),
    ("in the second image", TWO, [FIRST], (0, 1), 8, 1, [[[[1202]]]]),
    ("one in each", TWO, [FIRST, FIRST], (1, 1), 8, 1, [[[[202]]], [[[1202]]]]),
    ("two in the first", TWO, [FIRST, SECOND], (2, 0), 8, 1, [[[[202]]], [[[103]]]]),
    ("two in the second", TWO, [FIRST, SECOND], (0, 2), 8, 1, [[[[1202]]], [[[1103]]]]),
    ("one and two", TWO, [SECOND, FIRST, SECOND], (1, 2), 8, 1,
     [[[[103]]], [[[1202]]], [[[1103]]]]),
    ("two and one", TWO, [SECOND, FIRST, SECOND], (2, 1), 8, 1,
     [[[[103]]], [[[202]]], [[[1103]]]]),
    ("none in the middle one", THREE, [FIRST, SECOND], (1, 0, 1), 8, 1, [[[[202]]], [[[2103]]]]),
    ("all in the last", THREE, [FIRST, SECOND], (0, 0, 2), 8, 1, [[[[2202]]], [[[2103]]]]),
    ("a stride of 16", ONE, [[16, 0, 32, 16]], (1,), 16, 1, [[[[102]]]]),
    ("a stride of 4", ONE, [[0, 4, 8, 12]], (1,), 4, 1, [[[[302]]]]),
    ("a stride of 1", ONE, [[1, 0, 2, 3]], (1,), 1, 1, [[[[302]]]]),
    ("a stride of 2, in bins", ONE, [[2, 0, 4, 6]], (1,), 2, 2, [[_bins([1, 3], [1, 2])]]),
    ("rounded", ONE, [[3, 5, 13, 18]], (1,), 8, 2, [[_bins([1, 2], [1, 2])]]),
    ("from half way", ONE, [[4, 4, 20, 20]], (1,), 8, 1, [[[[303]]]]),
    ("a point", ONE, [[8, 8, 8, 8]], (1,), 8, 2, [[_bins([1, 1], [1, 1])]]),
    ("the whole map", ONE, [[0, 0, 24, 24]], (1,), 8, 2, [[_bins([1, 3], [1, 3])]]),
    ("beyond the map", ONE, [[0, 0, 80, 80]], (1,), 8, 1, [[[[303]]]]),
    ("outside of it", TWO, [[80, 80, 88, 88]], (0, 1), 8, 1, [[[[0]]]]),
    ("two channels", [[[[1, 2], [3, 4]], [[8, 7], [6, 5]]]], [[0, 0, 8, 8]], (1,), 8, 1,
     [[[[4]], [[8]]]]),
    ("two channels of two images", [[[[1]], [[2]]], [[[3]], [[4]]]], [[0, 0, 8, 8]] * 2, (1, 1),
     8, 1, [[[[1]], [[2]]], [[[3]], [[4]]]]),
    ("all below 0", [[[[-5, -3], [-2, -7]]]], [[0, 0, 8, 8]], (1,), 8, 1, [[[[-2]]]]),
    ("a wide map", [[counted(2, 5)]], [[8, 0, 32, 8]], (1,), 8, 2, [[_bins([0, 1], [2, 4])]]),
    ("a high map", [[counted(5, 2)]], [[0, 8, 8, 32]], (1,), 8, 2, [[_bins([2, 4], [0, 1])]]),
    ("fractions", [[[[0.0625, 0.5], [0.75, 0.25]]]], [[0, 0, 8, 0]], (1,), 8, 1, [[[[0.5]]]]),
    ("none", ONE, [], (0,), 8, 1, []),
    ("none in two images", TWO, [], (0, 0), 8, 1, []),
    ("the coin of the lesson", [[counted(38, 48)]], [COIN], (1,), 8, 2,
     [[_bins([24, 27], [27, 30])]]),
]  # fmt: skip
