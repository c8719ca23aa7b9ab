"""The anchor field under a hand, in Chromium; every count is compared with the package's."""

import re

import numpy as np
import pytest
import torch

from mrcnn_edu.ops.box_coding import encode_boxes
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.views.widgets.anchor_field import AnchorFieldWidget

# Where all stands that a number could push aside.
WHERE = """() => [...document.querySelectorAll(
  ".mrcnn-widget, .stage, p, select, .shapes button, .slot, .sign, input"
)].map((e) => { const { x, y, width, height } = e.getBoundingClientRect();
  return [e.tagName, ...[x, y, width, height].map(Math.round)].join(" ") })"""

BOX = [180, 160, 230, 210]
OTHERS = [[100, 100, 150, 160], [300, 20, 340, 44]]


@pytest.fixture
def widget(photo):
    return AnchorFieldWidget(photo, BOX, others=OTHERS)


def assert_page_agrees(shown):
    """The counts, the table of nine, the deltas and the package all give the same."""
    widget, page = shown.widget, shown.page
    counts = widget.counts
    line = shown.kernel_line()
    assert line == f"mrcnn_edu.ops.matching: {counts[0]} positive, as on this page"
    fates = zip(counts, ("positive", "ignored", "negative"), strict=True)
    texts = page.locator(".fate-count").all_text_contents()
    assert texts == [f"{count} {fate}" for count, fate in fates]
    column, row = (round(value / widget.stride) for value in widget.point)
    first = (row * (384 // widget.stride) + column) * 9
    anchors = widget.anchors[first : first + 9]
    boxes = torch.tensor([widget.box, *(OTHERS if widget.everything else [])], dtype=torch.float64)
    overlaps, to = box_iou(boxes, anchors).max(dim=0)
    shapes = page.locator(".shapes button").all_text_contents()
    assert [float(text.split()[1]) for text in shapes] == pytest.approx(overlaps, abs=0.00051)
    matches = widget.matches[first : first + 9].tolist()
    marks = ["+" if match >= 0 else "·" if match == -2 else "−" for match in matches]
    assert [text.split()[0] for text in shapes] == marks
    deltas = encode_boxes(boxes[to[widget.chosen]], anchors[widget.chosen]).tolist()
    label = page.locator(".deltas").get_attribute("aria-label").replace("−", "-")
    found = [float(number) for number in re.findall(r"-?\d+\.\d+", label)]
    assert found == pytest.approx(deltas, abs=0.00051)


def test_a_drag_changes_what_is_positive(show, widget):
    shown = show(widget)
    assert_page_agrees(shown)
    before = widget.counts
    shown.drag((205, 185), (213, 185))
    assert widget.box == pytest.approx([188, 160, 238, 210], abs=1)
    assert widget.counts != before
    assert_page_agrees(shown)
    shown.page.locator("g.box").focus()
    shown.page.keyboard.press("Shift+Alt+ArrowUp")
    shown.settle()
    assert widget.box[3] == pytest.approx(200, abs=1)
    assert_page_agrees(shown)


def test_thresholds_take_each_other_along(show, widget):
    shown = show(widget)
    high, low = (shown.page.get_by_label(name) for name in ("positive from", "negative below"))
    high.fill("0.2")
    shown.settle()
    assert (widget.high, widget.low) == (0.2, 0.2)
    assert_page_agrees(shown)
    low.fill("0.5")
    shown.settle()
    assert (widget.high, widget.low) == (0.5, 0.5)
    assert widget.counts[1] == 0
    assert_page_agrees(shown)


def test_the_rule_the_other_boxes_and_other_anchors(show, widget):
    shown = show(widget)
    page = shown.page
    page.get_by_label("scales of the anchors").select_option(label="128 256 512")
    shown.settle()
    assert widget.counts[0] == 0
    assert "No anchor learns this box" in page.locator(".note").text_content()
    page.get_by_label("the best anchor counts").check()
    shown.settle()
    alone = widget.counts[0]
    assert alone > 1
    assert "counts nevertheless" in page.locator(".note").text_content()
    page.get_by_label("all 3 boxes").check()
    shown.settle()
    assert widget.counts[0] > alone
    assert_page_agrees(shown)
    page.get_by_label("pixels from one cell to the next").select_option("32")
    shown.settle()
    assert len(widget.anchors) == 12 * 9 * 9
    assert_page_agrees(shown)


def test_a_dot_is_touched_and_the_ring_goes_on_by_keyboard(show, widget):
    shown = show(widget, touch=True)
    page = shown.page
    page.touchscreen.tap(*shown.at(130, 115))
    shown.settle()
    assert widget.point == [128, 112]
    page.locator(".marker").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    page.locator(".shapes button").nth(8).click()
    shown.settle()
    assert (widget.point, widget.chosen) == ([160, 96], 8)
    assert page.locator(".fan > g").count() == 9
    assert_page_agrees(shown)


@pytest.mark.parametrize("width", [640, 900])
def test_nothing_moves_while_the_box_does(show, widget, width):
    shown = show(widget, width=width)
    places = []
    for box in (BOX, [0, 0, 5, 5], [0, 0, 384, 303]):
        widget.box = box
        shown.push()
        shown.kernel_line()
        places.append(shown.page.evaluate(WHERE))
    assert len(places[0]) > 25
    assert all(place == places[0] for place in places)


def test_tasks_are_judged_by_the_anchors(show, photo):
    widget = AnchorFieldWidget(photo, BOX, others=OTHERS, predict=True)
    shown = show(widget)
    page, verdict = shown.page, shown.page.locator(".verdict")
    assert page.locator(".dots.positive").get_attribute("d") == ""
    page.locator(".tasks input").fill("3888")
    page.keyboard.press("Enter")
    assert verdict.text_content().startswith("Yes, 3888.")
    page.get_by_role("button", name="next").click()
    widget.box = [200, 200, 210, 210]
    shown.push()
    page.get_by_role("button", name="check").click()
    assert verdict.text_content().startswith("Well done")
    page.get_by_role("button", name="next").click()
    page.get_by_role("button", name="yes", exact=True).click()
    assert verdict.text_content().startswith("Yes, yes.")


def test_what_stays_without_a_kernel(widget):
    positive, ignored, negative = widget.counts
    assert widget.in_words() == (
        f"Of 3888 anchors {positive} are positive, {ignored} ignored and {negative} negative, with"
        " thresholds of 0.7 and 0.3."
    )
    assert "image/png" in widget.still_html()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"box": [5, 5, 1, 9]}, "box must have x1 <= x2"),
        ({"stride": 12}, "stride must be one of (8, 16, 32)"),
        ({"stride": 32}, "not above a side of the picture of (30, 40), got 32"),
        ({"high": 7}, "high must be in [0, 1]"),
        ({"scales": [[16], [32, 64]]}, "rows of equal length"),
        ({"ratios": []}, "ratios must hold numbers above 0"),
        ({"others": [[1, 2, 3]]}, "others must have shape (N, 4)"),
    ],
)
def test_what_does_not_fit_is_said(changed, message):
    given = {"image": np.zeros((30, 40), np.uint8), "box": [0, 0, 9, 9], **changed}
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        AnchorFieldWidget(**given)
