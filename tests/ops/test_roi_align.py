"""RoIAlign and bilinear interpolation: cases for a pencil, the slow reference, golden results."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.ops.roi_pooling import (
    bilinear_interpolate,
    roi_align,
    roi_pool,
    roi_warp,
)
from mrcnn_edu.ops.slow import roi_pooling as slow
from tests.ops import golden
from tests.ops.cases import Case
from tests.ops.golden import assert_identical
from tests.ops.roi_cases import KINDS, RATIOS, assert_units_apart, feature_map, rois

SQUARE = torch.tensor([[50.0, 100.0], [150.0, 200.0]])
GOLDEN = list(golden.read(golden.GOLDEN / "roi_align.json"))


def noise(*shape: int, dtype: torch.dtype = torch.float64, seed: int = 0) -> Tensor:
    return feature_map(shape, torch.Generator().manual_seed(seed), dtype)


@pytest.mark.parametrize(
    ("y", "x", "value"),
    [
        pytest.param(0, 0, 50, id="a cell"),
        pytest.param(1, 1, 200, id="the last cell"),
        pytest.param(0, 0.25, 62.5, id="along x"),
        pytest.param(0.25, 0, 75, id="along y"),
        pytest.param(0.5, 0.5, 125, id="the middle"),
        pytest.param(0.25, 0.75, 112.5, id="a quarter down, three across"),
        pytest.param(-0.5, 0.5, 75, id="above: the value at the border"),
        pytest.param(-1, -1, 50, id="one cell outside still counts"),
        pytest.param(2, 2, 200, id="one cell outside below still counts"),
        pytest.param(-1.001, 0, 0, id="further above"),
        pytest.param(0, -1.001, 0, id="further left"),
        pytest.param(2.001, 0, 0, id="further below"),
        pytest.param(0, 2.001, 0, id="further right"),
    ],
)
def test_bilinear_by_hand(y: float, x: float, value: float) -> None:
    got = bilinear_interpolate(SQUARE, torch.tensor([float(y)]), torch.tensor([float(x)]))
    assert_identical(got, torch.tensor([float(value)]))
    assert slow.value_at(SQUARE, y, x) == value


eighths = st.integers(-40, 120).map(lambda n: n / 8)
sides = st.integers(1, 9)


@given(sides, sides, st.lists(st.tuples(eighths, eighths), min_size=1, max_size=9), st.integers(0))
def test_bilinear_is_the_slow_one(height, width, points, seed) -> None:
    features = noise(3, height, width, seed=seed % 2**32)
    y, x = torch.tensor(points, dtype=torch.float64).unbind(1)
    expected = [[slow.value_at(f, *point) for point in points] for f in features]
    # Eighths of 64ths: every product and sum is exact, so there is nothing to forgive.
    assert_identical(
        bilinear_interpolate(features, y, x), torch.tensor(expected, dtype=torch.float64)
    )


@st.composite
def roi_calls(draw) -> dict[str, object]:
    """Any RoIs (inverted, empty, outside, larger) on a map of noise, in float64."""
    height, width, images = draw(sides), draw(sides), draw(st.integers(1, 2))
    roi = st.tuples(st.integers(0, images - 1), eighths, eighths, eighths, eighths)
    boxes = draw(st.lists(roi, min_size=1, max_size=4))
    return {
        "input": noise(images, 2, height, width, seed=draw(st.integers(0, 2**16))),
        "boxes": torch.tensor(boxes, dtype=torch.float64),
        "output_size": draw(st.tuples(st.integers(1, 4), st.integers(1, 4))),
        "spatial_scale": draw(st.sampled_from([1.0, 0.5, 0.25, 0.2, 1 / 3])),
    }


@given(roi_calls(), st.integers(-1, 4), st.booleans())
def test_roi_align_is_the_slow_one(call, sampling_ratio: int, aligned: bool) -> None:
    call |= {"sampling_ratio": sampling_ratio, "aligned": aligned}
    # Sums of up to some 1000 numbers below 5, in another order.
    torch.testing.assert_close(roi_align(**call), slow.roi_align(**call), rtol=0, atol=2e-14)


@pytest.mark.parametrize(("case", "expected"), [pytest.param(*a, id=a[0].name) for a in GOLDEN])
def test_result_is_torchvisions(case: Case, expected: Tensor) -> None:
    assert_units_apart(roi_align(**case.arguments), expected, 3)  # summed in another order


def test_the_golden_file_holds_every_kind() -> None:
    assert {case.name.split("-")[2] for case, _ in GOLDEN} == {k.__name__[1:] for k in KINDS}
    assert {case.arguments["sampling_ratio"] for case, _ in GOLDEN} == set(RATIOS)
    assert {case.arguments["aligned"] for case, _ in GOLDEN} == {False, True}


@pytest.mark.parametrize("sampling_ratio", RATIOS)
def test_an_inverted_roi(sampling_ratio: int) -> None:
    features, upright = noise(1, 2, 8, 8), torch.tensor([[0.0, 1.25, 2.5, 6.75, 5.5]]).double()
    inverted = upright[:, [0, 3, 4, 1, 2]]
    pooled = roi_align(features, inverted, (3, 2), 1.0, sampling_ratio, aligned=True)
    mirrored = roi_align(features, upright, (3, 2), 1.0, sampling_ratio, aligned=True).flip(2, 3)
    # With an adaptive number there is nothing to count off along a negative length: no sample.
    expected = mirrored if sampling_ratio > 0 else torch.zeros_like(mirrored)
    torch.testing.assert_close(pooled, expected, rtol=0, atol=1e-14)


@pytest.mark.parametrize("corners", [(5, 1, 2, 6), (1, 6, 5, 2)], ids=["in x", "in y"])
def test_a_roi_inverted_along_one_axis_has_no_adaptive_samples(corners) -> None:
    boxes = torch.tensor([[0, *corners], [0, 1, 2, 5, 6]], dtype=torch.float64)
    pooled = roi_align(noise(1, 2, 8, 8), boxes, 2, aligned=True)
    assert_identical(pooled[0], torch.zeros(2, 2, 2, dtype=torch.float64))
    assert pooled[1].ne(0).all()


@pytest.mark.parametrize(
    ("corners", "zero"),
    [
        ((-9, -9, -5, -5), True),
        ((9, 9, 12, 12), True),
        ((-9, 1, -5, 3), True),
        ((1, 9, 3, 12), True),
        ((-9, -9, 12, 12), False),
    ],
    ids=["before", "behind", "left", "below", "around it"],
)
def test_a_roi_off_the_map(corners, zero: bool) -> None:
    pooled = roi_align(noise(1, 2, 4, 4) + 9, [torch.tensor([corners]).double()], 2)
    assert (pooled == 0).all() == zero


@pytest.mark.parametrize("operator", [roi_align, roi_pool, roi_warp])
def test_cells_beyond_a_roi_have_no_say(operator) -> None:
    # Not even as NaN times 0, where another RoI has more samples or cells in a bin.
    features = noise(2, 2, 10, 10)
    features[0, :, 5:] = torch.nan
    features[0, :, :, 5:] = torch.nan
    boxes = torch.tensor([[0, 0, 0, 2.75, 2.75], [1, 0, 0, 9, 9]], dtype=torch.float64)
    assert operator(features, boxes, 1).isfinite().all()
    torch.testing.assert_close(operator(features, boxes, 1)[:1], operator(features, boxes[:1], 1))


@pytest.mark.parametrize("operator", [roi_align, roi_pool, roi_warp])
@pytest.mark.parametrize(
    ("images", "boxes"),
    [
        (2, torch.zeros(0, 5)),
        (0, torch.zeros(0, 5)),
        (2, [torch.zeros(0, 4)] * 2),
        (1, (torch.zeros(0, 4),)),
        (0, []),
    ],
    ids=["no RoI", "no image", "empty lists", "an empty tuple", "an empty list"],
)
def test_empty_input(operator, images: int, boxes) -> None:
    features = torch.ones(images, 3, 4, 4, requires_grad=True)
    pooled = operator(features, boxes, (2, 5))
    assert pooled.shape == (0, 3, 2, 5)
    (gradient,) = torch.autograd.grad(pooled.sum(), features)
    assert_identical(gradient, torch.zeros(images, 3, 4, 4))


@pytest.mark.parametrize("operator", [roi_align, roi_pool, roi_warp])
def test_a_list_of_boxes_is_boxes_with_their_image(operator) -> None:
    features = noise(3, 2, 6, 7)
    lists = [torch.rand(n, 4, dtype=torch.float64) * 6 for n in (2, 0, 3)]
    index = torch.tensor([0.0, 0, 2, 2, 2], dtype=torch.float64)
    table = torch.cat((index[:, None], torch.cat(lists)), dim=1)
    expected = operator(features, table, 2)
    for boxes in (lists, tuple(lists)):
        assert_identical(operator(features, boxes, 2), expected)
    assert_identical(operator(features, table, (2, 2)), expected)


@pytest.mark.parametrize("operator", [roi_align, roi_pool, roi_warp])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_dtypes(operator, dtype: torch.dtype) -> None:
    # Boxes stay float32: the place of a sample must not be rounded to the precision of the map.
    g = torch.Generator().manual_seed(3)
    boxes = rois(KINDS[0], 9, 2, (9, 40), 0.25, g)
    boxes[:, 1:] += 1 / 3
    features = feature_map((2, 3, 9, 40), g, torch.float32).to(dtype)
    pooled = operator(features, boxes, 3, 0.25)
    assert pooled.dtype == dtype
    wide = operator(features.double(), boxes.double(), 3, 0.25).to(dtype)
    # Only weights and sums are rounded to the dtype of the map; in float32 the places are too.
    assert_units_apart(pooled, wide, 16 if dtype is torch.float32 else 2)


@pytest.mark.parametrize("operator", [roi_align, roi_pool, roi_warp])
def test_memory_layout_is_no_matter(operator) -> None:
    features, boxes = noise(2, 3, 6, 7), torch.rand(5, 5, dtype=torch.float64).mul(6)
    boxes[:, 0] = torch.tensor([0, 1, 1, 0, 1])
    expected = operator(features, boxes, (2, 3))
    last = features.contiguous(memory_format=torch.channels_last)
    every_second = noise(4, 6, 12, 14)
    every_second[::2, 1::2, ::2, ::2] = features
    wide_boxes = torch.full((10, 7), torch.nan, dtype=torch.float64)
    wide_boxes[::2, 1:6] = boxes
    for other in (last, every_second[::2, 1::2, ::2, ::2], features.mT.contiguous().mT):
        assert_identical(operator(other, wide_boxes[::2, 1:6], (2, 3)), expected)


@pytest.mark.parametrize("operator", [roi_align, roi_pool, roi_warp])
def test_inputs_stay_as_they_are_and_boxes_get_no_gradient(operator) -> None:
    features = noise(1, 2, 6, 6).requires_grad_()
    boxes = torch.tensor([[0, 0.5, 0.5, 4, 5]], dtype=torch.float64, requires_grad=True)
    before = features.detach().clone(), boxes.detach().clone()
    pooled = operator(features, boxes, 2)
    gradients = torch.autograd.grad(pooled.sum(), (features, boxes), allow_unused=True)
    assert gradients[0].abs().sum() > 0
    assert gradients[1] is None
    assert_identical(features.detach(), before[0])
    assert_identical(boxes.detach(), before[1])


# Two of the four pairs for each kind, all four over all kinds.
@pytest.mark.parametrize(
    ("kind", "sampling_ratio", "aligned"),
    [
        (kind, ratio, (place + ratio // 2) % 2 == 0)
        for place, kind in enumerate(KINDS)
        for ratio in (0, 2)
    ],
    ids=lambda value: getattr(value, "__name__", f"_{value}")[1:],
)
def test_gradients_are_those_of_small_steps(kind, sampling_ratio: int, aligned: bool) -> None:
    g = torch.Generator().manual_seed(5)
    boxes = rois(kind, 4, 2, (5, 4), 0.5, g).double()
    features = torch.randn(2, 2, 5, 4, dtype=torch.float64, generator=g).square().requires_grad_()
    assert torch.autograd.gradcheck(
        lambda f: roi_align(f, boxes, (3, 2), 0.5, sampling_ratio, aligned) ** 2, (features,)
    )


def test_gradcheck_of_interpolation_reaches_map_and_point() -> None:
    features = noise(2, 5, 4).square().requires_grad_()
    y = torch.tensor([0.3, 2.7, -0.4, 4.6, 9.0], dtype=torch.float64, requires_grad=True)
    x = torch.tensor([1.2, 0.1, 2.5, 2.9, 1.0], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(bilinear_interpolate, (features, y, x))
