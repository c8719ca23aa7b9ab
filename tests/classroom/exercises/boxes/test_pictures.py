"""What a picture of a wrong answer about boxes shows."""

from mrcnn_edu.classroom.exercises.boxes import pictures
from mrcnn_edu.classroom.exercises.cases import boxes_of


def test_y_grows_downwards():
    arguments = {"boxes1": boxes_of([[0, 0, 2, 1]]), "boxes2": boxes_of([[0, 0, 1, 1]])}
    (ax,) = pictures.two_sets_of_boxes(arguments, (), ()).axes
    assert ax.yaxis_inverted()
