"""The explorer under a hand, in Chromium: the shipped detector on the coins, beside the package."""

import re
from functools import partial

import numpy as np
import pytest
import torch
from matplotlib.path import Path

from mrcnn_edu.data.coins import THE_COIN, coin_boxes, coin_polygons, coins_image
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.stage_trace import trace_stages
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.views.widgets.explorer import ExplorerWidget
from tests.views.widgets.every import explorer
from tests.views.widgets.small_trace import (
    LABEL,
    LAST_IS_LAST,
    NAMES,
    OUTLINES,
    SHIFTS,
    small_trace,
)

COIN = 4  # the label
CUT_OF_ROW = ["candidates", "candidates", "proposals", "proposals", "pairs", *["detections"] * 3]


@pytest.fixture(scope="module")
def detector():
    return mask_rcnn_tiny(5, weights=shipped("mask_rcnn_tiny/weights.safetensors")).eval()


@pytest.fixture(scope="module")
def photograph():
    return torch.tensor(coins_image(), dtype=torch.float32).expand(3, -1, -1) / 255


@pytest.fixture(scope="module")
def trace(detector, photograph):
    return trace_stages(detector, photograph)


@pytest.fixture(scope="module")
def of_coins(detector, trace):
    classes = {"class_names": detector.class_names, "label": COIN}
    return ExplorerWidget(coins_image(), trace, coin_polygons(), **classes, chosen=THE_COIN)


@pytest.fixture
def widget(of_coins):
    """The same for all tests, for it takes two seconds to make, put back to its beginning."""
    of_coins.cuts, of_coins.chosen = of_coins.own, THE_COIN
    of_coins.stage, of_coins.closer = 0, False
    of_coins.task, of_coins.guesses = 0, []
    of_coins.set_trait("predict", False)
    return of_coins


@pytest.fixture
def show(show):
    """On one tab, which knows a finger too: to open a second takes longer than most tests."""
    return partial(show, touch=True)


def rows_of(shown):
    """Of each row the count and the line below, and the two lines of the thread."""
    texts = shown.page.locator(".stage-row:not(.heads)").evaluate_all(
        """rows => rows.map(row => [".count", ".unit", ".first", ".second"]
          .map(name => row.querySelector(name).textContent))"""
    )
    assert len(texts) == 10
    return texts


def assert_page_agrees(shown):
    """Every count, and what is red below it, is what the package's NMS leaves."""
    widget = shown.widget
    assert "as on this page" in shown.kernel_line()
    left = widget.left
    now, widget.cuts = widget.cuts, widget.own
    own, widget.cuts = widget.left, now
    for (count, unit, _, _), cut in zip(rows_of(shown)[2:], CUT_OF_ROW, strict=True):
        assert int(count.split("→")[-1].replace(",", "")) == len(left[cut])
        change = len(left[cut]) - len(own[cut])
        assert (unit == f"{change:+,}".replace("-", "−")) == (change != 0)
    gone = shown.page.locator(".gone.look-removed").get_attribute("d").count("M")
    cut = CUT_OF_ROW[max(widget.stage - 2, 0)]
    before, after = (set(of[cut].tolist()) if widget.stage > 1 else set() for of in (own, left))
    assert gone == len(before - after)


def test_with_its_own_thresholds_it_is_the_detector(widget, detector, photograph):
    with torch.inference_mode():
        batch, _ = detector.transform([photograph])
        (proposed,), _ = detector.rpn(batch, detector.backbone(batch.tensors))
        (found,) = detector([photograph])
    left = widget.left
    assert len(left["proposals"]) == len(proposed)
    assert len(left["detections"]) == len(found["scores"]) == 24
    assert widget.lost == [None] * 24


def test_its_numbers_are_few(widget):
    assert widget.byte_count < 55_000


def test_at_first(show, widget):
    shown = show(widget, stay=True)
    assert_page_agrees(shown)
    assert rows_of(shown)[1][0] == "22,440"


MOVED = [
    ({"best": 16}, {2: "candidates"}),
    ({"best": 20, "score": 0.9}, {8: "pairs"}),
    ({"proposal_iou": 0.9}, {}),
    ({"score": 0.999}, dict.fromkeys((0, 1, 2, 7, 17), "pairs")),
]


def test_thresholds(show, widget):
    widget.stage = 6
    shown = show(widget, stay=True)
    sliders = shown.page.locator("input[type=range]")
    for cuts, lost in MOVED:  # on one page, for to open it takes longer than all the rest
        shown.page.get_by_role("button", name="the detector's own thresholds").click()
        for name, value in cuts.items():
            slider = sliders.nth(list(widget.own).index(name))
            slider.fill(str(widget.stops[name].index(value)))
        shown.settle()
        assert widget.cuts == widget.own | cuts
        assert {number: cut for number, cut in enumerate(widget.lost) if cut} == lost
        assert_page_agrees(shown)
        crosses = shown.page.locator(".lost").get_attribute("d")
        assert crosses.count("z") == len(lost)  # by the seventh stage all of these are lost


def numbers_in(text):
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def test_a_thread_has_the_numbers_of_its_box(show, widget, trace, detector, photograph):
    lines = [f"{first} {second}" for _, _, first, second in rows_of(show(widget, stay=True))]
    coin = coin_boxes()[[THE_COIN]] * torch.tensor([324 / 384, 256 / 303] * 2)
    candidate, pair = widget.followed()
    level = trace.levels[candidate].item()
    anchor = trace.anchors[level][trace.anchor_idxs[candidate]]
    every = torch.cat(trace.anchors)
    sides = (coin[0, 2:] - coin[0, :2]).round().tolist()
    assert numbers_in(lines[0]) == sides
    ious = [box_iou(coin, boxes).max().item() for boxes in (anchor[None], every)]
    assert numbers_in(lines[1]) == pytest.approx(ious, abs=0.0051)
    rank = (trace.levels[:candidate] == level).sum().item() + 1
    score = trace.scores[candidate].item()
    assert numbers_in(lines[2]) == pytest.approx([score, rank, level + 2], abs=1e-4)
    on_it = box_iou(coin, trace.boxes)[0] >= 0.5
    iou = box_iou(coin, trace.boxes[[candidate]]).item()
    assert numbers_in(lines[3])[0] == pytest.approx(iou, abs=0.0051)
    assert numbers_in(lines[3])[1] >= on_it.sum() > 10
    assert lines[5].startswith("7 × 7 bins on P2")
    after = box_iou(coin, trace.pair_boxes[[pair]]).item()
    score = trace.pair_scores[pair].item()
    assert numbers_in(lines[6]) == pytest.approx([score, iou, after], abs=0.0051)
    with torch.inference_mode():
        (found,) = detector([photograph])
        detection = box_iou(coin_boxes()[[THE_COIN]], found["boxes"])[0].argmax()
        cells = int((trace.masks(torch.tensor([pair])) > 0.5).sum())
    assert lines[8] == f"{cells} of 784 cells "
    mask = found["masks"][detection, 0].numpy() > 0.5
    down, across = np.mgrid[0:303, 0:384] + 0.5
    truth = Path(coin_polygons()[THE_COIN]).contains_points(np.c_[across.ravel(), down.ravel()])
    truth = truth.reshape(303, 384)
    assert numbers_in(lines[9]) == pytest.approx(
        [(mask & truth).sum() / (mask | truth).sum()], abs=0.001
    )


def test_why_leads_to_the_stage_that_lost_it(show, widget):
    widget.cuts, widget.chosen, widget.stage = widget.own | {"best": 20, "score": 0.9}, 8, 9
    shown = show(widget, stay=True)
    page = shown.page
    assert page.locator(".fate").text_content().startswith("Missing: coin 8.")
    states = page.locator(".thread").evaluate_all("all => all.map(e => e.className)")
    assert states == [*["thread"] * 6, "thread lost-here", *["thread gone"] * 3]
    page.get_by_role("button", name="why is it missing?").click()
    shown.settle()
    assert widget.stage == 6
    _, pair = widget.followed()
    score = float(widget._crowd.pair_scores[pair])
    said = f"The best score of a proposal on it is {score:.2f}, not above 0.9."
    assert page.locator(".fate").text_content() == f"Lost here: coin 8. {said}"
    page.get_by_role("button", name="the detector's own thresholds").click()
    shown.settle()
    assert widget.cuts == widget.own
    assert page.locator(".fate").text_content().startswith("Found.")
    assert page.locator(".lost").get_attribute("d") == ""


def test_a_coin_is_chosen_by_pointer_finger_and_keys(show, widget):
    shown = show(widget, stay=True)
    x, y = coin_boxes()[3].reshape(2, 2).mean(dim=0).mul(256 / 303).tolist()
    shown.page.mouse.click(*shown.at(x, y))
    shown.settle()
    assert widget.chosen == 3
    x, y = coin_boxes()[20].reshape(2, 2).mean(dim=0).mul(256 / 303).tolist()
    shown.page.touchscreen.tap(*shown.at(x, y))
    shown.settle()
    assert widget.chosen == 20
    shown.page.get_by_role("spinbutton").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowRight"):
        shown.page.keyboard.press(key)
    shown.settle()
    assert widget.chosen == 0  # round the end
    shown.page.get_by_role("button", name="the one before").click()
    shown.settle()
    assert widget.chosen == 23
    assert (
        shown.page.get_by_role("spinbutton").get_attribute("aria-valuetext") == "coin 23 is found"
    )


def test_closer_shows_its_own_boxes_alone(show, widget):
    widget.stage = 4
    shown = show(widget, stay=True)
    items = shown.page.locator(".items")
    assert items.get_attribute("d").count("M") == len(widget.left["proposals"])
    shown.page.get_by_label("closer, this one alone").check()
    shown.settle()
    own = widget._owned[0][widget.left["proposals"]] == THE_COIN
    assert items.get_attribute("d").count("M") == own.sum() > 1
    marker, stage = (
        shown.page.locator(name).bounding_box()["width"] for name in (".marker .line", ".stage")
    )
    assert 2 < stage / marker < 4


def test_each_stage_has_its_picture(show, widget):
    shown = show(widget, stay=True)
    drawn = {}
    for stage, name in enumerate(
        ["image", "maps", "objectness", "proposals", "first NMS", "RoI grid"]
    ):
        shown.page.get_by_role("button", name=re.compile(f"stage {stage + 1}, {name}")).click()
        shown.settle()
        assert widget.stage == stage
        paths = shown.page.locator(".overlay path, .map").evaluate_all(
            "all => all.filter(e => e.getAttribute('d') || (e.src && !e.hidden))"
            ".map(e => e.classList[0])"
        )
        drawn[name] = set(paths)
    assert drawn["image"] == {"true-outline"}
    assert drawn["maps"] == {"map"}
    assert drawn["objectness"] == {"map", "items", "thread-casing", "thread-line"}
    assert drawn["proposals"] == drawn["first NMS"] == drawn["objectness"] - {"map"}
    assert drawn["RoI grid"] == drawn["objectness"] | {"grid"}


@pytest.mark.parametrize(
    ("cuts", "own", "number", "said"),
    [
        ({"best": 4}, {}, 2, "Its best anchor is number 5 of P2, and only the first 4 of each"),
        ({}, {"proposals": 2}, 2, "Only 2 boxes may go on, and so many had a higher score"),
        ({"score": 0.95}, {}, 1, "The best score of a proposal on it is 0.90, not above 0.95"),
        ({}, {"detections": 1}, 1, "Only 1 boxes may go on, and so many had a higher score"),
    ],
)
def test_every_reason(show, photo, cuts, own, number, said):
    trace = small_trace(LAST_IS_LAST if cuts.get("best") else SHIFTS)
    trace.own |= own
    widget = ExplorerWidget(photo, trace, OUTLINES, class_names=NAMES, label=LABEL, chosen=number)
    widget.cuts = widget.own | cuts
    shown = show(widget)
    assert widget.lost[number] is not None
    shown.page.get_by_role("button", name="why is it missing?").click()
    assert said in shown.page.locator(".fate").text_content()


def test_without_a_kernel_it_goes_on(show, widget):
    shown = show(widget, kernel=False)
    shown.page.locator("input[type=range]").first.fill("0")
    shown.page.wait_for_timeout(50)
    assert rows_of(shown)[2][0] == "16"
    assert shown.kernel_line() == ""


def test_tasks_know_what_is_right(show, widget):
    widget.set_trait("predict", True)
    outlived = len(widget.left["outlived"])
    shown = show(widget)
    tasks, sliders = shown.page.locator(".tasks"), shown.page.locator("input[type=range]")
    tasks.locator("input").fill("450")
    tasks.locator("input").press("Enter")
    assert tasks.locator(".verdict").inner_text().startswith(f"Yes, {outlived}.")
    tasks.get_by_role("button", name="next").click()
    sliders.first.fill(str(widget.stops["best"].index(16)))
    tasks.get_by_role("button", name="check").click()
    assert tasks.locator(".verdict").inner_text().startswith("Well done, 23.")
    tasks.get_by_role("button", name="next").click()
    tasks.get_by_role("button", name="none").click()
    assert tasks.locator(".verdict").inner_text().startswith("Yes, none.")
    tasks.get_by_role("button", name="next").click()
    tasks.get_by_role("button", name="class, box").click()
    assert tasks.locator(".verdict").inner_text().startswith("Yes, class, box.")
    for width in (640, 838):  # on the narrow page too, all of it can be read
        shown.page.set_viewport_size({"width": width, "height": 900})
        assert tasks.evaluate("e => e.scrollHeight <= e.clientHeight")


def test_what_the_second_task_says_of_coin_2(widget):
    candidates = (widget._owned[0] == 2).nonzero()[:, 0]
    assert int(widget._crowd.ranks[candidates].min()) + 1 == 17


@pytest.mark.parametrize("name", ["box_iou", "proposal_iou"])
def test_no_nms_loses_a_coin(widget, name):
    for stop in widget.stops[name]:
        widget.cuts = widget.own | {name: stop}
        assert widget.lost == [None] * 24


def test_a_picture_that_stays(photo):
    widget = explorer(photo)
    widget.cuts = widget.own | {"score": 0.95}
    assert "1 of 3 objects (coin) are found." in widget.in_words()
    assert len(widget.still().axes[0].patches) == 1 + 2 + 1  # found, lost, chosen


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"image": np.zeros((9, 9), np.uint8)}, "image must be the photograph of the trace"),
        ({"outlines": []}, "outlines must hold at least one object, got none"),
        ({"label": 2}, "label must be from 0 to 1, got 2"),
        ({"chosen": 3}, "chosen must be from 0 to 2, got 3"),
        ({"stage": 10}, "stage must be from 0 to 9, got 10"),
        ({"language": "xx"}, "language must be one of"),
    ],
)
def test_what_does_not_fit_is_said(photo, changed, message):
    plain = {"image": photo, "trace": small_trace(), "outlines": OUTLINES}
    given = {**plain, "class_names": NAMES, "label": LABEL, **changed}
    with pytest.raises(ValueError, match=re.escape(message)):
        ExplorerWidget(**given)


def test_a_cut_between_its_stops(photo):
    with pytest.raises(ValueError, match=re.escape("cuts['score'] must be one of [0.05, 0.3")):
        explorer(photo).cuts = {"best": 5, "proposal_iou": 0.9, "score": 0.4, "box_iou": 0.5}
