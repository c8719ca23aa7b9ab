"""A JSON file of results that is whole after each photograph, however the work ends."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

END = "\n]\n"


class ResultsFile:
    """COCO results, added as they come.

    Args:
        path: of the file, which is written anew.

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

    def __init__(self, path: Path) -> None:
        self.file = path.open("w", encoding="utf-8", newline="\n")
        self.file.write("[" + END)
        self.file.flush()
        self.entries = 0

    def add(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Write entries before the end, and the end once more.

        Args:
            entries: what JSON has words for.

        Raises:
            OSError: if they cannot be written.
        """
        if not entries:
            return
        comma = "," if self.entries else ""
        lines = ",\n".join(json.dumps(entry) for entry in entries)
        self.file.seek(self.file.tell() - len(END))
        self.file.write(f"{comma}\n{lines}{END}")
        self.file.flush()
        self.entries += len(entries)

    def __enter__(self) -> "ResultsFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.file.close()
