"""The numbers of the slides, documents and papers on pooling regions, recomputed."""

import csv
import math

import pytest
import torch
from torch import Tensor
from torch.nn.functional import interpolate, max_pool2d

from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.ops.cell_bags import sample_positions
from mrcnn_edu.ops.roi_pooling import (
    assign_fpn_level,
    bilinear_interpolate,
    roi_align,
    roi_pool,
    round_half_away,
    spatial_pyramid_pool,
)
from tests.ops.roi_cases import feature_map

STRIDE = 32
SLIDE_ROI = torch.tensor([[0, 10, 10, 124, 124]], dtype=torch.float64)


def slide_map() -> Tensor:
    """(1, 1, 6, 6), the feature map that the slides draw."""
    with shipped("worked_examples/roi_feature_map.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header == [f"x{i}" for i in range(6)]
    return torch.tensor([[float(v) for v in row] for row in rows], dtype=torch.float64)[None, None]


def four_decimals(values: Tensor) -> list[list[float]]:
    return [[round(v, 4) for v in row] for row in values[0, 0].tolist()]


def test_the_map_of_the_slides() -> None:
    assert slide_map().shape == (1, 1, 6, 6)
    assert slide_map()[0, 0, 0, 0] == -1.5256
    assert slide_map()[0, 0, 5].tolist() == [1.5748, -0.6298, 2.4070, 0.2786, 0.2468, 1.1843]


# N2
def test_roi_pool_of_the_slides() -> None:
    pooled = roi_pool(slide_map(), SLIDE_ROI, 2, 1 / STRIDE)
    assert pooled[0, 0].tolist() == [[1.6871, 0.4676], [2.0242, 2.3571]]


def test_roi_pool_of_the_slides_rounds_where_the_slide_writes_a_floor() -> None:
    # The slide's floor of 124 / 32 would be 3, and four cells a side; it draws five.
    assert math.floor(124 / STRIDE) == 3
    assert round_half_away(SLIDE_ROI[0, 1:] / STRIDE).tolist() == [0, 0, 4, 4]
    region = slide_map()[0, 0, :5, :5]
    overlapping = [region[rows, columns].max().item() for rows, columns in _bins(3, 2)]
    assert overlapping == [1.6871, 0.4676, 2.0242, 2.3571]
    floored = [slide_map()[0, 0, rows, columns].max().item() for rows, columns in _bins(2, 2)]
    assert floored == [-0.7502, 0.3037, 1.6871, 0.4676]


def _bins(length: int, step: int) -> list[tuple[slice, slice]]:
    parts = [slice(0, length), slice(step, step + length)]
    return [(rows, columns) for rows in parts for columns in parts]


# N3
@pytest.mark.parametrize(
    ("aligned", "values"),
    [
        (False, [[-0.8546, 0.3236], [0.2177, 0.0546]]),
        (True, [[-1.2911, -0.4863], [0.7460, 0.2380]]),
    ],
)
def test_roi_align_of_the_slides(aligned: bool, values: list[list[float]]) -> None:
    pooled = roi_align(slide_map(), SLIDE_ROI, 2, 1 / STRIDE, 1, aligned)
    assert four_decimals(pooled) == values


def test_samples_of_the_slides() -> None:
    start, end = torch.tensor([10 / STRIDE]), torch.tensor([124 / STRIDE])
    positions, used = sample_positions(start, end - start, bins=2, sampling_ratio=1)
    assert positions.flatten().tolist() == [1.203125, 2.984375]
    assert used.all()
    # The weight 0.20315 on the slide is a slip for 0.203125; its result is that of the right one.
    right, slip = (
        bilinear_interpolate(slide_map(), place, place).item()
        for place in torch.tensor([[1.203125], [1.20315]], dtype=torch.float64)
    )
    assert (round(right, 4), round(slip, 4)) == (-0.8546, -0.8545)


# N4
SOURCE = [(571, 457, 50.0), (572, 457, 100.0), (571, 458, 150.0), (572, 458, 200.0)]


def photograph() -> Tensor:
    """(800, 1000), empty but for the four pixels that the document names."""
    image = torch.zeros(800, 1000, dtype=torch.float64)
    for x, y, value in SOURCE:
        image[y, x] = value
    return image


def looked_up(y: float, x: float) -> float:
    points = (torch.tensor([v], dtype=torch.float64) for v in (y, x))
    return bilinear_interpolate(photograph(), *points).item()


def test_resizing_by_corners() -> None:
    x, y = 400 * 1000 / 700, 400 * 800 / 700
    assert (round(x, 5), round(y, 5)) == (571.42857, 457.14286)
    assert round(looked_up(y, x), 4) == 85.7143
    # The document rounds the weights first.
    a, b, c, d = 0.57143, 0.42857, 0.85714, 0.14286
    assert round((a * 50 + b * 100) * c + (a * 150 + b * 200) * d, 4) == 85.7145


def test_resizing_by_pixel_centres_looks_elsewhere() -> None:
    x, y = 400.5 * 1000 / 700 - 0.5, 400.5 * 800 / 700 - 0.5
    assert (round(x, 5), round(y, 5)) == (571.64286, 457.21429)
    assert round(looked_up(y, x), 4) == 103.5714
    resized = interpolate(photograph()[None, None], size=(700, 700), mode="bilinear")
    assert resized[0, 0, 400, 400].item() == pytest.approx(looked_up(y, x), abs=1e-9)


# N5
def test_the_notes_own_example() -> None:
    start, length = torch.tensor([15 / 16]).double(), torch.tensor([100 / 16]).double()
    positions, _ = sample_positions(start, length, bins=7, sampling_ratio=1)
    step = positions.flatten().diff()
    torch.testing.assert_close(step, torch.full_like(step, 100 / 112))
    # The note samples at 15/16, the corner of the first bin; the paper in the middle of it.
    assert positions[0, 0, 0].item() == pytest.approx(15 / 16 + 50 / 112)


def test_samples_lie_in_bins_and_are_averaged() -> None:
    features = feature_map((1, 1, 12, 12), torch.Generator().manual_seed(0), torch.float64)
    roi = [torch.tensor([[15.0, 15, 115, 115]])]
    corner = 15 / 16 + torch.arange(7).double() * 100 / 112
    y, x = (grid.flatten() for grid in torch.meshgrid(corner, corner, indexing="ij"))
    step = 100 / 112
    quarters = torch.stack(
        [
            bilinear_interpolate(features, y + step * down, x + step * across)
            for down in (1 / 4, 3 / 4)
            for across in (1 / 4, 3 / 4)
        ]
    )  # (4, 1, 1, 49)
    middle = bilinear_interpolate(features, y + step / 2, x + step / 2)
    once, four = (roi_align(features, roi, 7, 1 / 16, ratio).flatten() for ratio in (1, 2))
    torch.testing.assert_close(once, middle.flatten(), rtol=0, atol=1e-14)
    torch.testing.assert_close(four, quarters.mean(dim=0).flatten(), rtol=0, atol=1e-14)
    # What the note, and the document that takes the maximum, would have instead:
    at_corners = bilinear_interpolate(features, y, x).flatten()
    assert (once - at_corners).abs().max() > 0.5
    assert (four - quarters.amax(dim=0).flatten()).abs().max() > 0.5


# N6
@pytest.mark.parametrize(
    ("side", "bins", "window", "stride"),
    [
        (13, 3, 5, 4),
        (13, 2, 7, 6),
        (13, 1, 13, 13),
        (10, 3, 4, 3),
        (10, 2, 5, 5),
        (10, 1, 10, 10),
    ],
)
def test_windows_of_the_paper_are_our_bins_where_it_tried_them(side, bins, window, stride) -> None:
    assert (math.ceil(side / bins), math.floor(side / bins)) == (window, stride)
    features = feature_map((2, 3, side, side), torch.Generator().manual_seed(1), torch.float64)
    theirs = max_pool2d(features, window, stride)
    assert theirs.shape[2:] == (bins, bins)
    assert torch.equal(spatial_pyramid_pool(features, (bins,)), theirs.flatten(1))


def test_windows_of_the_paper_fail_elsewhere() -> None:
    features = torch.zeros(1, 1, 7, 7)
    assert max_pool2d(features, math.ceil(7 / 4), math.floor(7 / 4)).shape[2:] == (6, 6)
    assert spatial_pyramid_pool(features, (4,)).shape == (1, 16)
    assert math.floor(3 / 4) == 0  # no stride at all
    assert spatial_pyramid_pool(features[:, :, :3, :3], (4,)).shape == (1, 16)


@pytest.mark.parametrize(
    ("levels", "bins", "channels", "numbers"),
    [((4, 2, 1), 21, 256, 5376), ((1, 2, 3, 6), 50, 256, 12800)],
    ids=["the document", "the paper's detection"],
)
@pytest.mark.parametrize("size", [(13, 13), (10, 10), (7, 5), (1, 1)], ids=str)
def test_any_map_gives_the_same_number_of_numbers(levels, bins, channels, numbers, size) -> None:
    assert bins * channels == numbers
    assert spatial_pyramid_pool(torch.zeros(2, channels, *size), levels).shape == (2, numbers)


# N10
@pytest.mark.parametrize(
    ("width", "height", "level"),
    [
        pytest.param(224, 224, 4, id="ImageNet's size"),
        pytest.param(223.9, 223.9, 3, id="just below"),
        pytest.param(112, 112, 3, id="half"),
        pytest.param(111.9, 111.9, 2, id="just below half"),
        pytest.param(56, 56, 2, id="a quarter"),
        pytest.param(10, 10, 2, id="smaller: clamped"),
        pytest.param(448, 448, 5, id="double"),
        pytest.param(447.9, 447.9, 4, id="just below double"),
        pytest.param(896, 896, 5, id="larger: clamped"),
        pytest.param(448, 112, 4, id="the area decides, not a side"),
        pytest.param(112, 447, 3, id="a little less area"),
        pytest.param(0, 50, 2, id="a line"),
        pytest.param(0, 0, 2, id="a point"),
        pytest.param(-50, 50, 2, id="inverted along x"),
        pytest.param(300, 300, 4, id="an area beyond half precision"),
    ],
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64], ids=str)
def test_level_of_a_box(width: float, height: float, level: int, dtype: torch.dtype) -> None:
    box = torch.tensor([0, 0, width, height], dtype=dtype)
    if dtype is torch.float16 and box[2].item() != width:
        box[2:] = box[2:].sub(0.25)  # the nearest number may lie on the other side of the line
    assert assign_fpn_level(box).item() == level


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_rounding_below_a_line_is_forgiven(dtype: torch.dtype) -> None:
    # Less than one part in a million of a level is missing, as subtracting corners may cost.
    assert assign_fpn_level(torch.tensor([0, 0, 223.9999, 223.9999], dtype=dtype)).item() == 4
    assert assign_fpn_level(torch.tensor([0, 0, 223.9995, 223.9995], dtype=dtype)).item() == 3


def test_levels_of_many_boxes_with_other_ends() -> None:
    sides = torch.tensor([[14.0, 28, 56, 112], [224, 448, 896, 1792]])
    boxes = torch.stack((sides * 0 + 7, sides * 0 - 9, sides + 7, sides - 9), dim=-1)
    assert assign_fpn_level(boxes, k_min=0, k_max=9).tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert assign_fpn_level(boxes).tolist() == [[2, 2, 2, 3], [4, 5, 5, 5]]
    assert assign_fpn_level(boxes, k_min=3, k_max=3).unique().tolist() == [3]
    levels = assign_fpn_level(torch.zeros(0, 4))
    assert (levels.shape, levels.dtype) == ((0,), torch.int64)
