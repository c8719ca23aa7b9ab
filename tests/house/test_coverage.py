"""``docs/coverage.csv`` says which cell teaches each item of the source documents."""

import csv
from pathlib import Path

import pytest

from tools import notebooks

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ["id", "document", "kind", "item", "lesson", "notebook", "cell"]
# How many items of each document there are, by the letter that begins their ids.
ITEMS = {"S": 43, "A": 6, "P": 12, "E": 8, "F": 8}


def read_rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def unresolved(row: dict[str, str], folder: Path) -> str | None:
    """Why a row leads nowhere, or None."""
    if not (row["notebook"] and row["cell"]):
        return "names a notebook without a cell, or a cell without a notebook"
    path = folder / f"{row['notebook']}.ipynb"
    if not path.is_file():
        return f"there is no notebook {row['notebook']!r}; write it without folder and ending"
    ids = [cell.id for cell in notebooks.read_notebook(path).cells]
    return None if row["cell"] in ids else f"{row['notebook']} has no cell {row['cell']!r}"


def test_no_item_is_lost_and_none_stands_twice():
    expected = [f"{letter}{i:02}" for letter, n in ITEMS.items() for i in range(1, n + 1)]
    assert [row["id"] for row in read_rows()] == expected
    assert all(row[column] for row in read_rows() for column in COLUMNS[:5])


def test_every_item_leads_to_a_cell():
    reasons = {row["id"]: unresolved(row, ROOT / "notebooks") for row in read_rows()}
    assert {item: reason for item, reason in reasons.items() if reason} == {}


@pytest.mark.parametrize(
    ("notebook", "cell", "reason"),
    [
        ("01_x", "sum", None),
        ("01_x", "difference", "01_x has no cell 'difference'"),
        ("02_x", "sum", "no notebook '02_x'"),
        ("01_x.ipynb", "sum", "without folder and ending"),
        ("01_x", "", "without a cell"),
        ("", "sum", "without a notebook"),
        ("", "", "without a cell"),
    ],
)
def test_a_row_that_leads_nowhere_is_found(tmp_path, notebook, cell, reason):
    source = notebooks.nbformat.v4.new_notebook(
        cells=[notebooks.nbformat.v4.new_code_cell("1 + 1", id="sum")]
    )
    (tmp_path / "01_x.ipynb").write_text(notebooks.to_json(source, "01_x"))
    found = unresolved({"notebook": notebook, "cell": cell}, tmp_path)
    assert found is None if reason is None else reason in found
