"""The page's arithmetic and the package's, held by one file of cases."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from mrcnn_edu.ops.nms import nms
from tests.views.widgets.make_geometry_cases import PATH, as_text, make_cases

ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads(PATH.read_text(encoding="utf-8"))


def test_the_file_is_what_the_package_gives():
    assert as_text(make_cases()) == PATH.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "iou", "giou"),
    [
        ("half apart", 1 / 3, 1 / 3),
        ("one inside the other", 100 / 1200, 100 / 1200),
        ("touching corners", 0, -0.5),
        ("apart, diagonally", 0, -(3000 - 500) / 3000),
        ("both without area", None, None),
    ],
)
def test_the_file_is_what_a_pencil_gives(name, iou, giou):
    case = CASES["pairs"][name]
    assert (case["iou"], case["giou"]) == pytest.approx((iou, giou), abs=1e-15)


@pytest.mark.parametrize("name", CASES["queues"])
def test_the_winners_are_what_the_package_keeps(name):
    case = CASES["queues"][name]
    boxes = torch.tensor(case["boxes"], dtype=torch.float64).reshape(-1, 4)
    scores = torch.tensor(case["scores"], dtype=torch.float64)
    kept = nms(boxes, scores, case["iou_threshold"]).tolist()
    assert [step["winner"] for step in case["steps"]] == kept


def test_the_page_computes_the_same():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", "tests/views/widgets/geometry.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    passed = int(run.stdout.split("# pass ")[1].split()[0])
    assert passed > len(CASES["pairs"]) + len(CASES["queues"])
