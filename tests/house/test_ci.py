"""The script that decides, and what it asks of a wheel."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools import wheel

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / ".ci" / "run"


def test_the_script_is_bash_that_can_be_run():
    assert SCRIPT.stat().st_mode & 0o111
    check = subprocess.run(["bash", "-n", str(SCRIPT)], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stderr


@pytest.mark.parametrize(
    ("steps", "code", "lines"),
    [
        (
            ["step good echo fine", "step bad false", "step last echo reached"],
            1,
            ["passed  good", "FAILED  bad", "passed  last", "2 passed, 1 failed"],
        ),
        (["step good echo fine"], 0, ["passed  good", "1 passed, 0 failed"]),
        (["both() { false; echo on; }", "step both both"], 1, ["FAILED  both", "0 passed, 1 f"]),
    ],
    ids=["one fails", "none fails", "a function stops where it fails"],
)
def test_the_script_goes_on_after_a_failure_and_counts_it(tmp_path, steps, code, lines):
    text = SCRIPT.read_text(encoding="utf-8")
    # The script with other steps: what comes before them and after them stays.
    replaced = re.sub(
        r"^step system.*?\n(?=\nprintf)", "\n".join(steps) + "\n", text, flags=re.M | re.S
    )
    assert replaced.count("\nstep ") == len([line for line in steps if line.startswith("step")])
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_text(replaced)
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    command = ["bash", str(tmp_path / ".ci" / "run")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == code, run.stdout + run.stderr
    last = run.stdout.rstrip().split("\n")[-len(lines) :]
    assert [line[: len(start)] for line, start in zip(last, lines, strict=True)] == lines


def test_a_wheel_has_to_carry_the_package_and_its_data():
    tracked = ["README.md", "mrcnn_edu/views/a.js", "data/coins/polygons.csv", "tests/data/x.csv"]
    assert wheel.expected_files(tracked) == [
        "mrcnn_edu/views/a.js",
        "mrcnn_edu/data/shipped/coins/polygons.csv",
    ]
