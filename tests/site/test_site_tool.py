"""What becomes a page, what runs first, and what stops the site."""

import os
from xml.etree import ElementTree

import ipywidgets
import jinja2
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.site.conftest import run_site, write_executed, write_lesson, write_with_widget
from tools import site
from tools.mathml import to_mathml


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


def test_a_lesson_that_fails_stops_the_site(tmp_path, monkeypatch):
    write_lesson(tmp_path / "notebooks" / "01_one.ipynb", new_code_cell("1 / 0"))
    ran = []
    monkeypatch.setattr(site.course, "main", lambda arguments: ran.append(arguments[0]) or 1)
    folders = [f"--{name}={tmp_path / name}" for name in ("notebooks", "executed", "site")]
    assert site.main(folders) == 1
    assert ran == ["01_one"]
    assert not (tmp_path / "site").exists()


def test_a_widget_of_another_kind_stops_the_site(tmp_path, capsys):
    text = "# One\n\nA slider."
    write_with_widget(tmp_path, "01_one.ipynb", text, ipywidgets.IntSlider())
    folders = [f"--{name}={tmp_path / name}" for name in ("notebooks", "executed", "site")]
    assert site.main(folders) == 1
    assert "cannot live" in capsys.readouterr().out
    assert not (tmp_path / "site").exists()


def test_a_dead_link_and_an_unknown_formula_are_both_named(tmp_path):
    texts = ["# One\n\n[gone](99_gone.ipynb)", "# Two\n\n$$\\nonsense{x}$$"]
    for name, text in zip(["01_one.ipynb", "02_two.ipynb"], texts, strict=True):
        write_executed(tmp_path, name, new_markdown_cell(text))
    run = run_site(tmp_path)
    assert run.returncode != 0
    assert "99_gone.ipynb" in run.stderr
    assert "does not know ['\\\\nonsense']" in run.stderr


@pytest.mark.parametrize(
    ("urls", "address"),
    [
        ("", ""),
        ('[project.urls]\nHomepage = "https://a.example"\n', ""),
        ('[project.urls]\nRepository = "https://b.example/c"\n', "https://b.example/c"),
    ],
    ids=["none", "another", "named"],
)
def test_the_repository_is_the_one_that_the_project_names(tmp_path, urls, address):
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "x"\n\n{urls}')
    assert site.repository(tmp_path / "pyproject.toml") == address


@pytest.mark.parametrize("address", ["", "https://b.example/c"])
def test_a_page_links_to_the_repository_where_there_is_one(address):
    folder = jinja2.FileSystemLoader(site.DOCS / "_templates")
    template = jinja2.Environment(loader=folder).get_template("take-along.html")
    page = template.render(repository=address, page_source_suffix=".md")
    assert ("Repository" in page) == (f'href="{address}"' in page) == bool(address)


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
