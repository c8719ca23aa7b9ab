"""What students get: an assignment's notebook as nbgrader makes it, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

from mrcnn_edu.files.whole import write_whole

# What nbgrader's own generate_assignment does, in its order, but for its gradebook.
STEPS = (
    "LockCells",
    "ClearSolutions",
    "ClearOutput",
    "CheckCellMetadata",
    "ComputeChecksums",
    "ClearHiddenTests",
    "ClearMarkScheme",
    "ComputeChecksums",
    "CheckCellMetadata",
)
KEPT_BACK = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)
Cell = dict[str, Any]
MARKERS = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


def assignments_in(folder: Path) -> list[str]:
    """The names of the assignments that can be handed out.

    Args:
        folder: such as ``assignments``, with ``source/NAME/NAME.ipynb``.
    """
    return sorted(path.stem for path in (folder / "source").glob("*/*.ipynb"))


def hand_out(name: str, folder: Path, output: Path) -> Path:
    """Write an assignment's notebook as students get it.

    Args:
        name: of the assignment.
        folder: such as ``assignments``, with ``source`` and ``nbgrader_config.py``.
        output: a folder, which is made if need be.

    Returns:
        ``output/NAME/NAME.ipynb``, written when it was found to hold no solution and no hidden
        test.

    Raises:
        ValueError: if there is no such assignment, or something would have been given away.
    """
    import nbformat

    source = folder / "source" / name / f"{name}.ipynb"
    if not source.is_file():
        known = ", ".join(assignments_in(folder)) or "none"
        raise ValueError(f"there is no assignment {name} in {folder}; there are: {known}")
    with_solutions = source.read_text(encoding="utf-8")
    notebook = nbformat.reads(with_solutions, as_version=4)  # type: ignore[no-untyped-call]
    text: str = nbformat.writes(for_students(notebook, folder))  # type: ignore[no-untyped-call]
    if given_away := what_is_given_away(*map(_cells, (with_solutions, text))):
        raise ValueError(f"{name} would give away {given_away}; correct {source}")
    path = output / name / source.name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text + "\n")
    return path


def what_is_given_away(source: list[Cell], released: list[Cell]) -> str:
    """What a notebook for students still holds of what was to be kept back; "" if nothing.

    Args:
        source: the cells with solutions.
        released: those for students.

    Returns:
        The first such line.
    """
    told = "\n".join(_text(cell) for cell in released)
    if marker := MARKERS.search(told):
        return f"the marker {marker.group()!r}"
    if any(cell.get("outputs") for cell in released):
        return "outputs"
    for cell in source:
        for _, block in KEPT_BACK.findall(_text(cell)):
            if block.strip() and block.strip() in told:
                return repr(block.strip().splitlines()[0])
    return ""


def _cells(notebook: str) -> list[Cell]:
    cells: list[Cell] = json.loads(notebook)["cells"]
    return cells


def _text(cell: Cell) -> str:
    return "".join(cell["source"])


def for_students(notebook: Any, folder: Path) -> Any:
    """A notebook as students get it.

    Args:
        notebook: of nbformat, with solutions.
        folder: with ``nbgrader_config.py``.
    """
    from nbgrader import preprocessors
    from traitlets.config.loader import PyFileConfigLoader

    settings = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    for step in STEPS:
        notebook, _ = getattr(preprocessors, step)(config=settings).preprocess(notebook, {})
    return notebook
