"""The joins under a hand, in Chromium; every number is compared with the package's."""

import re

import numpy as np
import pytest
import torch

from mrcnn_edu.evaluation.proposal_recall import best_overlaps, recall_at
from mrcnn_edu.ops.region_merging import merge_regions, regions_after
from mrcnn_edu.ops.region_similarity import describe_regions
from mrcnn_edu.views.widgets.merge_tree import MergeTreeWidget

# Where all stands that a number could push aside.
WHERE = """() => [...document.querySelectorAll(
  ".mrcnn-widget, .stage, .measure, .bar, .sum, p, select, .ground, input, button"
)].map((e) => { const { x, y, width, height } = e.getBoundingClientRect();
  return [e.className, ...[x, y, width, height].map(Math.round)].join(" ") })"""

DOWN, ACROSS = torch.meshgrid(torch.arange(60), torch.arange(80), indexing="ij")
LABELS = 8 * (DOWN // 10) + ACROSS // 10  # 6 rows of 8
OBJECTS = [[10, 10, 30, 30], [40, 20, 70, 50]]
LAST = 47


@pytest.fixture(scope="module")
def picture():
    """Two light squares with some structure on a dark ground, of which the squares are noisy."""
    noise = np.random.default_rng(0).integers(0, 40, (60, 80))
    light = np.zeros((60, 80), dtype=np.int64)
    for x1, y1, x2, y2 in OBJECTS:
        light[y1:y2, x1:x2] = 150
    return (light + noise).astype(np.uint8)


@pytest.fixture
def widget(picture):
    return MergeTreeWidget(picture, LABELS, OBJECTS, followed=1)


def tree_of(widget, picture):
    regions = describe_regions(torch.from_numpy(picture)[None], LABELS)
    return merge_regions(regions, widget.measures)


def assert_page_agrees(shown, picture):
    """The headline, the bars, the counts and the package all give the same."""
    widget, page = shown.widget, shown.page
    tree, joins = tree_of(widget, picture), widget.joins
    boxes = tree.boxes[: len(tree.boxes) - LAST + joins]
    assert shown.kernel_line() == "mrcnn_edu.ops.region_merging: the same 47 joins as on this page"
    rows = page.locator(".measure .value").all_text_contents()
    if joins:
        one, other = tree.pairs[joins - 1].tolist()
        sizes = f"of {tree.sizes[one]} and {tree.sizes[other]} pixels"
        assert sizes in page.locator(".headline").text_content()
        similarities = tree.similarities[joins - 1].tolist()
        assert [float(text) for text in rows] == pytest.approx(similarities, abs=0.0051)
        on = [
            s for letter, s in zip("CTSF", similarities, strict=True) if letter in widget.measures
        ]
        total = re.search(r"to (\S+) of (\d)", page.locator(".sum").text_content())
        assert float(total[1]) == pytest.approx(sum(on), abs=0.0051)
        assert int(total[2]) == len(on)
    else:
        assert rows == ["–"] * 4
    different = len(boxes.unique(dim=0))
    assert page.locator(".counts").text_content() == (
        f"{LAST + 1 - joins} regions, {len(boxes)} boxes ({different} different)"
    )
    objects = torch.tensor(OBJECTS).float()
    found = round(2 * recall_at(objects, boxes, widget.threshold))
    assert page.locator(".found-text").text_content() == f"{found} of 2 objects found"
    best = float(best_overlaps(objects, boxes)[widget.followed])
    now = regions_after(LABELS, tree, joins)
    x1, y1, x2, y2 = OBJECTS[widget.followed]
    region = now[(y1 + y2) // 2, (x1 + x2) // 2]
    own = float(best_overlaps(objects, tree.boxes[region][None])[widget.followed])
    text = page.locator(".own-text").text_content()
    assert [float(number) for number in re.findall(r"\d\.\d+", text)] == pytest.approx(
        [best, own], abs=0.00051
    )


def test_the_slider_goes_through_all_joins(show, widget, picture):
    shown = show(widget)
    assert_page_agrees(shown, picture)
    slider = shown.page.locator("input[type=range]")
    for joins in (1, 20, 40, LAST):
        slider.fill(str(joins))
        shown.settle()
        assert widget.joins == joins
        assert_page_agrees(shown, picture)
    assert "became the whole picture" in shown.page.locator(".headline").text_content()


def test_keys_and_buttons(show, widget, picture):
    shown = show(widget)
    page = shown.page
    page.locator("input[type=range]").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    page.get_by_role("button", name="next step").click()
    shown.settle()
    assert widget.joins == 2
    for name, joins in (("one join back", 1), ("go to the end", LAST), ("go to the start", 0)):
        page.get_by_role("button", name=name).click()
        shown.settle()
        assert widget.joins == joins
    page.get_by_role("button", name="on to the next join of the object's region").click()
    shown.settle()
    middle = int(LABELS[35, 55])
    tree = tree_of(widget, picture)
    assert widget.joins == next(j for j in range(LAST) if middle in tree.pairs[j].tolist()) + 1
    assert_page_agrees(shown, picture)
    first = widget.joins
    back = page.get_by_role("button", name="back to the last join of the object's region")
    back.click(force=True)  # there is none before it
    page.get_by_role("button", name="on to the next join of the object's region").click()
    back.click()
    shown.settle()
    assert widget.joins == first


def test_switches_join_anew_and_one_stays_on(show, widget, picture):
    shown = show(widget)
    shown.page.locator("input[type=range]").fill("30")
    for name, left in (("colour", "TSF"), ("texture", "SF"), ("fill", "S"), ("size", "S")):
        shown.page.get_by_label(name, exact=True).click()
        shown.settle()
        assert (widget.measures, widget.joins) == (left, 30)
        assert_page_agrees(shown, picture)
    assert shown.page.get_by_label("size", exact=True).is_checked()
    shown.page.get_by_label("colour", exact=True).click()
    shown.settle()
    assert widget.measures == "CS"


def test_another_object_and_another_threshold(show, widget, picture):
    shown = show(widget, touch=True)
    shown.page.touchscreen.tap(*shown.at(20, 20))
    shown.page.get_by_label("IoU from which an object counts as found").select_option("0.5")
    shown.page.locator("input[type=range]").fill("44")
    shown.settle()
    assert (widget.followed, widget.threshold) == (0, 0.5)
    assert_page_agrees(shown, picture)
    shown.page.get_by_label("the object to follow").select_option("1")
    shown.page.get_by_label("all boxes so far").check()
    shown.settle()
    assert (widget.followed, widget.all_boxes) == (1, True)
    path = shown.page.locator(".all-boxes .own-line").get_attribute("d")
    assert path.count("M") == LAST + 1 + 44


COLOURS = """() => {
  const canvas = document.querySelector("canvas.regions");
  const colour = (x) => [...canvas.getContext("2d").getImageData(x, 35, 1, 1).data].join();
  return [5, 25, 45, 55].map(colour);
}"""


def test_regions_take_their_mean_colour_until_they_are_one(show, widget):
    shown = show(widget)
    at_first = shown.page.evaluate(COLOURS)
    assert len(set(at_first)) > 2
    shown.page.locator("input[type=range]").fill("40")
    ground, ground_too, inside, inside_too = shown.page.evaluate(COLOURS)
    assert (ground, inside) == (ground_too, inside_too)
    assert ground != inside


@pytest.mark.parametrize("width", [640, 900])
def test_nothing_moves_while_regions_join(show, widget, width):
    shown = show(widget, width=width)
    places = []
    for joins in (0, 1, 33, LAST):
        shown.page.locator("input[type=range]").fill(str(joins))
        shown.kernel_line()
        places.append(shown.page.evaluate(WHERE))
    assert len(places[0]) > 25
    assert all(place == places[0] for place in places)


def test_tasks_are_judged_by_the_joins(show, picture):
    widget = MergeTreeWidget(picture, LABELS, OBJECTS, followed=1, predict=True)
    shown = show(widget)
    page = shown.page
    verdict = page.locator(".verdict")
    assert "48 regions, ? boxes" in page.locator(".counts").text_content()
    page.locator(".tasks input").fill("95")
    page.keyboard.press("Enter")
    assert verdict.text_content().startswith("Yes, 95.")
    page.get_by_role("button", name="next", exact=True).click()
    page.locator("input[type=range]").fill(str(LAST))
    page.get_by_role("button", name="check").click()
    assert verdict.text_content().startswith("Not yet")


def test_what_stays_without_a_kernel(widget, picture):
    widget.joins = 30
    found = int((widget.overlaps >= 0.9).sum())
    assert widget.in_words() == (
        f"After 30 of 47 joins there are 18 regions and 78 boxes. They find {found} of 2 objects"
        " at an IoU of 0.9."
    )
    tree = tree_of(widget, picture)
    assert torch.equal(widget.tree.pairs, tree.pairs)
    widget.joins = LAST  # one region has no line around it
    assert "image/png" in widget.still_html()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"joins": 48}, "joins must be from 0 to 47, all of them, got 48"),
        ({"joins": -1}, "joins must be from 0 to 47"),
        ({"measures": "CX"}, "measures must be letters of 'CTSF'"),
        ({"threshold": 1.5}, "threshold must be"),
        ({"followed": 2}, "followed must be the index of one of the 2 objects, got 2"),
        ({"objects": []}, "objects must be one box or more, got none"),
        ({"labels": LABELS[:9]}, "labels must have shape"),
    ],
)
def test_what_does_not_fit_is_said(picture, changed, message):
    given = {"image": picture, "labels": LABELS, "objects": OBJECTS, **changed}
    with pytest.raises(ValueError, match=re.escape(message)):
        MergeTreeWidget(**given)
