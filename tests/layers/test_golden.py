"""Our layers give torchvision's results where torchvision is not installed.

``python -m tests.layers.golden`` wrote the file with torchvision.
"""

from functools import cache

import pytest
import torch

from tests.layers import golden, twins

HELD = golden.read()
RESULTS = [(case, key) for case, of_case in HELD["cases"].items() for key in of_case]


@cache
def ours() -> dict[str, dict[str, dict]]:
    return golden.answers(twins.our_backbone, twins.our_transform)


@pytest.mark.parametrize(("case", "key"), RESULTS, ids=["-".join(names) for names in RESULTS])
def test_result_is_torchvisions(case: str, key: str) -> None:
    expected, found = HELD["cases"][case][key], ours()[case][key]
    assert found["shape"] == expected["shape"]
    largest = max(abs(number) for number in expected["numbers"])
    tolerance = 1e-10 if case.startswith("resnet") else 1e-6  # float64 there, float32 here
    numbers = (torch.tensor(of["numbers"], dtype=torch.float64) for of in (found, expected))
    torch.testing.assert_close(*numbers, rtol=0, atol=tolerance * largest)


def test_the_file_holds_all_cases_and_says_what_made_them() -> None:
    assert HELD["made_with"]["torchvision"].startswith("0.28")
    assert set(HELD["cases"]) == {f"resnet{d}" for d in twins.DEPTHS} | set(twins.BATCHES)
    assert {key for case, key in RESULTS if case == "resnet50"} == {"0", "1", "2", "3", "pool"}
    assert {key for case, key in RESULTS if case == "one"} >= {"batch", "boxes 0", "masks 0"}
    assert all(len(of_key["numbers"]) >= 3 for c in HELD["cases"].values() for of_key in c.values())
