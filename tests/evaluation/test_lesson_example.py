"""The six detections of lesson 13, whose numbers a pencil finds, and pycocotools too."""

import pytest

from tests.evaluation.reference import assert_same_numbers, pycocotools_numbers


def entry(x: float, y: float, side: float = 40, **more: float) -> dict:
    return {"image_id": 1, "category_id": 1, "bbox": [x, y, side, side], **more}


PLACES = ((10, 10), (60, 10), (10, 60), (60, 60))
TRUTH = {
    "images": [{"id": 1}],
    "categories": [{"id": 1}],
    "annotations": [entry(*p, id=i, area=1600, iscrowd=0) for i, p in enumerate(PLACES, start=1)],
}
SIX = [
    entry(10, 10, score=0.95),
    entry(14, 12, score=0.9),
    entry(62, 10, score=0.8),
    entry(10, 66, score=0.7),
    entry(110, 90, 20, score=0.6),
    entry(70, 64, score=0.5),
]
AT_50 = (26 + 50 * 3 / 4 + 25 * 2 / 3) / 101


def ap(found: list[dict]) -> float:
    return assert_same_numbers(TRUTH, found, "bbox")["AP"]


def test_by_hand() -> None:
    numbers = assert_same_numbers(TRUTH, SIX, "bbox")
    # The fourth is too little from 0.75 on, the last one from 0.55 on; at 0.95 the first is left.
    at_55, at_75, at_95 = (26 + 50 * 3 / 4) / 101, (26 + 25 * 2 / 3) / 101, 26 / 101
    assert numbers["AP50"] == pytest.approx(AT_50)
    assert numbers["AP75"] == pytest.approx(at_75)
    assert numbers["AP"] == pytest.approx((AT_50 + 4 * at_55 + 4 * at_75 + at_95) / 10)
    assert [round(numbers[k], 4) for k in ("AP50", "AP75", "AP")] == [0.7937, 0.4224, 0.5256]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (SIX + [entry(200, 200, score=0.01)] * 50, 52.6),
        ([*SIX, entry(200, 200, score=0.99)], 35.4),
        ([d | {"score": d["score"] ** 3} for d in SIX], 52.6),
        ([d for d in SIX if d["score"] > 0.65], 50.9),
        ([d for d in SIX if d["score"] != 0.9], 62.4),
    ],
    ids=["fifty low ones", "one high one", "scores cubed", "a cut", "no duplicate"],
)
def test_what_moves_it(found: list[dict], expected: float) -> None:
    assert round(100 * ap(found), 1) == expected


def test_corners_taken_for_sizes() -> None:
    corners = [d | {"bbox": [x, y, x + w, y + h]} for d in SIX for x, y, w, h in [d["bbox"]]]
    assert round(100 * ap(corners), 1) == 7.7


def test_ids_from_zero() -> None:
    objects = [each | {"id": each["id"] - 1} for each in TRUTH["annotations"]]
    from_zero = TRUTH | {"annotations": objects}
    assert round(100 * pycocotools_numbers(from_zero, SIX, "bbox")[0], 1) == 17.3
