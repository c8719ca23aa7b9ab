"""What a picture of a wrong answer about suppression shows."""

import pytest
import torch

from mrcnn_edu.classroom.exercises.nms import pictures
from mrcnn_edu.classroom.exercises.nms.cases import scored_arguments


def test_kept_boxes_are_drawn_twice_and_apart():
    arguments = scored_arguments([[0, 0, 2, 2], [0, 0, 3, 2]], [0.9, 0.8], 0.5)
    figure = pictures.kept_boxes(arguments, (torch.tensor([0]),), (torch.tensor([0, 1]),))
    package, yours = figure.axes
    assert [patch.get_linestyle() for patch in package.patches].count(":") == 1
    assert [patch.get_linestyle() for patch in yours.patches].count(":") == 0
    places = {text.get_text(): text.get_position() for text in package.texts}
    assert places["0"] != places["1"]  # although the boxes share a corner


@pytest.mark.parametrize(("count", "named"), [(6, "[0, 1, 2, 3, 4, 5]"), (18, "18 boxes")])
def test_the_title_of_many_kept_boxes_is_their_number(count, named):
    rows = [[2 * i, 0, 2 * i + 1, 1] for i in range(count)]
    arguments = scored_arguments(rows, [0.9] * count, 0.5)
    figure = pictures.kept_boxes(arguments, (torch.arange(count),), (torch.arange(count),))
    assert [ax.get_title() for ax in figure.axes] == [
        f"package keeps {named}",
        f"this one keeps {named}",
    ]
