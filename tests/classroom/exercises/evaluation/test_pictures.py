"""What a picture of a wrong evaluation shows."""

import torch

from mrcnn_edu.classroom.exercises.evaluation import cases
from mrcnn_edu.views.plots import BLUE, GREEN, VERMILION


def dots(ax, color):
    """The marks of one colour, as pairs of recall and precision."""
    (line,) = [
        line for line in ax.lines if line.get_color() == color and line.get_marker() != "None"
    ]
    return [(round(x, 3), round(y, 3)) for x, y in line.get_xydata().tolist()]


def test_list_is_sorted_and_both_answers_are_lines():
    arguments = cases.list_of([0.25, 1, 0.5], [1, 1, 0], 2)
    figure = cases.ranked_lists.picture(arguments, (torch.tensor(0.75),), (torch.tensor(0.5),))
    (ax,) = figure.axes
    assert dots(ax, GREEN) == [(0.5, 1), (1, 0.667)]
    assert dots(ax, VERMILION) == [(0.5, 0.5)]
    across = {line.get_linestyle(): line.get_ydata()[0] for line in ax.lines[-2:]}
    assert across == {"-": 0.75, "--": 0.5}
    assert ax.get_title().startswith("package 0.75 solid, this one 0.5 dashed\n2 to find")


def test_a_list_of_nothing_is_drawn_too():
    arguments = cases.list_of([], [], 0)
    figure = cases.ranked_lists.picture(arguments, (torch.tensor(-1.0),), (torch.tensor(0.0),))
    assert "package -1 solid" in figure.axes[0].get_title()


def framed(ax, color):
    """Row and column of the framed numbers."""
    rgb = tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [
        (round(p.get_y() + 0.5), round(p.get_x() + 0.5))
        for p in ax.patches
        if p.get_edgecolor()[:3] == rgb and p.get_linewidth() == 3
    ]


def drawn(iou, wanted, given):
    answers = (torch.tensor(wanted),), (torch.tensor(given),)
    return cases.overlaps.picture(cases.overlaps_of(iou, 0.5), *answers).axes[0]


def test_both_matches_are_framed():
    ax = drawn([[0.75, 0.5], [0.625, 0]], [0, -1], [1, 0])
    assert (framed(ax, BLUE), framed(ax, VERMILION)) == ([(0, 0)], [(0, 1), (1, 0)])
    assert [text.get_text() for text in ax.texts] == ["0.75", "0.5", "0.625", "0"]
    assert "package [0, -1] solid, this one [1, 0] dashed" in ax.get_title()


def test_answers_that_point_nowhere_are_told_and_not_framed():
    ax = drawn([[0.75]], [0], [5, 0])
    assert framed(ax, VERMILION) == []
    assert "-1 is none, without a square" in ax.get_xlabel()
    assert "this one [5, 0] dashed" in ax.get_title()


def test_a_table_without_columns_is_drawn_too():
    assert "package [-1] solid, this one [0] dashed" in drawn([[]], [-1], [0]).get_title()
