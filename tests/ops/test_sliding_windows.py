"""Sliding windows, and how many boxes there are."""

import pytest
import torch

from mrcnn_edu.ops.sliding_windows import count_boxes, sliding_windows


@pytest.mark.parametrize(
    ("size", "number"),
    [
        pytest.param((1, 1), 1, id="one pixel"),
        pytest.param((1, 3), 6, id="three of one, two of two, one of three"),
        pytest.param((2, 2), 9, id="3 times 3"),
        pytest.param((303, 384), 3_404_459_520, id="the coins"),
    ],
)
def test_how_many_boxes_there_are(size, number):
    assert count_boxes(size) == number


CASES = [
    pytest.param((4, 4), [4], [1], 0.5, [[0, 0, 4, 4]], id="one that fills it"),
    pytest.param((4, 4), [5], [1], 0.5, [], id="too large"),
    pytest.param((2, 5), [2], [1], 0.5, [[x, 0, x + 2, 2] for x in range(4)], id="in a row"),
    pytest.param((5, 2), [2], [1], 0.5, [[0, y, 2, y + 2] for y in range(4)], id="in a column"),
    pytest.param((4, 4), [2], [4], 1, [[x, 0, x + 1, 4] for x in range(4)], id="high and narrow"),
    pytest.param((4, 4), [2], [0.25], 1, [[0, y, 4, y + 1] for y in range(4)], id="wide and low"),
    pytest.param((3, 5), [2], [1], 1, [[0, 0, 2, 2], [2, 0, 4, 2]], id="what is left over is left"),
    pytest.param((2, 2), [2, 1], [1], 1, [[0, 0, 2, 2], [0, 0, 1, 1], [1, 0, 2, 1],
                                         [0, 1, 1, 2], [1, 1, 2, 2]], id="side after side"),
]  # fmt: skip


@pytest.mark.parametrize(("size", "sides", "ratios", "step", "wanted"), CASES)
def test_by_hand(size, sides, ratios, step, wanted):
    found = sliding_windows(size, sides, ratios=ratios, step=step)
    assert torch.equal(found, torch.tensor(wanted, dtype=torch.float32).view(-1, 4))


def test_windows_keep_their_area_and_stay_inside():
    windows = sliding_windows((303, 384), [32, 50], ratios=(0.5, 1, 2))
    width, height = (windows[:, 2:] - windows[:, :2]).T
    assert sorted({round(float(a)) for a in width * height}) == [1024, 2500]
    assert sorted({round(float(r), 3) for r in height / width}) == [0.5, 1, 2]
    assert windows.min() >= 0
    assert (windows[:, 2:] <= torch.tensor([384.001, 303.001])).all()


def test_a_window_that_ends_at_the_border_is_not_lost_to_rounding():
    # From 0 to 0.9 in steps of 0.02 there are 46 places; in a computer 0.9 / 0.02 is a little less.
    assert len(sliding_windows((1, 1), [0.1], ratios=[1], step=0.2)) == 46 * 46


def test_what_is_usual():
    usual = sliding_windows((12, 12), [4], ratios=(0.5, 1, 2), step=0.25)
    assert torch.equal(sliding_windows((12, 12), [4]), usual)


def test_errors():
    with pytest.raises(ValueError, match="sides must hold numbers above 0"):
        sliding_windows((4, 4), [])
    with pytest.raises(ValueError, match="step must be above 0"):
        sliding_windows((4, 4), [2], step=0)
    with pytest.raises(TypeError, match=r"size must be a tuple \(height, width\)"):
        count_boxes(4)
