"""Lessons as plain Python and back.

A lesson's only copy is ``notebooks/NAME.ipynb``, without outputs; what only some want lies in
``notebooks/extras``. Both are written and reviewed as Python with ``# %%`` cell marks, in
``build/lessons/NAME.py`` and ``build/lessons/extras/NAME.py``:

    python -m tools.notebooks to-py [NAME ...]         # all of them without a name
    python -m tools.notebooks to-ipynb FILE.py [...]   # back into notebooks/
    python -m tools.notebooks clean [NAME ...]         # after editing in JupyterLab

Assignments are notebooks too. For them add ``--notebooks assignments/source/a1_boxes --lessons
build/assignments`` with the name of the assignment.

A cell keeps its id, its tags and what nbgrader wants to know of it:
``# %% id="the-problem" tags=["hide-input"]``. A new cell needs no id: it gets one from its first
heading or words, whatever its place in the lesson.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
LESSONS = ROOT / "build" / "lessons"
EXTRAS = "extras"  # the folder in each of them for what only some want

# The same in every lesson, so that nobody's own kernel or Python version comes into a commit.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Everything else that editors and kernels leave in a cell's metadata is dropped.
KEPT_CELL_METADATA = ("tags", "jupyter", "nbgrader")
# What Jupyter makes up for a cell without an id: it counts as none.
MACHINE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")
READABLE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 64  # the notebook format's own limit
PERCENT = {
    "extension": ".py",
    "format_name": "percent",
    "notebook_metadata_filter": "-all",
    "cell_metadata_filter": "all",
}


class NotebookError(ValueError):
    """A lesson that cannot be converted, with where and why."""


def make_id(title: str, source: str) -> str:
    """An id for a cell that has none: a slug of its title, its first heading or its first words.

    It does not depend on where the cell stands, so that moving cells renames none of them.
    """
    heading = re.search(r"^#+ +(\S.*)$", source, re.MULTILINE)
    words = re.findall(r"[a-z0-9]+", (title or (heading[1] if heading else source)).lower())
    slug = "-".join(words[:6])[:LONGEST_ID].strip("-")
    return slug or "cell-" + hashlib.sha256(source.encode()).hexdigest()[:8]


def cleaned(notebook: NotebookNode, name: str) -> NotebookNode:
    """The notebook with everything fixed that may be: no outputs, ids on all cells, one metadata.

    Raises:
        NotebookError: for an unreadable id, or two cells with the same one.
    """
    cells = []
    first_line: dict[str, str] = {}
    for cell in notebook.cells:
        source = cell.source.strip("\n")
        title = str(cell.metadata.get("title", ""))
        cell_id = str(cell.metadata.get("id") or cell.get("id") or "")
        if MACHINE_ID.fullmatch(cell_id) or not cell_id:
            cell_id = make_id(title, source)
        shown = repr(source.split("\n")[0])
        if not READABLE_ID.fullmatch(cell_id) or len(cell_id) > LONGEST_ID:
            raise NotebookError(
                f"{name}: the id {cell_id!r} of the cell that begins {shown} must be lower-case "
                f"words and digits joined by single dashes, {LONGEST_ID} characters at most"
            )
        if cell_id in first_line:
            raise NotebookError(
                f"{name}: two cells have the id {cell_id!r}: the one that begins "
                f"{first_line[cell_id]} and the one that begins {shown}; rename one of them"
            )
        first_line[cell_id] = shown
        kept = {key: cell.metadata[key] for key in KEPT_CELL_METADATA if cell.metadata.get(key)}
        cells.append(_cell(cell.cell_type, cell_id, source, kept))
    return nbformat.from_dict(
        {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    )


def _cell(cell_type: str, cell_id: str, source: str, metadata: dict[str, object]) -> object:
    cell = {"cell_type": cell_type, "id": cell_id, "metadata": metadata, "source": source}
    return cell | {"execution_count": None, "outputs": []} if cell_type == "code" else cell


def to_python(notebook: NotebookNode, name: str) -> str:
    """The notebook as Python with ``# %%`` marks.

    Raises:
        NotebookError: if a cell would not come back as it was.
    """
    notebook = cleaned(notebook, name)
    marked = nbformat.from_dict(notebook)
    for cell in marked.cells:  # jupytext keeps metadata, not ids: the id travels as metadata
        marks = {"id": cell.pop("id"), **cell.metadata, "lines_to_next_cell": 1}
        cell.metadata = NotebookNode(marks)
    text = str(jupytext.writes(marked, fmt=PERCENT))
    returned = _read_python(text, name).cells
    for before, after in zip_longest(notebook.cells, returned):
        if before != after:
            raise NotebookError(
                f"{name}: the cell {(before or after).id!r} would not come back from Python as it "
                'was; does it hold a line that begins with "# %%"?'
            )
    return text


def _read_python(text: str, name: str) -> NotebookNode:
    return cleaned(jupytext.reads(text, fmt="py:percent"), name)


def to_json(notebook: NotebookNode, name: str) -> str:
    """The text of the notebook's file, cleaned and checked against the notebook format."""
    notebook = cleaned(notebook, name)
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def read_notebook(path: Path) -> NotebookNode:
    """One notebook file.

    Raises:
        NotebookError: if it is not there.
    """
    if not path.is_file():
        raise NotebookError(f"{path} does not exist; lessons are named like 01_boxes_and_iou")
    # The plain version 4 reader: nbformat.reads would quietly rename cells with the same id.
    return nbformat.v4.reads(path.read_text(encoding="utf-8"))


def find_notebooks(names: Sequence[str], folder: Path) -> list[Path]:
    """The notebooks named, with or without folder and ending; without names all, extras last."""
    every = [*sorted(folder.glob("*.ipynb")), *sorted(folder.glob(f"{EXTRAS}/*.ipynb"))]
    if not names:
        return every
    by_name = {path.stem: path for path in every}
    stems = [Path(name).stem for name in names]
    return [by_name.get(stem, folder / f"{stem}.ipynb") for stem in stems]


def write_if_changed(path: Path, text: str) -> None:
    """Write a file, leaving it (and its date) alone where it already says the same."""
    changed = not path.exists() or path.read_text(encoding="utf-8") != text
    if changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{'wrote' if changed else 'unchanged'} {path}")


def notebook_to_py(source: Path, target: Path, force: bool = False) -> None:
    """Write a lesson as Python, unless that would throw away newer changes made there.

    Raises:
        NotebookError: if the Python file was changed after the notebook and says something else.
    """
    text = to_python(read_notebook(source), source.stem)
    edited = target.exists() and target.stat().st_mtime > source.stat().st_mtime
    if edited and target.read_text(encoding="utf-8") != text and not force:
        raise NotebookError(
            f"{target} is newer than {source} and differs; bring it in with to-ipynb, or throw "
            "its changes away with to-py --force"
        )
    write_if_changed(target, text)


def py_to_notebook(source: Path, target: Path) -> None:
    """Write a Python file back as the lesson of the same name."""
    notebook = _read_python(source.read_text(encoding="utf-8"), source.stem)
    to_python(notebook, source.stem)  # refuses what the way back would lose
    write_if_changed(target, to_json(notebook, source.stem))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 with the reason on standard error where something is wrong."""
    parser = argparse.ArgumentParser(prog="tools.notebooks", description="lessons as plain Python")
    parser.add_argument("command", choices=("to-py", "to-ipynb", "clean"))
    parser.add_argument("names", nargs="*", help="lessons, or Python files for to-ipynb")
    parser.add_argument("--notebooks", type=Path, default=NOTEBOOKS, help="folder of the lessons")
    parser.add_argument("--lessons", type=Path, default=LESSONS, help="folder of the Python files")
    parser.add_argument("--force", action="store_true", help="to-py: overwrite newer Python files")
    options = parser.parse_args(arguments)
    try:
        if options.command == "to-ipynb":
            for file in map(Path, options.names or sorted(options.lessons.rglob("*.py"))):
                folder = EXTRAS if file.resolve().parent.name == EXTRAS else ""
                py_to_notebook(file, options.notebooks / folder / f"{file.stem}.ipynb")
            return 0
        for path in find_notebooks(options.names, options.notebooks):
            if options.command == "to-py":
                place = path.relative_to(options.notebooks).with_suffix(".py")
                notebook_to_py(path, options.lessons / place, options.force)
            else:
                write_if_changed(path, to_json(read_notebook(path), path.stem))
    except (NotebookError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
