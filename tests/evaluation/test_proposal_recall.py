"""Recall and average best overlap of proposals, by hand."""

import math

import pytest
import torch

from mrcnn_edu.evaluation.proposal_recall import average_best_overlap, best_overlaps, recall_at

SQUARE, FAR = (0, 0, 10, 10), (50, 50, 60, 60)
HALF, SEVEN, NINE = (0, 0, 10, 5), (0, 0, 10, 7), (0, 0, 9, 10)  # IoU with SQUARE 0.5, 0.7, 0.9

CASES = [
    pytest.param([SQUARE], [HALF], 0.5, None, 1, id="just as much is enough"),
    pytest.param([SQUARE], [HALF], 0.51, None, 0, id="a little less is not"),
    pytest.param([SQUARE], [SEVEN], 0.7, None, 1, id="0.7 is 0.7"),
    pytest.param([SQUARE, FAR], [NINE], 0.5, None, 0.5, id="one of two"),
    pytest.param([SQUARE, FAR], [NINE, SEVEN, HALF], 0.5, None, 0.5, id="objects, not proposals"),
    pytest.param([SQUARE], [FAR, FAR, NINE], 0.5, 2, 0, id="the third does not count"),
    pytest.param([SQUARE], [FAR, FAR, NINE], 0.5, 3, 1, id="now it does"),
    pytest.param([SQUARE], [NINE], 0.5, 9, 1, id="more than there are"),
    pytest.param([SQUARE], [NINE], 0.5, 0, 0, id="none of them"),
    pytest.param([SQUARE, SQUARE], [NINE], 0.5, None, 1, id="one proposal for two objects"),
    pytest.param([SQUARE], [], 0.5, None, 0, id="no proposals"),
    pytest.param([SQUARE], [], 0, None, 1, id="an IoU of 0 asks for nothing"),
    pytest.param([SQUARE, FAR, (0, 0, 10, 20)], [HALF, FAR], 0.5, None, 2 / 3, id="two of three"),
]


def boxes(rows):
    return torch.tensor(rows, dtype=torch.float32).view(-1, 4)


@pytest.mark.parametrize(("objects", "proposals", "iou", "n", "wanted"), CASES)
def test_recall(objects, proposals, iou, n, wanted):
    assert recall_at(boxes(objects), boxes(proposals), iou, n) == wanted


def test_best_overlaps():
    found = best_overlaps(boxes([SQUARE, FAR]), boxes([HALF, NINE, SEVEN]))
    assert found.tolist() == [0.9, 0]
    assert best_overlaps(boxes([SQUARE, FAR]), boxes([HALF, NINE, SEVEN]), n=1).tolist() == [0.5, 0]
    assert average_best_overlap(boxes([SQUARE, FAR]), boxes([HALF, NINE])) == 0.45
    assert average_best_overlap(boxes([SQUARE]), boxes([HALF, NINE]), n=1) == 0.5


def test_without_objects_there_is_nothing_to_find():
    assert math.isnan(recall_at(boxes([]), boxes([SQUARE]), 0.5))
    assert math.isnan(average_best_overlap(boxes([]), boxes([])))
    assert best_overlaps(boxes([]), boxes([SQUARE])).shape == (0,)


def test_errors():
    with pytest.raises(ValueError, match=r"for one box use boxes\[None\]"):
        recall_at(torch.zeros(4), boxes([SQUARE]), 0.5)
    with pytest.raises(ValueError, match=r"iou must be in \[0, 1\], got 50"):
        recall_at(boxes([SQUARE]), boxes([SQUARE]), 50)
    with pytest.raises(ValueError, match="n must be from 0 up, got -1"):
        recall_at(boxes([SQUARE]), boxes([SQUARE]), 0.5, -1)
    with pytest.raises(TypeError, match="proposals must be floating point"):
        recall_at(boxes([SQUARE]), boxes([SQUARE]).long(), 0.5)
