"""The other commands: predict, evaluate, doctor, download, and errors as one sentence."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from mrcnn_edu.cli import download, evaluate
from mrcnn_edu.cli import train as training
from mrcnn_edu.cli.main import COMMANDS, SCRIPT, command_module, main
from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.data.coins import coins_image
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.evaluation.on_folder import headline_numbers, only

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = str(shipped("mask_rcnn_tiny/weights.safetensors"))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with the coins, a damaged file, and a text."""
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.fromarray(coins_image()).save(folder / "coins.png")
    whole = (folder / "coins.png").read_bytes()
    (folder / "damaged.png").write_bytes(whole[: len(whole) // 2])
    (folder / "notes.txt").write_text("not a picture")
    return folder


def test_predict_draws_and_writes_down_what_it_finds(photos, tmp_path, capsys):
    output = tmp_path / "found"
    assert main(["predict", str(photos / "coins.png"), "--output", str(output)]) == 0
    printed = capsys.readouterr()
    assert "24 coin -> " in printed.out
    assert "takes all for one of: circle, square, triangle, coin\n" in printed.err
    results = json.loads((output / "results.json").read_text())
    assert len(results) == 24
    assert {(r["file_name"], r["image_id"], r["category_id"], r["category"]) for r in results} == {
        ("coins.png", 1, 4, "coin")
    }
    assert {"bbox", "segmentation", "score"} < set(results[0])
    picture = np.asarray(Image.open(output / "0001_coins.png").convert("RGB")).astype(int)
    assert picture.shape == (789, 1000, 3)  # 303 x 384, enlarged
    assert np.ptp(picture, axis=2).max() > 100  # the photograph is grey, the drawing is not


def test_a_damaged_photograph_is_named_and_the_others_are_done(photos, tmp_path, capsys):
    assert main(["predict", str(photos), "--output", str(tmp_path / "found")]) == 1
    captured = capsys.readouterr()
    assert "24 coin" in captured.out
    assert "left out:" in captured.err
    assert "damaged.png" in captured.err
    assert "notes" not in captured.out + captured.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["predict", "no*.png"], "predict: no*.png: there is no such file, and no picture (.bmp, "),
        (["evaluate", "--detector", "faster_rcnn_resnet50_fpn"], "holds a mask_rcnn_tiny, not a f"),
        (["predict", __file__, "--weights", "no.pth"], "there is no file of weights no.pth"),
        (["predict", __file__, "--weights", __file__], "cannot be read as weights"),
        (["predict", __file__, "--device", "gpu"], "use here, got 'gpu'; give cpu"),
        (["evaluate", "--device", "cuda:99"], "--device must be one that torch can use here"),
        (["evaluate", "--device", "meta"], "or leave it out"),
        (["train", "--device", ""], "--device must be one that torch can use here, got ''"),
        (["evaluate"], "say on what: --images FOLDER"),
        (["evaluate", "--images", "a"], "--images and --annotations go together"),
        (["evaluate", "--images", "a", "--annotations", "b"], "a is not a folder"),
    ],
)
def test_an_error_is_one_sentence(arguments, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert sentence in error
    assert "Traceback" not in error


def too_much(*_: object) -> None:
    torch.empty(10**15)


def too_much_for_a_gpu(*_: object, **__: object) -> None:
    raise torch.OutOfMemoryError("CUDA out of memory.\nTried to allocate 20 MiB")


@pytest.mark.parametrize("fill", [too_much, too_much_for_a_gpu])
@pytest.mark.parametrize(
    ("command", "advice"),
    [
        (["train"], "smaller with --min-size or fewer at a time with --batch-size ("),
        (["predict", "a.png"], "smaller with --min-size ("),
    ],
)
def test_too_little_memory_is_one_sentence(fill, command, advice, monkeypatch, capsys):
    monkeypatch.setattr(command_module(command[0]), "run", fill)
    assert main(command) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"{command[0]}: memory ran out; make images {advice}")
    assert error.count("\n") == 1


def test_a_full_device_is_not_a_wrong_one(monkeypatch, capsys):
    monkeypatch.setattr(torch, "zeros", too_much_for_a_gpu)
    assert main(["evaluate", "--device", "cpu"]) == 1
    assert "evaluate: memory ran out" in capsys.readouterr().err


def test_a_mistake_of_ours_keeps_its_traceback(monkeypatch):
    monkeypatch.setattr(evaluate, "run", lambda chosen: torch.ones(2) @ torch.ones(3))
    with pytest.raises(RuntimeError, match="inconsistent tensor size"):
        main(["evaluate"])


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"    python -m mrcnn_edu {command}" in capsys.readouterr().out
    assert (command_module(command).__doc__ or "").splitlines()[0] == COMMANDS[command]


HELP = """
import sys
from mrcnn_edu.cli.main import COMMANDS, main
try:
    main(["predict", "--help"])
except SystemExit:
    print("imported:", [name for name in COMMANDS if f"mrcnn_edu.cli.{name}" in sys.modules])
"""


def test_only_the_command_that_was_typed_is_imported():
    run = [sys.executable, "-c", HELP]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT)
    assert "imported: ['predict']" in done.stdout


@pytest.mark.parametrize(
    ("program", "typed"),
    [
        ("/usr/local/bin/mrcnn-edu", "mrcnn-edu"),
        ("mrcnn-edu.exe", "mrcnn-edu"),
        ("/site-packages/mrcnn_edu/__main__.py", "python -m mrcnn_edu"),
    ],
)
def test_help_calls_the_program_as_it_was_typed(program, typed, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [program])
    with pytest.raises(SystemExit):
        main(["download", "--help"])
    assert capsys.readouterr().out.startswith(f"usage: {typed} download [-h]")


def test_the_script_that_is_installed_is_this_command_line():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["scripts"] == {SCRIPT: f"{main.__module__}:{main.__name__}"}


def test_evaluate_prints_numbers_and_reasons_and_writes_results(scenes, tmp_path, capsys):
    data = ["--images", str(scenes), "--annotations", str(scenes / "annotations.json")]
    output = tmp_path / "out"
    # The shipped detector knows coins besides.
    assert main(["evaluate", *data, "--output", str(output)]) == 0
    printed = capsys.readouterr().out
    boxes, masks = printed.split("\nmasks\n")
    numbers = {line.split()[0]: float(line.split()[1]) for line in masks.splitlines()[:12]}
    assert numbers["AP50"] > 0.8
    assert list(numbers)[:2] == ["AP", "AP50"]
    assert "\nboxes\n  AP " in boxes
    assert printed.count(" are found, ") == 2
    detector = mask_rcnn_tiny(5, weights=WEIGHTS)
    dataset = CocoFolder(scenes, with_other_ids(scenes / "annotations.json"))
    short = headline_numbers(detector, dataset, ["bbox", "segm"], torch.tensor([0, 1, 2, 3, 0]))
    rounded = {name: round(value, 3) for name, value in short.items() if "/" not in name}
    of_boxes = {line.split()[0]: float(line.split()[1]) for line in boxes.splitlines()[2:14]}
    assert rounded == {
        "box_AP": of_boxes["AP"],
        "box_AP50": of_boxes["AP50"],
        "mask_AP": numbers["AP"],
        "mask_AP50": numbers["AP50"],
    }
    assert of_boxes["AP"] != numbers["AP"]
    truth = COCO(str(scenes / "annotations.json"))
    for name, shape, told in (("boxes", "bbox", of_boxes), ("masks", "segm", numbers)):
        scored = COCOeval(truth, truth.loadRes(str(output / f"results_{name}.json")), shape)
        scored.evaluate()
        scored.accumulate()
        scored.summarize()
        assert [round(number, 3) for number in scored.stats] == list(told.values())


def with_other_ids(path: Path) -> dict:
    """The same annotations, whose images are numbered in another way."""
    coco = json.loads(path.read_text())
    new = {1: 70, 2: 2, 3: 1}
    for image in coco["images"]:
        image["id"] = new[image["id"]]
    for annotation in coco["annotations"]:
        annotation["image_id"] = new[annotation["image_id"]]
    return coco


def test_a_detector_of_other_classes_is_refused(scenes, tmp_path, capsys):
    content = json.loads((scenes / "annotations.json").read_text())
    content["categories"][2]["name"] = "pyramid"
    other = tmp_path / "other.json"
    other.write_text(json.dumps(content))
    assert main(["evaluate", "--images", str(scenes), "--annotations", str(other)]) == 1
    told = "the detector knows circle, square, triangle, coin, but not what is annotated as pyramid"
    assert told in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore:.* problems in")
def test_what_is_advised_for_boxes_alone_can_be_typed(scenes, tmp_path, monkeypatch, capsys):
    content = json.loads((scenes / "annotations.json").read_text())
    for annotation in content["annotations"]:
        del annotation["segmentation"]
    boxes = tmp_path / "boxes.json"
    boxes.write_text(json.dumps(content))
    train = ["train", "--images", str(scenes), "--annotations", str(boxes)]
    train += ["--output", str(tmp_path / "run")]
    assert main(train) == 1
    told = capsys.readouterr().err
    assert "masks=False" not in told  # which is for those who write Python
    advised = re.search("--detector [a-z0-9_]+", told)
    fitted: list[CocoFolder] = []
    monkeypatch.setattr(
        training, "fit", lambda _, detector, dataset, *__: fitted.append(dataset) or detector
    )
    assert main([*train, *advised[0].split()]) == 0
    assert len(fitted[0].coco["annotations"]) == len(content["annotations"])


def test_each_shape_is_evaluated_without_the_other():
    both = {"bbox": [0, 0, 1, 1], "segmentation": {}, "score": 0.5}
    assert set(only(both, "bbox")) == {"bbox", "score"}
    assert set(only(both, "segm")) == {"segmentation", "score"}


def test_objects_are_counted_by_what_became_of_them():
    image = {"id": 1, "height": 50, "width": 50}
    boxes = {"found": [0, 0, 9, 9], "slipped": [20, 0, 9, 9], "missed": [40, 40, 9, 9]}
    boxes["crowd"] = [0, 20, 9, 9]
    objects = [
        {
            "id": i,
            "image_id": 1,
            "category_id": 1,
            "bbox": box,
            "area": 81,
            "iscrowd": name == "crowd",
        }
        for i, (name, box) in enumerate(boxes.items(), start=1)
    ]
    truth = {"images": [image], "annotations": objects, "categories": [{"id": 1}]}
    of_image = {"image_id": 1, "category_id": 1}
    results = [
        {**of_image, "bbox": boxes["found"], "score": 0.9},
        {**of_image, "bbox": [25, 0, 9, 9], "score": 0.8},
        {**of_image, "bbox": boxes["missed"], "score": 0.4},  # not sure enough
    ]
    lines = evaluate.why(truth, results, "bbox")
    assert lines[0].endswith(
        "of 2 detections with a score of 0.5 or more 1 are correct; the others: 1 localisation"
    )
    assert lines[1] == (
        "  of 3 objects 1 are found, 1 have a detection in a wrong place or class, 1 are missed"
    )


def test_doctor_finds_nothing_wrong_here(monkeypatch, capsys):
    monkeypatch.delenv("MRCNN_EDU_DATA", raising=False)
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    assert "nothing to mend" in printed
    assert f"{'shipped':<14} {WEIGHTS}" in printed


def test_doctor_lists_all_that_is_wrong_with_data(scenes, tmp_path, capsys):
    coco = json.loads((scenes / "annotations.json").read_text())
    coco["annotations"][0]["category_id"] = 99
    coco["images"][1]["file_name"] = "gone.png"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(coco))
    assert main(["doctor", "--images", str(scenes), "--annotations", str(path)]) == 1
    printed = capsys.readouterr().out
    assert "TO MEND  0.png" in printed
    assert "gone.png" in printed
    assert "things to mend" in printed


def test_doctor_counts_crowds_apart_and_needs_no_names(scenes, tmp_path, capsys):
    coco = json.loads((scenes / "annotations.json").read_text())
    first = coco["annotations"][0]["category_id"]
    of_first = [each for each in coco["annotations"] if each["category_id"] == first]
    of_first[0]["iscrowd"] = 1
    for category in coco["categories"]:
        del category["name"]
    path = tmp_path / "crowd.json"
    path.write_text(json.dumps(coco))
    assert main(["doctor", "--images", str(scenes), "--annotations", str(path)]) == 0
    number = len(of_first) - 1
    line = f"{'objects':<14} {number} {first}, and 1 in crowds, which teach nothing"
    assert line in capsys.readouterr().out


def test_download_asks_for_what_was_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(download, "fetch_data", lambda name: tmp_path / name)
    monkeypatch.setattr(download, "fetch", lambda published: tmp_path / published.file)
    assert main(["download", "balloon"]) == 0
    assert main(["download", "mask_rcnn_resnet50_fpn"]) == 0
    assert main(["download", "resnet50"]) == 0
    printed = capsys.readouterr().out
    assert f"balloon lies in {tmp_path / 'balloon'}" in printed
    assert "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth" in printed
    assert "resnet50 lies in " in printed
    assert "resnet50-0676ba61.pth" in printed


def test_download_without_a_network_is_one_sentence(monkeypatch, capsys):
    def refuse(name: str) -> Path:
        raise OSError(f"could not download {name}; put it there")

    monkeypatch.setattr(download, "fetch_data", refuse)
    assert main(["download", "balloon"]) == 1
    assert capsys.readouterr().err == "download: could not download balloon; put it there\n"
