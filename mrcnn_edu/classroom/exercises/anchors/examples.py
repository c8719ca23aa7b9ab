"""Anchors, overlaps and deltas worth trying, with results found by hand.

Half sides are whole, or far from a half, so that rounding is never in doubt. Overlaps that lie on
a threshold are fractions of a power of 2, which float32 holds exactly.
"""

from math import log

from mrcnn_edu.classroom.exercises.cases import Rows

NINE: Rows = [  # scales 32, 48, 64 and ratios 0.5, 1, 2
    [-23, -11, 23, 11], [-34, -17, 34, 17], [-45, -23, 45, 23],
    [-16, -16, 16, 16], [-24, -24, 24, 24], [-32, -32, 32, 32],
    [-11, -23, 11, 23], [-17, -34, 17, 34], [-23, -45, 23, 45],
]  # fmt: skip
NINE_OF_THE_PAPER: Rows = [  # scales 128, 256, 512
    [-91, -45, 91, 45], [-181, -91, 181, 91], [-362, -181, 362, 181],
    [-64, -64, 64, 64], [-128, -128, 128, 128], [-256, -256, 256, 256],
    [-45, -91, 45, 91], [-91, -181, 91, 181], [-181, -362, 181, 362],
]  # fmt: skip
SQUARE: list[float] = [-4, -4, 4, 4]
LYING: list[float] = [-8, -2, 8, 2]
UPRIGHT: list[float] = [-2, -8, 2, 8]


def _at(anchors: Rows, *places: tuple[int, int]) -> Rows:
    """Anchors of a cell at points x, y."""
    return [[a + x, b + y, c + x, d + y] for x, y in places for a, b, c, d in anchors]


# (name, scales, ratios, (height, width) of the map, stride, anchors)
MAPS_TO_FILL: list[tuple[str, list[float], list[float], tuple[int, int], int, Rows]] = [
    ("one square", [4], [1], (1, 1), 8, [[-2, -2, 2, 2]]),
    ("two cells across", [4], [1], (1, 2), 8, [[-2, -2, 2, 2], [6, -2, 10, 2]]),
    ("two cells down", [4], [1], (2, 1), 8, [[-2, -2, 2, 2], [-2, 6, 2, 10]]),
    ("upright", [8], [4], (1, 1), 16, [UPRIGHT]),
    ("lying", [8], [0.25], (1, 1), 16, [LYING]),
    ("two scales", [4, 8], [1], (1, 1), 16, [[-2, -2, 2, 2], SQUARE]),
    ("two scales, the large one first", [8, 4], [1], (1, 1), 16, [SQUARE, [-2, -2, 2, 2]]),
    ("two ratios", [8], [0.25, 1], (1, 1), 16, [LYING, SQUARE]),
    ("three ratios in no order", [8], [4, 0.25, 1], (1, 1), 16, [UPRIGHT, LYING, SQUARE]),
    ("two of each", [4, 8], [0.25, 1], (1, 1), 16,
     [[-4, -1, 4, 1], LYING, [-2, -2, 2, 2], SQUARE]),
    ("two scales, three ratios", [4, 8], [0.25, 1, 4], (1, 1), 16,
     [[-4, -1, 4, 1], LYING, [-2, -2, 2, 2], SQUARE, [-1, -4, 1, 4], UPRIGHT]),
    ("four cells", [8], [1], (2, 2), 16, _at([SQUARE], (0, 0), (16, 0), (0, 16), (16, 16))),
    ("two rows of three, two anchors each", [8], [0.25, 4], (2, 3), 16,
     _at([LYING, UPRIGHT], (0, 0), (16, 0), (32, 0), (0, 16), (16, 16), (32, 16))),
    ("three rows of two, two scales", [4, 8], [1], (3, 2), 4,
     _at([[-2, -2, 2, 2], SQUARE], (0, 0), (4, 0), (0, 4), (4, 4), (0, 8), (4, 8))),
    ("rounded to whole pixels", [48], [0.5], (1, 1), 16, [[-34, -17, 34, 17]]),
    ("rounded up and down", [32], [0.5], (1, 2), 16, _at([[-23, -11, 23, 11]], (0, 0), (16, 0))),
    ("three times as high as wide", [32], [3], (1, 1), 16, [[-9, -28, 9, 28]]),
    ("three times as wide as high", [32], [1 / 3], (1, 1), 16, [[-28, -9, 28, 9]]),
    ("the nine of the lesson", [32, 48, 64], [0.5, 1, 2], (1, 1), 16, NINE),
    ("the nine of the lesson, in four cells", [32, 48, 64], [0.5, 1, 2], (2, 2), 16,
     _at(NINE, (0, 0), (16, 0), (0, 16), (16, 16))),
    ("the nine of the paper", [128, 256, 512], [0.5, 1, 2], (1, 1), 16, NINE_OF_THE_PAPER),
    ("a stride of 1", [4], [1], (1, 3), 1, _at([[-2, -2, 2, 2]], (0, 0), (1, 0), (2, 0))),
    ("a stride of 32", [8], [1], (1, 3), 32, _at([SQUARE], (0, 0), (32, 0), (64, 0))),
    ("three images high, one cell wide", [8], [1], (3, 1), 64,
     _at([SQUARE], (0, 0), (0, 64), (0, 128))),
    ("far to the right", [4], [1], (1, 40), 16,
     _at([[-2, -2, 2, 2]], *((16 * j, 0) for j in range(40)))),
]  # fmt: skip

# (name, IoU (G, A), high, low, whether the best count, matches)
OVERLAPS: list[tuple[str, Rows, float, float, bool, list[int]]] = [
    ("one of each", [[0.8, 0.5, 0.1]], 0.7, 0.3, False, [0, -2, -1]),
    ("one of each, and the best count", [[0.8, 0.5, 0.1]], 0.7, 0.3, True, [0, -2, -1]),
    ("nothing is enough", [[0.6, 0.5, 0.1]], 0.7, 0.3, False, [-2, -2, -1]),
    ("the best counts", [[0.6, 0.5, 0.1]], 0.7, 0.3, True, [0, -2, -1]),
    ("the best is poor", [[0.1, 0.2, 0.0]], 0.7, 0.3, True, [-1, 0, -1]),
    ("the best is poor and doesn't count", [[0.1, 0.2, 0.0]], 0.7, 0.3, False, [-1, -1, -1]),
    ("two are best", [[0.5, 0.5, 0.125]], 0.7, 0.3, True, [0, 0, -1]),
    ("two are best and don't count", [[0.5, 0.5, 0.125]], 0.7, 0.3, False, [-2, -2, -1]),
    ("all are best", [[0.25, 0.25, 0.25]], 0.7, 0.3, True, [0, 0, 0]),
    ("nothing touches it", [[0.0, 0.0, 0.0]], 0.7, 0.3, True, [-1, -1, -1]),
    ("nothing touches the second", [[0.8, 0.5, 0.0], [0, 0, 0]], 0.7, 0.3, True, [0, -2, -1]),
    ("on the thresholds", [[0.75, 0.5, 0.25, 0.125]], 0.75, 0.25, False, [0, -2, -2, -1]),
    ("two are enough", [[0.9, 0.8, 0.4]], 0.7, 0.3, True, [0, 0, -2]),
    ("each its own box", [[0.9, 0.1], [0.2, 0.8]], 0.7, 0.3, False, [0, 1]),
    ("the better of two boxes", [[0.8, 0.9], [0.85, 0.75]], 0.7, 0.3, False, [1, 0]),
    ("the second box", [[0.1, 0.0], [0.8, 0.4]], 0.7, 0.3, False, [1, -2]),
    ("the third box", [[0.1, 0.0], [0.2, 0.1], [0.8, 0.4]], 0.7, 0.3, True, [2, -2]),
    ("the best of one fits another more", [[0.8, 0.75], [0.1, 0.5]], 0.7, 0.3, True, [0, 0]),
    ("so it does below the threshold", [[0.6, 0.4], [0.3, 0.35]], 0.7, 0.3, True, [0, 0]),
    ("two boxes want one anchor", [[0.5, 0.1], [0.4, 0.2]], 0.7, 0.3, True, [0, -1]),
    ("two boxes alike", [[0.8, 0.1], [0.8, 0.1]], 0.7, 0.3, False, [0, -1]),
    ("no object", [], 0.7, 0.3, False, [-1, -1, -1]),
    ("no object, and the best count", [], 0.7, 0.3, True, [-1, -1, -1]),
    ("one threshold", [[0.5, 0.4375, 0.625]], 0.5, 0.5, False, [0, -1, 0]),
    ("one threshold, and the best count", [[0.4375, 0.25]], 0.5, 0.5, True, [0, -1]),
    ("only what is the same", [[1.0, 0.9375]], 1.0, 0.5, False, [0, -2]),
    ("nothing is background", [[0.8, 0.125, 0.0]], 0.7, 0.0, False, [0, -2, -2]),
    ("one anchor", [[0.4]], 0.7, 0.3, True, [0]),
    ("hardly touched", [[0.0625, 0.03125]], 0.7, 0.3, True, [0, -1]),
    ("the three boxes of the lesson",
     [[0.75, 0.6, 0.1, 0.0, 0.0, 0.0], [0.1, 0.2, 0.45, 0.45, 0.2, 0.0],
      [0.0, 0.0, 0.0, 0.1, 0.25, 0.15]], 0.7, 0.3, True, [0, -2, 1, 1, 2, -1]),
    ("the same, and the best don't count",
     [[0.75, 0.6, 0.1, 0.0, 0.0, 0.0], [0.1, 0.2, 0.45, 0.45, 0.2, 0.0],
      [0.0, 0.0, 0.0, 0.1, 0.25, 0.15]], 0.7, 0.3, False, [0, -2, -2, -2, -1, -1]),
]  # fmt: skip
ANCHORS_WITHOUT_OBJECTS = 3  # of the rows without an object

STAY = [0.0, 0.0, 0.0, 0.0]
NEAR: Rows = [[0, 0, 9, 9], [0, 0, 9, 8], [20, 0, 29, 9]]  # the first two overlap by 8/9

# (name, anchors, deltas, scores, (height, width), n, proposals)
MAPS_TO_READ: list[tuple[str, Rows, Rows, list[float], tuple[int, int], int, Rows]] = [
    ("one", [[2, 2, 6, 6]], [STAY], [0.9], (10, 10), 5, [[2, 2, 6, 6]]),
    ("moved", [[2, 2, 6, 6]], [[0.5, 0, 0, 0]], [0.9], (10, 10), 5, [[4, 2, 8, 6]]),
    ("moved down", [[2, 2, 6, 6]], [[0, 0.25, 0, 0]], [0.9], (10, 10), 5, [[2, 3, 6, 7]]),
    ("twice as wide", [[4, 4, 8, 8]], [[0, 0, log(2), 0]], [0.9], (12, 12), 5, [[2, 4, 10, 8]]),
    ("half as high", [[4, 4, 8, 8]], [[0, 0, 0, -log(2)]], [0.9], (12, 12), 5, [[4, 5, 8, 7]]),
    ("the best first", [[0, 0, 4, 4], [6, 0, 9, 4]], [STAY] * 2, [0.3, 0.8], (10, 10), 5,
     [[6, 0, 9, 4], [0, 0, 4, 4]]),
    ("logits below 0", [[0, 0, 4, 4], [6, 0, 9, 4]], [STAY] * 2, [-3, -1], (10, 10), 5,
     [[6, 0, 9, 4], [0, 0, 4, 4]]),
    ("clipped", [[-2, 1, 4, 5]], [STAY], [0.9], (10, 10), 5, [[0, 1, 4, 5]]),
    ("clipped on all sides", [[-2, -3, 14, 15]], [STAY], [0.9], (8, 12), 5, [[0, 0, 12, 8]]),
    ("clipped after it has moved", [[2, 2, 6, 6]], [[-1, 0, 0, 0]], [0.9], (10, 10), 5,
     [[0, 2, 2, 6]]),
    ("moved into the image", [[-4, 2, 0, 6]], [[1, 0, 0, 0]], [0.9], (10, 10), 5, [[0, 2, 4, 6]]),
    ("wholly outside", [[-6, 1, -2, 5], [1, 1, 4, 4]], [STAY] * 2, [0.9, 0.5], (10, 10), 5,
     [[1, 1, 4, 4]]),
    ("a sliver", [[9.9995, 0, 12, 4], [1, 1, 4, 4]], [STAY] * 2, [0.9, 0.5], (10, 10), 5,
     [[1, 1, 4, 4]]),
    ("half a pixel", [[9.5, 0, 12, 4]], [STAY], [0.9], (10, 10), 5, [[9.5, 0, 10, 4]]),
    ("alike", NEAR, [STAY] * 3, [0.8, 0.9, 0.7], (10, 30), 5, [[0, 0, 9, 8], [20, 0, 29, 9]]),
    ("alike, but moved apart", [[0, 0, 4, 4], [0, 0, 4, 4]], [STAY, [1, 0, 0, 0]], [0.9, 0.8],
     (10, 10), 5, [[0, 0, 4, 4], [4, 0, 8, 4]]),
    ("alike in the image", [[-6, 0, 4, 4], [0, 0, 4, 4]], [STAY] * 2, [0.8, 0.9], (10, 10), 5,
     [[0, 0, 4, 4]]),
    ("alike outside of the image", [[-20, 0, 2, 4], [-20, 0, 1, 4]], [STAY] * 2, [0.9, 0.8],
     (10, 10), 5, [[0, 0, 2, 4], [0, 0, 1, 4]]),
    ("an overlap of 0.6", [[0, 0, 5, 2], [0, 0, 3, 2]], [STAY] * 2, [0.9, 0.8], (10, 10), 5,
     [[0, 0, 5, 2], [0, 0, 3, 2]]),
    ("an overlap of 0.8", [[0, 0, 5, 2], [0, 0, 4, 2]], [STAY] * 2, [0.9, 0.8], (10, 10), 5,
     [[0, 0, 5, 2]]),
    ("what is removed removes nothing", [[0, 0, 10, 2], [1.5, 0, 11.5, 2], [3, 0, 13, 2]],
     [STAY] * 3, [0.9, 0.8, 0.7], (4, 16), 5, [[0, 0, 10, 2], [3, 0, 13, 2]]),
    ("two are wanted", NEAR, [STAY] * 3, [0.9, 0.8, 0.7], (10, 30), 2,
     [[0, 0, 9, 9], [20, 0, 29, 9]]),
    ("one is wanted", NEAR, [STAY] * 3, [0.7, 0.8, 0.9], (10, 30), 1, [[20, 0, 29, 9]]),
    ("one is wanted, and the best lies outside", [[-6, 1, -2, 5], [1, 1, 4, 4], [5, 5, 9, 9]],
     [STAY] * 3, [0.9, 0.5, 0.7], (10, 10), 1, [[5, 5, 9, 9]]),
    ("nothing is left", [[-6, 1, -2, 5]], [STAY], [0.9], (10, 10), 5, []),
    ("beyond the lower border", [[0, 8, 4, 14]], [STAY], [0.9], (10, 30), 5, [[0, 8, 4, 10]]),
    ("beyond the right border", [[8, 0, 14, 4]], [STAY], [0.9], (30, 10), 5, [[8, 0, 10, 4]]),
    ("from 0 to 1", [[0.25, 0.25, 0.75, 0.5]], [STAY], [0.9], (1, 1), 5, [[0.25, 0.25, 0.75, 0.5]]),
    ("the coin of the lesson", [[184, 168, 232, 216]],
     [[0.1, 0.028125, log(47.6 / 48), log(46.5 / 48)]], [0.9], (303, 384), 5,
     [[189, 170.1, 236.6, 216.6]]),
]  # fmt: skip
