"""Pictures: what is drawn stands where its numbers say."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgba

from mrcnn_edu.views.plots import BLUE, crop_view, draw_boxes, draw_polygons, show_image, show_map


@pytest.fixture
def ax():
    yield show_image(np.zeros((30, 40), dtype=np.uint8), title="black")
    plt.close("all")


def test_an_image_is_drawn_with_its_pixels_from_i_to_i_plus_one(ax):
    assert tuple(ax.images[0].get_extent()) == (0, 40, 30, 0)
    assert ax.get_xlim() == (0, 40)
    assert ax.get_ylim() == (30, 0)  # y downwards
    assert ax.get_title() == "black"


def test_a_box_is_drawn_where_its_numbers_say(ax):
    draw_boxes(ax, torch.tensor([[1.0, 2.0, 11.0, 22.0]]), style="--", labels=["0.9"], fill=0.25)
    box = ax.patches[0]
    assert box.get_bbox().extents.tolist() == [1, 2, 11, 22]
    assert box.get_linestyle() == "--"
    assert box.get_edgecolor() == pytest.approx(to_rgba(BLUE))
    assert box.get_facecolor()[3] == pytest.approx(0.25)
    assert (ax.texts[0].get_text(), ax.texts[0].get_position()) == ("0.9", (1, 2))


def test_no_boxes_draw_nothing(ax):
    draw_boxes(ax, torch.zeros(0, 4))
    assert len(ax.patches) == 0


def test_a_polygon_is_closed_and_a_crop_keeps_its_margin(ax):
    corners = np.array([[1.0, 1.0], [5.0, 1.0], [5.0, 9.0]])
    draw_polygons(ax, [corners])
    assert ax.patches[0].get_xy().tolist() == [*corners.tolist(), corners[0].tolist()]
    crop_view(ax, [10, 10, 20, 25], margin=5)
    assert ax.get_xlim() == (5, 25)
    assert ax.get_ylim() == (30, 5)


def test_a_map_is_drawn_over_its_image_with_its_numbers():
    ax = show_map(torch.tensor([[1.0, -0.5, 0.0], [0.25, 0.0, 0.0]]), 16, title="a map")
    assert tuple(ax.images[0].get_extent()) == (0, 48, 32, 0)  # 3 cells wide, 2 high, of 16 pixels
    assert ax.images[0].get_clim() == (-1, 1)  # 0 in the middle of the colours, so white
    assert [text.get_text() for text in ax.texts] == [
        "1.00",
        "-0.50",
        "0.00",
        "0.25",
        "0.00",
        "0.00",
    ]
    x, y = ax.texts[3].get_position()
    assert 0 < x < 16 < y < 32  # the first number of the second row stands in its cell
    assert len(show_map(torch.zeros(2, 2), decimals=None).texts) == 0
    plt.close("all")
