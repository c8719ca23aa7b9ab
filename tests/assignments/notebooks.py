"""What tests ask of an assignment's notebook: its graded cells, what it defines, what goes out."""

import contextlib
import io
from pathlib import Path
from typing import Any

import matplotlib
import nbformat
import torch
from nbformat import NotebookNode

from mrcnn_edu.classroom.grading.key import load_key
from mrcnn_edu.classroom.grading.question import Assignment

FOLDER = Path(__file__).resolve().parents[2] / "assignments"
NAMES = sorted(path.stem for path in (FOLDER / "keys").glob("*.py"))


def key_of(name: str) -> Assignment:
    """The key of one assignment, loaded as the grader does."""
    return load_key(FOLDER / "keys" / f"{name}.py")


def source_path(name: str) -> Path:
    return FOLDER / "source" / name / f"{name}.ipynb"


def read(name: str) -> NotebookNode:
    """The notebook with solutions, as it is committed."""
    return nbformat.read(source_path(name), as_version=4)


def graded_points(notebook: NotebookNode) -> list[tuple[str, float]]:
    """The cells that bear points, in order."""
    marks = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return [(mark["grade_id"], mark["points"]) for mark in marks if mark.get("grade")]


def released(notebook: NotebookNode) -> NotebookNode:
    """The notebook as nbgrader hands it out: stubs for solutions, no hidden tests."""
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

    for step in (ClearSolutions(), ClearHiddenTests(), ClearMarkScheme()):
        notebook, _ = step.preprocess(notebook, {})
    return notebook


def run_cells(notebook: NotebookNode) -> tuple[dict[str, Any], dict[str, Exception]]:
    """Run the code cells one after another, errors or not.

    Returns:
        What they defined, and the error of each cell that raised one, by the cell's id.
    """
    space: dict[str, Any] = {"__name__": "__main__"}
    errors: dict[str, Exception] = {}
    backend = matplotlib.get_backend()
    matplotlib.use("agg", force=True)
    import matplotlib.pyplot as plt

    try:
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    try:
                        exec(compile(cell.source, f"<{cell.id}>", "exec"), space)
                    except Exception as error:
                        errors[cell.id] = error
    finally:
        plt.close("all")
        matplotlib.use(backend, force=True)
        torch.set_printoptions(profile="default")  # a notebook may have chosen others
    return space, errors
