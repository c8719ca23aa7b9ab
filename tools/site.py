"""Write the lessons, executed, as web pages into build/site.

    python -m tools.site

A lesson runs first where ``build/executed/`` holds no good copy of it that is newer than the
lesson, the package and the data. The pages ask for nothing from elsewhere, so that they can be read
from a folder, a memory stick or any server.
"""

import argparse
import shutil
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode
from sphinx.cmd.build import main as sphinx

from tools import course
from tools.notebooks import NOTEBOOKS, ROOT, find_notebooks, read_notebook

DOCS = ROOT / "docs"
PROJECT = ROOT / "pyproject.toml"
SITE = ROOT / "build" / "site"
USED_BY_LESSONS = (ROOT / "mrcnn_edu", ROOT / "data")
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"


def last_change(folders: Sequence[Path]) -> float:
    """When a file of these folders last changed, in seconds."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return max(path.stat().st_mtime for path in files if path.suffix != ".pyc")


def is_current(lesson: Path, executed: Path, package_changed: float) -> bool:
    """Whether the executed copy passed, and shows the lesson as it would run now."""
    if not executed.is_file() or "failure" in read_notebook(executed).metadata:
        return False
    return executed.stat().st_mtime > max(lesson.stat().st_mtime, package_changed)


def lifeless_widgets(notebook: NotebookNode) -> list[str]:
    """Ids of the cells with a widget that docs/_static/site.js cannot show.

    It shows those that have a module of their own and hold their whole state as JSON.
    """
    models = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    lifeless = []
    for cell in notebook.cells:
        views = [output.get("data", {}).get(VIEW) for output in cell.get("outputs", [])]
        shown = [models.get(view["model_id"], {}) for view in views if view]
        if any("_esm" not in model.get("state", {}) or "buffers" in model for model in shown):
            lifeless.append(cell.id)
    return lifeless


def repository(project: Path) -> str:
    """The address that a pyproject.toml names as its repository; empty where it names none."""
    named = tomllib.loads(project.read_text(encoding="utf-8"))["project"].get("urls", {})
    return str(named.get("Repository", ""))


def build(lessons: Sequence[Path], executed: Path, site: Path, repository: str = "") -> int:
    """Write the pages of executed lessons; 0 where nothing went wrong, not even a warning.

    Args:
        lessons: their executed copies.
        executed: the folder of these; their places in it are those of the pages on the site.
        site: the folder to write into.
        repository: the address that the pages give as the course's own; without it they give none.
    """
    source, doctrees = (site.with_name(f"{site.name}-{part}") for part in ("source", "doctrees"))
    for folder in (source, doctrees, site):  # no page shall outlive its lesson
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS / "images", source / "images")
    shutil.copy(DOCS / "index.md", source)
    for path in lessons:
        place = source / path.relative_to(executed)
        place.parent.mkdir(exist_ok=True)
        shutil.copy(path, place)
    quiet = ["--quiet", "--fail-on-warning", "--keep-going", "--jobs", "auto"]
    settings = ["-A", f"repository={repository}", "-c", str(DOCS), "-d", str(doctrees)]
    return sphinx([*quiet, *settings, str(source), str(site)])


def add_notebooks(notebooks: Path, site: Path) -> None:
    """Put the lessons beside their pages, as they are before they run, to be taken along."""
    for path in find_notebooks([], notebooks):
        place = site / "notebooks" / path.relative_to(notebooks)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 where a lesson failed or cannot be shown as it is."""
    parser = argparse.ArgumentParser(prog="tools.site", description="write the lessons as pages")
    parser.add_argument("--notebooks", type=Path, default=NOTEBOOKS, help="folder of the lessons")
    parser.add_argument("--executed", type=Path, default=course.EXECUTED, help="of their copies")
    parser.add_argument("--site", type=Path, default=SITE, help="folder for the pages")
    options = parser.parse_args(arguments)
    found = find_notebooks([], options.notebooks)
    lessons = {path: options.executed / path.relative_to(options.notebooks) for path in found}
    changed = last_change(USED_BY_LESSONS)
    stale = [path.stem for path, copy in lessons.items() if not is_current(path, copy, changed)]
    folders = ["--notebooks", str(options.notebooks), "--executed", str(options.executed)]
    if stale and course.main([*stale, *folders]) != 0:
        return 1
    for copy in lessons.values():
        for cell in lifeless_widgets(read_notebook(copy)):
            print(f"{copy.stem}: the widget of cell {cell!r} cannot live without a kernel")
            return 1
    address = repository(PROJECT)
    code = build(list(lessons.values()), options.executed, options.site, address)
    add_notebooks(options.notebooks, options.site)
    if code == 0:
        print(f"{len(lessons)} lessons; open {options.site / 'index.html'}")
    return code


if __name__ == "__main__":
    sys.exit(main())
