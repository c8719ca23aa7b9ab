"""Unpacking a zip that nobody here has looked into.

Whoever made it chose the names and the sizes that it tells. So nothing is written outside of the
folder, links are refused, bytes are counted as they are written, and the folder gets its name only
once everything is in it.
"""

import os
import shutil
import stat
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from filelock import FileLock

BLOCK = 1 << 20  # bytes
UNIX = 3  # the system that made a zip, where its members' kinds are told
EACH = 512  # bytes that a member counts beside its own, so that a million empty ones count as well


class _RefusedError(Exception):
    """What is wrong with a member."""


def unpack(
    archive: str | Path,
    folder: str | Path,
    *,
    part: str | None = None,
    max_bytes: int = 10_000_000_000,
) -> Path:
    """Unpack a zip into a new folder, whole or not at all.

    Args:
        archive: the file.
        folder: the folder to make; what is above it is made if need be. Beside it a file of its
            name with ``.lock`` added stays.
        part: the name of a folder at the top of the archive: only what is in it is unpacked, and
            lies directly in ``folder``. None: everything.
        max_bytes: how many bytes the members may have together, each counted with 512 more.

    Returns:
        ``folder``.

    Raises:
        FileNotFoundError: if there is no archive.
        FileExistsError: if there is something at ``folder``.
        ValueError: if the archive is damaged, or holds a member that is a link or a device, that
            would lie outside, that stands there twice, or that is more than ``max_bytes`` leaves;
            or has nothing in ``part``. The message names archive and member.
        OSError: if it cannot be written, as on a full disk.

    Example:
        >>> import tempfile, zipfile
        >>> with tempfile.TemporaryDirectory() as here:
        ...     with zipfile.ZipFile(f"{here}/a.zip", "w") as file:
        ...         file.writestr("balloon/train/a.txt", "hello")
        ...     folder = unpack(f"{here}/a.zip", f"{here}/new", part="balloon")
        ...     (folder / "train" / "a.txt").read_text()
        'hello'
    """
    archive, folder = Path(archive), Path(folder)
    if not archive.is_file():
        raise FileNotFoundError(f"there is no archive {archive}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if os.path.lexists(folder):
            raise FileExistsError(f"{folder} is there already; move it away to unpack {archive}")
        unfinished = folder.with_name(f".{folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)  # of a process that was killed
        unfinished.mkdir()
        try:
            _unpack_all(archive, unfinished, part, max_bytes)
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def _unpack_all(archive: Path, folder: Path, part: str | None, max_bytes: int) -> None:
    name = "its list of members"
    empty = True
    left = max_bytes
    try:
        with ZipFile(archive) as zipped:
            for member in zipped.infolist():
                name = repr(member.filename)
                place = _place(member, part)
                if place is not None:
                    left -= EACH + _unpack_one(zipped, member, folder / place, left - EACH)
                    empty = False
    except Exception as error:  # a damaged archive fails in a dozen ways, wherever it is damaged
        if isinstance(error, OSError) and error.errno is not None:  # the disk's fault
            message = f"{archive}, {name}: {error.strerror}"
            raise OSError(error.errno, message, error.filename) from error
        raise ValueError(f"{archive} cannot be unpacked: {name}: {error}") from error
    if part is not None and empty:
        raise ValueError(f"{archive} cannot be unpacked: there is nothing in a folder {part!r}")


def _place(member: ZipInfo, part: str | None) -> Path | None:
    """Where a member lies below the folder, or None if it is not to be unpacked."""
    path = PurePosixPath(member.filename)
    # A backslash or a colon makes on Windows another path of it.
    if path.is_absolute() or ".." in path.parts or any(s in member.filename for s in "\\:"):
        raise _RefusedError("it would lie outside of the folder")
    kind = stat.S_IFMT(member.external_attr >> 16) if member.create_system == UNIX else 0
    if not member.is_dir() and kind not in (0, stat.S_IFREG):
        called = "link" if kind == stat.S_IFLNK else "device"
        raise _RefusedError(f"it is a {called}; only files and folders are unpacked")
    if part is None:
        return Path(path)
    return Path(*path.parts[1:]) if path.parts[:1] == (part,) else None


def _unpack_one(zipped: ZipFile, member: ZipInfo, place: Path, left: int) -> int:
    """Write one member, and say how many bytes it has."""
    if member.file_size > left:
        raise _RefusedError(f"its {member.file_size} bytes are more than max_bytes leaves, {left}")
    try:
        if member.is_dir():
            place.mkdir(parents=True, exist_ok=True)
            return 0
        place.parent.mkdir(parents=True, exist_ok=True)
        target = place.open("xb")
    except (FileExistsError, NotADirectoryError) as error:
        raise _RefusedError("another member has its place") from error
    with target, zipped.open(member) as source:
        length = 0
        while block := source.read(BLOCK):
            length += len(block)
            if length > member.file_size:
                break
            target.write(block)
    if length != member.file_size:
        raise _RefusedError(f"it does not have the {member.file_size} bytes that it says")
    return length
