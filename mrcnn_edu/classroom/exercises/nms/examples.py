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
# Three rows, apart. A sort that is not asked to be stable keeps up to 16 equals in their order by
# chance, in torch; in numpy often only 3.
SEVENTEEN: Rows = [
    [2.0 * x, 2.0 * y, 2.0 * x + 1, 2.0 * y + 1] for y in range(3) for x in range(6)
][:17]
LEFT_OF_ZERO: Rows = [[-4, 0, 0, 4], [-2, 0, 2, 4]]  # IoU 1/3


def falling(count: int) -> list[float]:
    """Scores that fall from 0.97 by 0.04 each."""
    return [(97 - 4 * place) / 100 for place in range(count)]


def chain(count: int) -> Rows:
    """A row of boxes like ``CHAIN``: IoU 3/5 with the next, 1/3 with the one after."""
    return [[float(x), 0, x + 4.0, 1] for x in range(count)]


def apart(count: int) -> Rows:
    """A row of boxes of 2 by 1, with 2 pixels between them."""
    return [[4.0 * x, 0, 4.0 * x + 2, 1] for x in range(count)]


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
    ("ties of four", apart(4), [0.9] * 4, 0.5, [0, 1, 2, 3]),
    ("ties of two and two", apart(4), [0.8, 0.8, 0.9, 0.9], 0.5, [2, 3, 0, 1]),
    ("ties of seventeen", SEVENTEEN, [0.9] * 17, 0.5, [*range(17)]),
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
    # How many rounds, and how many of the kept, does it take? These catch any fixed small number.
    *(
        (f"a chain of {count}", chain(count), falling(count), 0.5, [*range(0, count, 2)])
        for count in (4, 5, 6, 7, 8, 9, 12, 24)
    ),
    *(
        (
            f"{count} objects, then the first again",
            [*apart(count), *apart(1)],
            falling(count + 1),
            0.5,
            [*range(count)],
        )
        for count in (2, 3, 4, 5, 6, 9, 12)
    ),
    (
        "three objects, then the second again",
        [*apart(3), apart(3)[1]],
        falling(4),
        0.5,
        [0, 1, 2],
    ),
    ("three objects, then the third again", [*apart(3), apart(3)[2]], falling(4), 0.5, [0, 1, 2]),
    ("scores of 0 and below", apart(3), [-2, 0, 0.5], 0.5, [2, 1, 0]),
    ("scores hardly different", APART, [0.7, 0.7001], 0.5, [1, 0]),
    ("scores above 1", APART, [9, 10], 0.5, [1, 0]),
    ("threshold 3/8", [[0, 0, 4, 4], [1, 1, 5, 5]], [0.9, 0.8], 0.375, [0]),  # IoU 9/23
    ("threshold 5/8", [[0, 0, 4, 1], [1, 0, 5, 1]], [0.9, 0.8], 0.625, [0, 1]),  # IoU 3/5
    ("just over the threshold", [[0, 0, 4096, 1], [0, 0, 2049, 1]], [0.9, 0.8], 0.5, [0]),
    ("just under the threshold", [[0, 0, 4096, 1], [0, 0, 2047, 1]], [0.9, 0.8], 0.5, [0, 1]),
    ("left of zero", LEFT_OF_ZERO, [0.9, 0.8], 0.25, [0]),
    ("from 0 to 1", [[0, 0, 0.5, 0.5], [0, 0, 0.5, 0.375]], [0.9, 0.8], 0.5, [0]),
    (
        "on a photograph",
        [[900.25, 600.5, 1300.25, 800.5], [1000.25, 600.5, 1400.25, 800.5]],
        [0.8, 0.9],
        0.5,
        [1],
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
    ("a large image", [[0, 0, 100000, 100000]] * 2, [0.9, 0.8], [0, 1], 0.25, [0, 1]),
    ("one pixel further left", [[2, 2, 3, 3], [0, 0, 1, 1]], [0.9, 0.8], [0, 1], 0.5, [0, 1]),
    ("left of zero, one class", LEFT_OF_ZERO, [0.9, 0.8], [1, 1], 0.25, [0]),
    ("threshold 1/4", [[0, 0, 2, 1], [1, 0, 3, 1]], [0.9, 0.8], [1, 1], 0.25, [0]),
    ("three classes", [[0, 0, 2, 2]] * 3, [0.9, 0.8, 0.7], [0, 1, 2], 0.5, [0, 1, 2]),
    ("classes 80 and 90", PAIR, [0.9, 0.8], [80, 90], 0.5, [0, 1]),
    ("classes 0 and 256", PAIR, [0.9, 0.8], [0, 256], 0.5, [0, 1]),
    ("scores of 0 and below", apart(3), [-2, 0, 0.5], [0, 1, 0], 0.5, [2, 1, 0]),
    ("a tie in a class", PAIR, [0.9, 0.9], [1, 1], 0.5, [0]),
    ("a tie between classes", APART, [0.9, 0.9], [1, 0], 0.5, [0, 1]),
    ("from 0 to 1", [[0, 0, 0.5, 0.5], [0, 0, 0.5, 0.375]], [0.9, 0.8], [1, 1], 0.5, [0]),
    *(
        (
            f"a chain of {count} in a class",
            [*chain(count), *chain(1)],
            falling(count + 1),
            [*[3] * count, 1],
            0.5,
            [*range(0, count, 2), count],
        )
        for count in (3, 4, 6, 12, 24)
    ),
    *(
        (
            f"{count} objects, then the first again",
            [*apart(count), *apart(1)],
            falling(count + 1),
            [1] * (count + 1),
            0.5,
            [*range(count)],
        )
        for count in (2, 3, 4, 6, 12)
    ),
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
    # Dropped is what has sunk below 0.001, and nothing else.
    (
        "a 256th left",
        [[0, 0, 256, 1], [0, 0, 255, 1]],
        [0.97, 0.89],
        0.25,
        [0, 1],
        [0.97, 0.89 / 256],
    ),
    (
        "a 512th left",
        [[0, 0, 512, 1], [0, 0, 511, 1]],
        [0.97, 0.89],
        0.25,
        [0, 1],
        [0.97, 0.89 / 512],
    ),
    ("a 1024th left", [[0, 0, 1024, 1], [0, 0, 1023, 1]], [0.97, 0.89], 0.25, [0], [0.97]),
    ("hardly a score", APART, [0.97, 0.0005], 0.25, [0], [0.97]),
    ("a small score", APART, [0.97, 0.0015], 0.25, [0, 1], [0.97, 0.0015]),
    (
        "the fourth object half covered",
        [*apart(4), [12, 0, 13, 1]],
        [0.97, 0.89, 0.83, 0.79, 0.73],
        0.25,
        [0, 1, 2, 3, 4],
        [0.97, 0.89, 0.83, 0.79, 0.365],
    ),
    ("twelve objects", apart(12), falling(12), 0.25, [*range(12)], falling(12)),
    ("left of zero", LEFT_OF_ZERO, [0.97, 0.89], 0.25, [0, 1], [0.97, 0.89 * 2 / 3]),
    (
        "from 0 to 1",
        [[0, 0, 0.5, 0.5], [0, 0, 0.5, 0.25]],
        [0.97, 0.89],
        0.25,
        [0, 1],
        [0.97, 0.445],
    ),
    ("none", [], [], 0.25, [], []),
]
