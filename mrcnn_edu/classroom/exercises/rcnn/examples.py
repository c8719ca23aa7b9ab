"""Boxes, scores and small images worth trying, with results found by hand.

Corners are whole numbers, halves and quarters, and sides mostly powers of 2, so that a pencil
needs nothing else than a logarithm. No score lies on -1.2, which float32 and float64 hold
differently. On a ramp, an image whose pixel in row i and column j is 10 i + j, the value at any
point between the centres of pixels is read off the point: ``on_ramp``.
"""

import math
from typing import Any

from mrcnn_edu.classroom.exercises.cases import Rows

LOG2, LOG3, LOG4 = math.log(2), math.log(3), math.log(4)
LIMIT = math.log(1000 / 16)  # of dw and dh
COIN, NEAR_IT = [189.0, 170.1, 236.6, 216.6], [185.0, 168.0, 227.0, 219.0]

# (name, objects, proposals, deltas)
OBJECTS_AND_PROPOSALS: list[tuple[str, Rows, Rows, Rows]] = [
    ("the same box", [[0, 0, 4, 4]], [[0, 0, 4, 4]], [[0, 0, 0, 0]]),
    ("half a width to the right", [[2, 0, 6, 4]], [[0, 0, 4, 4]], [[0.5, 0, 0, 0]]),
    ("a height further up", [[0, -2, 4, 0]], [[0, 0, 4, 2]], [[0, -1, 0, 0]]),
    ("twice as wide", [[0, 0, 8, 4]], [[2, 0, 6, 4]], [[0, 0, LOG2, 0]]),
    ("four times as high", [[0, 0, 4, 8]], [[0, 3, 4, 5]], [[0, 0, 0, LOG4]]),
    ("half as wide, from the same corner", [[0, 0, 2, 4]], [[0, 0, 4, 4]],
     [[-0.25, 0, -LOG2, 0]]),
    ("the example of the lesson", [[30, 30, 60, 80]], [[20, 30, 60, 70]],
     [[0.125, 0.125, math.log(3 / 4), math.log(5 / 4)]]),
    ("the coin and a proposal", [COIN], [NEAR_IT],
     [[6.8 / 42, -0.15 / 51, math.log(47.6 / 42), math.log(46.5 / 51)]]),
    ("wide, of something high", [[0, 0, 8, 2]], [[3, 0, 5, 8]], [[0, -0.375, LOG4, -LOG4]]),
    ("thrice as large", [[-1, -1, 2, 2]], [[0, 0, 1, 1]], [[0, 0, LOG3, LOG3]]),
    ("far away", [[20, 30, 22, 34]], [[0, 0, 2, 4]], [[10, 7.5, 0, 0]]),
    ("fractions of pixels", [[1.5, 0.25, 3.5, 1.25]], [[1, 0, 2, 0.5]],
     [[1, 1, LOG2, LOG2]]),
    ("from 0 to 1", [[0.25, 0.25, 0.75, 0.5]], [[0, 0.25, 0.5, 0.75]],
     [[0.5, -0.25, 0, -LOG2]]),
    ("left of the image", [[-8, -6, -4, -4]], [[-6, -6, -4, -4]], [[-0.5, 0, LOG2, 0]]),
    ("on a photograph", [[512, 256, 1024, 768]], [[512, 384, 768, 640]],
     [[0.5, 0, LOG2, LOG2]]),
    ("a speck and the whole photograph", [[0, 0, 4096, 2048]], [[0, 0, 4, 4]],
     [[511.5, 255.5, math.log(1024), math.log(512)]]),
    ("two rows", [[0, 0, 4, 4], [2, 0, 6, 4]], [[0, 0, 4, 4], [0, 0, 4, 4]],
     [[0, 0, 0, 0], [0.5, 0, 0, 0]]),
    ("three rows", [[0, 0, 2, 2], [1, 1, 3, 3], [4, 0, 8, 8]],
     [[0, 0, 2, 2], [0, 0, 2, 2], [4, 0, 8, 8]],
     [[0, 0, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 0, 0]]),
    ("four rows, none alike", [[0, 0, 2, 4], [4, 0, 8, 4], [1, 1, 3, 3], [0, 0, 16, 1]],
     [[0, 0, 4, 4], [0, 0, 4, 4], [0, 0, 4, 4], [0, 0, 4, 4]],
     [[-0.25, 0, -LOG2, 0], [1, 0, 0, 0], [0, 0, -LOG2, -LOG2], [1.5, -0.375, LOG4, -LOG4]]),
    ("none", [], [], []),
]  # fmt: skip

# (name, deltas, proposals, boxes)
DELTAS_AND_PROPOSALS: list[tuple[str, Rows, Rows, Rows]] = [
    ("no change", [[0, 0, 0, 0]], [[0, 0, 4, 4]], [[0, 0, 4, 4]]),
    ("half a width to the right", [[0.5, 0, 0, 0]], [[0, 0, 4, 4]], [[2, 0, 6, 4]]),
    ("a height further up", [[0, -1, 0, 0]], [[0, 0, 4, 2]], [[0, -2, 4, 0]]),
    ("twice as wide", [[0, 0, LOG2, 0]], [[3, 0, 7, 4]], [[1, 0, 9, 4]]),
    ("four times as high", [[0, 0, 0, LOG4]], [[0, 4, 4, 6]], [[0, 1, 4, 9]]),
    ("moved and grown at once", [[1, 0, LOG2, 0]], [[4, 0, 8, 4]], [[6, 0, 14, 4]]),
    ("the example of the lesson", [[0.125, 0.125, math.log(3 / 4), math.log(5 / 4)]],
     [[20, 30, 60, 70]], [[30, 30, 60, 80]]),
    ("three times as wide, e times as high", [[0, 0, LOG3, 1]], [[3, 3, 7, 7]],
     [[-1, 5 - 2 * math.e, 11, 5 + 2 * math.e]]),
    ("a proposal onto the coin",
     [[6.8 / 42, -0.15 / 51, math.log(47.6 / 42), math.log(46.5 / 51)]], [NEAR_IT], [COIN]),
    ("half as wide", [[0, 0, -LOG2, 0]], [[0, 0, 4, 4]], [[1, 0, 3, 4]]),
    ("very small", [[0, 0, -LIMIT, -LIMIT]], [[0, 0, 1000, 500]], [[492, 246, 508, 254]]),
    ("at the limit", [[0, 0, LIMIT, 0]], [[0, 0, 16, 16]], [[-492, 0, 508, 16]]),
    ("beyond the limit", [[0, 0, 5, 0]], [[0, 0, 16, 16]], [[-492, 0, 508, 16]]),
    ("far beyond it, in height", [[0, 0, 0, 200]], [[0, 0, 16, 16]], [[0, -492, 16, 508]]),
    ("a little below the limit", [[0, 0, math.log(62), math.log(60)]], [[0, 0, 16, 16]],
     [[-488, -472, 504, 488]]),
    ("moving has no limit", [[8, -8, 0, 0]], [[0, 0, 4, 4]], [[32, -32, 36, -28]]),
    ("moving far and growing", [[6, 0, 9, 0]], [[0, 0, 2, 2]], [[-49.5, 0, 75.5, 2]]),
    ("smaller than can be", [[0, 0, -200, 0]], [[0, 0, 4, 4]], [[2, 0, 2, 4]]),
    ("fractions of pixels", [[0.5, 1, 0, LOG2]], [[1.5, 0.25, 2.5, 1.25]],
     [[2, 0.75, 3, 2.75]]),
    ("from 0 to 1", [[0.5, -0.25, 0, -LOG2]], [[0, 0.25, 0.5, 0.75]],
     [[0.25, 0.25, 0.75, 0.5]]),
    ("left of the image", [[-0.5, 0, LOG2, 0]], [[-6, -6, -4, -4]], [[-8, -6, -4, -4]]),
    ("on a photograph", [[0.5, 0, LOG2, LOG2]], [[512, 384, 768, 640]],
     [[512, 256, 1024, 768]]),
    ("two rows", [[0, 0, 0, 0], [0.5, 0, 0, 0]], [[0, 0, 4, 4], [0, 0, 4, 4]],
     [[0, 0, 4, 4], [2, 0, 6, 4]]),
    ("three rows", [[0, 0, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 9, 0]],
     [[0, 0, 2, 2], [0, 0, 2, 2], [4, 0, 8, 8]],
     [[0, 0, 2, 2], [1, 1, 3, 3], [-119, 0, 131, 8]]),
    ("none", [], [], []),
]  # fmt: skip

# (name, scores, cached, hard, evict, the cache afterwards)
SCORED_NEGATIVES: list[tuple[str, list[float], list[int], float, float, list[int]]] = [
    ("a hard one comes in", [0.5], [], -1, -1.2, [0]),
    ("an easy one stays out", [-2], [], -1, -1.2, []),
    ("an easy one goes out", [-2], [0], -1, -1.2, []),
    ("a hard one stays", [0.5], [0], -1, -1.2, [0]),
    ("hard below 0", [-0.5], [], -1, -1.2, [0]),
    ("the lesson's first round", [-1, -1 / 3, 2 / 3], [0], -1, -1.2, [0, 1, 2]),
    ("the lesson's second round", [-11, -7, -1], [0, 1, 2], -1, -1.2, [2]),
    ("at the margin, not cached", [-1, 3], [], -1, -1.2, [1]),
    ("at the margin, cached", [-1, 3], [0], -1, -1.2, [0, 1]),
    ("between the two, not cached", [-1.125, 3], [1], -1, -1.2, [1]),
    ("between the two, cached", [-1.125, 3], [0], -1, -1.2, [0, 1]),
    ("at the lower limit, cached", [-1.25, 0, -1.5], [0, 2], -1, -1.25, [0, 1]),
    ("the first one goes, the second comes", [-2, 1], [0], -1, -1.2, [1]),
    ("the second one goes, the first comes", [1, -2], [1], -1, -1.2, [0]),
    ("all stay as they are", [-9, -1, -9, -1], [1, 3], -1, -1.2, [1, 3]),
    ("all go", [-2, -3, -4], [0, 1, 2], -1, -1.2, []),
    ("all come", [0, 2, 1], [], -1, -1.2, [0, 1, 2]),
    ("cached in another order", [-1, 5, -3, -1.125, 5], [3, 2, 0], -1, -1.2, [0, 1, 3, 4]),
    ("the last are cached", [-3, -3, -3, 1, -3, 1], [3, 4], -1, -1.2, [3, 5]),
    ("hard means above 0", [-0.5, 0.5, 0, -0.25], [3], 0, -0.25, [1, 3]),
    ("both limits are one", [-1, -2, 4, -1], [0, 1], -1, -1, [0, 2]),
    ("looser limits", [-1.5, -2.5, -4, -2.5], [2, 3], -2, -3, [0, 3]),
    ("stricter limits", [-0.5, 1, -1.125, 0.75], [0, 2], 0.5, 0.25, [1, 3]),
    ("far beyond the margin", [-1000, 1000, -1e6, 1e6], [0, 1], -1, -1.2, [1, 3]),
    ("more than one may change", [-2, -2, 2, 2, -1.125, -1.125, -2, 2], [0, 1, 4, 7], -1, -1.2,
     [2, 3, 4, 7]),
    ("a dozen", [-5, 1, -5, 1, -5, 1, -5, 1, -1, -1, -1, -1], [11, 0, 9, 2], -1, -1.2,
     [1, 3, 5, 7, 9, 11]),
    ("no negatives", [], [], -1, -1.2, []),
]  # fmt: skip


def ramp(height: int, width: int) -> Rows:
    """An image whose pixel in row i and column j is 10 i + j."""
    return [[10.0 * i + j for j in range(width)] for i in range(height)]


def on_ramp(y: list[float], x: list[float]) -> Rows:
    """What a ramp has at the points (y, x), in pixels: the middle of pixel 0 is at 0.5."""
    return [[10 * (each_y - 0.5) + each_x - 0.5 for each_x in x] for each_y in y]


SQUARE = [[1.0, 2.0], [3.0, 4.0]]

# (name, image (H, W), box, size, context, crop)
BOXES_TO_WARP: list[tuple[str, Rows, list[float], int, int, Any]] = [
    ("the whole image, pixel by pixel", SQUARE, [0, 0, 2, 2], 2, 0, SQUARE),
    ("one pixel", SQUARE, [1, 0, 2, 1], 1, 0, [[2]]),
    ("a pixel out of many", ramp(4, 4), [1, 2, 2, 3], 1, 0, [[21]]),
    ("the middle of four", SQUARE, [0, 0, 2, 2], 1, 0, [[2.5]]),
    ("all in one", ramp(4, 4), [0, 0, 4, 4], 1, 0, [[16.5]]),
    ("wider than high", ramp(4, 4), [0, 1, 4, 3], 2, 0, on_ramp([1.5, 2.5], [1, 3])),
    ("higher than wide", ramp(4, 4), [1, 0, 3, 4], 2, 0, on_ramp([1, 3], [1.5, 2.5])),
    ("enlarged", ramp(4, 4), [1, 1, 3, 3], 4, 0,
     on_ramp([1.25, 1.75, 2.25, 2.75], [1.25, 1.75, 2.25, 2.75])),
    ("context, pixel by pixel", ramp(8, 8), [2, 2, 4, 4], 4, 1,
     on_ramp([1.5, 2.5, 3.5, 4.5], [1.5, 2.5, 3.5, 4.5])),
    ("context of a box made smaller", ramp(8, 8), [2, 2, 6, 6], 4, 1,
     on_ramp([1, 3, 5, 7], [1, 3, 5, 7])),
    ("context of a box made larger", ramp(8, 8), [3, 4, 4, 5], 4, 1,
     on_ramp([3.75, 4.25, 4.75, 5.25], [2.75, 3.25, 3.75, 4.25])),
    ("more context along the longer side", ramp(8, 8), [2, 3, 6, 5], 4, 1,
     on_ramp([2.5, 3.5, 4.5, 5.5], [1, 3, 5, 7])),
    ("context of 2", ramp(8, 8), [3, 3, 5, 5], 6, 2,
     on_ramp([1.5, 2.5, 3.5, 4.5, 5.5, 6.5], [1.5, 2.5, 3.5, 4.5, 5.5, 6.5])),
    ("a third on each side", ramp(8, 8), [3, 2, 5, 4], 3, 1, on_ramp([1, 3, 5], [2, 4, 6])),
    ("context beyond the image", SQUARE, [0, 0, 2, 2], 4, 1,
     [[0, 0, 0, 0], [0, 1, 2, 0], [0, 3, 4, 0], [0, 0, 0, 0]]),
    ("half of it outside", SQUARE, [-1, 0, 1, 2], 2, 0, [[0, 1], [0, 3]]),
    ("across the border of the image", [[8]], [0, 0, 1, 1], 2, 0, [[4.5, 4.5], [4.5, 4.5]]),
    ("all of it outside", SQUARE, [10, 10, 12, 12], 2, 0, [[0, 0], [0, 0]]),
    ("fractions of pixels", ramp(4, 4), [0.5, 0.75, 2.5, 2.75], 2, 0,
     on_ramp([1.25, 2.25], [1, 2])),
    ("an image wider than high", ramp(2, 8), [2, 0, 6, 2], 2, 0, on_ramp([0.5, 1.5], [3, 5])),
    ("an image higher than wide", ramp(8, 2), [0, 4, 2, 8], 2, 0, on_ramp([5, 7], [0.5, 1.5])),
    ("negative and from 0 to 1", [[-0.5, 0.25], [0, 1]], [0, 0, 2, 2], 1, 0, [[0.1875]]),
    ("with the mean taken off", [[-1.5, -0.5], [0.5, 1.5]], [0, 0, 2, 2], 2, 0,
     [[-1.5, -0.5], [0.5, 1.5]]),
    ("a line without height", ramp(4, 4), [1, 2, 3, 2], 2, 0, on_ramp([2, 2], [1.5, 2.5])),
    ("on a photograph", ramp(128, 256), [80.25, 40, 144.25, 72], 4, 1,
     on_ramp([32, 48, 64, 80], [64.25, 96.25, 128.25, 160.25])),
]  # fmt: skip
