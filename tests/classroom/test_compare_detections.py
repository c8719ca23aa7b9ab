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
