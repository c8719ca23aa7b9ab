"""A table of results that grows by a line for each run, and is whole at any moment."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from mrcnn_edu.files.whole import write_whole


def done(result: Path) -> list[dict[str, str]]:
    """The lines that a file of results has so far."""
    if not result.exists():
        return []
    with result.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def add(result: Path, line: Mapping[str, object]) -> None:
    """Write the file anew with one line more, whole or not at all."""
    lines: list[Mapping[str, object]] = [*done(result), line]
    columns = list(dict.fromkeys(column for row in lines for column in row))
    result.parent.mkdir(parents=True, exist_ok=True)
    table = io.StringIO()
    writer = csv.DictWriter(table, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    write_whole(result, table.getvalue())
