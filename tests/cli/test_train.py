"""Training from the command line: what comes out, and that no work is lost."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from mrcnn_edu.cli import train as training
from mrcnn_edu.cli.main import main
from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.data.samples import images_with_objects
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.training.checkpoint import find_checkpoints
from mrcnn_edu.training.one_at_a_time import alone_in
from tests.cli.small_runs import SMALL, train
from tests.training.small import read_scalars, same


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
    assert told["class_names"] == '["background", "circle", "square", "triangle"]'
    detector = mask_rcnn_tiny(4, weights=run / "weights.safetensors")
    assert detector.class_names == ("background", "circle", "square", "triangle")


def test_a_stopped_run_goes_on_and_comes_to_the_same_weights(run, scenes, tmp_path, capsys):
    half = tmp_path / "half"
    shutil.copytree(run, half)
    (half / "weights.safetensors").unlink()
    newest = max(half.glob("checkpoints/*4*"))
    newest.unlink()
    assert train(scenes, half) == 0
    assert "going on after step 2 of 4" in capsys.readouterr().out
    first, second = (load_file(folder / "weights.safetensors") for folder in (run, half))
    assert all(torch.equal(first[key], second[key]) for key in first)
    torch.manual_seed(0)
    fresh = mask_rcnn_tiny(4).state_dict()
    assert not any(torch.equal(first[k], fresh[k]) for k in first if k.endswith("conv1.weight"))


def test_with_ema_the_average_is_written_and_comes_back_after_a_stop(run, scenes, tmp_path):
    assert train(scenes, tmp_path, "--ema", "0.9", steps=4) == 0
    average = load_file(tmp_path / "weights.safetensors")
    assert (tmp_path / "weights.safetensors").stat().st_mode == (
        tmp_path / "settings.json"
    ).stat().st_mode
    (newest,) = tmp_path.glob("checkpoints/*4-*")
    state = torch.load(newest, weights_only=True)
    assert same(state["model"], load_file(run / "weights.safetensors"))
    assert same({f"module.{k}": v for k, v in average.items()}, without_count(state["average"]))
    assert not same(state["model"], average)
    newest.unlink()
    assert train(scenes, tmp_path, "--ema", "0.9", steps=4) == 0
    assert same(load_file(tmp_path / "weights.safetensors"), average)


def without_count(average: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    assert average["n_averaged"] == 4
    return {key: value for key, value in average.items() if key != "n_averaged"}


def test_a_run_that_is_evaluated_goes_on_and_comes_to_the_same_weights(
    run, scenes, tmp_path, capsys
):
    half = tmp_path / "half"
    shutil.copytree(run, half)
    max(half.glob("checkpoints/*4*")).unlink()
    watched = ["--val-images", str(scenes), "--val-annotations", str(scenes / "annotations.json")]
    assert train(scenes, half, *watched, "--evaluate-every", "1") == 0
    names = ["box_AP", "box_AP50", "mask_AP", "mask_AP50"]
    classes = [f"mask_AP/{name}" for name in ("circle", "square", "triangle")]
    shown = capsys.readouterr()
    assert "evaluating: 100%" in shown.err
    told = [line for line in shown.out.splitlines() if line.startswith("step ")]
    assert [line.split(":")[0] for line in told] == ["step 2", "step 3", "step 4"]
    of_classes = [line.split(", ") for line in shown.out.splitlines() if line.startswith("  mask")]
    assert [[part.split()[0] for part in line] for line in of_classes] == [classes] * 3
    assert all([part.split()[0] for part in x.split(": ")[1].split(", ")] == names for x in told)
    logged = read_scalars(half / "log")
    assert [name for name in logged if "AP" in name] == [
        f"evaluation/{name}" for name in names + classes
    ]
    assert [step for step, _ in logged["evaluation/mask_AP50"]] == [2, 3, 4]
    assert same(*(load_file(folder / "weights.safetensors") for folder in (run, half)))


def test_images_of_other_classes_are_refused_before_anything_begins(scenes, tmp_path, capsys):
    content = json.loads((scenes / "annotations.json").read_text())
    content["categories"][2]["name"] = "pyramid"
    other = tmp_path / "other.json"
    other.write_text(json.dumps(content))
    watched = ["--val-images", str(scenes), "--val-annotations", str(other)]
    assert train(scenes, tmp_path / "new", *watched) == 1
    told = "the detector knows circle, square, triangle, but not what is annotated as pyramid"
    assert told in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("crowd", "known"), [(0, 3), (None, 3), (1, 0)])
def test_images_teach_if_they_have_an_object_that_is_no_crowd(crowd, known, scenes, tmp_path):
    content = json.loads((scenes / "annotations.json").read_text())
    for annotation in content["annotations"]:
        del annotation["iscrowd"]  # as some tools leave it out
        annotation |= {} if crowd is None else {"iscrowd": crowd}
    dataset = CocoFolder(scenes, content)
    if known:
        assert images_with_objects(dataset) == list(range(known))
        return
    with pytest.raises(ValueError, match="none of the 3 images has an object that is no crowd"):
        images_with_objects(dataset)


def test_settings_may_be_corrected_until_there_is_a_checkpoint(scenes, tmp_path, capsys):
    assert train(scenes, tmp_path, "--warm-up", "1", steps=1) == 1
    assert "--warm-up must be below --steps, got 1 and 1" in capsys.readouterr().err
    assert train(scenes, tmp_path, steps=1) == 0
    assert json.loads((tmp_path / "settings.json").read_text())["steps"] == 1


def test_the_same_folder_may_be_spelled_otherwise(run, scenes, tmp_path, monkeypatch):
    shutil.copytree(run, tmp_path / "again")
    (tmp_path / "link").symlink_to(scenes)
    monkeypatch.chdir(scenes)
    for spelled in (f"{scenes}/", ".", "../" + scenes.name, str(tmp_path / "link")):
        again = ["--images", spelled, "--annotations", f"{spelled}/annotations.json"]
        assert train(scenes, tmp_path / "again", *again) == 0


def test_a_run_with_other_settings_is_refused(run, scenes, capsys):
    assert train(scenes, run, "--rate", "0.1") == 1
    told = capsys.readouterr().err
    assert "rate was None and is now 0.1; give another folder, or the same settings" in told
    assert "(the folder is --output" in told
    assert json.loads((run / "settings.json").read_text())["rate"] is None


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--data", "balloon-train"], "either --data or --images"),
        (["--weights", "no.pth"], "there is no file of weights no.pth"),
        (["--weights", "a", "--backbone", "b"], "give --backbone or --weights"),
        (["--weights", "COCO_V1"], "'COCO_V1' are not published"),
        (["--val-images", "a"], "--val-images and --val-annotations go together"),
        (["--warm-up", "4"], "--warm-up must be below --steps, got 4 and 4"),
    ],
    ids=[
        "two data sets",
        "no file",
        "two beginnings",
        "nothing published",
        "half of what is to be evaluated",
        "only warm-up",
    ],
)
def test_what_cannot_be_is_one_sentence(more, sentence, scenes, tmp_path, capsys):
    assert train(scenes, tmp_path / "new", *more) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "values", "sentence"),
    [
        ("--steps", ["0", "-3", "2.5", "ten"], "must be a whole number from 1 up"),
        ("--batch-size", ["0"], "must be a whole number from 1 up"),
        ("--rois-per-image", ["0", "-3"], "must be a whole number from 1 up"),
        ("--evaluate-every", ["0"], "must be a whole number from 1 up"),
        ("--save-every", ["0"], "must be a whole number from 1 up"),
        ("--min-size", ["0"], "must be a whole number from 1 up"),
        ("--max-size", ["-1"], "must be a whole number from 1 up"),
        ("--warm-up", ["-1"], "must be a whole number from 0 up"),
        ("--workers", ["-1"], "must be a whole number from 0 up"),
        ("--seed", ["-1", str(10**20)], "must be a whole number from 0 to 9223372036854775807"),
        ("--rate", ["0", "-1", "nan", "inf", "fast"], "must be a number above 0"),
        ("--clip-norm", ["0"], "must be a number above 0"),
        ("--ema", ["7", "-0.1", "nan"], "must be a number from 0 to 1"),
    ],
)
def test_a_number_is_refused_where_it_is_typed(option, values, sentence, tmp_path, capsys):
    for value in values:
        with pytest.raises(SystemExit, match="2"):
            train(tmp_path, tmp_path / "new", f"{option}={value}")
        last = capsys.readouterr().err.splitlines()[-1]
        assert f"argument {option}: {sentence}, got {value}" in last


def test_two_runs_cannot_share_a_folder(run, scenes, capsys):
    before = (run / "settings.json").read_text()
    with alone_in(run):
        assert train(scenes, run) == 1
    told = capsys.readouterr().err
    assert f"train: another run is at work in {run}; wait until it has ended, or give" in told
    assert (run / "settings.json").read_text() == before
    assert train(scenes, run) == 0, "the lock ends with its holder"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "is gone"),
        (b"", "is damaged"),
        (b'{"rate": ', "is damaged"),
        (b"[]", "is damaged"),
        (b"{}", "is damaged"),
        (b'{"steps": "4"}', "is damaged"),
        (b"[" * 100_000, "is damaged"),
        (b"\xff\xfe\x00", "is damaged"),
    ],
    ids=["gone", "empty", "cut off", "a list", "without steps", "a text", "deep", "no text"],
)
def test_settings_that_cannot_be_read_are_named(content, told, run, scenes, tmp_path, capsys):
    shutil.copytree(run, tmp_path / "run")
    path = tmp_path / "run" / "settings.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    (newest, *_) = find_checkpoints(tmp_path / "run" / "checkpoints")
    assert train(scenes, tmp_path / "run") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"train: {path} {told}, and nothing else tells")
    assert f"in another folder with the weights in {newest} (the folder is --output; " in line


@pytest.mark.parametrize("loaded", ["nothing", "backbone", "weights"])
def test_what_stands_still_if_something_is_loaded_learns_if_nothing_is(
    loaded, scenes, monkeypatch, capsys
):
    for name in ("load_backbone", "load_all_but_predictors"):
        monkeypatch.setattr(training, name, lambda *_: None)
    parser = argparse.ArgumentParser()
    training.add_options(parser)
    chosen = parser.parse_args([] if loaded == "nothing" else [f"--{loaded}", "file"])
    dataset = CocoFolder(scenes, scenes / "annotations.json")
    detector = training.begin("mask_rcnn_resnet50_c4", dataset, chosen)
    everything = all(parameter.requires_grad for parameter in detector.parameters())
    told = capsys.readouterr().out.startswith("nothing is loaded: every layer begins with random")
    assert everything == told == (loaded == "nothing")


@pytest.mark.parametrize("augmentation", ["none", "all"])
def test_other_ways_to_learn(augmentation, run, scenes, tmp_path):
    more = ["--augment", augmentation, "--schedule", "constant", "--rois-per-image", "16"]
    weights = ["--weights", str(run / "weights.safetensors")]
    assert train(scenes, tmp_path / "new", *more, *weights, steps=1) == 0
    assert (tmp_path / "new" / "weights.safetensors").stat().st_size > 1_000_000


def test_two_processes_train_one_detector(scenes, tmp_path):
    output = tmp_path / "two"
    content = json.loads((scenes / "annotations.json").read_text())
    content["annotations"][0]["segmentation"] = [[1, 2, 3, 4]]  # no area
    (tmp_path / "one_bad.json").write_text(json.dumps(content))
    data = ["--images", str(scenes), "--annotations", str(tmp_path / "one_bad.json")]
    start = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    chosen = [*data, *SMALL, "--batch-size", "2", "--steps", "2", "--output", str(output)]
    chosen += ["--ema", "0.9", "--val-images", str(scenes)]
    chosen += ["--val-annotations", str(scenes / "annotations.json")]
    done = subprocess.run(
        [*start, "-m", "mrcnn_edu", "train", *chosen],
        env=os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("weights.safetensors: python -m mrcnn_edu predict") == 1
    assert done.stdout.count("step 2: box_AP") == 1
    assert done.stdout.count("3 images to learn from") == 1
    assert done.stderr.count("warning: 1 problem in") == 1
    assert mask_rcnn_tiny(4, weights=output / "weights.safetensors").class_names is not None


def test_images_without_an_object_are_counted(scenes, tmp_path, capsys):
    content = json.loads((scenes / "annotations.json").read_text())
    content["annotations"] = [a for a in content["annotations"] if a["image_id"] != 2]
    fewer = tmp_path / "fewer.json"
    fewer.write_text(json.dumps(content))
    data = ["--images", str(scenes), "--annotations", str(fewer)]
    assert main(["train", *data, *SMALL, "--steps", "1", "--output", str(tmp_path / "run")]) == 0
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first == "2 images to learn from; circle, square, triangle"
    assert second == "1 more have no object, and teach nothing"
    assert main(["doctor", *data]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^images +3, 1 of them without an object$", printed, flags=re.M)
    squares = sum(a["category_id"] == 2 for a in content["annotations"])
    assert re.search(rf"^objects +{squares} square$", printed, flags=re.M)


def test_a_training_that_is_stopped_says_how_it_goes_on(scenes, tmp_path, monkeypatch, capsys):
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "fit", stopped)
    assert train(scenes, tmp_path / "run") == 1
    told = "train: stopped; the same command goes on from its newest checkpoint\n"
    assert capsys.readouterr().err == told
