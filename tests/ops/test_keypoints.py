"""Keypoints: into cells and out of maps, by hand, there and back, and the half pixel."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mrcnn_edu.ops.keypoints import heatmaps_to_keypoints, keypoints_to_heatmap
from mrcnn_edu.ops.slow import masks as slow
from tests.ops.golden import assert_identical

BOX = (10.0, 20.0, 18.0, 36.0)  # 8 wide, 16 high


def cell(x: float, y: float, visibility: float = 2, box=BOX, size: int = 4) -> int | None:
    """The cell of one keypoint, or None where it does not count."""
    keypoints, boxes = torch.tensor([[[x, y, visibility]]]).float(), torch.tensor([box]).float()
    cells, visible = keypoints_to_heatmap(keypoints, boxes, size)
    if not visible.item():
        assert cells.item() == 0
        return None
    return int(cells.item())


@pytest.mark.parametrize(
    ("x", "y", "found"),
    [
        pytest.param(10, 20, 0, id="the first corner: the first cell"),
        pytest.param(11.9, 23.9, 0, id="still in it"),
        pytest.param(12, 20, 1, id="the next along x"),
        pytest.param(10, 24, 4, id="the next along y"),
        pytest.param(15, 33, 14, id="row 3, column 2"),
        pytest.param(18, 20, 3, id="on the right border: the last column"),
        pytest.param(10, 36, 12, id="on the lower border: the last row"),
        pytest.param(18, 36, 15, id="the last corner"),
        pytest.param(9.9, 25, None, id="left of the box"),
        pytest.param(12, 19.9, None, id="above"),
        pytest.param(18.1, 25, None, id="right"),
        pytest.param(12, 36.1, None, id="below"),
        pytest.param(math.nan, 25, None, id="no number"),
        pytest.param(math.inf, 25, None, id="infinite"),
    ],
)
def test_cell_by_hand(x: float, y: float, found: int | None) -> None:
    assert cell(x, y) == found


@pytest.mark.parametrize(("visibility", "counts"), [(-1, False), (0, False), (1, True), (2, True)])
def test_only_visible_keypoints_count(visibility: float, counts: bool) -> None:
    assert (cell(12, 20, visibility) == 1) is counts


@pytest.mark.parametrize("x", [9.0, 10.0, 11.0])
def test_a_box_without_area_has_no_cells_but_for_a_point_on_it(x: float) -> None:
    assert cell(x, 20, box=(10, 20, 10, 20)) == (15 if x == 10 else None)


quarters = st.integers(-8, 80).map(lambda n: n / 4)
lengths = st.integers(1, 60).map(lambda n: n / 4)


@given(
    st.tuples(quarters, quarters, st.integers(0, 2)),
    st.tuples(quarters, quarters, lengths, lengths),
    st.sampled_from([1, 2, 8, 56]),
)
def test_cells_are_the_slow_ones(keypoint, box, size: int) -> None:
    corners = [*box[:2], box[0] + box[2], box[1] + box[3]]
    keypoints = torch.tensor([[keypoint]], dtype=torch.float64)
    boxes = torch.tensor([corners], dtype=torch.float64)
    cells, visible = keypoints_to_heatmap(keypoints, boxes, size)
    expected = slow.cell_of_keypoint(list(keypoint), corners, size)
    assert visible.item() is (expected is not None)
    if expected is not None:
        # Where a keypoint lies between two cells, a rounding may decide.
        distance = abs(cells.item() - expected)
        on_a_line = any((keypoint[k] - corners[k]) * size % box[k + 2] == 0 for k in (0, 1))
        assert distance == 0 or (on_a_line and distance in (1, size, size + 1))


def test_each_proposal_has_cells_of_its_own() -> None:
    keypoints = torch.tensor([[[12.0, 20, 1], [15, 33, 1]], [[12.0, 20, 1], [15, 33, 1]]])
    boxes = torch.tensor([BOX, (11.0, 20, 19, 36)])
    cells, visible = keypoints_to_heatmap(keypoints, boxes, 4)
    assert cells.tolist() == [[1, 14], [0, 14]]
    assert visible.all()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_half_precision_holds_the_number_of_every_cell(dtype: torch.dtype) -> None:
    keypoints = torch.tensor([[[15.0, 33, 1], [17.5, 35, 1]]], dtype=dtype)
    cells, _ = keypoints_to_heatmap(keypoints, torch.tensor([BOX], dtype=dtype), 56)
    assert cells.tolist() == [
        [45 * 56 + 35, 52 * 56 + 52]
    ]  # above 2048, where halves count in twos


def test_no_proposals_and_no_keypoints() -> None:
    for n, kinds in ((0, 17), (3, 0), (0, 0)):
        cells, visible = keypoints_to_heatmap(torch.zeros(n, kinds, 3), torch.ones(n, 4), 56)
        assert_identical(cells, torch.zeros(n, kinds, dtype=torch.int64))
        assert_identical(visible, torch.zeros(n, kinds, dtype=torch.bool))
    for n in (0, 3):
        points, scores = heatmaps_to_keypoints(torch.zeros(n, 17, 56, 56), torch.ones(n, 4))
        assert (points.shape, scores.shape) == ((n, 17, 3), (n, 17))


def peak(row: int, column: int, side: int = 56, sharp: float = 0.1) -> Tensor:
    """(1, 1, side, side), a smooth hill whose top is the middle of one cell."""
    y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    return (-sharp * ((y - row) ** 2 + (x - column) ** 2)).double()[None, None]


def found(maps: Tensor, box: tuple[float, ...]) -> list[float]:
    points, _ = heatmaps_to_keypoints(maps, torch.tensor([box], dtype=maps.dtype))
    return points[0, 0].tolist()


@pytest.mark.parametrize(("row", "column"), [(0, 0), (10, 20), (55, 55), (0, 55)])
def test_a_cell_of_a_pixel_is_found_in_its_middle(row: int, column: int) -> None:
    box = (100.0, 200.0, 156.0, 256.0)  # 56 pixels for 56 cells
    assert found(peak(row, column), box) == [100 + column + 0.5, 200 + row + 0.5, 1]


def test_cells_of_three_pixels_are_found_in_the_middle_of_their_middle_pixel() -> None:
    box = (100.0, 200.0, 100 + 3 * 56, 200 + 3 * 56)
    assert found(peak(10, 20), box) == [100 + 3 * 20.5, 200 + 3 * 10.5, 1]


def test_width_and_height_have_scales_of_their_own() -> None:
    box = (100.0, 200.0, 100 + 3 * 56, 200 + 56)
    assert found(peak(10, 20), box) == [100 + 3 * 20.5, 200 + 10.5, 1]


def test_a_fraction_of_a_pixel_is_shared_by_all() -> None:
    # 55.3 pixels are resized to 56 and shrunk back.
    x, y, _ = found(peak(10, 20), (100.0, 200.0, 155.3, 256.0))
    assert x == pytest.approx(100 + 20.5 * 55.3 / 56)
    assert y == 210.5


@given(st.integers(0, 2**16), st.sampled_from([(56.0, 56.0), (37.0, 90.5), (20.25, 11.0)]))
def test_a_mirrored_map_gives_the_mirrored_keypoint(seed: int, size: tuple[float, float]) -> None:
    # Without the half pixel, both would lie half a pixel too far to the left.
    maps = torch.randn(1, 3, 8, 8, generator=torch.Generator().manual_seed(seed)).double()
    boxes = torch.tensor([[3.0, 7.0, 3 + size[0], 7 + size[1]]]).double()
    points, scores = heatmaps_to_keypoints(maps, boxes)
    for axis, dim in ((0, 3), (1, 2)):
        mirrored, same = heatmaps_to_keypoints(maps.flip(dim), boxes)
        torch.testing.assert_close(same, scores, rtol=0, atol=1e-9)
        torch.testing.assert_close(
            mirrored[..., axis], boxes[0, axis] + boxes[0, axis + 2] - points[..., axis]
        )


def test_there_and_back_there_is_no_drift() -> None:
    g = torch.Generator().manual_seed(0)
    n, box = 200, torch.tensor([30.0, 40, 150, 210])
    places = torch.rand(n, 1, 2, generator=g) * (box[2:] - box[:2]) * 0.8 + box[:2] + 15
    boxes, ones = box.repeat(n, 1), torch.ones(n, 1, 1)
    cells, visible = keypoints_to_heatmap(torch.cat((places, ones), dim=2), boxes, 56)
    assert visible.all()
    maps = torch.cat([peak(int(c) // 56, int(c) % 56, sharp=1.0) for c in cells.flatten()])
    error = (heatmaps_to_keypoints(maps, boxes)[0][..., :2] - places).squeeze(1)  # (n, 2)
    # A cell is 2.1 pixels wide and 3 high: the worst is half of that and half a pixel.
    assert (error.abs() <= torch.tensor([1.6, 2.1])).all()
    assert (error.mean(dim=0).abs() < 0.25).all()  # without the half pixel, 0.5 more to the left


def test_score_is_the_top_of_the_map() -> None:
    maps = torch.cat((peak(10, 20) + 7, peak(3, 4) - 2), dim=1)
    _, scores = heatmaps_to_keypoints(maps, torch.tensor([[0.0, 0, 56, 56]]).double())
    assert scores.tolist() == [[7, -2]]


def test_each_detection_and_each_kind_has_its_own_map() -> None:
    maps = torch.cat((peak(1, 2), peak(3, 4), peak(5, 6), peak(7, 8))).reshape(2, 2, 56, 56)
    boxes = torch.tensor([[0.0, 0, 56, 56], [100, 100, 156, 156]]).double()
    points, _ = heatmaps_to_keypoints(maps, boxes)
    assert points[..., :2].tolist() == [[[2.5, 1.5], [4.5, 3.5]], [[106.5, 105.5], [108.5, 107.5]]]


@pytest.mark.parametrize(
    "box", [(5.0, 6.0, 5.0, 6.0), (5.0, 6.0, 2.0, 1.0)], ids=["point", "inverted"]
)
def test_a_box_without_area_is_taken_for_a_pixel(box) -> None:
    assert found(peak(10, 20), box) == [5.5, 6.5, 1]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64], ids=str)
def test_results_are_in_float32_at_least(dtype: torch.dtype) -> None:
    maps, boxes = peak(10, 12, 16).to(dtype), torch.tensor([[0.0, 0, 32, 32]], dtype=dtype)
    points, scores = heatmaps_to_keypoints(maps, boxes)
    wide = torch.float64 if dtype is torch.float64 else torch.float32
    assert points.dtype is scores.dtype is wide
