"""What a picture of a wrong answer about boxes shows."""

import torch

from mrcnn_edu.classroom.exercises.boxes import pictures
from mrcnn_edu.classroom.exercises.cases import boxes_of


def title_of(boxes1, boxes2, wanted, given):
    arguments = {"boxes1": boxes_of(boxes1), "boxes2": boxes_of(boxes2)}
    answers = (torch.tensor(wanted),), (torch.tensor(given),)
    (ax,) = pictures.two_sets_of_boxes(arguments, *answers).axes
    return ax.get_title(), ax


def test_pair_that_differs_most_is_named_with_both_answers():
    boxes = [[0, 0, 2, 1]], [[9, 9, 10, 10], [0, 0, 1, 1]]
    title, _ = title_of(*boxes, [[0.0, 0.5]], [[0.1, 2 / 3]])
    assert title == "boxes1[0] solid, boxes2[1] dashed\npackage 0.5, this one 0.6667"
    title, _ = title_of(*boxes, [[0.0, 0.5]], [[torch.nan, 9.0]])
    assert title == "boxes1[0] solid, boxes2[0] dashed\npackage 0, this one nan"


def test_y_grows_downwards():
    _, ax = title_of([[0, 0, 2, 1]], [[0, 0, 1, 1]], [[0.5]], [[1.0]])
    assert ax.yaxis_inverted()


def seen(ax, x, y):
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    return left < x < right and top < y < bottom


def test_a_box_shrunk_to_a_point_or_upside_down_is_seen():
    arguments = {"boxes": boxes_of([[0, 2, 1, 3], [0, 0, 1, 1]]), "size": (1, 1)}
    wanted, given = boxes_of([[0, 1, 1, 1], [0, 0, 1, 1]]), boxes_of([[0, 2, 1, 1], [0, 0, 0, 0]])
    (ax,) = pictures.boxes_out(arguments, (wanted,), (given,)).axes
    (dots,) = ax.lines
    corners = list(zip(dots.get_xdata(), dots.get_ydata(), strict=True))
    assert corners == [(0, 2), (1, 1), (0, 0), (0, 0)]
    assert all(seen(ax, x, y) for x, y in corners)
