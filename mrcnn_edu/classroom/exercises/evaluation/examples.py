"""Detections worth trying, with results found by hand.

A precision is right ones over all so far, and average precision counts in 101sts: a recall of 1/2
is reached by the 51 levels 0, 0.01, ..., 0.50. There are 1, 2, 3, 4, 6, 7 or 8 objects to find, so
that no answer hangs on a rounding: recalls of 1/4, 1/2, 3/4 and 1 are exactly levels, and no other
is one. The IoUs of a detection differ from one another, for libraries disagree on equal ones.
"""

TWO_THIRDS = 2 / 3

# (name, scores, right or wrong, objects, average precision)
LISTS: list[tuple[str, list[float], list[int], int, float]] = [
    ("one right, of one", [0.9], [1], 1, 1),
    ("one right, of two", [0.9], [1], 2, 51 / 101),
    ("one right, of four", [0.75], [1], 4, 26 / 101),
    ("a wrong one first", [0.9, 0.8], [0, 1], 1, 1 / 2),
    ("a wrong one last", [0.9, 0.8], [1, 0], 1, 1),
    ("the list of the lesson", [0.95, 0.9, 0.8, 0.7, 0.6, 0.5], [1, 0, 1, 1, 0, 1], 4,
     (26 + 50 * 0.75 + 25 * TWO_THIRDS) / 101),
    ("the list of the lesson, shuffled", [0.6, 0.8, 0.95, 0.5, 0.7, 0.9], [0, 1, 1, 1, 1, 0], 4,
     (26 + 50 * 0.75 + 25 * TWO_THIRDS) / 101),
    ("the best one last in the list", [0.25, 0.5, 1], [0, 0, 1], 1, 1),
    ("better later", [0.9, 0.8, 0.7], [0, 1, 1], 2, TWO_THIRDS),
    ("two wrong ones between", [0.9, 0.8, 0.7, 0.6], [1, 0, 0, 1], 2, (51 + 50 / 2) / 101),
    ("two of three", [0.9, 0.8], [1, 1], 3, 67 / 101),
    ("five of six, and one wrong", [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [1, 1, 1, 0, 1, 1], 6,
     (51 + 33 * 5 / 6) / 101),
    ("three of seven, behind a wrong one", [0.9, 0.8, 0.7, 0.6], [0, 1, 1, 1], 7,
     43 * 0.75 / 101),
    ("all eight", [k / 8 for k in range(8)], [1] * 8, 8, 1),
    ("none right", [0.9, 0.8], [0, 0], 2, 0),
    ("fifty wrong ones with a score of 0.01", [0.9] + [0.01] * 50, [1] + [0] * 50, 1, 1),
    ("fifty wrong ones with higher scores", [0.01] + [0.9] * 50, [1] + [0] * 50, 1, 1 / 51),
    ("equal scores, right first", [0.5, 0.5], [1, 0], 1, 1),
    ("equal scores, wrong first", [0.5, 0.5], [0, 1], 1, 1 / 2),
    ("equal scores, in the middle", [0.9, 0.5, 0.5, 0.5, 0.1], [0, 0, 1, 0, 1], 2,
     2 / 5),
    ("low scores", [0.01, 0.0001, 0.001], [1, 1, 0], 2, (51 + 50 * TWO_THIRDS) / 101),
    ("scores beyond 0 and 1", [-3, 12, -0.5], [1, 1, 0], 2, (51 + 50 * TWO_THIRDS) / 101),
    ("very close scores", [0.5, 0.500244140625], [1, 0], 1, 1 / 2),
    ("no detections", [], [], 2, 0),
    ("nothing to find", [0.9], [0], 0, -1),
    ("nothing to find, nothing found", [], [], 0, -1),
]  # fmt: skip

# (name, IoU of the detections with the objects, threshold, what each found)
OVERLAPS: list[tuple[str, list[list[float]], float, list[int]]] = [
    ("one on one", [[0.75]], 0.5, [0]),
    ("too little", [[0.25]], 0.5, [-1]),
    ("just enough", [[0.5]], 0.5, [0]),
    ("just enough, at 0.75", [[0.75]], 0.75, [0]),
    ("enough for 0.5 alone", [[0.625]], 0.75, [-1]),
    ("a duplicate", [[0.75], [0.625]], 0.5, [0, -1]),
    ("a duplicate that fits better", [[0.5], [0.875]], 0.5, [0, -1]),
    ("two duplicates", [[0.75], [0.875], [1]], 0.5, [0, -1, -1]),
    ("a wrong one takes nothing", [[0.25], [0.75]], 0.5, [-1, 0]),
    ("the second object fits better", [[0.5, 0.75]], 0.5, [1]),
    ("each its own", [[0.125, 0.875], [0.75, 0.25]], 0.5, [1, 0]),
    ("the second best will do", [[0.875, 0.625], [0.75, 0.625]], 0.5, [0, 1]),
    ("the second best won't do", [[0.875, 0.25], [0.75, 0.375]], 0.5, [0, -1]),
    ("one takes what the other needs", [[0.75, 0.625], [0.875, 0]], 0.5, [0, -1]),
    ("the first is served before the better", [[0.625, 0.5], [0.75, 0.375]], 0.5, [0, -1]),
    ("more objects", [[0.125, 0.25, 0.75, 0]], 0.5, [2]),
    ("found by the third alone", [[0, 0.25], [0.125, 0], [0, 0.625]], 0.5, [-1, -1, 1]),
    ("the last object", [[0, 0.875], [0.125, 0.75], [0.75, 0]], 0.5, [1, -1, 0]),
    ("a chain", [[0.75, 0.625, 0], [0.875, 0.75, 0], [0, 0.875, 0.625]], 0.5, [0, 1, 2]),
    ("a low threshold", [[0.375, 0.25], [0.25, 0.125]], 0.25, [0, -1]),
    ("a little better", [[0.625, 0.640625]], 0.5, [1]),
    ("a little too little", [[0.484375]], 0.5, [-1]),
    ("nothing near", [[0, 0.125], [0.125, 0]], 0.5, [-1, -1]),
    ("no objects", [[], []], 0.5, [-1, -1]),
    ("no detections", [], 0.5, []),
]
