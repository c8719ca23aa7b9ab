"""The COCO numbers: cases for a pencil, each also held to pycocotools, and wrong input."""

import copy
import math
from typing import Any

import numpy as np
import pytest

from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.evaluation.matching import match_detections
from tests.evaluation.reference import assert_same_numbers, pycocotools_numbers
from tests.evaluation.small_files import a_detection, a_file, an_object

SQUARE, APART, FAR = [0, 0, 10, 10], [50, 0, 10, 10], [0, 50, 10, 10]
HALF = [0, 0, 10, 5]  # IoU 0.5 with the square
SEVENTY = [0, 0, 10, 7]  # IoU 0.7: right at 0.50, 0.55, 0.60, 0.65 and 0.70
CROWD = {"iscrowd": 1}

# Objects, detections and some of the numbers.
BY_HAND = [
    pytest.param([], [], {"AP": -1, "AR_100": -1}, id="nothing"),
    pytest.param([], [a_detection(SQUARE, 0.9)], {"AP": -1, "AR_100": -1}, id="no object"),
    pytest.param([an_object(SQUARE)], [], {"AP": 0, "AP_small": 0, "AP_large": -1}, id="missed"),
    pytest.param([an_object(SQUARE)], [a_detection(SQUARE, 0.1)], {"AP": 1, "AR_1": 1}, id="found"),
    pytest.param(
        [an_object(SQUARE)], [a_detection(HALF, 0.9)], {"AP": 0.1, "AP50": 1}, id="IoU just 0.5"
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(SEVENTY, 0.9)],
        {"AP": 0.5, "AP50": 1, "AP75": 0, "AR_100": 0.5},
        id="IoU just 0.7",
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(SQUARE, 0.9), a_detection(SQUARE, 0.8)],
        {"AP": 1},
        id="a duplicate after the object costs nothing",
    ),
    pytest.param(
        [an_object(SQUARE), an_object(APART)],
        [a_detection(SQUARE, 0.9), a_detection(SQUARE, 0.8), a_detection(APART, 0.7)],
        {"AP": (51 + 50 * 2 / 3) / 101, "AR_1": 0.5, "AR_10": 1},
        id="a duplicate before the second object",
    ),
    pytest.param(
        [an_object(SQUARE), an_object(APART)],
        [a_detection(SQUARE, 0.9)],
        {"AP": 51 / 101, "AR_100": 0.5},  # 0.00 to 0.50 are 51 of the 101 levels of recall
        id="one of two",
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(FAR, 0.9), a_detection(SQUARE, 0.8)],
        {"AP": 0.5, "AR_1": 0},
        id="background first",
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(FAR, 0.8), a_detection(SQUARE, 0.8)],
        {"AP": 0.5},
        id="a tie: the first in the list is first",
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(SQUARE, 0.8), a_detection(FAR, 0.8)],
        {"AP": 1},
        id="the same tie the other way round",
    ),
    pytest.param(
        [an_object(SQUARE, image=2)],
        [a_detection(SQUARE, 0.8, image=2), a_detection(FAR, 0.8, image=1)],
        {"AP": 0.5},
        id="a tie between images: the lower id is first",
    ),
    pytest.param(
        [an_object(SQUARE), an_object(SQUARE, category=2)],
        [a_detection(SQUARE, 0.9)],
        {"AP": 0.5},
        id="the mean over classes, one of them without objects",
    ),
    pytest.param(
        [an_object(SQUARE, image=1)], [a_detection(SQUARE, 0.9, image=2)], {"AP": 0}, id="elsewhere"
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(FAR, 0.95, category=9), a_detection(SQUARE, 0.9)],
        {"AP": 1},
        id="a detection of a class that is not listed",
    ),
    pytest.param(
        [an_object(SQUARE, **CROWD)], [a_detection(SQUARE, 0.9)], {"AP": -1}, id="only a crowd"
    ),
    pytest.param(
        [an_object(SQUARE), an_object([40, 0, 60, 60], **CROWD)],
        [a_detection([60, 0, 10, 10], 0.95)] * 3 + [a_detection(SQUARE, 0.9)],
        {"AP": 1, "AR_1": 0, "AR_10": 1},
        id="in a crowd as many as one likes, though they count as detections",
    ),
    pytest.param(
        [an_object(SQUARE), an_object([40, 0, 60, 60], **CROWD)],
        [a_detection([35, 0, 10, 10], 0.95), a_detection(SQUARE, 0.9)],
        {"AP": (1 + 9 * 0.5) / 10, "AP50": 1, "AP75": 0.5},
        id="half in a crowd",
    ),
    pytest.param(
        [an_object(SQUARE, **CROWD), an_object(SEVENTY)],
        [a_detection(SQUARE, 0.9)],
        {"AP": 0.5},
        id="an object before a crowd, though the crowd fits better",
    ),
    pytest.param(
        [an_object(SQUARE), an_object([50, 50, 40, 40])],
        [a_detection([50, 50, 40, 40], 0.95), a_detection(SQUARE, 0.9)],
        {"AP": 1, "AP_small": 1, "AP_medium": 1, "AR_small": 1},
        id="a medium one does not disturb the small one",
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection([50, 50, 40, 40], 0.95), a_detection(SQUARE, 0.9)],
        {"AP": 0.5, "AP_small": 1, "AP_medium": -1},
        id="a false alarm counts only in its own range of area",
    ),
    pytest.param(
        [an_object(SQUARE, area=32**2)],
        [a_detection(SQUARE, 0.9)],
        {"AP_small": 1, "AP_medium": 1, "AP_large": -1},
        id="small and medium at once",
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(FAR, 0.9)] * 100 + [a_detection(SQUARE, 0.1)],
        {"AP": 0, "AR_100": 0},
        id="the hundred and first",
    ),
    pytest.param(
        [an_object(SQUARE)],
        [a_detection(FAR, 0.9)] * 99 + [a_detection(SQUARE, 0.1)],
        {"AP": 0.01, "AR_10": 0, "AR_100": 1},
        id="the hundredth",
    ),
    pytest.param(
        [an_object(SQUARE), an_object(SQUARE)],
        [a_detection(SQUARE, 0.9), a_detection(SQUARE, 0.9)],
        {"AP": 1},
        id="two objects at one place",
    ),
]


@pytest.mark.parametrize(("objects", "detections", "expected"), BY_HAND)
def test_by_hand(objects: list, detections: list, expected: dict[str, float]) -> None:
    numbers = assert_same_numbers(a_file(*objects), detections, "bbox")
    assert {name: numbers[name] for name in expected} == pytest.approx(expected, rel=1e-12)


def test_names_stand_in_the_order_of_pycocotools() -> None:
    sizes = ["small", "medium", "large"]
    boxes = ["AP", "AP50", "AP75", *(f"AP_{s}" for s in sizes), "AR_1", "AR_10", "AR_100"]
    empty = a_file()
    for iou_type in ("bbox", "segm"):
        assert list(evaluate_coco(empty, [], iou_type)) == [*boxes, *(f"AR_{s}" for s in sizes)]
    poses = ["AP", "AP50", "AP75", "AP_medium", "AP_large", "AR", "AR50", "AR75"]
    assert list(evaluate_coco(empty, [], "keypoints")) == [*poses, "AR_medium", "AR_large"]
    assert all(type(number) is float for number in evaluate_coco(empty, [], "bbox").values())


def test_the_annotation_with_id_0_which_pycocotools_does_not_find() -> None:
    objects, detections = [an_object(SQUARE)], [a_detection(SQUARE, 0.9)]
    ours = {i: evaluate_coco(a_file(*objects, first_id=i), detections, "bbox") for i in (0, 1)}
    assert ours[0] == ours[1]
    assert ours[0]["AP"] == pytest.approx(1)
    # If this fails, pycocotools has been mended: the docstring of evaluate_coco shall say so.
    assert pycocotools_numbers(a_file(*objects, first_id=0), detections, "bbox")[0] == 0


def test_images_and_classes_with_id_0() -> None:
    truth = a_file(an_object(SQUARE, category=0, image=0))
    truth["images"].append({"id": 0})
    truth["categories"].append({"id": 0})
    assert assert_same_numbers(truth, [a_detection(SQUARE, 1, 0, 0)], "bbox")["AP"] > 0.99


def test_without_a_single_class_or_image() -> None:
    empty = {"images": [], "annotations": [], "categories": []}
    assert set(evaluate_coco(empty, [], "segm").values()) == {-1}


def pose(x: float, flag: int) -> list[float]:
    """All keypoints at one place."""
    return [x, 5.0, flag] * 17


@pytest.mark.parametrize(
    ("flag", "x", "area", "found"),
    # Four pixels off, the similarity is 0.69: enough for four of the ten thresholds.
    [(2, 5, 2000, 1.0), (1, 5, 2000, 1.0), (2, 9, 2000, 0.4), (2, 9, 10**5, 1.0)],
    ids=["there", "there, hidden", "4 pixels off", "4 pixels off, a large one"],
)
def test_poses_by_hand(flag: int, x: float, area: float, found: float) -> None:
    person = an_object(SQUARE, keypoints=pose(5, flag), num_keypoints=17, area=area)
    result = {k: person[k] for k in ("image_id", "category_id")}
    result |= {"keypoints": pose(x, 1), "score": 0.9}
    numbers = assert_same_numbers(a_file(person), [result], "keypoints")
    assert numbers["AR"] == pytest.approx(found)


def test_a_person_without_keypoints_is_ignored_but_found_within_its_doubled_box() -> None:
    blank = an_object(SQUARE, keypoints=pose(0, 0), num_keypoints=0, area=2000)
    person = an_object(APART, keypoints=pose(55, 2), num_keypoints=17, area=2000)
    result = {"image_id": 1, "category_id": 1}
    near = result | {"keypoints": pose(20, 1), "score": 0.9}
    right = result | {"keypoints": pose(55, 1), "score": 0.8}
    numbers = assert_same_numbers(a_file(blank, person), [near, right], "keypoints")
    assert numbers["AP"] == pytest.approx(1)
    outside = result | {"keypoints": pose(30, 1), "score": 0.9}
    numbers = assert_same_numbers(a_file(blank, person), [outside, right], "keypoints")
    assert numbers["AP"] == pytest.approx(0.5)


def test_a_mask_with_a_box_beside_it_has_the_area_of_the_box() -> None:
    polygon = [[0, 0, 0, 10, 10, 10, 10, 0]]
    runs = {"size": [100, 100], "counts": [5000, 10, 4990]}
    truth = a_file(an_object(SQUARE, segmentation=polygon, area=100))
    square = {"size": [100, 100], "counts": [0, *[10, 90] * 9, 10, 9090]}
    right = {"image_id": 1, "category_id": 1, "segmentation": square, "score": 0.8}
    wrong = {"image_id": 1, "category_id": 1, "segmentation": runs, "score": 0.9}
    alone = evaluate_coco(truth, [wrong, right], "segm")
    beside = evaluate_coco(truth, [wrong | {"bbox": [0, 0, 90, 90]}, right], "segm")
    assert alone["AP_small"] == pytest.approx(0.5)
    assert beside["AP_small"] == pytest.approx(1)
    assert alone["AP"] == beside["AP"]


@pytest.mark.parametrize(
    ("iou", "crowd", "ignored", "matches"),
    [
        ([[0.4]], [0], [0], [-1]),
        ([[0.5]], [0], [0], [0]),
        ([[0.6, 0.7]], [0, 0], [0, 0], [1]),
        ([[0.7, 0.7]], [0, 0], [0, 0], [1]),
        ([[0.6, 0.7]], [0, 0], [0, 1], [0]),
        ([[0.4, 0.7]], [0, 0], [0, 1], [1]),
        ([[0.7, 0.7, 0.7]], [0, 0, 0], [0, 0, 1], [1]),
        ([[0.9, 0.6], [0.8, 0.7], [0.9, 0.9]], [0, 0], [0, 0], [0, 1, -1]),
        ([[0.9], [0.8]], [0], [1], [0, -1]),
        ([[0.9], [0.8]], [1], [1], [0, 0]),
        ([[], []], [], [], [-1, -1]),
    ],
    ids=[
        "below",
        "just enough",
        "the better",
        "of equal ones the last",
        "not the ignored one",
        "the ignored one where no other fits",
        "of equal ones that count the last",
        "what is left, and nothing",
        "an ignored one is used up",
        "a crowd is not",
        "no objects",
    ],
)
def test_matching(iou: list, crowd: list, ignored: list, matches: list) -> None:
    flags = np.array(crowd, bool), np.array([ignored], bool)
    found = match_detections(np.array(iou, float), *flags, np.array([0.5]))
    assert found.tolist() == [[matches]]


TRUTH = a_file(an_object(SQUARE))
FOUND = [a_detection(SQUARE, 0.9)]


def without(field: str) -> dict[str, Any]:
    truth = copy.deepcopy(TRUTH)
    del truth["annotations"][0][field]
    return truth


@pytest.mark.parametrize(
    ("truth", "detections", "iou_type", "error", "message"),
    [
        (TRUTH, FOUND, "box", ValueError, "iou_type must be one of 'bbox', 'segm', 'keypoints'"),
        ("a.json", FOUND, "bbox", TypeError, r"ground_truth must be a COCO dict, got str.*json"),
        ({"images": []}, FOUND, "bbox", ValueError, r"ground_truth lacks 'annotations'"),
        (TRUTH | {"images": [{}]}, FOUND, "bbox", ValueError, r"\['images'\]\[0\] lacks 'id'"),
        (
            TRUTH,
            FOUND[0],
            "bbox",
            TypeError,
            r"detections must be a list of COCO results, got dict",
        ),
        (TRUTH, None, "bbox", TypeError, r"got NoneType.*for no detections \[\]"),
        (TRUTH, [0.5], "bbox", TypeError, r"detections\[0\] must be a dict, got 0.5"),
        (without("area"), FOUND, "bbox", ValueError, r"\['annotations'\]\[0\] lacks 'area'"),
        (without("bbox"), FOUND, "bbox", ValueError, "lacks 'bbox'"),
        (TRUTH, FOUND, "segm", ValueError, r"\['annotations'\]\[0\] lacks 'segmentation'"),
        (TRUTH, FOUND, "keypoints", ValueError, "lacks 'keypoints'"),
        (TRUTH, [*FOUND, {}], "bbox", ValueError, r"detections\[1\] lacks 'image_id'"),
        (TRUTH, [an_object(SQUARE)], "bbox", ValueError, r"detections\[0\] lacks 'score'"),
        (TRUTH, [a_detection(SQUARE, math.nan)], "bbox", ValueError, r"\['score'\] must be.*nan"),
        (TRUTH, [a_detection(SQUARE, 1, image=5)], "bbox", ValueError, "of image_id 5, which"),
        (TRUTH, [a_detection([0, 0, 9], 1)], "bbox", ValueError, r"4 finite numbers, got \[0, 0"),
        (TRUTH, [a_detection([0, 0, 9, math.nan], 1)], "bbox", ValueError, "4 finite numbers"),
        (TRUTH, [a_detection([0, 0, 9, "9"], 1)], "bbox", ValueError, r"detections\[0\]: 'bbox'"),
        (TRUTH, [a_detection(None, 1)], "bbox", ValueError, "4 finite numbers, got None"),
    ],
)
def test_wrong_input(
    truth: Any, detections: Any, iou_type: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        evaluate_coco(truth, detections, iou_type)


@pytest.mark.parametrize(
    ("segmentation", "error", "message"),
    [
        ("234N2", TypeError, r"\['annotations'\]\[0\]: segmentation must be a list of polygons or"),
        ([], ValueError, r"\[0\]: segmentation must hold at least one polygon, got \[\]"),
        ([[0, 0, 5, 5]], ValueError, r"at least three corners, got \[0, 0, 5, 5\]"),
        ([[0, 0, 5, 5, 5, 0, 3]], ValueError, "at least three corners"),
        ({"counts": [5]}, ValueError, r"an RLE needs 'size' and 'counts', got only \['counts'\]"),
        ({"size": [10, 10], "counts": [100]}, ValueError, r"\(100, 100\), got \[10, 10\]"),
        ({"size": [100, 100], "counts": [100]}, ValueError, r"100 \* 100 = 10000 pixels, got \[1"),
        ({"size": [100, 100], "counts": [10001, -1]}, ValueError, "from 0 up"),
        ({"size": [100, 100], "counts": []}, ValueError, "add up to"),
        ({"size": [100, 100], "counts": "0P"}, ValueError, "last digit, got '0P'"),
        ({"size": [100, 100], "counts": ""}, ValueError, "last digit, got ''"),
    ],
)
def test_wrong_masks(segmentation: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        evaluate_coco(a_file(an_object(SQUARE, segmentation=segmentation)), [], "segm")


def test_a_mask_needs_the_size_of_its_image() -> None:
    truth = a_file(an_object(SQUARE, segmentation=[[0, 0, 0, 9, 9, 9]]))
    truth["images"] = [{"id": 1}]
    with pytest.raises(ValueError, match=r"its image has no 'height' and 'width'; add them"):
        evaluate_coco(truth, [], "segm")
