"""Why detections are wrong and objects not found: by hand, then what holds of any file."""

from collections import Counter

import numpy as np
import pytest

from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.evaluation.error_reasons import explain_errors
from tests.evaluation.random_data import random_data
from tests.evaluation.small_files import a_detection, a_file, an_object

SQUARE, FAR = [0, 0, 10, 10], [50, 50, 10, 10]
THIRD = [5, 0, 10, 10]  # IoU 50 / 150 with the square
TENTH = [0, 0, 10, 1]
LESS = [0, 0, 9, 1]  # IoU 0.09
CROWD = {"iscrowd": 1}
ERRORS = {"localisation", "class", "both", "duplicate", "background"}

BY_HAND = [
    pytest.param([an_object(SQUARE)], [a_detection(SQUARE, 1)], "correct", "found", id="right"),
    pytest.param([an_object(SQUARE)], [], "", "missed", id="missed"),
    pytest.param([], [a_detection(SQUARE, 1)], "background", "", id="an empty image"),
    pytest.param(
        [an_object(SQUARE)], [a_detection(FAR, 1)], "background", "missed", id="elsewhere"
    ),
    pytest.param(
        [an_object(SQUARE)], [a_detection(SQUARE, 1, image=2)], "background", "missed", id="image"
    ),
    pytest.param(
        [an_object(SQUARE)], [a_detection(LESS, 1)], "background", "missed", id="below 0.1"
    ),
    pytest.param(
        [an_object(SQUARE)], [a_detection(TENTH, 1)], "localisation", "localisation", id="just 0.1"
    ),
    pytest.param(
        [an_object(SQUARE)], [a_detection(THIRD, 1)], "localisation", "localisation", id="beside"
    ),
    pytest.param(
        [an_object(SQUARE)], [a_detection([0, 0, 10, 5], 1)], "correct", "found", id="just 0.5"
    ),
    pytest.param([an_object(SQUARE)], [a_detection(SQUARE, 1, 2)], "class", "class", id="class"),
    pytest.param([an_object(SQUARE)], [a_detection(THIRD, 1, 2)], "both", "missed", id="both"),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(SQUARE, 0.8), a_detection(SQUARE, 0.9)],
        "duplicate correct",
        "found",
        id="a duplicate: the less sure one",
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(SQUARE, 0.9), a_detection(THIRD, 0.8), a_detection(SQUARE, 0.95, 2)],
        "correct localisation class",
        "found",
        id="an object that was found stays found",
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(THIRD, 0.8), a_detection(SQUARE, 0.9, 2)],
        "localisation class",
        "class",
        id="the surest error explains the object",
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(THIRD, 0.9), a_detection(SQUARE, 0.8, 2)],
        "localisation class",
        "localisation",
        id="the surest error, the other way round",
    ),
    pytest.param(
        [an_object(SQUARE, 2), an_object(SQUARE, 1)],
        [a_detection(THIRD, 1)],
        "localisation",
        "missed localisation",
        id="overlapped alike: the one of its class",
    ),
    pytest.param(
        [an_object(SQUARE, 2), an_object([0, 0, 9, 10], 1)],
        [a_detection(THIRD, 1)],
        "both",
        "missed missed",
        id="the one overlapped most, of whatever class",
    ),
    pytest.param(
        [an_object(SQUARE, **CROWD)],
        [a_detection([0, 0, 5, 5], 1), a_detection([0, 0, 5, 5], 1, 2)],
        "ignored background",
        "ignored",
        id="a crowd, and one of another class in it",
    ),
    pytest.param(
        [an_object(SQUARE, 9)], [a_detection(SQUARE, 1, 9)], "ignored", "ignored", id="unlisted"
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(FAR, 0.9)] * 100 + [a_detection(SQUARE, 0.1)],
        " ".join(["background"] * 100 + ["ignored"]),
        "missed",
        id="the hundred and first",
    ),
]


@pytest.mark.parametrize(("objects", "detections", "of_detections", "of_objects"), BY_HAND)
def test_by_hand(objects: list, detections: list, of_detections: str, of_objects: str) -> None:
    found = explain_errors(a_file(*objects), detections, "bbox")
    names = [" ".join(reason.name for reason in reasons) for reasons in found]
    assert names == [of_detections, of_objects]


def test_a_reason_says_what_it_is_about() -> None:
    objects = [an_object(FAR), an_object(SQUARE), an_object(FAR, 2)]
    detections = [a_detection(THIRD, 0.8), a_detection(FAR, 0.9), a_detection(LESS, 0.7, 3)]
    of_detections, of_objects = explain_errors(a_file(*objects), detections, "bbox")
    assert of_detections == [
        ("localisation", 1, pytest.approx(1 / 3)),
        ("correct", 0, 1.0),
        ("background", -1, 0.0),
    ]
    assert of_objects == [
        ("found", 1, 1.0),
        ("localisation", 0, pytest.approx(1 / 3)),
        ("missed", -1, 0.0),
    ]


def test_other_thresholds() -> None:
    truth, detections = a_file(an_object(SQUARE)), [a_detection(THIRD, 1)]
    for foreground, background, name in ((0.3, 0.1, "correct"), (0.9, 0.4, "background")):
        reasons, _ = explain_errors(
            truth, detections, "bbox", foreground=foreground, background=background
        )
        assert [reason.name for reason in reasons] == [name]


@pytest.mark.parametrize(
    ("thresholds", "message"),
    [
        ({"foreground": 1.5}, r"foreground must be in \[0, 1\], got 1.5"),
        ({"background": -1}, r"background must be in \[0, 1\], got -1"),
        ({"foreground": 0.2, "background": 0.4}, "must not be above foreground, got 0.4 and 0.2"),
    ],
)
def test_wrong_thresholds(thresholds: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        explain_errors(a_file(), [], "bbox", **thresholds)


def test_wrong_files_are_refused_before_anything_else_is_done() -> None:
    with pytest.raises(TypeError, match="ground_truth must be a COCO dict"):
        explain_errors(["a"], [], "bbox")
    with pytest.raises(TypeError, match="detections must be a list"):
        explain_errors(a_file(), None, "bbox")


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("iou_type", ["bbox", "segm", "keypoints"])
def test_what_holds_of_any_file(iou_type: str, seed: int) -> None:
    truth, detections = random_data(seed, iou_type)
    of_detections, of_objects = explain_errors(truth, detections, iou_type)
    assert len(of_detections) == len(detections)
    assert len(of_objects) == len(truth["annotations"])
    assert {r.name for r in of_detections} <= ERRORS | {"correct", "ignored"}
    assert {r.name for r in of_objects} <= {"found", "ignored", "missed", "localisation", "class"}
    for d, reason in enumerate(of_detections):
        assert (reason.other == -1) == (reason.name in ("ignored", "background"))
        if reason.name == "correct":
            assert of_objects[reason.other] == ("found", d, reason.iou)
            assert reason.iou >= 0.5
        if reason.name == "duplicate":
            assert of_objects[reason.other].name == "found"
        if reason.name in ("localisation", "class"):
            assert of_objects[reason.other].name not in ("missed", "ignored")
    counts = [Counter(r.name for r in reasons) for reasons in (of_detections, of_objects)]
    assert counts[0]["correct"] == counts[1]["found"]


@pytest.mark.parametrize("seed", range(20))
def test_found_objects_are_the_recall_at_an_iou_of_a_half(seed: int) -> None:
    truth, detections = random_data(seed, "keypoints")
    truth["categories"] = truth["categories"][:1]
    of_objects = explain_errors(truth, detections, "keypoints")[1]
    counted = [reason.name for reason in of_objects if reason.name != "ignored"]
    expected = np.mean([name == "found" for name in counted]) if counted else -1
    assert evaluate_coco(truth, detections, "keypoints")["AR50"] == expected
