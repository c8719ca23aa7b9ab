"""Soft-NMS: numbers by hand, the slow version, and what holds of every result."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.ops.nms import nms, soft_nms
from mrcnn_edu.ops.slow import nms as slow
from tests.ops.golden import assert_identical
from tests.ops.nasty import falling, grid
from tests.ops.test_nms import THRESHOLD, scored_boxes

OPERATORS = pytest.mark.parametrize("operator", [soft_nms, slow.soft_nms], ids=["fast", "slow"])
METHODS = pytest.mark.parametrize("method", ["linear", "gaussian"])

# IoU: A and B 0.8, A and C 0.4, B and C 0.5.
ABC = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 8], [0, 0, 10, 4]])
BEST = 0.9
LINEAR_B, LINEAR_C = 0.8 * (1 - 0.8), 0.7 * (1 - 0.4)  # 0.16 and 0.42 after A: C goes before B
GAUSS_B, GAUSS_C = 0.8 * math.exp(-0.64 / 0.5), 0.7 * math.exp(-0.16 / 0.5)  # 0.22 and 0.51
CASES = [
    pytest.param({}, [0, 2, 1], [BEST, LINEAR_C, LINEAR_B * 0.5], id="linear: the order changes"),
    pytest.param({"iou_threshold": 0.45}, [0, 2, 1], [BEST, 0.7, LINEAR_B * 0.5], id="C is spared"),
    pytest.param({"iou_threshold": 0.5}, [0, 2, 1], [BEST, 0.7, LINEAR_B], id="0.5 is not above"),
    pytest.param({"iou_threshold": 1.0}, [0, 1, 2], [BEST, 0.8, 0.7], id="nothing is lowered"),
    pytest.param({"score_threshold": 0.1}, [0, 2], [BEST, LINEAR_C], id="B falls below 0.1"),
    pytest.param({"score_threshold": 0.95}, [], [], id="none is good enough"),
    pytest.param(
        {"method": "gaussian"},
        [0, 2, 1],
        [BEST, GAUSS_C, GAUSS_B * math.exp(-0.25 / 0.5)],
        id="gaussian",
    ),
    pytest.param(
        {"method": "gaussian", "sigma": 0.25, "iou_threshold": 1.0},
        [0, 2, 1],
        [BEST, 0.7 * math.exp(-0.64), 0.8 * math.exp(-2.56) * math.exp(-1)],
        id="gaussian knows no threshold, a small sigma lowers more",
    ),
]


@OPERATORS
@pytest.mark.parametrize(("options", "keep", "scores"), CASES)
def test_by_hand(operator, options: dict[str, object], keep: list[int], scores) -> None:
    kept, lowered = operator(ABC, torch.tensor([0.9, 0.8, 0.7]), **options)
    assert_identical(kept, torch.tensor(keep, dtype=torch.int64))
    torch.testing.assert_close(lowered, torch.tensor(scores), rtol=1e-6, atol=0)


@OPERATORS
@METHODS
def test_no_boxes(operator, method: str) -> None:
    kept, lowered = operator(torch.zeros(0, 4), torch.zeros(0), method=method)
    assert_identical(kept, torch.zeros(0, dtype=torch.int64))
    assert_identical(lowered, torch.zeros(0))


@OPERATORS
@METHODS
def test_a_score_of_exactly_the_threshold_stays_and_ties_go_by_index(operator, method) -> None:
    scores = torch.tensor([0.25, 0.5, 0.25, 0.125])
    kept, lowered = operator(grid(4), scores, method=method, score_threshold=0.25)
    assert kept.tolist() == [1, 0, 2]
    assert lowered.tolist() == [0.5, 0.25, 0.25]


@OPERATORS
@pytest.mark.parametrize("options", [{}, {"method": "gaussian", "sigma": 1e-3}], ids=str)
def test_copies_lowered_to_zero_are_each_taken_once(operator, options) -> None:
    # exp(-1 / 0.001) is 0 in float32, too. A box that was taken must never come back.
    kept, lowered = operator(
        grid(1).repeat(5, 1), torch.tensor([0.5, 0.6, 0.9, 0.8, 0.7]), score_threshold=0, **options
    )
    assert kept.tolist() == [2, 0, 1, 3, 4]
    torch.testing.assert_close(lowered, torch.tensor([0.9, 0, 0, 0, 0]), rtol=0, atol=1e-30)


@OPERATORS
def test_a_point_lowers_nothing(operator) -> None:
    kept, lowered = operator(torch.full((3, 4), 5.0), torch.tensor([0.7, 0.9, 0.8]))
    assert kept.tolist() == [1, 2, 0]
    torch.testing.assert_close(lowered, torch.tensor([0.9, 0.8, 0.7]))


@given(scored_boxes(), THRESHOLD, st.sampled_from([0.0, 1e-3, 0.1, 0.5]))
def test_linear_fast_is_slow(scored, iou_threshold: float, score_threshold: float) -> None:
    options = {"iou_threshold": iou_threshold, "score_threshold": score_threshold}
    kept, lowered = soft_nms(*scored, **options)
    slow_kept, slow_lowered = slow.soft_nms(*scored, **options)
    assert_identical(kept, slow_kept)
    assert_identical(lowered.float(), slow_lowered)


@pytest.mark.parametrize("seed", range(20))
@METHODS
def test_fast_is_slow_on_random_boxes(method: str, seed: int) -> None:
    g = torch.Generator().manual_seed(seed)
    corner = torch.rand(30, 2, generator=g, dtype=torch.float64) * 20
    boxes = torch.cat((corner, corner + 3 + torch.rand(30, 2, generator=g) * 12), dim=1)
    scores = torch.rand(30, generator=g, dtype=torch.float64)
    options = {"method": method, "sigma": 0.1 + 0.1 * seed, "iou_threshold": seed / 20}
    kept, lowered = soft_nms(boxes, scores, **options)
    slow_kept, slow_lowered = slow.soft_nms(boxes, scores, **options)
    assert_identical(kept, slow_kept)
    torch.testing.assert_close(lowered.float(), slow_lowered)  # two libraries' exp


@METHODS
@given(scored_boxes(), THRESHOLD)
def test_scores_fall_and_never_rise(
    method: str, scored: tuple[Tensor, Tensor], threshold: float
) -> None:
    boxes, scores = scored
    before = boxes.clone(), scores.clone()
    kept, lowered = soft_nms(
        boxes, scores, method=method, iou_threshold=threshold, score_threshold=0
    )
    assert sorted(kept.tolist()) == list(range(len(boxes)))
    assert (lowered.diff() <= 0).all()
    assert (lowered <= scores[kept]).all()
    assert (lowered >= 0).all()
    assert_identical(boxes, before[0])
    assert_identical(scores, before[1])


@given(scored_boxes(), THRESHOLD)
def test_what_nms_keeps_first_keeps_its_score(scored, threshold: float) -> None:
    boxes, scores = scored
    kept, lowered = soft_nms(boxes, scores, iou_threshold=threshold, score_threshold=0)
    first = nms(boxes, scores, threshold)[:1]
    assert_identical(kept[:1], first)
    assert_identical(lowered[:1], scores[first])


def test_iou_on_the_threshold_is_compared_as_in_nms() -> None:
    # The float32 nearest to 0.3 is above 0.3: this pair exceeds it, as float32 sees it.
    pair, scores = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 3]]), torch.tensor([1.0, 0.5])
    assert nms(pair, scores, 0.3).tolist() == [0]
    assert soft_nms(pair, scores, iou_threshold=0.3)[1].tolist() == pytest.approx([1, 0.35])
    assert soft_nms(pair.double(), scores, iou_threshold=0.3)[1].tolist() == [1, 0.5]


@METHODS
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64], ids=str)
def test_scores_keep_their_dtype(method: str, dtype: torch.dtype) -> None:
    scores = falling(3).to(dtype) / 4
    kept, lowered = soft_nms(ABC.to(dtype).requires_grad_(), scores.requires_grad_(), method=method)
    assert lowered.dtype == dtype
    assert not lowered.requires_grad
    expected = soft_nms(ABC, falling(3) / 4, method=method)
    assert_identical(kept, expected[0])
    torch.testing.assert_close(lowered.float(), expected[1], rtol=0.02, atol=0)
