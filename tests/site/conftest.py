"""A small site, built once as the large one is, and the browser that looks at it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import anywidget
import nbformat
import numpy as np
import pytest
from ipywidgets.embed import dependency_state
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser, sync_playwright

from mrcnn_edu.views.widgets.iou import IouWidget
from mrcnn_edu.views.widgets.microscope import MicroscopeWidget
from mrcnn_edu.views.widgets.nms import NmsWidget
from tools import site as site_tool
from tools.look_at_site import start_browser

ROOT = Path(__file__).resolve().parents[2]
QUESTION = (
    "**A detector marks one coin with many boxes, and wants one. Which does it keep? And why?**"
)
CARD = """\
| | |
|---|---|
| **You will be able to** | read a card; tell the one box from the others; say what came of these |
| **You need first** | [Lesson 02](02_second.ipynb) |
| **Time** | as long as you like |
| **More** | [aside](extras/aside.ipynb) |"""
FORMULA = r"$$\begin{aligned} a &= \frac{1}{2} \\ b &= \sqrt{3} \end{aligned}$$"
HINT = "<details><summary>Hint 1</summary>Think of <code>max</code>.</details>"
IMPORTS = "import math  # a remark that nobody prints"
FIGURE = """\
from mrcnn_edu.views.captions import captioned
from mrcnn_edu.views.pipeline import draw_pipeline

draw_pipeline("NMS")
captioned("You are here. A persimmon is no coin.", alt="The stages in three rows.")"""
IOU = """\
import numpy as np
from mrcnn_edu.views.widgets.iou import IouWidget

photo = np.tile(np.arange(200, dtype=np.uint8), (150, 1))
IouWidget(image=photo, box1=[40, 40, 100, 100], box2=[80, 60, 160, 140])"""
LONG = "A long way down. " * 1000
FRUIT = (
    "One bowl.\n\nA pomegranate lies in the second bowl, and a minor apple.\n\n- a pear\n- a plum"
)
PHOTO = np.tile(np.arange(200, dtype=np.uint8), (150, 1))


def write_lesson(path: Path, *cells: NotebookNode, **metadata: object) -> None:
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    nbformat.write(new_notebook(cells=list(cells), metadata=metadata), path)


def write_executed(folder: Path, place: str, *cells: NotebookNode, **metadata: object) -> None:
    """A lesson, and then a copy of it that the site takes for its newest run."""
    write_lesson(folder / "notebooks" / place, *cells)
    write_lesson(folder / "executed" / place, *cells, **metadata)


def write_with_widget(folder: Path, place: str, text: str, widget: anywidget.AnyWidget) -> None:
    """A lesson with a text and a widget, as if a kernel had shown it."""
    view = new_output("display_data", {site_tool.VIEW: {"model_id": widget.model_id}})
    state = {site_tool.STATE: {"state": dependency_state([widget], drop_defaults=False)}}
    cells = new_markdown_cell(text), new_code_cell("widget", outputs=[view])
    write_executed(folder, place, *cells, widgets=state)


def run_site(folder: Path) -> subprocess.CompletedProcess[str]:
    """Make a site of the lessons in ``folder/notebooks``, in ``folder/site``."""
    parts = [f"--{name}={folder / name}" for name in ("notebooks", "executed", "site")]
    command = [sys.executable, "-m", "tools.site", *parts]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Chromium")
    # Of one module, not of the session: while it lives, no other test can run an event loop.
    with sync_playwright() as playwright:
        yield start_browser(playwright, chromium)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of three short lessons, and of one notebook for those who want more.

    The first lesson goes through a kernel; the others have been executed already.
    """
    folder = tmp_path_factory.mktemp("small")
    texts = (f"# 01 · First\n\n{QUESTION}", CARD), (f"## A sum\n\n{FORMULA}", HINT)
    head, sums = ([new_markdown_cell(text) for text in part] for part in texts)
    folded = [new_code_cell(source) for source in (IMPORTS, FIGURE)]
    for cell in folded:
        cell.metadata["tags"] = ["hide-input"]
    write_lesson(folder / "notebooks" / "01_first.ipynb", *head, *folded, *sums, new_code_cell(IOU))
    text = f"# 02 · Second\n\n[The sum](01_first.ipynb#a-sum)\n\n{LONG}\n\n## Fruit\n\n{FRUIT}"
    boxes = [[9, 9, 60, 60], [9, 9, 60, 50]]
    nms = NmsWidget(image=PHOTO, boxes=boxes, scores=[0.9, 0.8], iou_threshold=0.5)
    write_with_widget(folder, "02_second.ipynb", text, nms)
    write_with_widget(folder, "03_third.ipynb", f"# 03 · Third\n\n{LONG}", MicroscopeWidget())
    text = "# An aside\n\nIt belongs to [the sum](../01_first.ipynb#a-sum)."
    iou = IouWidget(image=PHOTO, box1=[40, 40, 100, 100], box2=[80, 60, 160, 140])
    write_with_widget(folder, "extras/aside.ipynb", text, iou)
    run = run_site(folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 passed, 0 failed" in run.stdout
    assert "4 lessons" in run.stdout
    return folder / "site"
