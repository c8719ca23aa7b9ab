"""Box coding: cases for a pencil, the slow version, there and back, and the weights."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.autograd import gradcheck

from mrcnn_edu.ops.box_coding import decode_boxes, encode_boxes
from mrcnn_edu.ops.slow import anchors as slow
from tests.ops.golden import assert_identical

ANCHOR = (10.0, 20.0, 30.0, 60.0)  # 20 wide, 40 high, centre (20, 40)
LOG2 = math.log(2)


def row(*numbers: float, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.tensor(numbers, dtype=dtype)


# A box, and the delta that leads to it from ANCHOR.
BY_HAND = [
    pytest.param(ANCHOR, (0, 0, 0, 0), id="the anchor itself"),
    pytest.param((15, 20, 35, 60), (0.25, 0, 0, 0), id="a quarter of the width to the right"),
    pytest.param((10, 0, 30, 40), (0, -0.5, 0, 0), id="half the height up"),
    pytest.param((0, 20, 40, 60), (0, 0, LOG2, 0), id="twice as wide"),
    pytest.param((10, 30, 30, 50), (0, 0, 0, -LOG2), id="half as high"),
    pytest.param((30, 60, 70, 80), (1.5, 0.75, LOG2, -LOG2), id="all at once"),
]


@pytest.mark.parametrize(("box", "delta"), BY_HAND)
def test_by_hand(box, delta) -> None:
    torch.testing.assert_close(encode_boxes(row(*box), row(*ANCHOR)), row(*delta))
    torch.testing.assert_close(decode_boxes(row(*delta), row(*ANCHOR)), row(*box))


def test_weights_of_the_box_head_multiply_deltas() -> None:
    box, weights = row(30, 60, 70, 80), (10, 10, 5, 5)
    coded = encode_boxes(box, row(*ANCHOR), weights)
    torch.testing.assert_close(coded, row(15, 7.5, 5 * LOG2, -5 * LOG2))
    torch.testing.assert_close(decode_boxes(coded, row(*ANCHOR), weights), box)
    # Weights forgotten on the way back: the centre moves ten times as far, to 320 and not to 50.
    x1, _, x2, _ = decode_boxes(coded, row(*ANCHOR)).tolist()
    assert (x1 + x2) / 2 == pytest.approx(320)


def test_each_weight_has_its_own_delta() -> None:
    plain = encode_boxes(row(30, 60, 70, 80), row(*ANCHOR))
    weighted = encode_boxes(row(30, 60, 70, 80), row(*ANCHOR), (1, 2, 3, 4))
    torch.testing.assert_close(weighted / plain, row(1, 2, 3, 4))
    torch.testing.assert_close(
        decode_boxes(weighted, row(*ANCHOR), (1, 2, 3, 4)), row(30, 60, 70, 80)
    )


@pytest.mark.parametrize("delta", [math.log(62.5), 4.2, 100.0, 1e30, math.inf])
def test_growth_ends_at_a_thousand_sixteenths(delta: float) -> None:
    grown = decode_boxes(row(0, 0, delta, delta), row(0, 0, 16, 32))
    torch.testing.assert_close(grown[2:] - grown[:2], row(1000, 2000))
    torch.testing.assert_close((grown[2:] + grown[:2]) / 2, row(8, 16))


def test_growth_ends_with_weights_too() -> None:
    just_below, far_above = 5 * math.log(62), 5 * math.log(80)
    for delta, width in ((just_below, 992), (far_above, 1000)):
        grown = decode_boxes(row(0, 0, delta, 0), row(0, 0, 16, 16), (10, 10, 5, 5))
        assert (grown[2] - grown[0]).item() == pytest.approx(width)


def test_shrinking_has_no_end() -> None:
    assert decode_boxes(row(0, 0, -800, -800), row(0, 0, 16, 32)).tolist() == [8, 16, 8, 16]


numbers = st.integers(-400, 400).map(lambda n: n / 8)
lengths = st.integers(1, 800).map(lambda n: n / 8)
boxes = st.tuples(numbers, numbers, lengths, lengths).map(
    lambda b: [b[0], b[1], b[0] + b[2], b[1] + b[3]]
)
deltas = st.lists(st.floats(-6, 6), min_size=4, max_size=4)
weights = st.tuples(*[st.sampled_from([0.5, 1, 5, 10])] * 4)


@given(st.lists(st.tuples(boxes, boxes), max_size=5), weights)
def test_decoding_undoes_encoding(pairs, weights) -> None:
    # Within the limit of growth: 100 is less than 62.5 times 8, and shorter anchors are widened.
    first = torch.tensor([box for box, _ in pairs], dtype=torch.float64).reshape(-1, 4)
    anchors = torch.tensor([anchor for _, anchor in pairs], dtype=torch.float64).reshape(-1, 4)
    anchors[:, 2:] += 8
    again = decode_boxes(encode_boxes(first, anchors, weights), anchors, weights)
    torch.testing.assert_close(again, first, rtol=0, atol=1e-10)


@given(boxes, boxes)
def test_encoding_is_the_slow_one(box, anchor) -> None:
    coded = encode_boxes(row(*box), row(*anchor))
    torch.testing.assert_close(coded, row(*slow.encode_box(box, anchor)), rtol=0, atol=1e-10)


@given(deltas, boxes)
def test_decoding_is_the_slow_one(delta, anchor) -> None:
    decoded = decode_boxes(row(*delta), row(*anchor))
    torch.testing.assert_close(decoded, row(*slow.decode_box(delta, anchor)), rtol=0, atol=1e-9)


@given(boxes, boxes, numbers, st.sampled_from([0.25, 0.5, 2, 4]))
def test_deltas_know_neither_place_nor_size(box, anchor, shift, scale) -> None:
    coded = encode_boxes(row(*box), row(*anchor))
    moved = encode_boxes((row(*box) + shift) * scale, (row(*anchor) + shift) * scale)
    torch.testing.assert_close(moved, coded, rtol=0, atol=1e-10)


def test_four_deltas_for_each_class() -> None:
    g = torch.Generator().manual_seed(0)
    deltas = torch.randn(5, 3, 4, generator=g, dtype=torch.float64)
    corner = torch.rand(5, 2, generator=g, dtype=torch.float64)
    anchors = torch.cat((corner, corner + 1), dim=1)
    together = decode_boxes(deltas, anchors[:, None], (10, 10, 5, 5))
    assert together.shape == (5, 3, 4)
    for k in range(3):
        assert_identical(together[:, k], decode_boxes(deltas[:, k], anchors, (10, 10, 5, 5)))
    assert_identical(
        encode_boxes(together, anchors[:, None])[:, 1], encode_boxes(together[:, 1], anchors)
    )


@pytest.mark.parametrize("shape", [(0, 4), (0, 3, 4), (3, 0, 4)], ids=str)
def test_nothing_gives_nothing(shape: tuple[int, ...]) -> None:
    for operator in (encode_boxes, decode_boxes):
        assert operator(torch.zeros(shape), torch.zeros(shape)).shape == shape


@pytest.mark.parametrize(
    ("dtype", "anchor_dtype", "result"),
    [
        (torch.float16, torch.float16, torch.float16),
        (torch.bfloat16, torch.float32, torch.float32),
        (torch.float32, torch.float64, torch.float64),
        (torch.float64, torch.float32, torch.float64),
    ],
    ids=str,
)
def test_the_wider_dtype_wins(dtype, anchor_dtype, result) -> None:
    anchor = row(*ANCHOR, dtype=anchor_dtype)
    assert decode_boxes(row(0, 0, 0, 0, dtype=dtype), anchor).tolist() == list(ANCHOR)
    assert decode_boxes(row(0, 0, 0, 0, dtype=dtype), anchor).dtype is result
    assert encode_boxes(row(*ANCHOR, dtype=dtype), anchor).dtype is result


def test_an_anchor_without_area_gives_no_number() -> None:
    flat = encode_boxes(row(0, 0, 4, 4), row(2, 2, 2, 6))
    assert not flat[0].isfinite()
    assert flat[1].isfinite()
    assert encode_boxes(row(2, 2, 2, 6), row(0, 0, 4, 4))[2] == -math.inf


def test_gradients() -> None:
    g = torch.Generator().manual_seed(1)
    corner = torch.rand(2, 3, 2, generator=g, dtype=torch.float64) * 20
    size = torch.rand(2, 3, 2, generator=g, dtype=torch.float64) * 20 + 5
    box, anchor = torch.cat((corner, corner + size), dim=-1).requires_grad_()
    delta = torch.randn(3, 4, generator=g, dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda b, a: encode_boxes(b, a, (10, 10, 5, 5)), (box, anchor))
    assert gradcheck(lambda d, a: decode_boxes(d, a, (10, 10, 5, 5)), (delta, anchor))


def test_beyond_the_limit_there_is_no_gradient() -> None:
    delta = row(0, 0, 5, 4).requires_grad_()
    decode_boxes(delta, row(0, 0, 16, 16)).sum().backward()
    assert delta.grad is not None
    assert delta.grad.tolist() == [32, 32, 0, 0]  # both corners move; growing keeps their sum
    delta.grad = None
    decode_boxes(delta, row(0, 0, 16, 16))[2:].sum().backward()
    assert delta.grad[2] == 0
    assert delta.grad[3] > 0


# N8
def test_an_rcnn_of_twenty_classes() -> None:
    # 2000 proposals of 4096 features, times the weights of 20 classes: scores, a box for each.
    features, weight = torch.zeros(2000, 4096), torch.zeros(4096, 20)
    assert (features @ weight).shape == (2000, 20)
    proposals = row(*ANCHOR).expand(2000, 1, 4)
    assert decode_boxes(torch.zeros(2000, 20, 4), proposals).shape == (2000, 20, 4)


def test_transform_of_the_paper_by_hand() -> None:
    # P = (100, 100, 40, 80) and G = (110, 92, 80, 40) in centre and size: R-CNN, equations 6 to 9.
    anchor, box = row(80, 60, 120, 140), row(70, 72, 150, 112)
    torch.testing.assert_close(encode_boxes(box, anchor), row(0.25, -0.1, LOG2, -LOG2))
