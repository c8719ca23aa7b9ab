"""Our operators give torchvision's results, to the last bit, where torchvision is not installed.

``python -m tests.make_golden`` wrote the files with torchvision.
"""

import json
from collections import Counter

import pytest
import torch

from mrcnn_edu.ops import boxes, nms
from tests.ops import golden
from tests.ops.cases import BOX_OPERATORS, Case

OPERATORS = (*BOX_OPERATORS, "nms", "batched_nms")
ANSWERS = [
    answer for operator in OPERATORS for answer in golden.read(golden.GOLDEN / f"{operator}.json")
]


@pytest.mark.parametrize(("case", "expected"), [pytest.param(*a, id=a[0].name) for a in ANSWERS])
def test_result_is_torchvisions(case: Case, expected: torch.Tensor) -> None:
    golden.assert_identical(golden.call((boxes, nms), case), expected)


def test_files_hold_many_calls_of_every_operator_and_say_what_made_them() -> None:
    calls = Counter(case.operator for case, _ in ANSWERS)
    assert set(calls) == set(OPERATORS)
    assert min(calls.values()) >= 40
    for operator in OPERATORS:
        head = json.loads((golden.GOLDEN / f"{operator}.json").read_text())
        assert head["made_with"]["torchvision"].startswith("0.28")


@pytest.mark.parametrize(
    "value",
    [
        torch.tensor([0.1, -0.0, 1 / 3, 1e-45, 3.4e38, float("nan"), float("inf"), -float("inf")]),
        torch.tensor([[0.1, 1 / 3], [5e-324, 7.0]], dtype=torch.float64),
        torch.tensor([0.1, 65504, 6e-8], dtype=torch.float16),
        torch.tensor([0.1, 1 / 3, 3e38], dtype=torch.bfloat16),
        torch.tensor([2**53 + 1, -1]),
        torch.zeros(0, 4),
        torch.tensor([True, False]),
        0.3,
        (20, 30),
        ((1.0, 2), (3,)),
        "xyxy",
    ],
    ids=str,
)
def test_writing_and_reading_loses_nothing(value: object) -> None:
    again = golden.decode(json.loads(json.dumps(golden.encode(value))))
    if isinstance(value, torch.Tensor):
        golden.assert_identical(again, value)
        if value.is_floating_point():
            assert torch.equal(again.signbit(), value.signbit())
    else:
        assert again == value


def test_writing_and_reading_several_results_loses_nothing() -> None:
    values = (torch.tensor([0.1, float("nan")]), torch.tensor([True]))
    for again, value in zip(golden.decode(golden.encode(values)), values, strict=True):
        golden.assert_identical(again, value)


@pytest.mark.parametrize(
    "other",
    [
        torch.tensor([1.0, 2.0000002, float("nan")]),
        torch.tensor([1.0, 2.0, 3.0]),
        torch.tensor([1.0, 2.0]),
        torch.tensor([1.0, 2.0, float("nan")], dtype=torch.float64),
    ],
    ids=["last bit", "nan", "shape", "dtype"],
)
def test_comparison_sees(other: torch.Tensor) -> None:
    with pytest.raises(AssertionError):
        golden.assert_identical(other, torch.tensor([1.0, 2.0, float("nan")]))
