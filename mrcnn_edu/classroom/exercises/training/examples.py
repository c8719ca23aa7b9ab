"""Runs worth trying, with results found by hand.

Steps of a schedule lie where the cosine is known: at a quarter, a third and a half of its way.
Rates, inputs and goals are powers of 2 or small whole numbers, which float32 holds exactly.
"""

import math
from typing import Any

QUARTER = (1 + math.sqrt(0.5)) / 2  # half a cosine, a quarter of the way down: 0.854
LATE = (1 - math.sqrt(0.5)) / 2  # three quarters: 0.146

# (name, steps (N,), total, warm-up, factors (N,))
STEPS: list[tuple[str, list[float], int, int, list[float]]] = [
    ("the first step", [0], 4, 0, [1]),
    ("half way", [2], 4, 0, [0.5]),
    ("no warm-up", [0, 1, 2, 3], 4, 0, [1, QUARTER, 0.5, LATE]),
    ("a third of the way", [0, 1, 2], 3, 0, [1, 0.75, 0.25]),
    ("a warm-up", [0, 1, 2, 3], 8, 4, [0, 0.25, 0.5, 0.75]),
    ("up and down", [0, 1, 2, 3, 4, 5, 6, 7], 8, 4, [0, 0.25, 0.5, 0.75, 1, QUARTER, 0.5, LATE]),
    ("one step of warm-up", [0, 1, 2], 3, 1, [0, 1, 0.5]),
    ("the last step", [7], 8, 4, [LATE]),
    ("a run that goes on", [4, 6], 8, 4, [1, 0.5]),
    ("at the end", [4], 4, 0, [0]),
    ("beyond the end", [4, 6, 8], 4, 0, [0, 0, 0]),
    ("beyond the end, with a warm-up", [8, 10], 8, 4, [0, 0]),
    ("not in order", [6, 0, 4, 2], 8, 4, [0.5, 0, 1, 0.5]),
    ("the same step twice", [2, 2], 8, 4, [0.5, 0.5]),
    ("a long run", [0, 250, 500, 750, 1000, 1250], 1500, 500, [0, 0.5, 1, QUARTER, 0.5, LATE]),
    ("a longer one", [2049], 4098, 0, [0.5]),
    ("nearly all of it a warm-up", [0, 1, 2, 3], 4, 3, [0, 1 / 3, 2 / 3, 1]),
    ("one step in all", [0], 1, 0, [1]),
    ("no step", [], 4, 0, []),
]

# (name, weights (F,), inputs (S, F), goals (S,), rates (S,), weights after each step (S, F))
RUNS: list[tuple[str, Any, Any, Any, Any, Any]] = [
    ("one step, one weight", [0], [[1]], [1], [0.5], [[0.5]]),
    ("there at once", [0], [[1], [1]], [1, 1], [1, 1], [[1], [1]]),
    ("two steps", [0], [[1], [1]], [1, 1], [0.5, 0.5], [[0.5], [0.75]]),
    ("three steps", [0], [[1]] * 3, [1] * 3, [0.5] * 3, [[0.5], [0.75], [0.875]]),
    ("nothing to learn", [2], [[1], [1]], [2, 2], [0.5, 0.5], [[2], [2]]),
    ("the rate falls", [0], [[1], [1]], [1, 1], [0.5, 0.25], [[0.5], [0.625]]),
    ("the rate rises from 0", [0], [[1], [1]], [1, 1], [0, 0.5], [[0], [0.5]]),
    ("the rate stays at 0", [1], [[1], [1]], [3, 3], [0, 0], [[1], [1]]),
    ("two weights", [0, 0], [[1, 2]], [1], [0.5], [[0.5, 1]]),
    (
        "two weights, two steps",
        [0, 0],
        [[1, 2], [2, 0]],
        [1, 0],
        [0.5, 0.5],
        [[0.5, 1], [-0.5, 1]],
    ),
    (
        "a weight that no step touches",
        [1, 3],
        [[1, 0], [1, 0]],
        [3, 3],
        [0.5, 0.5],
        [[2, 3], [2.5, 3]],
    ),
    ("from above", [4], [[1], [-1]], [0, 0], [0.25, 0.25], [[3], [2.25]]),
    ("a rate too large", [0], [[2], [2]], [2, 2], [1, 1], [[4], [-8]]),
    ("goals differ", [0], [[1], [1]], [1, -1], [0.5, 0.5], [[0.5], [-0.25]]),
    ("an input of 0", [0], [[0], [1]], [5, 1], [0.5, 0.5], [[0], [0.5]]),
    ("fractions", [0.5], [[0.5]], [0.75], [0.5], [[0.625]]),
    ("a small rate", [0], [[1], [1]], [1, 1], [0.0625, 0.0625], [[0.0625], [0.12109375]]),
    ("a large input", [0], [[16]], [16], [1 / 256], [[1]]),
    ("a large weight", [4097], [[1]], [4097], [0.5], [[4097]]),
    (
        "three weights in turn",
        [0, 0, 0],
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [1, 2, 3],
        [1, 0.5, 0.25],
        [[1, 0, 0], [1, 1, 0], [1, 1, 0.75]],
    ),
]
