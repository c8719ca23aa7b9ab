"""Which object of one detector is which of another's, and what is said of the rest."""

import pytest
import torch

from mrcnn_edu.classroom.compare_detections import compare, pair_up


def some(boxes, scores, labels=None):
    boxes = torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)
    return {
        "boxes": boxes,
        "scores": torch.tensor(scores),
        "labels": torch.tensor(labels or [1] * len(boxes)),
    }


TWO = some([[0, 0, 10, 10], [20, 0, 30, 10]], [0.9, 0.8])


@pytest.mark.parametrize(
    ("yours", "pairs", "same"),
    [
        (some([[20, 0, 30, 10], [0, 0, 10, 10]], [0.8, 0.9]), {0: 1, 1: 0}, [0, 1]),
        (some([[0, 0, 10, 9], [0, 0, 10, 10]], [0.95, 0.9]), {1: 0}, [1]),
        (some([[0, 0, 10, 9], [0, 0, 10, 8]], [0.9, 0.8]), {0: 0}, []),
        (some([[0, 0, 10, 10], [0, 0, 10, 9.9]], [0.7, 0.9]), {1: 0}, [1]),
        (some([[0, 0, 10, 10]], [0.9], [2]), {0: 0}, []),
        (some([[0, 0, 10, 10]] * 2, [0.9, 0.9]), {0: 0}, [0]),
        (some([[40, 0, 50, 10]], [0.9]), {}, []),
        (some([], []), {}, []),
    ],
    ids=[
        "in another order",
        "the better fit is the partner",
        "one partner each",
        "the same before the better fit",
        "another class",
        "twice the same",
        "elsewhere",
        "none",
    ],
)
def test_each_of_yours_has_one_partner_at_most(yours, pairs, same) -> None:
    got_pairs, got_same = pair_up(TWO, yours)
    assert (got_pairs, sorted(got_same)) == (pairs, same)


def test_boxes_without_area_have_no_partner_and_disturb_nobody() -> None:
    package = some([[5, 5, 5, 5], [0, 0, 10, 10]], [0.9, 0.8])
    yours = some([[7, 7, 7, 7], [0, 0, 10, 10]], [0.9, 0.8])
    assert pair_up(package, yours) == ({1: 1}, [1])


def test_a_box_twice_is_not_found_again_twice() -> None:
    twice = some([[0, 0, 10, 10]] * 2, [0.9, 0.9])
    assert "2 objects, and 1 of the 2" in repr(compare(TWO, twice, "f"))
    assert "2 objects, and 1 of the 2" in repr(compare(twice, TWO, "f"))
    assert compare(twice, twice, "f").passed


def test_what_is_nearly_the_same_is_told() -> None:
    yours = some([[20, 1, 30, 10], [0, 0, 12, 10], [40, 0, 50, 10]], [0.8, 0.9, 0.7])
    wanted = "of the package's boxes: 2, with an IoU of at least 0.833 and corners at most 2.0 "
    assert wanted in str(compare(TWO, yours, "f").notes[1])
    assert len(compare(TWO, some([[0, 0, 10, 10]], [0.9]), "f").notes) == 1  # the same, or lost


def with_masks(found, *boxes):
    """The same, with masks that fill boxes of whole pixels."""
    masks = torch.zeros(len(boxes), 1, 10, 40)
    for mask, (x1, y1, x2, y2) in zip(masks, boxes, strict=True):
        mask[0, y1:y2, x1:x2] = 0.9
    return {**found, "masks": masks}


@pytest.mark.parametrize(
    ("masks", "same", "note"),
    [
        pytest.param([(0, 0, 10, 10), (20, 0, 30, 10)], 2, None, id="the same"),
        pytest.param(
            [(0, 0, 10, 10), (21, 0, 31, 10)], 1, "IoU of 0.82 with the package's, and on", id="off"
        ),
        pytest.param(
            [(0, 0, 5, 10), (20, 0, 30, 5)], 0, "on average 0.50 times its area", id="too small"
        ),
        pytest.param([(0, 0, 0, 0), (20, 0, 30, 10)], 1, "IoU of 0.00 with", id="no pixel"),
    ],
)
def test_the_same_boxes_with_other_masks_are_other_objects(masks, same: int, note: str) -> None:
    package = with_masks(TWO, (0, 0, 10, 10), (20, 0, 30, 10))
    verdict = compare(package, with_masks(TWO, *masks), "my_paste")
    assert verdict.passed == (same == 2)
    if note:
        assert f"and {same} of the 2" in repr(verdict)
        assert note in str(verdict.notes[-1])


def test_masks_without_a_pixel_are_the_same() -> None:
    nothing = with_masks(TWO, (0, 0, 0, 0), (0, 0, 0, 0))
    assert compare(nothing, nothing, "my_paste").passed
    assert compare(nothing, TWO, "my_paste").passed  # where one has no masks, boxes alone count
