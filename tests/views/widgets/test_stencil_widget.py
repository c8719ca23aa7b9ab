"""The stencil under a hand, in Chromium; every number is compared with the package's masks."""

import re

import numpy as np
import pytest

from mrcnn_edu.views.widgets.stencil import StencilWidget
from tests.views.widgets.every import stencil

WAYS = ["exact", "torchvision", "whole"]


@pytest.fixture
def widget(photo):
    return stencil(photo)


def assert_page_agrees(shown):
    """The table, the pixels over the photograph and the package all give the same."""
    widget = shown.widget
    assert shown.kernel_line() == (
        f"mrcnn_edu.ops: IoU {widget.fit(widget.paste)['iou']:.3f}, as on this page"
    )
    for way, row in zip(WAYS, shown.page.locator("tr:has(td)").all(), strict=True):
        fit = widget.fit(way)
        text = " ".join(row.locator("td").all_text_contents()).replace("−", "-")
        found = [float(number) for number in re.findall(r"-?\d+\.\d+", text)]
        assert found == pytest.approx([fit["iou"], fit["area"], *fit["shift"]], abs=0.0051)
        pressed = row.locator("button").get_attribute("aria-pressed")
        assert pressed == str(way == widget.paste).lower()
    drawn = shown.page.locator(".pixels-on").get_attribute("d").count("M")
    assert drawn == widget.pixels(widget.paste).sum()


def test_at_first(show, widget):
    assert_page_agrees(show(widget))


@pytest.mark.parametrize("way", ["torchvision", "whole"])
def test_another_way_to_paste(show, widget, way):
    shown = show(widget)
    before = shown.page.locator(".stage .contour").get_attribute("d")
    shown.page.get_by_role("button", name=f"pasted this way: {widget.words[way]}").click()
    shown.settle()
    assert widget.paste == way
    assert_page_agrees(shown)
    assert shown.page.locator(".stage .contour").get_attribute("d") != before


def test_a_drag_moves_the_box_by_tenths(show, widget):
    shown = show(widget)
    shown.drag((30, 30), (32.3, 28.9))
    assert widget.box == pytest.approx([12, 9.1, 57.7, 56], abs=0.15)  # a pixel of the screen
    assert np.round(widget.box, 1) == pytest.approx(widget.box)
    assert widget.box[2] - widget.box[0] == pytest.approx(45.7)
    assert_page_agrees(shown)


def test_fields_and_keys(show, widget):
    shown = show(widget)
    shown.page.get_by_role("button", name="x1, a tenth of a pixel more").click()
    shown.page.get_by_label("y2 of the box", exact=True).fill("50.37")
    shown.page.keyboard.press("Enter")
    shown.page.locator("g.box").focus()
    shown.page.keyboard.press("ArrowRight")
    shown.page.keyboard.press("Alt+ArrowDown")
    shown.page.keyboard.press("Shift+ArrowLeft")
    shown.settle()
    assert widget.box == pytest.approx([9.9, 11.2, 55.4, 51.4])
    assert_page_agrees(shown)


def test_a_higher_threshold_makes_it_smaller(show, widget):
    shown = show(widget)
    area, line = widget.fit("exact")["area"], shown.page.locator(".squares .contour")
    before = line.get_attribute("d")
    shown.page.locator("input[type=range]").fill("0.85")
    shown.settle()
    assert widget.threshold == 0.85
    assert widget.fit("exact")["area"] < area
    assert line.get_attribute("d") != before
    assert_page_agrees(shown)


def test_no_pixel_above_it(show, photo):
    faint = np.full((28, 28), 0.3)
    widget = StencilWidget(photo[:40, :40], [5, 5, 30, 30], faint, [[5, 5], [30, 5], [30, 30]])
    shown = show(widget)
    assert shown.page.locator("td").all_text_contents() == ["0.000", "0.000", "–, –"] * 3
    assert widget.fit("exact")["area"] == 0


def test_truth_are_the_pixels_with_their_middle_inside(photo):
    square = [[1.4, 1.6], [3.4, 1.6], [3.4, 3.6], [1.4, 3.6]]
    widget = StencilWidget(photo[:5, :5], [1, 1, 4, 4], np.ones((2, 2)), square)
    on = [0, 1, 1, 0, 0]
    assert widget.truth == [[0] * 5, [0] * 5, on, on, [0] * 5]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"paste": "rounded"}, "paste must be one of exact, torchvision, whole, got 'rounded'"),
        ({"threshold": 1.2}, "threshold must be from 0.05 to 0.95, got 1.2"),
        ({"box": [5, 5, 1, 9]}, "box must have x1 <= x2"),
        ({"cells": np.ones((1, 28, 28))}, "cells must have shape (M, M), got (1, 28, 28)"),
        ({"cells": [[-3.0]]}, "of logits take the sigmoid"),
        ({"outline": [1, 2, 3]}, "outline must have shape (P, 2), got (3,)"),
        ({"outline": [[90, 90], [95, 90], [95, 95]]}, "outline must hold the middle of a pixel"),
        ({"language": "xx"}, "language must be one of"),
    ],
)
def test_what_does_not_fit_is_said(changed, message):
    plain = {"image": np.zeros((30, 40), np.uint8), "box": [0, 0, 9, 9], "cells": [[1.0]]}
    given = {**plain, "outline": [[2, 2], [8, 2], [8, 8]], **changed}
    with pytest.raises(ValueError, match=re.escape(message)):
        StencilWidget(**given)
