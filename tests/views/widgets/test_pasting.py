"""The page's pasting and the package's, held by one file of cases."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.views.widgets.make_pasting_cases import PATH, make_cases
from tests.views.widgets.test_roi_geometry import assert_same

ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads(PATH.read_text(encoding="utf-8"))["masks"]


def test_the_file_is_what_the_package_gives():
    assert_same(make_cases()["masks"], CASES)


@pytest.mark.parametrize(
    ("name", "way", "row"),
    [
        ("ones on whole pixels", "exact", [0.25, 0.75, 1, 1, 0.75, 0.25]),
        ("half a pixel to the right", "exact", [0, 0.5, 1, 1, 1, 0.5]),
        ("half a pixel to the right", "whole", [0, 0.25, 0.75, 1, 1, 0.75]),  # 1.5 becomes 2
        ("a half above an odd number", "whole", [0, 0.25, 0.75, 1, 1, 0.75]),  # 2.5 does too
        ("a tenth to the left", "whole", [0.25, 0.75, 1, 1, 0.75, 0.25]),
        # Grown from 1 and 5 to -1 and 7, both included: 9 pixels for 4 cells, zeros at either end.
        ("ones on whole pixels", "torchvision", [1 / 6, 11 / 18, 1, 1, 1, 11 / 18]),
        ("far out", "torchvision", [0, 0, 0, 0, 0, 0]),
        ("gone when it is rounded", "whole", [0, 0, 0, 0, 0, 0]),
    ],
)
def test_as_a_pencil_finds(name, way, row):
    assert CASES[name]["pasted"][way][3][: len(row)] == pytest.approx(row)


def test_the_page_computes_the_same():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", "tests/views/widgets/pasting.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    assert int(run.stdout.split("# pass ")[1].split()[0]) > 3 * len(CASES)
