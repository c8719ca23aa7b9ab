"""Points and regions on feature maps worth trying, with results found by hand.

The rows are laid out as in ``boxes/examples.py``, and fail every bug of ``museum/``.
Hardly a map is a linear ramp, since there samples in the wrong places give the right mean. A peak
stands for many maps: on ``PEAK`` a sample at (y, x) is worth 16 · (1 - |y - 1|) · (1 - |x - 1|),
or 0 where a bracket is negative.
"""

from mrcnn_edu.classroom.exercises.cases import Rows

DOUBLING: Rows = [[1, 2, 4], [8, 16, 32]]
PEAK: Rows = [[0, 0, 0], [0, 16, 0], [0, 0, 0]]
DIGITS: Rows = [[1, 7, 3, 5], [6, 2, 8, 4], [9, 0, 5, 1], [3, 8, 2, 7]]
FLAT: Rows = [[4, 4], [4, 4]]
NEGATIVE: Rows = [[-1, -2], [-3, -8]]
UNIT: Rows = [[0.25, 0.75], [0.5, 1]]
ZIGZAG: Rows = [[0, 1000] * 20]
COUNTING: Rows = [[float(cell) for cell in range(70)]]
LONG: Rows = [[1, 3, 2, 9, 4, 5, 8, 0, 7, 2, 6, 1]]
HIDDEN: Rows = [[2, 1, 0, 2, 1, 0, 2, 1, 0, 2, 1, 0, 2, 9, 1, 0, 2, 1, 0, 2]]
SLIDES: Rows = [
    [-1.5256, -0.7502, -0.654, -1.6095, -0.1002, -0.6092],
    [-0.9798, -1.6091, -0.7121, 0.3037, -0.7773, -0.2515],
    [-0.2223, 1.6871, 0.2284, 0.4676, -0.697, -1.1608],
    [0.6995, 0.1991, 0.1991, 0.0457, 0.153, -0.4757],
    [-1.8821, -0.7765, 2.0242, -0.0865, 2.3571, -1.0373],
    [1.5748, -0.6298, 2.407, 0.2786, 0.2468, 1.1843],
]
THE_ROI: list[float] = [10, 10, 124, 124]


def columns(first: float, others: float) -> Rows:
    """A map of 4 × 4, so that a smaller one is shown where that is answered wrongly too."""
    return [[first, others, others, others]] * 4


def turned(grid: Rows) -> Rows:
    """The map with rows and columns exchanged."""
    return [list(column) for column in zip(*grid, strict=True)]


# (name, map, y of the points, x of the points, values)
POINTS_ON_A_MAP: list[tuple[str, Rows, list[float], list[float], list[float]]] = [
    ("a centre of a cell", DOUBLING, [1], [0], [8]),
    ("the first centre", DOUBLING, [0], [0], [1]),
    ("the last centre", DOUBLING, [1], [2], [32]),
    ("half-way across", DOUBLING, [0], [1.5], [(2 + 4) / 2]),
    ("half-way down", DOUBLING, [0.5], [0], [(1 + 8) / 2]),
    ("in the middle of four", DOUBLING, [0.5], [0.5], [(1 + 2 + 8 + 16) / 4]),
    ("nearer to the right", DOUBLING, [0], [0.75], [1 * 0.25 + 2 * 0.75]),
    ("nearer to the top", DOUBLING, [0.25], [0], [1 * 0.75 + 8 * 0.25]),
    ("a quarter down, three across", DOUBLING, [0.25], [0.75], [0.75 * 1.75 + 0.25 * 14]),
    ("in the last row", DOUBLING, [1], [1.75], [16 * 0.25 + 32 * 0.75]),
    ("sevenths", [[50, 100], [150, 200]], [1 / 7], [3 / 7], [600 / 7]),
    ("half a cell left", DOUBLING, [1], [-0.5], [8]),
    ("half a cell above", DOUBLING, [-0.5], [1], [2]),
    ("half a cell right", DOUBLING, [0], [2.5], [4]),
    ("half a cell below, between two", DOUBLING, [1.5], [0.5], [(8 + 16) / 2]),
    ("a whole cell above", DOUBLING, [-1], [2], [4]),
    ("a whole cell left", DOUBLING, [1], [-1], [8]),
    ("a whole cell below", DOUBLING, [2], [0], [8]),
    ("a whole cell right", DOUBLING, [1], [3], [32]),
    ("more than a cell above", DOUBLING, [-1.25], [0], [0]),
    ("more than a cell left", DOUBLING, [0], [-1.25], [0]),
    ("more than a cell below", DOUBLING, [2.25], [0], [0]),
    ("more than a cell right", DOUBLING, [0], [3.25], [0]),
    ("a map of one cell", [[5]], [0.5], [-0.5], [5]),
    ("a map of one row", [[1, 2, 4]], [0.5], [1.5], [3]),
    ("three points", DOUBLING, [0, 1, 0.5], [2, 0.5, 1], [4, 12, 9]),
    ("points out of order", DOUBLING, [1, 0, 1], [2, 0, 2], [32, 1, 32]),
    ("more than a cell away along both", DOUBLING, [-2, 3], [-2, 4], [0, 0]),
    ("half a cell outside a corner", DOUBLING, [-0.5, 1.5], [-0.5, 2.5], [1, 32]),
    ("between 0 and 1", [[0.125, 0.75], [0.5, 0.3125]], [0.5], [0.25], [0.3671875]),
    ("many digits", columns(0.271828, 0.314159), [0], [0], [0.271828]),
    ("a ninth of much", columns(0, 9000), [0], [1 / 9], [1000]),
    ("below zero", NEGATIVE, [0.5], [0.5], [-3.5]),
    ("from below zero to above", columns(-4, 8), [0], [0.25], [-1]),
    ("large values", columns(200000, 600000), [0], [0.25], [300000]),
    ("far along a zigzag", ZIGZAG, [0], [33 + 1 / 64], [1000 * 63 / 64]),
    ("far down a zigzag", turned(ZIGZAG), [33 + 1 / 64], [0], [1000 * 63 / 64]),
    ("none", DOUBLING, [], [], []),
]

# (name, map, box, bins along a side, scale, pooled)
ONE_BOX_ON_A_MAP: list[tuple[str, Rows, list[float], int, float, Rows]] = [
    ("one cell", DIGITS, [1, 1, 1, 1], 1, 1.0, [[2]]),
    ("four cells", DIGITS, [0, 0, 1, 1], 1, 1.0, [[7]]),
    ("a cell for each bin", DIGITS, [0, 0, 1, 1], 2, 1.0, [[1, 7], [6, 2]]),
    ("the end belongs to it", DIGITS, [0, 0, 2, 2], 1, 1.0, [[9]]),
    ("three cells, so bins overlap", DIGITS, [0, 0, 2, 2], 2, 1.0, [[7, 8], [9, 8]]),
    ("one cell for four bins", DIGITS, [1, 1, 1, 1], 2, 1.0, [[2, 2], [2, 2]]),
    ("five cells for three bins", [[1, 4, 2, 9, 3]], [0, 0, 4, 0], 3, 1.0, [[4, 9, 9]] * 3),
    ("wide", DIGITS, [0, 1, 3, 2], 2, 1.0, [[6, 8], [9, 5]]),
    ("all of the map", DIGITS, [0, 0, 3, 3], 3, 1.0, [[7, 8, 8], [9, 8, 8], [9, 8, 7]]),
    ("rounded down", DIGITS, [0.25, 0.25, 1.25, 1.25], 1, 1.0, [[7]]),
    ("rounded up", DIGITS, [1.75, 1.75, 2.75, 2.75], 1, 1.0, [[7]]),
    ("halves are rounded up", DIGITS, [0.5, 0.5, 2.5, 2.5], 1, 1.0, [[8]]),
    ("halves below zero, down", DIGITS, [-0.5, 1, 0.5, 1], 2, 1.0, [[6, 6], [6, 6]]),
    ("half the size", DIGITS, [0, 4, 2, 6], 1, 0.5, [[9]]),
    ("half the size, halves of pixels", DIGITS, [0, 0.5, 2, 2.5], 1, 0.5, [[7]]),
    ("half the size, halves", DIGITS, [1, 1, 5, 3], 2, 0.5, [[8, 8], [5, 5]]),
    ("over the left and upper border", DIGITS, [-1, -1, 1, 1], 2, 1.0, [[1, 7], [6, 7]]),
    ("over the right border", DIGITS, [2, 0, 7, 0], 3, 1.0, [[5, 0, 0]] * 3),
    ("right of the map", DIGITS, [5, 0, 7, 2], 2, 1.0, [[0, 0], [0, 0]]),
    ("left of and above the map", FLAT, [-4, -4, -2, -2], 1, 1.0, [[0]]),
    ("above the map, bins end at -1 and 0", FLAT, [0, -3, 1, -1], 2, 1.0, [[0, 0], [0, 0]]),
    ("all below zero", NEGATIVE, [0, 0, 1, 1], 1, 1.0, [[-1]]),
    ("below zero, over the border", NEGATIVE, [0, 0, 3, 1], 2, 1.0, [[-1, 0], [-3, 0]]),
    ("between 0 and 1", [[0.25, 0.5], [0.125, 0.3125]], [0, 0, 1, 1], 1, 1.0, [[0.5]]),
    ("many digits", columns(0.271828, 0.314159), [0, 0, 1, 0], 1, 1.0, [[0.314159]]),
    ("between 0 and -1", columns(-0.75, -0.5), [0, 0, 1, 0], 1, 1.0, [[-0.5]]),
    ("large values", columns(70000, 80001), [0, 0, 1, 0], 1, 1.0, [[80001]]),
    ("far below zero", columns(-3e9, -5e9), [0, 0, 1, 0], 1, 1.0, [[-3e9]]),
    ("the largest inside", PEAK, [0, 0, 2, 2], 1, 1.0, [[16]]),
    ("twelve cells in seven bins", LONG, [0, 0, 11, 0], 7, 1.0, [[3, 9, 9, 8, 8, 7, 6]] * 7),
    ("twenty cells in a bin", HIDDEN, [0, 0, 19, 0], 1, 1.0, [[9]]),
    ("twenty cells down", turned(HIDDEN), [0, 0, 0, 19], 1, 1.0, [[9]]),
    ("much larger than the map", PEAK, [-20, -20, 20, 20], 3, 1.0, [[0] * 3, [0, 16, 0], [0] * 3]),
    ("a stride of 16", DIGITS, [40, 24, 56, 40], 1, 1 / 16, [[7]]),
    ("just below half a cell", COUNTING, [7.75, 0, 7.75, 0], 1, 1 / 16, [[0]]),
    ("far right, just below half a cell", COUNTING, [1031.75, 0, 1031.75, 0], 1, 1 / 16, [[64]]),
    ("far right, half a cell", COUNTING, [1032, 0, 1032, 0], 1, 1 / 16, [[65]]),
    ("a map finer than the image", DIGITS, [0.5, 0, 1, 0.5], 1, 2.0, [[8]]),
    ("the example of the lesson", SLIDES, THE_ROI, 2, 1 / 32, [[1.6871, 0.4676], [2.0242, 2.3571]]),
]

THIRDS: Rows = [[49 * 16 / 81, 7 * 16 / 81], [7 * 16 / 81, 16 / 81]]
PARTLY: Rows = [[4 / 9, 8 / 9, 0], [8 / 9, 16 / 9, 0], [0, 0, 0]]
OF_THE_SLIDES: Rows = [[-0.85455188, 0.323585107], [0.217720337, 0.054593213]]
OF_THE_SLIDES_ALIGNED: Rows = [[-1.29109353, -0.486294067], [0.746023291, 0.237958838]]
TALL: Rows = [[20 / 3, 4, 4 / 3], [20 / 3, 4, 4 / 3], [0, 0, 0]]

# (name, map, box, bins along a side, scale, samples along a side of a bin, aligned, pooled)
ONE_BOX_TO_ALIGN: list[tuple[str, Rows, list[float], int, float, int, bool, Rows]] = [
    ("a sample on the peak", PEAK, [0, 0, 2, 2], 1, 1.0, 1, False, [[16]]),
    ("half a cell up and left", PEAK, [0, 0, 2, 2], 1, 1.0, 1, True, [[4]]),
    ("a corner of four cells", DOUBLING, [0, 0, 1, 1], 1, 1.0, 1, False, [[27 / 4]]),
    ("four bins", PEAK, [1, 1, 3, 3], 2, 1.0, 1, True, [[16, 0], [0, 0]]),
    ("four bins, apart in x and y", PEAK, [1, 0, 3, 2], 2, 1.0, 1, True, [[0, 0], [16, 0]]),
    ("four samples, one on the peak", PEAK, [1, 1, 3, 3], 1, 1.0, 2, True, [[4]]),
    ("four samples around the peak", PEAK, [0, 0, 2, 2], 1, 1.0, 2, False, [[4]]),
    ("half the size, one sample", PEAK, [1, 1, 5, 5], 2, 0.5, 1, False, [[16, 0], [0, 0]]),
    ("half the size, 2 × 2", PEAK, [1, 1, 5, 5], 2, 0.5, 2, False, [[9, 1.5], [1.5, 0.25]]),
    ("half the size, 3 × 3", PEAK, [1, 1, 5, 5], 2, 0.5, 3, False, THIRDS),
    ("half the size, half a cell", PEAK, [2, 2, 6, 6], 2, 0.5, 2, True, [[9, 1.5], [1.5, 0.25]]),
    ("wide", DOUBLING, [0, 0, 2, 1], 2, 1.0, 1, False, [[4.125, 8.25], [9.375, 18.75]]),
    ("tall", PEAK, [1, 0, 2, 3], 3, 1.0, 1, False, TALL),
    ("made one cell long", PEAK, [1, 1, 1.5, 1.5], 1, 1.0, 1, False, [[4]]),
    ("half a cell long", PEAK, [1, 1, 1.5, 1.5], 1, 1.0, 1, True, [[9]]),
    ("without area", PEAK, [1.5, 1.5, 1.5, 1.5], 1, 1.0, 2, True, [[16]]),
    ("quarters", PEAK, [0.75, 0.75, 2.25, 1.75], 1, 1.0, 1, False, [[6]]),
    ("a sample a whole cell left", FLAT, [-4, 0, 0, 2], 1, 1.0, 2, False, [[2]]),
    ("a sample a whole cell below", FLAT, [0, 1, 2, 5], 1, 1.0, 2, False, [[2]]),
    ("over the border", FLAT, [-1, -1, 1, 1], 1, 1.0, 1, True, [[4]]),
    ("right of the map", FLAT, [4, 0, 6, 2], 2, 1.0, 2, False, [[0, 0], [0, 0]]),
    ("below zero", NEGATIVE, [0, 0, 1, 1], 1, 1.0, 2, False, [[-3.5]]),
    ("between 0 and 1", columns(0.25, 1), [0, 0, 1, 1], 1, 1.0, 1, False, [[0.625]]),
    ("many digits", columns(0.271828, 9), [0, 0, 1, 1], 1, 1.0, 1, True, [[0.271828]]),
    ("large values", columns(200000, 600000), [0, 0, 0.5, 0], 1, 1.0, 1, False, [[400000]]),
    ("from below zero to above", columns(-4, 8), [-0.25, 0, 0.75, 1], 1, 1.0, 1, False, [[-1]]),
    ("4 × 4 samples", PEAK, [0.5, 0.5, 2.5, 2.5], 1, 1.0, 4, False, [[16 * 0.4375**2]]),
    ("5 × 5 samples", PEAK, [0.5, 0.5, 2.5, 2.5], 1, 1.0, 5, False, [[16 * 0.44**2]]),
    ("seven bins", LONG, [0, 0, 7, 1], 7, 1.0, 1, False, [[2, 2.5, 5.5, 6.5, 4.5, 6.5, 4]] * 7),
    ("bins partly off the map", FLAT, [-3, -3, 6, 6], 3, 1.0, 3, False, PARTLY),
    ("far right", ZIGZAG, [532.25, 4, 540.25, 12], 1, 1 / 16, 1, True, [[1000 * 63 / 64]]),
    ("a stride of 16", PEAK, [8, 8, 40, 40], 2, 1 / 16, 2, False, [[9, 1.5], [1.5, 0.25]]),
    ("a map finer than the image", PEAK, [0.5, 0.5, 1, 1], 1, 2.0, 1, False, [[4]]),
    ("the example of the lesson", SLIDES, THE_ROI, 2, 1 / 32, 1, False, OF_THE_SLIDES),
    ("the same, aligned", SLIDES, THE_ROI, 2, 1 / 32, 1, True, OF_THE_SLIDES_ALIGNED),
]

Maps = list[list[Rows]]  # of each image or region its channels
ONE: Rows = [[0, 0.5, 0.5, 2.5, 2.5]]
FOUR: Maps = [[FLAT], [NEGATIVE], [UNIT], [[[9, 9], [9, 9]]]]
FAR: Rows = [[0.0] * 10 + [33 * 16] + [0.0] * 29]

# (name, maps, image and box of each region, bins, scale, samples, aligned, pooled); with -1 samples
# a bin has as many along a side as it is cells long, rounded up
BOXES_TO_ALIGN: list[tuple[str, Maps, Rows, int, float, int, bool, Maps]] = [
    ("one", [[PEAK]], [[0, 0, 0, 2, 2]], 1, 1.0, 1, False, [[[[16]]]]),
    ("two channels", [[FLAT, NEGATIVE]], [[0, 0, 0, 1, 1]], 1, 1.0, 1, False, [[[[4]], [[-3.5]]]]),
    (
        "two images, the second first",
        [[FLAT], [NEGATIVE]],
        [[1, 0, 0, 1, 1], [0, 0, 0, 1, 1]],
        1,
        1.0,
        2,
        False,
        [[[[-3.5]]], [[[4]]]],
    ),
    (
        "two boxes on one map",
        [[PEAK]],
        [[0, 0, 0, 2, 2], [0, 1, 1, 2, 2]],
        1,
        1.0,
        1,
        False,
        [[[[16]]], [[[4]]]],
    ),
    ("four bins", [[PEAK]], [[0, 1, 0, 3, 2]], 2, 1.0, 1, True, [[[[0, 0], [16, 0]]]]),
    ("two cells, so 2 × 2", [[PEAK]], ONE, 1, 1.0, -1, True, [[[[4]]]]),
    ("three cells, so 3 × 3", [[PEAK]], [[0, 0, 0, 3, 3]], 1, 1.0, -1, True, [[[[16 / 9]]]]),
    (
        "a cell and a quarter, so 2 × 2",
        [[PEAK]],
        [[0, 0.5, 0.5, 1.75, 1.75]],
        1,
        1.0,
        -1,
        False,
        [[[[16 * 0.6875**2]]]],
    ),
    ("four cells wide, so 1 × 4", [[PEAK]], [[0, -1, 0.5, 3, 1.5]], 1, 1.0, -1, False, [[[[4]]]]),
    (
        "bins of one cell, so one",
        [[PEAK]],
        [[0, 1, 1, 5, 5]],
        2,
        0.5,
        -1,
        False,
        [[[[16, 0], [0, 0]]]],
    ),
    (
        "a large and a small box",
        [[PEAK]],
        [[0, 0, 0, 3, 3], [0, 1, 1, 2, 2]],
        1,
        1.0,
        -1,
        True,
        [[[[16 / 9]]], [[[16]]]],
    ),
    (
        "three images",
        FOUR[:3],
        [[2, 0, 0, 1, 1], [0, 0, 0, 1, 1], [1, 0, 0, 1, 1]],
        1,
        1.0,
        1,
        False,
        [[[[0.625]]], [[[4]]], [[[-3.5]]]],
    ),
    (
        "four images",
        FOUR,
        [[3, 0, 0, 1, 1], [1, 0, 0, 1, 1], [3, 0, 0, 1, 1], [2, 0, 0, 1, 1]],
        1,
        1.0,
        1,
        False,
        [[[[9]]], [[[-3.5]]], [[[9]]], [[[0.625]]]],
    ),
    (
        "three channels",
        [[FLAT, NEGATIVE, UNIT]],
        [[0, 0, 0, 1, 1]],
        1,
        1.0,
        1,
        False,
        [[[[4]], [[-3.5]], [[0.625]]]],
    ),
    ("a ratio of 0, two cells", [[PEAK]], ONE, 1, 1.0, 0, True, [[[[4]]]]),
    ("a ratio of 0, three cells", [[PEAK]], [[0, 0, 0, 3, 3]], 1, 1.0, 0, True, [[[[16 / 9]]]]),
    ("no area, no sample", [[PEAK]], [[0, 1.5, 1.5, 1.5, 1.5]], 1, 1.0, -1, True, [[[[0]]]]),
    ("no height, no sample", [[PEAK]], [[0, 1, 1.5, 2, 1.5]], 1, 1.0, -1, True, [[[[0]]]]),
    ("no area, a cell long", [[PEAK]], [[0, 1, 1, 1, 1]], 1, 1.0, -1, False, [[[[4]]]]),
    ("33 samples across", [[FAR]], [[0, 0, 0, 33, 1]], 1, 1.0, -1, False, [[[[16]]]]),
    ("33 samples down", [[turned(FAR)]], [[0, 0, 0, 1, 33]], 1, 1.0, -1, False, [[[[16]]]]),
    ("5 × 5 samples", [[PEAK]], ONE, 1, 1.0, 5, False, [[[[16 * 0.44**2]]]]),
    ("large values", [[columns(200000, 600000)]], [[0] * 5], 1, 1.0, -1, False, [[[[400000]]]]),
    (
        "far right at a stride of 16",
        [[ZIGZAG]],
        [[0, 532.25, 4, 540.25, 12]],
        1,
        1 / 16,
        -1,
        True,
        [[[[1000 * 63 / 64]]]],
    ),
    (
        "the example of the lesson",
        [[SLIDES]],
        [[0, *THE_ROI]],
        2,
        1 / 32,
        1,
        False,
        [[OF_THE_SLIDES]],
    ),
    ("none", [[PEAK]], [], 2, 1.0, 2, False, []),
]
