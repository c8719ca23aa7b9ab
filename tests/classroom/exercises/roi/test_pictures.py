"""What a picture of a wrong answer about a feature map shows."""

import pytest
import torch

from mrcnn_edu.classroom.exercises.roi import cases as roi_cases
from mrcnn_edu.views.plots import BLUE, VERMILION

PEAK = torch.tensor([[0.0, 0, 0], [0, 16, 0], [0, 0, 0]])


def texts(ax):
    return [text.get_text() for text in ax.texts]


def marked(ax):
    """Row and column of the bin with the thick frame."""
    (frame,) = [patch for patch in ax.patches if patch.get_linewidth() == 4]
    return round(frame.get_y() + 0.5), round(frame.get_x() + 0.5)


def dots(ax, color):
    """The points x, y drawn in one colour."""
    return [
        point
        for line in ax.lines
        if line.get_color() == color and line.get_marker() == "o"
        for point in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]


def aligned_arguments(**changes):
    arguments = {
        "features": PEAK,
        "box": torch.tensor([1.0, 1, 5, 5]),
        "output_size": 2,
        "spatial_scale": 0.5,
        "sampling_ratio": 2,
        "aligned": False,
    }
    return arguments | changes


RIGHT, WRONG = torch.tensor([[9, 1.5], [1.5, 0.25]]), torch.tensor([[9, 1.5], [1.6, 5]])


def test_point_that_differs_most_is_ringed_and_both_values_told():
    y, x = torch.tensor([0.0, 0.5]), torch.tensor([1.0, 1.5])
    wanted, given = torch.tensor([0.0, 4.0]), torch.tensor([0.1, 8.0])
    arguments = {"features": PEAK, "y": y, "x": x}
    (ax,) = roi_cases.points_on_a_map.picture(arguments, (wanted,), (given,)).axes
    assert dots(ax, BLUE) == [(1, 0), (1.5, 0.5)]
    assert dots(ax, VERMILION) == [(1.5, 0.5)]
    assert ax.get_title() == "at the ring: package 4, this one 8"
    assert ax.yaxis_inverted()


def test_cells_of_the_bin_that_differs_most_are_hatched():
    # Three cells a side in two bins: the second takes rows 1 and 2, columns 1 and 2.
    features = torch.arange(16.0).reshape(4, 4)
    arguments = {"features": features, "box": torch.tensor([0.0, 0, 4, 4])}
    arguments |= {"output_size": 2, "spatial_scale": 0.5}
    wanted, given = torch.tensor([[5.0, 6], [9, 10]]), torch.tensor([[5.0, 6], [9, 0]])
    figure = roi_cases.one_box_on_a_map.picture(arguments, (wanted,), (given,))
    map_, package, this_one = figure.axes
    hatched = [patch for patch in map_.patches if patch.get_hatch()]
    corners = {(patch.get_x(), patch.get_y()) for patch in hatched}
    assert corners == {(0.5, 0.5), (1.5, 0.5), (0.5, 1.5), (1.5, 1.5)}
    assert texts(map_) == [str(number) for number in range(16)]
    assert (texts(package), texts(this_one)) == (["5", "6", "9", "10"], ["5", "6", "9", "0"])
    assert marked(package) == marked(this_one) == (1, 1)


def test_no_cell_is_hatched_for_a_bin_off_the_map():
    arguments = {"features": PEAK, "box": torch.tensor([7.0, 7, 8, 8])}
    arguments |= {"output_size": 1, "spatial_scale": 1.0}
    figure = roi_cases.one_box_on_a_map.picture(
        arguments, (torch.zeros(1, 1),), (torch.ones(1, 1),)
    )
    assert not any(patch.get_hatch() for patch in figure.axes[0].patches)
    assert figure.axes[0].get_xlim()[1] > 8  # the box is seen all the same


@pytest.mark.parametrize(
    ("changes", "samples"),
    [
        ({}, {(1.75, 1.75), (2.25, 1.75), (1.75, 2.25), (2.25, 2.25)}),
        ({"aligned": True}, {(1.25, 1.25), (1.75, 1.25), (1.25, 1.75), (1.75, 1.75)}),
        ({"sampling_ratio": 1}, {(2, 2)}),
        ({"box": torch.tensor([1.0, 0, 5, 2]), "sampling_ratio": 1}, {(2, 0.75)}),
        ({"sampling_ratio": -1}, {(2, 2)}),
        ({"box": torch.tensor([1.0, 1, 2, 2]), "sampling_ratio": 1}, {(1.25, 1.25)}),
    ],
)
def test_samples_of_the_bin_that_differs_most_are_large(changes, samples):
    arguments = aligned_arguments(**changes)
    figure = roi_cases.one_box_to_align.picture(arguments, (RIGHT,), (WRONG,))
    map_, package, this_one = figure.axes
    assert map_.get_title() == "large dots: where the package\nsamples the marked bin"
    assert set(dots(map_, BLUE)) == samples
    assert len(dots(map_, "#767676")) == 4 * len(samples)
    assert marked(package) == marked(this_one) == (1, 1)


def test_region_is_drawn_where_the_samples_lie():
    half_a_cell = aligned_arguments(box=torch.tensor([2.0, 2, 3, 3]))
    outlines = {}
    for aligned in (False, True):
        half_a_cell["aligned"] = aligned
        ax = roi_cases.one_box_to_align.picture(half_a_cell, (RIGHT,), (WRONG,)).axes[0]
        (outline,) = [patch for patch in ax.patches if patch.get_linewidth() == 2]
        outlines[aligned] = outline.get_xy(), outline.get_width(), outline.get_height()
    assert outlines == {False: ((1, 1), 1, 1), True: ((0.5, 0.5), 0.5, 0.5)}


def test_nan_differs_more_than_anything():
    given = RIGHT.clone()
    given[0, 1], given[1, 0] = torch.nan, 1000
    figure = roi_cases.one_box_to_align.picture(aligned_arguments(), (RIGHT,), (given,))
    assert marked(figure.axes[2]) == (0, 1)


def test_of_many_boxes_the_one_that_differs_most_is_drawn():
    maps = torch.stack((torch.zeros(2, 3, 3), torch.stack((PEAK, PEAK + 1))))
    rois = torch.tensor([[0.0, 0, 0, 2, 2], [1, 1, 1, 5, 5]])
    rest = {"output_size": 2, "spatial_scale": 0.5, "sampling_ratio": 2, "aligned": False}
    wanted = torch.stack((RIGHT, RIGHT + 1)).expand(2, 2, 2, 2)
    given = wanted.clone()
    given[1, 1, 0, 1] += 3
    arguments = {"input": maps, "boxes": rois, **rest}
    figure = roi_cases.boxes_to_align.picture(arguments, (wanted,), (given,))
    assert figure.get_suptitle() == "image 1, channel 1, box 1"
    map_, package, this_one = figure.axes
    assert texts(map_) == ["1", "1", "1", "1", "17", "1", "1", "1", "1"]
    assert (texts(package)[1], texts(this_one)[1]) == ("2.5", "5.5")
    assert marked(this_one) == (0, 1)
