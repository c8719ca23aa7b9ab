"""A skip that nobody allowed makes the run fail."""

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

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
def test_a_run_with_skips(pytester, allowed, code, named, processes):
    pytester.makeini("[pytest]")
    pytester.makepyfile(test_some=TESTS, test_module=MODULE)
    (pytester.path / "allowed.txt").write_text(allowed)
    shutil.copy(Path(__file__).parents[1] / "conftest.py", pytester.path)
    options = ["--allowed-skips", "allowed.txt", "-q", "--numprocesses", str(processes)]
    run = pytester.runpytest_inprocess(*options)
    assert run.ret == code
    for line in named:
        run.stdout.fnmatch_lines([f"*{line}*"])
    assert ("does not allow" in run.stdout.str()) == bool(named)
    assert run.outlines[-1].startswith("1 passed, 2 skipped, 1 xfailed")
