"""The curtain: its arithmetic and the package's in one file of cases, and under a hand."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from mrcnn_edu.views.widgets.curtain import CurtainWidget
from tests.views.widgets.make_curtain_cases import FOUND, OBJECTS, PATH, SCENE, SCORES, make_cases
from tests.views.widgets.test_roi_geometry import assert_same

ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads(PATH.read_text(encoding="utf-8"))
FOURTH = 3  # the place of the fourth detection


@pytest.fixture(scope="module")
def of_six():
    return CurtainWidget(SCENE, OBJECTS, FOUND, SCORES)


@pytest.fixture
def widget(of_six):
    """The same for all tests, so that they can share a page, put back to its beginning."""
    of_six.boxes, of_six.order = of_six.start["boxes"], of_six.start["order"]
    of_six.shown, of_six.level, of_six.all = 0, 0, True
    return of_six


def test_the_file_is_what_the_package_gives():
    assert_same(make_cases(), CASES)


@pytest.mark.parametrize(
    ("name", "ap50", "ap75", "ap"),
    [
        ("six boxes", (26 + 50 * 0.75 + 25 * 2 / 3) / 101, (26 + 25 * 2 / 3) / 101, 0.5256),
        ("four rows in the light", (26 + 50 * 0.75) / 101, (26 + 25 * 2 / 3) / 101, 0.5091),
        ("the wrong one first", 2 / 3, 51 / 2 / 101, 0.3611),
        ("all wrong", 0, 0, 0),
        ("one object, one box", 1, 1, 1),
        ("just at a half", 1, 0, 0.1),  # of the ten thresholds only .50
        ("no area", 0, 0, 0),
    ],
)
def test_as_a_pencil_finds(name, ap50, ap75, ap):
    case = CASES["lists"][name]
    found = [case["AP50"], case["AP75"], case["AP"]]
    assert found == pytest.approx([ap50, ap75, ap], abs=5e-5)


def test_the_numbers_of_coco_are_means_of_the_ten(widget):
    for shown in range(7):
        widget.shown = shown
        each = widget.precision().mean(axis=1)
        found = [each.mean(), each[0], each[5]]
        assert list(widget.numbers.values()) == pytest.approx(found, abs=1e-12)


def test_the_page_computes_the_same():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", "tests/views/widgets/curtain.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    assert int(run.stdout.split("# pass ")[1].split()[0]) == 2 * len(CASES["lists"]) + 2


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"objects": []}, "objects must be 1 to 9, got 0; leave some out"),
        ({"boxes": FOUND * 2, "scores": SCORES * 2}, "boxes must be 1 to 8, got 12"),
        ({"scores": [0.5]}, "scores must hold one number for each of the 6 boxes"),
        ({"boxes": [[5, 5, 1, 9]], "scores": [1]}, "boxes must have x1 <= x2"),
        ({"shown": 7}, "shown must be from 0 to 6, got 7"),
        ({"language": "xx"}, "language must be one of"),
    ],
)
def test_what_does_not_fit_is_said(changed, message):
    given = {"image": SCENE, "objects": OBJECTS, "boxes": FOUND, "scores": SCORES, **changed}
    with pytest.raises(ValueError, match=re.escape(message)):
        CurtainWidget(**given)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("boxes", FOUND[:2], "boxes must stay 6, got 2"),
        ("order", [0, 0, 1, 2, 3, 4], "order must hold each of 6 rows once"),
        ("level", 10, "level must be from 0 to 9, got 10"),
    ],
)
def test_a_state_that_cannot_be_is_refused(widget, name, value, message):
    with pytest.raises(ValueError, match=message):
        setattr(widget, name, value)


def test_of_equal_scores_the_lower_index_goes_first():
    widget = CurtainWidget(SCENE, OBJECTS, FOUND, [0.5, 0.9, 0.5, 0.9, 0.5, 0.5])
    assert widget.order == [1, 3, 0, 2, 4, 5]
    assert widget.scores == [0.9, 0.9, 0.5, 0.5, 0.5, 0.5]


def assert_page_agrees(shown):
    """List, marks, curve and sums are the package's."""
    widget, page = shown.widget, shown.page
    assert "as on this page" in shown.kernel_line()
    reasons = widget.reasons
    words = [widget.words[r.name].format(object="ABCD"[r.other]) for r in reasons]
    marks = ["✓" if reason.name == "correct" else "✕" for reason in reasons]
    texts = page.locator("li .verdict").all_text_contents()
    dark = [""] * (len(texts) - len(reasons))
    assert texts == [f"{mark} {text}" for mark, text in zip(marks, words, strict=True)] + dark
    names = page.locator("li .name").all_text_contents()
    assert names == [str(i + 1) for i in widget.order]
    tags = page.locator("g.box tspan").all_text_contents()
    in_light = dict(zip(widget.order, marks, strict=False))
    assert tags == [f"{i + 1} {in_light.get(i, '')}".strip() for i in range(6)]
    dots = page.locator(".dot:not([hidden])").all_text_contents()
    assert dots == names[: widget.shown]
    ten = page.locator(".ten .value").all_text_contents()
    assert [float(text) for text in ten] == pytest.approx(
        widget.precision().mean(axis=1).tolist(), abs=0.00051
    )
    bars = page.locator(".plot .ticks").get_attribute("d").count("M")
    assert bars == np.count_nonzero(widget.precision()[widget.level])
    totals = [float(text) for text in page.locator(".totals .result").all_text_contents()]
    numbers = widget.numbers
    assert totals == pytest.approx([numbers[k] for k in ("AP50", "AP75", "AP")], abs=0.000051)


def test_the_curtain_is_pulled_by_hand_and_by_keys(show, widget):
    shown = show(widget, stay=True)
    assert_page_agrees(shown)
    place = shown.page.locator(".curtain .rail").bounding_box()
    x, y = place["x"] + 40, place["y"] + 13
    shown.page.mouse.move(x, y)
    shown.page.mouse.down()
    shown.page.mouse.move(x, y + 4 * 27 + 10, steps=6)
    shown.page.mouse.up()
    shown.settle()
    assert widget.shown == 4
    assert "(26 × 1 + 50 × .75) / 101 = 0.6287" in shown.page.locator(".sum").get_attribute(
        "aria-label"
    )
    assert_page_agrees(shown)
    curtain = shown.page.get_by_role("slider", name="curtain")
    for key, rows in (("ArrowDown", 5), ("End", 6), ("ArrowDown", 6), ("ArrowUp", 5), ("Home", 0)):
        curtain.press(key)
        shown.settle()
        assert widget.shown == rows
        assert curtain.get_attribute("aria-valuenow") == str(rows)


def test_a_dragged_box_takes_its_numbers_along(show, widget):
    widget.shown = 6
    shown = show(widget, stay=True)
    shown.drag((30, 90), (30, 86))  # the fourth, four pixels up
    assert widget.boxes[FOURTH] == [10, 62, 50, 102]
    assert (
        widget.boxes[:FOURTH] + widget.boxes[FOURTH + 1 :] == FOUND[:FOURTH] + FOUND[FOURTH + 1 :]
    )
    ious = shown.page.locator(".ious").text_content().replace("\u00a0", " ")
    assert ious == "IoU of box 4 with A: 0.000, B: 0.000, C: 0.905, D: 0.000"
    assert widget.numbers["AP50"] == pytest.approx(0.7937, abs=5e-5)
    assert widget.numbers["AP75"] > 0.6
    assert_page_agrees(shown)
    shown.page.locator("g.box").nth(FOURTH).press("Shift+Alt+ArrowDown")
    shown.settle()
    assert widget.boxes[FOURTH] == [10, 62, 50, 112]
    assert_page_agrees(shown)


def test_up_and_down_the_list(show, widget):
    widget.shown = 6
    shown = show(widget, stay=True)
    shown.page.get_by_role("button", name="row 5: its box one up").click()
    for _ in range(3):
        shown.page.keyboard.press("Enter")  # the button has gone along
    shown.settle()
    assert widget.order == [4, 0, 1, 2, 3, 5]
    assert widget.numbers["AP50"] == pytest.approx(2 / 3)
    assert_page_agrees(shown)
    shown.page.get_by_role("slider", name="IoU threshold").press("End")
    shown.page.get_by_label("all ten curves").uncheck()
    shown.settle()
    assert widget.level == 9
    assert_page_agrees(shown)
    assert not shown.page.locator(".faint").first.is_visible()
    shown.page.get_by_role("button", name="as at first").click()
    shown.settle()
    assert widget.order == [0, 1, 2, 3, 4, 5]


def test_every_iou_and_average_is_seen(show, widget):
    page = show(widget, stay=True).page
    page.evaluate("document.body.style.margin = 0")
    for width in (640, 838, 900):
        page.set_viewport_size({"width": width, "height": 900})
        for part in page.locator(".ious, .totals, .ten, .sum").all():
            assert part.evaluate("e => e.scrollWidth <= e.clientWidth")
            assert part.evaluate("e => e.scrollHeight <= e.clientHeight")


def test_the_last_task_is_done_by_hand(show):
    widget = CurtainWidget(SCENE, OBJECTS, FOUND, SCORES, shown=6, predict=True)
    widget.task, widget.guesses = 2, [1.0, 0.7]
    shown = show(widget)
    assert shown.page.locator("li .verdict").first.text_content() == "?"
    assert not shown.page.locator(".dot").first.is_visible()
    check = shown.page.get_by_role("button", name="check")
    for moves, says in (
        ([(32, 50), (30, 50)], "Not yet"),
        ([(30, 90), (30, 86)], "Well done, 0.6"),
    ):
        widget.boxes, widget.guesses = FOUND, [1.0, 0.7]
        shown.push()
        shown.drag(*moves)  # the second, whose object is taken; then the fourth
        check.click()
        shown.settle()
        assert shown.page.locator(".verdict").first.text_content().startswith(says)
