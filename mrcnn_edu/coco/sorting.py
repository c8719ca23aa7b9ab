"""The annotations of a COCO file, sorted by image, each with an id of its own."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from mrcnn_edu.coco.format import Entry, category_name
from mrcnn_edu.coco.problems import LEFT_OUT, Problem, shorten


def sort_annotations(
    annotations: Sequence[Any], images: Sequence[Any], source: str
) -> tuple[dict[Any, list[Entry]], list[Problem]]:
    """Which annotations each image has.

    An annotation whose id is missing, 0 (which pycocotools takes for "not found") or another's
    gets a new one. The same annotation once more is left out.

    Args:
        annotations: what the file's list "annotations" holds.
        images: what its list "images" holds.
        source: the file's name, for problems.

    Returns:
        The annotations of each image, by its id, and what was wrong with some. The dicts are the
        caller's own but for those with a new id.

    Example:
        >>> annotations = [{"id": 0, "image_id": 9}, {"id": 5, "image_id": 9}]
        >>> images = [{"id": 9, "file_name": "cat.jpg"}]
        >>> by_image, problems = sort_annotations(annotations, images, "cats.json")
        >>> by_image
        {9: [{'id': 6, 'image_id': 9}, {'id': 5, 'image_id': 9}]}
        >>> print(problems[0])
        cat.jpg: annotation 0 needs an id other than 0, which stands for none (given the id 6)
    """
    names = {image["id"]: str(image.get("file_name")) for image in images if _has_id(image)}
    by_image: dict[Any, list[Entry]] = {key: [] for key in names}
    problems: list[Problem] = []
    seen: dict[Any, Entry] = {}
    ids = (a["id"] for a in annotations if _has_id(a))
    free = count(max((key for key in ids if isinstance(key, int)), default=0) + 1)
    for index, annotation in enumerate(annotations):
        fault = _without_image(annotation, index, names)
        if fault:
            key = annotation.get("id") if isinstance(annotation, dict) else None
            problems.append(Problem(source, key, shorten(fault), LEFT_OUT))
            continue
        entry, problem = _with_own_id(annotation, seen, free, names[annotation["image_id"]])
        problems += [problem] if problem else []
        by_image[annotation["image_id"]] += [entry] if entry else []
    return by_image, problems


def same_names(categories: Sequence[Entry], source: str) -> list[Problem]:
    """What is wrong where two categories have one name, by which results are told apart.

    Args:
        categories: COCO's, each with an id.
        source: the file's name, for problems.

    Example:
        >>> cats = [{"id": 1, "name": "cat"}, {"id": 2, "name": "cat"}]
        >>> print(*same_names(cats, "cats.json"))
        cats.json: category 2 is called 'cat', as category 1 is (both kept; merge or rename one)
    """
    first: dict[str, Any] = {}
    problems = []
    for category in categories:
        key, name = category["id"], category_name(category)
        if first.setdefault(name, key) != key:
            what = f"category {key!r} is called {name!r}, as category {first[name]!r} is"
            problems.append(Problem(source, key, shorten(what), "both kept; merge or rename one"))
    return problems


def _has_id(entry: Any) -> bool:
    """Whether it is a dict with an id that can be looked up."""
    return isinstance(entry, dict) and isinstance(entry.get("id"), int | str)


def _without_image(annotation: Any, index: int, names: dict[Any, str]) -> str:
    """Why nobody knows which image it is of; empty if one does."""
    if not isinstance(annotation, dict):
        return f"annotations[{index}] must be a dict, got {annotation!r}"
    image = annotation.get("image_id")
    if isinstance(image, int | str) and image in names:
        return ""
    return (
        f"annotation {annotation.get('id')!r} is of image_id {image!r}, which 'images' does not"
        " list"
    )


def _with_own_id(
    annotation: Entry, seen: dict[Any, Entry], free: Iterator[int], file: str
) -> tuple[Entry | None, Problem | None]:
    """The annotation with an id that no other has; None if it is one that was seen before."""
    key = annotation.get("id")
    name = f"annotation {key!r}"
    if not _has_id(annotation):
        what = f"{name} needs a whole number as its id"
    elif seen.get(key) == annotation:
        return None, Problem(file, key, f"{name} is listed twice", "once left out")
    elif key in seen:
        what = f"{name} needs another id than the annotation before that has it too"
    else:
        seen[key] = annotation
        if key != 0:
            return annotation, None
        what = f"{name} needs an id other than 0, which stands for none"
    number = next(free)
    return {**annotation, "id": number}, Problem(file, key, shorten(what), f"given the id {number}")
