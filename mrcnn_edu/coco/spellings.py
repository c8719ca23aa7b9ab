"""One spelling of what tools write in several: ids, flags, sizes, and the brackets of a polygon.

Whatever is equal by value becomes equal: 1.0 is the id 1, and so is numpy's. What only means the
same, such as the text "1" or a bracket too many, is taken for it and told. What may mean anything
is left as it is, and refused where it is read.
"""

from collections.abc import Callable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, NamedTuple

from mrcnn_edu.coco.format import LISTS, Entry
from mrcnn_edu.coco.problems import Problem

IDS = ("id", "image_id", "category_id")
SIDES = ("height", "width")
FLAGS = {"0": 0, "1": 1, "false": 0, "true": 1}  # as text


class Respelled(NamedTuple):
    """A field that was written otherwise: where, what stood there, and what it was taken for."""

    place: str
    written: Any
    taken: Any


def respell(coco: Entry, source: str) -> tuple[Entry, list[Problem]]:
    """A COCO dict in one spelling.

    Args:
        coco: with the three lists, whatever is in them.
        source: the file's name, for problems.

    Returns:
        A dict with new lists, whose entries are the caller's own where nothing was changed; and a
        problem for each field that was text or had other brackets, however many entries have it.

    Example:
        >>> annotation = {"id": 5.0, "image_id": "1", "iscrowd": "0"}
        >>> coco = {"images": [{"id": 1}], "annotations": [annotation], "categories": []}
        >>> coco, problems = respell(coco, "cats.json")
        >>> coco["annotations"]
        [{'id': 5, 'image_id': 1, 'iscrowd': 0}]
        >>> print(problems[0])
        cats.json: 'image_id' is written as '1' (taken for 1)
    """
    changed: list[Respelled] = []
    lists = {name: [_plain_ids(entry) for entry in coco[name]] for name in LISTS}
    images, categories = lists["images"], lists["categories"]
    images = [_of_fields(entry, dict.fromkeys(SIDES, read_side), changed) for entry in images]
    fields: dict[str, Callable[[Any], Any]] = {
        "image_id": _as_listed([e.get("id") for e in images if isinstance(e, dict)]),
        "category_id": _as_listed([e.get("id") for e in categories if isinstance(e, dict)]),
        "iscrowd": read_flag,
        "segmentation": unwrap,
    }
    annotations = [_of_fields(entry, fields, changed) for entry in lists["annotations"]]
    respelled = {"images": images, "annotations": annotations, "categories": categories}
    return {**coco, **respelled}, respelled_problems(changed, source)


def read_id(value: Any) -> Any:
    """An id by its value: what equals a whole number becomes it, anything else stays.

    Example:
        >>> read_id(1.0), read_id("1"), read_id(1.5)
        (1, '1', 1.5)
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        return value
    if isinstance(value, Integral):
        return int(value)  # exactly, however large
    return int(float(value)) if float(value).is_integer() else value


def read_flag(value: Any) -> Any:
    """0 or 1 of a flag, also of one written as text; anything else stays.

    Example:
        >>> read_flag("false"), read_flag(True), read_flag(None), read_flag("maybe")
        (0, 1, 0, 'maybe')
    """
    if value is None:
        return 0
    if isinstance(value, str):
        return FLAGS.get(value.strip().lower(), value)
    return int(value == 1) if isinstance(value, Real) and value in (0, 1) else value


def read_side(value: Any) -> Any:
    """A height or width: a whole number, None where it is unknown; anything else stays.

    Example:
        >>> read_side("480"), read_side(480.0), read_side(0), read_side("tall")
        (480, 480, None, 'tall')
    """
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    value = read_id(value)
    return None if value in (0, "") else value


def unwrap(segmentation: Any, depth: int = 2) -> Any:
    """Polygons with COCO's brackets: a list of lists x1, y1, x2, y2, ...; RLE as it is.

    Args:
        segmentation: perhaps one polygon without a list around it, a list too many around all,
            corners as pairs, or RLE in a list of its own.
        depth: how many brackets too many are looked through.

    Example:
        >>> unwrap([1, 2, 4, 2, 4, 5])
        [[1, 2, 4, 2, 4, 5]]
        >>> unwrap([[[1, 2], [4, 2], [4, 5]]])
        [[1, 2, 4, 2, 4, 5]]
    """
    if not isinstance(segmentation, list) or not segmentation:
        return segmentation
    if len(segmentation) == 1 and isinstance(segmentation[0], dict):
        return segmentation[0]
    if all(map(_is_number, segmentation)):
        return [segmentation]
    if len(segmentation) > 2 and all(map(_is_pair, segmentation)):
        return [[number for corner in segmentation for number in corner]]
    nested = all(
        isinstance(part, list) and part and isinstance(part[0], list | dict)
        for part in segmentation
    )
    if not nested or depth == 0:
        return segmentation
    inner = [unwrap(part, depth - 1) for part in segmentation]
    return [polygon for part in inner for polygon in (part if isinstance(part, list) else [part])]


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))


def _plain_ids(entry: Any) -> Any:
    """The same entry with its ids by value."""
    if not isinstance(entry, dict):
        return entry
    ids = {name: read_id(entry[name]) for name in IDS if name in entry}
    same = all(type(entry[name]) is type(value) for name, value in ids.items())
    return entry if same else {**entry, **ids}


def _as_listed(listed: Sequence[Any]) -> Callable[[Any], Any]:
    """What reads an id as one of those listed, text for number and number for text."""
    known = {key for key in listed if isinstance(key, int | str)}

    def read(value: Any) -> Any:
        if not isinstance(value, int | str) or value in known:
            return value
        if isinstance(value, str) and value.strip().isdecimal() and int(value) in known:
            return int(value)
        return str(value) if str(value) in known else value

    return read


def _of_fields(
    entry: Any, readers: Mapping[str, Callable[[Any], Any]], changed: list[Respelled]
) -> Any:
    """The same entry with some fields read; what meant the same, and was not equal, is noted."""
    if not isinstance(entry, dict):
        return entry
    new = {name: read(entry[name]) for name, read in readers.items() if name in entry}
    new = {name: value for name, value in new.items() if value is not entry[name]}
    for name, value in new.items():
        if isinstance(entry[name], str | list):
            changed.append(Respelled(name, entry[name], value))
    return {**entry, **new} if new else entry


def respelled_problems(changed: Sequence[Respelled], source: str) -> list[Problem]:
    """One problem for each field, with the first of what was written.

    Args:
        changed: every one.
        source: the file's name.

    Example:
        >>> print(*respelled_problems([Respelled("file_name", "A.png", "a.png")] * 3, "cats.json"))
        cats.json: 'file_name' is written as 'A.png', and 2 more like it (taken for 'a.png')
    """
    by_place: dict[str, list[Respelled]] = {}
    for one in changed:
        by_place.setdefault(one.place, []).append(one)
    problems = []
    for place, all_of_it in by_place.items():
        first, more = all_of_it[0], len(all_of_it) - 1
        written, taken = _start(first.written), _start(first.taken)
        others = f", and {more} more like it" if more else ""
        what = f"{place!r} is written as {written}{others}"
        problems.append(Problem(source, None, what, f"taken for {taken}"))
    return problems


def _start(value: Any) -> str:
    """The first characters of how a value is written."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
