"""The OKS ruler: its arithmetic and the package's in one file of cases, and under a hand."""

import json
import math
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from mrcnn_edu.views.widgets.oks_ruler import OksRulerWidget
from tests.views.widgets.make_oks_cases import (
    JOINTS,
    LIMBS,
    MISSES,
    PATH,
    make_cases,
    standing,
)
from tests.views.widgets.test_roi_geometry import assert_same

ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads(PATH.read_text(encoding="utf-8"))["poses"]
NAMES = list(JOINTS)


def ruler(misses=MISSES, area=48**2, *, predict=False):
    return OksRulerWidget(standing(), JOINTS, LIMBS, area, misses=misses, predict=predict)


def test_the_file_is_what_the_package_gives():
    assert_same(make_cases()["poses"], CASES)


@pytest.mark.parametrize(
    ("name", "nose", "wrist", "hip", "oks", "passed"),
    [
        ("all exact", 1, 1, 1, 1, 10),
        ("as the lesson begins", 0.486, 0.881, 0.958, (10 + 0.486 + 0.881 + 0.958) / 13, 9),
        ("a smaller person", 0.197, 0.751, 0.909, (10 + 0.197 + 0.751 + 0.909) / 13, 9),
        ("one is lost", 1, 1, 1, 12 / 13, 9),
        ("one is lost and not labelled", 1, 1, 1, 1, 10),
        ("only the nose", 0.197, 0.751, 0.909, 0.197, 0),
        ("nobody labelled", 0.197, 0.751, 0.909, None, 0),
    ],
)
def test_as_a_pencil_finds(name, nose, wrist, hip, oks, passed):
    case = CASES[name]
    found = [case["similarities"][NAMES.index(joint)] for joint in MISSES]
    assert found == pytest.approx([nose, wrist, hip], abs=6e-4)
    assert case["oks"] == (oks if oks is None else pytest.approx(oks, abs=3e-4))
    assert case["passed"] == passed


@pytest.mark.parametrize("count", [0.5, 0.75, 0.95])
def test_on_its_ring_a_joint_counts_what_the_ring_says(count):
    place = [0.5, 0.75, 0.95].index(count)
    case = CASES["all exact"]
    radii = [rings[place] for rings in case["rings"]]
    misses = {name: (0.6 * r, -0.8 * r) for name, r in zip(NAMES, radii, strict=True)}
    assert ruler(misses).similarities == pytest.approx([count] * 13, abs=1e-12)
    # By pencil, in sizes: k · √(−2 ln count).
    of_root = {0.5: (0.061, 0.252), 0.75: (0.039, 0.162), 0.95: (0.017, 0.069)}
    nose, hip = radii[0] / 48, radii[NAMES.index("left hip")] / 48
    assert (nose, hip) == pytest.approx(of_root[count], abs=5e-4)


def test_the_page_computes_the_same():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", "tests/views/widgets/oks_ruler.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    assert int(run.stdout.split("# pass ")[1].split()[0]) == len(CASES) + 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"person": np.zeros((13, 3))}, r"person must have shape (17, 3), got (13, 3)"),
        ({"area": 15**2}, "area must be from 16² to 48² square pixels, got 225"),
        ({"area": 49**2}, "area must be from 16² to 48² square pixels, got 2401"),
        ({"misses": {"left ear": (1, 1)}}, "limbs and misses must name joints ('nose', "),
        ({"limbs": [("nose", "tail")]}, "got 'tail'"),
        ({"misses": {"nose": (0, 21)}}, "misses must be at most 20 pixels"),
        ({"misses": {"nose": (0, math.nan)}}, "offsets must be finite"),
        ({"language": "xx"}, "language must be one of"),
    ],
)
def test_what_it_refuses(changed, says):
    given = {"person": standing(), "joints": JOINTS, "limbs": LIMBS, "area": 1000.0, **changed}
    with pytest.raises(ValueError, match=re.escape(says)):
        OksRulerWidget(**given)


def test_the_picture_of_the_next_day():
    widget = ruler()
    assert "OKS is 0.948 on a person of 48 × 48 pixels" in widget.in_words()
    assert "9 of 10 thresholds. The worst joint is the nose: 3.0 pixels" in widget.in_words()
    circles = widget.still().axes[0].patches
    assert len(circles) == 3 * 13 + 1  # and the head
    widget.labelled = [name != "nose" for name in NAMES]
    assert "The worst joint is the left wrist" in widget.in_words()
    assert len(widget.still().axes[0].patches) == 3 * 12 + 1
    widget.labelled = [False] * 13
    assert widget.in_words() == "No joint is labelled. COCO leaves this person out."


def test_the_picture_keeps_rings_and_numbers_back_until_a_guess_is_made():
    widget = ruler(predict=True)
    assert "OKS" not in widget.in_words()
    assert len(widget.still().axes[0].patches) == 1  # the head
    widget.guesses = [0.0]
    assert "OKS is 0.948" in widget.in_words()
    assert len(widget.still().axes[0].patches) == 3 * 13 + 1


@pytest.fixture
def widget():
    return ruler()


def numbers_in(texts):
    return [float(text.replace("−", "-")) for text in texts]


def place_of(shown, name, *, found=False):
    """A joint in points of the field, the true one or the found one."""
    widget, i = shown.widget, NAMES.index(name)
    true = np.array(widget.shape[i]) * widget.size + np.array(widget.photo_size) / 2
    return tuple(true + (widget.offsets[i] if found else 0))


def assert_page_agrees(shown):
    """The list, the equations, the thresholds, the rings and the package all say the same."""
    widget, page = shown.widget, shown.page
    assert (
        shown.kernel_line() == f"mrcnn_edu.evaluation.overlaps: {widget.oks:.3f}, as on this page"
    )
    counts = page.locator(".joints li .count").all_text_contents()
    for text, similarity, on in zip(counts, widget.similarities, widget.labelled, strict=True):
        assert (text == "–") is not on
        assert not on or float(text) == pytest.approx(similarity, abs=0.00051)
    distances = numbers_in(page.locator(".joints li .distance").all_text_contents())
    assert distances == pytest.approx([math.hypot(*o) for o in widget.offsets], abs=0.051)
    total, number, oks = numbers_in(
        re.findall(r"[\d.]+", page.locator(".equation.all").get_attribute("aria-label"))
    )
    assert number == sum(widget.labelled)
    assert total / number == pytest.approx(oks, abs=0.00051)
    assert oks == pytest.approx(widget.oks, abs=0.00051)
    right = page.locator(".thresholds b").all_text_contents()
    assert right == ["✓"] * widget.passed + ["✕"] * (10 - widget.passed)
    rings = page.locator(".rings").evaluate_all(RADII)
    scale = page.locator(".stage").bounding_box()["width"] / widget.photo_size[0]
    for radii, k in zip(rings, widget.k, strict=True):
        expected = [
            k * widget.size * scale * math.sqrt(-2 * math.log(c)) for c in (0.5, 0.75, 0.95)
        ]
        assert radii == pytest.approx(expected, rel=0.01)


RADII = """all => all.map(e => [...e.querySelectorAll(".ring")].map(c => +c.getAttribute("r")))"""


def test_at_first(show, widget):
    shown = show(widget)
    assert_page_agrees(shown)
    assert shown.page.locator(".note").text_content() == "Right at 9 of COCO's 10 thresholds."
    label = shown.page.locator(".equation.one").get_attribute("aria-label")
    assert label == "exp(minus 3.0 squared / (2 times 48 squared times 0.052 squared)) = 0.486"


def test_without_a_kernel_the_page_goes_on(show, widget):
    shown = show(widget, kernel=False)
    shown.page.get_by_role("button", name="all exact").click()
    assert shown.page.locator(".equation.all .result").text_content() == "1.000"


@pytest.mark.parametrize("touch", [False, True])
def test_a_drag_takes_the_nearest_joint(show, widget, touch):
    shown = show(widget, width=900, touch=touch)
    start = place_of(shown, "left ankle")
    shown.drag(start, (start[0] + 6, start[1] - 8))
    assert widget.chosen == NAMES.index("left ankle")
    assert widget.offsets[widget.chosen] == pytest.approx([6, -8], abs=0.4)
    others = [o for i, o in enumerate(widget.offsets) if i != widget.chosen]
    assert others == [list(map(float, MISSES.get(n, (0, 0)))) for n in NAMES if n != "left ankle"]
    assert_page_agrees(shown)
    shown.drag(place_of(shown, "nose", found=True), (0, 0))  # it stops where it would get lost
    assert widget.offsets[0] == [-20, -20]
    assert_page_agrees(shown)


def test_beside_all_joints_nothing_is_taken(show, widget):
    shown = show(widget)
    shown.drag((3, 3), (60, 60))
    assert widget.offsets == ruler().offsets


def test_escape_puts_it_back(show, widget):
    shown = show(widget)
    x, y = place_of(shown, "left knee")
    shown.page.mouse.move(*shown.at(x, y))
    shown.page.mouse.down()
    shown.page.mouse.move(*shown.at(x + 9, y), steps=3)
    shown.settle()
    assert widget.offsets[widget.chosen][0] == pytest.approx(9, abs=0.4)
    shown.page.keyboard.press("Escape")
    shown.page.mouse.up()
    shown.settle()
    assert widget.offsets == ruler().offsets


def test_keys_fields_and_buttons(show, widget):
    shown = show(widget)
    page = shown.page
    page.get_by_label("the joint to look at").select_option("right hip")
    page.locator("g.joint.chosen").press("ArrowRight")
    page.locator("g.joint.chosen").press("Alt+ArrowUp")
    shown.settle()
    assert widget.offsets[NAMES.index("right hip")] == [0.5, -5]
    page.get_by_label("how far below the true joint").fill("7")
    page.keyboard.press("Enter")
    shown.settle()
    assert widget.offsets[NAMES.index("right hip")] == [0.5, 7]
    assert_page_agrees(shown)
    page.get_by_role("button", name="all exact").click()
    shown.settle()
    assert (widget.oks, widget.passed) == (1, 10)
    assert_page_agrees(shown)
    page.get_by_role("button", name="as at first").click()
    shown.settle()
    assert widget.offsets == ruler().offsets


def test_on_a_larger_person_the_same_misses_cost_less(show):
    shown = show(ruler(area=24**2))
    small = shown.widget.oks
    shown.page.get_by_label("size s").fill("48")
    shown.settle()
    assert (shown.widget.size, shown.widget.offsets) == (48, ruler().offsets)
    assert small < shown.widget.oks == pytest.approx(CASES["as the lesson begins"]["oks"])
    assert_page_agrees(shown)


def test_a_joint_that_is_not_labelled_does_not_count(show, widget):
    shown = show(widget)
    shown.page.locator(".joints li").filter(has_text="nose").click()
    shown.page.get_by_label("labelled").uncheck()
    shown.settle()
    assert widget.labelled == [name != "nose" for name in NAMES]
    assert widget.oks == pytest.approx((10 + 0.8812 + 0.9579) / 12, abs=1e-4)
    assert not shown.page.locator(".rings").first.is_visible()
    assert_page_agrees(shown)
    for name in NAMES[1:]:
        shown.page.get_by_label("the joint to look at").select_option(name)
        shown.page.get_by_label("labelled").uncheck()
    shown.settle()
    assert (widget.oks, widget.passed) == (None, 0)
    assert shown.page.locator(".equation.all .result").text_content() == "–"
    assert shown.page.locator(".note").text_content() == widget.in_words()
    assert shown.kernel_line() == "mrcnn_edu.evaluation.overlaps: –, as on this page"


def test_the_rings_are_to_be_guessed_first(show):
    shown = show(ruler(predict=True))
    assert not shown.page.locator(".ring").first.is_visible()
    assert set(shown.page.locator(".thresholds b").all_text_contents()) == {"?"}
    assert "0.486" not in shown.page.locator(".mrcnn-widget").inner_text()
    shown.page.get_by_role("button", name="the nose").click()
    assert shown.page.locator(".ring").first.is_visible()
    assert shown.page.locator(".verdict").text_content().startswith("Yes, the nose.")
    assert_page_agrees(shown)
    shown.page.get_by_role("button", name="next").click()
    assert shown.page.locator(".ring").first.is_visible()
    assert shown.page.locator(".equation.all .result").text_content() == "?"


@pytest.mark.parametrize(
    ("lost", "verdict"), [(3, "Well done, 0.769"), (2, "Not yet, it is 0.846")]
)
def test_the_last_task_is_done_by_hand(show, lost, verdict):
    guessing = ruler(dict.fromkeys(NAMES[:lost], (20, 20)), 16**2, predict=True)
    guessing.task, guessing.guesses = 3, [0.0, 1.0, 0.923]
    shown = show(guessing)
    shown.page.get_by_role("button", name="check").click()
    assert shown.page.locator(".verdict").text_content().startswith(verdict)


WHERE = """() => [...document.querySelectorAll(
  ".mrcnn-widget :is(.stage, .slot, .sign, li, .bar, .note, .kernel, .hint, input, select, button)"
)].map((e) => { const { x, y, width, height } = e.getBoundingClientRect();
  return [e.tagName, ...[x, y, width, height].map(Math.round)].join(" ") })"""


@pytest.mark.parametrize("width", [640, 900])
def test_nothing_moves_whatever_the_numbers(show, width):
    shown = show(ruler(), width=width)
    page = shown.page
    page.evaluate("document.body.style.margin = 0")
    before = page.evaluate(WHERE)
    page.get_by_label("size s").fill("16")
    for name in NAMES:
        page.get_by_label("the joint to look at").select_option(name)
        page.locator("g.joint.chosen").press("Alt+ArrowDown")
        page.get_by_label("how far right of the true joint").fill("-18.5")
        page.get_by_label("labelled").uncheck()
        assert page.evaluate(WHERE) == before
    assert shown.kernel_line()
    assert page.evaluate(WHERE) == before
    assert page.locator(".mrcnn-widget").bounding_box()["height"] <= 620
