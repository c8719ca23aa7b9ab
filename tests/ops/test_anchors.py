"""Anchors: shapes for a pencil, the order of the list, the numbers of the papers."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.ops.anchors import cell_anchors, grid_anchors, inside_image, multilevel_anchors
from mrcnn_edu.ops.boxes import box_area
from mrcnn_edu.ops.slow import anchors as slow
from tests.ops.golden import assert_identical

SCALES, RATIOS = (128, 256, 512), (0.5, 1, 2)  # of Faster R-CNN
PYRAMID = (32, 64, 128, 256, 512)


def sides(anchors: Tensor) -> Tensor:
    """(A, 2), width and height."""
    return anchors[:, 2:] - anchors[:, :2]


@pytest.mark.parametrize(
    ("scale", "ratio", "size"),
    [
        pytest.param(32, 1, [32, 32], id="a square"),
        pytest.param(32, 4, [16, 64], id="four times as high as wide"),
        pytest.param(32, 0.25, [64, 16], id="four times as wide as high"),
        pytest.param(128, 0.5, [182, 90], id="rounded, not 181.02 and 90.51"),
        pytest.param(128, 2, [90, 182], id="rounded, and upright"),
        pytest.param(5, 1, [4, 4], id="halves to even: 2.5 becomes 2"),
        pytest.param(7, 1, [8, 8], id="halves to even: 3.5 becomes 4"),
        pytest.param(0.5, 1, [0, 0], id="too small to be left"),
    ],
)
def test_one_shape(scale: float, ratio: float, size: list[int]) -> None:
    anchor = cell_anchors((scale,), (ratio,))
    assert_identical(sides(anchor), torch.tensor([size]).float())
    assert (anchor[:, :2] == -anchor[:, 2:]).all()


def test_all_scales_of_a_ratio_come_first() -> None:
    width, height = sides(cell_anchors((16, 32), (0.25, 4))).unbind(1)
    assert (height / width).tolist() == [0.25, 0.25, 4, 4]
    assert (width * height).tolist() == [256, 1024, 256, 1024]


@given(
    st.lists(st.integers(4, 600), min_size=1, max_size=3),
    st.lists(st.sampled_from([0.25, 0.5, 1, 1.5, 2, 4]), min_size=1, max_size=3),
)
def test_cell_anchors_are_the_slow_ones(scales: list[int], ratios: list[float]) -> None:
    # Both round; where the exact corner is a half, the square root's last bit decides.
    fast = cell_anchors(scales, ratios)
    assert (fast - torch.tensor(slow.cell_anchors(scales, ratios))).abs().max() <= 1
    assert (
        sides(fast) - sides(torch.tensor(slow.cell_anchors(scales, ratios)).float())
    ).abs().max() <= 2
    area = torch.tensor([scale**2 for _ in ratios for scale in scales])
    assert ((box_area(fast) - area).abs() <= 2 * sides(fast).sum(dim=1) + 4).all()


small = st.integers(1, 4)


@given(st.tuples(small, small), st.tuples(small, small), small)
def test_grid_anchors_are_the_slow_ones(grid, stride, n: int) -> None:
    cell = torch.randn(n, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(n))
    expected = torch.tensor(slow.grid_anchors(cell.tolist(), grid, stride), dtype=torch.float64)
    assert_identical(grid_anchors(cell, grid, stride), expected)


def test_a_head_of_channels_first_goes_with_them_when_turned() -> None:
    # A map whose channel a at (i, j) says 100 a + 10 i + j, turned as a head must be.
    a, i, j = torch.meshgrid(*(torch.arange(n) for n in (2, 3, 4)), indexing="ij")
    of_head = (100 * a + 10 * i + j).permute(1, 2, 0).flatten()
    cell = torch.tensor([[-1.0, -1, 1, 1], [-3, -3, 3, 3]])
    anchors = grid_anchors(cell, (3, 4), (10, 5))
    centre = (anchors[:, :2] + anchors[:, 2:]) / 2
    assert (of_head % 10 * 5 == centre[:, 0]).all()
    assert (of_head // 10 % 10 * 10 == centre[:, 1]).all()
    assert (of_head // 100 == (sides(anchors)[:, 0] == 6)).all()


def test_first_anchors_stand_round_the_corner_of_the_image() -> None:
    anchors = grid_anchors(cell_anchors((32,), (1,)), (2, 3), (16, 16))
    centres = (anchors[:, :2] + anchors[:, 2:]) / 2
    # Half a stride further they would be at 8, 24, 40.
    assert centres.tolist() == [[0, 0], [16, 0], [32, 0], [0, 16], [16, 16], [32, 16]]


@pytest.mark.parametrize(
    ("image", "grid", "second_row", "second_column"),
    [
        pytest.param((800, 1088), (200, 272), 4, 4, id="P2"),
        pytest.param((800, 1088), (25, 34), 32, 32, id="P5"),
        pytest.param((800, 1088), (13, 17), 61, 64, id="P6: 800 / 13 is 61.5, not 64"),
        pytest.param((32, 32), (32, 32), 1, 1, id="a cell for each pixel"),
    ],
)
def test_strides_are_the_image_over_the_grid(image, grid, second_row, second_column) -> None:
    (level,) = multilevel_anchors([torch.zeros(1, 4)], [grid], image)
    assert level[grid[1]].tolist() == [0, second_row, 0, second_row]
    assert level[1].tolist() == [second_column, 0, second_column, 0]


def test_each_level_has_its_own_anchors() -> None:
    cells = [torch.full((n, 4), float(n)) for n in (1, 2)]
    fine, coarse = multilevel_anchors(cells, [(2, 3), (1, 1)], (8, 8))
    assert (fine.shape, coarse.shape) == ((6, 4), (2, 4))
    assert fine[0, 0] == 1
    assert coarse[0, 0] == 2


def test_no_levels_and_no_shapes() -> None:
    assert multilevel_anchors([], [], (8, 8)) == []
    assert grid_anchors(torch.zeros(0, 4), (2, 3), (8, 8)).shape == (0, 4)
    assert inside_image(torch.zeros(0, 4), (8, 8)).shape == (0,)


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64], ids=str)
def test_dtype_is_that_of_the_shapes(dtype: torch.dtype) -> None:
    assert grid_anchors(torch.zeros(2, 4, dtype=dtype), (2, 2), (4, 4)).dtype is dtype


@pytest.mark.parametrize(
    ("anchor", "inside"),
    [
        ([0, 0, 20, 10], True),
        ([-0.5, 0, 20, 10], False),
        ([0, -0.5, 20, 10], False),
        ([0, 0, 20.5, 10], False),
        ([0, 0, 20, 10.5], False),
        ([0, 0, 10, 20], False),
    ],
    ids=["touches all borders", "left", "above", "right", "below", "upright in a lying image"],
)
def test_inside_the_image(anchor: list[float], inside: bool) -> None:
    assert inside_image(torch.tensor(anchor), (10, 20)).item() is inside


# N9
def test_nine_anchors_at_a_place_and_heads_of_18_and_36_channels() -> None:
    anchors = cell_anchors(SCALES, RATIOS)
    assert anchors.shape == (9, 4)
    assert (2 * len(anchors), 4 * len(anchors)) == (18, 36)
    assert len(anchors.unique(dim=0)) == 9


@pytest.mark.parametrize(
    ("grid", "image", "number"),
    [
        pytest.param((40, 60), (600, 1000), 21_600, id="the paper's rounding: about 20,000"),
        pytest.param((37, 50), (600, 800), 16_650, id="VGG-16 on 800 x 600"),
        pytest.param((39, 51), (600, 800), 17_901, id="ZF-net on 800 x 600"),
    ],
)
def test_anchors_of_a_map(grid, image, number: int) -> None:
    (level,) = multilevel_anchors([cell_anchors(SCALES, RATIOS)], [grid], image)
    assert len(level) == number


def test_vgg16_has_stride_16_at_conv5() -> None:
    assert (800 // 16, 600 // 16) == (50, 37)
    (level,) = multilevel_anchors([torch.zeros(1, 4)], [(37, 50)], (600, 800))
    assert level[51].tolist() == [16, 16, 16, 16]


def test_most_anchors_cross_the_border() -> None:
    # Of VGG-16's 62 x 37 places on 1000 x 600; the paper says about 6000 of 20,000 remain.
    anchors = grid_anchors(cell_anchors(SCALES, RATIOS), (37, 62), (16, 16))
    assert len(anchors) == 20_646
    assert inside_image(anchors, (600, 1000)).sum().item() == 8044


# N10
def test_fifteen_shapes_on_a_pyramid() -> None:
    cells = [cell_anchors((scale,), RATIOS) for scale in PYRAMID]
    assert torch.cat(cells).unique(dim=0).shape == (15, 4)
    for scale, cell in zip(PYRAMID, cells, strict=True):
        assert (box_area(cell).sqrt() - scale).abs().max() < 1
    grids = [(200, 272), (100, 136), (50, 68), (25, 34), (13, 17)]
    levels = multilevel_anchors(cells, grids, (800, 1088))
    assert [len(level) for level in levels] == [163_200, 40_800, 10_200, 2550, 663]
