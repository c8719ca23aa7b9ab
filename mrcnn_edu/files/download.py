"""A file from the web that is either whole or not there.

It is written under another name beside its place, continued where a dropped connection left it, by
this process or a later one, checked, and only then renamed. A second process waits for the first.
"""

import hashlib
import os
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock

from mrcnn_edu.files.partial_download import forget, read_beginning
from mrcnn_edu.files.receiving import DroppedError, receive

PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds after the first attempt that brought nothing, and so on
LONGEST = 6 * 3600.0  # seconds for a file, with all attempts
LEAST_DIGITS = 8  # of a SHA-256, as in the names of torchvision's files


def download(
    url: str,
    path: str | Path,
    *,
    sha256: str | None = None,
    size: int | None = None,
    progress: bool = True,
) -> Path:
    """Download a file, unless one that fits lies there already.

    Args:
        url: of the file, http or https.
        path: where it shall lie. An older file there stays as it is until the new one is whole.
            Beside it lie, while it is downloaded, files of its name with ``.partial`` and
            ``.partial.json`` added; one with ``.lock`` stays.
        sha256: its SHA-256 in hexadecimal, or the first digits of it, eight at least.
        size: its length in bytes. Without ``sha256`` and ``size`` any file at ``path`` fits, and
            of a new one only the length that the server tells is checked; of one whose length
            nobody tells, a gigabyte is taken at most.
        progress: whether to show a bar.

    Returns:
        ``path``.

    Raises:
        ValueError: if the URL is of another kind, or ``sha256`` or ``size`` cannot be one.
        OSError: if it cannot be downloaded or is not the file that was asked for; the message says
            what to put where. What has arrived of it is kept, and continued next time if the server
            then says that its file is still the same.

    Example:
        >>> download("file:///etc/hosts", "hosts")
        Traceback (most recent call last):
        ...
        ValueError: url must begin with http:// or https://, got 'file:///etc/hosts'
    """
    path = Path(path)
    _check_arguments(url, sha256, size)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError("there is a folder of that name")
        with FileLock(f"{path}.lock"):  # whoever comes second finds the file there
            if not path.is_file() or _trouble(path, sha256, size):
                _download(url, path, sha256, size, progress)
    except OSError as error:  # those of requests are such as well
        why = _written_out(str(error))
        raise OSError(f"could not download {url} ({why}); put a copy of it at {path}") from error
    return path


def _check_arguments(url: str, sha256: str | None, size: int | None) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"url must begin with http:// or https://, got {url!r}")
    if sha256 is not None and not re.fullmatch(rf"[0-9a-fA-F]{{{LEAST_DIGITS},64}}", sha256):
        raise ValueError(
            f"sha256 must be the sum in hexadecimal or its first digits, {LEAST_DIGITS} to 64 of"
            f" them, got {sha256!r}"
        )
    if size is not None and size < 0:
        raise ValueError(f"size must be a length in bytes, 0 or more, got {size}")


def _written_out(words: str) -> str:
    """A server's words in one short line that a terminal prints and does not obey."""
    told = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)
    return told if len(told) < 500 else f"{told[:500]}..."


def _trouble(path: Path, sha256: str | None, size: int | None) -> str:
    """Why a file is not the one that was asked for, or "" if it is."""
    length = path.stat().st_size
    if size not in (None, length):
        return f"it has {length} bytes where {size} were expected"
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest() if sha256 else ""
    if found.startswith((sha256 or "").lower()):
        return ""
    return f"it is damaged or another file: its SHA-256 is {found} where {sha256} was expected"


def _download(url: str, path: Path, sha256: str | None, size: int | None, progress: bool) -> None:
    partial = path.with_name(f"{path.name}.partial")
    begun_earlier = read_beginning(partial, url).length > 0
    _receive_with_patience(url, partial, size, progress)
    trouble = _trouble(partial, sha256, size)
    if trouble and begun_earlier:  # what an earlier process left may have been damaged since
        forget(partial)
        _receive_with_patience(url, partial, size, progress)
        trouble = _trouble(partial, sha256, size)
    if not trouble:
        os.replace(partial, path)
    forget(partial)
    if trouble:
        raise OSError(trouble)


def _receive_with_patience(url: str, partial: Path, size: int | None, progress: bool) -> None:
    """Attempt until the file is whole, or until as many attempts on end brought nothing new."""
    until = time.monotonic() + LONGEST
    farthest = read_beginning(partial, url).length  # bytes
    failures = 0
    while True:
        try:
            receive(url, partial, size=size, until=until, progress=progress)
            return
        except DroppedError as error:
            reached = partial.stat().st_size if partial.is_file() else 0
            failures = 0 if reached > farthest else failures + 1
            farthest = max(farthest, reached)
            if failures > len(PAUSES):
                raise OSError(f"{failures} attempts brought nothing new: {error}") from error
        time.sleep(PAUSES[max(failures - 1, 0)])
