"""Keypoints from the command line: train, evaluate and predict, and data that has none."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from torch import nn

from mrcnn_edu.cli.main import main
from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.detectors.catalogue import CATALOGUE
from mrcnn_edu.detectors.keypoint_rcnn import keypoint_rcnn_resnet50_fpn
from mrcnn_edu.evaluation.on_folder import headline_numbers
from tests.cli.conftest import SCENES
from tests.cli.poses import pose_coco, small_keypoint_rcnn

NAME = "keypoint_rcnn_resnet50_fpn"
SMALL = ["--detector", NAME, "--min-size", "64", "--workers", "0", "--steps", "2"]


@pytest.fixture
def poses(scenes: Path, tmp_path: Path) -> list[str]:
    """The options of a folder whose objects have keypoints."""
    folder = tmp_path / "poses"
    shutil.copytree(scenes, folder)
    (folder / "annotations.json").write_text(json.dumps(pose_coco(SCENES)))
    return ["--images", str(folder), "--annotations", str(folder / "annotations.json")]


@pytest.fixture
def small_builder(monkeypatch: pytest.MonkeyPatch) -> None:
    row = CATALOGUE[NAME]
    assert row.build is keypoint_rcnn_resnet50_fpn
    monkeypatch.setitem(CATALOGUE, NAME, row._replace(build=small_keypoint_rcnn))


@pytest.mark.usefixtures("small_builder")
def test_a_detector_of_keypoints_from_data_to_pictures(poses, tmp_path, capsys):
    output = tmp_path / "run"
    watched = [option.replace("--", "--val-") for option in poses]
    how = ["--augment", "copy-paste", "--output", str(output)]
    assert main(["train", *poses, *watched, *SMALL, *how]) == 0
    assert "step 2: box_AP " in (printed := capsys.readouterr().out)
    assert ", keypoint_AP " in printed
    assert ", keypoint_AP50 " in printed
    weights = ["--weights", str(output / "weights.safetensors")]

    assert main(["evaluate", *poses, *weights]) == 0
    boxes, keypoints = capsys.readouterr().out.split("keypoints\n")
    assert boxes.startswith("boxes\n  AP ")
    names = [line.split()[0] for line in keypoints.splitlines()[:10]]
    assert names[:5] == ["AP", "AP50", "AP75", "AP_medium", "AP_large"]
    assert names[5:] == ["AR", "AR50", "AR75", "AR_medium", "AR_large"]

    photo, found = poses[1] + "/0.png", tmp_path / "found"
    assert main(["predict", photo, *weights, "--output", str(found), "--score", "0"]) == 0
    results = json.loads((found / "results.json").read_text())
    assert results
    assert {len(result["keypoints"]) for result in results} == {51}
    assert (found / "0001_0.png").is_file()


class Knows(nn.Module):
    """Finds every object, each of its keypoints a few pixels too far to the right."""

    def __init__(self, dataset: CocoFolder, shift: float) -> None:
        super().__init__()
        self.targets = iter([target for _, target in dataset])
        self.shift = torch.tensor([shift, 0.0, 0.0])

    def forward(self, images: list[torch.Tensor]) -> list[dict[str, torch.Tensor]]:
        target = next(self.targets)
        labelled = target["keypoints"][..., 2].any(dim=1)
        scores = torch.where(labelled, 0.9, 0.1)  # (G,)
        moved = target["keypoints"] + self.shift
        return [
            {k: target[k] for k in ("boxes", "labels")} | {"scores": scores, "keypoints": moved}
        ]


@pytest.mark.parametrize(("area", "ap50"), [(1e6, 1.0), (10.0, 0.0)])
def test_the_area_that_was_annotated_says_how_far_a_keypoint_may_lie_off(area, ap50, scenes):
    """Of 10 square pixels, even a hip that is 3 pixels off counts exp(-9 / (2 * 10 * 0.214**2))."""
    coco = pose_coco(SCENES)
    for annotation in coco["annotations"]:
        annotation["area"] = area
    dataset = CocoFolder(scenes, coco, masks=False, num_keypoints=17)
    numbers = headline_numbers(Knows(dataset, 3.0), dataset, ["bbox", "keypoints"], torch.arange(2))
    assert {name: round(value, 6) for name, value in numbers.items()} == {
        "box_AP": 1.0,
        "box_AP50": 1.0,
        "keypoint_AP": ap50,
        "keypoint_AP50": ap50,
    }


def without(coco: dict) -> dict:
    for annotation in coco["annotations"]:
        del annotation["keypoints"], annotation["num_keypoints"]
    return coco


def unlabelled(coco: dict) -> dict:
    for annotation in coco["annotations"]:
        annotation.update(keypoints=[0] * 51, num_keypoints=0)
    return coco


def of_five(coco: dict) -> dict:
    for annotation in coco["annotations"]:
        annotation.update(keypoints=[3, 4, 2] * 5, num_keypoints=5)
    return coco


@pytest.mark.filterwarnings("ignore:.* problems in")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (without, "objects has keypoints; annotate COCO's 17 of a body"),
        (unlabelled, "objects has keypoints; annotate COCO's 17 of a body"),
        (of_five, "the first of its problems: 0.png: annotation 1: 'keypoints' must be 51"),
    ],
)
def test_data_without_keypoints_are_refused(change, sentence, poses, tmp_path, capsys):
    Path(poses[3]).write_text(json.dumps(change(pose_coco(SCENES))))
    assert main(["train", *poses, *SMALL, "--output", str(tmp_path / "run")]) == 1
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_data_without_keypoints_to_evaluate_on_are_refused_before_anything_begins(
    poses, tmp_path, capsys
):
    other = tmp_path / "other.json"
    other.write_text(json.dumps(without(pose_coco(SCENES))))
    watched = ["--val-images", poses[1], "--val-annotations", str(other)]
    assert main(["train", *poses, *watched, *SMALL, "--output", str(tmp_path / "run")]) == 1
    assert "objects has keypoints" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
