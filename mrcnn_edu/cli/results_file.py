"""A JSON file of results that is whole after each photograph, however the work ends."""

import json
from argparse import ArgumentTypeError
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from mrcnn_edu.files.whole import write_whole

END = b"\n]\n"


class ResultsFile:
    """COCO results, added as they come.

    Args:
        path: of the file, which is written anew.
        entries: what it holds at first, such as the results of photographs done before.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "results.json")
        ...     with ResultsFile(path) as file:
        ...         file.add([{"image_id": 1}])
        ...         so_far = json.loads(path.read_text())
        ...         file.add([{"image_id": 2}])
        ...     so_far, json.loads(path.read_text())
        ([{'image_id': 1}], [{'image_id': 1}, {'image_id': 2}])
    """

    def __init__(self, path: Path, entries: Sequence[Mapping[str, Any]] = ()) -> None:
        self.path = path
        begun = b"[" + _lines(entries)
        write_whole(path, begun + END)
        self.file = path.open("r+b", buffering=0)  # each write reaches the system at once
        self.end = len(begun)
        self.empty = not entries

    def add(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Write entries before the end, and the end once more.

        Args:
            entries: what JSON has words for.

        Raises:
            OSError: if they cannot be written, as on a full disk; the file is then as before.
        """
        if not entries:
            return
        added = (b"" if self.empty else b",") + _lines(entries)  # all or nothing of a photograph
        try:
            self._write(added + END)
        except BaseException as error:
            self.file.truncate(self.end)
            self._write(END)
            if isinstance(error, OSError):
                error.filename = error.filename or str(self.path)
            raise
        self.end += len(added)
        self.empty = False

    def _write(self, data: bytes) -> None:
        """All of the data, from the end of the entries on."""
        self.file.seek(self.end)
        while data:
            data = data[self.file.write(data) :]

    def __enter__(self) -> "ResultsFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.file.close()


def output_folder(typed: str) -> Path:
    """The folder after ``--output``, which need not be there.

    Args:
        typed: its path.

    Raises:
        ArgumentTypeError: if that is a file; argparse puts the option's name in front.

    Example:
        >>> output_folder("found").name
        'found'
    """
    path = Path(typed)
    if path.exists() and not path.is_dir():
        raise ArgumentTypeError(f"must be a folder, and {typed} is a file; give another")
    return path


def read_results(path: Path) -> list[dict[str, Any]]:
    """The entries of a file that ``ResultsFile`` wrote, of a damaged one those that are whole.

    Args:
        path: of the file; nothing is read of one that is not there.
    """
    if not path.is_file():
        return []
    entries = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line.rstrip(","))
        except ValueError:
            continue  # a bracket, or half a line of a machine that lost its power
        if isinstance(entry, dict):
            entries.append(entry)
    return entries


def _lines(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """Entries, a line each."""
    return ",".join("\n" + json.dumps(entry) for entry in entries).encode()
