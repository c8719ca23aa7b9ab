"""Files of the VGG Image Annotator, made here in both forms, and the real balloons."""

import json
import math
import os
import warnings
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pycocotools import mask as coco_mask

from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.data.balloon import balloon, read_via
from mrcnn_edu.data.via_regions import region_polygon

HEIGHT, WIDTH = 40, 60


def a_polygon(*corners: tuple[float, float]) -> dict[str, Any]:
    """A region with these corners."""
    x, y = ([corner[axis] for corner in corners] for axis in (0, 1))
    shape = {"name": "polygon", "all_points_x": x, "all_points_y": y}
    return {"shape_attributes": shape, "region_attributes": {}}


SQUARE = a_polygon((10, 20), (30, 20), (30, 35), (10, 35))
TO_THE_EDGE = a_polygon((50, 30), (60, 30), (60, 40), (50, 40))


def an_entry(regions: Any, **more: Any) -> dict[str, Any]:
    return {"filename": "a.jpg", "size": 1234, "regions": regions, "file_attributes": {}} | more


def a_file(tmp_path: Path, content: Any) -> Path:
    """The JSON beside an image a.jpg of 40 x 60 pixels."""
    Image.new("RGB", (WIDTH, HEIGHT)).save(tmp_path / "a.jpg")
    path = tmp_path / "via_region_data.json"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize(
    "content",
    [
        {"a.jpg1234": an_entry({"0": SQUARE, "1": TO_THE_EDGE})},
        {"a.jpg1234": an_entry([SQUARE, TO_THE_EDGE])},
        {"_via_settings": {}, "_via_img_metadata": {"a.jpg1234": an_entry([SQUARE, TO_THE_EDGE])}},
        {"b": an_entry({}, filename="b.jpg"), "a.jpg-1": an_entry([SQUARE, TO_THE_EDGE], size=-1)},
    ],
    ids=["a dict", "a list", "a project", "other bytes, and an image nobody has come to"],
)
def test_every_form_of_the_file(tmp_path: Path, content: dict[str, Any]) -> None:
    coco = read_via(a_file(tmp_path, content), tmp_path, class_name="coin")
    assert coco == {
        "images": [{"id": 1, "file_name": "a.jpg", "height": HEIGHT, "width": WIDTH}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "bbox": [10, 20, 20, 15],
             "segmentation": [[10, 20, 30, 20, 30, 35, 10, 35]]},
            {"id": 2, "image_id": 1, "category_id": 1, "iscrowd": 0, "bbox": [50, 30, 10, 10],
             "segmentation": [[50, 30, 60, 30, 60, 40, 50, 40]]},
        ],
        "categories": [{"id": 1, "name": "coin"}],
    }  # fmt: skip
    dataset = CocoFolder(tmp_path, coco)
    assert dataset.problems == []  # x = 60 is the edge of the image, not a pixel beyond it
    target = dataset[0][1]
    assert target["boxes"].tolist() == [[10, 20, 30, 35], [50, 30, 60, 40]]
    assert target["masks"].sum(dim=(1, 2)).tolist() == [300, 100]
    assert target["masks"][1, 30:40, 50:60].all()


@pytest.mark.parametrize(
    ("shape", "area", "extent"),
    [
        ({"name": "rect", "x": 5, "y": 6, "width": 10, "height": 20}, 200, (5, 6, 15, 26)),
        ({"name": "circle", "cx": 30, "cy": 20, "r": 10}, math.pi * 100, (20, 10, 40, 30)),
        ({"name": "ellipse", "cx": 30, "cy": 20, "rx": 20, "ry": 10}, math.pi * 200,
         (10, 10, 50, 30)),
        ({"name": "ellipse", "cx": 30, "cy": 20, "rx": 10, "ry": 20, "theta": math.pi / 2},
         math.pi * 200, (10, 10, 50, 30)),
        ({"name": "ellipse", "cx": 30, "cy": 20, "rx": 10, "ry": 0.01, "theta": math.pi / 4},
         math.pi / 10, (30 - 50**0.5, 20 - 50**0.5, 30 + 50**0.5, 20 + 50**0.5)),
        ({"name": "polyline", "all_points_x": [0, 10, 10], "all_points_y": [0, 0, 10]}, 50,
         (0, 0, 10, 10)),
    ],
    ids=["rect", "circle", "ellipse", "a quarter turn", "an eighth turn", "polyline"],
)  # fmt: skip
def test_other_shapes(
    shape: dict[str, Any], area: float, extent: tuple[float, float, float, float]
) -> None:
    polygon = region_polygon(shape)
    x, y = polygon[::2], polygon[1::2]
    around = [a * d - b * c for a, b, c, d in zip(x, y, x[1:] + x[:1], y[1:] + y[:1], strict=True)]
    assert abs(sum(around)) / 2 == pytest.approx(area, rel=0.002)
    assert (min(x), min(y), max(x), max(y)) == pytest.approx(extent, abs=0.01)


POINT = {"shape_attributes": {"name": "point", "cx": 3, "cy": 4}}


@pytest.mark.parametrize(
    ("region", "message"),
    [
        (POINT, "must be one of polygon, polyline, rect, circle, ellipse, got 'point'"),
        ({"shape_attributes": {}}, "got None"),
        ({}, "shape_attributes must be a dict, got None"),
        (3, "shape_attributes must be a dict, got 3"),
        ({"shape_attributes": {"name": "rect", "x": 1}}, "its rect lacks a number.*'y'"),
        ({"shape_attributes": {"name": ["rect"]}}, r"got \['rect'\]"),
        (a_polygon(), "its polygon must have finite numbers"),
        (a_polygon((1, 2), (3, math.nan), (5, 6)), "its polygon must have finite numbers"),
        (a_polygon((1, 2), (3, -math.inf), (5, 6)), "its polygon must have finite numbers"),
        ({"shape_attributes": {"name": "polygon", "all_points_x": [1, 2], "all_points_y": [1]}},
         "its polygon lacks a number"),
        ({"shape_attributes": {"name": "circle", "cx": 1, "cy": 2, "r": "3"}}, "its circle lacks"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_region_that_is_no_area_is_left_out(tmp_path: Path, region: Any, message: str) -> None:
    path = a_file(tmp_path, {"a.jpg1234": an_entry({"0": region, "1": SQUARE})})
    with pytest.warns(UserWarning, match=rf"1 problem in .*: a\.jpg: region 0: .*{message}"):
        coco = read_via(path, tmp_path)
    assert [entry["bbox"] for entry in coco["annotations"]] == [[10, 20, 20, 15]]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"regions": {}}, "the entry 'bad' must have a 'filename' that no other has, got None"),
        (3, "the entry 'bad' must have a 'filename'"),
        (an_entry([SQUARE]), "the entry 'bad' must .*, got 'a.jpg'"),
        (an_entry("cat", filename="b.jpg"), "b.jpg: 'regions' must be a dict or a list, got 'cat'"),
    ],
    ids=["no name", "no dict", "the same file", "no regions"],
)
def test_a_bad_entry_is_left_out(tmp_path: Path, entry: Any, message: str) -> None:
    path = a_file(tmp_path, {"a.jpg1234": an_entry([SQUARE]), "bad": entry})
    with pytest.warns(UserWarning, match=message):
        coco = read_via(path, tmp_path)
    assert len(coco["images"]) == len(coco["annotations"]) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "is not VIA's"),
        ({"_via_img_metadata": [an_entry([SQUARE])]}, "is not VIA's"),
        ({}, "no entry has 'regions'; export the annotations as JSON"),
        ({"images": [], "annotations": [], "categories": []}, "give them to CocoFolder"),
    ],
)
def test_files_that_are_not_vias(tmp_path: Path, content: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_via(a_file(tmp_path, content), tmp_path)
    (tmp_path / "via_region_data.json").write_text("")
    with pytest.raises(ValueError, match=r"via_region_data\.json is empty"):
        read_via(tmp_path / "via_region_data.json", tmp_path)


def a_data_set(folder: Path, split: str, regions: Any) -> None:
    """The balloon folder's layout, with one good image and one that is missing."""
    (folder / split).mkdir(parents=True)
    missing = an_entry([SQUARE], filename="missing.jpg")
    a_file(folder / split, {"missing": missing, "a.jpg1234": an_entry(regions)})


@pytest.mark.parametrize("split", ["train", "val"])
def test_all_that_is_wrong_with_balloons_is_one_warning(tmp_path: Path, split: str) -> None:
    line = a_polygon((1, 2), (3, 4))
    outside = a_polygon((-20, 20), (30, 20), (30, 35), (-20, 35))
    a_data_set(tmp_path, split, [POINT, line, outside])
    with pytest.warns(UserWarning, match=r"via_region_data\.json, the first: a\.jpg: r") as caught:
        dataset = balloon(split, tmp_path)
    assert len(caught) == 1
    assert [(problem.file, problem.id, problem.mended) for problem in dataset.problems] == [
        ("a.jpg", 0, "left out"),
        ("missing.jpg", 1, "left out with its annotations"),
        ("a.jpg", 2, "left out"),
        ("a.jpg", 3, "cut off"),
    ]
    assert dataset.class_names == ("background", "balloon")
    assert dataset[0][1]["boxes"].tolist() == [[0, 20, 30, 35]]
    assert dataset[0][1]["masks"].sum() == 30 * 15


def test_balloons_are_found_through_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def find_data(name: str) -> Path:
        asked.append(name)
        return tmp_path

    a_data_set(tmp_path, "val", [SQUARE])
    monkeypatch.setattr("mrcnn_edu.data.balloon.find_data", find_data)
    with pytest.warns(UserWarning, match=r"missing\.jpg is not there"):
        assert len(balloon("val")) == 1
    assert asked == ["balloon"]
    with pytest.raises(ValueError, match=r"split must be one of 'train', 'val', got 'test'"):
        balloon("test")
    with pytest.raises(FileNotFoundError, match=r"train.via_region_data\.json is not there"):
        balloon("train")


DATA = os.environ.get("MRCNN_EDU_DATA", "")


@pytest.mark.skipif(not DATA, reason="needs MRCNN_EDU_DATA")
@pytest.mark.parametrize(
    ("split", "images", "objects", "at_the_edge"), [("train", 61, 255, 13), ("val", 13, 50, 0)]
)
def test_real_balloons(split: str, images: int, objects: int, at_the_edge: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dataset = balloon(split)
    annotations = dataset.coco["annotations"]
    assert (len(dataset), len(annotations), dataset.problems) == (images, objects, [])
    sizes = {image["id"]: (image["height"], image["width"]) for image in dataset.coco["images"]}
    touching = 0
    for index, image in enumerate(dataset.coco["images"]):
        read, target = dataset[index]
        height, width = sizes[image["id"]]
        assert read.shape == (3, height, width)
        entries = [entry for entry in annotations if entry["image_id"] == image["id"]]
        for mask, box, entry in zip(target["masks"], target["boxes"], entries, strict=True):
            (rle,) = coco_mask.frPyObjects(entry["segmentation"], height, width)
            assert mask.sum() == coco_mask.area(rle) == entry["area"]
            touching += bool(box[2] == width or box[3] == height)
            assert box[2] <= width
            assert box[3] <= height
    assert touching == at_the_edge
