"""A learner's function in a detector: every way it can end is told, and drawn where it can be."""

import inspect
import time

import numpy as np
import pytest
import torch
from torch import nn

from mrcnn_edu.classroom.exercises.nms.museum import nms as nms_museum
from mrcnn_edu.classroom.in_detector import detect, draw_beside, readable, try_in_detector
from mrcnn_edu.ops.nms import nms
from tests.classroom.test_compare_detections import TWO, some

GREY = np.full((40, 60), 51, dtype=np.uint8)
BOXES = torch.tensor(
    [[1.0, 1, 11, 11], [1, 1, 11, 12], [30, 1, 40, 11], [30, 1, 40, 12], [0, 0, 1, 1]]
)
SCORES = torch.tensor([0.8, 0.9, 0.7, 0.6, 0.4])


class Detector(nn.Module):
    """Finds the same boxes in every image, and thins them out by the function given."""

    class_names = ("background", "coin")

    def __init__(self, function) -> None:
        super().__init__()
        self.function = function

    def forward(self, images):
        assert not self.training
        self.seen = images[0]
        keep = self.function(BOXES, SCORES, 0.5)
        masks = torch.ones(len(keep), 1, 40, 60)
        labels = torch.ones(len(keep), dtype=torch.int64)
        return [{"boxes": BOXES[keep], "labels": labels, "scores": SCORES[keep], "masks": masks}]


def never(boxes, scores, iou_threshold):
    while True:
        time.sleep(0.01)


def with_list(boxes, scores, iou_threshold):
    return nms(boxes, scores, iou_threshold).tolist()


def with_numpy(boxes, scores, iou_threshold):
    return nms(boxes, scores, iou_threshold).numpy()


def not_begun(boxes, scores, iou_threshold): ...


def keeps_all(boxes, scores, iou_threshold):
    return scores.argsort(descending=True)


def keeps_none(boxes, scores, iou_threshold):
    return []


def divides(boxes, scores, iou_threshold):
    return 1 / 0


def words(boxes, scores, iou_threshold):
    return "box 1"


@pytest.mark.parametrize(
    ("function", "reason", "words"),
    [
        (nms, "passed", "With nms the detector finds the same 2 objects."),
        (with_list, "passed", "the same 2 objects"),
        (with_numpy, "passed", "the same 2 objects"),
        (
            keeps_all,
            "wrong value",
            "finds 4 objects, and 2 of the 2 that it finds with the package",
        ),
        (nms_museum.nms_worst_first, "wrong value", "boxes with the nearest: 0.91"),
        (keeps_none, "wrong value", "finds 0 objects, and 0 of the 2"),
        (nms_museum.nms_worst_first, "wrong value", "finds 2 objects, and 0 of the 2"),
        (not_begun, "not begun", "Write your function"),
        (divides, "raised", "divides raised ZeroDivisionError: division by zero"),
        (words, "wrong type", "words returns"),
        (never, "too slow", "never is right or wrong, but too slow: after 0.3 s it was not done"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_every_ending_is_told(function, reason: str, words: str) -> None:
    verdict = try_in_detector(
        function, nms, Detector, GREY, seconds=0.3 if function is never else 9
    )
    assert verdict.reason == reason
    assert words in repr(verdict)


def test_an_error_is_told_with_the_learners_line() -> None:
    assert str(try_in_detector(divides, nms, Detector, GREY).notes[0]).endswith("return 1 / 0")
    assert try_in_detector(not_begun, nms, Detector, GREY).notes == ()


def test_both_answers_are_drawn_on_the_photograph() -> None:
    verdict = try_in_detector(keeps_all, nms, Detector, GREY)
    left, right = verdict.picture().axes
    assert (left.get_title(), right.get_title()) == (
        "the package: 2 objects",
        "keeps_all: 4 objects, 2 unmatched (dashed)",
    )
    assert [text.get_text() for text in left.texts] == ["coin 0.90", "coin 0.70"]
    assert corners(left) == [(1, 1, 11, 12), (30, 1, 40, 11)]
    everything = [(1, 1, 11, 12), (1, 1, 11, 11), (30, 1, 40, 11), (30, 1, 40, 12)]
    assert corners(right) == everything + everything[1::2]  # the last two are the dashes
    assert [patch.get_linestyle() for patch in right.patches] == ["-"] * 4 + ["--"] * 2
    assert "<img" in verdict._repr_mimebundle_()["text/html"]


def corners(ax):
    return [tuple(patch.get_bbox().extents.tolist()) for patch in ax.patches]


def test_an_object_has_one_colour_on_both_sides() -> None:
    yours = some([[60, 0, 70, 10], [20, 0, 30, 9], [0, 0, 10, 10]], [0.99, 0.8, 0.9])
    left, right = draw_beside(GREY, TWO, yours, "yours", None).axes
    first, second, lost = (patch.get_edgecolor() for patch in left.patches)
    nobody, second_again, first_again, *_ = (patch.get_edgecolor() for patch in right.patches)
    assert len({first, second, nobody}) == 3
    assert (first_again, second_again) == (first, second)
    assert lost == nobody == (1, 1, 1, 1)  # what has no equal is white
    assert corners(left)[2:] == [(20, 0, 30, 10)]
    assert corners(right)[3:] == [(60, 0, 70, 10), (20, 0, 30, 9)]


@pytest.mark.parametrize("image", [GREY, np.dstack([GREY] * 3)], ids=["grey", "colour"])
def test_the_detector_sees_colours_from_0_to_1(image) -> None:
    detector = Detector(nms)
    found = detect(detector.train(), image)
    assert detector.seen.shape == (3, 40, 60)
    assert detector.seen.unique().tolist() == pytest.approx([0.2])
    assert found["scores"].tolist() == pytest.approx([0.9, 0.7])  # 0.4 is not sure


def test_a_wrapped_function_keeps_the_arguments_that_a_detector_looks_at() -> None:
    def five(features, boxes, size, scale, ratio):
        return np.zeros((1, 2))

    wrapped = readable(five, lambda *_, **__: torch.ones(1, 2))
    assert len(inspect.signature(wrapped).parameters) == 5
    assert wrapped(1, 2, 3, 4, 5).dtype == torch.float32  # as the package's, where numpy has 64
    assert wrapped(1, 2, 3, 4, ratio=5).shape == (1, 2)
