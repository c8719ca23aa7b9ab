"""Functions that scripts still call as they were called before they moved and took other arguments.

Modules that moved and nothing more stand in a table of tests/house/test_layers.py.
"""

import pytest
import torch

from mrcnn_edu.cli import class_names, evaluate, writing
from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.detectors.weight_files import write_weights
from mrcnn_edu.evaluation import class_names as by_name
from tests.cli.drawn_scenes import write_scenes
from tests.evaluation.test_class_names import Knows

WEIGHTS = {"a": torch.arange(3.0)}
NAMES = ("background", "cup, full")


@pytest.mark.parametrize(
    ("older", "now"),
    [
        ({}, {}),
        ({"sizes": None}, {}),
        ({"sizes": {"min_size": "64"}}, {"min_size": (64,)}),
        (
            {"sizes": {"min_size": "480, 600", "max_size": "1000"}},
            {"min_size": (480, 600), "max_size": 1000},
        ),
    ],
    ids=["left out", "none", "one", "both"],
)
def test_weights_are_written_alike(tmp_path, older, now):
    about = {"detector": "tiny", "class_names": NAMES}
    writing.write_weights(WEIGHTS, tmp_path / "older", **about, **older)
    write_weights(tmp_path / "now", WEIGHTS, **about, **now)
    assert (tmp_path / "older").read_bytes() == (tmp_path / "now").read_bytes()


class Named(Knows):
    """Finds what is there, and has names for it."""

    class_names = ("background", "square", "triangle", "circle", "cup")
    roi_heads = torch.nn.Identity()
    roi_heads.num_classes = 5


def test_a_detector_is_asked_for_its_names(tmp_path):
    coco = write_scenes(tmp_path, 2, ".png")
    dataset = CocoFolder(tmp_path, coco | {"categories": [*coco["categories"], {"id": 9}]})
    detector = Named([target for _, target in dataset], [3, 1, 2])  # by the names of the scenes
    assert dataset.class_names[1:4] == ("circle", "square", "triangle")
    with pytest.raises(ValueError, match="not what is annotated as"):
        class_names.labels_in(detector, dataset.class_names)
    labels = class_names.labels_in(detector, dataset.class_names, dataset.used_names)
    assert labels.tolist() == [0, 2, 3, 1, 0]
    numbers = evaluate.headline_numbers(detector, dataset, ["bbox", "segm"])
    assert numbers == pytest.approx(dict.fromkeys(numbers, 1.0))
    assert {"box_AP", "box_AP50", "mask_AP", "mask_AP/circle"} <= numbers.keys()


def test_the_rest_of_a_file_is_there_as_well():
    assert class_names.Relabelled is by_name.Relabelled
    assert class_names.some is by_name.some
