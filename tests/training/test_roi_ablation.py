"""The tool that compares RoIPool and RoIAlign: equal but for the operator, and no run twice."""

from itertools import product
from pathlib import Path

import pytest
import torch
from torch import nn

from mrcnn_edu.ops.roi_pooling import roi_align, roi_pool
from tools import roi_ablation

SMALL = ["--seeds", "0", "1", "--steps", "1"]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The runs that were made, none of which computes anything."""
    runs: list[tuple[str, int]] = []

    def train(operator: str, seed: int, steps: int, folder: Path) -> nn.Module:
        runs.append((operator, seed))
        return nn.Identity()

    monkeypatch.setattr(roi_ablation, "trained", train)
    monkeypatch.setattr(roi_ablation, "evaluated", lambda *_: {"mask AP": 0.1234})
    return runs


def test_each_run_is_made_once_and_written_at_once(told, tmp_path):
    arguments = [*SMALL, "--folder", str(tmp_path), "--result", str(tmp_path / "new" / "r.csv")]
    roi_ablation.main([*arguments, "--operators", "RoIAlign"])
    assert told == [("RoIAlign", 0), ("RoIAlign", 1)]
    roi_ablation.main(arguments)
    assert told[2:] == [("RoIPool", 0), ("RoIPool", 1)]
    lines = roi_ablation.done(tmp_path / "new" / "r.csv")
    assert lines[2] == {"operator": "RoIPool", "seed": "0", "steps": "1", "mask AP": "0.1234"}
    assert len(lines) == 4


def test_a_run_is_that_of_its_operator_and_seed(tmp_path):
    first = roi_ablation.trained("RoIPool", 0, 1, tmp_path)
    assert first.roi_heads.box_pooler.roi_op is roi_pool
    again = roi_ablation.trained("RoIPool", 0, 1, tmp_path)  # its checkpoint is there
    other = roi_ablation.trained("RoIPool", 1, 1, tmp_path)
    align = roi_ablation.trained("RoIAlign", 0, 1, tmp_path)
    assert align.roi_heads.mask_pooler.roi_op is roi_align
    weights = [each.backbone.body.conv1.weight for each in (first, again, other, align)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
    assert not torch.equal(weights[0], weights[3])  # the operator taught it otherwise


def test_both_shapes_are_evaluated():
    detector = roi_ablation.mask_rcnn_tiny_c5(4, min_size=64)
    found = roi_ablation.evaluated(detector, 2)
    assert list(found) == [
        f"{kind} {name}" for kind in ("mask", "box") for name in roi_ablation.NUMBERS
    ]


def test_the_committed_results_are_of_the_runs_that_the_tool_makes():
    lines = roi_ablation.done(roi_ablation.RESULT)
    runs = {(line["operator"], int(line["seed"]), int(line["steps"])) for line in lines}
    assert runs == set(product(roi_ablation.OPERATORS, roi_ablation.SEEDS, [roi_ablation.STEPS]))
    assert len(lines) == len(runs)
