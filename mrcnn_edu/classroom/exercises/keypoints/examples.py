"""Maps, poses and mirror images worth trying, with results found by hand.

Sides of boxes are whole cells, or these times a power of 2. Sigmas of 1/2 make k = 1, so that a
miss of d on an area of A counts exp(-d² / 2A).
"""

from math import exp
from typing import Any

from mrcnn_edu.classroom.exercises.cases import Rows


def peak(cells: int, row: int, column: int, height: float = 1.0) -> Rows:
    """A map of zeros with one cell that is higher."""
    return [[height * ((i, j) == (row, column)) for j in range(cells)] for i in range(cells)]


CROWDED = [[1.0, 2, 3, 4], [2, 3, 4, 5], [3, 4, 5, 7], [4, 5, 6, 6.75]]  # the highest: row 2, last

# (name, maps (R, P, M, M), boxes (R, 4), points (R, P, 2))
MAPS_AND_BOXES: list[tuple[str, Any, Rows, Any]] = [
    ("a single cell", [[[[3]]]], [[0, 0, 4, 4]], [[[2, 2]]]),
    ("top left", [[peak(2, 0, 0)]], [[0, 0, 4, 4]], [[[1, 1]]]),
    ("top right", [[peak(2, 0, 1)]], [[0, 0, 4, 4]], [[[3, 1]]]),
    ("bottom left", [[peak(2, 1, 0)]], [[0, 0, 4, 4]], [[[1, 3]]]),
    ("bottom right", [[peak(2, 1, 1)]], [[0, 0, 4, 4]], [[[3, 3]]]),
    ("the box of the lesson", [[peak(4, 0, 1)]], [[10, 10, 20, 20]], [[[13.75, 11.25]]]),
    ("56 cells, as in the lesson", [[peak(56, 5, 14)]], [[10, 10, 20, 20]],
     [[[10 + 145 / 56, 10 + 55 / 56]]]),
    ("a box wider than high", [[peak(2, 1, 0)]], [[0, 0, 8, 4]], [[[2, 3]]]),
    ("a box higher than wide", [[peak(2, 0, 1)]], [[0, 0, 4, 16]], [[[3, 4]]]),
    ("a corner whose x and y differ", [[peak(4, 2, 1)]], [[100, 40, 108, 48]], [[[103, 45]]]),
    ("all below 0", [[[[-3, -2], [-5, -4]]]], [[0, 0, 4, 4]], [[[3, 1]]]),
    ("nearly as high elsewhere", [[CROWDED]], [[0, 0, 4, 4]], [[[3.5, 2.5]]]),
    ("hardly higher", [[[[1, 1], [1, 1.0625]]]], [[0, 0, 4, 4]], [[[3, 3]]]),
    ("large numbers", [[[[1e6, 2e6], [3e6, 1]]]], [[0, 0, 2, 2]], [[[0.5, 1.5]]]),
    ("two joints", [[peak(2, 0, 0), peak(2, 1, 0)]], [[0, 0, 4, 8]], [[[1, 2], [1, 6]]]),
    ("two joints, unequally high", [[peak(2, 0, 1, 9), peak(2, 1, 0, 2)]], [[0, 0, 4, 4]],
     [[[3, 1], [1, 3]]]),
    ("two boxes", [[peak(2, 0, 0)], [peak(2, 1, 1)]], [[0, 0, 4, 4], [8, 16, 16, 18]],
     [[[1, 1]], [[14, 17.5]]]),
    ("two boxes, three joints",
     [[peak(2, 0, 0), peak(2, 0, 1), peak(2, 1, 0)], [peak(2, 1, 1), peak(2, 1, 0), peak(2, 0, 0)]],
     [[0, 0, 4, 4], [10, 0, 12, 8]],
     [[[1, 1], [3, 1], [1, 3]], [[11.5, 6], [10.5, 6], [10.5, 2]]]),
    ("a box twice", [[peak(2, 0, 0)], [peak(2, 0, 1)]], [[0, 0, 4, 4]] * 2, [[[1, 1]], [[3, 1]]]),
    ("fractions of pixels", [[peak(2, 1, 0)]], [[0.5, 0.25, 1.5, 2.25]], [[[0.75, 1.75]]]),
    ("from 0 to 1", [[peak(4, 3, 0)]], [[0.25, 0.25, 0.75, 0.5]], [[[0.3125, 0.46875]]]),
    ("left of the image and above it", [[peak(2, 0, 0)]], [[-4, -8, 4, 8]], [[[-2, -4]]]),
    ("on a photograph", [[peak(8, 2, 7)]], [[512, 256, 1024, 768]], [[[992, 416]]]),
    ("smaller than a cell", [[peak(8, 4, 1)]], [[3, 4, 4, 5]], [[[3.1875, 4.5625]]]),
    ("no area", [[peak(4, 2, 1)]], [[3, 4, 3, 4]], [[[3, 4]]]),
    ("none", [], [], []),
]  # fmt: skip

FAR = exp(-0.5)  # of a miss as long as s k
NOSE, WRIST, HIP = 0.026, 0.062, 0.107  # sigmas of COCO

# (name, detection (P, 2), person (P, 3), area, sigmas (P,), similarity)
POSES: list[tuple[str, Rows, Rows, float, list[float], float]] = [
    ("on the spot", [[4, 5]], [[4, 5, 2]], 1, [0.5], 1),
    ("missed in x", [[5, 5]], [[4, 5, 2]], 1, [0.5], FAR),
    ("missed in y", [[4, 4]], [[4, 5, 2]], 1, [0.5], FAR),
    ("missed in both", [[3, 4]], [[0, 0, 2]], 25, [0.5], FAR),
    ("two joints, one missed", [[0, 0], [1, 0]], [[0, 0, 2], [0, 0, 2]], 1, [0.5, 0.5],
     (1 + FAR) / 2),
    ("both missed", [[1, 0], [2, 0]], [[0, 0, 2], [0, 0, 2]], 1, [0.5, 0.5],
     (FAR + exp(-2)) / 2),
    ("a larger person", [[2, 0]], [[0, 0, 2]], 16, [0.5], exp(-1 / 8)),
    ("a smaller person", [[1, 0]], [[0, 0, 2]], 0.25, [0.5], exp(-2)),
    ("a joint that is hard to place", [[4, 0]], [[0, 0, 2]], 4, [1], FAR),
    ("a joint that is easy to place", [[1, 0]], [[0, 0, 2]], 16, [0.125], FAR),
    ("two joints, two sigmas", [[1, 0], [1, 0]], [[0, 0, 2], [0, 0, 2]], 4, [0.25, 0.5],
     (FAR + exp(-1 / 8)) / 2),
    ("a hidden joint counts", [[0, 0], [1, 0]], [[0, 0, 2], [0, 0, 1]], 1, [0.5, 0.5],
     (1 + FAR) / 2),
    ("only a hidden one", [[1, 0]], [[0, 0, 1]], 1, [0.5], FAR),
    ("one is not labelled", [[1, 0], [9, 9]], [[0, 0, 2], [0, 0, 0]], 1, [0.5, 0.5], FAR),
    ("one is not labelled, and found at 0", [[1, 0], [0, 0]], [[0, 0, 2], [0, 0, 0]], 1,
     [0.5, 0.5], FAR),
    ("the first is not labelled", [[7, 7], [1, 0]], [[0, 0, 0], [0, 0, 2]], 4, [0.5, 0.25], FAR),
    ("labelled at 0, 0", [[0, 0], [1, 1]], [[0, 0, 1], [1, 0, 2]], 1, [0.5, 0.5], (1 + FAR) / 2),
    ("one of four is labelled", [[2, 2]] * 4, [[0.0, 0, 0]] * 3 + [[2.0, 4, 2]], 4, [0.5] * 4, FAR),
    ("far away", [[900, 900]], [[0, 0, 2]], 100, [0.5], 0),
    ("the three joints of the lesson", [[52, 20], [50, 75], [40, 60]],
     [[50, 20, 2], [45, 75, 2], [40, 60, 2]], 2500, [NOSE, WRIST, HIP],
     (exp(-4 / (2 * 2500 * (2 * NOSE) ** 2)) + exp(-25 / (2 * 2500 * (2 * WRIST) ** 2)) + 1) / 3),
    ("three pixels from the nose", [[3, 0]], [[0, 0, 2]], 1024, [NOSE],
     exp(-9 / (2 * 1024 * (2 * NOSE) ** 2))),
    ("three pixels from the wrist", [[0, 3]], [[0, 0, 2]], 1024, [WRIST],
     exp(-9 / (2 * 1024 * (2 * WRIST) ** 2))),
    ("fractions of pixels", [[0.5, 0.25]], [[0.25, 0.25, 2]], 0.0625, [0.5], FAR),
    ("outside the image", [[-5, -5]], [[-5, -4, 2]], 1, [0.5], FAR),
    ("on a photograph", [[1000, 700], [1030, 740]], [[1000, 700, 2], [1000, 700, 2]], 2500,
     [0.5, 0.5], (1 + FAR) / 2),
]  # fmt: skip

PAIR, NOSE_AND_PAIR = (1, 0), (0, 2, 1)
COCO = (0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15)

# (name, keypoints (G, P, 3), swap, width, keypoints of the mirror image)
MIRRORS: list[tuple[str, Any, tuple[int, ...], int, Any]] = [
    ("the nose", [[[2, 3, 2]]], (0,), 10, [[[8, 3, 2]]]),
    ("in the middle", [[[5, 3, 2]]], (0,), 10, [[[5, 3, 2]]]),
    ("a pair", [[[1, 3, 2], [7, 4, 2]]], PAIR, 10, [[[3, 4, 2], [9, 3, 2]]]),
    ("a pair, one on the other's mirror place", [[[2, 3, 2], [8, 3, 2]]], PAIR, 10,
     [[[2, 3, 2], [8, 3, 2]]]),
    ("a pair, one hidden", [[[1, 3, 2], [7, 4, 1]]], PAIR, 10, [[[3, 4, 1], [9, 3, 2]]]),
    ("a pair, one not labelled", [[[1, 3, 2], [0, 0, 0]]], PAIR, 10, [[[0, 0, 0], [9, 3, 2]]]),
    ("neither labelled", [[[0, 0, 0], [0, 0, 0]]], PAIR, 10, [[[0, 0, 0], [0, 0, 0]]]),
    ("nose and pair", [[[5, 1, 2], [3, 4, 2], [6, 7, 2]]], NOSE_AND_PAIR, 10,
     [[[5, 1, 2], [4, 7, 2], [7, 4, 2]]]),
    ("nose and pair, all different", [[[1, 1, 1], [3, 4, 2], [0, 0, 0]]], NOSE_AND_PAIR, 8,
     [[[7, 1, 1], [0, 0, 0], [5, 4, 2]]]),
    ("no pair at all", [[[1, 2, 2], [3, 4, 1]]], (0, 1), 8, [[[7, 2, 2], [5, 4, 1]]]),
    ("the pair first", [[[1, 2, 2], [3, 4, 1], [5, 6, 2]]], (1, 0, 2), 8,
     [[[5, 4, 1], [7, 2, 2], [3, 6, 2]]]),
    ("pairs that are no neighbours", [[[1, 2, 2], [3, 4, 1], [5, 6, 2]]], (2, 1, 0), 8,
     [[[3, 6, 2], [5, 4, 1], [7, 2, 2]]]),
    ("two people", [[[1, 3, 2], [7, 4, 2]], [[2, 2, 1], [3, 3, 2]]], PAIR, 10,
     [[[3, 4, 2], [9, 3, 2]], [[7, 3, 2], [8, 2, 1]]]),
    ("two people, one without labels", [[[1, 3, 2], [7, 4, 2]], [[0, 0, 0], [0, 0, 0]]], PAIR, 10,
     [[[3, 4, 2], [9, 3, 2]], [[0, 0, 0], [0, 0, 0]]]),
    ("on the left border", [[[0, 3, 2]]], (0,), 10, [[[10, 3, 2]]]),
    ("on the right border", [[[10, 3, 1]]], (0,), 10, [[[0, 3, 1]]]),
    ("in the corner, labelled", [[[0, 0, 1], [4, 4, 2]]], PAIR, 8, [[[4, 4, 2], [8, 0, 1]]]),
    ("left of the image", [[[-2, 3, 1]]], (0,), 10, [[[12, 3, 1]]]),
    ("right of the image", [[[12, 3, 1]]], (0,), 10, [[[-2, 3, 1]]]),
    ("fractions of pixels", [[[0.5, 3.25, 2], [7.75, 4.5, 2]]], PAIR, 9,
     [[[1.25, 4.5, 2], [8.5, 3.25, 2]]]),
    ("from 0 to 1", [[[0.25, 0.5, 2]]], (0,), 1, [[[0.75, 0.5, 2]]]),
    ("on a photograph", [[[600.5, 400, 2], [500, 410, 1]]], PAIR, 640,
     [[[140, 410, 1], [39.5, 400, 2]]]),
    ("two pairs", [[[1, 1, 2], [2, 2, 2], [3, 3, 1], [4, 4, 2]]], (1, 0, 3, 2), 8,
     [[[6, 2, 2], [7, 1, 2], [4, 4, 2], [5, 3, 1]]]),
    ("two pairs, otherwise", [[[1, 1, 2], [2, 2, 2], [3, 3, 1], [4, 4, 2]]], (2, 3, 0, 1), 8,
     [[[5, 3, 1], [4, 4, 2], [7, 1, 2], [6, 2, 2]]]),
    ("the seventeen of COCO", [[[j, 20 + j, 2] for j in range(17)]], COCO, 32,
     [[[32 - j, 20 + j, 2] for j in COCO]]),
    ("nobody", [], PAIR, 10, []),
]  # fmt: skip
