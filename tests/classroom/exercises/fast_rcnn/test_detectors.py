"""The two exhibits that no exercise asks for: boxes that fly off, and deltas of another class."""

import torch

from mrcnn_edu.classroom.exercises.fast_rcnn.museum.detectors import (
    loss_of_the_predicted_class,
    saved_without_weights,
)
from mrcnn_edu.layers.box_head import BOX_WEIGHTS
from mrcnn_edu.ops.box_coding import decode_boxes, encode_boxes


def test_a_box_encoded_and_decoded_is_not_back_in_its_place():
    box, proposal = torch.tensor([[0.0, 0, 10, 10]]), torch.tensor([[1.0, 0, 11, 10]])
    deltas = encode_boxes(box, proposal, BOX_WEIGHTS)  # -0.1 of the width, times 10
    torch.testing.assert_close(decode_boxes(deltas, proposal, BOX_WEIGHTS), box)
    torch.testing.assert_close(
        saved_without_weights(deltas, proposal), torch.tensor([[-9.0, 0, 1, 10]])
    )


def test_the_winner_learns_in_place_of_the_true_class():
    deltas = torch.arange(24.0).reshape(2, 3, 4)
    logits = torch.tensor([[0.0, 0, 5], [0, 5, 0]])
    rows = loss_of_the_predicted_class(deltas, logits, torch.tensor([1, 1]))
    assert rows.tolist() == [[8, 9, 10, 11], [16, 17, 18, 19]]  # class 2, and 1 by luck
