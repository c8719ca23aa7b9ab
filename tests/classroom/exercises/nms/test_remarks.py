"""What is said where two lists of kept boxes look alike."""

import pytest
import torch

from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.exercises import table
from mrcnn_edu.classroom.exercises.nms.pictures import order_of_boxes
from mrcnn_edu.ops.nms import nms


@pytest.mark.parametrize(
    ("scores", "wanted", "given", "keys"),
    [
        ([0.9, 0.9, 0.9], [0, 1, 2], [0, 2, 1], ["another_order", "equal_scores"]),
        ([0.9, 0.8, 0.7], [0, 1, 2], [0, 2, 1], ["another_order"]),
        ([0.9, 0.8, 0.7], [0, 1], [0, 2], []),
        ([0.9, 0.8, 0.7], [0, 1], [0], []),
        ([0.9, 0.8, 0.7], [0], [], []),
    ],
)
def test_only_another_order_of_the_same_boxes_is_told(scores, wanted, given, keys):
    arguments = {"scores": torch.tensor(scores)}
    words = order_of_boxes(arguments, (torch.tensor(wanted),), (torch.tensor(given),))
    assert [sentence.key for sentence in words] == keys


def test_forgetting_stable_is_told_in_words_and_drawn():
    def student(boxes, scores, iou_threshold):
        queue = scores.argsort(descending=True)
        return queue[nms(boxes[queue], -torch.arange(len(queue)).float(), iou_threshold)]

    verdict = check(student, table.nms)
    assert "have equal scores: the lower index goes first" in str(verdict)
    package, yours = verdict.picture().axes
    assert package.get_title() != yours.get_title()
    colours = [[patch.get_edgecolor() for patch in ax.patches] for ax in (package, yours)]
    assert colours[0] != colours[1]
