"""How many seeds: the experiments by pencil, in one file of cases for both, and under a hand."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from mrcnn_edu.evaluation.intervals import STUDENT
from mrcnn_edu.views.widgets.how_many_seeds import HowManySeedsWidget
from mrcnn_edu.views.widgets.seed_experiments import (
    MOST,
    count_outcomes,
    normal_numbers,
    run_experiments,
)
from tests.views.widgets.make_how_many_seeds_cases import MIXED, NAMED, PATH, make_cases
from tests.views.widgets.test_roi_geometry import assert_same

ROOT = Path(__file__).resolve().parents[3]
MLP, POOL = [0.6, 3.3, 3.3], [-2.8, -1.0, -2.1]


def test_the_file_is_what_python_gives():
    assert_same(make_cases(), json.loads(PATH.read_text(encoding="utf-8")))


def test_the_page_draws_the_same():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", "tests/views/widgets/how_many_seeds.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    assert int(run.stdout.split("# pass ")[1].split()[0]) == len(MIXED) + len(NAMED) + 1


def test_the_numbers_are_normal_and_have_nothing_to_do_with_each_other():
    drawn = np.stack([normal_numbers(drawing, MOST) for drawing in range(20)])  # (20, 100, MOST)
    assert stats.kstest(drawn.ravel(), "norm").pvalue > 0.01
    for neighbours in (drawn, drawn.swapaxes(1, 2), drawn.swapaxes(0, 2)):
        one, next_one = neighbours[..., :-1].ravel(), neighbours[..., 1:].ravel()
        assert abs(np.corrcoef(one, next_one)[0, 1]) < 0.02


def test_one_seed_more_leaves_the_others():
    few, more = normal_numbers(7, 3), normal_numbers(7, 4)
    assert (more[:, :3] == few).all()


def test_an_interval_by_hand():
    one, other, third = 1.0 + 1.5 * normal_numbers(0, 3)[0]
    mean = (one + other + third) / 3
    spread = (((one - mean) ** 2 + (other - mean) ** 2 + (third - mean) ** 2) / 2) ** 0.5
    means, halves = run_experiments(1.0, 1.5, 3, 0)
    assert means[0] == pytest.approx(mean)
    assert halves[0] == pytest.approx(4.303 * spread / 3**0.5)


@pytest.mark.parametrize(
    ("gain", "mean", "half", "wrong_sign", "leaves_zero", "holds_truth"),
    [
        (1.0, 2.0, 1.5, 0, 1, 1),
        (1.0, 2.0, 0.5, 0, 1, 0),
        (1.0, -1.0, 0.5, 1, 1, 0),
        (1.0, -1.0, 9.0, 1, 0, 1),
        (-1.0, 1.0, 0.5, 1, 1, 0),
        (-1.0, -3.0, 3.0, 0, 0, 1),
        (1.0, 2.0, 1.0, 0, 1, 1),
        (0.0, 2.0, 1.0, 0, 1, 0),
        (1.0, -2.0, np.inf, 1, 0, 1),
    ],
)
def test_what_may_be_said_of_one(gain, mean, half, wrong_sign, leaves_zero, holds_truth):
    found = count_outcomes(gain, np.array([mean]), np.array([half]))
    assert list(found.values()) == [wrong_sign, leaves_zero, holds_truth]


@pytest.mark.parametrize(
    ("seeds", "wrong_sign", "power"), [(1, 0.2525, 0), (3, 0.1241, 0.1097), (10, 0.0175, 0.4692)]
)
def test_the_shares_in_the_long_run(seeds, wrong_sign, power):
    """A gain of 1 with a spread of 1.5: by the normal distribution, and by Student's."""
    shape = seeds**0.5 / 1.5
    assert stats.norm.cdf(-shape) == pytest.approx(wrong_sign, abs=1e-4)
    if seeds > 1:
        t = stats.t.ppf(0.975, seeds - 1)
        tails = stats.nct.sf(t, seeds - 1, shape) + stats.nct.cdf(-t, seeds - 1, shape)
        assert tails == pytest.approx(power, abs=1e-4)
    drawings = [count_outcomes(1.0, *run_experiments(1.0, 1.5, seeds, k)) for k in range(100)]
    shares = [sum(one[name] for one in drawings) / 10_000 for name in drawings[0]]
    held = 1 if seeds == 1 else 0.95
    assert shares == pytest.approx([wrong_sign, power, held], abs=0.01)


@pytest.mark.parametrize(
    ("studies", "arguments", "error", "says"),
    [
        ({"a": [1.0]}, {}, ValueError, r"studies\['a'\] must have 2 to 20 seeds, got 1"),
        ({"a": [9.0, 10.0]}, {}, ValueError, "a gain from -5 to 5, .*got 9.5; leave it out"),
        ({"a": [-5.0, 5.0]}, {}, ValueError, "a spread from 0.05 to 3, .*got 7.07"),
        ({"a": [1.0, np.nan]}, {}, ValueError, r"studies\['a'\] must be finite"),
        ({"a": ["x", "y"]}, {}, TypeError, r"studies\['a'\] must be numbers"),
        ({}, {"gain": 5.1}, ValueError, "gain must be from -5 to 5, got 5.1"),
        ({}, {"spread": 0.0}, ValueError, "spread must be from 0.05 to 3, got 0"),
        ({}, {"seeds": 0}, ValueError, "seeds must be from 1 to 20, got 0"),
    ],
)
def test_what_it_refuses(studies, arguments, error, says):
    with pytest.raises(error, match=says):
        HowManySeedsWidget(studies, **arguments)


def test_a_study_by_hand():
    (study,) = HowManySeedsWidget({"MLP": MLP}).studies
    assert study["gain"] == pytest.approx(2.4)
    assert study["spread"] == pytest.approx(1.5588, abs=1e-4)
    assert [study["low"], study["high"]] == pytest.approx([-1.4727, 6.2727], abs=1e-4)


def test_the_sentence_keeps_what_is_to_be_guessed():
    widget = HowManySeedsWidget({}, predict=True)
    assert "seeds in each: 1" in widget.in_words()
    assert "29" not in widget.in_words()
    widget.guesses = [30.0]
    assert "29 have the wrong sign, 0 intervals leave 0 out and 100 hold" in widget.in_words()


@pytest.fixture
def widget():
    return HowManySeedsWidget({"MLP, masks": MLP, "RoIPool, masks": POOL}, seeds=3)


MARKS = """() => ({
  counts: [...document.querySelectorAll(".places .result")].map(e => e.textContent),
  lit: [...document.querySelectorAll(".places path")].map(
    e => [...e.getAttribute("d").matchAll(/M([0-9.]+),0/g)].map(m => Math.floor(m[1]))),
  ...Object.fromEntries([["wrong", "circle"], ["leaves", ".interval"]].map(([name, all]) =>
    [name, [...document.querySelectorAll(all)].flatMap(
      (e, i) => e.matches("." + name) ? [i] : [])])),
  ends: [...document.querySelectorAll(".interval")].map(
    e => [e.getAttribute("y1"), e.getAttribute("y2")].map(Number)) })"""


def assert_page_agrees(shown):
    """Counts, bars, dots and the ends of intervals are Python's."""
    widget, marks = shown.widget, shown.page.evaluate(MARKS)
    assert "as on this page" in shown.kernel_line()
    means, halves = run_experiments(widget.gain, widget.spread, widget.seeds, widget.drawing)
    wrong = np.flatnonzero(means * widget.gain < 0).tolist()
    leaves = np.flatnonzero(abs(means) > halves).tolist()
    holds = np.flatnonzero(abs(means - widget.gain) <= halves).tolist()
    assert marks["lit"] == [wrong, leaves, holds]
    assert marks["counts"] == [str(len(places)) for places in (wrong, leaves, holds)]
    assert (marks["wrong"], marks["leaves"]) == (wrong, leaves)
    heights = 144 - 24 * np.stack([means + halves, means - halves], axis=1)  # 24 pixels a point
    assert np.array(marks["ends"]) == pytest.approx(heights.clip(-9, 297), abs=0.06)


def test_a_drag_of_seeds(show, widget):
    shown = show(widget, width=900)
    assert_page_agrees(shown)
    place = shown.page.get_by_label("seeds", exact=True).bounding_box()
    x, y = place["x"] + 8 + (place["width"] - 16) * 2 / 19, place["y"] + place["height"] / 2
    shown.page.mouse.move(x, y)
    shown.page.mouse.down()
    shown.page.mouse.move(place["x"] + place["width"] - 2, y, steps=5)
    shown.page.mouse.up()
    shown.settle()
    assert widget.seeds == MOST
    assert_page_agrees(shown)


def test_keys_and_others(show, widget):
    shown = show(widget)
    shown.page.get_by_label("true gain", exact=True).press("ArrowRight")
    shown.page.get_by_label("spread", exact=True).press("ArrowLeft")
    shown.page.get_by_role("button", name="draw 100 others").click()
    shown.settle()
    state = widget.gain, widget.spread, widget.drawing
    assert state == (pytest.approx(1.05), pytest.approx(1.45), 1)
    assert_page_agrees(shown)
    shown.page.get_by_role("button", name="as at first").click()
    shown.settle()
    assert (widget.gain, widget.spread, widget.seeds, widget.drawing) == (1.0, 1.5, 3, 1)


def test_a_study_moves_the_sliders(show, widget):
    shown = show(widget)
    shown.page.get_by_role("button", name="MLP, masks: gain +2.40, spread 1.56").click()
    shown.settle()
    assert (widget.gain, widget.spread) == (pytest.approx(2.4), pytest.approx(1.5588, abs=1e-4))
    assert widget.seeds == 3
    assert_page_agrees(shown)
    assert "+2.40, 95 % from −1.47 to +6.27" in shown.page.locator(".measured").inner_text()
    shown.page.get_by_label("measured").select_option("RoIPool, masks")
    shown.settle()
    assert (widget.gain, widget.spread) == (
        pytest.approx(-1.9667, abs=1e-4),
        pytest.approx(0.9074, abs=1e-4),
    )
    assert_page_agrees(shown)
    shown.page.get_by_label("true gain", exact=True).press("ArrowRight")
    shown.settle()
    assert shown.page.get_by_label("measured").input_value() == ""


def test_without_studies_there_is_none_to_choose(show):
    shown = show(HowManySeedsWidget({}))
    assert not shown.page.locator(".studies select").is_visible()
    assert shown.page.locator(".measured").inner_text() == "The ring shows where the sliders are."


def test_what_is_told_seems_more_than_it_is(show, widget):
    shown = show(widget)
    means, halves = run_experiments(1.0, 1.5, 3, 0)
    told = means[abs(means) > halves]
    note = shown.page.locator(".note").inner_text()
    assert (
        f"the {len(told)} that leave 0 out, and the gain seems +{told.mean():.2f}. It is +1.00"
        in note
    )
    assert told.mean() > 1.5


def test_no_gain_has_no_wrong_sign(show):
    shown = show(HowManySeedsWidget({}, gain=0.0, seeds=5))
    assert shown.page.evaluate(MARKS)["counts"] == ["–", "8", "92"]


def test_grey_is_where_an_interval_mostly_holds_0(show, widget):
    """Its edge at a gain of 5: where the gain is as many spreads as an interval reaches."""
    for seeds in (1, 3, 20):
        widget.seeds = seeds
        shown = show(widget)
        d = shown.page.locator(".map path").get_attribute("d")
        rise = float(d.split("L5,")[1].split()[0])
        assert rise == pytest.approx(-5 * seeds**0.5 / STUDENT[seeds - 1], abs=1e-6)


@pytest.mark.parametrize("width", [640, 740, 900])
def test_nothing_moves_whatever_the_numbers(show, width):
    shown = show(HowManySeedsWidget({"MLP, masks": MLP}, predict=True), width=width)
    stands = """() => [...document.querySelectorAll(
      ".mrcnn-widget :is(p, svg, input, button, .slot)"
      )].filter(e => !e.closest(".tasks") && !e.matches(".spoken")).map(e => {
        const { x, y, width, height } = e.getBoundingClientRect();
        return [x, y, width, height].map(Math.round).join(" "); })"""
    cut = """() => [...document.querySelectorAll(".mrcnn-widget :is(p, .what)")]
      .filter(e => !e.matches(".spoken") && (e.scrollWidth > e.clientWidth + 1
        || e.scrollHeight > e.clientHeight + 1)).map(e => e.textContent)"""
    before = shown.page.evaluate(stands)
    assert shown.page.evaluate(cut) == []
    shown.page.get_by_role("button", name=shown.widget.words["predict_skip"]).click()
    for seeds, study in ((1, ""), (3, "0"), (20, "0")):
        shown.page.get_by_label("seeds", exact=True).fill(str(seeds))
        shown.page.get_by_label("measured").select_option(study)
        shown.kernel_line()
        assert shown.page.evaluate(stands) == before
        assert shown.page.evaluate(cut) == []
    assert shown.page.locator(".mrcnn-widget").bounding_box()["height"] <= 620


def test_the_tasks_say_what_the_pictures_show(show):
    guessing = HowManySeedsWidget({}, predict=True)
    shown = show(guessing)
    for guess, says in (
        ("29", "Yes, 29."),
        ("50", "You said 50. It is 9."),
        ("", "Yes, about as many."),
        ("6", "Yes, 7."),
    ):
        if guess:
            shown.page.get_by_role("spinbutton").fill(guess)
            shown.page.get_by_role("button", name="this is my guess").click()
        else:
            shown.page.get_by_role("button", name="about as many").click()
        shown.settle()
        assert shown.page.locator(".verdict").text_content().startswith(says)
        shown.page.get_by_role("button", name="next").click()
