"""What is learned from: images changed by chance, which depends on the seed alone."""

import json
from functools import partial

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from mrcnn_edu.cli import train as training
from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.data.samples import AUGMENTATIONS, sample
from tests.cli.small_runs import train
from tests.training.small import same


def test_copy_paste_lays_objects_of_another_image_over_this_one(scenes):
    dataset = CocoFolder(scenes, scenes / "annotations.json")
    content = json.loads((scenes / "annotations.json").read_text())
    objects = sum(annotation["image_id"] == 1 for annotation in content["annotations"])
    found = {}
    for augmentation in ("all", "copy-paste"):
        one = partial(sample, dataset=dataset, known=[0, 1, 2], augmentation=augmentation)
        found[augmentation] = [one(0, seed)[1]["labels"].tolist() for seed in range(30)]
    assert max(map(len, found["all"])) == objects
    assert max(map(len, found["copy-paste"])) > objects
    # The first objects are those of the image itself, less those that were covered.
    first = zip(found["all"], found["copy-paste"], strict=True)
    assert sum(after[: len(before)] == before for before, after in first) > 15


@pytest.mark.parametrize("augmentation", AUGMENTATIONS)
def test_what_is_drawn_depends_on_the_seed_alone(augmentation, scenes):
    dataset = CocoFolder(scenes, scenes / "annotations.json")
    one = partial(sample, dataset=dataset, known=[0, 1, 2], augmentation=augmentation)
    found = []
    for chance in (0, 1):  # the global one, which must not matter
        torch.manual_seed(chance)
        np.random.seed(chance)  # noqa: NPY002
        pairs = [one(1, seed) for seed in range(8)]
        found.append([{"image": image, **target} for image, target in pairs])
    assert all(same(*pair) for pair in zip(*found, strict=True))
    others = sum(not same(found[0][0], other) for other in found[0])
    assert (others == 0) == (augmentation == "none")


def test_a_stopped_run_with_copy_paste_comes_to_the_same_weights(scenes, tmp_path):
    how = ["--augment", "copy-paste", "--save-every", "1"]
    assert train(scenes, tmp_path, *how, steps=2) == 0
    weights = load_file(tmp_path / "weights.safetensors")
    max(tmp_path.glob("checkpoints/*2-*")).unlink()
    assert train(scenes, tmp_path, *how, steps=2) == 0
    assert same(load_file(tmp_path / "weights.safetensors"), weights)


def test_copy_paste_reads_masks_for_a_detector_of_boxes_too(scenes, tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr(
        training, "fit", lambda _, detector, dataset, *__: read.append(dataset[0][1]) or detector
    )
    boxes = ["--detector", "faster_rcnn_resnet50_fpn"]
    assert train(scenes, tmp_path / "paste", *boxes, "--augment", "copy-paste") == 0
    assert train(scenes, tmp_path / "all", *boxes, "--augment", "all") == 0
    assert ["masks" in target for target in read] == [True, False]
