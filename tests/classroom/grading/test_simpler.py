"""A case that goes wrong becomes a simple one that does, and no other."""

import pytest
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.grading import simpler
from mrcnn_edu.classroom.grading.simpler import TRIES, simplest

ROWS = st.lists(st.lists(st.integers(0, 99), min_size=2, max_size=2), max_size=5).map(
    lambda rows: {"rows": torch.tensor(rows, dtype=torch.float64).reshape(-1, 2)}
)
BEGIN = {"rows": torch.tensor([[88.0, 13], [4, 95], [7, 7]], dtype=torch.float64)}
NO_ROWS = {"rows": torch.zeros(0, 2, dtype=torch.float64)}


@pytest.mark.parametrize(
    ("is_wrong", "rows"),
    [
        (lambda rows: True, [[0, 0]]),  # none would be easier still, but tells less
        (lambda rows: len(rows) >= 2, [[0, 0], [0, 0]]),
        (lambda rows: bool((rows > 20).any()), [[0, 21]]),
        (lambda rows: len(rows) == 3 and rows[0, 0] == 88, BEGIN["rows"].tolist()),
    ],
)
def test_the_simplest_case_that_is_wrong(is_wrong, rows):
    found = simplest(ROWS, lambda case: is_wrong(case["rows"]), BEGIN, seed=1)["rows"].tolist()
    assert sorted(map(sorted, found)) == sorted(map(sorted, rows))


def test_a_case_without_rows_is_made_no_larger():
    assert simplest(ROWS, lambda case: len(case["rows"]) == 0, NO_ROWS, seed=1) is NO_ROWS


def test_no_more_than_so_many_are_tried():
    tried = []
    simplest(ROWS, lambda case: bool(tried.append(case)), BEGIN, seed=1)
    assert len(tried) <= TRIES
    tried.clear()
    simplest(ROWS, lambda case: tried.append(case) is None, BEGIN, seed=1)
    assert 0 < len(tried) <= TRIES


def test_when_its_time_is_over_it_tries_no_more(monkeypatch):
    monkeypatch.setattr(simpler, "SECONDS", -1)
    assert simplest(ROWS, lambda case: True, BEGIN, seed=1) is BEGIN
