"""Boxes and maps worth trying, with results found by hand.

Strides are powers of 2, so that no corner is rounded. On a map ``counted`` cell (i, j) has
100 i + j: what the largest of a bin is, is read off its last row and column.
"""

from typing import Any

from mrcnn_edu.classroom.exercises.cases import Rows

COIN = [189.0, 170.1, 236.6, 216.6]

# (name, boxes, stride, (height, width) of the map, windows)
BOXES_AND_STRIDES: list[tuple[str, Rows, int, tuple[int, int], list[list[int]]]] = [
    ("two cells each way", [[1, 1, 40, 40]], 16, (4, 4), [[1, 1, 2, 2]]),
    ("the coin of the lesson", [COIN], 16, (19, 24), [[12, 11, 14, 13]]),
    ("from one cell's centre to another's", [[16, 16, 64, 64]], 16, (6, 6), [[2, 2, 3, 3]]),
    ("a centre on the left side", [[16, 1, 40, 40]], 16, (4, 4), [[2, 1, 2, 2]]),
    ("a centre on the right side", [[1, 1, 48, 40]], 16, (4, 4), [[1, 1, 2, 2]]),
    ("from the corner", [[0, 0, 40, 40]], 16, (4, 4), [[1, 1, 2, 2]]),
    ("wider than high", [[0, 16, 100, 40]], 16, (3, 9), [[1, 2, 6, 2]]),
    ("higher than wide", [[16, 0, 40, 100]], 16, (9, 3), [[2, 1, 2, 6]]),
    ("between two cells", [[17, 17, 20, 20]], 16, (4, 4), [[1, 1, 1, 1]]),
    ("between two, nearer to the second", [[26, 26, 30, 30]], 16, (4, 4), [[2, 2, 2, 2]]),
    ("half way between two", [[20, 20, 28, 28]], 16, (4, 4), [[2, 2, 2, 2]]),
    ("between two in x alone", [[17, 1, 20, 40]], 16, (4, 4), [[1, 1, 1, 2]]),
    ("between two in y alone", [[1, 26, 40, 30]], 16, (4, 4), [[1, 2, 2, 2]]),
    ("beyond the map", [[0, 0, 400, 330]], 16, (19, 24), [[1, 1, 23, 18]]),
    ("left of the image and above it", [[-20, -20, 40, 40]], 16, (4, 4), [[0, 0, 2, 2]]),
    ("wholly outside, before", [[-60, -60, -30, -30]], 16, (4, 4), [[0, 0, 0, 0]]),
    ("wholly outside, behind", [[400, 400, 480, 480]], 16, (4, 6), [[5, 3, 5, 3]]),
    ("a point on a centre", [[32, 32, 32, 32]], 16, (4, 4), [[2, 2, 2, 2]]),
    ("a stride of 8", [[4, 4, 40, 20]], 8, (9, 9), [[1, 1, 4, 2]]),
    ("a stride of 4", [[4, 4, 40, 20]], 4, (12, 12), [[2, 2, 9, 4]]),
    ("a stride of 1", [[0, 0, 3, 4]], 1, (9, 9), [[1, 1, 2, 3]]),
    ("fractions of pixels", [[15.5, 16.25, 31.75, 48.5]], 16, (4, 4), [[1, 2, 1, 3]]),
    ("from 0 to 1", [[0.25, 0.25, 0.75, 0.5]], 16, (4, 4), [[0, 0, 0, 0]]),
    ("on a photograph", [[512, 256, 1024, 768]], 16, (60, 80), [[33, 17, 63, 47]]),
    ("two boxes", [[1, 1, 40, 40], [17, 17, 20, 20]], 16, (4, 4), [[1, 1, 2, 2], [1, 1, 1, 1]]),
    ("three boxes", [[1, 1, 20, 40], [1, 1, 40, 20], [30, 30, 60, 60]], 16, (4, 4),
     [[1, 1, 1, 2], [1, 1, 2, 1], [2, 2, 3, 3]]),
    ("none", [], 16, (4, 4), []),
]  # fmt: skip


def counted(height: int, width: int) -> Rows:
    """A map whose cell in row i and column j has 100 i + j."""
    return [[100.0 * i + j for j in range(width)] for i in range(height)]


def largest(rows: list[int], columns: list[int]) -> list[float]:
    """Of a map ``counted``: what bins have whose last rows and columns are these, row by row."""
    return [100.0 * i + j for i in rows for j in columns]


SQUARE, TENS = [[1.0, 2.0], [3.0, 4.0]], [[50.0, 60.0], [70.0, 80.0]]

# (name, features (N, C, H, W), levels, a row of numbers for each image)
MAPS_TO_POOL: list[tuple[str, Any, tuple[int, ...], Rows]] = [
    ("one cell, one bin", [[[[7]]]], (1,), [[7]]),
    ("a bin for each cell", [[SQUARE]], (2,), [[1, 2, 3, 4]]),
    ("one bin for all", [[SQUARE]], (1,), [[4]]),
    ("two levels", [[SQUARE]], (2, 1), [[1, 2, 3, 4, 4]]),
    ("two levels, the coarse one first", [[SQUARE]], (1, 2), [[4, 1, 2, 3, 4]]),
    ("the largest is first", [[[[9, 1], [1, 1]]]], (1, 2), [[9, 9, 1, 1, 1]]),
    ("all below 0", [[[[-3, -2], [-5, -4]]]], (1,), [[-2]]),
    ("below 0 at the edge", [[[[-3, -2, -1]]]], (2,), [[-2, -1, -2, -1]]),
    ("four cells in two bins", [[counted(4, 4)]], (2,), [largest([1, 3], [1, 3])]),
    ("three cells in two bins, which overlap", [[counted(3, 3)]], (2,),
     [largest([1, 2], [1, 2])]),
    ("the cell that two bins share", [[[[0, 9, 0]]]], (2,), [[9, 9, 9, 9]]),
    ("the row that two bins share", [[[[0], [9], [0]]]], (2,), [[9, 9, 9, 9]]),
    ("one cell in four bins", [[[[5]]]], (2,), [[5, 5, 5, 5]]),
    ("two cells in three bins", [[[[1, 2]]]], (3,), [[1, 2, 2] * 3]),
    ("two channels", [[SQUARE, TENS]], (2, 1), [[1, 2, 3, 4, 50, 60, 70, 80, 4, 80]]),
    ("two images", [[SQUARE], [TENS]], (1, 2), [[4, 1, 2, 3, 4], [80, 50, 60, 70, 80]]),
    ("wide", [[counted(1, 5)]], (2,), [[2, 4, 2, 4]]),
    ("high", [[counted(5, 1)]], (2,), [[200, 200, 400, 400]]),
    ("wide, in rows and columns", [[counted(2, 6)]], (2, 3), [
        largest([0, 1], [2, 5]) + largest([0, 1, 1], [1, 3, 5])]),
    ("seven cells in four bins", [[counted(7, 7)]], (4,), [largest([1, 3, 5, 6], [1, 3, 5, 6])]),
    ("thirteen in four, and ten in four", [[counted(13, 10)]], (4,),
     [largest([3, 6, 9, 12], [2, 4, 7, 9])]),
    ("three levels", [[counted(3, 3)]], (3, 2, 1),
     [[*largest([0, 1, 2], [0, 1, 2]), *largest([1, 2], [1, 2]), 202]]),
    ("a level twice", [[SQUARE]], (1, 1), [[4, 4]]),
    ("the levels of the paper, on one cell", [[[[5]]]], (1, 2, 3, 6), [[5.0] * 50]),
    ("fractions", [[[[0.0625, 0.5], [0.75, 0.25]]]], (2, 1), [[0.0625, 0.5, 0.75, 0.25, 0.75]]),
    ("large numbers", [[[[1e6, 2e6], [3e6, 1]]]], (1, 2), [[3e6, 1e6, 2e6, 3e6, 1]]),
    ("the map of a photograph", [[counted(20, 30)]], (2, 1),
     [[*largest([9, 19], [14, 29]), 1929]]),
]  # fmt: skip

# (name, features (C, H, W), windows, levels, a row of numbers for each window)
WINDOWS_OF_A_MAP: list[tuple[str, Any, list[list[int]], tuple[int, ...], Rows]] = [
    ("the whole map", [SQUARE], [[0, 0, 1, 1]], (1,), [[4]]),
    ("one cell", [SQUARE], [[0, 0, 0, 0]], (1,), [[1]]),
    ("the last cell", [SQUARE], [[1, 1, 1, 1]], (1,), [[4]]),
    ("x first", [SQUARE], [[1, 0, 1, 0]], (1,), [[2]]),
    ("a row", [SQUARE], [[0, 0, 1, 0]], (2,), [[1, 2, 1, 2]]),
    ("a column", [SQUARE], [[0, 0, 0, 1]], (2,), [[1, 1, 3, 3]]),
    ("inside", [counted(5, 6)], [[1, 2, 3, 3]], (1,), [[303]]),
    ("inside, in bins", [counted(5, 6)], [[1, 2, 4, 3]], (2,), [largest([2, 3], [2, 4])]),
    ("bins that overlap", [counted(5, 6)], [[0, 1, 2, 3]], (2,), [largest([2, 3], [1, 2])]),
    ("two levels", [counted(5, 6)], [[1, 1, 2, 2]], (1, 2), [[202, *largest([1, 2], [1, 2])]]),
    ("two levels, the fine one first", [counted(5, 6)], [[1, 1, 2, 2]], (2, 1),
     [[*largest([1, 2], [1, 2]), 202]]),
    ("three levels, in no order", [counted(5, 6)], [[0, 0, 1, 1]], (2, 1, 1),
     [[*largest([0, 1], [0, 1]), 101, 101]]),
    ("two windows", [SQUARE], [[0, 0, 1, 1], [0, 0, 1, 0]], (1, 2),
     [[4, 1, 2, 3, 4], [2, 1, 2, 1, 2]]),
    ("a window twice", [SQUARE], [[0, 0, 1, 1]] * 2, (1,), [[4], [4]]),
    ("two channels", [SQUARE, TENS], [[0, 0, 1, 1]], (1, 2),
     [[4, 80, 1, 2, 3, 4, 50, 60, 70, 80]]),
    ("two channels, two windows", [SQUARE, TENS], [[0, 0, 0, 0], [0, 1, 1, 1]], (1, 2),
     [[1, 50, 1, 1, 1, 1, 50, 50, 50, 50], [4, 80, 3, 4, 3, 4, 70, 80, 70, 80]]),
    ("what is largest lies outside", [[[9, 1, 9], [9, 2, 9]]], [[1, 0, 1, 1]], (1,), [[2]]),
    ("all below 0", [[[-1, -7], [-5, -3]]], [[0, 1, 1, 1]], (1, 2), [[-3, -5, -3, -5, -3]]),
    ("a window of seven in four bins", [counted(9, 9)], [[1, 2, 7, 8]], (4,),
     [largest([3, 5, 7, 8], [2, 4, 6, 7])]),
    ("the coin of the lesson", [counted(19, 24)], [[12, 11, 14, 13]], (1, 2, 3),
     [[1314, *largest([12, 13], [13, 14]), *largest([11, 12, 13], [12, 13, 14])]]),
    ("the levels of the paper, on one cell", [[[5]]], [[0, 0, 0, 0]], (1, 2, 3, 6), [[5.0] * 50]),
    ("fractions", [[[0.0625, 0.5], [0.75, 0.25]]], [[0, 0, 1, 1]], (1, 2),
     [[0.75, 0.0625, 0.5, 0.75, 0.25]]),
    ("large numbers", [[[1e6, 2e6], [3e6, 1]]], [[0, 0, 1, 1]], (1,), [[3e6]]),
]  # fmt: skip
