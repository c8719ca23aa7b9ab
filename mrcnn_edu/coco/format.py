"""COCO's format: the names of things in it, and what a file must have to be one."""

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from numbers import Real
from pathlib import Path
from typing import Any, NamedTuple

from mrcnn_edu.coco.problems import shorten

Entry = dict[str, Any]
LISTS = ("images", "annotations", "categories")  # of a file
KEYPOINTS = 17  # of a body: nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles

# What is taken for JSON and begins otherwise, and what to do about it.
NO_JSON = {
    b"PK\3\4": "a ZIP archive; unpack it, and give the JSON that is in it",
    b"\x1f\x8b": "packed by gzip; unpack it, and give the JSON that is in it",
    b"\xff\xd8": "an image; give the JSON of annotations",
    b"\x89PNG": "an image; give the JSON of annotations",
    b"<": "XML or a web page; export the annotations as COCO JSON",
}
OF_YOLO = re.compile(rb"\d+( -?[\d.]+){4,}\s*$", re.MULTILINE)  # a class, then a box or an outline
OF_A_TABLE = re.compile(rb"[\w#][^,\n{\[]*(,[^,\n{\[]*){2,}$", re.MULTILINE)


class Shape(NamedTuple):
    """What detections and objects are compared by: its name in a target, and in an annotation."""

    tensor: str
    field: str


# By COCO's ``iou_type``.
SHAPES = {
    "bbox": Shape("boxes", "bbox"),
    "segm": Shape("masks", "segmentation"),
    "keypoints": Shape("keypoints", "keypoints"),
}


def load_json(path: str | Path) -> Any:
    """What is in a JSON file.

    Args:
        path: of the file, in UTF-8, UTF-16 or UTF-32, with or without a mark in front.

    Returns:
        Whatever it holds.

    Raises:
        OSError: if it cannot be opened; FileNotFoundError if there is none.
        ValueError: if it is empty or no JSON.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "cats.json")
        ...     _ = path.write_text("id, name")
        ...     load_json(path)
        Traceback (most recent call last):
        ...
        ValueError: ...cats.json is no JSON file: ...
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there; give the path of the JSON of annotations")
    if path.is_dir():
        raise ValueError(f"{path} is a folder; give the path of the JSON in it")
    data = path.read_bytes()
    if not data.strip():
        raise ValueError(f"{path} is empty; export the annotations again")
    for beginning, told in NO_JSON.items():
        if data.lstrip().startswith(beginning):
            raise ValueError(f"{path} is {told}")
    try:
        return json.loads(data)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path} is not in {error.encoding}: byte {error.start} is {data[error.start]:#x}; open"
            " it in an editor and save it as UTF-8"
        ) from error
    except (ValueError, RecursionError) as error:
        if OF_YOLO.match(data):
            raise ValueError(
                f"{path} holds labels of one image, as YOLO has them; export all as COCO JSON"
            ) from error
        if OF_A_TABLE.match(data):
            raise ValueError(f"{path} is a table; export the annotations as COCO JSON") from error
        raise ValueError(
            f"{path} is no JSON file: {shorten(str(error))}; export the annotations again"
        ) from error


def check_coco(name: str, coco: Any) -> Entry:
    """Refuse what has not the form of a COCO file.

    Its images and annotations may still be wrong, one by one.

    Args:
        name: what it is called; it stands first in the message.
        coco: what was in the file.

    Returns:
        The same.

    Raises:
        ValueError: if it is not a dict with the three lists, or its categories have not an id
            each.

    Example:
        >>> check_coco("a.json", [])
        Traceback (most recent call last):
        ...
        ValueError: a.json holds list, not COCO's dict of images, annotations and categories; ...
    """
    if looks_like_label_studio(coco):
        raise ValueError(f"{name} is Label Studio's own JSON; export it as COCO")
    if isinstance(coco, dict) and "shapes" in coco and "imagePath" in coco:
        raise ValueError(f"{name} is a labelme file, of one image; export all of them as COCO")
    if not isinstance(coco, dict):
        raise ValueError(
            f"{name} holds {type(coco).__name__}, not COCO's dict of images, annotations and"
            " categories; a list may be a detector's results, so give the file of annotations"
        )
    if looks_like_via(coco):
        raise ValueError(f"{name} is a VIA file; mrcnn_edu.data.balloon.read_via reads it")
    try:
        need("it", coco, LISTS)
        for field in LISTS:
            if not isinstance(coco[field], list):
                raise TypeError(f"{field!r} must be a list, got {type(coco[field]).__name__}")
        category_ids(coco["categories"])
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is no COCO file: {shorten(str(error))}") from error
    return coco


def looks_like_via(content: dict[str, Any]) -> bool:
    """Whether a dict is what the VGG Image Annotator writes.

    Example:
        >>> looks_like_via({"cat.jpg1234": {"filename": "cat.jpg", "regions": []}})
        True
    """
    images = content.get("_via_img_metadata", content)
    entries = images.values() if isinstance(images, dict) else ()
    return any(isinstance(entry, dict) and "regions" in entry for entry in entries)


def looks_like_label_studio(content: Any) -> bool:
    """Whether it is a list of Label Studio's tasks, whole or as in its JSON-MIN.

    Example:
        >>> looks_like_label_studio([{"id": 1, "data": {"image": "cat.jpg"}}])
        True
    """
    return isinstance(content, list) and any(
        isinstance(task, dict)
        and (isinstance(task.get("data"), dict) or isinstance(task.get("image"), str))
        for task in content
    )


def category_ids(categories: Sequence[Entry]) -> list[Any]:
    """The category id of each label, that of label 1 first.

    Args:
        categories: COCO's, in any order.

    Returns:
        The ids in ascending order.

    Raises:
        TypeError: if one is not a dict.
        ValueError: if an id is missing or stands twice.

    Example:
        >>> category_ids([{"id": 7, "name": "cat"}, {"id": 3, "name": "dog"}])
        [3, 7]
    """
    for index, category in enumerate(categories):
        need(f"categories[{index}]", category, ("id",))
    given = [category["id"] for category in categories]
    if len({isinstance(key, str) for key in given}) > 1 or not all(map(_is_id, given)):
        raise ValueError(
            f"categories must have numbers as ids, or all of them text, got {shorten(str(given))};"
            " correct them"
        )
    ids = sorted(given)
    twice = [first for first, second in pairwise(ids) if first == second]
    if twice:
        raise ValueError(f"categories must have an id each, got {twice[0]!r} twice; rename one")
    return ids


def _is_id(key: Any) -> bool:
    """Whether it can be told from others, and put in order."""
    return isinstance(key, Real | str) and not isinstance(key, bool) and key == key


def need(name: str, entry: object, fields: Sequence[str]) -> None:
    """Refuse what is not a dict with these fields.

    Args:
        name: what it is called; it stands first in the message.
        entry: what may be a dict.
        fields: that it must have.

    Raises:
        TypeError: if it is not a dict.
        ValueError: if a field is missing.
    """
    if not isinstance(entry, dict):
        raise TypeError(f"{name} must be a dict, got {entry!r}; see COCO's format of data")
    for field in fields:
        if field not in entry:
            raise ValueError(f"{name} lacks {field!r}, it has {list(entry)}; add it")


def category_name(category: Entry) -> str:
    """What a category is called: its name, or where it has none its id.

    Args:
        category: COCO's, with an "id".

    Example:
        >>> category_name({"id": 3, "name": "cat"}), category_name({"id": 3, "name": None})
        ('cat', '3')
    """
    name = category.get("name")
    return str(category["id"] if name is None else name)
