"""Training from the command line: what comes out, and that no work is lost."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from mrcnn_edu.cli.main import main
from mrcnn_edu.detectors.mask_rcnn_tiny import mask_rcnn_tiny

SMALL = ["--detector", "mask_rcnn_tiny", "--min-size", "64", "--batch-size", "1"]
SMALL += ["--workers", "0", "--save-every", "2"]


def train(scenes: Path, output: Path, *more: str, steps: int = 4) -> int:
    """The command with small images and few steps."""
    data = ["--images", str(scenes), "--annotations", str(scenes / "annotations.json")]
    return main(["train", *data, *SMALL, "--steps", str(steps), "--output", str(output), *more])


@pytest.fixture(scope="module")
def run(scenes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of four steps."""
    folder = tmp_path_factory.mktemp("runs") / "mine"
    assert train(scenes, folder) == 0
    return folder


def test_weights_come_with_their_detector_and_classes(run):
    with safe_open(run / "weights.safetensors", framework="pt") as file:
        told = file.metadata()
    assert told["detector"] == "mask_rcnn_tiny"
    assert told["class_names"] == "background, circle, square, triangle"
    detector = mask_rcnn_tiny(4, weights=run / "weights.safetensors")
    assert detector.class_names == ("background", "circle", "square", "triangle")


def test_a_stopped_run_goes_on_and_comes_to_the_same_weights(run, scenes, tmp_path):
    half = tmp_path / "half"
    shutil.copytree(run, half)
    (half / "weights.safetensors").unlink()
    newest = max(half.glob("checkpoints/*4*"))
    newest.unlink()
    assert train(scenes, half) == 0
    first, second = (load_file(folder / "weights.safetensors") for folder in (run, half))
    assert all(torch.equal(first[key], second[key]) for key in first)
    torch.manual_seed(0)
    fresh = mask_rcnn_tiny(4).state_dict()
    assert not any(torch.equal(first[k], fresh[k]) for k in first if k.endswith("conv1.weight"))


def test_a_run_with_other_settings_is_refused(run, scenes, capsys):
    assert train(scenes, run, "--rate", "0.1") == 1
    assert "rate was None and is now 0.1; give another --output" in capsys.readouterr().err
    assert json.loads((run / "settings.json").read_text())["rate"] is None


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--data", "balloon-train"], "either --data or --images"),
        (["--weights", "no.pth"], "there is no file of weights no.pth"),
        (["--weights", "a", "--backbone", "b"], "give --backbone or --weights"),
        (["--weights", "COCO_V1"], "'COCO_V1' are not published"),
    ],
    ids=["two data sets", "no file", "two beginnings", "nothing published"],
)
def test_what_cannot_be_is_one_sentence(more, sentence, scenes, tmp_path, capsys):
    assert train(scenes, tmp_path / "new", *more) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("augmentation", ["none", "all"])
def test_other_ways_to_learn(augmentation, run, scenes, tmp_path):
    more = ["--augment", augmentation, "--schedule", "constant", "--rois-per-image", "16"]
    weights = ["--weights", str(run / "weights.safetensors")]
    assert train(scenes, tmp_path / "new", *more, *weights, steps=1) == 0
    assert (tmp_path / "new" / "weights.safetensors").stat().st_size > 1_000_000


def test_two_processes_train_one_detector(scenes, tmp_path):
    output = tmp_path / "two"
    data = ["--images", str(scenes), "--annotations", str(scenes / "annotations.json")]
    start = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    chosen = [*data, *SMALL, "--batch-size", "2", "--steps", "2", "--output", str(output)]
    done = subprocess.run(
        [*start, "-m", "mrcnn_edu", "train", *chosen],
        env=os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("weights.safetensors: python -m mrcnn_edu predict") == 1
    assert mask_rcnn_tiny(4, weights=output / "weights.safetensors").class_names is not None
