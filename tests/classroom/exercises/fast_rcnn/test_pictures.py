"""What a picture of a wrong answer about Fast R-CNN shows."""

import pytest
import torch

from mrcnn_edu.classroom.exercises.fast_rcnn import cases


def test_what_each_proposal_is_called_and_how_many_are_drawn():
    arguments = cases.proposals_of([[0.75], [0.25], [0]], [3], 4, 0.25, 0.125)
    wanted = torch.tensor([3, 0, -1]), torch.tensor([1, 1])
    given = torch.tensor([3, -1, -1]), torch.tensor([1, 0])
    (ax,) = cases.proposals_to_draw.picture(arguments, wanted, given).axes
    assert [bar.get_height() for bar in ax.patches] == [0.75, 0.25, 0]
    assert [text.get_text() for text in ax.texts] == ["3", "0, not -1", "-1"]
    assert [line.get_ydata()[0] for line in ax.lines] == [0.5, 0.125]
    assert ax.get_title() == "to draw: package [1, 1], this one [1, 0]"


def test_both_products_and_the_sizes_of_their_matrices():
    arguments = cases.layer_of([[3, 0], [0, 1]], 1)
    sizes = torch.tensor([1, 2, 2, 1])
    wanted, given = torch.tensor([[3.0, 0], [0, 0]]), torch.tensor([[3.0, 0], [0, 1]])
    figure = cases.layers_to_thin.picture(arguments, (wanted, sizes), (given, sizes))
    assert [ax.get_title() for ax in figure.axes] == ["package", "this one"]
    assert [text.get_text() for text in figure.axes[1].texts] == ["3", "0", "0", "1"]
    assert figure.get_suptitle().endswith("package (2, 1) · (1, 2), this one (2, 1) · (1, 2)")


@pytest.mark.parametrize(
    ("wanted", "given"), [(torch.ones(2, 9), torch.ones(2, 9)), (torch.ones(2, 2), torch.ones(1))]
)
def test_no_picture_of_what_is_too_large_or_of_another_shape(wanted, given):
    arguments, sizes = cases.layer_of([[1]], 1), torch.tensor([1, 1, 1, 1])
    assert cases.layers_to_thin.picture(arguments, (wanted, sizes), (given, sizes)) is None


def test_both_mirror_images_and_the_first_corner_of_each_box():
    arguments = cases.image_of([[1, 2, 3]], [[0, 0, 1, 1]])
    image = torch.tensor([[3.0, 2, 1]])
    answers = (image, torch.tensor([[2.0, 0, 3, 1]])), (image, torch.tensor([[3.0, 0, 2, 1]]))
    axes = cases.images_to_mirror.picture(arguments, *answers).axes
    assert [ax.get_title() for ax in axes] == [
        "package: [[2.0, 0.0, 3.0, 1.0]]",
        "this one: [[3.0, 0.0, 2.0, 1.0]]",
    ]
    dots = [line for ax in axes for line in ax.lines if line.get_marker() == "o"]
    assert [list(line.get_xdata()) for line in dots] == [[2], [3]]
