"""Matching and sampling: cases for a pencil, the slow version, counts, seeds."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.matching import (
    BACKGROUND,
    IGNORED,
    label_matches,
    match_boxes,
    sample_balanced,
)
from mrcnn_edu.ops.slow import anchors as slow
from tests.ops.golden import assert_identical

NAN = math.nan


def match(rows: list[list[float]], *, best: bool, high: float = 0.7, low: float = 0.3) -> list[int]:
    """The matches of (G, A) plain numbers."""
    return match_boxes(torch.tensor(rows), high, low, allow_low_quality=best).tolist()


@pytest.mark.parametrize(
    ("overlap", "matched"),
    [(0.0, -1), (0.25, -1), (0.3, -2), (0.5, -2), (0.69, -2), (0.7, 0), (1.0, 0)],
)
def test_thresholds(overlap: float, matched: int) -> None:
    # In float64, where 0.3 is 0.3; the other anchor keeps this one from being the best.
    iou = torch.tensor([[overlap, 1.0]], dtype=torch.float64)
    for best in (False, True):
        assert match_boxes(iou, 0.7, 0.3, allow_low_quality=best).tolist() == [matched, 0]


BY_HAND = [
    pytest.param([[0.75, 0.1], [0.8, 0.1]], [1, -1], [1, -1], id="the better of two boxes"),
    pytest.param([[0.4, 0.2]], [-2, -1], [0, -1], id="the best anchor, though below high"),
    pytest.param([[0.1, 0.2]], [-1, -1], [-1, 0], id="the best anchor, though below low"),
    pytest.param([[0.2, 0.2, 0.1]], [-1, -1, -1], [0, 0, -1], id="two best alike"),
    pytest.param([[0.75, 0.75, 0.1]], [0, 0, -1], [0, 0, -1], id="two best alike above high"),
    pytest.param([[0.8], [0.8]], [0], [0], id="two boxes alike: the first"),
    pytest.param([[0.2], [0.2]], [-1], [0], id="two boxes alike, below"),
    pytest.param([[0.5], [0.2]], [-2], [0], id="the best for both goes to the one overlapped more"),
    pytest.param([[0.2, 0.8], [0.5, 0.1]], [-2, 0], [1, 0], id="each its own"),
    pytest.param([[0.8, 0.0], [0.0, 0.0]], [0, -1], [0, -1], id="a box that no anchor touches"),
    pytest.param([[0.8, 0.0], [0.0, NAN]], [0, -1], [0, -1], id="two without area: 0 / 0"),
    pytest.param([[NAN, NAN]], [-1, -1], [-1, -1], id="nothing but NaN"),
]


@pytest.mark.parametrize(("iou", "plain", "with_best"), BY_HAND)
def test_by_hand(iou: list[list[float]], plain: list[int], with_best: list[int]) -> None:
    assert match(iou, best=False) == plain
    assert match(iou, best=True) == with_best


def test_one_threshold_leaves_nothing_ignored() -> None:
    assert match([[0.49, 0.5, 0.51]], best=False, high=0.5, low=0.5) == [-1, 0, 0]


@pytest.mark.parametrize("best", [False, True])
@pytest.mark.parametrize(("boxes", "anchors"), [(0, 3), (3, 0), (0, 0)])
def test_nothing_to_match(boxes: int, anchors: int, best: bool) -> None:
    matches = match_boxes(torch.zeros(boxes, anchors), 0.7, 0.3, allow_low_quality=best)
    assert_identical(matches, torch.full((anchors,), BACKGROUND))


def test_iou_is_left_as_it_was() -> None:
    iou = torch.tensor([[0.8, 0.4], [0.1, 0.2]])
    before = iou.clone()
    match_boxes(iou, 0.7, 0.3, allow_low_quality=True)
    assert_identical(iou, before)


eighths = st.integers(0, 8).map(lambda n: n / 8)  # many ties, and thresholds are hit exactly
thresholds = st.lists(eighths, min_size=2, max_size=2).map(sorted)


@given(st.integers(1, 5), st.integers(1, 6), thresholds, st.booleans(), st.data())
def test_matching_is_the_slow_one(boxes, anchors, limits, best, data) -> None:
    row = st.lists(eighths, min_size=anchors, max_size=anchors)
    iou = data.draw(st.lists(row, min_size=boxes, max_size=boxes))
    low, high = limits
    expected = slow.match_boxes(iou, high, low, allow_low_quality=best)
    assert match_boxes(torch.tensor(iou), high, low, allow_low_quality=best).tolist() == expected


def test_equal_boxes_tie_however_their_iou_is_computed() -> None:
    # Thirds have no exact float: were the best computed once more, its last bit might differ.
    box = torch.tensor([[1 / 3, 1 / 7, 10 / 3, 20 / 7]])
    anchors = box.repeat(5, 1) + torch.tensor([0.3, 0.1, 0.3, 0.1])
    anchors[4] += 1
    matches = match_boxes(box_iou(box, anchors), 0.99, 0.98, allow_low_quality=True)
    assert matches.tolist() == [0, 0, 0, 0, BACKGROUND]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64], ids=str)
def test_any_precision(dtype: torch.dtype) -> None:
    iou = torch.tensor([[0.75, 0.5, 0.125], [0.0, 0.0, 0.25]], dtype=dtype)
    matches = match_boxes(iou, 0.7, 0.3, allow_low_quality=True)
    assert_identical(matches, torch.tensor([0, IGNORED, 1]))


@pytest.mark.parametrize("dtype", [torch.int64, torch.float32], ids=str)
def test_labels(dtype: torch.dtype) -> None:
    matches = torch.tensor([1, BACKGROUND, 0, IGNORED, 1])
    labels = label_matches(matches, torch.tensor([9, 4], dtype=dtype))
    assert_identical(labels, torch.tensor([4, 0, 9, -1, 4], dtype=dtype))


def test_labels_without_ground_truth() -> None:
    matches = match_boxes(torch.zeros(0, 3), 0.5, 0.5)
    labels = label_matches(matches, torch.zeros(0, dtype=torch.int64))
    assert_identical(labels, torch.zeros(3, dtype=torch.int64))


def labels_of(positive: int, negative: int, ignored: int = 0) -> Tensor:
    """So many of each, in no order."""
    labels = torch.cat((torch.ones(positive), torch.zeros(negative), -torch.ones(ignored)))
    return labels[torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))]


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("there", "number", "fraction", "drawn"),
    [
        # N9, N8 and N1
        pytest.param((500, 900), 256, 0.5, (128, 128), id="RPN: 256, half of them positive"),
        pytest.param((20, 900), 256, 0.5, (20, 236), id="RPN: few positive, negatives fill up"),
        pytest.param((500, 900), 128, 0.25, (32, 96), id="R-CNN: 32 positive, 96 background"),
        pytest.param((500, 900), 64, 0.25, (16, 48), id="Fast R-CNN: 64 of an image, a quarter"),
        pytest.param((500, 900), 512, 0.25, (128, 384), id="the box head of torchvision"),
        pytest.param((500, 100), 256, 0.5, (128, 100), id="few negative: positives do not fill up"),
        pytest.param((3, 2), 256, 0.5, (3, 2), id="few of both"),
        pytest.param((0, 0), 256, 0.5, (0, 0), id="none"),
        pytest.param((0, 900), 256, 0.5, (0, 256), id="no positive"),
        pytest.param((500, 0), 256, 0.5, (128, 0), id="no negative"),
        pytest.param((9, 9), 5, 0.5, (2, 3), id="half of five rounds down"),
        pytest.param((9, 9), 0, 0.5, (0, 0), id="none asked for"),
        pytest.param((9, 9), 4, 1, (4, 0), id="all positive"),
        pytest.param((9, 9), 4, 0, (0, 4), id="all negative"),
    ],
)
def test_how_many_are_drawn(there, number, fraction, drawn) -> None:
    labels = labels_of(*there, ignored=50)
    positive, negative = sample_balanced(labels, number, fraction, seeded(1))
    assert (len(positive), len(negative)) == drawn
    assert (labels[positive] == 1).all()
    assert (labels[negative] == 0).all()


counts = st.integers(0, 12)


@given(counts, counts, counts, counts, st.floats(0, 1), st.integers(0, 99))
def test_any_sample(positives, negatives, ignored, number, fraction, seed) -> None:
    labels = labels_of(positives, negatives, ignored)
    positive, negative = sample_balanced(labels, number, fraction, seeded(seed))
    assert len(positive) == min(positives, int(number * fraction))
    assert len(negative) == min(negatives, number - len(positive))
    for drawn, label in ((positive, 1), (negative, 0)):
        assert drawn.dtype is torch.int64
        assert (drawn.diff() > 0).all()  # ascending, and none twice
        assert (labels[drawn] == label).all()


def test_any_class_is_positive() -> None:
    positive, negative = sample_balanced(torch.tensor([90, 0, 1, -1, 2]), 8, 0.5)
    assert positive.tolist() == [0, 2, 4]
    assert negative.tolist() == [1]


def test_a_seed_makes_it_repeatable() -> None:
    labels = labels_of(300, 700)
    first, again, other = (
        torch.cat(sample_balanced(labels, 256, 0.5, seeded(seed))) for seed in (5, 5, 6)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_generator_moves_on() -> None:
    labels, generator = labels_of(300, 700), seeded(5)
    one, two = (torch.cat(sample_balanced(labels, 256, 0.5, generator)) for _ in range(2))
    assert not torch.equal(one, two)


def test_a_generator_and_the_global_source_do_not_touch_each_other() -> None:
    labels = labels_of(300, 700)
    torch.manual_seed(0)
    before = torch.get_rng_state()
    first = torch.cat(sample_balanced(labels, 256, 0.5, seeded(5)))
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(1)
    assert torch.equal(torch.cat(sample_balanced(labels, 256, 0.5, seeded(5))), first)
    sample_balanced(labels, 256, 0.5)
    assert not torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("label", [0, 1])
def test_every_index_is_as_likely_as_any_other(label: int) -> None:
    generator, labels, drawn = seeded(0), labels_of(20, 20, 10), torch.zeros(50)
    for _ in range(2000):
        drawn[sample_balanced(labels, 10, 0.5, generator)[1 - label]] += 1
    # 5 of 20, two thousand times: 500 each, with a standard deviation of 19.
    assert (drawn[labels == label] - 500).abs().max() < 100
    assert drawn[labels != label].sum() == 0


# N9
def test_positive_is_above_seven_tenths_or_the_best_for_an_object() -> None:
    boxes = torch.tensor([[0.0, 0, 100, 100], [300, 300, 330, 310]])
    anchors = torch.tensor(
        [
            [0.0, 0, 100, 90],  # IoU 0.9
            [0.0, 0, 100, 75],  # 0.75
            [0.0, 0, 100, 50],  # 0.5, between
            [0.0, 0, 100, 20],  # 0.2
            [300.0, 300, 350, 350],  # 0.12, and yet the best for the second object
            [600.0, 600, 650, 650],  # none
        ]
    )
    matches = match_boxes(box_iou(boxes, anchors), 0.7, 0.3, allow_low_quality=True)
    assert matches.tolist() == [0, 0, IGNORED, BACKGROUND, 1, BACKGROUND]
    assert label_matches(matches, torch.ones(2)).tolist() == [1, 1, -1, 0, 1, 0]
