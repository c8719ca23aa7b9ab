"""Greedy NMS: cases to check with a pencil, the slow version, and what holds of every result."""

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

import mrcnn_edu.ops.nms as fast
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.nms import batched_nms, nms
from mrcnn_edu.ops.slow import nms as slow
from mrcnn_edu.ops.slow.nms import who_removes_whom
from tests.ops.golden import assert_identical
from tests.ops.nasty import BLOCK_SIZES, chain, falling, grid, shuffle

Nms = Callable[[Tensor, Tensor, float], Tensor]
NAN = math.nan


def one_class(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """batched_nms, which with a single class must do what nms does."""
    return batched_nms(boxes, scores, torch.zeros(len(boxes), dtype=torch.int64), iou_threshold)


BY_HAND = pytest.mark.parametrize(
    "operator", [nms, slow.nms, one_class], ids=["fast", "slow", "one class"]
)

# Four boxes in a row, with ascending scores. Next to each other they share 8 of 12 (0.67), one
# further on 6 of 14 (0.43): D removes C, and C, being gone, cannot remove B.
A, B, C, D = [(6, 0, 16, 10), (4, 0, 14, 10), (2, 0, 12, 10), (0, 0, 10, 10)]
SQUARE, LOWER_HALF, FAR = (0, 0, 10, 10), (0, 5, 10, 10), (50, 50, 60, 60)

CASES = [
    pytest.param([A, B, C, D], [0.6, 0.7, 0.8, 0.9], 0.6, [3, 1], id="N1: D kept, C out, B kept"),
    pytest.param([A, B, C, D], [0.6, 0.7, 0.8, 0.9], 0.7, [3, 2, 1, 0], id="N1 at 0.7: all kept"),
    pytest.param([A, B, C, D], [0.6, 0.7, 0.8, 0.9], 0.4, [3, 0], id="N1 at 0.4: A shares 4 of 16"),
    pytest.param([SQUARE], [0.1], 0.0, [0], id="one box"),
    pytest.param([SQUARE, FAR], [0.1, 0.9], 0.0, [1, 0], id="apart: all kept, best first"),
    pytest.param([SQUARE, (10, 0, 20, 10)], [0.9, 0.1], 0.0, [0, 1], id="touching is no overlap"),
    pytest.param([SQUARE, (9, 9, 19, 19)], [0.9, 0.1], 0.0, [0], id="any overlap counts at 0"),
    pytest.param([SQUARE, SQUARE], [0.9, 0.1], 0.99, [0], id="identical"),
    pytest.param([SQUARE, SQUARE], [0.1, 0.9], 1.0, [1, 0], id="at 1 nothing is removed"),
    pytest.param([SQUARE, LOWER_HALF], [0.9, 0.1], 0.5, [0, 1], id="IoU 0.5 is not above 0.5"),
    pytest.param([SQUARE, LOWER_HALF], [0.9, 0.1], 0.4999, [0], id="IoU 0.5 is above 0.4999"),
    pytest.param([SQUARE] * 4, [0.5, 0.5, 0.5, 0.5], 0.5, [0], id="equal scores: lowest index"),
    pytest.param([FAR, SQUARE, SQUARE, FAR], [1, 2, 2, 1], 0.5, [1, 0], id="two pairs of ties"),
    pytest.param([SQUARE, SQUARE], [-0.9, -0.1], 0.5, [1], id="negative scores"),
    pytest.param([(5, 5, 5, 5)] * 3, [1, 2, 3], 0.0, [2, 1, 0], id="points: IoU is undefined"),
    pytest.param([(5, 5, 5, 5), SQUARE], [1, 2], 0.0, [1, 0], id="a point inside"),
    pytest.param([(-9, -9, -1, -1), (-9, -8, -1, -1)], [1, 2], 0.8, [1], id="negative coordinates"),
]


@BY_HAND
@pytest.mark.parametrize(("boxes", "scores", "threshold", "kept"), CASES)
def test_by_hand(operator: Nms, boxes, scores, threshold: float, kept: list[int]) -> None:
    boxes, scores = torch.tensor(boxes, dtype=torch.float32), torch.tensor(scores).float()
    assert_identical(operator(boxes, scores, threshold), torch.tensor(kept))


@BY_HAND
def test_no_boxes(operator: Nms) -> None:
    kept = operator(torch.zeros(0, 4), torch.zeros(0), 0.5)
    assert_identical(kept, torch.zeros(0, dtype=torch.int64))


def test_nan_scores_go_first_and_nan_boxes_remove_nothing() -> None:
    square = torch.tensor(SQUARE).float()
    same = square.repeat(3, 1)
    assert nms(same, torch.tensor([0.9, NAN, 0.5]), 0.5).tolist() == [1]
    same[0, 2] = NAN
    assert nms(same, torch.tensor([0.9, 0.8, 0.5]), 0.5).tolist() == [0, 1]
    twice = grid(300).repeat(2, 1)  # across blocks, too: the copies of others still go
    twice[0] = NAN
    assert nms(twice, falling(600), 0.5).tolist() == list(range(301))


@pytest.mark.parametrize("tenths", range(1, 10))
def test_iou_on_the_threshold_is_compared_as_real_numbers(tenths: int) -> None:
    # The IoU of k/10 is a float32, the threshold a float64. Neither is k/10 exactly, and which
    # is larger depends on k: the float32 nearest to 0.3 is above 0.3, that nearest to 0.7 below.
    pair = torch.tensor([[0, 0, 10, 10], [0, 0, 10, tenths]]).float()
    above = float(torch.tensor(tenths / 10)) > tenths / 10
    assert nms(pair, falling(2), tenths / 10).tolist() == ([0] if above else [0, 1])
    assert nms(pair.double(), falling(2), tenths / 10).tolist() == [0, 1]


def test_a_threshold_too_close_for_float32_still_counts() -> None:
    pair = torch.tensor([SQUARE, LOWER_HALF]).float()
    assert nms(pair, falling(2), 0.5 - 1e-12).tolist() == [0]
    assert nms(pair, falling(2), 0.5 + 1e-12).tolist() == [0, 1]


# Sizes around those of the blocks in which boxes are decided; the answers are known.
@pytest.mark.parametrize("n", BLOCK_SIZES)
def test_any_number_of_boxes(n: int) -> None:
    order = shuffle(n)
    scores = torch.empty(n)
    scores[order] = falling(n)
    assert_identical(nms(grid(n), scores, 0.0), order)
    assert_identical(nms(grid(1).repeat(n, 1), scores, 0.5), order[:1])
    assert_identical(nms(torch.cat((grid(n), grid(n))), falling(2 * n), 0.9), torch.arange(n))
    assert_identical(nms(chain(n), falling(n), 0.5), torch.arange(0, n, 2))
    assert_identical(nms(chain(n), falling(n).flip(0), 0.5), torch.arange(n - 1, -1, -2))


@pytest.mark.parametrize("size", [7, 40, 4096])
@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.7])
def test_as_on_a_gpu_in_large_blocks_and_asked_seldom(monkeypatch, size, threshold) -> None:
    g = torch.Generator().manual_seed(4)
    corner = torch.rand(150, 2, generator=g) * 40
    boxes = torch.cat(
        (
            corner,
            corner + 5 + torch.rand(150, 2, generator=g) * 15,
        ),
        dim=1,
    )
    boxes, scores = torch.cat((boxes, chain(90))), torch.rand(240, generator=g).mul(50).floor()
    idxs = torch.arange(240) % 3
    on_a_cpu = nms(boxes, scores, threshold), batched_nms(boxes, scores, idxs, threshold)
    monkeypatch.setattr(fast, "_asking_waits", lambda tensor: True)
    monkeypatch.setattr(fast, "BLOCK_OF_GPU", size)
    assert_identical(nms(boxes, scores, threshold), on_a_cpu[0])
    assert_identical(batched_nms(boxes, scores, idxs, threshold), on_a_cpu[1])


def test_a_long_chain_needs_many_rounds(monkeypatch) -> None:
    asked: list[Tensor] = []
    monkeypatch.setattr(fast, "_asking_waits", lambda tensor: True)
    equal = torch.equal
    monkeypatch.setattr(torch, "equal", lambda a, b: asked.append(a) or equal(a, b))
    assert_identical(nms(chain(90), falling(90), 0.5), torch.arange(0, 90, 2))
    assert len(asked) == math.ceil(90 / fast.ROUNDS_OF_GPU)  # instead of 90


def test_many_thousands_of_copies() -> None:
    n = 12_000
    copies = grid(3).repeat(n // 3, 1)
    scores = torch.zeros(n)
    scores[[n - 1, 7, 5001]] = torch.tensor([3.0, 2.0, 1.0])  # of the third, second, first square
    assert nms(copies, scores, 0.5).tolist() == [n - 1, 7, 5001]
    assert nms(copies, torch.ones(n), 0.5).tolist() == [0, 1, 2]


# Corners on a small grid of quarters, so that boxes overlap, tie and repeat often. In float64
# the fast and the slow version compute the same IoU to the last bit.
START = st.integers(-8, 8).map(lambda k: k / 4)
LENGTH = st.integers(0, 12).map(lambda k: k / 4)
SCORED_BOX = st.tuples(START, START, LENGTH, LENGTH, st.integers(0, 6))
THRESHOLD = st.sampled_from([0.0, 0.1, 0.25, 0.3, 1 / 3, 0.5, 0.7, 0.9, 1.0])


@st.composite
def scored_boxes(draw: st.DrawFn) -> tuple[Tensor, Tensor]:
    """Up to 14 boxes in float64 with scores that often tie."""
    rows = draw(st.lists(SCORED_BOX, max_size=14))
    numbers = torch.tensor(rows, dtype=torch.float64).reshape(-1, 5)
    corner, size, scores = numbers[:, :2], numbers[:, 2:4], numbers[:, 4] / 8
    return torch.cat((corner, corner + size), dim=1), scores


@given(scored_boxes(), THRESHOLD)
def test_fast_is_slow(scored: tuple[Tensor, Tensor], threshold: float) -> None:
    assert_identical(nms(*scored, threshold), slow.nms(*scored, threshold))


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.7])
def test_fast_is_slow_for_several_blocks(threshold: float) -> None:
    g = torch.Generator().manual_seed(3)
    corner = torch.rand(400, 2, generator=g, dtype=torch.float64) * 50
    boxes = torch.cat((corner, corner + 5 + torch.rand(400, 2, generator=g) * 15), dim=1)
    scores = (torch.rand(400, generator=g) * 100).floor()
    kept = slow.nms(boxes, scores, threshold)
    assert 10 < len(kept) < 390
    assert_identical(nms(boxes, scores, threshold), kept)


@given(scored_boxes(), THRESHOLD)
def test_kept_boxes_are_apart_and_removed_ones_have_a_better_one_over_them(
    scored: tuple[Tensor, Tensor], threshold: float
) -> None:
    boxes, scores = scored
    kept = nms(boxes, scores, threshold)
    overlapping = box_iou(boxes, boxes) > threshold
    assert not overlapping[kept][:, kept].triu(1).any()
    for removed in set(range(len(boxes))) - set(kept.tolist()):
        rivals = kept[overlapping[removed, kept]]
        assert (scores[rivals] >= scores[removed]).any()
    assert (scores[kept].diff() <= 0).all()


@given(scored_boxes(), THRESHOLD, st.randoms(use_true_random=False))
def test_result_does_not_depend_on_where_a_box_stands(scored, threshold: float, random) -> None:
    boxes, _ = scored
    scores = falling(len(boxes))  # without ties, which the order does break
    order = torch.tensor(random.sample(range(len(boxes)), len(boxes)), dtype=torch.int64)
    kept = order[nms(boxes[order], scores[order], threshold)]
    assert_identical(kept, nms(boxes, scores, threshold))


@given(scored_boxes(), THRESHOLD, st.tuples(START, START), st.sampled_from([0.125, 2.0, 64.0]))
def test_moving_and_scaling_change_nothing(scored, threshold: float, by, factor: float) -> None:
    boxes, scores = scored
    kept = nms(boxes, scores, threshold)
    assert_identical(nms(boxes + torch.tensor(by + by), scores, threshold), kept)
    assert_identical(nms(boxes * factor, scores * factor, threshold), kept)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64], ids=str)
def test_every_float_gives_the_result_of_float32(dtype: torch.dtype) -> None:
    boxes, scores = chain(60), falling(60)[shuffle(60)]
    expected = nms(boxes, scores, 0.5)
    assert_identical(nms(boxes.to(dtype), scores.to(dtype), 0.5), expected)
    assert_identical(nms(boxes.to(dtype), scores, 0.5), expected)
    assert_identical(nms(boxes, scores.to(dtype), 0.5), expected)


@pytest.mark.parametrize("operator", [nms, one_class])
def test_arguments_are_left_alone_and_may_be_strided_or_need_gradients(operator: Nms) -> None:
    boxes, scores = chain(9), falling(9)
    strided = boxes.T.contiguous().T.requires_grad_(), scores.repeat(2, 1).T[:, 0].requires_grad_()
    assert operator(*strided, 0.5).tolist() == [0, 2, 4, 6, 8]
    assert_identical(strided[0].detach(), boxes)
    assert_identical(strided[1].detach(), scores)


def test_who_removes_whom_names_the_first_winner_that_overlaps():
    boxes = torch.tensor([[0.0, 0, 4, 1], [1, 0, 5, 1], [2, 0, 6, 1], [9, 0, 10, 1]])
    scores = torch.tensor([0.7, 0.9, 0.8, 0.6])
    kept, remover = who_removes_whom(boxes, scores, 0.5, box_iou)
    assert kept.tolist() == [1, 3]
    assert remover == {0: 1, 2: 1}


def test_who_removes_whom_keeps_what_nms_keeps():
    boxes = torch.randint(0, 8, (40, 2), generator=torch.Generator().manual_seed(1)).float()
    boxes = torch.cat([boxes, boxes + 4], dim=1)
    scores = torch.arange(40) % 7 / 8
    kept, remover = who_removes_whom(boxes, scores, 0.25, box_iou)
    assert kept.tolist() == nms(boxes, scores, 0.25).tolist()
    assert sorted([*kept.tolist(), *remover]) == list(range(40))


def test_exactly_at_the_threshold_nobody_is_removed():
    boxes = torch.tensor([[0.0, 0, 2, 1], [0, 0, 1, 1]])  # an IoU of 1/2
    kept, remover = who_removes_whom(boxes, torch.tensor([0.9, 0.8]), 0.5, box_iou)
    assert (kept.tolist(), remover) == ([0, 1], {})


def test_nobody_is_removed_where_there_is_nobody():
    kept, remover = who_removes_whom(torch.zeros(0, 4), torch.zeros(0), 0.5, box_iou)
    assert (kept.tolist(), remover) == ([], {})
