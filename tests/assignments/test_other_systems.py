"""What README.md says of other systems: the workflow for GitHub Classroom, and names that exist."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from mrcnn_edu.cli.grade import add_options
from mrcnn_edu.cli.main import COMMANDS

FOLDER = Path(__file__).resolve().parents[2] / "assignments"
WORKFLOW = (FOLDER / "github-classroom.yml").read_text(encoding="utf-8")
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def script():
    """The workflow's own program."""
    (job,) = yaml.safe_load(WORKFLOW)["jobs"].values()
    (step,) = [step for step in job["steps"] if step.get("shell") == "python"]
    return step["run"]


@pytest.mark.parametrize(("source", "code"), [("assert 1 + 1 == 2", 0), ("assert False", 1)])
def test_the_workflow_runs_the_visible_tests(tmp_path, source, code):
    """With a client that runs cells without a kernel, which would take seconds to start."""
    marks = {"nbgrader": {"grade": True, "solution": False, "grade_id": "sums"}}
    cells = [
        nbformat.v4.new_code_cell("x = 1 /"),
        nbformat.v4.new_code_cell(source, metadata=marks),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
    (tmp_path / "nbclient.py").write_text(
        "import nbformat\n"
        "class NotebookClient:\n"
        "    def __init__(self, notebook, **options):\n"
        "        assert options['allow_errors']\n"
        "        self.notebook = notebook\n"
        "    def execute(self):\n"
        "        for cell in self.notebook.cells:\n"
        "            try:\n"
        "                exec(cell.source, {})\n"
        "            except BaseException:\n"
        "                cell.outputs = [nbformat.v4.new_output('error')]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script()], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == code, done.stderr
    assert done.stdout == f"{'failed' if code else 'passed'} sums\n"


def test_the_workflow_knows_no_key_and_may_only_read():
    assert yaml.safe_load(WORKFLOW)["permissions"] == {"contents": "read"}
    assert not re.search("keys|secrets|source/", script())


def test_the_page_names_commands_and_options_that_exist():
    import argparse

    parser = argparse.ArgumentParser()
    add_options(parser)
    commands = re.findall(r"python -m mrcnn_edu (\w+)", README)
    assert set(commands) == {"handout", "grade"} <= set(COMMANDS)
    lines = re.findall(r"mrcnn_edu grade ([^\n']*?)(?: \\)?\n([^\n]*)", README)
    assert lines
    known = set(parser._option_string_actions)
    for line in re.findall(r"mrcnn_edu grade [^\n]*(?:\\\n[^\n]*)?", README):
        assert set(re.findall(r"--[a-z-]+", line)) <= known


def test_the_page_names_every_file_that_grading_writes():
    for name in ("class.html", "marks.csv", "written.csv", "feedback/STUDENT.html", "seed"):
        assert f"`{name}`" in README
