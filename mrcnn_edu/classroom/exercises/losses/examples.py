"""Predictions worth trying, with losses found by hand.

A logit of log 3 is a probability of 3/4, one of -log 3 of 1/4, so that the pencil needs only
logarithms of small fractions. A logit of the true class is never 0: there a right formula with
absolute values has a gradient of its own. Errors of boxes are powers of 2. Where the paper and
libraries disagree, the rows follow the package: beta is 1/9, and both losses of the region proposal
network are divided by the number of sampled anchors.
"""

import math
from typing import Any

LOG3 = math.log(3)
HIT, MISS = math.log(4 / 3), math.log(4)  # 3/4 for what is true, and 1/4
MANY = [[LOG3, -LOG3, LOG3, -LOG3]] * 4  # 4 × 4 pixels

# (name, mask logits (R, K, M, M), labels (R,), targets (R, M, M), loss, gradient of the logits)
MASKS: list[tuple[str, Any, list[int], Any, float, Any]] = [
    ("one pixel, of the object", [[[[LOG3]]]], [0], [[[1]]], HIT, [[[[-0.25]]]]),
    ("one pixel, beside it", [[[[LOG3]]]], [0], [[[0]]], MISS, [[[[0.75]]]]),
    (
        "two pixels right, two wrong",
        [[[[LOG3, -LOG3], [LOG3, -LOG3]]]],
        [0],
        [[[1, 0], [0, 1]]],
        (HIT + MISS) / 2,
        [[[[-0.0625, 0.0625], [0.1875, -0.1875]]]],
    ),
    (
        "the second class is true",
        [[[[9]], [[LOG3]]]],
        [1],
        [[[1]]],
        HIT,
        [[[[0]], [[-0.25]]]],
    ),
    (
        "the first class is true",
        [[[[LOG3]], [[9]]]],
        [0],
        [[[1]]],
        HIT,
        [[[[-0.25]], [[0]]]],
    ),
    (
        "the box head would say another class",
        [[[[-9]], [[-LOG3]], [[9]]]],
        [1],
        [[[1]]],
        MISS,
        [[[[0]], [[-0.75]], [[0]]]],
    ),
    (
        "two objects of two classes",
        [[[[LOG3]], [[-LOG3]]], [[[LOG3]], [[-LOG3]]]],
        [0, 1],
        [[[1]], [[1]]],
        (HIT + MISS) / 2,
        [[[[-0.125]], [[0]]], [[[0]], [[-0.375]]]],
    ),
    (
        "two objects of one class, of three",
        [[[[5]], [[7]], [[LOG3]]], [[[5]], [[7]], [[LOG3]]]],
        [2, 2],
        [[[1]], [[0]]],
        (HIT + MISS) / 2,
        [[[[0]], [[0]], [[-0.125]]], [[[0]], [[0]], [[0.375]]]],
    ),
    ("half covered", [[[[LOG3]]]], [0], [[[0.5]]], (HIT + MISS) / 2, [[[[0.25]]]]),
    ("a quarter covered", [[[[LOG3]]]], [0], [[[0.25]]], (HIT + 3 * MISS) / 4, [[[[0.5]]]]),
    ("three quarters covered", [[[[LOG3]]]], [0], [[[0.75]]], (3 * HIT + MISS) / 4, [[[[0]]]]),
    ("sure and wrong", [[[[200]]]], [0], [[[0]]], 200, [[[[1]]]]),
    ("sure and wrong, the other way", [[[[-200]]]], [0], [[[1]]], 200, [[[[-1]]]]),
    (
        "sure and right",
        [[[[200, -200], [-200, 200]]]],
        [0],
        [[[1, 0], [0, 1]]],
        0,
        [[[[0, 0], [0, 0]]]],
    ),
    (
        "nothing of the object in the box",
        [[[[LOG3, LOG3], [LOG3, -LOG3]]]],
        [0],
        [[[0, 0], [0, 0]]],
        (3 * MISS + HIT) / 4,
        [[[[0.1875, 0.1875], [0.1875, 0.0625]]]],
    ),
    (
        "rows and columns differ",
        [[[[LOG3, LOG3], [-LOG3, -LOG3]]]],
        [0],
        [[[1, 0], [1, 0]]],
        (HIT + MISS) / 2,
        [[[[-0.0625, 0.1875], [-0.1875, 0.0625]]]],
    ),
    (
        "sixteen pixels",
        [[MANY]],
        [0],
        [[[1, 1, 0, 0]] * 4],
        (HIT + MISS) / 2,
        [[[[-0.25 / 16, -0.75 / 16, 0.75 / 16, 0.25 / 16]] * 4]],
    ),
    (
        "three objects",
        [[[[LOG3]], [[2]]], [[[3]], [[LOG3]]], [[[-LOG3]], [[4]]]],
        [0, 1, 0],
        [[[1]], [[1]], [[0]]],
        HIT,
        [[[[-0.25 / 3]], [[0]]], [[[0]], [[-0.25 / 3]]], [[[0.25 / 3]], [[0]]]],
    ),
    ("no object", [], [], [], 0, []),
]

BETA = 1 / 9  # how far the parabola of smooth L1 reaches
FAR = 0.5 - BETA / 2  # smooth L1 of an error of 1/2
NEAR = 9 / 512  # of 1/16, within the parabola: (1/16)² / (2 beta)
STILL = [0.0, 0.0, 0.0, 0.0]
INF = math.inf

# (name, objectness (A,), deltas (A, 4), labels (A,), targets (A, 4), both losses)
ANCHORS: list[tuple[str, Any, Any, Any, Any, tuple[float, float]]] = [
    ("one object", [LOG3], [[0.5, 0, 0, 0]], [1], [STILL], (HIT, FAR)),
    ("one of background", [-LOG3], [[0.5, 0, 0, 0]], [0], [STILL], (HIT, 0)),
    (
        "one of each",
        [LOG3, LOG3],
        [[0.5, 0, 0, 0], [9, 9, 9, 9]],
        [1, 0],
        [STILL, STILL],
        ((HIT + MISS) / 2, FAR / 2),
    ),
    ("a small error", [LOG3], [[0.0625, 0, 0, 0]], [1], [STILL], (HIT, NEAR)),
    ("four errors", [LOG3], [[0.5, -0.5, 0.0625, -0.0625]], [1], [STILL], (HIT, 2 * (FAR + NEAR))),
    ("an error that is not from 0", [LOG3], [[1, 2, 3, 4]], [1], [[1, 2, 3.5, 4]], (HIT, FAR)),
    ("a large error", [LOG3], [[8, 0, 0, 0]], [1], [STILL], (HIT, 8 - BETA / 2)),
    ("between the two bends", [LOG3], [[0.125, 0, 0, 0]], [1], [STILL], (HIT, 0.125 - BETA / 2)),
    (
        "one object among eight",
        [LOG3] + [-LOG3] * 7,
        [[0.5, 0.5, 0.5, 0.5]] + [[1, 2, 3, 4]] * 7,
        [1] + [0] * 7,
        [STILL] * 8,
        (HIT, 4 * FAR / 8),
    ),
    (
        "three objects among four",
        [LOG3, LOG3, LOG3, LOG3],
        [[0.5, 0, 0, 0]] * 3 + [STILL],
        [1, 1, 1, 0],
        [STILL] * 4,
        ((3 * HIT + MISS) / 4, 3 * FAR / 4),
    ),
    ("no object", [LOG3, -LOG3], [[1, 1, 1, 1]] * 2, [0, 0], [STILL] * 2, ((HIT + MISS) / 2, 0)),
    (
        "background without a target",
        [LOG3, -LOG3],
        [[0.5, 0, 0, 0], STILL],
        [1, 0],
        [STILL, [-INF, INF, -INF, -INF]],
        (HIT, FAR / 2),
    ),
    ("sure and wrong", [-200, 200], [STILL] * 2, [1, 0], [STILL] * 2, (200, 0)),
    ("sure and right", [200, -200], [STILL] * 2, [1, 0], [STILL] * 2, (0, 0)),
    (
        "objects last",
        [-LOG3, LOG3],
        [[4, 4, 4, 4], [0, 0, 0.5, 0]],
        [0, 1],
        [STILL] * 2,
        (HIT, FAR / 2),
    ),
    (
        "the fourth delta alone",
        [LOG3, -LOG3],
        [[0, 0, 0, 0.5], STILL],
        [1, 0],
        [STILL] * 2,
        (HIT, FAR / 2),
    ),
    ("no anchor", [], [], [], [], (0, 0)),
]
