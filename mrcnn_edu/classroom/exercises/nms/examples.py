"""Scored boxes worth trying, with results found by hand.

The rows are laid out as in ``boxes/examples.py``, and fail every bug of ``museum/``.
Thresholds are 0, 1/4, 1/2, 3/4 or 1, which every float type holds exactly, wherever an IoU meets
them: at 0.3 it would depend on rounding which side that falls.
"""

from mrcnn_edu.classroom.exercises.cases import Rows

PAIR: Rows = [[0, 0, 2, 2], [0, 0, 2, 2]]
APART: Rows = [[0, 0, 2, 2], [5, 0, 7, 2]]
# Each is its left neighbour moved by 1 of 4 pixels: IoU 3/5 with the next, 1/3 with the one after.
CHAIN: Rows = [[0, 0, 4, 1], [1, 0, 5, 1], [2, 0, 6, 1]]
# Three rows of six, apart. Sorting of up to 16 numbers is stable by chance in torch and numpy.
EIGHTEEN: Rows = [[2 * x, 2 * y, 2 * x + 1, 2 * y + 1] for y in range(3) for x in range(6)]

# (name, boxes, scores, IoU threshold, indices kept)
SCORED_BOXES: list[tuple[str, Rows, list[float], float, list[int]]] = [
    ("one", [[0, 0, 2, 2]], [0.9], 0.5, [0]),
    ("the same box twice", PAIR, [0.8, 0.9], 0.5, [1]),
    ("apart", APART, [0.8, 0.9], 0.5, [1, 0]),
    ("apart in both axes", [[0, 0, 1, 1], [2, 2, 3, 3]], [0.9, 0.8], 0.5, [0, 1]),
    ("exactly at the threshold", [[0, 0, 2, 1], [0, 0, 1, 1]], [0.9, 0.8], 0.5, [0, 1]),
    ("over the threshold", [[0, 0, 3, 1], [0, 0, 2, 1]], [0.9, 0.8], 0.5, [0]),
    ("under the threshold", [[0, 0, 3, 1], [0, 0, 2, 1]], [0.9, 0.8], 0.75, [0, 1]),
    ("one inside the other", [[0, 0, 4, 4], [1, 1, 2, 2]], [0.8, 0.9], 0.5, [1, 0]),
    ("a tie, apart", APART, [0.9, 0.9], 0.5, [0, 1]),
    ("a tie, the same box", PAIR, [0.9, 0.9], 0.5, [0]),
    ("ties of eighteen", EIGHTEEN, [0.8, 0.9] * 9, 0.5, [*range(1, 18, 2), *range(0, 18, 2)]),
    ("a chain, best first", CHAIN, [0.9, 0.8, 0.7], 0.5, [0, 2]),
    ("a chain, best last", CHAIN, [0.7, 0.8, 0.9], 0.5, [2, 0]),
    ("a chain, best in the middle", CHAIN, [0.7, 0.9, 0.8], 0.5, [1]),
    ("the last in the queue is alone", [*PAIR, [5, 0, 7, 2]], [0.9, 0.8, 0.1], 0.5, [0, 2]),
    ("another object between", [*APART, [0, 0, 2, 2]], [0.9, 0.8, 0.7], 0.5, [0, 1]),
    ("touching, threshold 0", [[0, 0, 1, 1], [1, 0, 2, 1]], [0.9, 0.8], 0.0, [0, 1]),
    ("the same box twice, threshold 1", [[0, 0, 9, 9]] * 2, [0.8, 0.9], 1.0, [1, 0]),
    (
        "A, B, C, D with ascending scores",
        [[0, 0, 4, 4], [0, 0, 4, 3], [10, 0, 14, 3], [10, 0, 14, 4]],
        [0.6, 0.7, 0.8, 0.9],
        0.6,
        [3, 1],
    ),
    ("far out", [[1000, 1000, 1002, 1002], [1000, 1000, 1002, 1003]], [0.9, 0.8], 0.5, [0]),
    ("none", [], [], 0.5, []),
]

# (name, boxes, scores, class of each, IoU threshold, indices kept)
CLASSED_BOXES: list[tuple[str, Rows, list[float], list[int], float, list[int]]] = [
    ("one class", PAIR, [0.9, 0.8], [0, 0], 0.5, [0]),
    ("two classes", PAIR, [0.9, 0.8], [0, 1], 0.5, [0, 1]),
    ("class 1 before class 0", PAIR, [0.8, 0.9], [0, 1], 0.5, [1, 0]),
    ("a class without box 0", [*APART, [5, 0, 7, 2]], [0.9, 0.8, 0.7], [0, 1, 1], 0.5, [0, 1]),
    (
        "classes take turns",
        [[0, 0, 1, 1], [2, 0, 3, 1], [4, 0, 5, 1], [6, 0, 7, 1]],
        [0.6, 0.9, 0.8, 0.7],
        [0, 1, 0, 1],
        0.5,
        [1, 2, 3, 0],
    ),
    ("class numbers with gaps", [*PAIR, [0, 0, 2, 2]], [0.7, 0.9, 0.8], [7, 3, 7], 0.5, [1, 2]),
    ("left of zero", [[0, 0, 10, 10], [-11, -11, -1, -1]], [0.9, 0.8], [0, 1], 0.5, [0, 1]),
    ("up to zero", [[0, 0, 10, 10], [-10, -10, 0, 0]], [0.9, 0.8], [0, 1], 0.5, [0, 1]),
    ("far out", [[4096, 4096, 4098, 4098], [0, 0, 2, 2]], [0.9, 0.8], [0, 1], 0.5, [0, 1]),
    ("one box further left", [[2, 2, 4, 4], [0, 0, 2, 2]], [0.9, 0.8], [0, 1], 0.5, [0, 1]),
    ("class 1000", [[0, 0, 4, 2]] * 2, [0.9, 0.8], [1000, 1000], 0.5, [0]),
    (
        "class 90 beside a large box",
        [[0, 0, 999, 999], [500, 500, 502, 502], [500, 500, 502, 502]],
        [0.9, 0.8, 0.7],
        [0, 90, 90],
        0.5,
        [0, 1],
    ),
    ("exactly at the threshold", [[0, 0, 2, 1], [0, 0, 1, 1]], [0.9, 0.8], [4, 4], 0.5, [0, 1]),
    ("none", [], [], [], 0.5, []),
]

# Scores are primes over 100, so that no two of them can become equal by being lowered.
# (name, boxes, scores, IoU threshold, indices in the order taken, their lowered scores)
BOXES_TO_SOFTEN: list[tuple[str, Rows, list[float], float, list[int], list[float]]] = [
    ("one", [[0, 0, 2, 2]], [0.97], 0.25, [0], [0.97]),
    ("apart", APART, [0.89, 0.97], 0.25, [1, 0], [0.97, 0.89]),
    ("half covered", [[0, 0, 2, 1], [0, 0, 1, 1]], [0.97, 0.89], 0.25, [0, 1], [0.97, 0.445]),
    ("at the threshold", [[0, 0, 2, 1], [0, 0, 1, 1]], [0.97, 0.89], 0.5, [0, 1], [0.97, 0.89]),
    ("under the threshold", [[0, 0, 2, 2], [1, 1, 3, 3]], [0.97, 0.89], 0.25, [0, 1], [0.97, 0.89]),
    ("the same box twice, so 0", PAIR, [0.89, 0.97], 0.25, [1], [0.97]),
    (
        "lowered below the next",
        [[0, 0, 4, 1], [0, 0, 3, 1], [6, 0, 7, 1]],
        [0.97, 0.89, 0.53],
        0.5,
        [0, 2, 1],
        [0.97, 0.53, 0.89 / 4],
    ),
    (
        "lowered twice",
        [[0, 0, 2, 1], [2, 0, 4, 1], [0, 0, 4, 1]],
        [0.97, 0.89, 0.83],
        0.25,
        [0, 1, 2],
        [0.97, 0.89, 0.83 / 4],
    ),
    ("a chain", CHAIN, [0.97, 0.89, 0.83], 0.5, [0, 2, 1], [0.97, 0.83, 0.89 * 0.4 * 0.4]),
    ("a chain, best last", CHAIN, [0.83, 0.89, 0.97], 0.5, [2, 0, 1], [0.97, 0.83, 0.1424]),
    ("none", [], [], 0.25, [], []),
]
