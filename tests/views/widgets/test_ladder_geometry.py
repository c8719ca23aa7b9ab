"""The ladder's arithmetic and the package's, held by one file of cases."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from mrcnn_edu.ops.roi_tracing import trace_roi_align
from tests.views.widgets.make_ladder_cases import PATH, make_cases
from tests.views.widgets.test_roi_geometry import assert_same

ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads(PATH.read_text(encoding="utf-8"))["boxes"]


def test_the_file_is_what_the_package_gives():
    assert_same(make_cases()["boxes"], CASES)


@pytest.mark.parametrize(
    ("name", "level", "cells"),
    [
        ("the canonical box", 4, [2, 2]),
        ("a box that rounding made a little smaller", 4, None),
        ("really smaller", 3, None),
        ("half of it", 3, [2, 2]),
        ("twice", 5, [2, 2]),
        ("a hair below twice", 4, None),
        ("one cell in a bin", 2, [1, 1]),
        ("above the ladder", 5, None),
        ("wide", 4, None),
        ("wide, a little lower", 3, None),
        ("without area", 2, None),
    ],
)
def test_as_a_pencil_finds(name, level, cells):
    assert CASES[name]["level"] == level
    if cells is not None:
        assert CASES[name]["bins"][str(level)]["cells"] == pytest.approx(cells)


@pytest.mark.parametrize(("cells", "share"), [(2, 1.0), (4, 1.0), (8, 0.25), (16, 1 / 16)])
def test_two_samples_along_a_side_read_four_cells(cells, share):
    side = 7 * cells  # the box is the whole map, stride 1
    box = torch.tensor([0.0, 0.0, side, side], dtype=torch.float64)
    flat = torch.zeros(1, side, side, dtype=torch.float64)
    trace = trace_roi_align(flat, box, 7, 1.0, 2, aligned=True)
    read = trace.neighbours.reshape(-1, 2).unique(dim=0)
    assert len(read) / side**2 == share


def test_the_page_computes_the_same():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", "tests/views/widgets/ladder.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    assert int(run.stdout.split("# pass ")[1].split()[0]) > 2 * len(CASES)
