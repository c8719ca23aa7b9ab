"""The detectors by name: the table is true, and what is saved is opened again."""

import inspect
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from mrcnn_edu.detectors import catalogue
from mrcnn_edu.detectors.catalogue import (
    CATALOGUE,
    choose_sizes,
    known,
    new_detector,
    open_detector,
    save_detector,
)
from mrcnn_edu.detectors.published import COCO_CATEGORIES
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.detectors.weight_files import metadata_of
from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d
from tests.training.small import same

NAMES = ("background", "cup, full", "plate")
TINY = "mask_rcnn_tiny"
SMALL_ONES = [name for name in CATALOGUE if "tiny" in name]


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_row_says_what_its_builder_makes(name):
    row = known(name)
    assert row.build.__name__ == name
    usual = inspect.signature(row.build).parameters
    min_size = usual["min_size"].default
    assert row.min_size == (min_size if isinstance(min_size, tuple) else (min_size,))
    assert row.max_size == usual["max_size"].default
    with torch.device("meta"):  # without numbers, which take seconds to draw
        detector = new_detector(name, NAMES)
    assert set(detector.roi_heads.target_axes) - {"labels"} == set(row.finds)
    assert (detector.transform.min_size, detector.transform.max_size) == (
        row.min_size,
        row.max_size,
    )
    frozen = any(isinstance(module, FrozenBatchNorm2d) for module in detector.modules())
    assert row.optimiser == ("sgd" if frozen else "adamw")


def test_published_weights_are_of_as_many_classes_as_their_builders_have():
    published = {name: row for name, row in CATALOGUE.items() if row.published}
    assert len(published) == 3
    for row in published.values():
        classes = inspect.signature(row.build).parameters["num_classes"].default
        assert len(row.published.class_names) == classes


@pytest.mark.parametrize("name", SMALL_ONES)
def test_what_was_saved_is_opened_again(name, tmp_path):
    path = tmp_path / "weights.safetensors"
    detector = new_detector(name, NAMES, min_size=(64, 96), max_size=112)
    save_detector(detector, path, name)
    opened = open_detector(path)
    assert same(opened.state_dict(), detector.state_dict())
    assert type(opened.backbone) is type(detector.backbone)
    assert opened.class_names == NAMES
    assert (opened.transform.min_size, opened.transform.max_size) == ((64, 96), 112)
    assert not opened.training
    image = torch.rand(3, 64, 64)
    with torch.inference_mode():
        assert same(opened([image])[0], detector.eval()([image])[0])


def test_a_detector_whose_classes_nobody_named(tmp_path):
    save_detector(mask_rcnn_tiny(4), tmp_path / "a.safetensors", TINY)
    assert "class_names" not in metadata_of(tmp_path / "a.safetensors")
    opened = open_detector(tmp_path / "a.safetensors")
    assert (opened.roi_heads.num_classes, opened.class_names) == (4, None)


@pytest.mark.parametrize(
    ("min_size", "max_size", "told", "expected"),
    [
        (None, None, (None, None), ((256,), 400)),
        (None, None, ((480, 600), 900), ((480, 600), 900)),
        ((300,), None, ((480, 600), 900), ((300,), 500)),
        (300, None, ((480, 600), 900), ((300,), 500)),
        ((300, 450), 700, ((480, 600), 900), ((300, 450), 700)),
        (None, 700, ((480, 600), 900), ((480, 600), 700)),
        (None, 700, (None, None), ((256,), 700)),
        ((800,), None, (None, None), ((800,), 1333)),
        (None, None, ((64,), None), ((64,), 400)),
        (None, None, (None, 64), ((256,), 64)),
    ],
    ids=[
        "nothing known",
        "the file's",
        "a shorter side is asked for",
        "as one number",
        "both are asked for",
        "a longer side is asked for",
        "a longer side alone",
        "as in the paper",
        "the file tells one",
        "the file tells the other",
    ],
)
def test_what_is_asked_for_counts_and_then_what_the_file_tells(min_size, max_size, told, expected):
    assert choose_sizes(TINY, min_size, max_size, told) == expected


def file_with(folder: Path, **told: str) -> Path:
    """A file of a small detector that tells just this."""
    path = folder / "weights.safetensors"
    save_file(mask_rcnn_tiny(2).state_dict(), path, told)
    return path


@pytest.mark.parametrize(
    "told",
    [{"min_size": "large"}, {"min_size": ""}, {"min_size": "-5"}, {"max_size": "64, 80"}],
    ids=["a word", "nothing", "less than none", "two"],
)
def test_sizes_that_are_none_are_refused(told, tmp_path):
    path = file_with(tmp_path, **told)
    with pytest.raises(ValueError, match=r"m.._size '.*', which is no number of pixels; give min_"):
        open_detector(path, TINY)
    transform = open_detector(path, TINY, min_size=90).transform  # then nobody looks at them
    assert (transform.min_size, transform.max_size) == ((90,), 150)


@pytest.mark.parametrize(
    ("told", "name", "message"),
    [
        (
            {"detector": TINY},
            "mask_rcnn_tiny_c4",
            "holds a mask_rcnn_tiny, not a mask_rcnn_tiny_c4",
        ),
        ({"detector": "yolo"}, None, "is for 'yolo', not for one of mask_rcnn_resnet50_fpn, "),
        ({}, None, "does not tell which detector it holds; give its name"),
        ({}, "yolo", "name must be one of mask_rcnn_resnet50_fpn, .*, got 'yolo'"),
        ({}, "mask_rcnn_tiny_c4", "does not hold the weights of this detector"),
    ],
    ids=["another", "of others", "says nothing", "no such name", "a wrong name"],
)
def test_which_detector_a_file_holds(told, name, message, tmp_path):
    path = file_with(tmp_path, **told)
    with pytest.raises(ValueError, match=message):
        open_detector(path, name)
    if told.get("detector") != "yolo":
        assert open_detector(path, TINY).roi_heads.num_classes == 2


def test_a_file_that_holds_no_whole_detector(tmp_path):
    torch.save({"conv1.weight": torch.ones(1)}, tmp_path / "body.pth")
    with pytest.raises(ValueError, match="weights of a backbone alone are what a training can beg"):
        open_detector(tmp_path / "body.pth", TINY)


def test_a_name_means_the_published_weights(monkeypatch):
    given = []

    def build(num_classes: int, **more: object) -> torch.nn.Module:
        given.append((num_classes, more))
        return torch.nn.Identity()

    row = CATALOGUE["mask_rcnn_resnet50_fpn"]
    monkeypatch.setitem(catalogue.CATALOGUE, "mask_rcnn_resnet50_fpn", row._replace(build=build))
    assert not open_detector("mask_rcnn_resnet50_fpn", max_size=900).training
    sizes = {"min_size": (800,), "max_size": 900}
    assert given == [(len(COCO_CATEGORIES), {"weights": "COCO_V1", **sizes})]
    with pytest.raises(ValueError, match="no weights are published for mask_rcnn_tiny; give the p"):
        open_detector(TINY)


def test_what_cannot_be_saved(tmp_path):
    detector = new_detector(TINY, NAMES)
    with pytest.raises(ValueError, match=r"must end in \.safetensors, got '.*a\.pth'"):
        save_detector(detector, tmp_path / "a.pth", TINY)
    with pytest.raises(ValueError, match=r"name must be one of .*, got 'tiny'"):
        save_detector(detector, tmp_path / "a.safetensors", "tiny")
    assert not list(tmp_path.iterdir())
