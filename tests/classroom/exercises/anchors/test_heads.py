"""The exhibit that no exercise asks for: right with one anchor a cell, elsewhere with three."""

import torch

from mrcnn_edu.classroom.exercises.anchors.museum.heads import flattened_without_turning
from mrcnn_edu.layers.rpn import RPNHead


def said(anchors):
    torch.manual_seed(0)
    head, feature_map = RPNHead(4, anchors), torch.rand(2, 4, 3, 2)
    return head(feature_map), flattened_without_turning(head, feature_map)


def test_scores_of_one_anchor_a_cell_are_right():
    (wanted, _), (got, _) = said(1)
    assert torch.equal(got, wanted)


def test_with_three_the_same_numbers_stand_elsewhere():
    for wanted, got in zip(*said(3), strict=True):
        assert got.shape == wanted.shape
        assert torch.equal(got.flatten(1).sort().values, wanted.flatten(1).sort().values)
        assert not torch.equal(got, wanted)
