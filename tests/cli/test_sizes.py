"""Commands bring images to the sizes that training brought them to, unless others are typed."""

from argparse import Namespace
from pathlib import Path

from safetensors.torch import load_file, save_file

from mrcnn_edu.cli.detectors import read_detector
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.weight_files import metadata_of
from tests.cli.small_runs import train

SHIPPED = shipped("mask_rcnn_tiny/weights.safetensors")


def seen(weights: Path, **sizes: object) -> tuple[tuple[int, ...], int]:
    """The sizes to which a detector brings images."""
    typed = {"min_size": None, "max_size": None} | sizes
    chosen = Namespace(weights=str(weights), detector=None, device="cpu", **typed)
    name, detector = read_detector(chosen)
    assert name == "mask_rcnn_tiny"
    return detector.transform.min_size, detector.transform.max_size


def test_sizes_of_training_are_those_of_the_other_commands(scenes, tmp_path):
    sizes = ["--min-size", "64", "96", "--max-size", "112"]
    assert train(scenes, tmp_path, *sizes, steps=1) == 0
    weights = tmp_path / "weights.safetensors"
    told = metadata_of(weights)
    assert len(told.pop("sha256")) == 64
    assert told == {
        "class_names": '["background", "circle", "square", "triangle"]',
        "detector": "mask_rcnn_tiny",
        "min_size": "64, 96",
        "max_size": "112",
    }
    assert seen(weights) == ((64, 96), 112)
    assert seen(weights, min_size=[60]) == ((60,), 100)


def test_a_file_that_does_not_tell_leaves_the_sizes_to_its_detector(tmp_path):
    path = tmp_path / "old.safetensors"
    save_file(load_file(SHIPPED), path, {"detector": "mask_rcnn_tiny"})
    assert seen(path) == ((256,), 400)
    assert seen(path, max_size=300) == ((256,), 300)
