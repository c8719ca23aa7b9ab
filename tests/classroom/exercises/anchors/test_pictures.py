"""What a picture of a wrong answer about anchors shows."""

import torch

from mrcnn_edu.classroom.exercises.anchors import cases


def test_the_anchor_that_differs_most_and_the_points_of_all_cells():
    arguments = cases.map_of([4], [1], (2, 2), 8)
    wanted = torch.tensor([[-2.0, -2, 2, 2], [6, -2, 10, 2], [-2, 6, 2, 10], [6, 6, 10, 10]])
    given = wanted.clone()
    given[2, 0] -= 3
    (ax,) = cases.maps_to_fill.picture(arguments, (wanted,), (given,)).axes
    assert ax.get_title().startswith("anchor 2")
    (points,) = (line for line in ax.lines if line.get_marker() == "o")
    assert list(zip(*points.get_data(), strict=True)) == [(0, 0), (8, 0), (0, 8), (8, 8)]


def test_the_column_of_the_anchor_that_differs():
    arguments = cases.overlaps_of([[0.6, 0.5, 0.1], [0, 0.25, 0]], 0.7, 0.3, True)
    wanted, given = torch.tensor([0, 1, -1]), torch.tensor([0, -2, -1])
    (ax,) = cases.overlaps.picture(arguments, (wanted,), (given,)).axes
    assert ax.get_title() == "anchor 1: package object 1\nthis one ignored"
    marked = [patch.get_xy() for patch in ax.patches if patch.get_alpha() == 0.35]
    assert marked == [(0.5, -0.5), (0.5, 0.5)]


def test_no_picture_of_a_table_without_rows():
    arguments = cases.overlaps_of([], 0.7, 0.3, True)
    wanted = torch.tensor([-1, -1, -1])
    assert cases.overlaps.picture(arguments, (wanted,), (wanted + 1,)) is None


def test_both_lists_of_proposals_in_their_order():
    arguments = cases.read_of([[2, 2, 6, 6]] * 2, [[0, 0, 0, 0]] * 2, [0.9, 0.8], (10, 12), 5)
    wanted = torch.tensor([[2.0, 2, 6, 6]])
    given = torch.tensor([[2.0, 2, 6, 6], [2, 2, 6, 6]])
    axes = cases.maps_to_read.picture(arguments, (wanted,), (given,)).axes
    assert [ax.get_title() for ax in axes] == [
        "package: 1, best first",
        "this one: 2, best first",
    ]
    assert [text.get_text() for text in axes[1].texts] == ["image", "0", "1"]
