"""The tool that keeps a run's curves: every number that the log has, at its step."""

import csv
import time
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from mrcnn_edu.training.scalars import Scalars
from tools import training_curve


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """What a run of three logged steps and one evaluation leaves."""
    with Scalars(tmp_path / "log") as scalars:
        for step in (10, 20, 30):
            scalars.write("train", {"loss_mask": 1 / step, "sum": 20 / step, "rate": 0.1}, step)
        scalars.write("evaluation", {"mask_AP": 0.25}, 30)
    return tmp_path / "log"


def test_every_number_stands_at_its_step(log, tmp_path):
    training_curve.main([str(log), str(tmp_path / "new" / "run")])
    with (tmp_path / "new" / "run.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["step", "loss_mask", "sum", "mask_AP"],
            ["10", "0.1000", "2.0000", ""],
            ["20", "0.0500", "1.0000", ""],
            ["30", "0.0333", "0.6667", "0.2500"],
        ]


def test_the_picture_has_a_second_half_only_where_the_run_was_evaluated(log, tmp_path):
    curves = training_curve.read_curves(log)
    training_curve.draw(curves, tmp_path / "both.png")
    del curves["evaluation/mask_AP"]
    training_curve.draw(curves, tmp_path / "losses.png")
    both, losses = (plt.imread(tmp_path / f"{n}.png").shape[1] for n in ("both", "losses"))
    assert both == 2 * losses


def test_a_step_that_was_logged_again_has_its_last_value(tmp_path):
    for first, value in ((0, 3.0), (10, 4.0)):  # the second run went on from step 10
        with Scalars(tmp_path, first) as scalars:
            scalars.write("train", {"sum": value}, 20)
        time.sleep(1.1)  # TensorBoard reads files by name, and within a second 10 stands before 9
    assert training_curve.read_curves(tmp_path) == {"train/sum": {20: 4.0}}


def test_a_folder_without_a_log(tmp_path):
    with pytest.raises(FileNotFoundError, match="give the log of a run"):
        training_curve.read_curves(tmp_path)
