"""Ids of images and categories from a COCO file, so that results can be compared with it."""

import os
import posixpath
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from mrcnn_edu.coco.file_names import form, spellings
from mrcnn_edu.coco.format import Entry, category_name, check_coco, load_json
from mrcnn_edu.coco.spellings import respell
from mrcnn_edu.evaluation.class_names import labels_in


class CocoIds(NamedTuple):
    """``image_ids`` of photographs that are listed; ``categories`` by label, None if unknown."""

    image_ids: dict[Path, Any]
    categories: list[Any]


def read_ids(
    path: str, photos: Sequence[Path], num_classes: int, class_names: Sequence[str] | None
) -> CocoIds:
    """What a COCO file calls photographs and classes.

    Args:
        path: of the file.
        photos: the photographs.
        num_classes: K, how many classes the detector tells apart, with the background.
        class_names: what it calls them, "background" first; None where nobody knows.

    Raises:
        OSError: if the file cannot be opened.
        ValueError: if it is not COCO's, lists no photograph or two as one, or shares no class.
    """
    coco, _ = respell(check_coco(path, load_json(path)), path)
    image_ids = _ids_of(photos, coco["images"], path)
    categories = sorted(coco["categories"], key=lambda category: category["id"])
    names = ["background", *map(category_name, categories)]
    shared = set(names[1:]) & set(class_names or ())
    labels = labels_in(names, num_classes, class_names, shared or names[1:])
    return CocoIds(image_ids, [categories[k - 1]["id"] if k else None for k in labels.tolist()])


def only_known(found: dict[str, Tensor], categories: Sequence[Any]) -> dict[str, Tensor]:
    """The detections of classes that the file lists.

    Args:
        found: of one photograph.
        categories: from ``read_ids``.
    """
    listed = torch.tensor([category is not None for category in categories], dtype=torch.bool)
    kept = listed[found["labels"]]
    return {name: values[kept] for name, values in found.items()}


def _ids_of(photos: Sequence[Path], images: Sequence[Any], source: str) -> dict[Path, Any]:
    """The image id of each photograph that is listed: by the longest end of its path that is."""
    if not images:
        raise ValueError(f"{source} lists no images; export it again, with them")
    by_name: dict[str, set[Any]] = {}
    for image in images:
        if isinstance(image, dict) and isinstance(image.get("file_name"), str) and "id" in image:
            for spelling in spellings(image["file_name"]):
                name = posixpath.normpath(spelling).lstrip("/")
                while name.startswith("../"):
                    name = name[3:]
                by_name.setdefault(form(name), set()).add(image["id"])
    found: dict[Path, Any] = {}
    photo_of: dict[Any, Path] = {}
    for photo in photos:
        key = _listed_as(photo, by_name)
        if key is None:
            continue
        if key in photo_of:
            raise ValueError(
                f"{photo_of[key]} and {photo} are both image {key!r} of {source}; leave one out"
            )
        found[photo], photo_of[key] = key, photo
    if not found:
        example: Entry = images[0] if isinstance(images[0], dict) else {}
        raise ValueError(
            f"{source} lists none of the photographs; it has names such as"
            f" {example.get('file_name')!r}, and {photos[0]} is none of them"
        )
    return found


def _listed_as(photo: Path, by_name: dict[str, set[Any]]) -> Any:
    """The id of the image that ends like the photograph's path; None if there is not one."""
    parts = Path(os.path.abspath(photo)).parts[1:]
    for start in range(len(parts)):
        ids = by_name.get(form("/".join(parts[start:])), set())
        if ids:
            return next(iter(ids)) if len(ids) == 1 else None
    return None
