"""A small site, built once as the large one is, and the browser that looks at it."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.views.widgets.conftest import browser

__all__ = ["browser"]

ROOT = Path(__file__).resolve().parents[2]
CARD = "| | |\n|---|---|\n| **More** | [Lesson 02](02_second.ipynb), [aside](extras/aside.ipynb) |"
FORMULA = r"$$\begin{aligned} a &= \frac{1}{2} \\ b &= \sqrt{3} \end{aligned}$$"
HINT = "<details><summary>Hint 1</summary>Think of <code>max</code>.</details>"
FIGURE = "import matplotlib.pyplot as plt\n\n_ = plt.plot([0, 1])"
IOU = """\
import numpy as np
from mrcnn_edu.views.widgets.iou import IouWidget

photo = np.tile(np.arange(200, dtype=np.uint8), (150, 1))
IouWidget(image=photo, box1=[40, 40, 100, 100], box2=[80, 60, 160, 140])"""
NMS = """\
import numpy as np
from mrcnn_edu.views.widgets.nms import NmsWidget

photo = np.tile(np.arange(200, dtype=np.uint8), (150, 1))
boxes = [[9, 9, 60, 60], [9, 9, 60, 50]]
NmsWidget(image=photo, boxes=boxes, scores=[0.9, 0.8], iou_threshold=0.5)"""

MICROSCOPE = """\
from mrcnn_edu.views.widgets.microscope import MicroscopeWidget

MicroscopeWidget()"""


def write_lesson(path: Path, *cells: nbformat.NotebookNode) -> None:
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    nbformat.write(new_notebook(cells=list(cells)), path)


def run_site(folder: Path) -> subprocess.CompletedProcess[str]:
    """Make a site of the lessons in ``folder/notebooks``, in ``folder/site``."""
    parts = [f"--{name}={folder / name}" for name in ("notebooks", "executed", "site")]
    command = [sys.executable, "-m", "tools.site", *parts]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of three short lessons, and of one notebook for those who want more."""
    folder = tmp_path_factory.mktemp("small")
    notebooks = folder / "notebooks"
    (notebooks / "extras").mkdir(parents=True)
    first = [
        new_markdown_cell(text) for text in ("# 01 · First", CARD, f"## A sum\n\n{FORMULA}", HINT)
    ]
    write_lesson(notebooks / "01_first.ipynb", *first, new_code_cell(FIGURE), new_code_cell(IOU))
    text = "# 02 · Second\n\nA pomegranate. [The sum](01_first.ipynb#a-sum)"
    write_lesson(notebooks / "02_second.ipynb", new_markdown_cell(text), new_code_cell(NMS))
    third = new_markdown_cell("# 03 · Third\n\n" + "A long way down. " * 1000)
    write_lesson(notebooks / "03_third.ipynb", third, new_code_cell(MICROSCOPE))
    text = "# An aside\n\nIt belongs to [the sum](../01_first.ipynb#a-sum)."
    write_lesson(notebooks / "extras" / "aside.ipynb", new_markdown_cell(text), new_code_cell(IOU))
    run = run_site(folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "4 passed, 0 failed" in run.stdout
    return folder / "site"
