"""The photographs that were meant, and what each is called."""

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

SUFFIXES = {".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
OF_THE_SYSTEM = {".ds_store", "desktop.ini", "thumbs.db"}  # which * means as well


def find_photos(patterns: Sequence[str], *, but: Path | None = None) -> list[Path]:
    """The files that were meant, each once.

    Args:
        patterns: of files, of folders, whose pictures are meant and those of folders in them, or
            with *, ? and ** for folders below folders.
        but: a folder of which nothing is meant, unless it was typed itself: that of the results.

    Raises:
        FileNotFoundError: if a pattern means no file.
    """
    found: dict[str, Path] = {}
    for pattern in patterns:
        meant = list(_files_of(pattern, but))
        if not meant:
            raise FileNotFoundError(
                f"{pattern}: there is no such file, and no picture ({', '.join(sorted(SUFFIXES))})"
                " in a folder of that name"
            )
        for path in meant:
            if path.name.lower() not in OF_THE_SYSTEM:
                found.setdefault(os.path.abspath(path), path)
    if not found:
        raise FileNotFoundError(f"{', '.join(patterns)}: no picture")
    return list(found.values())


def _files_of(pattern: str, but: Path | None) -> Iterator[Path]:
    """What one pattern means, in order."""
    path = Path(pattern)
    if path.is_file():
        yield path
    if path.is_file() or not pattern:  # nothing typed is not this folder
        return
    folders = [path] if path.is_dir() else []
    files = [] if folders else sorted(map(Path, glob.glob(pattern, recursive=True)))
    for folder in folders:
        walk = os.walk(folder)
        files += sorted(Path(parent, name) for parent, _, names in walk for name in names)
    given = None if but is None or _lies_in(path, but) else but
    for file in files:
        hidden = any(part.startswith(".") for part in _below(file, path).parts)
        ours = given is not None and _lies_in(file, given)
        if is_picture(file) and file.is_file() and not hidden and not ours:
            yield file


def _below(file: Path, folder: Path) -> Path:
    """What of a path lies below a folder; all of it if it lies elsewhere."""
    return file.relative_to(folder) if file.is_relative_to(folder) else Path(file.name)


def _lies_in(path: Path, folder: Path) -> bool:
    """Whether a path is a folder or lies in it."""
    return Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder))


def is_picture(path: Path) -> bool:
    """Whether a file of a folder is meant; macOS lays a hidden one beside each.

    Args:
        path: of any file.

    Example:
        >>> is_picture(Path("holiday/a.JPG")), is_picture(Path("holiday/._a.JPG"))
        (True, False)
    """
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def own_names(paths: Sequence[Path]) -> list[str]:
    """What each file is called in results: its path from the folder that all of them lie in.

    Args:
        paths: of the files.

    Example:
        >>> own_names([Path("holiday/a/x.png"), Path("holiday/b/x.png")])
        ['a/x.png', 'b/x.png']
        >>> own_names([Path("holiday/x.png")])
        ['x.png']
    """
    folders = [os.path.abspath(path.parent) for path in paths]
    try:
        common = os.path.commonpath(folders)
    except ValueError:  # on two drives
        return [path.as_posix() for path in paths]
    return [
        Path(os.path.relpath(folder, common), path.name).as_posix()
        for folder, path in zip(folders, paths, strict=True)
    ]
