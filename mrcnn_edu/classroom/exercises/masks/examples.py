"""Small grids worth enlarging, cropping and pasting, with results found by hand.

The rows are laid out as in ``boxes/examples.py``, and fail every bug of ``museum/``.
"""

from mrcnn_edu.classroom.exercises.cases import Rows

FOUR: Rows = [[1, 2], [3, 4]]
STAMP: Rows = [[1, 2], [4, 8]]
BELL: Rows = [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
DOUBLING: Rows = [[0.25, 0.75, 0.75, 0.25]]
CHECKED: Rows = [
    [1, 1, 2, 1, 1],
    [1, 1, 2, 1, 1],
    [2, 2, 4, 2, 2],
    [1, 1, 2, 1, 1],
    [1, 1, 2, 1, 1],
]


def ones(height: int, width: int) -> Rows:
    """A grid of ones."""
    return [[1] * width for _ in range(height)]


# (name, x, kernel, stride, result)
GRIDS_TO_ENLARGE: list[tuple[str, Rows, Rows, int, Rows]] = [
    ("one number", [[3]], [[2]], 1, [[6]]),
    ("one number, one stamp", [[3]], STAMP, 1, [[3, 6], [12, 24]]),
    ("one stamp, stride 2", [[3]], STAMP, 2, [[3, 6], [12, 24]]),
    ("a kernel of one number", FOUR, [[2]], 1, [[2, 4], [6, 8]]),
    ("gaps between stamps", FOUR, [[1]], 2, [[1, 0, 2], [0, 0, 0], [3, 0, 4]]),
    ("side by side", FOUR, ones(2, 2), 2, [[1.0, 1, 2, 2]] * 2 + [[3, 3, 4, 4]] * 2),
    ("an overlap across", [[1, 2]], [[1, 4]], 1, [[1, 6, 8]]),
    ("an overlap down", [[1], [2]], [[1], [4]], 1, [[1], [6], [8]]),
    ("stride 2, an overlap of one", [[1, 2]], [[1, 2, 4]], 2, [[1, 2, 6, 4, 8]]),
    ("the kernel as it stands", [[1, 0], [0, 0]], [[1, 2], [4, 8]], 2,
     [[1, 2, 0, 0], [4, 8, 0, 0], [0] * 4, [0] * 4]),
    ("the last of four", [[0, 0], [0, 1]], STAMP, 2,
     [[0] * 4, [0] * 4, [0, 0, 1, 2], [0, 0, 4, 8]]),
    ("the upper right of four", [[0, 1], [0, 0]], STAMP, 1, [[0, 1, 2], [0, 4, 8], [0, 0, 0]]),
    ("stride 3", [[1, 2]], [[1, 2]], 3, [[1, 2, 0, 2, 4]]),
    ("stride 3, down", [[1], [2]], [[5]], 3, [[5], [0], [0], [10]]),
    ("stride 4, a kernel of 3", [[1, 1]], [[1, 2, 3]], 4, [[1, 2, 3, 0, 1, 2, 3]]),
    ("three stamps on one place", [[1, 1, 1]], [[1, 1, 1]], 1, [[1, 2, 3, 2, 1]]),
    ("three by three stamps", ones(3, 3), ones(3, 3), 2,
     [[1, 1, 2, 1, 2, 1, 1], [1, 1, 2, 1, 2, 1, 1], [2, 2, 4, 2, 4, 2, 2],
      [1, 1, 2, 1, 2, 1, 1], [2, 2, 4, 2, 4, 2, 2], [1, 1, 2, 1, 2, 1, 1],
      [1, 1, 2, 1, 2, 1, 1]]),
    ("one, two and four", ones(2, 2), ones(3, 3), 2, CHECKED),
    ("a kernel of 4", [[1, 1]], [[1, 1, 1, 1]], 2, [[1, 1, 2, 2, 1, 1]]),
    ("bilinear doubling", [[4, 8]], DOUBLING, 2, [[1, 3, 5, 7, 6, 2]]),
    ("a row and a column", [[1, 2]], [[1], [3]], 1, [[1, 2], [3, 6]]),
    ("a column and a row", [[1], [2]], [[1, 3]], 2, [[1, 3], [0, 0], [2, 6]]),
    ("a wide grid and a tall kernel", [[1, 2, 0]], [[1, 1], [2, 2]], 1,
     [[1, 3, 2, 0], [2, 6, 4, 0]]),
    ("stamps that cancel", [[1, 1]], [[2, -2]], 1, [[2, 0, -2]]),
    ("below zero", [[-1, 2]], [[3, -4]], 1, [[-3, 10, -8]]),
    ("fractions", [[0.5, 0.25]], [[0.5, 0.125]], 1, [[0.25, 0.1875, 0.03125]]),
    ("many digits", [[0.271828]], [[1, 0.5]], 1, [[0.271828, 0.135914]]),
    ("large values", [[200000, 400000]], [[1, 2]], 1, [[200000, 800000, 800000]]),
    ("far below zero", [[-3e9]], [[1, 2]], 1, [[-3e9, -6e9]]),
    ("nothing but zeros", [[0, 0]], [[1, 2]], 1, [[0, 0, 0]]),
    ("the example of the lesson", FOUR, BELL, 2,
     [[1, 2, 3, 4, 2], [2, 4, 6, 8, 4], [4, 8, 10, 12, 6], [6, 12, 14, 16, 8], [3, 6, 7, 8, 4]]),
]  # fmt: skip


def square_of(size: int, first: int, last: int) -> Rows:
    """A mask that is 1 from one row and column to another, both included."""
    inside = range(first, last + 1)
    return [[int(i in inside and j in inside) for j in range(size)] for i in range(size)]


CORNER: Rows = [[1, 0], [0, 0]]
EDGE: Rows = [[0, 1]]
STEPS: Rows = [[1, 1, 1, 1], [1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]]
DOT: Rows = [[0, 0, 0], [0, 1, 0], [0, 0, 0]]

# (name, mask, proposal, bins along a side, target)
MASKS_TO_CROP: list[tuple[str, Rows, list[float], int, Rows]] = [
    ("the whole mask", CORNER, [0, 0, 2, 2], 2, CORNER),
    ("one bin", CORNER, [0, 0, 2, 2], 1, [[0.25]]),
    ("a pixel of it", CORNER, [0, 0, 1, 1], 1, [[1]]),
    ("the pixel beside it", CORNER, [1, 0, 2, 1], 1, [[0]]),
    ("the pixel below it", [[1, 0], [1, 0]], [0, 1, 1, 2], 1, [[1]]),
    ("half a pixel to the right", EDGE, [0.5, 0, 1.5, 1], 1, [[0.5]]),
    ("a quarter to the right", EDGE, [0.25, 0, 1.25, 1], 1, [[0.25]]),
    ("half a pixel down", [[0], [1]], [0, 0.5, 1, 1.5], 1, [[0.5]]),
    ("bins of half a pixel", EDGE, [0, 0, 2, 1], 4, [[0, 0.25, 0.75, 1]] * 4),
    ("bins of a pixel and a half", [[0, 1, 1]], [0, 0, 3, 1], 2, [[0.3125, 1]] * 2),
    ("bins of two pixels", STEPS, [0, 0, 4, 4], 2, [[0.75, 0.5], [0.25, 0.25]]),
    ("tall", STEPS, [0, 0, 1, 4], 2, [[1, 0.875], [0.5, 0.375]]),
    ("wide", STEPS, [0, 0, 4, 1], 2, [[1, 1], [0.875, 0.75]]),
    ("wide, further down", STEPS, [0, 3, 4, 4], 2, [[0.125, 0.375], [0, 0.5]]),
    ("on the object alone", ones(3, 3), [0, 0, 3, 3], 2, ones(2, 2)),
    ("inside the object", ones(3, 3), [0.5, 0.5, 2, 2.25], 2, ones(2, 2)),
    ("beside the object", CORNER, [1, 1, 2, 2], 2, [[0.0625, 0], [0, 0]]),
    ("half a pixel long", EDGE, [0.5, 0, 1, 1], 1, [[0.25]]),
    ("larger than the object", DOT, [0, 0, 3, 3], 3, DOT),
    ("one pixel of nine", DOT, [0, 0, 3, 3], 1, [[1 / 9]]),
    ("a part of the object", square_of(4, 0, 1), [1, 1, 3, 3], 2, CORNER),
    ("the lower right of it", square_of(4, 0, 1), [1, 1, 2, 2], 1, [[1]]),
    ("a sixteenth of a pixel", EDGE, [0.0625, 0, 1.0625, 1], 1, [[0.0625]]),
    ("a hundred pixels further", [[0.0] * 100 + [1, 0, 0]], [100.25, 0, 101.25, 1], 1, [[0.75]]),
    ("forty pixels in a bin", [[0.0] * 33 + [1] + [0] * 6], [0, 0, 40, 1], 1, [[0.025]]),
    ("nothing", [[0, 0], [0, 0]], [0, 0, 2, 2], 2, [[0, 0], [0, 0]]),
    ("the example of the lesson", square_of(8, 2, 5), [4, 2, 8, 6], 4, [[1, 1, 0, 0]] * 4),
]  # fmt: skip

SIXTHS: list[float] = [1 / 6, 5 / 6, 1, 5 / 6, 1 / 6]
QUARTERS: list[float] = [0, 0.25, 0.75, 1, 1, 0.75, 0.25, 0]
RING: Rows = [[9, 9, 9, 9], [9, 1, 2, 9], [9, 3, 6, 9], [9, 9, 9, 9]]
HALVES: Rows = [[0.5, 0.25], [0.125, 1]]

# (name, mask, box, (height, width), image)
MASKS_TO_PASTE: list[tuple[str, Rows, list[float], tuple[int, int], Rows]] = [
    ("a cell for each pixel", HALVES, [0, 0, 2, 2], (2, 2), HALVES),
    ("one pixel", [[1]], [1, 1, 2, 2], (3, 3), DOT),
    ("to the right", HALVES, [1, 0, 3, 2], (2, 4), [[0, 0.5, 0.25, 0], [0, 0.125, 1, 0]]),
    ("further down", HALVES, [0, 1, 2, 3], (4, 2), [[0, 0], *HALVES, [0, 0]]),
    ("a wide image", [[1]], [2, 0, 3, 1], (1, 4), [[0, 0, 1, 0]]),
    ("a tall image", [[1]], [0, 2, 1, 3], (4, 1), [[0], [0], [1], [0]]),
    ("fades out at both ends", [[1]], [1, 0, 3, 1], (1, 4), [[0.25, 0.75, 0.75, 0.25]]),
    ("fades out above and below", [[1]], [0, 1, 1, 3], (4, 1), [[0.25], [0.75], [0.75], [0.25]]),
    ("half a pixel to the right", [[1]], [1.5, 0, 2.5, 1], (1, 4), [[0, 0.5, 0.5, 0]]),
    ("a quarter to the right", [[1]], [1.25, 0, 2.25, 1], (1, 4), [[0, 0.75, 0.25, 0]]),
    ("three quarters down", [[1]], [0, 0.75, 1, 1.75], (3, 1), [[0.25], [0.75], [0]]),
    ("twice as wide", [[1, 0], [1, 0]], [0, 0, 4, 2], (2, 4), [[0.75, 0.75, 0.25, 0]] * 2),
    ("twice as high", FOUR, [0, 0, 2, 4], (4, 2), [[0.75, 1.5], [1.5, 2.5], [2.5, 3.5], [2.25, 3]]),
    ("half the size", [[1, 3, 5, 7]] * 4, [0, 0, 2, 2], (2, 2), [[2, 6], [2, 6]]),
    ("sixteen cells on one pixel", RING, [0, 0, 1, 1], (1, 1), [[3]]),
    ("over the left border", FOUR, [-1, 0, 1, 2], (2, 2), [[2, 0], [4, 0]]),
    ("over the upper border", FOUR, [0, -1, 2, 1], (2, 2), [[3, 4], [0, 0]]),
    ("over the right border", FOUR, [1, 0, 3, 2], (2, 2), [[0, 1], [0, 3]]),
    ("over the lower border", FOUR, [0, 1, 2, 3], (2, 2), [[0, 0], [1, 2]]),
    ("larger than the image", FOUR, [-2, -2, 2, 2], (1, 1), [[3.25]]),
    ("left of the image", FOUR, [-4, 0, -2, 2], (2, 2), [[0, 0], [0, 0]]),
    ("below the image", FOUR, [0, 5, 2, 7], (2, 2), [[0, 0], [0, 0]]),
    ("no rounding to 0 and 1", [[0.4375]], [0, 0, 1, 1], (1, 1), [[0.4375]]),
    ("many digits", [[0.271828]], [0, 0, 1, 1], (1, 2), [[0.271828, 0]]),
    ("hardly likely", [[0.000244140625]], [0, 0, 1, 1], (1, 1), [[0.000244140625]]),
    ("a mask of nothing", [[0, 0], [0, 0]], [0, 0, 2, 2], (2, 2), [[0, 0], [0, 0]]),
    ("far right", [[1]], [300.125, 0, 301.125, 1], (1, 303), [[0.0] * 300 + [0.875, 0.125, 0]]),
    ("far down", [[1]], [0, 300.125, 1, 301.125], (303, 1),
     [[0.0]] * 300 + [[0.875], [0.125], [0]]),
    ("half a pixel, two cells", [[0, 1], [0, 1]], [0.5, 0, 2.5, 2], (2, 4), [[0, 0.5, 0.5, 0]] * 2),
    ("cells of a pixel and a half", ones(2, 2), [1, 1, 4, 4], (5, 6),
     [[weight * other for other in (*SIXTHS, 0)] for weight in SIXTHS]),
    ("the example of the lesson", ones(2, 2), [2, 2, 6, 6], (8, 8),
     [[weight * other for other in QUARTERS] for weight in QUARTERS]),
]  # fmt: skip
