"""The ladder under a hand, in Chromium; every level is compared with the package's."""

import re

import numpy as np
import pytest
import torch

from mrcnn_edu.ops.roi_pooling import assign_fpn_level
from mrcnn_edu.views.widgets.ladder import LadderWidget

# Where all stands that a number could push aside; the tag and the marks follow the box.
WHERE = """() => [...document.querySelectorAll(
  ".mrcnn-widget, .stage, .slot, .sign, .rungs button, .lens svg, .note, .kernel, .hint, "
  + ".ground, input"
)].map((e) => { const { x, y, width, height } = e.getBoundingClientRect();
  return [e.tagName, ...[x, y, width, height].map(Math.round)].join(" ") })"""

BOX = [400, 300, 560, 460]  # 160 pixels: P3
PLACES = {"a small one": [300, 300, 360, 380], "a large one": [100, 100, 900, 700]}


@pytest.fixture
def widget(photo):
    return LadderWidget(photo, BOX, places=PLACES)


def rung_of(shown, mark):
    """The level on whose rung a mark stands; None if it stands on none."""
    node = shown.page.locator(f".rungs .{mark}")
    return (
        5 - int(float(node.evaluate("e => e.style.top")[:-1]) // 25) if node.is_visible() else None
    )


def assert_page_agrees(shown, *, pinned=None):
    """The ladder, the equations, the strip and the package all give the same."""
    widget = shown.widget
    x1, y1, x2, y2 = widget.box
    level = int(assign_fpn_level(torch.tensor(widget.box, dtype=torch.float64)))
    assert shown.kernel_line() == f"mrcnn_edu.ops.roi_pooling: level {level}, as on this page"
    assert (rung_of(shown, "disc"), rung_of(shown, "pin")) == (level, pinned)
    labels = shown.page.locator("[role=math]").evaluate_all("all => all.map(e => e.ariaLabel)")
    side = ((x2 - x1) * (y2 - y1)) ** 0.5
    assert [float(text) for text in re.findall(r"\d+\.\d", labels[0])] == pytest.approx(
        [x2 - x1, y2 - y1, side], abs=0.051
    )
    k = int(labels[1].rsplit("= ", 1)[1])
    assert max(2, min(k, 5)) == level
    rungs = shown.page.locator(".rungs .cells").all_text_contents()
    for text, stride in zip(rungs, (32, 16, 8, 4), strict=True):
        found = [float(number) for number in text.split(" × ")]
        assert found == pytest.approx([(x2 - x1) / 7 / stride, (y2 - y1) / 7 / stride], abs=0.051)
    read = pinned or level
    cells = float(shown.page.locator(".strip-head output").text_content())
    assert cells == pytest.approx(side / 7 / 2**read, abs=0.0051)
    assert shown.page.locator(".lens-head").text_content() == f"7 × 7 bins on P{read}"
    assert shown.page.locator(".stage .tag-text").text_content() == f"P{read}"


def test_at_first(show, widget):
    shown = show(widget)
    assert widget.level == 3
    assert_page_agrees(shown)
    label = shown.page.locator("[role=math]").last.get_attribute("aria-label")
    assert label == "k = ⌊4 + log2(160.0 / 224)⌋ = ⌊3.51⌋ = 3"


@pytest.mark.parametrize(
    ("corner", "level"),
    [((440, 330), 2), ((512, 412), 3), ((624, 524), 4), ((840, 740), 4), ((990, 790), 5)],
)
def test_a_drag_takes_it_up_and_down(show, widget, corner, level):
    shown = show(widget)
    shown.drag((560, 460), corner)
    assert widget.box == pytest.approx([400, 300, *corner], abs=2)  # the picture is made smaller
    assert widget.level == level
    assert_page_agrees(shown)


@pytest.mark.parametrize(
    ("doublings", "side", "level"),
    [(-0.48, 20.07, 2), (0.99, 55.6, 2), (2, 112, 3), (3, 224, 4), (3.99, 445, 4), (5, 896, 5)],
)
def test_the_slider_goes_through_all_sizes(show, widget, doublings, side, level):
    shown = show(widget)
    shown.page.locator("input[type=range]").fill(str(doublings))
    shown.settle()
    x1, y1, x2, y2 = widget.box
    assert ((x2 - x1) * (y2 - y1)) ** 0.5 == pytest.approx(side, abs=0.1)
    assert widget.level == level
    assert_page_agrees(shown)


@pytest.mark.parametrize("width", [640, 900])
def test_nothing_moves_while_the_box_grows(show, widget, width):
    shown = show(widget, width=width)
    slider = shown.page.locator("input[type=range]")
    places = []
    for doublings in (-0.48, 1.37, 2, 3.99, 5.01):
        slider.fill(str(doublings))
        for rung in (0, 3):
            shown.page.locator(".rungs button").nth(rung).click()
            places.append(shown.page.evaluate(WHERE))
    assert len(places[0]) > 20
    assert all(place == places[0] for place in places)


def test_a_pinned_rung_reads_the_box_until_it_is_pressed_again(show, widget):
    shown = show(widget)
    shown.page.get_by_role("button", name="a large one").click()
    shown.page.get_by_role("button", name="P2, stride 4").click()
    shown.settle()
    assert (widget.box, widget.pinned, widget.level) == (PLACES["a large one"], 2, 5)
    assert widget.bin_cells == pytest.approx((800 / 28, 600 / 28))
    assert_page_agrees(shown, pinned=2)
    assert "Pinned to P2, not P5" in shown.page.locator(".note").text_content()
    assert (
        "A bin is 28.6 × 21.4 cells, and its samples miss about 97 %"
        in shown.page.locator(".note").text_content()
    )
    assert "Pinned to P2, a bin is 28.6 × 21.4 cells." in widget.still_html()
    shown.page.get_by_role("button", name="P2, stride 4").click()
    shown.settle()
    assert widget.pinned is None
    assert_page_agrees(shown)


def test_a_rung_too_high(show, widget):
    shown = show(widget)
    shown.page.get_by_role("button", name="a small one").click()
    shown.page.get_by_role("button", name="P5, stride 32").click()
    assert_page_agrees(shown, pinned=5)
    assert "neighbours read nearly the same" in shown.page.locator(".note").text_content()


def test_no_level_so_small(show, photo):
    shown = show(LadderWidget(photo, [10, 10, 40, 40]))
    assert_page_agrees(shown)
    assert (
        shown.page.locator(".note").text_content().startswith("There is no P1. The nearest is P2")
    )


def test_fields_and_keys(show, widget):
    shown = show(widget)
    shown.page.get_by_label("width of the box", exact=True).fill("400")
    shown.page.keyboard.press("Enter")
    shown.page.locator("g.box").focus()
    shown.page.keyboard.press("ArrowDown")
    shown.page.keyboard.press("Shift+Alt+ArrowUp")
    shown.settle()
    assert widget.box == [400, 301, 800, 451]
    assert_page_agrees(shown)


def test_what_is_to_be_guessed_cannot_be_seen(show, photo):
    shown = show(LadderWidget(photo, BOX, predict=True))
    assert rung_of(shown, "disc") is None
    assert shown.page.locator(".lens-head").text_content() == "7 × 7 bins"
    assert not shown.page.locator(".sawtooth .rule").is_visible()
    assert "3.51" not in shown.page.locator(".mrcnn-widget").inner_text()
    shown.page.get_by_role("button", name="P3", exact=True).click()
    shown.settle()
    assert shown.page.locator(".verdict").text_content().startswith("Yes, P3.")
    assert_page_agrees(shown)


def test_each_level_has_its_picture(widget):
    assert list(widget.maps) == ["2", "3", "4", "5"]
    assert widget.photo_size == [1014, 800]  # 384 × 303, enlarged


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"pinned": 6}, "pinned must be one of (2, 3, 4, 5), or None for the rule, got 6"),
        ({"box": [5, 5, 1, 9]}, "box must have x1 <= x2"),
        ({"places": {"there": [1, 2, 3]}}, "places['there'] must be four numbers"),
        ({"language": "xx"}, "language must be one of"),
    ],
)
def test_what_does_not_fit_is_said(changed, message):
    given = {"image": np.zeros((30, 40), np.uint8), "box": [0, 0, 9, 9], **changed}
    with pytest.raises(ValueError, match=re.escape(message)):
        LadderWidget(**given)
