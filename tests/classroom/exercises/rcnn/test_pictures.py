"""What a picture of a wrong answer about R-CNN shows."""

import pytest
import torch

from mrcnn_edu.classroom.exercises.rcnn import cases


def test_the_pair_whose_deltas_differ():
    arguments = cases.objects_of([[0, 0, 4, 4], [2, 0, 6, 4]], [[0, 0, 4, 4]] * 2)
    wanted = torch.tensor([[0, 0, 0, 0], [0.5, 0, 0, 0]])
    picture = cases.objects_and_proposals.picture(arguments, (wanted,), (2 * wanted,))
    (ax,) = picture.axes
    assert len(ax.patches) >= 2
    assert ax.get_title() == (
        "proposals[1] dashed, boxes[1] solid\npackage 0.5, 0, 0, 0\nthis one 1, 0, 0, 0"
    )


@pytest.mark.parametrize(("wrong", "boxes"), [(6.0, 3), (torch.inf, 2)])
def test_a_moved_proposal_unless_it_has_no_end(wrong, boxes):
    arguments = cases.deltas_of([[0, 0, 9, 0]], [[0, 0, 4, 4]])
    wanted = torch.tensor([[-123.0, 0, 127, 4]])
    given = torch.tensor([[-wrong, 0, wrong, 4]])
    (ax,) = cases.deltas_and_proposals.picture(arguments, (wanted,), (given,)).axes
    assert len(ax.patches) == boxes
    assert "package solid: -123, 0, 127, 4" in ax.get_title()
    assert f"this one dotted: {-wrong:g}, 0, {wrong:g}, 4" in ax.get_title()


def test_negatives_on_a_line():
    arguments = cases.negatives_of([-2.0, 1, -1.125], [0], -1, -1.2)
    answers = (torch.tensor([1]),), (torch.tensor([1, 2, 7]),)  # 7 is no negative
    (ax,) = cases.scored_negatives.picture(arguments, *answers).axes
    filled = [line for line in ax.lines if line.get_fillstyle() == "full"]
    marks = [list(line.get_xdata()) for line in filled if line.get_marker() == "o"]
    assert marks == [[-2], [1], [1, -1.125]]
    assert ax.get_title() == "package [1], this one [1, 2, 7]"


def test_a_crop_with_its_context():
    arguments = cases.crop_of([[1, 2], [3, 4]], [0, 0, 2, 2], 4, 1)
    wanted, given = torch.zeros(4, 4), torch.ones(4, 4)
    left, *crops = cases.boxes_to_warp.picture(arguments, (wanted,), (given,)).axes
    assert [ax.get_title() for ax in crops] == ["package", "this one"]
    assert "dashed: all that the crop shows" in left.get_title()
    assert left.get_xlim() == pytest.approx((-1.7, 2.7))  # a pixel further than the image
