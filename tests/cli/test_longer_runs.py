"""A run that is made longer: allowed where it comes to what a long one comes to."""

import json
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file

from mrcnn_edu.cli import train as training
from tests.cli.small_runs import train
from tests.training.small import same

CONSTANT = ["--schedule", "constant", "--warm-up", "1"]


def test_a_run_made_longer_comes_to_the_weights_of_a_long_one(scenes, tmp_path):
    assert train(scenes, tmp_path / "long", *CONSTANT, steps=4) == 0
    for steps in (3, 4):
        assert train(scenes, tmp_path / "short", *CONSTANT, steps=steps) == 0
    paths = [tmp_path / name / "weights.safetensors" for name in ("long", "short")]
    assert same(*map(load_file, paths))
    names = [[path.name for path in (p.parent / "checkpoints").glob("*4-*")] for p in paths]
    assert names[0] == names[1]
    assert len(names[0]) == 1


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the loop is given, which makes no step."""
    last: dict[str, Any] = {}

    def make_none(model, batches, optimiser, steps, **more):
        last.update(more, steps=steps)

    monkeypatch.setattr(training, "train", make_none)
    return last


def begun(scenes: Path, folder: Path, *more: str, steps: int, made: int) -> None:
    """A run in whose folder lies a checkpoint of some step, by its name."""
    assert train(scenes, folder, *more, steps=steps) == 0
    (folder / "checkpoints").mkdir()
    (folder / "checkpoints" / f"step_{made:08}-0123456789abcdef.pt").touch()


def test_a_run_made_longer_keeps_its_warm_up(given, scenes, tmp_path):
    begun(scenes, tmp_path, "--schedule", "constant", steps=20, made=20)
    rates = [given["schedule"](step) for step in range(100)]
    assert rates[1] < rates[2] == 1
    for steps in (300, 1000, 25, 20):  # longer, longer again, less of that, and as at first
        assert train(scenes, tmp_path, "--schedule", "constant", steps=steps) == 0
        assert given["steps"] == steps
        assert [given["schedule"](step) for step in range(100)] == rates
    assert json.loads((tmp_path / "settings.json").read_text())["steps"] == 20


@pytest.mark.parametrize(
    ("schedule", "steps", "sentences"),
    [
        ("cosine", 40, ["20 steps, and its rate falls to 0", "so 40 steps would be another run"]),
        ("cosine", 15, ["finish it with 20, then", "--weights {}/weights.safetensors"]),
        ("constant", 9, ["has made 10 steps already, got 9; give as many or more"]),
    ],
    ids=["a longer cosine", "a shorter cosine", "fewer than were made"],
)
def test_another_number_of_steps_is_refused(
    schedule, steps, sentences, given, scenes, tmp_path, capsys
):
    begun(scenes, tmp_path, "--schedule", schedule, steps=20, made=10)
    assert train(scenes, tmp_path, "--schedule", schedule, steps=steps) == 1
    told = capsys.readouterr().err
    assert all(sentence.format(tmp_path) in told for sentence in sentences)
    assert given["steps"] == 20


def test_as_few_steps_as_were_made_are_enough(given, scenes, tmp_path):
    begun(scenes, tmp_path, "--schedule", "constant", steps=20, made=10)
    assert train(scenes, tmp_path, "--schedule", "constant", steps=10) == 0
    assert given["steps"] == 10


def test_other_settings_are_refused_in_a_longer_run_too(given, scenes, tmp_path, capsys):
    begun(scenes, tmp_path, "--schedule", "constant", steps=20, made=10)
    more = ["--schedule", "constant", "--rate", "0.5"]
    assert train(scenes, tmp_path, *more, steps=40) == 1
    assert "rate was None and is now 0.5" in capsys.readouterr().err
