"""RoIPool, RoIWarp and SPP: the slow reference, golden results, and both roundings by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.overrides import TorchFunctionMode

from mrcnn_edu.ops.roi_pooling import (
    roi_align,
    roi_pool,
    roi_warp,
    round_half_away,
    spatial_pyramid_pool,
)
from mrcnn_edu.ops.slow import roi_pooling as slow
from tests.ops import golden
from tests.ops.cases import Case
from tests.ops.golden import assert_identical
from tests.ops.roi_cases import KINDS, feature_map, rois
from tests.ops.test_roi_align import noise, roi_calls, sides

GOLDEN = list(golden.read(golden.GOLDEN / "roi_pool.json"))
SCATTERED = torch.tensor([[3.0, 9, 1, 7], [8, 2, 6, 4], [5, 0, 12, 11], [10, 13, 15, 14]])


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        pytest.param(0.5, 1, id="up from a half"),
        pytest.param(1.5, 2, id="an odd half"),
        pytest.param(2.5, 3, id="where rounding to even says 2"),
        pytest.param(-0.5, -1, id="down from minus a half"),
        pytest.param(-2.5, -3, id="where rounding up says -2"),
        pytest.param(3.875, 4, id="the slides' corner"),
        pytest.param(0.3125, 0, id="the slides' other corner"),
        pytest.param(0.49999997, 0, id="where adding a half says 1"),
        pytest.param(-0.49999997, 0, id="the same below zero"),
        pytest.param(8388609.0, 8388609, id="where adding a half says one more"),
        pytest.param(-7.0, -7, id="already whole"),
    ],
)
def test_rounding_by_hand(value: float, whole: int) -> None:
    assert round_half_away(torch.tensor([value])).item() == whole


@given(st.floats(-1000, 1000, width=32))
def test_rounding_is_the_slow_one(value: float) -> None:
    # In float64, to which the slow one adds its half without a loss.
    got = round_half_away(torch.tensor([value], dtype=torch.float64))
    assert got.item() == slow.round_half_away(value)


# RoI, bins, and the largest values of SCATTERED, found by looking.
BY_HAND = [
    pytest.param((0, 0, 3, 3), 1, [15], id="all: the end belongs to it"),
    pytest.param((0, 0, 2, 2), 1, [12], id="three cells a side"),
    pytest.param((0, 0, 3, 3), 2, [9, 7, 13, 15], id="four quarters"),
    pytest.param((0, 0, 2, 2), 2, [9, 9, 8, 12], id="bins overlap by a cell"),
    pytest.param((1, 0, 1, 0), 1, [9], id="a point is one cell"),
    pytest.param((1, 0, 1, 0), 2, [9, 9, 9, 9], id="one cell in four bins"),
    pytest.param((0.49, 0.49, 0.51, 0.51), 1, [9], id="one pixel over the line: two cells a side"),
    pytest.param((2.5, 0, 2.5, 0), 1, [7], id="a half goes up"),
    pytest.param((2, 2, 1, 1), 1, [12], id="inverted: its first cell"),
    pytest.param((-1, -1, 0, 0), 2, [0, 0, 0, 3], id="bins off the map are 0"),
    pytest.param((3, 3, 4, 4), 2, [14, 0, 0, 0], id="off the other side"),
    pytest.param((9, 9, 12, 12), 1, [0], id="wholly off"),
]


@pytest.mark.parametrize(("box", "bins", "largest"), BY_HAND)
def test_by_hand(box: tuple[float, ...], bins: int, largest: list[int]) -> None:
    boxes = torch.tensor([[0.0, *box]])
    features = SCATTERED[None, None]
    expected = torch.tensor(largest, dtype=torch.float32).reshape(1, 1, bins, bins)
    assert_identical(roi_pool(features, boxes, bins), expected)
    assert_identical(slow.roi_pool(features, boxes, (bins, bins)).float(), expected)


@given(roi_calls())
def test_roi_pool_is_the_slow_one(call) -> None:
    assert_identical(roi_pool(**call), slow.roi_pool(**call))


@pytest.mark.parametrize(("case", "expected"), [pytest.param(*a, id=a[0].name) for a in GOLDEN])
def test_result_is_torchvisions(case: Case, expected: Tensor) -> None:
    assert_identical(roi_pool(**case.arguments), expected)


def test_the_golden_file_holds_every_kind() -> None:
    assert {case.name.split("-")[2] for case, _ in GOLDEN} == {k.__name__[1:] for k in KINDS}


def test_negative_maps_keep_their_largest_value() -> None:
    # A maximum that begins at 0 would say 0.
    assert roi_pool(SCATTERED[None, None] - 100, [torch.tensor([[0.0, 0, 3, 3]])], 1).item() == -85


def test_of_equal_cells_the_first_learns() -> None:
    features = torch.zeros(1, 1, 3, 3, requires_grad=True)
    (gradient,) = torch.autograd.grad(
        roi_pool(features, [torch.tensor([[0.0, 0, 2, 2]])], 1), features
    )
    assert gradient.flatten().tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__[1:])
def test_gradients_are_those_of_small_steps(kind) -> None:
    g = torch.Generator().manual_seed(6)
    boxes = rois(kind, 4, 2, (5, 4), 0.5, g).double()
    # All different by more than gradcheck's step, so that no maximum changes its cell.
    features = torch.randperm(80, generator=g).double().reshape(2, 2, 5, 4).div(7).requires_grad_()
    assert torch.autograd.gradcheck(lambda f: roi_pool(f, boxes, (3, 2), 0.5) ** 2, (features,))
    assert torch.autograd.gradcheck(lambda f: roi_warp(f, boxes, (3, 2), 0.5) ** 2, (features,))


@given(roi_calls(), st.integers(-1, 3))
def test_roi_warp_is_roi_align_of_whole_cells(call, sampling_ratio: int) -> None:
    whole = [
        [image, *(slow.round_half_away(v * call["spatial_scale"]) for v in corners)]
        for image, *corners in call["boxes"].tolist()
    ]
    # Cells have their centres at whole numbers and reach half a cell to each side.
    regions = torch.tensor(
        [[n, x1, y1, max(x2, x1) + 1, max(y2, y1) + 1] for n, x1, y1, x2, y2 in whole],
        dtype=torch.float64,
    )
    expected = slow.roi_align(
        call["input"], regions, call["output_size"], 1.0, sampling_ratio, aligned=True
    )
    got = roi_warp(**call, sampling_ratio=sampling_ratio)
    torch.testing.assert_close(got, expected, rtol=0, atol=2e-14)


def test_roi_warp_knows_no_fraction_of_a_cell() -> None:
    features = noise(1, 2, 6, 6)
    near = torch.tensor([[0, 0.6, 1.4, 3.5, 4.4], [0, 1.49, 0.5, 4.0, 3.5]], dtype=torch.float64)
    first, second = roi_warp(features, near, 2)
    assert_identical(first, second)
    first, second = roi_align(features, near, 2, aligned=True)
    assert (first - second).abs().min() > 1e-3


@given(sides, sides, st.lists(st.integers(1, 6), min_size=1, max_size=3))
def test_spp_bin_by_bin(height: int, width: int, levels: list[int]) -> None:
    features = noise(2, 3, height, width)
    expected = []
    for image in features:
        expected.append(
            [
                image[
                    c,
                    math.floor(i * height / n) : math.ceil((i + 1) * height / n),
                    math.floor(j * width / n) : math.ceil((j + 1) * width / n),
                ].max()
                for n in levels
                for c in range(3)
                for i in range(n)
                for j in range(n)
            ]
        )
    assert_identical(
        spatial_pyramid_pool(features, levels), torch.tensor(expected, dtype=torch.float64)
    )


@given(sides, sides, st.integers(1, 6))
def test_spp_of_one_level_is_adaptive_max_pooling(height: int, width: int, n: int) -> None:
    features = noise(2, 3, height, width)
    pooled = torch.nn.functional.adaptive_max_pool2d(features, n)
    assert_identical(spatial_pyramid_pool(features, [n]), pooled.flatten(1))


def test_spp_of_no_image_and_gradients() -> None:
    assert spatial_pyramid_pool(torch.zeros(0, 3, 5, 5), (2, 1)).shape == (0, 15)
    features = torch.randperm(84).double().reshape(1, 2, 7, 6).div(7).requires_grad_()
    assert torch.autograd.gradcheck(lambda f: spatial_pyramid_pool(f, (3, 2, 1)) ** 2, (features,))


def test_half_precision_and_layout_of_a_map_change_no_maximum() -> None:
    g = torch.Generator().manual_seed(3)
    features, boxes = (
        feature_map((2, 3, 9, 9), g, torch.float32),
        rois(KINDS[0], 9, 2, (9, 9), 1, g),
    )
    expected = roi_pool(features, boxes, 3)
    last = features.contiguous(memory_format=torch.channels_last)
    assert_identical(roi_pool(last, boxes, 3), expected)
    assert_identical(roi_pool(features.half(), boxes, 3), expected.half())


class DividesAsAGpu(TorchFunctionMode):
    """On a GPU, torch divides by a Python number by multiplying with its rounded inverse."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        if func in (Tensor.__truediv__, Tensor.div) and isinstance(args[1], int | float):
            return args[0] * (1 / torch.tensor(args[1], dtype=args[0].dtype))
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("op", [roi_pool, roi_align], ids=["roi_pool", "roi_align"])
def test_bins_do_not_depend_on_how_a_device_divides(op) -> None:
    features = noise(1, 1, 60, 60).float()
    last = torch.arange(60.0)
    box = torch.stack((last * 0, last * 0, last, last), dim=1)  # RoIs of 1 to 60 cells
    with DividesAsAGpu():
        assert float(torch.tensor(6.0) / 7 * 7) != 6  # what it stands for
        on_a_gpu = op(features, [box], 7)
    assert_identical(on_a_gpu, op(features, [box], 7))
