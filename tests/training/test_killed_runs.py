"""A run killed at any moment goes on to the very weights of one that was left alone.

A run has 12 steps, an evaluation after each fourth, and a checkpoint after each third and before
each evaluation: after 3, 4, 6, 8, 9 and 12. The newest two stay.
"""

import random
import time
from pathlib import Path

import pytest

from mrcnn_edu.training.checkpoint import find_checkpoints, step_of
from tests.training.killed_runs import MOMENTS, finished, kill, run_killed, start
from tests.training.small import same


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> dict:
    return finished(tmp_path_factory.mktemp("unbroken") / "run")


# For each moment: when it comes for the n-th time, which checkpoints are there, and whether half a
# file is.
WHEN = [
    ("in a forward pass", 1, [], False),
    # Steps 1 to 4 and an evaluation of four images in one pass; then steps 5 to 8.
    ("in a forward pass", 9, [6, 4], False),
    ("before an optimiser's step", 8, [6, 4], False),
    ("after an optimiser's step", 12, [9, 8], False),
    ("in an evaluation", 3, [12, 9], False),
    ("before a checkpoint", 3, [4, 3], False),
    ("in the middle of a write", 1, [], True),
    ("in the middle of a write", 3, [4, 3], True),
    ("written, not on the disk", 3, [3], True),  # file, folder; file
    ("before the rename", 4, [6, 4], True),
    ("after the rename", 2, [4, 3], False),
    ("before old ones are removed", 1, [6, 4, 3], False),
]


@pytest.mark.parametrize(
    ("moment", "count", "there", "half"), WHEN, ids=[f"{m} {n}" for m, n, *_ in WHEN]
)
def test_a_run_killed_once(moment, count, there, half, tmp_path, unbroken):
    folder = tmp_path / "run"
    run_killed(folder, moment, count)
    assert [step_of(path) for path in find_checkpoints(folder)] == there
    assert bool(list(folder.glob("*.partial"))) == half
    assert same(finished(folder), unbroken)
    assert [step_of(path) for path in find_checkpoints(folder)] == [12, 9]
    assert not list(folder.glob("*.partial"))


def test_every_moment_has_its_turn():
    assert {moment for moment, *_ in WHEN} == set(MOMENTS)


def test_a_run_killed_at_every_moment_one_after_another(tmp_path, unbroken):
    folder = tmp_path / "run"
    for moment in MOMENTS:
        if moment != "before old ones are removed":  # which may not come any more
            run_killed(folder, moment, 1)
    assert same(finished(folder), unbroken)


def test_runs_killed_by_the_clock(tmp_path, unbroken):
    started = time.perf_counter()
    finished(tmp_path / "timed")
    seconds = time.perf_counter() - started
    chance = random.Random(1)
    killed = 0
    for i in range(8):
        process, _ = start(tmp_path / f"run{i}")
        process.join(chance.uniform(0, seconds))
        killed += process.exitcode is None
        kill(process)
        assert same(finished(tmp_path / f"run{i}"), unbroken)
    assert killed > 0


def test_the_comparison_would_see_a_difference(tmp_path: Path, unbroken):
    """One checkpoint whose random state is another's, and the weights differ."""
    folder = tmp_path / "run"
    run_killed(folder, "in a forward pass", 9)
    newest, older = find_checkpoints(folder)
    newest.unlink()
    stem, ending = older.name.split("-")
    assert stem == "step_00000004"
    older.rename(folder / f"step_00000006-{ending}")  # the weights of step 4 called those of 6
    assert not same(finished(folder), unbroken)
