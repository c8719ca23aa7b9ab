"""A folder in COCO's format: what is right comes through, what is wrong is mended or named."""

import json
import math
import os
import pickle
import re
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from torch import Tensor

from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.coco.problems import NothingLeftError
from mrcnn_edu.coco.writing import targets_to_coco
from mrcnn_edu.detectors.target_checks import check_targets
from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.files.images import image_sizes
from mrcnn_edu.ops.targets import without_crowds

HEIGHT, WIDTH = 8, 10
CATEGORIES = [{"id": 40, "name": "coin"}, {"id": 7, "name": "cat"}]
SQUARE = [[1, 2, 4, 2, 4, 5, 1, 5]]  # 3 x 3 pixels
AXES = {"boxes": "G 4", "labels": "G", "masks": "G H W"}


def an_annotation(**more: Any) -> dict[str, Any]:
    """A cat in image 1: 3 x 3 pixels."""
    entry = {"id": 5, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 3], "iscrowd": 0}
    return entry | {"segmentation": SQUARE} | more


def an_image(**more: Any) -> dict[str, Any]:
    return {"id": 1, "file_name": "1.png", "height": HEIGHT, "width": WIDTH} | more


def without(entry: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in fields}


def a_folder(
    tmp_path: Path, *annotations: Any, images: list[Any] | None = None, **more: Any
) -> CocoFolder:
    """A data set of the annotations, with a file for 1.png and 2.png."""
    for number in (1, 2):
        Image.new("RGB", (WIDTH, HEIGHT), (51 * number, 0, 0)).save(tmp_path / f"{number}.png")
    listed = [an_image(), an_image(id=2, file_name="2.png")] if images is None else images
    coco = {"images": listed, "annotations": list(annotations), "categories": CATEGORIES}
    (tmp_path / "a.json").write_text(json.dumps(coco))
    return CocoFolder(tmp_path, tmp_path / "a.json", **more)


def check(dataset: CocoFolder) -> None:
    """A detector would take every image and target."""
    for image, target in dataset:
        check_targets([target], [image], len(dataset.class_names), AXES)
        assert target["masks"].flatten(1).any(dim=1).all()


def test_what_is_right_comes_through(tmp_path: Path) -> None:
    crowd = an_annotation(id=6, iscrowd=1, bbox=[0, 0, 1, 8], category_id=40)
    crowd["segmentation"] = {"size": [8, 10], "counts": [0, 8, 72]}
    dataset = a_folder(tmp_path, crowd, an_annotation())
    assert len(dataset) == 2
    assert dataset.class_names == ("background", "cat", "coin")
    assert [category["id"] for category in dataset.categories] == [7, 40]
    assert dataset.problems == []
    image, target = dataset[0]
    torch.testing.assert_close(image[:, 0, 0], torch.tensor([0.2, 0, 0]))
    assert image.shape == (3, HEIGHT, WIDTH)
    assert target["boxes"].tolist() == [[0, 0, 1, 8], [1, 2, 4, 5]]
    assert target["labels"].tolist() == [2, 1]
    assert target["iscrowd"].tolist() == [True, False]
    assert target["masks"].sum(dim=(1, 2)).tolist() == [8, 9]
    assert target["masks"][1, 2:5, 1:4].all()
    assert [len(target["boxes"]) for _, target in dataset] == [2, 0]
    assert pickle.loads(pickle.dumps(dataset))[0][1]["boxes"].equal(target["boxes"])
    assert len(without_crowds(target)["boxes"]) == 1
    check(dataset)


def test_its_coco_dict_is_what_results_are_compared_with(tmp_path: Path) -> None:
    dataset = a_folder(tmp_path, without(an_annotation(bbox=[1, 2, 3, 4]), "iscrowd"))
    (annotation,) = dataset.coco["annotations"]
    assert annotation["area"] == 9  # the mask's, not the box's
    found = {k: annotation[k] for k in ("image_id", "category_id", "segmentation")}
    numbers = evaluate_coco(dataset.coco, [found | {"score": 0.9}], "segm")
    assert numbers["AP"] == pytest.approx(1)
    boxes_alone = a_folder(tmp_path, an_annotation(bbox=[1, 2, 3, 4]), masks=False)
    assert boxes_alone.coco["annotations"][0]["area"] == 12


def test_only_what_is_asked_for(tmp_path: Path) -> None:
    points = an_annotation(keypoints=[0, 0, 0, 0, 4, 1])
    assert sorted(a_folder(tmp_path, points)[0][1]) == ["boxes", "iscrowd", "labels", "masks"]
    dataset = a_folder(
        tmp_path, without(points, "segmentation"), an_annotation(id=6), masks=False,
        num_keypoints=2,
    )  # fmt: skip
    target = dataset[0][1]
    assert sorted(target) == ["boxes", "iscrowd", "keypoints", "labels"]
    assert target["keypoints"].tolist() == [[[0, 0, 0], [0, 4, 1]], [[0, 0, 0], [0, 0, 0]]]
    assert [entry["num_keypoints"] for entry in dataset.coco["annotations"]] == [1, 0]
    assert dataset.problems == []


BAR = [[0, 0, 20, 0, 20, 8, 0, 8]]
STRIPE = [[0, 2, 10, 2, 10, 5, 0, 5]]
LINE = [1, 2, 4, 2]
# What is changed, what is said about it, what was done, and the box that is left, or None.
ANNOTATIONS: dict[str, tuple[dict[str, Any], str, str, list[float] | None]] = {
    "two points": ({"segmentation": [LINE]}, "at least three corners", "left out", None),
    "no polygon": ({"segmentation": []}, "at least one polygon", "left out", None),
    "no segmentation": ({"segmentation": None}, "list of polygons or a dict", "left out", None),
    "a word": ({"segmentation": "cat"}, "list of polygons or a dict", "left out", None),
    "half a number": ({"segmentation": [[1, 2, 4, 2, 4]]}, "three corners", "left out", None),
    "NaN corner": ({"segmentation": [[1, 2, math.nan, 2, 4, 5]]}, "finite", "left out", None),
    "mask outside": ({"segmentation": [[11, 2, 14, 2, 14, 5]]}, "covers no pixel of the image of"
                     r" 8 x 10 pixels", "left out", None),
    "mask of no area": ({"segmentation": [[1, 2, 4, 2, 1, 2]]}, "covers no pixel", "left out",
                        None),
    "mask far outside": ({"segmentation": [[1, 2, 900, 2, 900, 5]]}, "no more than", "left out",
                         None),
    "RLE of another image": ({"segmentation": {"size": [10, 8], "counts": "W2"}}, "RLE's size",
                             "left out", None),
    "RLE too short": ({"segmentation": {"size": [8, 10], "counts": [3, 4]}}, "add up to 8",
                      "left out", None),
    "RLE of no letters": ({"segmentation": {"size": [8, 10], "counts": "\ud800"}}, "segmentation",
                          "left out", None),
    "RLE of nothing": ({"segmentation": {"size": [8, 10], "counts": [80]}}, "covers no pixel",
                       "left out", None),
    "one of two polygons": ({"segmentation": [LINE, *SQUARE]}, "at least three corners",
                            "that polygon left out, the others kept", [1, 2, 4, 5]),
    "unknown category": ({"category_id": 8}, r"must be one of \[7, 40\], got 8", "left out", None),
    "box without area": ({"bbox": [1, 2, 0, 3]}, "last two above 0", "box measured on the mask",
                         [1, 2, 4, 5]),
    "box of negative size": ({"bbox": [4, 5, -3, -3]}, "above 0", "box measured on the mask",
                             [1, 2, 4, 5]),
    "box of a hair": ({"bbox": [1, 2, 1e-30, 3]}, "has no area in the image",
                      "box measured on the mask", [1, 2, 4, 5]),
    "box as low as a hair": ({"bbox": [1, 2, 3, 1e-30]}, "has no area in the image",
                             "box measured on the mask", [1, 2, 4, 5]),
    "box outside": ({"bbox": [11, 2, 3, 3]}, "no area in the image of 8 x 10",
                    "box measured on the mask", [1, 2, 4, 5]),
    "no box": ({"bbox": None}, "4 finite numbers", "box measured on the mask", [1, 2, 4, 5]),
    "NaN box": ({"bbox": [1, 2, math.nan, 3]}, "4 finite", "box measured on the mask",
                [1, 2, 4, 5]),
    "endless box": ({"bbox": [1, 2, 10**400, 3]}, "4 finite", "box measured on the mask",
                    [1, 2, 4, 5]),
    "box reaches out": ({"bbox": [-3, 2, 20, 3], "segmentation": STRIPE},
                        "reaches out of the image", "cut off", [0, 2, 10, 5]),
    "huge box": ({"bbox": [1, 2, 1e37, 3], "segmentation": STRIPE},
                 "reaches out of the image", "cut off", [1, 2, 10, 5]),
    "id 0": ({"id": 0}, "annotation 0 needs an id other than 0", "given the id 7", [1, 2, 4, 5]),
    "no id": ({"id": None}, "annotation None needs a whole number", "given the id 7",
              [1, 2, 4, 5]),
    "another's id": ({"id": 6}, "annotation 6 needs another id", "given the id 7", [1, 2, 4, 5]),
    "unknown image": ({"image_id": 9}, "annotation 5 is of image_id 9, which", "left out", None),
    "a list for an image": ({"image_id": [1]}, r"of image_id \[1\], which", "left out", None),
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "what", "mended", "box"), ANNOTATIONS.values(), ids=list(ANNOTATIONS)
)
def test_a_bad_annotation_spoils_nothing(
    tmp_path: Path, change: dict[str, Any], what: str, mended: str, box: list[float] | None
) -> None:
    good = an_annotation(id=6, bbox=[0, 0, 2, 2])
    with pytest.warns(UserWarning, match=r"1 problem in .*a\.json: ") as caught:
        dataset = a_folder(tmp_path, good, an_annotation(**change))
    assert len(caught) == 1
    (problem,) = dataset.problems
    assert problem.file == (str(tmp_path / "a.json") if "image_id" in change else "1.png")
    assert problem.id == change.get("id", 5)
    assert problem.mended == mended
    assert re.search(what, problem.what)
    assert dataset[0][1]["boxes"].tolist() == [[0, 0, 2, 2], *([box] if box else [])]
    ids = [annotation["id"] for annotation in dataset.coco["annotations"]]
    assert len(ids) == len(set(ids))
    assert 0 not in ids
    check(dataset)


@pytest.mark.parametrize(("beyond", "told"), [(0.5, False), (1, False), (1.5, True)])
def test_a_box_may_reach_out_by_a_pixel_without_a_word(
    tmp_path: Path, beyond: float, told: bool
) -> None:
    entry = an_annotation(bbox=[-beyond, 2, 10 + 2 * beyond, 3], segmentation=STRIPE)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dataset = a_folder(tmp_path, entry)
    assert len(caught) == len(dataset.problems) == told
    assert dataset[0][1]["boxes"].tolist() == [[0, 2, 10, 5]]


def test_a_box_within_the_image_stays_as_it_was_written(tmp_path: Path) -> None:
    dataset = a_folder(tmp_path, an_annotation(bbox=[1.1, 2.2, 3.3, 2.6]))  # 1.1 + 3.3 - 1.1 > 3.3
    assert dataset.coco["annotations"][0]["bbox"] == [1.1, 2.2, 3.3, 2.6]


@pytest.mark.parametrize(
    ("width", "kept"), [(7, 7), (7.5, 3)], ids=["four pixels too wide", "and a half"]
)
def test_a_box_near_its_mask_is_not_asked_how_well_it_fits(
    tmp_path: Path, width: float, kept: float
) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dataset = a_folder(tmp_path, an_annotation(bbox=[1, 2, width, 3]))
    assert dataset[0][1]["boxes"].tolist() == [[1, 2, 1 + kept, 5]]
    assert len(caught) == (kept != width)


@pytest.mark.parametrize(
    "segmentation",
    [None, [[11, 2, 14, 2, 14, 5]], {"size": [8, 10], "counts": [10, 0, 70]}, [LINE]],
    ids=["none", "outside", "of no pixel", "a line"],
)
def test_a_bad_box_without_a_mask_to_measure_is_left_out(tmp_path: Path, segmentation: Any) -> None:
    bad = an_annotation(bbox=[1, 2, 0, 3], segmentation=segmentation)
    with pytest.warns(UserWarning, match=r"annotation 5: 'bbox' must .* \(left out\)$"):
        dataset = a_folder(tmp_path, an_annotation(id=6), bad, masks=False)
    assert dataset[0][1]["boxes"].tolist() == [[1, 2, 4, 5]]


def test_without_masks_a_box_need_not_fit_one(tmp_path: Path) -> None:
    entry = an_annotation(bbox=[8, 2, 2, 3])
    dataset = a_folder(tmp_path, entry, masks=False)
    assert dataset.problems == []
    assert dataset[0][1]["boxes"].tolist() == [[8, 2, 10, 5]]
    with pytest.warns(UserWarning, match="does not fit the mask"):
        a_folder(tmp_path, entry)


def test_a_mask_may_reach_out_without_a_word(tmp_path: Path) -> None:
    dataset = a_folder(tmp_path, an_annotation(segmentation=BAR, bbox=[0, 0, 10, 8]))
    assert dataset.problems == []
    assert dataset[0][1]["masks"].sum() == HEIGHT * WIDTH


@pytest.mark.parametrize(
    ("box", "left"),
    [
        ([30, 40, 60, 70], [30, 40, 60, 70]),  # two corners
        ([10, 4, 3, 3], [30, 40, 60, 70]),  # of another size of the image
        ([34, 44, 22, 22], [34, 44, 56, 66]),  # a little small
        ([20, 40, 40, 30], [20, 40, 60, 70]),  # a third too wide
        ([0, 40, 60, 30], [0, 40, 60, 70]),  # twice as wide
        ([0, 39, 60, 31], [30, 40, 60, 70]),  # and a little high
    ],
)
def test_a_box_must_fit_its_mask(tmp_path: Path, box: list[int], left: list[int]) -> None:
    Image.new("L", (120, 100)).save(tmp_path / "large.png")
    image = {"id": 1, "file_name": "large.png", "height": 100, "width": 120}
    entry = an_annotation(bbox=box, segmentation=[[30, 40, 60, 40, 60, 70, 30, 70]])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dataset = a_folder(tmp_path, entry, images=[image])
    assert dataset[0][1]["boxes"].tolist() == [left]
    told = [str(warning.message) for warning in caught]
    assert len(told) == (left[2:] != [box[0] + box[2], box[1] + box[3]] or left[:2] != box[:2])
    assert all("does not fit the mask, which is from (30, 40) to (60, 70)" in t for t in told)


@pytest.mark.parametrize(
    ("counts", "box"),
    [
        ([10, 3, 67], [1, 2, 2, 5]),  # in a column
        ([14, 4, 62], [1, 0, 3, 8]),  # round the corner of one
        ([0, 0, 10, 3, 5, 4, 58], [1, 2, 3, 6]),  # after a run of nothing
        ([79, 1], [9, 7, 10, 8]),
        ([0, 80], [0, 0, 10, 8]),
    ],
)
def test_a_box_measured_on_a_mask(tmp_path: Path, counts: list[int], box: list[int]) -> None:
    entry = an_annotation(segmentation={"size": [8, 10], "counts": counts}, bbox=[0, 0, 0, 0])
    for masks in (True, False):
        with pytest.warns(UserWarning, match=r"annotation 5: 'bbox' .*box measured on the mask"):
            dataset = a_folder(tmp_path, entry, masks=masks)
        assert dataset[0][1]["boxes"].tolist() == [box]


def test_an_area_that_is_none_is_filled_in(tmp_path: Path) -> None:
    for area in (None, 0, -1, "9", math.nan, math.inf):
        assert a_folder(tmp_path, an_annotation(area=area)).coco["annotations"][0]["area"] == 9
    assert a_folder(tmp_path, an_annotation(area=8.5)).coco["annotations"][0]["area"] == 8.5


def test_the_same_annotation_twice_is_one(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"1\.png: annotation 5 is listed twice \(once left out"):
        dataset = a_folder(tmp_path, an_annotation(), an_annotation())
    assert len(dataset[0][1]["boxes"]) == 1


def test_without_any_id_they_are_counted_from_1(tmp_path: Path) -> None:
    entry = without(an_annotation(), "id")
    with pytest.warns(UserWarning, match=r"annotation None needs .* \(given the id 1\)"):
        dataset = a_folder(tmp_path, entry, an_annotation(id="a"), entry)
    assert [entry["id"] for entry in dataset.coco["annotations"]] == [1, "a", 2]


@pytest.mark.parametrize("entry", [3, None, [], "5", {}], ids=repr)
def test_what_is_no_annotation_is_left_out(tmp_path: Path, entry: Any) -> None:
    with pytest.warns(UserWarning, match=r"(annotations\[0\] must be a dict|of image_id None)"):
        dataset = a_folder(tmp_path, entry, an_annotation())
    assert len(dataset[0][1]["boxes"]) == 1


@pytest.mark.parametrize("points", [[1, 2, 2], [1, 2, 2, 3, math.inf, 1], "none", None])
def test_keypoints_that_cannot_be_read_are_not_labelled(tmp_path: Path, points: Any) -> None:
    with pytest.warns(UserWarning, match=r"annotation 5: 'keypoints' .* taken for not labelled"):
        dataset = a_folder(tmp_path, an_annotation(keypoints=points), num_keypoints=2)
    assert dataset[0][1]["keypoints"].tolist() == [[[0, 0, 0], [0, 0, 0]]]
    assert dataset.coco["annotations"][0]["num_keypoints"] == 0
    assert a_folder(tmp_path, an_annotation(keypoints=points)).problems == []


def truncated(path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    Image.fromarray(pixels).save(path, "JPEG")
    path.write_bytes(path.read_bytes()[:-20])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def folder(path: Path) -> None:
    path.mkdir()


def larger(path: Path) -> None:
    Image.new("RGB", (2 * WIDTH, 2 * HEIGHT)).save(path, "PNG")


def nothing(path: Path) -> None:
    assert not path.exists()


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (nothing, r"image 3: .*bad\.jpg is not there; copy it there, or correct 'file_name'"),
        (folder, r"image 3: .*bad\.jpg is not there"),
        (empty, r"image 3: .*bad\.jpg \(0 bytes\) cannot be read as an image"),
        (truncated, r"image 3: .*bad\.jpg .* cannot be read as an image"),
        (larger, r"image 3: its \(height, width\) is said to be \(8, 10\), but .* \(16, 20\)"),
    ],
)
def test_a_bad_image_spoils_nothing(
    tmp_path: Path, make: Callable[[Path], None], what: str
) -> None:
    make(tmp_path / "bad.jpg")
    images = [an_image(), an_image(id=3, file_name="bad.jpg"), an_image(id=2, file_name="2.png")]
    entries = [an_annotation(id=n, image_id=n) for n in (1, 2, 3)]
    with pytest.warns(UserWarning, match=what) as caught:
        dataset = a_folder(tmp_path, *entries, images=images)
    assert len(caught) == 1
    assert [(p.file, p.id, p.mended) for p in dataset.problems] == [
        ("bad.jpg", 3, "left out with its annotations")
    ]
    assert [image["id"] for image in dataset.coco["images"]] == [1, 2]
    assert [entry["image_id"] for entry in dataset.coco["annotations"]] == [1, 2]
    check(dataset)


@pytest.mark.parametrize(
    "entry",
    [3, {}, {"id": 3}, {"file_name": "1.png"}, {"id": [], "file_name": "1.png"},
     {"id": 3, "file_name": 1}, {"id": 3, "file_name": ""}, {"id": 3, "file_name": "\0"}],
    ids=repr,
)  # fmt: skip
def test_what_is_no_image_is_left_out(tmp_path: Path, entry: Any) -> None:
    with pytest.warns(UserWarning, match=r"images\[0\] must be a dict with 'id' and 'file_name'"):
        dataset = a_folder(tmp_path, an_annotation(), images=[entry, an_image()])
    assert len(dataset) == 1


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"image 3: .*(too long|not there)"):
        dataset = a_folder(
            tmp_path, images=[an_image(), an_image(id=3, file_name="x" * 5000 + ".png")]
        )
    assert len(dataset) == 1
    assert len(str(dataset.problems[0].what)) <= 300


@pytest.mark.parametrize(
    ("said", "pixels"),
    [((6, 4), "turned"), ((4, 6), "as stored"), ((None, None), "turned")],
)
def test_a_photo_that_its_tag_turns(
    tmp_path: Path, said: tuple[int | None, int | None], pixels: str
) -> None:
    stored = np.random.default_rng(0).integers(0, 256, (4, 6, 3), np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(stored).save(tmp_path / "side.png", exif=exif)
    entry = {"id": 1, "file_name": "side.png", "height": said[0], "width": said[1]}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dataset = a_folder(tmp_path, images=[entry])
    wanted = np.rot90(stored, -1) if pixels == "turned" else stored
    image, target = dataset[0]
    assert (image * 255).round().permute(1, 2, 0).tolist() == wanted.tolist()
    assert target["masks"].shape[1:] == wanted.shape[:2]
    assert len(caught) == len(dataset.problems) == (said != (6, 4))
    assert dataset.coco["images"][0]["height"] == len(wanted)


def test_the_same_image_twice_is_one(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"1\.png: image 1 is listed 2 times \(taken for one\)"):
        dataset = a_folder(tmp_path, an_annotation(), images=[an_image(), an_image()])
    assert [len(target["boxes"]) for _, target in dataset] == [1]


def test_one_file_with_two_ids_is_told(tmp_path: Path) -> None:
    images = [an_image(), an_image(id=3)]
    with pytest.warns(UserWarning, match=r"image 3 is the same file as image 1 \(both kept; if"):
        dataset = a_folder(tmp_path, images=images)
    assert len(dataset) == 2


def test_two_images_with_one_id_are_left_out(tmp_path: Path) -> None:
    two = [an_image(), an_image(file_name="2.png"), an_image(id=2, file_name="2.png")]
    with pytest.warns(UserWarning, match=r"2 problems in .* image 1 has the id of another"):
        dataset = a_folder(tmp_path, an_annotation(), an_annotation(id=6, image_id=2), images=two)
    assert [problem.file for problem in dataset.problems] == ["1.png", "2.png"]
    assert [image["id"] for image in dataset.coco["images"]] == [2]


def test_one_in_forty_is_bad_and_thirty_nine_are_learned_from(tmp_path: Path) -> None:
    images = [an_image(id=n, file_name=f"{n}.png") for n in range(1, 41)]
    for image in images:
        Image.new("RGB", (WIDTH, HEIGHT)).save(tmp_path / image["file_name"])
    truncated(tmp_path / "17.png")
    entries = [an_annotation(id=n, image_id=n) for n in range(1, 41)]
    with pytest.warns(UserWarning, match="1 problem") as caught:
        dataset = a_folder(tmp_path, *entries, images=images)
    assert len(caught) == 1
    assert len(list(dataset)) == 39
    check(dataset)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"a\.json is empty; export the annotations again"),
        (b" \n", r"a\.json is empty"),
        (b"{", r"a\.json is no JSON file: .*line 1 column 2.*export"),
        (b"\xff\xd8\xff\xe0", r"a\.json is an image; give the JSON"),
        (b"PK\3\4...", r"a\.json is a ZIP archive; unpack it"),
        (b"\x1f\x8b...", r"a\.json is packed by gzip; unpack it"),
        (b"\n<annotations>", r"a\.json is XML or a web page; export the annotations as COCO JSON"),
        (b'{"name": "caf\xe9"}', r"a\.json is not in utf-8: byte 13 is 0xe9; .*save it as UTF-8"),
        (b"[" * 100_000, r"a\.json is no JSON file: .*recursion"),
        (b"[]", r"a\.json holds list, not COCO's dict .* detector's results"),
        (
            b'[{"id": 1, "data": {"image": "cat.jpg"}}]',
            "is Label Studio's own JSON; export it as C",
        ),
        (b'[{"id": 1, "image": "cat.jpg", "label": []}]', "is Label Studio's own JSON"),
        (
            b"0 0.5 0.5 0.2 0.25\n1 0.1 0.5 0.2 0.25\n",
            r"a\.json holds labels of one image, as YOLO",
        ),
        (b"0 0.1 0.1 0.9 0.1 0.5 0.8\r\n", "as YOLO has them; export all as COCO JSON"),
        (b"filename,width,height,class\ncat.jpg,4,4,cat\n", r"a\.json is a table; export"),
        (b'{"images": [1,\n', r"a\.json is no JSON file"),
        (b'{"shapes": [], "imagePath": "cat.jpg"}', "is a labelme file, of one image; export all"),
        (b"3", r"a\.json holds int, not COCO's dict"),
        (b"{}", r"a\.json is no COCO file: it lacks 'images'"),
        (
            b'{"images": [], "annotations": {}, "categories": []}',
            r"'annotations' must be a list",
        ),
        (
            b'{"images": [], "annotations": [], "categories": [3]}',
            r"categories\[0\] must be a dict",
        ),
        (b'{"images": [], "annotations": [], "categories": [{}]}', r"categories\[0\] lacks 'id'"),
        (b'{"images": [], "annotations": [], "categories": [{"id": 1}, {"id": 1}]}', "1 twice"),
        (b'{"images": [], "annotations": [], "categories": [{"id": 1}, {"id": "a"}]}', "no COCO f"),
        (b'{"images": [], "annotations": [], "categories": []}', "lists no images; export it"),
        (b'{"cat.jpg12": {"filename": "cat.jpg", "regions": []}}', r"is a VIA file; .*read_via"),
        (b'{"_via_img_metadata": {"a": {"regions": []}}}', r"is a VIA file"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_files_that_are_no_coco_files(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        CocoFolder(tmp_path, tmp_path / "a.json")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_file_from_windows(tmp_path: Path, encoding: str) -> None:
    a_folder(tmp_path, an_annotation())
    content = (tmp_path / "a.json").read_text()
    (tmp_path / "a.json").write_bytes(content.encode(encoding))
    assert len(CocoFolder(tmp_path, tmp_path / "a.json")) == 2


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"a\.json is not there; give the path"):
        CocoFolder(tmp_path, tmp_path / "a.json")
    with pytest.raises(FileNotFoundError, match=r"images is not a folder"):
        CocoFolder(tmp_path / "images", tmp_path / "a.json")
    with pytest.raises(ValueError, match=r"is a folder; give the path of the JSON in it"):
        CocoFolder(tmp_path, tmp_path)


def test_if_nothing_is_left_that_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"a\.json: none of its 1 images can be used, the first "
                       r"problem: 3\.png: image 1: .*3\.png is not there"):  # fmt: skip
        a_folder(tmp_path, images=[an_image(file_name="3.png")])
    boxes = without(an_annotation(), "segmentation")
    for alone in (boxes, an_annotation(segmentation=[])):
        with pytest.raises(ValueError, match=r"none of its 1 annotations has a mask; .*=False$"):
            a_folder(tmp_path, alone)
    assert len(a_folder(tmp_path, boxes, masks=False)[0][1]["boxes"]) == 1
    assert len(a_folder(tmp_path)) == 2


@pytest.mark.parametrize(
    "cause",
    [
        {"images": [an_image(file_name="elsewhere/1.png")]},
        {"images": []},
        {"images": [an_image(height=99)]},
        {"annotations": [an_annotation(image_id=9)]},
        {"annotations": [an_annotation(category_id=9)]},
        {"annotations": [an_annotation(segmentation=[LINE])]},
    ],
    ids=str,
)
def test_advice_is_of_the_cause(tmp_path: Path, cause: dict[str, Any]) -> None:
    annotations, images = cause.get("annotations", [an_annotation()]), cause.get("images")
    with pytest.raises(NothingLeftError) as told:
        a_folder(tmp_path, *annotations, images=images)
    assert "masks=False" not in str(told.value)
    if "elsewhere" in str(cause):
        assert f"is not there, but {tmp_path / '1.png'} is" in str(told.value)


def test_without_check_a_bad_file_is_an_error_in_its_turn(tmp_path: Path) -> None:
    truncated(tmp_path / "3.jpg")
    larger(tmp_path / "4.png")
    images = [an_image(), an_image(id=3, file_name="3.jpg"), an_image(id=4, file_name="4.png")]
    images.append(an_image(id=2, file_name="2.png"))
    bad = an_annotation(id=6, image_id=2, segmentation=[LINE])
    dataset = a_folder(tmp_path, an_annotation(), bad, images=images, check=False)
    assert dataset.problems == []
    assert len(dataset[0][1]["boxes"]) == 1
    with pytest.raises(ValueError, match=r"3\.jpg .* cannot be read as an image"):
        dataset[1]
    with pytest.raises(ValueError, match=r"4\.png has \(height, width\) \(16, 20\), but \(8, 10\)"):
        dataset[2]
    with pytest.raises(ValueError, match=r"2\.png: annotation 6: .* at least three corners"):
        dataset[3]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ((6, 4), None),
        ((None, None), "has no 'height' and 'width'"),
        ((0, 4), "no 'height' and 'width'"),
        ((6, None), "no 'height' and 'width'"),
        ((0, 5), r"said to be \(None, 5\), but .* \(6, 4\)"),
        (("tall", 4), "must be whole numbers, got"),
    ],
)
def test_without_check_only_sizes_that_are_none_are_looked_up(
    tmp_path: Path, said: tuple[int | None, int | None], problem: str | None
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (6, 4)).save(tmp_path / "side.jpg", exif=exif)
    content = (tmp_path / "side.jpg").read_bytes()
    (tmp_path / "side.jpg").write_bytes(content[:-4])  # all but its last pixels
    with pytest.raises(ValueError, match="truncated"):
        image_sizes(tmp_path / "side.jpg", all_pixels=True)
    entry = {"id": 3, "file_name": "side.jpg", "height": said[0], "width": said[1]}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dataset = a_folder(tmp_path, images=[an_image(), entry], check=False)
    assert len(caught) == len(dataset.problems) == (problem is not None)
    assert problem is None or re.search(problem, dataset.problems[0].what)
    kept = problem is None or "no 'height'" in problem
    assert len(dataset) == 1 + kept
    (tmp_path / "side.jpg").write_bytes(content)
    if kept:
        assert dataset[1][0].shape == (3, 6, 4)


def test_a_file_that_changes_later_is_named(tmp_path: Path) -> None:
    dataset = a_folder(tmp_path, an_annotation())
    empty(tmp_path / "1.png")
    with pytest.raises(ValueError, match=r"1\.png \(0 bytes\) cannot be read"):
        dataset[0]
    (tmp_path / "1.png").unlink()
    with pytest.raises(FileNotFoundError, match=r"1\.png"):
        dataset[0]


def test_what_the_caller_gave_is_not_changed(tmp_path: Path) -> None:
    a_folder(tmp_path, an_annotation())
    entries = [an_annotation(id=0, bbox=[1, 2, 0, 0]), an_annotation(segmentation=[LINE, *SQUARE])]
    coco = {"images": [an_image(height=None, width=None)], "annotations": entries}
    coco["categories"] = CATEGORIES
    before = json.dumps(coco)
    with pytest.warns(UserWarning, match=r"4 problems in the annotations, the first: 1\.png"):
        CocoFolder(tmp_path, coco)
    assert json.dumps(coco) == before


@st.composite
def targets(draw: st.DrawFn) -> tuple[list[dict[str, Tensor]], list[tuple[int, int]]]:
    """One to three images, each of up to three objects within it, some of them crowds."""
    found, sizes = [], []
    for _ in range(draw(st.integers(1, 3))):
        # So small that every box is near its mask's.
        height, width, n = (draw(st.integers(low, 8)) for low in (1, 1, 0))
        rng = np.random.default_rng(draw(st.integers(0, 2**32)))
        masks = rng.random((n, height, width)) < rng.random((n, 1, 1))
        masks[:, height // 2, width // 2] = True
        corners = np.sort(rng.random((n, 2, 2)), axis=1) * [0.5, 0.5] + [[0, 0], [0.5, 0.5]]
        points = np.concatenate((rng.random((n, 5, 2)) * 9, rng.integers(0, 3, (n, 5, 1))), axis=-1)
        found.append(
            {
                "boxes": torch.tensor((corners * [width, height]).reshape(n, 4)).float(),
                "labels": torch.tensor(rng.integers(1, 3, n)),
                "iscrowd": torch.tensor(rng.random(n) < 0.3),
                "masks": torch.tensor(masks.astype(np.uint8)),
                "keypoints": torch.tensor(points, dtype=torch.float32),
            }
        )
        sizes.append((height, width))
    return found, sizes


@settings(max_examples=50)
@given(targets(), st.booleans())
def test_there_and_back_changes_nothing(
    pairs: tuple[list[dict[str, Tensor]], list[tuple[int, int]]], polygons: bool
) -> None:
    coco = targets_to_coco(*pairs, categories=CATEGORIES, polygons=polygons)
    with tempfile.TemporaryDirectory() as folder:
        for image in coco["images"]:
            image["file_name"] = f"{image['id']}.png"
            size = (image["width"], image["height"])
            Image.new("L", size, image["id"]).save(Path(folder, image["file_name"]))
        Path(folder, "a.json").write_text(json.dumps(coco))
        dataset = CocoFolder(folder, Path(folder, "a.json"), num_keypoints=5)
        assert dataset.problems == []
        assert json.loads(json.dumps(dataset.coco["annotations"])) == coco["annotations"]
        for n, (target, (image, again)) in enumerate(zip(pairs[0], dataset, strict=True)):
            assert image.shape == (3, *pairs[1][n])
            assert image.flatten().mul(255).round().unique().tolist() == [n + 1]
            assert again.keys() == target.keys()
            for name, values in target.items():
                torch.testing.assert_close(again[name], values, rtol=0, atol=0, msg=name)


NUMBERS = st.sampled_from([0, 1, 2, 3, 5, 7, 8, 9.5, 10, -1, -20, 1e9, 1e-40, math.nan, math.inf])
ANYTHING = st.recursive(
    NUMBERS | st.none() | st.booleans() | st.sampled_from(["", "a", "1", "234N2"]),
    lambda inner: (
        st.lists(inner, max_size=8)
        | st.dictionaries(st.sampled_from(["id", "size", "counts", "image_id"]), inner, max_size=3)
    ),
    max_leaves=12,
)
BOXES = st.lists(NUMBERS, min_size=4, max_size=4)
SEGMENTATIONS = st.lists(st.lists(NUMBERS, max_size=10), max_size=3) | st.fixed_dictionaries(
    {"size": st.just([8, 10]), "counts": st.lists(st.integers(-1, 80), max_size=4)}
)


@settings(max_examples=200)
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "id": st.integers(-1, 3) | ANYTHING,
                "image_id": st.just(1) | ANYTHING,
                "category_id": st.just(7) | ANYTHING,
                "bbox": BOXES | ANYTHING,
                "segmentation": SEGMENTATIONS | ANYTHING,
                "iscrowd": ANYTHING,
                "keypoints": ANYTHING,
            },
        )
        | ANYTHING,
        max_size=4,
    ),
    st.booleans(),
)
def test_whatever_a_file_says_a_detector_can_take_what_is_left(
    entries: list[Any], masks: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\d+ problems? in the annotations")
        Image.new("L", (WIDTH, HEIGHT)).save(Path(folder, "1.png"))
        coco = {"images": [an_image()], "annotations": [an_annotation(id="good"), *entries]}
        coco["categories"] = CATEGORIES
        dataset = CocoFolder(folder, coco, masks=masks, num_keypoints=1)
        image, target = dataset[0]
    axes = {k: v for k, v in AXES.items() if masks or k != "masks"} | {"keypoints": "G P 3"}
    check_targets([target], [image], 3, axes)
    kept = len(target["boxes"])
    assert 1 <= kept <= 1 + len(entries)
    assert len({entry["id"] for entry in dataset.coco["annotations"]}) == kept
    for iou_type in ("bbox", "segm")[: 1 + masks]:
        assert evaluate_coco(dataset.coco, [], iou_type)["AR_100"] in (0, -1)
    told = sum(problem.mended in ("left out", "once left out") for problem in dataset.problems)
    assert told == 1 + len(entries) - kept


DATA = os.environ.get("MRCNN_EDU_DATA", "")


@pytest.mark.skipif(not DATA, reason="needs MRCNN_EDU_DATA")
def test_real_images() -> None:
    folder = Path(DATA, "coco_train_subset")
    dataset = CocoFolder(folder / "train2017", folder / "annotations" / "instances_train2017.json")
    assert (len(dataset), len(dataset.coco["annotations"])) == (167, 1580)
    assert sum(entry["iscrowd"] for entry in dataset.coco["annotations"]) == 15
    assert len(dataset.class_names) == 81
    assert dataset.class_names[:2] == ("background", "person")
    assert dataset.problems == []
    check(dataset)
