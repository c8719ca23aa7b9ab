"""A COCO file's JSON, or an error that says what it is instead."""

import json
from pathlib import Path
from typing import Any

from mrcnn_edu.coco.entries import Entry, category_ids
from mrcnn_edu.coco.problems import shorten
from mrcnn_edu.coco.reading import check_lists


def load_json(path: str | Path) -> Any:
    """What is in a JSON file.

    Args:
        path: of the file, in UTF-8, with or without the mark that Windows puts in front.

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
    data = path.read_bytes()
    if not data.strip():
        raise ValueError(f"{path} is empty; export the annotations again")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
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
    if not isinstance(coco, dict):
        raise ValueError(
            f"{name} holds {type(coco).__name__}, not COCO's dict of images, annotations and"
            " categories; a list may be a detector's results, so give the file of annotations"
        )
    if looks_like_via(coco):
        raise ValueError(f"{name} is a VIA file; mrcnn_edu.data.balloon.read_via reads it")
    try:
        check_lists(name, coco)
        for index, category in enumerate(coco["categories"]):
            if not isinstance(category, dict):
                raise TypeError(f"categories[{index}] must be a dict, got {category!r}")
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
