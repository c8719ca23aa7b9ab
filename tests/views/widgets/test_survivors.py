"""The page's survivors and the package's, held by one file of cases."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from mrcnn_edu.views.widgets.survivors import CUTS, pack, unpack
from tests.views.widgets.make_survivor_cases import PATH, make_cases

ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads(PATH.read_text(encoding="utf-8"))["crowds"]
ALL, MOST = [0, 1, 2, 3, 4], [0, 1, 2, 3, 5]


def test_the_file_is_what_the_package_gives():
    assert json.loads(json.dumps(make_cases()["crowds"])) == CASES


@pytest.mark.parametrize(
    ("name", "outlived", "proposals", "pairs", "detections"),
    [
        ("nothing is cut", ALL, ALL, [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]),
        ("one of each level", [0, 3], [0, 3], [0, 1, 5], [0, 1, 5]),
        ("the first NMS takes the second", [0, 2, 3, 4], [0, 2, 3, 4], MOST, MOST),
        ("IoU 0.8 is not above 0.8", ALL, ALL, [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]),
        ("two proposals", ALL, [0, 1], [0, 4, 5], [0, 4, 5]),
        ("a high score", ALL, ALL, [0, 1], [0, 1]),
        ("the second NMS", ALL, ALL, [0, 1, 2, 3, 4, 5], [0, 2, 5]),
        ("one detection", ALL, ALL, [0, 1, 2, 3, 4, 5], [0]),
    ],
)
def test_as_a_pencil_finds(name, outlived, proposals, pairs, detections):
    left = CASES[name]["left"]
    assert left["outlived"] == outlived
    assert left["proposals"] == proposals
    assert left["pairs"] == pairs
    assert left["detections"] == detections


@pytest.mark.parametrize(
    ("name", "lost", "followed"),
    [
        ("nothing is cut", [None, None], [[0, 0], [4, 2]]),
        ("one of each level", [None, "candidates"], [[0, 0], [4, 2]]),  # the better rank
        ("two proposals", [None, "proposals"], [[0, 0], [2, 3]]),  # the higher objectness
        ("a high score", [None, "pairs"], [[0, 0], [4, 2]]),  # the better class score
        ("one detection", [None, "detections"], [[0, 0], [4, 2]]),
    ],
)
def test_where_an_object_is_lost(name, lost, followed):
    assert CASES[name]["lost"] == lost
    assert CASES[name]["followed"] == followed


def test_each_cut_loses_an_object_in_some_case():
    lost = {cut for case in CASES.values() for cut in case["lost"]}
    assert lost == {None, *CUTS}


def test_packing_rounds_to_parts():
    assert unpack(pack("boxes", [[0.26, 511.9]], parts=128)).tolist() == [33 / 128, 511.8984375]
    assert unpack(pack("scores", np.zeros(0))).tolist() == []
    message = "boxes must be from 0 to 511.992, got -2 to 700; use a smaller image"
    with pytest.raises(ValueError, match=re.escape(message)):
        pack("boxes", [-2, 700], parts=128)


def test_the_page_computes_the_same():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    command = [node, "--test", "--test-reporter=tap", "tests/views/widgets/survivors.test.js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    # A run that found no test would succeed too.
    assert int(run.stdout.split("# pass ")[1].split()[0]) > 4 * len(CASES)
