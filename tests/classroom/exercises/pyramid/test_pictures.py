"""What a picture of a wrong answer about the backbone shows."""

import torch

from mrcnn_edu.classroom.exercises.pyramid import pictures
from mrcnn_edu.views.plots import BLUE, VERMILION

MAP = torch.tensor([[1.0, 2], [3, 4]])


def texts(ax):
    return [text.get_text() for text in ax.texts]


def marked(ax):
    """Row and column of the cell with the thick frame."""
    (frame,) = [patch for patch in ax.patches if patch.get_linewidth() == 4]
    return frame.get_y(), frame.get_x()


def test_a_block_is_drawn_from_its_input_to_both_answers():
    wrong = torch.tensor([[1.0, 2], [3.5, 4]])
    x, package, this_one = pictures.maps_out({"x": 2 * MAP}, (MAP,), (wrong,)).axes
    assert [ax.get_title() for ax in (x, package, this_one)] == ["x", "package", "this one"]
    assert texts(x) == ["2", "4", "6", "8"]
    assert texts(package) == ["1", "2", "3", "4"]
    assert texts(this_one) == ["1.0", "2.0", "3.5", "4.0"]
    assert marked(package) == marked(this_one) == (1, 0)


def test_the_level_that_differs_most_is_drawn():
    wrong = MAP + torch.tensor([[0.0, 5], [0, 0]])
    right = (MAP, MAP, MAP[:1], MAP[:1, :1])
    package, this_one = pictures.levels_out({}, right, (MAP + 1, wrong, *right[2:])).axes
    assert package.get_title() == "P4, package"
    assert texts(this_one) == ["1", "7", "3", "4"]
    assert marked(this_one) == (0, 1)


def test_nan_is_further_than_anything():
    wrong = MAP.clone()
    wrong[1, 1] = torch.nan
    package, _ = pictures.levels_out({}, (MAP, MAP), (MAP + 1000, wrong)).axes
    assert package.get_title() == "P4, package"
    assert marked(package) == (1, 1)


def drawn(ax, color):
    """The points x, y drawn in one colour."""
    (line,) = [line for line in ax.lines if line.get_color() == color]
    return list(zip(line.get_xdata(), line.get_ydata(), strict=True))


def test_boxes_stand_at_their_side_on_both_levels():
    boxes = torch.tensor([[0.0, 0, 224, 224], [0, 0, 50, 50], [7, 7, 7, 7]])
    arguments = {"boxes": boxes, "k_min": 2, "k_max": 5}
    wanted, given = torch.tensor([4, 2, 2]), torch.tensor([3, 2, 5])
    (ax,) = pictures.boxes_on_a_ladder(arguments, (wanted,), (given,)).axes
    assert drawn(ax, BLUE) == [(224, 4), (50, 2), (1, 2)]
    assert drawn(ax, VERMILION) == [(224, 3), (50, 2), (1, 5)]
    ends = sorted(line.get_xdata()[0] for line in ax.lines if line.get_color() == "#BBBBBB")
    assert ends == [112, 224, 448]


def test_too_few_levels_are_drawn_too():
    arguments = {"boxes": torch.tensor([[0.0, 0, 224, 224]] * 2), "k_min": 2, "k_max": 5}
    (ax,) = pictures.boxes_on_a_ladder(
        arguments, (torch.tensor([4, 4]),), (torch.tensor([4]),)
    ).axes
    assert drawn(ax, VERMILION) == [(1, 4)]
