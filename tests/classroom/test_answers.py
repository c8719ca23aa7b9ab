"""What counts as the same answer."""

import numpy as np
import pytest
import torch

from mrcnn_edu.classroom.answers import UnreadableError, find_difference, read_answer

FRACTIONS = (torch.tensor([[0.5, 0.25]]),)
INDICES = (torch.tensor([2, 0]),)


@pytest.mark.parametrize(
    "value",
    [
        [[0.5, 0.25]],
        ((0.5, 0.25),),
        np.array([[0.5, 0.25]]),
        [np.array([0.5, 0.25])],
        [[torch.tensor(0.5), 0.25]],
        np.array([[0.5, 0.25]], dtype=object),
        torch.tensor([[0.5, 0.25]], dtype=torch.float64, requires_grad=True),
    ],
)
def test_same_numbers_in_other_clothes(value):
    assert find_difference(read_answer(value, FRACTIONS), FRACTIONS) is None


def test_whole_numbers_may_stand_for_fractions():
    assert find_difference(read_answer([[1, 0]], FRACTIONS), (torch.tensor([[1.0, 0.0]]),)) is None


@pytest.mark.parametrize("like", [torch.zeros(0, 4), torch.zeros(0), torch.zeros(0, 3).long()])
def test_empty_list_fits_any_empty_shape(like):
    assert find_difference(read_answer([], (like,)), (like,)) is None


@pytest.mark.parametrize("empty", [torch.tensor([]), np.array([]), torch.zeros(0, 4)])
def test_no_numbers_in_one_axis_fit_any_empty_table(empty):
    expected = (torch.zeros(0, 4),)
    assert find_difference(read_answer(empty, expected), expected) is None


@pytest.mark.parametrize("empty", [torch.tensor([]), np.array([])])
def test_no_indices_are_whole_numbers_all_the_same(empty):
    none = (torch.zeros(0, dtype=torch.int64),)
    assert find_difference(read_answer(empty, none), none).reason == "wrong type"
    assert find_difference(read_answer([], none), none) is None


def test_empty_tensor_has_to_have_the_shape():
    difference = find_difference(read_answer(torch.zeros(0, 3), FRACTIONS), (torch.zeros(0, 4),))
    assert difference.reason == "wrong shape"


@pytest.mark.parametrize(
    ("value", "expected", "reason"),
    [
        ([[0.5, 0.2501]], FRACTIONS, "wrong value"),
        ([[0.5, float("nan")]], FRACTIONS, "wrong value"),
        ([[0.5], [0.25]], FRACTIONS, "wrong shape"),
        ([0, 2], INDICES, "wrong value"),
        ([2], INDICES, "wrong value"),
        ([[2, 0]], INDICES, "wrong shape"),
        ([2.0, 0.0], INDICES, "wrong type"),
        ([True, False], INDICES, "wrong type"),
        ([[True, False]], FRACTIONS, "wrong type"),
    ],
)
def test_reasons(value, expected, reason):
    assert find_difference(read_answer(value, expected), expected).reason == reason


@pytest.mark.parametrize(
    ("off_by", "dtype", "same"),
    [
        (3e-6, torch.float32, True),
        (3e-5, torch.float32, False),
        (3e-6, torch.float64, True),
        (3e-5, torch.float64, False),
        (5e-4, torch.float16, False),
        (4e-3, torch.bfloat16, False),
    ],
)
def test_room_for_rounding_is_that_of_float32(off_by, dtype, same):
    got = ((torch.tensor([[0.5]], dtype=torch.float64) + off_by).to(dtype),)
    assert (find_difference(got, (torch.tensor([[0.5]]),)) is None) == same


def test_second_result_is_compared_too():
    expected = (torch.tensor([0]), torch.tensor([0.5]))
    assert find_difference(read_answer(([0], [0.5]), expected), expected) is None
    assert find_difference(read_answer(([0], [0.4]), expected), expected).reason == "wrong value"


@pytest.mark.parametrize("value", [None, "ab", [[1], [1, 2]], [None], {0.5}, object(), 10**400])
def test_unreadable(value):
    with pytest.raises(UnreadableError, match="returns"):
        read_answer(value, FRACTIONS)


@pytest.mark.parametrize("value", [torch.zeros(2), [[0]], 5, ([0], [0.5], [1])])
def test_two_results_are_wanted(value):
    with pytest.raises(UnreadableError, match="where 2 results are wanted"):
        read_answer(value, (torch.tensor([0]), torch.tensor([0.5])))
