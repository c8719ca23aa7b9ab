"""The anchor field under a hand, in Chromium; every count is compared with the package's."""

import math
import re

import numpy as np
import pytest
import torch

from mrcnn_edu.data.coins import coin_boxes, coins_image
from mrcnn_edu.ops.box_coding import encode_boxes
from mrcnn_edu.ops.boxes import box_area, box_iou
from mrcnn_edu.views.widgets.anchor_field import AnchorFieldWidget

# Where all stands that a number could push aside.
WHERE = """() => [...document.querySelectorAll(
  ".mrcnn-widget, .stage, p, .modes button, .panel button, .slot, input, .ground"
)].map((e) => { const { x, y, width, height } = e.getBoundingClientRect();
  return [e.tagName, ...[x, y, width, height].map(Math.round)].join(" ") })"""

BOX = [180, 160, 230, 210]
OTHERS = [[100, 100, 150, 160], [300, 20, 340, 44]]


@pytest.fixture
def widget(photo):
    return AnchorFieldWidget(photo, BOX, others=OTHERS)


def assert_page_agrees(shown):
    """The counts, the table of nine and the package all give the same."""
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
    overlaps = box_iou(boxes, anchors).amax(dim=0)
    shapes = page.locator(".shapes button").all_text_contents()
    assert [float(text.split()[1]) for text in shapes] == pytest.approx(overlaps, abs=0.00051)
    matches = widget.matches[first : first + 9].tolist()
    marks = ["+" if match >= 0 else "·" if match == -2 else "−" for match in matches]
    assert [text.split()[0] for text in shapes] == marks


def press(shown, *names, exact=True):
    for name in names:
        shown.page.get_by_role("button", name=name, exact=exact).click()
    shown.settle()


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
    press(shown, "choose anchors", "the paper's anchors")
    assert (widget.scales, widget.stride) == ([128, 256, 512], 16)
    press(shown, "who learns?")
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
    press(shown, "choose anchors", "pixels from one cell to the next 32", "who learns?")
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


def assert_reach_agrees(shown):
    """What is said of small, medium and large boxes, and the dashes, are the package's."""
    widget, page = shown.widget, shown.page
    boxes = torch.tensor([widget.box, *OTHERS], dtype=torch.float64)
    fits = box_iou(boxes, widget.anchors).amax(dim=1) >= widget.high
    assert shown.kernel_line() == (
        f"mrcnn_edu.evaluation.proposal_recall: {int(fits.sum())} found, as on this page"
    )
    shares = page.locator(".size b").all_text_contents()
    sides = box_area(boxes).sqrt()  # 50, 54.8 and 31
    groups = (sides < 40, (sides >= 40) & (sides < 52), sides >= 52)
    assert shares == [f"{int(fits[group].sum())} of {int(group.sum())}" for group in groups]
    assert page.locator(".fan .missed").count() == int((~fits).sum())
    summary = f"{len(widget.anchors)} anchors. {int(fits.sum())} of 3 boxes have one from 0.70 on."
    assert page.locator(".summary").text_content() == summary


def test_anchors_are_chosen_and_recall_follows(show, photo):
    widget = AnchorFieldWidget(photo, BOX, others=OTHERS, mode="choose", sizes=(40, 52))
    shown = show(widget)
    assert_reach_agrees(shown)
    before = int(widget.reached.sum())
    press(shown, "pixels from one cell to the next 4", "scales of the anchors, in pixels 24")
    assert (widget.stride, widget.scales) == (4, [24, 32, 48, 64])
    assert int(widget.reached.sum()) > before
    assert_reach_agrees(shown)
    press(shown, "scales of the anchors, in pixels 128")  # a fifth has no room
    assert widget.scales == [24, 32, 48, 64]
    for ratio in (0.5, 1, 2):  # the last one stays
        press(shown, f"height over width of the anchors {ratio}")
    assert widget.ratios == [2]
    assert_reach_agrees(shown)
    press(shown, "as at the start")
    assert (widget.scales, widget.ratios, widget.stride) == ([32, 48, 64], [0.5, 1, 2], 16)
    assert_reach_agrees(shown)


def assert_pull_agrees(shown):
    """The fields, what they are worked out from, the IoU and the package all give the same."""
    widget, page = shown.widget, shown.page
    anchor, target = widget.anchor, widget.target
    line = shown.kernel_line()
    after = box_iou(widget.moved[None], target[None]).item()
    assert line == f"mrcnn_edu.ops.box_coding: IoU {after:.3f}, as on this page"
    deltas = encode_boxes(widget.moved, anchor).tolist()
    fields = [float(field.input_value()) for field in page.locator(".delta input").all()]
    assert fields == pytest.approx(deltas, abs=0.00051)
    worked = [text.replace("−", "-") for text in page.locator(".working").all_text_contents()]
    numbers = [[float(n) for n in re.findall(r"(?<![\d.])-?\d+\.\d", text)] for text in worked]
    (x, x_a, w_a), (y, y_a, h_a), (w, _), (h, _) = numbers
    found = [(x - x_a) / w_a, (y - y_a) / h_a, math.log(w / w_a), math.log(h / h_a)]
    assert found == pytest.approx(deltas, abs=0.01)
    before = box_iou(anchor[None], target[None]).item()
    fits = f"IoU with its box: anchor {before:.3f}, moved {after:.3f}."
    assert page.locator(".fits").text_content() == fits


def test_an_anchor_is_pulled_and_its_deltas_follow(show, photo):
    shown = show(widget := AnchorFieldWidget(photo, BOX, others=OTHERS, mode="deltas"))
    assert_pull_agrees(shown)
    page = shown.page
    line = page.locator(".box.moved .line").bounding_box()
    scale = line["width"] / 48  # the anchor's square
    assert scale > 3  # seen from near
    x, y = line["x"] + line["width"] / 2, line["y"] + line["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12 * scale, y - 6 * scale, steps=5)
    page.mouse.up()
    shown.settle()
    assert widget.deltas == pytest.approx([0.25, -0.125, 0, 0], abs=0.01)
    assert widget.point == [205, 185]  # a drag chooses no other anchor
    assert_pull_agrees(shown)
    page.locator(".box.moved").focus()
    page.keyboard.press("Shift+Alt+ArrowRight")
    shown.settle()
    assert widget.deltas[2] == pytest.approx(math.log(49 / 48))
    assert_pull_agrees(shown)


def test_deltas_are_typed_and_the_anchor_moves(show, photo):
    shown = show(widget := AnchorFieldWidget(photo, BOX, others=OTHERS, mode="deltas"))
    page = shown.page
    for name, text in (("x", "0.5"), ("y", "-0.25"), ("w", "9"), ("h", "")):
        field = page.get_by_label(f"delta t{name}", exact=True)
        field.fill(text)
        field.press("Enter")
    shown.settle()
    assert widget.deltas == [0.5, -0.25, 5, 0]  # too much is cut off, and nothing is no number
    widget.deltas = [0.5, 0, 0, 0]
    shown.push()
    assert (widget.moved - widget.anchor).tolist() == [24, 0, 24, 0]
    assert_pull_agrees(shown)
    press(shown, "scale 64, height over width 1", exact=False)
    assert (widget.moved - widget.anchor).tolist() == [32, 0, 32, 0]  # half of *its* width
    assert_pull_agrees(shown)
    press(shown, "onto its box")
    assert widget.moved.tolist() == pytest.approx(BOX)
    assert_pull_agrees(shown)
    page.locator(".close-up").click(position={"x": 8, "y": 8})
    shown.settle()
    x, y = widget.point  # of what is seen from near, not of the photograph behind it
    assert 112 < x < 192
    assert 112 < y < 192
    assert_pull_agrees(shown)
    press(shown, "back to the anchor")
    assert torch.equal(widget.moved, widget.anchor)


@pytest.mark.parametrize("width", [640, 900])
@pytest.mark.parametrize("mode", ["match", "choose", "deltas"])
def test_nothing_moves_while_the_boxes_do(show, photo, mode, width):
    widget = AnchorFieldWidget(photo, BOX, others=OTHERS, mode=mode, predict=True)
    shown = show(widget, width=width)
    press(shown, "just show the numbers")
    frame, places = shown.page.locator(".mrcnn-widget"), []
    assert frame.bounding_box()["height"] <= 620
    for box, stride in ((BOX, 16), ([0, 0, 5, 5], 4), ([0, 0, 384, 303], 8)):
        widget.box, widget.stride, widget.deltas = box, stride, [box[0] / 99, 0.2, -1.5, 5]
        shown.push()
        shown.kernel_line()
        places.append(shown.page.evaluate(WHERE))
        inside = "all => all.every(e => e.scrollHeight <= e.clientHeight + 1)"
        assert shown.page.locator(".panel, .right, .tasks").evaluate_all(inside)
        wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"
        assert shown.page.locator(".panel, .panel *:not(.kernel)").evaluate_all(wide) == []
    assert len(places[0]) > 25
    assert all(place == places[0] for place in places)


def test_one_size_for_all_modes(show, widget):
    shown = show(widget, width=900)
    sizes = set()
    for width in (900, 640):
        shown.resize(width)
        for name in ("choose anchors", "deltas", "who learns?"):
            press(shown, name)
            frame = shown.page.locator(".mrcnn-widget").bounding_box()
            sizes.add((width, *frame.values()))
            panel = shown.page.locator(".panel")
            assert panel.evaluate("e => e.lastChild.getBoundingClientRect().bottom") <= (
                panel.evaluate("e => e.getBoundingClientRect().bottom + 1")
            )
    assert len(sizes) == 2


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


def test_tasks_of_the_choice(show):
    coins = coin_boxes()
    widget = AnchorFieldWidget(
        coins_image(), coins[0], others=coins[1:], mode="choose", predict=True
    )
    shown = show(widget)
    page, verdict = shown.page, shown.page.locator(".verdict")
    assert "8 of the 24 coins" in page.locator(".question").text_content()
    assert int(widget.reached.sum()) == 8
    page.locator(".tasks input").fill("14")
    page.keyboard.press("Enter")
    assert verdict.text_content().startswith("You said 14. It is 19.")
    press(shown, "next", "none")
    assert verdict.text_content().startswith("Yes, none.")


def test_the_task_of_the_deltas(show, photo):
    widget = AnchorFieldWidget(photo, BOX, mode="deltas", predict=True)
    shown = show(widget)
    assert shown.page.get_by_role("button", name="onto its box").is_disabled()
    assert shown.page.locator(".fits").text_content().count("?") == 2
    widget.deltas = encode_boxes(torch.tensor(BOX).double(), widget.anchor).tolist()
    shown.push()
    press(shown, "check")
    assert shown.page.locator(".verdict").text_content().startswith("Well done, 1.000.")
    assert_pull_agrees(shown)


def test_what_stays_without_a_kernel(widget):
    positive, ignored, negative = widget.counts
    assert widget.in_words() == (
        f"Of 3888 anchors, positive: {positive}, ignored: {ignored}, negative: {negative}, with"
        " thresholds of 0.7 and 0.3."
    )
    stills = {widget.still_html().split("base64,")[1][:5000]}
    widget.mode = "choose"
    reached = int(widget.reached.sum())
    assert widget.in_words() == (
        f"With 3888 anchors, {reached} of 3 true boxes have one with an IoU of 0.7 or more."
    )
    stills.add(widget.still_html().split("base64,")[1][:5000])
    widget.mode, widget.deltas = "deltas", [0.0, 0.0, 0.0, 0.5]
    assert re.fullmatch(
        r"The deltas 0\.000, 0\.000, 0\.000, 0\.500 bring an anchor's IoU with its true box"
        r" from 0\.\d{3} to 0\.\d{3}\.",
        widget.in_words(),
    )
    stills.add(widget.still_html().split("base64,")[1][:5000])
    assert len(stills) == 3


@pytest.mark.parametrize("mode", ["match", "choose", "deltas"])
def test_what_stays_leaves_the_numbers_out_until_a_guess(photo, mode):
    covered = AnchorFieldWidget(photo, BOX, others=OTHERS, mode=mode, predict=True)
    whole = AnchorFieldWidget(photo, BOX, others=OTHERS, mode=mode)
    said = {"0.7", "0.3", "0.000"}  # what the learner has set
    assert {*re.findall(r"\d+(?:\.\d+)?", covered.in_words())} <= said
    assert not {*re.findall(r"\d+(?:\.\d+)?", whole.in_words())} <= said
    covered.guesses = [1.0]
    assert covered.in_words() == whole.in_words()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"box": [5, 5, 1, 9]}, "box must have x1 <= x2"),
        ({"stride": 12}, "stride must be one of (4, 8, 16, 32)"),
        ({"stride": 32}, "not above a side of the picture of (30, 40), got 32"),
        ({"high": 7}, "high must be in [0, 1]"),
        ({"scales": [[16], [32, 64]]}, "rows of equal length"),
        ({"ratios": []}, "ratios must be 1 to 3 different ones of (0.5, 1, 2), got []"),
        ({"ratios": [3]}, "ratios must be 1 to 3 different ones of (0.5, 1, 2), got [3.0]"),
        ({"scales": [8, 16, 24, 32, 40]}, "scales must be 1 to 4 different ones of"),
        ({"scales": [16, 16]}, "scales must be 1 to 4 different ones of"),
        ({"mode": "pull"}, "mode must be one of ('match', 'choose', 'deltas'), got 'pull'"),
        ({"sizes": (40,)}, "sizes must have shape (2,)"),
        ({"others": [[1, 2, 3]]}, "others must have shape (N, 4)"),
    ],
)
def test_what_does_not_fit_is_said(changed, message):
    given = {"image": np.zeros((30, 40), np.uint8), "box": [0, 0, 9, 9], **changed}
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        AnchorFieldWidget(**given)
