"""The images that a COCO file lists, held against the files that are there."""

import os
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mrcnn_edu.coco.file_names import NamedFiles
from mrcnn_edu.coco.format import Entry
from mrcnn_edu.coco.problems import LEFT_OUT, Problem, shorten
from mrcnn_edu.coco.spellings import Respelled, respelled_problems
from mrcnn_edu.files.images import image_sizes

OUTSIDE = "read all the same; give a folder that holds all images"
BOTH = "both kept; if each has some of its objects, list it once with all of them"


class ImageFile(NamedTuple):
    """An image that is there.

    ``entry`` is COCO's, with the height and width that the pixels will have; ``upright`` is False
    if they are to stay as they are stored, without the turn of their EXIF tag.
    """

    entry: Entry
    path: Path
    upright: bool


def find_images(
    entries: Sequence[Any], folder: Path, source: str, *, check: bool
) -> tuple[list[ImageFile], list[Problem]]:
    """The images of a COCO file that can be read.

    Args:
        entries: what its list "images" holds.
        folder: that "file_name" is relative to.
        source: the file's name, for problems.
        check: whether to read each to its last byte; without, it is only looked for.

    Returns:
        The images in the file's order, and what was wrong with others.
    """
    by_id: dict[Hashable, list[Entry]] = {}
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        if _is_image(entry):
            by_id.setdefault(entry["id"], []).append(entry)
        else:
            what = f"images[{index}] must be a dict with 'id' and 'file_name', got {entry!r}"
            problems.append(Problem(source, None, shorten(what), LEFT_OUT))
    found = []
    first: dict[Path, Any] = {}
    files, respelled = NamedFiles(folder), list[Respelled]()
    for key, same_id in by_id.items():
        image, faults = _choose(same_id, files, respelled, check)
        problems += faults
        if image:
            found.append(image)
            if first.setdefault(image.path, key) != key:
                what = f"image {key!r} is the same file as image {first[image.path]!r}"
                problems.append(Problem(image.entry["file_name"], key, what, BOTH))
    return found, [*respelled_problems(respelled, source), *problems]


def _is_image(entry: Any) -> bool:
    """Whether an entry says which image it is of, and where that lies."""
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), int | str):
        return False
    name = entry.get("file_name")
    return isinstance(name, str) and name != "" and "\0" not in name


def _choose(
    same_id: list[Entry], files: NamedFiles, respelled: list[Respelled], check: bool
) -> tuple[ImageFile | None, list[Problem]]:
    """The image of an id, and what was wrong with its entries, which are more than one for some."""
    first, *others = same_id
    name, key = first["file_name"], first["id"]
    if any(other != first for other in others):
        what = "has the id of another image, so that nobody knows whose the annotations are"
        return None, [
            Problem(e["file_name"], key, f"image {key!r} {what}", LEFT_OUT) for e in same_id
        ]
    problems = []
    if others:
        what = f"image {key!r} is listed {len(same_id)} times"
        problems.append(Problem(name, key, what, "taken for one"))
    try:
        path = _file_of(name, files, respelled)
        image, mended = _look_at(first, path, check)
    except (OSError, ValueError) as error:
        what = shorten(f"image {key!r}: {error}")
        return None, [*problems, Problem(name, key, what, f"{LEFT_OUT} with its annotations")]
    if not files.holds(path):
        mended.append((f"lies outside {files.folder}, in {path.parent}", OUTSIDE))
    problems += [Problem(name, key, f"image {key!r} {what}", how) for what, how in mended]
    return image, problems


def _file_of(name: str, files: NamedFiles, respelled: list[Respelled]) -> Path:
    """Where the file of that name lies, noted if it is spelled otherwise; or an error."""
    path = files.find(name)
    if path is None:
        other = files.elsewhere(name)
        if other is None:
            raise ValueError(
                f"{files.folder / name} is not there; copy it there, or correct 'file_name'"
            )
        raise ValueError(
            f"{files.folder / name} is not there, but {other} is; if that is meant, give the folder"
            " that 'file_name' begins in, or correct 'file_name'"
        )
    if path != files.folder / name:
        taken = Path(os.path.relpath(path, files.folder)).as_posix()
        respelled.append(Respelled("file_name", name, taken))
    return path


def _look_at(entry: Entry, path: Path, check: bool) -> tuple[ImageFile, list[tuple[str, str]]]:
    """An image and how its size was mended, or an error that says why it cannot be used."""
    said = (entry.get("height"), entry.get("width"))
    if not check and all(isinstance(side, int) and side > 0 for side in said):
        return ImageFile(entry, path, True), []
    upright, stored = image_sizes(path, all_pixels=check)
    size, faults = upright, []
    if not all(side is None or isinstance(side, int) for side in said):
        raise ValueError(
            f"its 'height' and 'width' must be whole numbers, got {said}; correct or remove them"
        )
    if not (_agree(said, upright) or _agree(said, stored)):
        raise ValueError(
            f"its (height, width) is said to be {said}, but {path} has {upright}, so that its"
            " annotations may be of another picture; correct the size if they fit"
        )
    if not _agree(said, upright):
        what = f"has (height, width) {said}, but {upright} when its EXIF tag has turned it"
        size, faults = stored, [(what, "not turned, as it was annotated")]
    elif None in said:
        faults = [("has no 'height' and 'width'", "taken from the file")]
    sized = {**entry, "height": size[0], "width": size[1]}
    return ImageFile(sized, path, size == upright), faults


def _agree(said: tuple[int | None, ...], size: tuple[int, int]) -> bool:
    """Whether a height and a width, of which some may be unknown, can be those of a file."""
    return all(side in (None, real) for side, real in zip(said, size, strict=True))
