"""What a picture of a wrong answer about keypoints shows."""

import pytest
import torch

from mrcnn_edu.classroom.exercises.keypoints import cases
from mrcnn_edu.classroom.exercises.keypoints.examples import peak


@pytest.mark.parametrize("cells", [4, 56])
def test_a_map_and_both_points(cells):
    arguments = cases.maps_of([[peak(cells, 0, 0), peak(cells, 2, 1)]], [[10, 20, 18, 28]])
    wanted = torch.tensor([[[11.0, 21], [13, 25]]])
    given = torch.tensor([[[11.0, 21], [12, 24]]])
    left, right = cases.maps_and_boxes.picture(arguments, (wanted,), (given,)).axes
    assert left.get_title() == "maps[0, 1], highest in row 2, column 1"
    told = [text.get_text() for text in right.get_legend().get_texts()]
    assert told == ["package (13, 25)", "this one (12, 24)"]
    assert right.yaxis_inverted()


def test_both_poses_without_what_is_not_labelled():
    person = [[10, 10, 2], [0, 0, 0], [12, 14, 1]]
    arguments = cases.poses_of([[11, 10], [90, 90], [12, 16]], person, 25, [0.5] * 3)
    (ax,) = cases.poses.picture(arguments, (torch.tensor(0.97),), (torch.tensor(0.5),)).axes
    assert [text.get_text() for text in ax.texts] == ["0", "2"]
    assert "area 25, package 0.97, this one 0.5" in ax.get_title()
    assert ax.get_xlim()[1] < 20


def test_a_mirror_and_the_joint_that_differs():
    arguments = cases.mirror_of([[[1, 3, 2], [7, 4, 1]]], (1, 0), 10)
    wanted = torch.tensor([[[3.0, 4, 1], [9, 3, 2]]])
    given = torch.tensor([[[3.0, 4, 1], [3, 4, 1]]])
    axes = cases.mirrors.picture(arguments, (wanted,), (given,)).axes
    assert [ax.get_title() for ax in axes] == [
        "image: keypoint 1 is (7, 4, 1)",
        "package: keypoint 1 is (9, 3, 2)",
        "this one: keypoint 1 is (3, 4, 1)",
    ]
