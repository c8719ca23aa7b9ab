"""The tug of war: its arithmetic and the package's in one file of cases, and under a hand."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from matplotlib.quiver import Quiver

from mrcnn_edu.views.widgets.tug import LOSSES, TugWidget
from tests.views.widgets.make_tug_cases import NAMED, PATH, make_cases
from tests.views.widgets.test_roi_geometry import assert_same

ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads(PATH.read_text(encoding="utf-8"))["maps"]


def test_the_file_is_what_the_package_gives():
    assert_same(make_cases()["maps"], CASES)


@pytest.mark.parametrize(
    ("name", "kind", "loss", "coin", "face"),
    [
        ("by hand", "sigmoid", 0.3151, [-0.0298, -0.0672, 0.125, 0.0298], 0),
        ("by hand", "softmax", 0.9394, [-0.1851, -0.1060, 0.0833, 0.0158], 0.1763),
        ("all alike", "sigmoid", 0.6931, [-0.125, -0.125, 0.125, 0.125], 0),
        ("all alike", "softmax", 1.0986, [-1 / 6, -1 / 6, 1 / 12, 1 / 12], 1 / 12),
        ("large twins", "sigmoid", 0.0025, [-0.0006] * 4, 0),
        ("large twins", "softmax", 0.6931, [-0.125] * 4, 0.125),
        ("sure and wrong", "sigmoid", 6.0025, [0.2494] * 4, 0),
    ],
)
def test_as_a_pencil_finds(name, kind, loss, coin, face):
    case = CASES[name][kind]
    assert case["loss"] == pytest.approx(loss, abs=6e-5)
    assert np.ravel(case["gradient"][1]) == pytest.approx(coin, abs=6e-5)
    assert case["gradient"][2][0][0] == pytest.approx(face, abs=6e-5)


def test_the_page_computes_the_same():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", "tests/views/widgets/tug.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    assert int(run.stdout.split("# pass ")[1].split()[0]) == 2 * len(CASES) + 1


@pytest.mark.parametrize(
    ("logits", "target", "error", "says"),
    [
        (np.zeros((2, 2, 2)), np.ones((2, 2)), ValueError, r"logits .*\(3, 2, 2\), got \(2,"),
        (np.zeros((3, 2, 2)), np.ones((3, 3)), ValueError, r"target .*\(2, 2\), got \(3, 3\)"),
        (np.full((3, 2, 2), 6.1), np.ones((2, 2)), ValueError, "logits must be from -6 to 6"),
        (np.full((3, 2, 2), np.nan), np.ones((2, 2)), ValueError, "logits must be finite"),
        (np.zeros((3, 2, 2)), np.full((2, 2), 0.5), ValueError, "target must be 1 on the object"),
        ("abc", np.ones((2, 2)), TypeError, "logits must be numbers"),
    ],
)
def test_what_it_refuses(logits, target, error, says):
    with pytest.raises(error, match=says):
        TugWidget(logits, target)


@pytest.fixture
def widget():
    return TugWidget(*NAMED["by hand"])


def numbers_in(texts):
    return [float(text.replace("−", "-")) for text in texts]


def assert_page_agrees(shown):
    """Every number of both losses is the package's."""
    widget = shown.widget
    assert "as on this page" in shown.kernel_line()
    for kind in LOSSES:
        drawn = shown.page.locator(f".map.{kind} .gradient").all_text_contents()
        expected = widget.gradient(kind).flatten().tolist()  # background, coin, face; row by row
        assert numbers_in(drawn) == pytest.approx(expected, abs=0.00051)
        label = shown.page.locator(f".equation.{kind}").get_attribute("aria-label")
        *terms, four, loss = numbers_in(re.findall(r"\d+(?:\.\d+)?", label))
        assert sum(terms) / four == pytest.approx(loss, abs=0.0011)
        assert loss == pytest.approx(widget.losses[kind], abs=0.00051)


def drawn_pixels(shown, kind):
    """The coin's mask, row by row."""
    cells = shown.page.locator(f".map.{kind}.look-detection .cell")
    return cells.evaluate_all("all => all.map(e => e.classList.contains('drawn'))")


def test_the_still_draws_the_pulls(widget):
    """Which way the arrows point, by pencil: minus the sign of the gradient; 0 is too weak."""
    up, down, none = -1, 1, 0  # the axis points down
    expected = {
        "background: sigmoid": [none, none, none, none],
        "background: softmax": [none, down, up, up],
        "coin (true): sigmoid": [up, up, down, down],
        "coin (true): softmax": [up, up, down, down],
        "face: sigmoid": [none, none, none, none],
        "face: softmax": [down, down, down, down],
    }
    found = {}
    for ax in widget.still().axes:
        (arrows,) = [c for c in ax.collections if isinstance(c, Quiver)] or [None]
        if arrows is not None:
            cells = [none] * 4
            for x, y, pull in zip(arrows.X, arrows.Y, arrows.V, strict=True):
                cells[2 * int(y) + int(x)] = int(np.sign(pull))
            found[ax.get_title().removesuffix("'s gradient")] = cells
    assert found == expected


def test_at_first(show, widget):
    shown = show(widget)
    assert_page_agrees(shown)
    assert drawn_pixels(shown, "sigmoid") == [True, True, False, False]
    assert drawn_pixels(shown, "softmax") == [False, True, False, False]
    losses = shown.page.locator(".map.softmax .loss").all_text_contents()
    assert [text == "–" for text in losses] == [True, True, False, False] + [
        False, False, True, True,
    ] + [True] * 4  # fmt: skip
    assert "sigmoid 4 of 4, softmax 3 of 4" in shown.page.locator(".note").inner_text()
    assert "0.315 with sigmoids and 0.939 with a softmax" in widget.in_words()


def test_a_drag_of_face_moves_only_the_softmax(show, widget):
    shown = show(widget)
    place = shown.page.get_by_label("logit of face, upper left").bounding_box()
    x, y = place["x"] + 0.73 * place["width"], place["y"] + place["height"] / 2
    shown.page.mouse.move(x, y)
    shown.page.mouse.down()
    shown.page.mouse.move(place["x"] + 0.4 * place["width"], y, steps=5)
    shown.page.mouse.up()
    shown.settle()
    assert -2.5 < widget.logits[2][0][0] < 0
    assert widget.losses["sigmoid"] == pytest.approx(0.3151, abs=1e-4)
    assert widget.losses["softmax"] < 0.7
    assert drawn_pixels(shown, "softmax") == [True, True, False, False]
    assert_page_agrees(shown)


def test_keys_and_buttons(show, widget):
    shown = show(widget)
    shown.page.get_by_label("logit of coin (true), lower left").press("ArrowRight")
    shown.settle()
    assert widget.logits[1][1][0] == pytest.approx(0.1)
    shown.page.get_by_role("button", name="face = coin").click()
    shown.settle()
    assert widget.logits[2] == widget.logits[1]
    assert drawn_pixels(shown, "softmax") == [False] * 4
    assert_page_agrees(shown)
    shown.page.get_by_role("button", name="as at first").click()
    shown.settle()
    assert widget.logits == NAMED["by hand"][0]


ARROWS = """all => all.map(e => [e.className.baseVal.split("look-")[1],
  +(/v(-?[0-9.e-]+)/.exec(e.firstChild.getAttribute("d"))?.[1] ?? 0)])"""


def test_arrows_point_against_the_gradient(show, widget):
    shown = show(widget)
    for kind in LOSSES:
        arrows = shown.page.locator(f".map.{kind} .arrow").evaluate_all(ARROWS)
        for (look, tip), gradient in zip(arrows, widget.gradient(kind).flatten(), strict=True):
            assert tip == pytest.approx(92 * gradient.item(), abs=1)  # 23 pixels are 1/4
            assert look == ("positive" if gradient < 0 else "negative")


STANDS = """() => [...document.querySelectorAll(
  ".mrcnn-widget :is(.cell, .equation, .slot, .controls, .kernel, input)"
)].filter((e) => !e.closest(".tasks")).map((e) => {
  const { x, y, width, height } = e.getBoundingClientRect();
  return [x, y, width, height].map(Math.round).join(" "); })"""


CUT = """() => [...document.querySelectorAll(".cell > div")]
  .filter((e) => e.scrollWidth > e.clientWidth).length"""


@pytest.mark.parametrize("width", [640, 740, 900])
def test_nothing_moves_whatever_the_numbers(show, width):
    shown = show(TugWidget(*NAMED["sure and wrong"], predict=True), width=width)
    before = shown.page.evaluate(STANDS)
    shown.page.get_by_role("button", name=shown.widget.words["predict_skip"]).click()
    for _ in range(30):
        shown.page.get_by_label("logit of face, upper left").press("ArrowRight")
    shown.settle()
    assert shown.page.evaluate(STANDS) == before
    assert shown.page.evaluate(CUT) == 0
    assert shown.page.locator(".mrcnn-widget").bounding_box()["height"] <= 620


def test_the_last_task_is_done_by_hand(show, widget):
    guessing = TugWidget(widget.logits, widget.target, predict=True)
    guessing.task, guessing.guesses = 2, [2.0, 0.5]
    shown = show(guessing)
    assert shown.page.locator(".map .p").first.text_content() == "?"
    slider = shown.page.get_by_label("logit of face, upper left")
    slider.fill("1.8")
    shown.page.get_by_role("button", name="check").click()
    shown.settle()
    assert shown.page.locator(".verdict").text_content().startswith("Well done, 0.51")
