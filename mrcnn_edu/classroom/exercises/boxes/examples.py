"""Boxes worth trying, with results found by hand.

Each table is a list of rows that begin with the name of the case. They are the first thing an
exercise is tried on, and they are chosen so that every bug of ``museum/`` fails on at
least one row. Boxes are xyxy in pixels unless said otherwise; an empty list stands for no boxes,
shape (0, 4).
"""

from mrcnn_edu.classroom.exercises.cases import Rows

# (name, boxes1, boxes2, IoU of all pairs, generalized IoU of all pairs)
TWO_SETS_OF_BOXES: list[tuple[str, Rows, Rows, Rows, Rows]] = [
    ("identical", [[0, 0, 2, 2]], [[0, 0, 2, 2]], [[1]], [[1]]),
    ("half of the other", [[0, 0, 2, 1]], [[0, 0, 1, 1]], [[1 / 2]], [[1 / 2]]),
    ("a corner shared", [[0, 0, 2, 2]], [[1, 1, 3, 3]], [[1 / 7]], [[1 / 7 - 2 / 9]]),
    ("one inside the other", [[0, 0, 4, 4]], [[1, 1, 2, 3]], [[1 / 8]], [[1 / 8]]),
    ("a cross", [[0, 1, 3, 2]], [[1, 0, 2, 3]], [[1 / 5]], [[1 / 5 - 4 / 9]]),
    ("touching along an edge", [[0, 0, 1, 1]], [[1, 0, 2, 1]], [[0]], [[0]]),
    ("touching at a corner", [[0, 0, 1, 1]], [[1, 1, 2, 2]], [[0]], [[-2 / 4]]),
    ("apart in x", [[0, 0, 1, 1]], [[3, 0, 4, 1]], [[0]], [[-2 / 4]]),
    ("apart in y, the second above", [[0, 4, 1, 5]], [[0, 0, 1, 1]], [[0]], [[-3 / 5]]),
    ("apart in both", [[0, 0, 1, 1]], [[2, 2, 3, 3]], [[0]], [[-7 / 9]]),
    ("apart in both, downhill", [[2, 0, 3, 1]], [[0, 2, 1, 3]], [[0]], [[-7 / 9]]),
    ("left of zero", [[-2, -2, 0, 0]], [[-1, -1, 1, 1]], [[1 / 7]], [[1 / 7 - 2 / 9]]),
    ("halves of pixels", [[0.5, 0.5, 2.5, 1.5]], [[1, 0.5, 2.5, 1.5]], [[3 / 4]], [[3 / 4]]),
    ("without area, inside", [[0, 0, 2, 2]], [[1, 1, 1, 1]], [[0]], [[0]]),
    ("without width, outside", [[5, 0, 5, 1]], [[0, 0, 2, 1]], [[0]], [[-3 / 5]]),
    (
        "one against three",
        [[0, 0, 2, 2]],
        [[0, 0, 2, 2], [0, 0, 1, 2], [2, 2, 3, 3]],
        [[1, 1 / 2, 0]],
        [[1, 1 / 2, -4 / 9]],
    ),
    (
        "two against three",
        [[0, 0, 2, 2], [1, 0, 3, 2]],
        [[0, 0, 2, 2], [1, 1, 2, 2], [4, 0, 5, 1]],
        [[1, 1 / 4, 0], [1 / 3, 1 / 4, 0]],
        [[1, 1 / 4, -5 / 10], [1 / 3, 1 / 4, -3 / 8]],
    ),
    (
        "two against two",
        [[0, 0, 2, 2], [1, 0, 3, 2]],
        [[1, 0, 3, 2], [0, 0, 2, 2]],
        [[1 / 3, 1], [1, 1 / 3]],
        [[1 / 3, 1], [1, 1 / 3]],
    ),
    ("far out", [[1000, 1000, 1002, 1002]], [[1001, 1001, 1003, 1003]], [[1 / 7]], [[-5 / 63]]),
    ("huge", [[0, 0, 4000, 3000]], [[0, 0, 4000, 1500]], [[1 / 2]], [[1 / 2]]),
    ("a survey from the air", [[0, 0, 65536, 65536]], [[0, 0, 65536, 32768]], [[1 / 2]], [[1 / 2]]),
    ("on a photograph", [[2049, 100, 2149, 200]], [[2099, 100, 2199, 200]], [[1 / 3]], [[1 / 3]]),
    ("quarter pixels", [[-0.25, 0, 0.75, 1]], [[0.25, 0, 1.25, 1]], [[1 / 3]], [[1 / 3]]),
    ("from 0 to 1", [[0, 0, 0.5, 0.5]], [[0, 0, 0.5, 0.25]], [[1 / 2]], [[1 / 2]]),
    ("from 0 to 1, apart", [[0, 0, 0.25, 0.5]], [[0.5, 0, 0.75, 0.5]], [[0]], [[-1 / 3]]),
    ("none against one", [], [[0, 0, 1, 1]], [], []),
    ("two against none", [[0, 0, 1, 1], [0, 0, 2, 2]], [], [[], []], [[], []]),
    ("none against none", [], [], [], []),
]

# (name, boxes as centre x, centre y, width, height; the same as xyxy)
CENTRES_AND_SIZES: list[tuple[str, Rows, Rows]] = [
    ("even", [[2, 3, 2, 2]], [[1, 2, 3, 4]]),
    ("odd, so that halves appear", [[2, 2, 1, 1]], [[1.5, 1.5, 2.5, 2.5]]),
    ("wide", [[4, 2, 6, 2]], [[1, 1, 7, 3]]),
    ("tall", [[4, 5, 2, 6]], [[3, 2, 5, 8]]),
    ("around zero", [[0, 0, 2, 4]], [[-1, -2, 1, 2]]),
    ("no size", [[3, 1, 0, 0]], [[3, 1, 3, 1]]),
    ("two boxes", [[1, 1, 2, 2], [5, 2, 2, 4]], [[0, 0, 2, 2], [4, 0, 6, 4]]),
    (
        "four boxes, a square array",
        [[1, 1, 2, 2], [5, 2, 2, 4], [2, 2, 3, 1], [0, 0, 1, 1]],
        [[0, 0, 2, 2], [4, 0, 6, 4], [0.5, 1.5, 3.5, 2.5], [-0.5, -0.5, 0.5, 0.5]],
    ),
    ("left of zero", [[-3, -2, 2, 1]], [[-4, -2.5, -2, -1.5]]),
    ("far out", [[1000, 2000, 10, 5]], [[995, 1997.5, 1005, 2002.5]]),
    ("on a photograph", [[1200.25, 801.75, 640.5, 480.5]], [[880, 561.5, 1520.5, 1042]]),
    ("a survey from the air", [[100000, 50000, 2, 2]], [[99999, 49999, 100001, 50001]]),
    ("from 0 to 1", [[0.5, 0.5, 0.125, 0.0625]], [[0.4375, 0.46875, 0.5625, 0.53125]]),
    ("none", [], []),
]

# (name, boxes, (height, width) of the image, the boxes clipped)
BOXES_AND_IMAGE_SIZE: list[tuple[str, Rows, tuple[int, int], Rows]] = [
    ("inside", [[5, 2, 15, 6]], (10, 20), [[5, 2, 15, 6]]),
    ("over the right border", [[5, 2, 25, 6]], (10, 20), [[5, 2, 20, 6]]),
    ("over the lower border", [[5, 2, 8, 12]], (10, 20), [[5, 2, 8, 10]]),
    ("over the left and upper border", [[-3, -2, 4, 5]], (10, 20), [[0, 0, 4, 5]]),
    ("around the image", [[-1, -1, 30, 30]], (10, 20), [[0, 0, 20, 10]]),
    ("all of the image", [[0, 0, 20, 10]], (10, 20), [[0, 0, 20, 10]]),
    ("right of the image", [[22, 2, 25, 6]], (10, 20), [[20, 2, 20, 6]]),
    ("left of the image", [[-5, 2, -1, 6]], (10, 20), [[0, 2, 0, 6]]),
    ("below the image", [[5, 12, 8, 14]], (10, 20), [[5, 10, 8, 10]]),
    ("a tall image", [[2, 5, 12, 25]], (20, 10), [[2, 5, 10, 20]]),
    ("a single pixel", [[0, 0, 3, 3]], (1, 1), [[0, 0, 1, 1]]),
    ("halves of pixels", [[0.5, -0.5, 20.5, 9.5]], (10, 20), [[0.5, 0, 20, 9.5]]),
    ("sixteenths of pixels", [[0.0625, 1.125, 15.5, 9]], (10, 20), [[0.0625, 1.125, 15.5, 9]]),
    ("from 0 to 1", [[0.25, -0.5, 1.5, 0.75]], (1, 1), [[0.25, 0, 1, 0.75]]),
    ("two boxes", [[-1, 0, 3, 11], [18, 8, 22, 9]], (10, 20), [[0, 0, 3, 10], [18, 8, 20, 9]]),
    ("a photograph", [[2049, 1500.5, 4099.5, 3001]], (3000, 4000), [[2049, 1500.5, 4000, 3000]]),
    ("large", [[3000, -10, 5000, 2500]], (2160, 3840), [[3000, 0, 3840, 2160]]),
    ("none", [], (10, 20), []),
]
