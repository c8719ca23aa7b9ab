"""What was seen after each of the four steps, of all seeds, as one table: ``four_steps.csv``."""

import csv
import io
import json
from pathlib import Path
from typing import Any

SEEN, TABLE = "steps.json", "four_steps.csv"
Row = dict[str, str | float]


def steps_table(out: Path) -> str:
    """The lines of all trainings whose folders lie in one.

    Args:
        out: that folder, which has a folder for each training; its name ends in the seed.

    Returns:
        A CSV file's text.
    """
    rows: list[Row] = []
    for path in sorted(out.glob(f"*/{SEEN}")):
        training = path.parent.name
        rows += [row_of(training, seen) for seen in json.loads(path.read_text(encoding="utf-8"))]
    file = io.StringIO()
    columns = list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def row_of(training: str, seen: dict[str, Any]) -> Row:
    """The line of one step.

    Args:
        training: the name of its folder.
        seen: as ``between_steps.look`` gives it.

    Example:
        >>> row_of("four_0", {"step": "1", "first": {"rpn": 7.12}, "AP50": {"100": 0.5}})
        {'training': 'four_0', 'step': '1', 'Σ|w| first rpn': 7.12, 'AP50 of 100': 50.0}
    """
    row: Row = {"training": training, "step": seen["step"]}
    for whose in ("first", "second"):
        for part, value in seen.get(whose, {}).items():
            row[f"Σ|w| {whose} {part}"] = round(value, 4)
    for iou in (0.5, 0.7):
        for n, recall in seen.get(f"recall at {iou}", {}).items():
            row[f"recall at {iou} of {n}"] = round(recall, 4)
    for n, precision in seen.get("AP50", {}).items():
        row[f"AP50 of {n}"] = round(100 * precision, 2)
    if "coin" in seen:
        row["the coin's best box"] = " ".join(f"{value:.1f}" for value in seen["coin"]["box"])
        row["its IoU"], row["its rank"] = round(seen["coin"]["IoU"], 4), seen["coin"]["rank"]
    return row
