"""Draws depend on the seed, and on nothing else."""

import sys
import types

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.grading.draws import draw, fingerprint

NUMBERS = st.fixed_dictionaries({"n": st.integers(0, 10**6)})


def test_no_two_cases_are_alike():
    drawn = draw(st.fixed_dictionaries({"n": st.integers(0, 30)}), 1, 20)
    assert len({case["n"] for case in drawn}) == 20


def test_of_a_strategy_that_knows_few_there_come_few():
    assert len(draw(st.fixed_dictionaries({"n": st.integers(1, 3)}), 1, 20)) == 3


def test_what_has_been_imported_changes_nothing(tmp_path, monkeypatch):
    """hypothesis takes constants from local modules, which change what it draws by itself."""
    before = draw(NUMBERS, 5, 50)
    path = tmp_path / "full_of_numbers.py"
    path.write_text(f"x = {list(range(1000, 2000))}")
    module = types.ModuleType("full_of_numbers")
    module.__file__ = str(path)
    monkeypatch.setitem(sys.modules, "full_of_numbers", module)
    assert draw(NUMBERS, 5, 50) == before


def test_another_seed_draws_others():
    first, second = draw(NUMBERS, 1, 20), draw(NUMBERS, 2, 20)
    assert first != second


def test_cases_with_the_same_numbers_of_another_type_or_shape_differ():
    one = torch.zeros(2, 2)
    others = [one.double(), one.long(), one.reshape(4), one.reshape(1, 4), (0.0, 0.0), 0.0, 0]
    assert len({fingerprint({"x": value}) for value in [one, *others]}) == 8
    assert fingerprint({"x": torch.zeros(2, 2)}) == fingerprint({"x": one})
    assert fingerprint({"x": torch.zeros(0, 4)}) != fingerprint({"x": torch.zeros(0, 2)})
