"""Commands bring images to the sizes that training brought them to, unless others are typed."""

from argparse import Namespace
from pathlib import Path

import pytest
from safetensors.torch import load_file

from mrcnn_edu.cli.detectors import read_detector
from mrcnn_edu.cli.sizes import sizes_for
from mrcnn_edu.cli.writing import write_weights
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.weight_files import metadata_of
from tests.cli.small_runs import train

SHIPPED = shipped("mask_rcnn_tiny/weights.safetensors")
TOLD = {"min_size": "480, 600", "max_size": "900"}


@pytest.mark.parametrize(
    ("min_size", "max_size", "told", "expected"),
    [
        (None, None, {}, {}),
        (None, None, TOLD, {"min_size": (480, 600), "max_size": 900}),
        ([300], None, TOLD, {"min_size": (300,), "max_size": 500}),
        ([300, 450], 700, TOLD, {"min_size": (300, 450), "max_size": 700}),
        (None, 700, TOLD, {"min_size": (480, 600), "max_size": 700}),
        (None, 700, {}, {"max_size": 700}),
        ([800], None, {}, {"min_size": (800,), "max_size": 1333}),
        (None, None, {"detector": "mask_rcnn_tiny", "min_size": "64"}, {"min_size": (64,)}),
        (None, None, {"max_size": "64"}, {"max_size": 64}),
    ],
    ids=[
        "nothing known",
        "the file's",
        "a shorter side was typed",
        "both were typed",
        "a longer side was typed",
        "a longer side alone",
        "as in the paper",
        "the file tells one",
        "the file tells the other",
    ],
)
def test_what_is_typed_counts_and_then_what_the_file_tells(min_size, max_size, told, expected):
    assert sizes_for(Namespace(min_size=min_size, max_size=max_size), told) == expected


@pytest.mark.parametrize(
    "told",
    [{"min_size": "large"}, {"min_size": ""}, {"min_size": "-5"}, {"max_size": "64, 80"}],
    ids=["a word", "nothing", "less than none", "two"],
)
def test_sizes_that_are_none_are_refused(told):
    with pytest.raises(ValueError, match=r"m.._size '.*', which is no number of pixels; give --m"):
        sizes_for(Namespace(min_size=None, max_size=None), told)
    typed = sizes_for(Namespace(min_size=[90], max_size=None), told)  # then nobody looks at them
    assert typed == {"min_size": (90,), "max_size": 150}


def chosen(weights: Path, **sizes: object) -> Namespace:
    typed = {"min_size": None, "max_size": None} | sizes
    return Namespace(weights=str(weights), detector=None, device="cpu", **typed)


def seen(weights: Path, **sizes: object) -> tuple[tuple[int, ...], int]:
    """The sizes to which a detector brings images."""
    transform = read_detector(chosen(weights, **sizes)).transform
    return transform.min_size, transform.max_size


def test_sizes_of_training_are_those_of_the_other_commands(scenes, tmp_path):
    sizes = ["--min-size", "64", "96", "--max-size", "112"]
    assert train(scenes, tmp_path, *sizes, steps=1) == 0
    weights = tmp_path / "weights.safetensors"
    assert metadata_of(weights) == {
        "class_names": '["background", "circle", "square", "triangle"]',
        "detector": "mask_rcnn_tiny",
        "min_size": "64, 96",
        "max_size": "112",
    }
    assert seen(weights) == ((64, 96), 112)
    assert seen(weights, min_size=[60]) == ((60,), 100)


def test_a_file_that_does_not_tell_leaves_the_sizes_to_its_detector(tmp_path):
    path = tmp_path / "old.safetensors"
    names = ("background", "circle", "square", "triangle", "coin")
    write_weights(load_file(SHIPPED), path, detector="mask_rcnn_tiny", class_names=names)
    assert metadata_of(path).keys() == {"class_names", "detector"}
    assert seen(path) == ((256,), 400)
    assert seen(path, max_size=300) == ((256,), 300)
