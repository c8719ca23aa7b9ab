"""The joins of the page and the package's, held by one file of cases."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.views.widgets.make_merge_tree_cases import PATH, make_cases

ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads(PATH.read_text(encoding="utf-8"))["trees"]
IN_FRACTIONS = ("similarities", "best")


def test_the_file_is_what_the_package_gives():
    made = make_cases()["trees"]
    assert list(made) == list(CASES)
    for name, case in made.items():
        held = dict(CASES[name])
        for key in IN_FRACTIONS:
            rows, wanted = case.pop(key), held.pop(key)
            assert len(rows) == len(wanted)
            for row, right in zip(rows, wanted, strict=True):
                assert row == pytest.approx(right, rel=0, abs=1e-12)
        assert case == held


@pytest.mark.parametrize(
    ("name", "pairs", "best"),
    [
        # 0.75 + 0.6667 + 1 against 0.25 + 0.0833 + 0.9167: the ring joins its hole first.
        ("ring, hole and ground", [[1, 2], [0, 3]], [[1, 1, 40 / 48]] * 3),
        ("the smallest two, neighbours of both", [[3, 4], [0, 1], [2, 5], [6, 7]], None),
        ("of equals the lowest", [[0, 1], [2, 3], [4, 5]], [[2 / 9], [4 / 9], [4 / 9], [8 / 9]]),
        ("rounding decides nothing", [[0, 1], [2, 3]], None),
        ("one region", [], [[6 / 9]]),
    ],
)
def test_as_a_pencil_finds(name, pairs, best):
    assert CASES[name]["pairs"] == pairs
    if best is not None:
        assert CASES[name]["best"] == [pytest.approx(row) for row in best]


def test_histograms_are_told_as_counts():
    # 12 pixels of the ring: 3 dark ones, of level 30 in bin 2, and 9 of level 220 in bin 21.
    regions = CASES["ring, hole and ground"]["regions"]
    assert regions["colour"] == {"bins": 25, "rows": [[2, 32], [2, 3, 21, 9], [2, 2, 21, 2]]}
    texture = regions["texture"]
    assert texture["bins"] == 80
    assert [sum(row[1::2]) for row in texture["rows"]] == [8 * 32, 8 * 12, 8 * 4]


def test_the_page_joins_the_same():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", "tests/views/widgets/merge_tree.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    assert int(run.stdout.split("# pass ")[1].split()[0]) > 4 * len(CASES)
