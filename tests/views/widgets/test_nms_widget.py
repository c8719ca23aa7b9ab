"""The NMS widget under a hand, in Chromium; what it keeps is compared with the package's nms."""

import pytest
import torch

from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.nms import nms
from mrcnn_edu.views.widgets.nms import NmsWidget

# Two objects. 4 and 1 have equal scores; 3 overlaps 0 by exactly a half.
BOXES = [
    [40, 40, 140, 140],
    [44, 40, 144, 140],
    [240, 60, 340, 160],
    [40, 40, 140, 90],
    [250, 60, 350, 160],
]
SCORES = [0.97, 0.8, 0.9, 0.6, 0.8]


@pytest.fixture
def widget(photo):
    return NmsWidget(image=photo, boxes=BOXES, scores=SCORES, iou_threshold=0.5)


@pytest.fixture
def crowd(photo):
    source = torch.Generator().manual_seed(4)
    corners = torch.rand(100, 2, generator=source) * 220
    boxes = torch.cat((corners, corners + 30 + torch.rand(100, 2, generator=source) * 50), dim=1)
    return NmsWidget(image=photo, boxes=boxes, scores=torch.rand(100, generator=source))


def press(shown, name):
    # Forced, because a button that leads nowhere just now can still be pressed.
    shown.page.get_by_role("button", name=name).click(force=True)
    shown.settle()


def rows(shown):
    """Each row of the queue as box, score, state, IoU."""
    read = "all => all.map(row => [...row.children].map(cell => cell.textContent))"
    return shown.page.locator("tbody tr").evaluate_all(read)


def states_drawn(shown):
    """The state in which each box is drawn, found by where it is drawn."""
    read = """all => all.map(g => [g.getAttribute("class").split(" ")[1],
      ...["x", "y", "width", "height"].map(k => +g.querySelector(".line").getAttribute(k))])"""
    scale = shown.page.locator(".stage").evaluate("e => e.clientWidth") / 384
    drawn = shown.page.locator(".stage g.box").evaluate_all(read)
    found = {}
    for state, x, y, width, height in drawn:
        corners = [v / scale for v in (x, y, x + width, y + height)]
        nearest = min(
            range(len(BOXES)),
            key=lambda i: max(abs(a - b) for a, b in zip(corners, BOXES[i], strict=True)),
        )
        assert corners == pytest.approx(BOXES[nearest], abs=0.01)
        found[nearest] = state
    return [found[index] for index in range(len(BOXES))]


def reasons(shown):
    return shown.page.locator(".reasons li").all_text_contents()


def test_the_queue_in_order_of_scores(show, widget):
    shown = show(widget)
    shown.settle()
    assert [row[0] for row in rows(shown)] == ["box 0", "box 2", "box 1", "box 4", "box 3"]
    assert [row[1] for row in rows(shown)] == ["0.97", "0.90", "0.80", "0.80", "0.60"]
    assert states_drawn(shown) == ["waiting"] * 5
    assert (
        shown.page.locator(".headline").text_content() == "Start: 5 boxes wait, best score first."
    )
    assert shown.kernel_line() == "mrcnn_edu.ops.nms: 3 boxes kept, as on this page"


def test_step_by_step(show, widget):
    shown = show(widget)
    press(shown, "next step")
    assert states_drawn(shown) == ["best", "removing", "waiting", "waiting", "waiting"]
    assert reasons(shown) == ["box 1 is removed: IoU 0.92 with box 0 (score 0.97) > 0.50"]
    press(shown, "next step")
    assert states_drawn(shown) == ["kept", "removed", "best", "waiting", "removing"]
    assert reasons(shown) == ["box 4 is removed: IoU 0.82 with box 2 (score 0.90) > 0.50"]
    press(shown, "next step")
    assert states_drawn(shown) == ["kept", "removed", "kept", "best", "removed"]
    assert reasons(shown) == ["no box is removed: none left has an IoU with box 3 > 0.50"]
    press(shown, "next step")
    assert states_drawn(shown) == ["kept", "removed", "kept", "kept", "removed"]
    assert reasons(shown) == []
    headline = "The queue is empty. Boxes kept: 3. Boxes removed: 2."
    assert shown.page.locator(".headline").text_content() == headline
    assert (widget.step, widget.kept) == (4, [0, 2, 3])


def test_back_and_to_both_ends(show, widget):
    shown = show(widget)
    press(shown, "go to the end")
    assert widget.step == 4
    press(shown, "next step")  # there is none
    assert widget.step == 4
    press(shown, "one step back")
    assert widget.step == 3
    assert states_drawn(shown)[3] == "best"
    press(shown, "go to the start")
    assert widget.step == 0
    press(shown, "one step back")
    assert widget.step == 0
    assert states_drawn(shown) == ["waiting"] * 5


def test_the_reasons_are_the_package_s(show, crowd):
    shown = show(crowd)
    boxes = torch.tensor(crowd.boxes, dtype=torch.float64)
    overlaps = box_iou(boxes, boxes)
    for winner in crowd.kept[:4]:
        press(shown, "next step")
        assert f"box {winner} (score {crowd.scores[winner]:.3f})" in (
            shown.page.locator(".headline").text_content()
        )
        for line in reasons(shown):
            if line.startswith("no box"):
                continue
            words = line.split()
            index, iou = int(words[1]), float(words[5])
            assert overlaps[winner, index] > 0.5
            assert iou == pytest.approx(float(overlaps[winner, index]), abs=0.0051)


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.82, 1.0])
def test_the_slider(show, crowd, threshold):
    shown = show(crowd)
    press(shown, "go to the end")
    slider = shown.page.get_by_role("slider", name="IoU threshold")
    slider.fill(str(threshold))
    shown.settle()
    assert crowd.iou_threshold == threshold
    boxes = torch.tensor(crowd.boxes, dtype=torch.float64)
    kept = nms(boxes, torch.tensor(crowd.scores, dtype=torch.float64), threshold).tolist()
    on_page = [int(row[0].split()[1]) for row in rows(shown) if row[2] == "✓ kept"]
    assert on_page == crowd.kept == kept
    assert crowd.step == len(kept) + 1  # whoever stood at the end stays there
    assert f"{len(kept)} boxes kept, as on this page" in shown.kernel_line()


def test_the_slider_by_keyboard(show, widget):
    shown = show(widget)
    shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("ArrowLeft")
    shown.settle()
    assert widget.iou_threshold == 0.49
    press(shown, "next step")
    # At a half, box 3 stayed; the numbers get as many digits as it takes to see why it goes.
    assert reasons(shown)[1] == "box 3 is removed: IoU 0.50 with box 0 (score 0.97) > 0.49"
    widget.iou_threshold = 0.4999
    shown.push()
    assert reasons(shown)[1] == "box 3 is removed: IoU 0.5000 with box 0 (score 0.97) > 0.4999"


def test_a_click_on_a_box_compares_it(show, widget):
    shown = show(widget)
    press(shown, "next step")
    shown.page.mouse.click(*shown.at(60, 60))  # of 0, 1 and 3 the smallest
    shown.settle()
    assert widget.selected == 3
    text = "box 3 (score 0.60) stays in the queue: IoU 0.50 with box 0 is not greater than 0.50"
    assert shown.page.locator(".chosen").text_content() == text
    assert shown.page.locator("tr:has([aria-pressed=true]) th").text_content() == "box 3"
    seen = []
    for _ in range(3):
        shown.page.mouse.click(*shown.at(60, 60))
        shown.settle()
        seen.append(widget.selected)
    assert seen == [0, 1, 3]  # further clicks reach those behind
    shown.page.mouse.click(*shown.at(200, 250))
    shown.settle()
    assert widget.selected is None


def test_a_row_compares_its_box(show, widget):
    shown = show(widget)
    press(shown, "go to the end")
    press(shown, "box 4")
    assert widget.selected == 4
    text = "box 4 is removed: IoU 0.82 with box 2 (score 0.90) > 0.50"
    assert shown.page.locator(".chosen").text_content() == text
    press(shown, "one step back")
    press(shown, "box 0")
    text = "box 0 (score 0.97) was kept before; its IoU with box 3 is 0.50"
    assert shown.page.locator(".chosen").text_content() == text


def test_rows_by_keyboard(show, widget):
    shown = show(widget)
    press(shown, "next step")
    shown.page.get_by_role("button", name="box 0").focus()
    for key, expected in [
        ("ArrowDown", 2),
        ("ArrowDown", 1),
        ("ArrowUp", 2),
        ("End", 3),
        ("Home", 0),
    ]:
        shown.page.keyboard.press(key)
        shown.settle()
        assert widget.selected == expected
        assert shown.page.evaluate("document.activeElement.textContent") == f"box {expected}"
    stops = shown.page.locator("tbody [tabindex='0']")
    assert stops.all_text_contents() == ["box 0"]  # one stop for Tab, not one a row


def test_states_differ_by_more_than_colour(show, widget):
    shown = show(widget)
    read = """e => { const line = getComputedStyle(e.querySelector(".line"));
      const hatch = getComputedStyle(e.querySelector(".lines"));
      return [line.strokeWidth, line.strokeDasharray, hatch.display] }"""
    styles = shown.page.locator(".legend .box").evaluate_all(f"all => all.map({read})")
    assert len({tuple(style) for style in styles}) == len(styles) == 5


def test_without_a_kernel(show, widget):
    shown = show(widget, kernel=False)
    press(shown, "next step")
    shown.page.get_by_role("slider").fill("0.3")
    shown.settle()
    assert shown.from_page == []
    assert states_drawn(shown) == ["best", "removing", "waiting", "removing", "waiting"]
    assert shown.kernel_line() == ""


def test_a_kernel_that_keeps_others_is_named(show, widget):
    widget.kernel_result = {"iou_threshold": 0.5, "kept": [0, 4]}
    shown = show(widget)
    shown.settle()
    assert shown.kernel_line() == "mrcnn_edu.ops.nms keeps other boxes: 0, 4"


def test_no_box_at_all(show, photo):
    shown = show(NmsWidget(image=photo, boxes=[], scores=[]))
    press(shown, "next step")
    headline = shown.page.locator(".headline").text_content()
    assert headline == "The queue is empty. Boxes kept: 0. Boxes removed: 0."


SLIDE = """async () => {
  const slider = document.querySelector("input[type=range]");
  for (let i = 1; i <= 25; i++) {
    slider.value = String(i / 50);
    slider.dispatchEvent(new Event("input"));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const shown = document.querySelector("output").textContent;
    if (Number(shown) !== i / 50) throw new Error("the slider changed nothing");
  }
}"""


def test_a_hundred_boxes_take_less_than_50_ms_to_compute(show, crowd):
    shown = show(crowd)
    press(shown, "go to the end")
    seconds = shown.processor_seconds(SLIDE)
    shown.settle()
    assert seconds < 25 * 0.05
