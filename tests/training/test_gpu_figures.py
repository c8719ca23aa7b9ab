"""The command that measures what wants a GPU, rehearsed at toy size, and how it keeps its time."""

import itertools
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from PIL import Image

from mrcnn_edu.data.balloon import balloon
from tests.training.few_balloons import SIZE, write_balloons
from tools import gpu_figures
from tools.gpu import balloons, compiled
from tools.gpu.findings import Given, add, page, read
from tools.gpu.recipes import RECIPES, schedule_of
from tools.gpu.smaller import write_smaller

ROOT = Path(__file__).resolve().parents[2]


def names(out: Path, part: str) -> list[str]:
    return [finding["name"] for finding in read(out) if finding["part"] == part]


def test_a_rehearsal(tmp_path):
    write_balloons(tmp_path)
    out = tmp_path / "out"
    # Without what is the same code again, and what takes seconds to begin and has its own test.
    parts = [part for part in gpu_figures.PARTS if part not in ("schedule", "compile")]
    limits = ["--minutes", "60", "--repeats", "1", "--steps", "1", "--toy", "--together"]
    done = subprocess.run(
        [sys.executable, "-m", "tools.gpu_figures", "--out", str(out), *limits, "--only", *parts],
        cwd=ROOT,
        env=os.environ | {"MRCNN_EDU_DATA": str(tmp_path), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + (out / gpu_figures.LOG).read_text()
    assert {finding["part"] for finding in read(out)} == set(parts)
    summary = (out / "summary.md").read_text()
    for words in ("## speed", "training step", "| nms, ", "after step 0", "as they are"):
        assert words in summary
    for name in ("document", "better"):
        assert "time" in names(out, name)
        averaged = any("averaged" in found for found in names(out, name))
        assert averaged == (RECIPES[name].decay is not None)


@pytest.mark.filterwarnings("ignore")  # of torch's, about itself
def test_what_compiling_brings(tmp_path):
    compiled.run(Given(tmp_path, "compile", time.monotonic() + 1e6, 1, 1, True, 1))
    torch.compiler.reset()
    (found,) = read(tmp_path)
    assert found["name"].endswith("backbone and RPN head")
    assert min(found["compiled_ms"], found["eager_ms"], found["compiling_s"]) > 0


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What each part does here, by name; nothing at first."""
    does: dict[str, object] = {}

    def measure(given: Given) -> None:
        does.get(given.part, lambda given: given.found("done"))(given)

    monkeypatch.setattr(gpu_figures, "measure", measure)
    monkeypatch.setattr(gpu_figures, "import_ahead", lambda names: None)
    monkeypatch.setattr(gpu_figures, "PATIENCE", 0.5)
    return does


def test_a_part_that_fails_or_dies_does_not_end_the_others(parts, tmp_path, capsys):
    def fail(given: Given) -> None:
        raise ValueError("no such thing")

    parts["speed"], parts["waits"] = fail, lambda given: os.kill(os.getpid(), 9)
    only = ["machine", "speed", "waits", "two"]
    assert gpu_figures.main(["--out", str(tmp_path / "new"), "--only", *only]) == 1
    found = {finding["part"]: finding for finding in read(tmp_path / "new")}
    assert [found[part]["name"] for part in only] == [
        "done", "failed: ValueError", "failed: the process was stopped", "done"
    ]  # fmt: skip
    assert found["speed"]["words"] == "no such thing"
    assert "no such thing" in (tmp_path / "new" / gpu_figures.LOG).read_text()
    assert "failed, see log.txt: speed, waits" in capsys.readouterr().out


def test_a_part_that_hangs_is_stopped(parts, tmp_path):
    parts["machine"] = lambda given: time.sleep(1000)
    arguments = ["--out", str(tmp_path), "--only", "machine", "two", "--minutes", "0.1"]
    assert gpu_figures.main(arguments) == 1
    assert names(tmp_path, "machine") == ["failed: the process was stopped"]


def test_parts_run_in_order_and_trainings_together():
    wanted = ["two", "better", "document", "speed"]
    apart = [["speed"], ["document"], ["better"], ["two"]]
    assert gpu_figures.in_groups(wanted, together=False) == apart
    together = [["speed"], ["document", "better"], ["two"]]
    assert gpu_figures.in_groups(wanted, together=True) == together


@pytest.mark.parametrize(
    ("later", "left", "kept"),
    [([], 100, 0), ([["compile"], ["two"]], 600, 77), ([["document", "better"]], 100, 50)],
    ids=["the last", "what they need", "half of what is left"],
)
def test_time_is_kept_for_later_parts(later, left, kept):
    assert gpu_figures.kept_for(later, left) == kept


def a_training(tmp_path: Path, until: float, steps: int) -> list[dict[str, object]]:
    """What a small training finds."""
    write_balloons(tmp_path)
    learnt, watched = (balloon(split, tmp_path / "balloon") for split in ("train", "val"))
    given = Given(tmp_path, "document", until, 1, steps, True, 1)
    torch.manual_seed(0)
    balloons.train_and_evaluate(given, RECIPES["document"], learnt, watched, watched)
    return read(tmp_path)


def test_a_training_stops_at_the_end_of_its_time_and_is_evaluated(tmp_path):
    found = [f["name"] for f in a_training(tmp_path, time.monotonic(), 5)]
    assert found[2] == "time was up after step 0 of 5"
    assert found[-1] == "step 0, photographs as they are"


def test_losses_are_written_as_they_go(tmp_path, monkeypatch):
    monkeypatch.setattr(balloons, "LOG_EVERY", 1)
    found = a_training(tmp_path, time.monotonic() + 1e6, 2)
    assert found[-1]["name"] == "step 2, photographs as they are"
    lines = (tmp_path / "curve_document.csv").read_text().splitlines()
    assert lines[0].startswith("step,seconds,loss_classifier,")
    assert [line.split(",")[0] for line in lines] == ["step", "1", "2"]
    assert all(float(number) > 0 for number in lines[1].split(",")[2:])


def test_batches_end_with_their_time(monkeypatch):
    clock = itertools.count()
    monkeypatch.setattr(balloons.time, "monotonic", lambda: next(clock))
    batches = balloons.WatchedBatches(lambda first: itertools.count(first), until=5)
    taken = []
    with pytest.raises(balloons.TimeIsUpError):
        taken += batches(7)
    assert (batches.step, batches.waited) == (3, 3)  # at 0, 2 and 4, a second each


def test_a_rate_falls_by_the_clock_where_time_is_short(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("tools.gpu.recipes.time.monotonic", lambda: now[0])
    factor = schedule_of(RECIPES["schedule"], 100, lambda: 10.0)
    assert factor(10) == 1
    assert factor(55) == pytest.approx(0.5)  # half way of the 90 that follow the rise
    now[0] = 5.0
    assert factor(11) == pytest.approx(0.5)
    now[0] = 10.0
    assert factor(11) == 0
    assert schedule_of(RECIPES["document"], 100, lambda: 0.0)(50) == 1


def test_smaller_photographs_have_smaller_outlines(tmp_path):
    write_balloons(tmp_path)
    source = tmp_path / "balloon" / "val"
    write_smaller(source, tmp_path / "half" / "val", 30)
    with Image.open(tmp_path / "half" / "val" / "val0.jpg") as image:
        assert image.size == (30, 24)
    whole, half = (
        balloon("val", folder.parent)[0][1] for folder in (source, tmp_path / "half/val")
    )
    assert half["boxes"].tolist() == [[4, 4, 16, 20]] == (whole["boxes"] / 2).tolist()
    write_smaller(source, tmp_path / "same", max(SIZE))
    assert (tmp_path / "same" / "val0.jpg").read_bytes() == (source / "val0.jpg").read_bytes()


def test_findings_of_one_form_share_a_table(tmp_path):
    add(tmp_path, "speed", "a", ms=1234.5, ratio=0.51234)
    add(tmp_path, "speed", "b", ms=None, ratio=1.0)
    add(tmp_path, "speed", "failed", words="a | b\nc")
    shown = page(read(tmp_path)).splitlines()
    assert "| a | 1234 | 0.512 |" in shown
    assert shown[shown.index("| a | 1234 | 0.512 |") + 1] == "| b | – | 1 |"
    assert "| failed | a / b c |" in shown
    assert json.loads((tmp_path / "results.jsonl").read_text().splitlines()[0])["ms"] == 1234.5
