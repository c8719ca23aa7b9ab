"""The beginning of a file that is being downloaded, and a note of which file it is the beginning.

A beginning may only be continued with bytes of the same version of the same file. Servers name a
version by an ETag, or by when it was last modified; the note holds that name.
"""

import json
from pathlib import Path
from typing import NamedTuple


class Beginning(NamedTuple):
    """What lies there of a file.

    Attributes:
        length: in bytes; 0 if there is nothing that may be continued.
        version: what the server calls the version of the file, as If-Range wants it.
        total: the length of the whole file in bytes, or None if it is not known.
    """

    length: int = 0
    version: str = ""
    total: int | None = None


def read_beginning(partial: Path, url: str) -> Beginning:
    """What may be continued of an earlier download.

    Args:
        partial: where the beginning lies, if there is one.
        url: of the file. The beginning of another one is not continued.

    Returns:
        Its length, version and total; an empty one if the note is missing, damaged, of another
        URL or without a version, or if the beginning is longer than the whole.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     partial = Path(folder) / "a.zip.partial"
        ...     _ = partial.write_bytes(b"12345")
        ...     write_note(partial, "https://example.org/a.zip", '"v1"', 9)
        ...     read_beginning(partial, "https://example.org/a.zip")
        ...     read_beginning(partial, "https://example.org/b.zip")
        Beginning(length=5, version='"v1"', total=9)
        Beginning(length=0, version='', total=None)
    """
    try:
        note = json.loads(_note(partial).read_text(encoding="utf-8"))
        found = Beginning(partial.stat().st_size, note["version"], note["total"])
        usable = note["url"] == url and isinstance(found.version, str) and bool(found.version)
        if usable and (found.total is None or found.length <= found.total):
            return found
    except (OSError, ValueError, TypeError, KeyError):  # no note, or none that can be read
        pass
    return Beginning()


def write_note(partial: Path, url: str, version: str, total: int | None) -> None:
    """Note of which file ``partial`` is the beginning.

    Args:
        partial: where the beginning lies. Bytes of another version must be gone from it already.
        url: of the file.
        version: what the server calls it, or "" if it does not say.
        total: the length of the whole file in bytes, if known.
    """
    note = {"url": url, "version": version, "total": total}
    _note(partial).write_text(json.dumps(note), encoding="utf-8")


def forget(partial: Path) -> None:
    """Remove a beginning and its note; the next attempt begins anew.

    Args:
        partial: where the beginning lies, if there is one.
    """
    partial.unlink(missing_ok=True)
    _note(partial).unlink(missing_ok=True)


def _note(partial: Path) -> Path:
    return partial.with_name(f"{partial.name}.json")
