"""Regions and proposals worth trying, with results found by hand.

A picture has 48 or 64 pixels, so that shares are few. Weights are whole, or halves and quarters,
and no limit is met but where float32 and float64 agree on it. IoUs meet a threshold only at 1/4,
1/2 and 3/4.
"""

from mrcnn_edu.classroom.exercises.cases import Rows

RING, HOLE, GROUND = [1.0, 1, 5, 5], [2.0, 2, 4, 4], [0.0, 0, 8, 6]

# (name, sizes i, sizes j, boxes i, boxes j, area, size, fill): several pairs at once
PAIRS: list[
    tuple[str, list[float], list[float], Rows, Rows, int, list[float], list[float]]
] = [
    ("a ring and its hole", [12], [4], [RING], [HOLE], 48, [2 / 3], [1]),
    ("a ring and the ground", [12], [32], [RING], [GROUND], 48, [1 / 12], [11 / 12]),
    ("both pairs at once", [12, 12], [4, 32], [RING, RING], [HOLE, GROUND], 48,
     [2 / 3, 1 / 12], [1, 11 / 12]),
    ("the hole first", [4], [12], [HOLE], [RING], 48, [2 / 3], [1]),
    ("side by side", [4], [4], [[0, 0, 2, 2]], [[2, 0, 4, 2]], 64, [7 / 8], [1]),
    ("one above the other", [4], [8], [[0, 0, 2, 2]], [[0, 2, 2, 6]], 64, [13 / 16], [1]),
    ("far apart", [4], [4], [[0, 0, 2, 2]], [[6, 6, 8, 8]], 64, [7 / 8], [1 / 8]),
    ("apart in x alone", [4], [4], [[0, 0, 2, 2]], [[6, 0, 8, 2]], 64, [7 / 8], [7 / 8]),
    ("apart in y alone", [4], [4], [[0, 0, 2, 2]], [[0, 6, 2, 8]], 64, [7 / 8], [7 / 8]),
    ("right above, so the corners cross", [4], [4], [[6, 0, 8, 2]], [[0, 6, 2, 8]], 64,
     [7 / 8], [1 / 8]),
    ("two parts of a diagonal", [2], [2], [[0, 0, 2, 2]], [[2, 2, 4, 4]], 16, [3 / 4], [1 / 4]),
    ("the same box, pixels mixed", [8], [8], [[0, 0, 4, 4]], [[0, 0, 4, 4]], 64, [3 / 4], [1]),
    ("thin and long", [8], [7], [[0, 0, 8, 1]], [[0, 1, 1, 8]], 64, [49 / 64], [15 / 64]),
    ("not all of a box is filled", [3], [5], [[0, 0, 4, 2]], [[4, 0, 8, 2]], 64, [7 / 8], [7 / 8]),
    ("one pixel each", [1], [1], [[3, 5, 4, 6]], [[4, 5, 5, 6]], 64, [31 / 32], [1]),
    ("the whole picture", [40], [24], [[0, 0, 8, 5]], [[0, 5, 8, 8]], 64, [0], [1]),
    ("three pairs", [1, 16, 30], [1, 16, 2],
     [[0, 0, 1, 1], [0, 0, 4, 4], [0, 0, 8, 8]], [[7, 7, 8, 8], [4, 0, 8, 4], [2, 2, 4, 4]], 64,
     [31 / 32, 1 / 2, 1 / 2], [1 / 32, 1, 1 / 2]),
    ("a large photograph", [40000], [10000], [[500, 300, 900, 500]], [[700, 200, 800, 300]],
     1280000, [1 - 50000 / 1280000], [1 - 70000 / 1280000]),
    ("far from the corner", [4], [4], [[600, 400, 602, 402]], [[604, 400, 606, 402]], 1024,
     [127 / 128], [1 - 4 / 1024]),
    ("an odd number of pixels", [2049], [1023], [[0, 0, 64, 64]], [[64, 0, 96, 32]], 8192,
     [5 / 8], [5 / 8]),
    ("no pairs", [], [], [], [], 64, [], []),
]  # fmt: skip


def row(*pixels: float) -> tuple[list[float], list[list[int]], int]:
    """Weights and edges of pixels side by side, and how many there are."""
    edges = [[i, i + 1] for i in range(len(pixels) - 1)]
    return [abs(pixels[j] - pixels[i]) for i, j in edges], edges, len(pixels)


# (name, weights, edges, how many nodes, k, the lowest node of each node's region)
GRAPHS: list[tuple[str, list[float], list[list[int]], int, float, list[int]]] = [
    ("two that join", *row(0, 3), 4, [0, 0]),
    ("two that don't", *row(0, 5), 4, [0, 1]),
    ("six pixels, k = 20", *row(10, 12, 13, 40, 42, 60), 20, [0, 0, 0, 3, 3, 5]),
    ("six pixels, k = 40", *row(10, 12, 13, 40, 42, 60), 40, [0, 0, 0, 3, 3, 3]),
    ("up to the limit", *row(0, 4), 4, [0, 0]),
    ("k = 0 joins equals alone", *row(7, 7, 8, 8), 0, [0, 0, 2, 2]),
    ("all different at k = 0", *row(1, 2, 4), 0, [0, 1, 2]),
    # 1 and 1 join; 5: 1 + 8/2 of the pairs is just enough; then Int is 5.
    ("two pairs, just enough", *row(0, 1, 6, 7), 8, [0, 0, 0, 0]),
    ("two pairs, not quite", *row(0, 1, 6.5, 7.5), 8, [0, 0, 2, 2]),
    # The single pixel allows 8, the pair 1 + 8/2 = 5: the smaller limit counts.
    ("a pair and a single pixel", *row(0, 1, 7), 8, [0, 0, 2]),
    # The four have 2 + 8/4 = 4; of the largest edge alone, 2, or of k / 4, it would not join.
    ("the region of four has Int too", *row(0, 2, 4, 6, 10), 8, [0, 0, 0, 0, 0]),
    # 1, 2, 4: after 2 Int is 2, and 4 <= 2 + 6/3. With the Int of before, 1, it is not.
    ("Int grows", *row(0, 1, 3, 7), 6, [0, 0, 0, 0]),
    ("size grows", *row(0, 1, 2, 3, 7), 8, [0, 0, 0, 0, 4]),
    ("sizes of both count", *row(0, 1, 2, 6, 7, 8), 8, [0, 0, 0, 3, 3, 3]),
    ("dark, light, dark", *row(10, 10, 90, 90, 10), 30, [0, 0, 2, 2, 4]),
    ("a triangle's heavy edge is too late", [1, 2, 9], [[0, 1], [1, 2], [0, 2]], 3, 4, [0, 0, 0]),
    ("a ring, and on", [1, 2, 2.5, 3], [[0, 1], [1, 2], [0, 2], [2, 3]], 4, 12, [0, 0, 0, 0]),
    # The edge of 5 lies within: Int stays 2, and 7 > 2 + 12/3. With an Int of 5 it would join.
    ("an edge within adds nothing", [1, 2, 5, 7], [[0, 1], [1, 2], [0, 2], [2, 3]], 4, 12,
     [0, 0, 0, 3]),
    # The pair allows 1 + 8/2 < 6, but the two single pixels behind it allow 8.
    ("a refusal isn't the end", *row(0, 1, 7, 14.5), 8, [0, 0, 2, 2]),
    ("edges not in order", [9, 1, 2, 1], [[2, 3], [3, 4], [1, 2], [0, 1]], 5, 6, [0, 0, 0, 3, 3]),
    ("the last edge is the lightest", [6, 1], [[0, 1], [1, 2]], 3, 6, [0, 1, 1]),
    ("edges the other way round", [1, 2, 1], [[1, 0], [2, 1], [3, 2]], 4, 6, [0, 0, 0, 0]),
    ("a higher node first", [1, 2], [[3, 1], [1, 0]], 4, 4, [0, 0, 2, 0]),
    ("through labels that are stale", [1, 1, 2, 3], [[2, 3], [0, 1], [1, 2], [3, 4]], 5, 12,
     [0, 0, 0, 0, 0]),
    ("a chain from its end", [1, 1, 1, 1], [[4, 3], [3, 2], [2, 1], [1, 0]], 5, 8, [0] * 5),
    ("a chain in a bad order", [1, 2, 3, 4], [[3, 4], [1, 2], [0, 3], [4, 1]], 5, 40, [0] * 5),
    # Among equal weights the order doesn't matter: what is joined at w allows w again.
    ("equal weights", [3, 3, 6], [[0, 1], [2, 3], [1, 2]], 4, 6, [0, 0, 0, 0]),
    ("equal weights, backwards", [4, 4], [[1, 2], [0, 1]], 3, 4, [0, 0, 0]),
    ("nineteen equal edges", [4.0] * 19, [[i, i + 1] for i in range(19)][::-1], 20, 4, [0] * 20),
    ("a square of four pixels", [1, 1, 7, 7], [[0, 1], [2, 3], [0, 2], [1, 3]], 4, 6,
     [0, 0, 2, 2]),
    ("fractions", [0.25, 0.5, 1.5], [[0, 1], [1, 2], [2, 3]], 4, 1, [0, 0, 0, 3]),
    ("small and large k", *row(0, 1, 2, 50), 1000, [0, 0, 0, 0]),
    ("nodes without an edge", [1], [[1, 3]], 5, 2, [0, 1, 2, 1, 4]),
    ("one node", [], [], 1, 5, [0]),
]  # fmt: skip

# (name, sizes, histograms, pairs that touch, i, j, size, histogram, neighbours of the new region)
JOINS: list[
    tuple[str, list[float], Rows, list[list[int]], int, int, float, list[float], list[int]]
] = [
    ("a ring and its hole", [32, 12, 4], [[1, 0], [0.25, 0.75], [0.5, 0.5]], [[0, 1], [1, 2]],
     1, 2, 16, [0.3125, 0.6875], [0]),
    ("of one size", [4, 4, 9], [[1, 0], [0.5, 0.5], [0, 1]], [[0, 1], [1, 2]],
     0, 1, 8, [0.75, 0.25], [2]),
    ("three to one", [3, 1, 8], [[1, 0], [0, 1], [0.5, 0.5]], [[0, 1], [0, 2]],
     0, 1, 4, [0.75, 0.25], [2]),
    ("three to one, the other way round", [3, 1, 8], [[1, 0], [0, 1], [0.5, 0.5]],
     [[0, 1], [0, 2]], 1, 0, 4, [0.75, 0.25], [2]),
    ("a neighbour on each side", [2, 2, 2, 2], [[1, 0], [1, 0], [0, 1], [0, 1]],
     [[0, 1], [1, 2], [2, 3]], 1, 2, 4, [0.5, 0.5], [0, 3]),
    ("a neighbour of both is one", [2, 6, 8], [[1, 0], [0, 1], [0, 1]],
     [[0, 1], [0, 2], [1, 2]], 0, 1, 8, [0.25, 0.75], [2]),
    ("all of the second's", [1, 7, 4, 4, 4], [[1], [1], [1], [1], [1]],
     [[0, 1], [1, 2], [1, 3], [1, 4]], 0, 1, 8, [1], [2, 3, 4]),
    ("all of the first's", [7, 1, 4, 4, 4], [[1], [1], [1], [1], [1]],
     [[0, 1], [0, 2], [0, 3], [0, 4]], 0, 1, 8, [1], [2, 3, 4]),
    ("of both, mixed", [8, 8, 8, 8, 8, 8], [[0.5, 0.25, 0.25]] * 6,
     [[5, 2], [5, 0], [5, 3], [2, 1], [2, 3]], 2, 5, 16, [0.5, 0.25, 0.25], [0, 1, 3]),
    ("nobody else", [5, 3], [[1, 0, 0], [0, 1, 0]], [[0, 1]], 0, 1, 8, [0.625, 0.375, 0], []),
    ("far from the others", [5, 3, 9, 9], [[1, 0], [0, 1], [1, 0], [1, 0]], [[0, 1], [2, 3]],
     0, 1, 8, [0.625, 0.375], []),
    ("others are left out", [4, 4, 4, 4], [[1, 0], [0, 1], [1, 0], [1, 0]],
     [[0, 1], [1, 2], [2, 3]], 0, 1, 8, [0.5, 0.5], [2]),
    ("a speck and the sea", [1, 1023, 64], [[0, 1], [1, 0], [0.5, 0.5]], [[0, 1], [1, 2]],
     0, 1, 1024, [1023 / 1024, 1 / 1024], [2]),
    ("on a photograph", [98304, 32768, 5], [[0.75, 0.25], [0.25, 0.75], [1, 0]],
     [[0, 1], [0, 2]], 0, 1, 131072, [0.625, 0.375], [2]),
    ("many bins", [6, 2, 1], [[0.125] * 8, [0, 0, 0, 0.5, 0.5, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0]],
     [[0, 1], [1, 2]], 0, 1, 8,
     [0.09375, 0.09375, 0.09375, 0.21875, 0.21875, 0.09375, 0.09375, 0.09375], [2]),
]  # fmt: skip

SQUARE, FAR = [0.0, 0, 8, 8], [20.0, 0, 28, 8]
HALF, THREE_QUARTERS, QUARTER = [0.0, 0, 8, 4], [0.0, 0, 6, 8], [0.0, 0, 4, 4]
WIDE = [0.0, 0, 8, 2]

# (name, objects, proposals, IoU, how many proposals, recall)
SEARCHES: list[tuple[str, Rows, Rows, float, int, float]] = [
    ("found exactly", [SQUARE], [SQUARE], 0.5, 1, 1),
    ("not found", [SQUARE], [FAR], 0.5, 1, 0),
    ("just enough", [SQUARE], [HALF], 0.5, 1, 1),
    ("just enough, at 3/4", [SQUARE], [THREE_QUARTERS], 0.75, 1, 1),
    ("just enough, at 1/4", [SQUARE], [QUARTER], 0.25, 1, 1),
    ("too little", [SQUARE], [HALF], 0.75, 1, 0),
    ("one of two", [SQUARE, FAR], [THREE_QUARTERS], 0.5, 10, 1 / 2),
    ("the second of two", [FAR, SQUARE], [THREE_QUARTERS], 0.5, 10, 1 / 2),
    ("many proposals for one of two", [SQUARE, FAR], [HALF, THREE_QUARTERS], 0.5, 10, 1 / 2),
    ("two quarters are no half", [SQUARE], [QUARTER, QUARTER], 0.5, 2, 0),
    ("just too little", [[0, 0, 8192, 1]], [[0, 0, 4095, 1]], 0.5, 1, 0),
    ("two objects, one proposal for both", [SQUARE, SQUARE], [HALF], 0.5, 1, 1),
    ("one object in three", [SQUARE, FAR, [50, 50, 58, 58]], [SQUARE], 0.5, 1, 1 / 3),
    ("three objects in four", [SQUARE, FAR, [50, 50, 58, 58], HALF], [HALF, FAR], 0.5, 2, 3 / 4),
    ("most proposals find nothing", [SQUARE], [FAR, FAR, FAR, SQUARE], 0.5, 4, 1),
    ("it comes too late", [SQUARE], [FAR, FAR, FAR, SQUARE], 0.5, 3, 0),
    ("the first is enough", [SQUARE], [SQUARE, FAR, FAR], 0.5, 1, 1),
    ("the first two of three", [SQUARE, FAR], [SQUARE, HALF, FAR], 0.5, 2, 1 / 2),
    ("the best comes later", [SQUARE], [QUARTER, HALF, THREE_QUARTERS], 0.75, 3, 1),
    ("the best comes first", [SQUARE], [THREE_QUARTERS, HALF, QUARTER], 0.75, 3, 1),
    ("fewer than asked for", [SQUARE, FAR], [SQUARE, FAR], 0.5, 100, 1),
    ("none of them", [SQUARE], [SQUARE], 0.5, 0, 0),
    ("no proposals", [SQUARE, FAR], [], 0.5, 10, 0),
    ("each object has its own", [[0, 0, 16, 8], WIDE], [SQUARE, WIDE], 0.5, 2, 1),
    ("a wide one, not a high one", [[0, 0, 16, 4]], [[0, 0, 4, 16]], 0.25, 1, 0),
    ("a thousand pixels away", [[1000, 1000, 1008, 1008]], [[1000, 1000, 1008, 1004]], 0.5, 1, 1),
    ("left of zero", [[-8, -8, 0, 0]], [[-8, -8, 0, -4]], 0.5, 1, 1),
    ("from 0 to 1", [[0, 0, 0.5, 0.5]], [[0, 0, 0.5, 0.25]], 0.5, 1, 1),
    ("halves of pixels", [[0.5, 0.5, 2.5, 2.5]], [[0.5, 0.5, 2.5, 2]], 0.75, 1, 1),
    ("a photograph's coins", [[100, 100, 148, 148], [200, 100, 248, 148], [300, 100, 348, 148]],
     [[100, 100, 148, 140], [0, 0, 384, 303], [204, 104, 252, 152]], 0.5, 3, 2 / 3),
]  # fmt: skip
