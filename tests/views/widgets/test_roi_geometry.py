"""The microscope's arithmetic and the package's, held by one file of cases."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from mrcnn_edu.ops.roi_pooling import roi_align, roi_pool
from tests.views.widgets.make_roi_cases import PATH, make_cases

ROOT = Path(__file__).resolve().parents[3]
FILE = json.loads(PATH.read_text(encoding="utf-8"))
CASES = FILE["traces"]


def assert_same(found, held):
    """The same lists and names, and the same numbers but for what another processor rounds."""
    if isinstance(held, dict):
        assert list(found) == list(held)
        found, held = list(found.values()), list(held.values())
    if isinstance(held, list):
        for one, other in zip(found, held, strict=True):
            assert_same(one, other)
    elif held is None or isinstance(held, str):
        assert found == held
    else:
        assert found == pytest.approx(held, rel=0, abs=1e-12)


def test_the_file_is_what_the_package_gives():
    assert_same(make_cases(), FILE)


@pytest.mark.parametrize("name", CASES)
def test_the_file_is_what_the_operators_give(name):
    case = CASES[name]
    features = torch.tensor(case["map"], dtype=torch.float64)[None, None]
    boxes = [torch.tensor([case["roi"]], dtype=torch.float64)]
    settings = case["settings"]
    size, scale = tuple(settings["output_size"]), 1 / settings["stride"]
    ratio, aligned = settings["sampling_ratio"], settings["aligned"]
    align = roi_align(features, boxes, size, scale, ratio, aligned)[0, 0]
    average = torch.tensor(case["average"], dtype=torch.float64)
    torch.testing.assert_close(average, align, rtol=0, atol=1e-12)
    assert roi_pool(features, boxes, size, scale)[0, 0].tolist() == case["largest"]


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        ("two by two", [-10, -10, 36, 36]),  # 10/32 to 0, 124/32 to 4, and cell 4 ends at 160
        ("halves are rounded away from zero", [8, 8, 24, 24]),  # 0.5, 1.5, 2.5, 3.5: 1, 2, 3, 4
        ("negative halves too", [-8, -8, 24, 24]),  # -0.5, -1.5, 2.5, 1.5: -1, -2, 3, 2
    ],
)
def test_the_edges_move_as_a_pencil_finds(name, moved):
    assert CASES[name]["moved"] == moved


@pytest.mark.parametrize("module", ["roi_geometry", "moment"])
def test_the_page_computes_the_same(module):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", f"tests/views/widgets/{module}.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    passed = int(run.stdout.split("# pass ")[1].split()[0])
    assert passed > {"roi_geometry": 2 * len(CASES) + len(FILE["pushes"]), "moment": 40}[module]
