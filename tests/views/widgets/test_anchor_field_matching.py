"""The anchors, recall and deltas of the page and the package's, held by one file of cases."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.views.widgets.make_anchor_field_cases import PATH, make_cases

ROOT = Path(__file__).resolve().parents[3]
HELD = json.loads(PATH.read_text(encoding="utf-8"))
CASES = HELD["fields"]


def test_the_file_is_what_the_package_gives():
    made = make_cases()["fields"]
    assert list(made) == list(CASES)
    for name, case in made.items():
        held = dict(CASES[name])
        for key in ("best", "deltas"):
            found, wanted = case.pop(key) or [], held.pop(key) or []
            assert found == pytest.approx(wanted, rel=0, abs=1e-12)
        assert case == held


@pytest.mark.parametrize("part", ["choices", "pulls"])
def test_choices_and_pulls_are_what_the_package_gives(part):
    made = make_cases()[part]
    assert list(made) == list(HELD[part])
    for name, case in made.items():
        for key, value in case.items():
            wanted = HELD[part][name][key]
            if key in ("best", "sides", "moved", "back"):
                wanted = pytest.approx(wanted, rel=0, abs=1e-12)
            assert value == wanted


@pytest.mark.parametrize(
    ("name", "fitting"),
    [
        ("at the start", 8),
        ("finer", 19),
        ("finer, squares", 19),
        ("finest", 20),
        ("two scales, squares", 24),
        ("the paper's", 0),
    ],
)
def test_how_many_coins_have_an_anchor_that_fits(name, fitting):
    best = HELD["choices"][name]["best"]
    assert sum(iou >= 0.7 for iou in best) == fitting


def test_anchors_moved_by_a_pencil():
    pulls = HELD["pulls"]
    assert pulls["half a width to the right"]["moved"] == [208, 168, 256, 216]
    assert pulls["up, and twice as wide"]["moved"] == pytest.approx([160, 156, 256, 204])
    grown = pulls["more than it may grow"]  # 62.5 times 48, and no more
    assert grown["moved"] == pytest.approx([208 - 1500, 192 - 1500, 208 + 1500, 192 + 1500])
    assert grown["back"] == pytest.approx([0, 0, 4.135167, 4.135167])


@pytest.mark.parametrize(
    ("name", "positive", "ignored"),
    [
        ("one lies exactly there", 1, 0),
        ("exactly the upper threshold", 1, 0),
        ("exactly the lower threshold", 0, 1),
        ("below both", 0, 0),
        ("below both, and rescued", 1, 0),
        ("four fit alike", 4, 0),
        ("no anchor touches it", 0, 0),
        ("large ones", 51, 0),
    ],
)
def test_as_a_pencil_finds(name, positive, ignored):
    matches = CASES[name]["matches"]
    assert (sum(match >= 0 for match in matches), matches.count(-2)) == (positive, ignored)


def test_the_anchor_of_the_coin():
    # Cell 12, 13 has the square of 48 pixels round (208, 192).
    case = CASES["the coin"]
    assert case["best"] == [(12 * 24 + 13) * 9 + 4, pytest.approx(0.7759, abs=5e-5)]
    assert case["deltas"] == pytest.approx([0.1, 0.0281, -0.0084, -0.0317], abs=5e-5)


def test_the_page_matches_the_same():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", "tests/views/widgets/anchor_field.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    assert int(run.stdout.split("# pass ")[1].split()[0]) > sum(
        3 * len(cases) for cases in HELD.values()
    )
