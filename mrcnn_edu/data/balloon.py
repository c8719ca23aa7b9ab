"""The balloon data set: 61 photographs to learn from, 13 to test with, outlines of every balloon.

It comes from Matterport's Mask R-CNN, annotated with the VGG Image Annotator (VIA). ``read_via``
reads any file of that program, ``balloon`` this one.
"""

from pathlib import Path
from typing import Any

from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.coco.format import Entry, load_json, looks_like_via
from mrcnn_edu.coco.problems import LEFT_OUT, Problem, shorten, warn_of
from mrcnn_edu.data.folders import find_data
from mrcnn_edu.data.via_regions import region_polygon
from mrcnn_edu.files.images import image_sizes
from mrcnn_edu.ops.checks import check_choice

SPLITS = ("train", "val")


def balloon(split: str, folder: str | Path | None = None) -> CocoFolder:
    """One part of the balloon data set.

    Args:
        split: "train", 61 photographs with 255 balloons, or "val", 13 with 50.
        folder: that holds the folders "train" and "val"; None for where ``find_data`` finds it.

    Returns:
        The data set; its only class is "balloon".

    Raises:
        FileNotFoundError: if it is not there; the message says what to put where.
        ValueError: if ``split`` is another word, or the file of annotations is damaged.

    Example:
        >>> balloon("test")
        Traceback (most recent call last):
        ...
        ValueError: split must be one of 'train', 'val', got 'test'
    """
    check_choice("split", split, SPLITS)
    if folder is None:
        folder = find_data("balloon")
    images = Path(folder) / split
    path = images / "via_region_data.json"
    coco, problems = _to_coco(load_json(path), images, path, "balloon")
    return CocoFolder(images, coco, source=str(path), known=problems)


def read_via(path: str | Path, images: str | Path, *, class_name: str = "object") -> Entry:
    """A file of the VGG Image Annotator as a COCO dict, for ``CocoFolder``.

    Args:
        path: of VIA's JSON, exported annotations (with regions as a dict, as of version 1, or as a
            list, as of version 2) or a whole project.
        images: the folder with the images, which are opened for their sizes.
        class_name: what all regions are; VIA's attributes are not read.

    Returns:
        A COCO dict. Images are found by their name: VIA also wrote down how many bytes they had,
        and a file that was saved again has others. Images without a usable region are not in it,
        for VIA lists those that nobody has come to yet. "bbox" is the outline's extent, which may
        reach out of the image; "area" is left to ``CocoFolder``.

    Raises:
        OSError: if the file cannot be opened.
        ValueError: if it is empty, no JSON or not VIA's.

    Warns:
        UserWarning: once, if there are regions that are no area, such as points, or images that
            are not named or named twice; they are left out.

    Example:
        >>> read_via("nothing.json", ".")
        Traceback (most recent call last):
        ...
        FileNotFoundError: nothing.json is not there; give the path of the JSON of annotations
    """
    coco, problems = _to_coco(load_json(path), Path(images), Path(path), class_name)
    warn_of(problems, str(path))
    return coco


def _to_coco(
    content: Any, images: Path, path: Path, class_name: str
) -> tuple[Entry, list[Problem]]:
    """A COCO dict of what is in VIA's file, and what was wrong with it."""
    if not isinstance(content, dict) or not looks_like_via(content):
        raise ValueError(
            f"{path} is not VIA's: no entry has 'regions'; export the annotations as JSON, or if"
            " they are COCO's give them to CocoFolder"
        )
    coco: Entry = {"images": [], "annotations": []}
    coco["categories"] = [{"id": 1, "name": class_name}]
    problems: list[Problem] = []
    names: set[str] = set()
    for key, listed in content.get("_via_img_metadata", content).items():
        name = listed.get("filename") if isinstance(listed, dict) else None
        if not isinstance(name, str) or name in names:
            what = f"the entry {key!r} must have a 'filename' that no other has, got {name!r}"
            problems.append(Problem(str(path), key, shorten(what), LEFT_OUT))
            continue
        names.add(name)
        polygons, faults = _polygons(name, listed.get("regions"))
        problems += faults
        if polygons:
            number = len(coco["images"]) + 1
            coco["images"].append({"id": number, "file_name": name, **_size(images / name)})
            for polygon in polygons:
                entry = {"id": len(coco["annotations"]) + 1, "image_id": number, "category_id": 1}
                coco["annotations"].append({**entry, **_shape(polygon)})
    return coco, problems


def _polygons(name: str, regions: Any) -> tuple[list[list[float]], list[Problem]]:
    """The outlines of an image's regions, and what was wrong with others."""
    polygons: list[list[float]] = []
    problems: list[Problem] = []
    numbered = dict(enumerate(regions)) if isinstance(regions, list) else regions
    if not isinstance(numbered, dict | None):
        what = shorten(f"'regions' must be a dict or a list, got {regions!r}")
        return [], [Problem(name, None, what, LEFT_OUT)]
    for key, region in (numbered or {}).items():
        try:
            shape = region.get("shape_attributes") if isinstance(region, dict) else region
            polygons.append(region_polygon(shape))
        except (TypeError, ValueError) as error:
            what = shorten(f"region {key}: {error}")
            problems.append(Problem(name, key, what, LEFT_OUT))
    return polygons, problems


def _shape(polygon: list[float]) -> Entry:
    """COCO's segmentation and box of an outline."""
    x, y = polygon[::2], polygon[1::2]
    box = [min(x), min(y), max(x) - min(x), max(y) - min(y)]
    return {"segmentation": [polygon], "bbox": box, "iscrowd": 0}


def _size(path: Path) -> Entry:
    """COCO's height and width; of a file that cannot be read none, which CocoFolder will name."""
    try:
        height, width = image_sizes(path).upright
    except (OSError, ValueError):
        return {}
    return {"height": height, "width": width}
