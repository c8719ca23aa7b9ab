"""What R-CNN's three stages call the same proposals."""

import pytest
import torch

from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.region_labels import fine_tuning_labels, regression_pairs, svm_labels

# The coin, and two objects of 10 pixels.
COIN = torch.tensor([[189.0, 170.1, 236.6, 216.6]])
OBJECTS = torch.tensor([[0.0, 0.0, 10.0, 10.0], [100.0, 0.0, 110.0, 10.0]])


def test_the_hand_example():
    proposal, truth = torch.tensor([[20.0, 30, 60, 70]]), torch.tensor([[30.0, 30, 60, 80]])
    assert float(box_iou(proposal, truth)) == pytest.approx(1200 / 1900)
    which, deltas = regression_pairs(proposal, truth)
    assert which.tolist() == [0]
    assert deltas[0].tolist() == pytest.approx([0.125, 0.125, -0.2877, 0.2231], abs=5e-5)


def test_the_coin_in_three_stages():
    """Two boxes of selective search: one of IoU 0.683, one of 0.566."""
    boxes = torch.tensor([[185.0, 168, 227, 219], [207, 168, 237, 214]])
    iou = box_iou(boxes, COIN)[:, 0]
    assert [round(value, 2) for value in iou.tolist()] == [0.68, 0.57]
    assert fine_tuning_labels(boxes, COIN, torch.tensor([4])).tolist() == [4, 4]
    assert regression_pairs(boxes, COIN)[0].tolist() == [0]
    assert svm_labels(iou, torch.tensor([False, False])).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("height", "band", "label"),
    [
        pytest.param(5, 0.0, 7, id="half: positive"),
        pytest.param(4.99, 0.0, 0, id="less than half"),
        pytest.param(1, 0.1, 0, id="a tenth is in the band"),
        pytest.param(0.99, 0.1, -1, id="less than a tenth is not"),
        pytest.param(0.99, 0.0, 0, id="without a band it is background"),
    ],
)
def test_fine_tuning(height, band, label):
    """A box as wide as the object, of 10 pixels: its IoU is its height over 10."""
    box = torch.tensor([[100.0, 0.0, 110.0, height]])
    found = fine_tuning_labels(box, OBJECTS, torch.tensor([3, 7]), background_from=band)
    assert found.tolist() == [label]


def test_without_objects_there_is_background_alone():
    boxes, none = torch.ones(2, 4), torch.zeros(0, 4)
    assert fine_tuning_labels(boxes, none, torch.zeros(0).long()).tolist() == [0, 0]
    assert fine_tuning_labels(boxes, none, torch.zeros(0), background_from=0.1).tolist() == [-1, -1]
    which, deltas = regression_pairs(boxes, none)
    assert (len(which), deltas.shape) == (0, (0, 4))


def test_a_regressor_has_the_object_that_a_proposal_overlaps_most():
    proposals = torch.tensor([[100.0, 0, 110, 9], [0, 0, 10, 6], [0, 0, 10, 6.01]])
    which, deltas = regression_pairs(proposals, OBJECTS)
    assert which.tolist() == [0, 2]
    assert torch.allclose(deltas[0, [0, 2]], torch.zeros(2), atol=1e-6)
