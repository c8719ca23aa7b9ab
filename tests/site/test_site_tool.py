"""What becomes a page, what runs first, and what stops the site."""

import os
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.site.conftest import run_site, write_lesson
from tools import site
from tools.mathml import to_mathml

SLIDER = "import ipywidgets\nipywidgets.IntSlider()"


@pytest.mark.parametrize(
    ("lesson", "package", "copy", "failure", "current"),
    [
        (10, 10, 20, None, True),
        (30, 10, 20, None, False),
        (10, 30, 20, None, False),
        (10, 10, 20, "cell 'a' raised", False),
        (10, 10, None, None, False),
    ],
    ids=["newest", "lesson changed", "package changed", "failed", "never ran"],
)
def test_a_copy_is_current(tmp_path, lesson, package, copy, failure, current):
    for name, seconds in (("lesson", lesson), ("copy", copy)):
        if seconds is not None:
            metadata = {"failure": failure} if failure else {}
            nbformat.write(new_notebook(metadata=metadata), tmp_path / name)
            os.utime(tmp_path / name, (seconds, seconds))
    assert site.is_current(tmp_path / "lesson", tmp_path / "copy", package) is current


def test_the_last_change_of_a_folder(tmp_path):
    for seconds, name in ((10, "a/b.py"), (20, "a/c/d.csv"), (30, "a/__pycache__/b.pyc")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (seconds, seconds))
    assert site.last_change([tmp_path]) == 20


@pytest.mark.parametrize(
    ("model", "lifeless"),
    [
        ({"state": {"_esm": "export default {}"}}, []),
        ({"state": {"value": 3}}, ["cell-0"]),
        ({"state": {"_esm": ""}, "buffers": [{"path": ["x"]}]}, ["cell-0"]),
        (None, ["cell-0"]),
    ],
    ids=["own module", "no module", "binary state", "no state"],
)
def test_a_widget_that_the_page_cannot_show_is_found(model, lifeless):
    view = new_output("display_data", {site.VIEW: {"model_id": "m"}})
    cell = new_code_cell("widget", outputs=[view], id="cell-0")
    state = {site.STATE: {"state": {"m": model} if model else {}}}
    notebook = new_notebook(cells=[cell], metadata={"widgets": state})
    assert site.lifeless_widgets(notebook) == lifeless


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([new_markdown_cell("# One"), new_code_cell("1 / 0")], "ZeroDivisionError"),
        ([new_markdown_cell("# One\n\n[gone](99_gone.ipynb)")], "99_gone.ipynb"),
        ([new_markdown_cell("# One\n\n$$\\nonsense{x}$$")], "does not know"),
        ([new_markdown_cell("# One"), new_code_cell(SLIDER)], "cannot live"),
    ],
    ids=["a lesson that fails", "a dead link", "an unknown formula", "a widget of another kind"],
)
def test_what_is_wrong_with_a_lesson_stops_the_site(tmp_path, cells, message):
    (tmp_path / "notebooks").mkdir()
    write_lesson(tmp_path / "notebooks" / "01_one.ipynb", *cells)
    run = run_site(tmp_path)
    assert run.returncode != 0
    assert message in run.stdout + run.stderr


@pytest.mark.parametrize(
    ("latex", "tags"),
    [
        (r"\frac{a}{b}", {"mfrac"}),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", {"mtable", "mtr"}),
        (r"a < b \text{ if } c", {"mtext"}),
    ],
)
def test_a_formula_becomes_mathml(latex, tags):
    elements = {
        e.tag.rpartition("}")[2] for e in ElementTree.fromstring(to_mathml(latex, "block")).iter()
    }
    assert tags < elements


@pytest.mark.parametrize("latex", [r"\nonsense", r"\left(x", r"a & b", r"\begin{tikzpicture}"])
def test_what_is_no_formula_is_refused(latex):
    with pytest.raises(ValueError, match="latex2mathml"):
        to_mathml(latex, "inline")
