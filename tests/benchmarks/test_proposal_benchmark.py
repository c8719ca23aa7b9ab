"""The benchmark of selective search, tried on a picture that takes no time."""

import torch

from benchmarks import proposals


def test_a_line_without_and_with_something_to_compare():
    image = torch.zeros(3, 30, 40, dtype=torch.uint8)
    image[:, 10:20, 10:30] = 255
    case = proposals.Case("small", image, torch.tensor([[10.0, 10, 30, 20]]), ("rgb",), (100,))
    ours = proposals.ours(case)
    alone = proposals.row(case, [ours], repeats=2)
    assert alone.startswith("| small | 0.")
    assert "| – | – | – |" in alone
    assert alone.endswith("| 1.00 |")
    beside = proposals.row(case, [ours, lambda: ours()[:0]], repeats=2)
    assert beside.endswith(" / 0 | 1.00 / 0.00 |")
    assert len(beside.split("|")) == len(alone.split("|")) == len(proposals.HEADINGS) + 2


def test_the_cases_are_pictures_with_objects():
    for case in proposals.cases():
        assert case.image.dtype is torch.uint8
        assert case.image.shape[0] == 3
        assert len(case.boxes) > 0
