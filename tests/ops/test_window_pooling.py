"""SPP-Net's windows on the map, and its pyramid over them."""

import pytest
import torch

from mrcnn_edu.ops.roi_pooling import roi_pool, spatial_pyramid_pool
from mrcnn_edu.ops.window_pooling import map_windows, pool_windows, window_and_stride

LEVELS = (1, 2, 3, 6)


@pytest.mark.parametrize(
    ("box", "stride", "window"),
    [
        pytest.param((189, 171, 236.6, 217.5), 16, (12, 11, 14, 13), id="the coin"),
        pytest.param((16, 32, 48, 64), 16, (2, 3, 2, 3), id="cells on its edge are not in it"),
        pytest.param((15, 31, 49, 65), 16, (1, 2, 3, 4), id="a pixel more on each side"),
        pytest.param((0, 0, 256, 192), 8, (1, 1, 31, 23), id="the whole image"),
        pytest.param((17, 18, 22, 31), 16, (1, 2, 1, 2), id="between cells: the nearest"),
        pytest.param((25, 0, 31, 40), 16, (2, 1, 2, 2), id="between columns alone"),
        pytest.param((248, 250, 256, 256), 8, (31, 31, 31, 31), id="in the corner"),
    ],
)
def test_windows(box, stride, window):
    (found,) = map_windows(torch.tensor([box], dtype=torch.float32), stride, (32, 32))
    assert tuple(found.tolist()) == window


def test_every_window_has_a_cell_on_the_map():
    generator = torch.Generator().manual_seed(0)
    corners = torch.rand(500, 2, generator=generator) * 250
    boxes = torch.cat((corners, corners + torch.rand(500, 2, generator=generator) * 30), dim=1)
    windows = map_windows(boxes, 16, (16, 16))
    assert (windows >= 0).all()
    assert (windows <= 15).all()
    assert (windows[:, :2] <= windows[:, 2:]).all()
    assert (windows[:, :2] == windows[:, 2:]).any()


@pytest.mark.parametrize("level", LEVELS)
def test_a_roi_pool_on_whole_cells_is_a_pyramid_of_one_level(level):
    """For every number of cells from 1 to 40."""
    features = torch.rand(1, 2, 40, 40, generator=torch.Generator().manual_seed(level))
    for cells in range(1, 41):
        whole = spatial_pyramid_pool(features[:, :, :cells, :cells], [level])
        window = torch.tensor([[0, 0, cells - 1, cells - 1]])
        assert torch.equal(pool_windows(features[0], window, [level]), whole)
        box = [window.float()]
        assert torch.equal(roi_pool(features, box, level).flatten(1), whole)


def test_many_windows_at_once_are_each_pooled_as_if_alone():
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(3, 12, 17, generator=generator)
    windows = torch.tensor([[2, 3, 9, 11], [0, 0, 16, 11], [5, 5, 5, 5], [16, 0, 16, 7]])
    pooled = pool_windows(features, windows, LEVELS)
    assert pooled.shape == (4, 150)
    for (x1, y1, x2, y2), row in zip(windows.tolist(), pooled, strict=True):
        part = features[None, :, y1 : y2 + 1, x1 : x2 + 1]
        assert torch.equal(row, spatial_pyramid_pool(part, LEVELS)[0])
    assert pool_windows(features, windows[:0], LEVELS).shape == (0, 150)


@pytest.mark.parametrize(
    ("bins", "failures"),
    [
        (1, []),
        (2, []),
        (3, [5]),
        (4, [6, 7, 11]),
        (6, [8, 9, 10, 11, 15, 16, 17, 22, 23, 29]),
    ],
)
def test_where_window_and_stride_give_another_number_of_bins(bins, failures):
    wrong = [a for a in range(bins, 200) if window_and_stride(a, bins) != bins]
    assert wrong == failures


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: map_windows(torch.ones(4), 8, (3, 3)), "boxes must have", id="one box"
        ),
        pytest.param(lambda: map_windows(torch.ones(1, 4), 0, (3, 3)), "stride", id="no stride"),
        pytest.param(
            lambda: pool_windows(torch.ones(1, 3, 3), torch.zeros(1, 4).long(), ()),
            "levels",
            id="-",
        ),
        pytest.param(lambda: window_and_stride(3, 4), "cells must be from 4 up", id="few cells"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
