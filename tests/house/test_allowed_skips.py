"""A skip that nobody allowed makes the run fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

def test_runs():
    assert True

def test_skips():
    pytest.skip("needs a GPU (none here)")

@pytest.mark.xfail(reason="known")
def test_fails_as_expected():
    assert False
"""
MODULE = 'import pytest\n\npytest.importorskip("no_such_library", reason="needs a library")\n'


@pytest.mark.parametrize(
    ("allowed", "code", "named", "processes"),
    [
        ("# a remark\n\nneeds a GPU*\nneeds a library\n", 0, [], 1),
        ("needs a GPU*\n", 1, ["test_module.py: needs a library"], 0),
        ("needs a library\n", 1, ["test_some.py::test_skips: needs a GPU (none here)"], 0),
    ],
    ids=["both, in another process", "not the module", "not the test"],
)
def test_a_run_with_skips(tmp_path, allowed, code, named, processes):
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_some.py").write_text(TESTS)
    (tmp_path / "test_module.py").write_text(MODULE)
    (tmp_path / "allowed.txt").write_text(allowed)
    shutil.copy(Path(__file__).parents[1] / "conftest.py", tmp_path)
    command = [sys.executable, "-m", "pytest", "--allowed-skips", "allowed.txt", "-q"]
    command += ["--numprocesses", str(processes)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == code, run.stdout + run.stderr
    for line in named:
        assert line in run.stdout
    assert ("does not allow" in run.stdout) == bool(named)
    assert run.stdout.rstrip().split("\n")[-1].startswith("1 passed, 2 skipped, 1 xfailed")
