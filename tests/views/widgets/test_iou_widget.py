"""The IoU widget under a hand, in Chromium; every number is compared with the package's."""

import re

import pytest
import torch

from mrcnn_edu.ops.boxes import box_area, box_iou, generalized_box_iou
from mrcnn_edu.views.widgets.iou import IouWidget

BOX1, BOX2 = [60, 60, 160, 160], [120, 100, 260, 220]
MIDDLE1, MIDDLE2 = (90, 80), (220, 180)  # points that only one of them holds


@pytest.fixture
def widget(photo):
    return IouWidget(image=photo, box1=BOX1, box2=BOX2)


def numbers_on(shown):
    """All numbers of both equations, in their order."""
    labels = shown.page.locator("[role=math]").evaluate_all("all => all.map(e => e.ariaLabel)")
    found = [re.findall(r"−?\d+\.\d+|not defined", label) for label in labels]
    return [[float(text.replace("−", "-")) for text in texts] for texts in found]


def numbers_by_package(box1, box2):
    """The same, from the package."""
    pair = [torch.tensor([box], dtype=torch.float64) for box in (box1, box2)]
    iou, giou = float(box_iou(*pair)), float(generalized_box_iou(*pair))
    both = float(box_area(pair[0]) + box_area(pair[1]))
    union = both / (1 + iou)  # because IoU = (both - union) / union
    corners = torch.cat(pair)
    sides = corners[:, 2:].max(0).values - corners[:, :2].min(0).values
    hull = float(sides.prod())
    return [[both - union, union, iou], [iou, hull, union, hull, giou]]


def assert_page_agrees(shown):
    """The equations, the fields and the traits all speak of the same boxes, rightly."""
    widget = shown.widget
    for found, expected in zip(
        numbers_on(shown), numbers_by_package(widget.box1, widget.box2), strict=True
    ):
        assert found == pytest.approx(expected, abs=0.051)  # areas in one decimal
        assert [found[-1], found[0] if len(found) > 3 else found[-1]] == pytest.approx(
            [expected[-1], expected[0] if len(found) > 3 else expected[-1]], abs=0.000051
        )
    fields = shown.page.locator("input[type=number]").evaluate_all("all => all.map(e => +e.value)")
    assert fields == pytest.approx([*widget.box1, *widget.box2], abs=0.0006)
    text = f"IoU {widget.iou:.4f}, GIoU {widget.giou:.4f}, as on this page".replace("-", "−")
    assert shown.kernel_line() == f"mrcnn_edu.ops.boxes: {text}"


def test_at_first(show, widget):
    shown = show(widget)
    shown.settle()
    assert_page_agrees(shown)
    label = shown.page.locator("[role=math]").first.get_attribute("aria-label")
    assert label == "IoU = intersection / union = 2400.0 / 24400.0 = 0.0984"


@pytest.mark.parametrize(
    ("start", "end", "name", "expected"),
    [
        (MIDDLE1, (110, 70), "box1", [80, 50, 180, 150]),
        (MIDDLE2, (200, 200), "box2", [100, 120, 240, 240]),
        ((60, 60), (40, 70), "box1", [40, 70, 160, 160]),
        ((260, 220), (280, 260), "box2", [120, 100, 280, 260]),
        ((60, 130), (20, 10), "box1", [20, 60, 160, 160]),
        ((200, 220), (90, 250), "box2", [120, 100, 260, 250]),
        ((60, 130), (300, 130), "box1", [159, 60, 160, 160]),
        (MIDDLE1, (-500, 900), "box1", [0, 203, 100, 303]),
    ],
    ids=[
        "move box 1",
        "move box 2",
        "upper left corner",
        "lower right corner",
        "left edge",
        "lower edge",
        "an edge cannot pass the other",
        "the image is the end",
    ],
)
def test_drag(show, widget, start, end, name, expected):
    shown = show(widget)
    shown.drag(start, end)
    assert getattr(widget, name) == pytest.approx(expected)
    other = {"box1": "box2", "box2": "box1"}[name]
    assert getattr(widget, other) == {"box1": BOX1, "box2": BOX2}[other]
    assert_page_agrees(shown)


def test_drag_to_where_they_do_not_meet(show, widget):
    shown = show(widget)
    shown.drag(MIDDLE2, (340, 260))
    assert widget.iou == 0
    assert widget.giou < 0
    assert_page_agrees(shown)


def test_boxes_with_fractions(show, photo):
    widget = IouWidget(image=photo, box1=[60.25, 60.5, 160.125, 160], box2=[120, 100, 260, 220.7])
    shown = show(widget)
    shown.drag(MIDDLE1, (100.4, 79.7))
    assert widget.box1 == pytest.approx([70.25, 60.5, 170.125, 160])  # its size stays
    shown.drag((60.25 + 10, 130), (50, 130))
    assert widget.box1 == pytest.approx([50, 60.5, 170.125, 160])  # an edge meets a whole pixel
    assert_page_agrees(shown)


def test_escape_puts_the_box_back(show, widget):
    shown = show(widget)
    shown.page.mouse.move(*shown.at(*MIDDLE1))
    shown.page.mouse.down()
    shown.page.mouse.move(*shown.at(200, 200))
    assert shown.page.evaluate("model.get('box1')") != BOX1
    shown.page.keyboard.press("Escape")
    shown.page.mouse.up()
    shown.settle()
    assert widget.box1 == BOX1


def test_other_mouse_buttons_do_nothing(show, widget):
    shown = show(widget)
    shown.page.mouse.move(*shown.at(*MIDDLE1))
    shown.page.mouse.down(button="right")
    shown.page.mouse.move(*shown.at(200, 200))
    shown.page.mouse.up(button="right")
    assert shown.from_page == []


def test_a_finger_drags_too(show, widget):
    shown = show(widget, touch=True)
    session = shown.page.context.new_cdp_session(shown.page)
    points = [shown.at(*MIDDLE1), shown.at(110, 95), shown.at(130, 100)]
    for kind, (x, y) in zip(["touchStart", "touchMove", "touchMove"], points, strict=True):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    shown.settle()
    assert widget.box1 == [100, 80, 200, 180]
    assert_page_agrees(shown)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["ArrowRight", "ArrowRight", "ArrowDown"], [62, 61, 162, 161]),
        (["Alt+ArrowLeft", "Control+ArrowUp"], [50, 50, 150, 150]),
        (["Shift+ArrowRight", "Shift+ArrowUp"], [60, 60, 161, 159]),
        (["Shift+Alt+ArrowDown"], [60, 60, 160, 170]),
        (["Alt+ArrowUp"] * 8, [60, 0, 160, 100]),
        (["d", "d", "Enter"], BOX1),
    ],
    ids=["move", "by ten", "resize", "resize by ten", "to the border", "other keys"],
)
def test_keyboard(show, widget, keys, expected):
    shown = show(widget)
    shown.page.keyboard.press("Tab")  # the first stop of the page is box 1
    for key in keys:
        shown.page.keyboard.press(key)
    shown.settle()
    assert widget.box1 == expected
    assert_page_agrees(shown)


def test_number_inputs(show, widget):
    shown = show(widget)
    field = shown.page.get_by_label("x2 of box 1", exact=True)
    field.fill("200.5")
    field.press("Enter")
    shown.settle()
    assert widget.box1 == [60, 60, 200.5, 160]
    field.press("ArrowUp")
    field.press("Alt+ArrowUp")
    shown.settle()
    assert widget.box1 == [60, 60, 211.5, 160]
    assert_page_agrees(shown)


@pytest.mark.parametrize(("typed", "shown_after"), [("", "160"), ("5", "61"), ("9999", "384")])
def test_a_number_that_cannot_be(show, widget, typed, shown_after):
    shown = show(widget)
    field = shown.page.get_by_label("x2 of box 1", exact=True)
    field.fill(typed)
    field.press("Tab")
    shown.settle()
    assert field.input_value() == shown_after
    assert widget.box1 == [60, 60, float(shown_after), 160]


def test_buttons_do_what_a_drag_does(show, widget):
    shown = show(widget)
    for name in [
        "move box 2 left",
        "move box 2 left",
        "move box 2 down",
        "y1 of box 2, one pixel less",
    ]:
        shown.page.get_by_role("button", name=name).click()
    shown.settle()
    assert widget.box2 == [118, 100, 258, 221]
    assert_page_agrees(shown)


def test_what_is_half_typed_stays(show, widget):
    shown = show(widget)
    field = shown.page.get_by_label("x1 of box 1", exact=True)
    field.fill("7")
    widget.box2 = [0, 0, 50, 50]
    shown.push()
    assert field.input_value() == "7"


def test_python_moves_the_boxes(show, widget):
    shown = show(widget)
    widget.box1 = [0, 0, 50, 50]
    shown.push()
    shown.settle()
    assert_page_agrees(shown)


def test_without_a_kernel(show, widget):
    shown = show(widget, kernel=False)
    shown.drag(MIDDLE1, (130, 80))
    assert shown.from_page == []
    expected = numbers_by_package([100, 60, 200, 160], BOX2)
    assert numbers_on(shown)[0][-1] == pytest.approx(expected[0][-1], abs=0.000051)
    assert shown.kernel_line() == ""


def test_a_kernel_that_finds_something_else_is_named(show, widget):
    widget.kernel_result = {**widget.kernel_result, "iou": 0.5}
    shown = show(widget)
    shown.settle()
    line = shown.kernel_line()
    assert line == "mrcnn_edu.ops.boxes finds something else: IoU 0.5000, GIoU −0.1391"


def test_two_points(show, photo):
    shown = show(IouWidget(image=photo, box1=[9, 9, 9, 9], box2=[9, 9, 9, 9]))
    shown.settle()
    assert shown.page.locator(".iou .result").first.text_content() == "not defined"
    assert shown.kernel_line().endswith("as on this page")


def test_giou_can_be_hidden(show, widget):
    shown = show(widget)
    hull = shown.page.locator(".stage .area.hull")
    assert hull.is_visible()
    shown.page.get_by_role("checkbox").uncheck()
    shown.settle()
    assert not hull.is_visible()
    assert widget.show_giou is False


@pytest.mark.parametrize(
    ("show_giou", "guesses", "ending"),
    [
        (True, [], "box 2 is [120.0, 100.0, 260.0, 220.0]."),
        (False, [], "box 2 is [120.0, 100.0, 260.0, 220.0]."),
        (False, [0.5], "Their IoU is 0.0984."),
        (False, [None], "Their IoU is 0.0984."),
    ],
    ids=["asked", "asked, no GIoU", "guessed", "skipped"],
)
def test_the_sentence_waits_for_the_guess(photo, show_giou, guesses, ending):
    widget = IouWidget(photo, BOX1, BOX2, show_giou=show_giou, predict=True)
    widget.guesses = guesses
    assert widget.in_words().endswith(ending)


def test_areas_are_drawn_where_they_are(show, widget):
    shown = show(widget)
    scale = shown.page.locator(".stage").evaluate("e => e.clientWidth") / 384
    for name, box in [("intersection", [120, 100, 160, 160]), ("hull", [60, 60, 260, 220])]:
        area = shown.page.locator(f".stage .area.{name}")
        drawn = area.evaluate(
            "e => { const b = e.getBBox(); return [b.x, b.y, b.width, b.height] }"
        )
        x1, y1, x2, y2 = box
        assert drawn == pytest.approx([v * scale for v in (x1, y1, x2 - x1, y2 - y1)], abs=0.01)


DRAG = """async ([x, y]) => {
  const svg = document.querySelector(".overlay");
  const at = (dx) => ({ clientX: x + dx, clientY: y, button: 0, pointerId: 1, bubbles: true });
  svg.setPointerCapture = () => {};
  const before = () => document.querySelector("g.box1").getAttribute("aria-label");
  svg.dispatchEvent(new PointerEvent("pointerdown", at(0)));
  for (let i = 1; i <= 25; i++) {
    const old = before();
    svg.dispatchEvent(new PointerEvent("pointermove", at(5 * i)));
    // After the next frame has been handed over: the task that follows its animation callbacks.
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    if (before() === old) throw new Error("the drag changed nothing");
  }
  svg.dispatchEvent(new PointerEvent("pointerup", at(125)));
}"""


def test_an_answer_takes_less_than_50_ms_to_compute(show, widget):
    shown = show(widget)
    seconds = shown.processor_seconds(DRAG, list(shown.at(*MIDDLE1)))
    shown.settle()
    assert seconds < 25 * 0.05


def test_the_still_speaks_of_giou_only_where_it_shows(photo):
    boxes = {"box1": [0, 0, 10, 10], "box2": [0, 0, 10, 20]}
    widgets = [IouWidget(image=photo, **boxes, show_giou=shown) for shown in (True, False)]
    where = "Box 1 is [0.0, 0.0, 10.0, 10.0] and box 2 is [0.0, 0.0, 10.0, 20.0]."
    said = f"{where} Their IoU is 0.5000"
    assert [w.in_words() for w in widgets] == [f"{said}, their GIoU 0.5000.", f"{said}."]
