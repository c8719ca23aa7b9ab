"""What was found, on the disk as soon as it is known, and a page of it to read.

``results.jsonl`` has one finding a line: a part, a name, and numbers by name. Several processes may
add to it. ``summary.md`` shows all of them, a table for each part; one process writes it.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mrcnn_edu.files.whole import write_whole

Finding = dict[str, Any]

RESULTS, SUMMARY = "results.jsonl", "summary.md"


class Given(NamedTuple):
    """What each part is given.

    Attributes:
        out: the folder of what is found.
        part: which it is.
        until: when it must be at its end, on ``time.monotonic``'s clock.
        repeats: of each timing.
        steps: of a training at most.
        toy: whether to rehearse, with small detectors on small images.
        share: how many parts run at the same time, and so share the cores.
    """

    out: Path
    part: str
    until: float
    repeats: int
    steps: int
    toy: bool
    share: int

    def found(self, name: str, **numbers: Any) -> None:
        """Write down a finding of this part.

        Args:
            name: what was measured.
            numbers: by name; words will do as well.
        """
        add(self.out, self.part, name, **numbers)


def add(out: Path, part: str, name: str, **numbers: Any) -> None:
    """Append a finding.

    Args:
        out: the folder, which is there.
        part: a heading of the page.
        name: the first cell of its row.
        numbers: the other cells, by the name of their column.
    """
    line = json.dumps({"part": part, "name": name, **numbers}) + "\n"
    with (out / RESULTS).open("a", encoding="utf-8") as file:
        file.write(line)  # in one piece, so that lines of several processes do not mix


def write_page(out: Path) -> None:
    """Write the page of all findings so far.

    Args:
        out: the folder, which is there.
    """
    write_whole(out / SUMMARY, page(read(out)))


def read(out: Path) -> list[Finding]:
    """All findings so far.

    Args:
        out: the folder; it need not hold any.
    """
    path = out / RESULTS
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def page(findings: Sequence[Finding]) -> str:
    """The page of all findings, as Markdown.

    Args:
        findings: in the order in which they were found.

    Example:
        >>> print(page([{"part": "speed", "name": "detect", "ratio": 0.51234}]))
        # What a GPU says
        <BLANKLINE>
        ## speed
        <BLANKLINE>
        | | ratio |
        |---|--:|
        | detect | 0.512 |
        <BLANKLINE>
    """
    parts: dict[str, list[Finding]] = {}
    for finding in findings:
        parts.setdefault(finding["part"], []).append(finding)
    sections = [f"## {part}\n\n{_tables(found)}\n" for part, found in parts.items()]
    return "\n".join(["# What a GPU says\n", *sections])


def _tables(findings: Sequence[Finding]) -> str:
    """A table for each run of findings that have the same columns."""
    tables: list[list[Finding]] = []
    for finding in findings:
        if not tables or list(tables[-1][0]) != list(finding):
            tables.append([])
        tables[-1].append(finding)
    return "\n\n".join(_table(rows) for rows in tables)


def _table(findings: Sequence[Finding]) -> str:
    columns = [key for key in findings[0] if key not in ("part", "name")]
    rows = [["", *columns], ["---", *["--:"] * len(columns)]]
    rows += [[_shown(finding[key]) for key in ("name", *columns)] for finding in findings]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines[1] = "|" + "|".join(rows[1]) + "|"
    return "\n".join(lines).replace("|  |", "| |", 1)


def _shown(value: Any) -> str:
    """A cell: numbers to three figures or to the whole, words in one line."""
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return "–" if value is None else str(value).replace("|", "/").replace("\n", " ")
