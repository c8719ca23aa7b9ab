"""Once in a real JupyterLab: run a notebook, drag with the mouse, read the numbers back."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
import torch

from mrcnn_edu.ops.boxes import box_iou

TOKEN = "for-this-test-only"
WIDGET_CELL = """\
import numpy as np
from mrcnn_edu.views.widgets.iou import IouWidget

photo = np.tile(np.arange(240, dtype=np.uint8), (180, 1))
widget = IouWidget(image=photo, box1=[40, 40, 100, 100], box2=[80, 60, 160, 140])
widget
"""
MICROSCOPE_CELL = """\
from mrcnn_edu.views.widgets.microscope import MicroscopeWidget

microscope = MicroscopeWidget()
microscope
"""
PRINT_MICROSCOPE = 'print("READ", microscope.roi, microscope.roi_align_output.tolist())'
PRINT_CELL = 'print("READ", widget.box1, widget.box2, repr(widget.iou))'


def write_settings(folder: Path) -> None:
    """JupyterLab asks its makers for news and newer versions unless told otherwise."""
    place = folder / "@jupyterlab" / "apputils-extension"
    place.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
    (place / "notification.jupyterlab-settings").write_text(json.dumps(quiet))


NOTEBOOKS = {"boxes": (WIDGET_CELL, PRINT_CELL), "roi": (MICROSCOPE_CELL, PRINT_MICROSCOPE)}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a notebook, by its name, in a JupyterLab of our own.

    Each has a workspace to itself, or the second would be opened beside the first.
    """
    tmp_path = tmp_path_factory.mktemp("lab")
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}  # else it asks for one
    for name, sources in NOTEBOOKS.items():
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
        nbformat.write(notebook, notebooks / f"{name}.ipynb")
    write_settings(tmp_path / "settings")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{n}_DIR": str(tmp_path / n) for n in ("CONFIG", "DATA", "RUNTIME")}
    settings = {
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
    }
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"]
    options = [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, *options, "--LabApp.extension_manager=readonly"],
            cwd=notebooks,
            env={**os.environ, **folders, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/api?token={TOKEN}", server, tmp_path / "log")
        yield f"http://127.0.0.1:{port}/lab/workspaces/{{0}}/tree/{{0}}.ipynb?token={TOKEN}"
    finally:
        server.terminate()  # which ends its kernels too
        server.wait(timeout=30)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"JupyterLab did not answer: {log.read_text()}")


@pytest.fixture
def run_notebook(browser, lab):
    """A function that opens a notebook and runs it. Nothing may have been asked of elsewhere."""
    outside, pages = [], []
    ours = lab.split("/lab/")[0]
    local = (ours, ours.replace("http", "ws"), "data:", "blob:")

    def run(name):
        page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        pages.append(page)
        page.set_default_timeout(60_000)
        page.on("request", lambda r: r.url.startswith(local) or outside.append(r.url))
        page.goto(lab.format(name))
        # Before the kernel is ready, Run All is dropped without a word.
        page.get_by_text("| Idle").wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.locator(".mrcnn-widget .stage").first.wait_for()
        return page

    yield run
    assert outside == []
    for page in pages:
        page.context.close()


def run_last_cell(page):
    last = page.locator(".jp-CodeCell").nth(1)
    last.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    return last


def numbers_in(cell):
    return [
        float(n) for n in re.findall(r"-?\d+\.\d+", cell.locator(".jp-OutputArea").inner_text())
    ]


def test_drag_in_a_notebook(run_notebook):
    page = run_notebook("boxes")
    stage = page.locator(".mrcnn-widget .stage")
    page.get_by_text("READ [40.0, 40.0, 100.0, 100.0]").wait_for()
    stage.scroll_into_view_if_needed()

    place = stage.bounding_box()
    scale = place["width"] / 240
    page.mouse.move(place["x"] + 60 * scale, place["y"] + 60 * scale)
    page.mouse.down()
    page.mouse.move(place["x"] + 80 * scale, place["y"] + 70 * scale, steps=5)
    page.mouse.up()
    # The box has the focus now; in a notebook, "d d" deletes the cell and arrows leave it.
    page.keyboard.press("d")
    page.keyboard.press("d")
    page.keyboard.press("ArrowRight")
    page.get_by_text("mrcnn_edu.ops.boxes: IoU").wait_for()

    assert page.locator(".jp-CodeCell").count() == 2
    last = run_last_cell(page)
    last.get_by_text("READ [61.0, 50.0, 121.0, 110.0]").wait_for()
    numbers = numbers_in(last)
    box1, box2 = torch.tensor(numbers[:8], dtype=torch.float64).reshape(2, 1, 4)
    assert numbers[8] == float(box_iou(box1, box2)) > 0
    shown = page.locator(".mrcnn-widget [role=math]").first.get_attribute("aria-label")
    assert shown.endswith(f"= {numbers[8]:.4f}")
    assert_it_shows_the_next_day(page)


def assert_it_shows_the_next_day(page):
    """Saved, and opened without a kernel: a picture of the last state, and how to go on."""
    still = page.locator(".mrcnn-still")
    still.get_by_text("Box 1 is [61.0, 50.0, 121.0, 110.0]").wait_for(state="attached")
    assert not still.is_visible()  # the widget is there
    page.locator(".mrcnn-widget g.box").first.focus()  # from within it too
    page.keyboard.press("Control+s")
    page.locator(".jp-mod-dirty").first.wait_for(state="detached")
    page.evaluate(
        """async () => {
          const token = new URLSearchParams(location.search).get("token") ?? TOKEN;
          const ask = (path, method) => fetch(`/api/${path}?token=${token}`, { method, headers: {
            "X-XSRFToken": /_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "" } });
          for (const { id } of await (await ask("sessions", "GET")).json()) {
            await ask(`sessions/${id}`, "DELETE");
          }
        }""".replace("TOKEN", repr(TOKEN))
    )
    page.reload()
    still.get_by_text("To move it, run this cell.").wait_for()
    page.get_by_text("| Idle").wait_for()  # of another kernel, which knows of no widget
    page.get_by_text("model not found").wait_for(state="attached")
    assert not page.get_by_text("model not found").is_visible()
    assert still.get_by_text("Box 1 is [61.0, 50.0, 121.0, 110.0]").is_visible()
    assert still.locator("img").evaluate("e => e.naturalWidth") > 300


def test_the_microscope_in_a_notebook(run_notebook):
    page = run_notebook("roi")
    page.get_by_text("READ [10.0, 10.0, 124.0, 124.0]").wait_for()
    address = page.url
    stage = page.locator(".align .stage")
    stage.scroll_into_view_if_needed()
    place = stage.bounding_box()
    scale = place["width"] / 192
    page.mouse.move(place["x"] + 60 * scale, place["y"] + 60 * scale)
    page.mouse.down()
    page.mouse.move(place["x"] + 80 * scale, place["y"] + 55 * scale, steps=5)
    page.mouse.up()
    page.get_by_label("aligned").check()
    page.get_by_label("stride", exact=True).select_option("16")
    page.get_by_label("stride", exact=True).press("d")
    page.get_by_label("stride", exact=True).press("d")
    page.get_by_text("all 4 bins as on this page").wait_for()
    assert page.locator(".jp-CodeCell").count() == 2

    last = run_last_cell(page)
    last.get_by_text("READ [30.0, 5.0, 144.0, 119.0]").wait_for()
    shown = page.locator(".align .bins-grid button").all_text_contents()
    assert [float(text.replace("−", "-")) for text in shown] == pytest.approx(
        numbers_in(last)[4:], abs=0.000051
    )
    assert page.url == address  # which belongs to the notebook
