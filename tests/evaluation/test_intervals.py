"""The interval of a mean of few runs, by pencil and by scipy."""

import numpy as np
import pytest
from scipy import stats

from mrcnn_edu.evaluation.intervals import STUDENT, half_width


def test_students_table():
    expected = [stats.t.ppf(0.975, runs - 1) for runs in range(2, len(STUDENT) + 1)]
    assert STUDENT[1:] == pytest.approx(expected, abs=5e-4)
    assert STUDENT[0] == np.inf


@pytest.mark.parametrize(("spread", "runs", "half"), [(2.0, 4, 3.182), (0.0, 2, 0), (3, 9, 2.306)])
def test_by_pencil(spread, runs, half):
    assert half_width(spread, runs) == pytest.approx(half)


def test_of_several_at_once():
    assert half_width(np.array([2.0, 0.0, 4.0]), 4) == pytest.approx([3.182, 0, 6.364])


@pytest.mark.parametrize("runs", [0, 1, 21])
def test_too_few_or_too_many(runs):
    with pytest.raises(ValueError, match=f"runs must be from 2 to 20, got {runs}"):
        half_width(1.0, runs)
