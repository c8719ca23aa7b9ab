"""Write what a teacher takes into the class: of each lesson its plan, its slides, its questions.

    python -m tools.teaching class              # all of them, into the folder class
    python -m tools.teaching class 02_nms       # one

Slides and questions are made from the lesson itself, which runs first where ``build/executed``
holds no copy that is newer. The pages need no network; open ``index.html``.
"""

import argparse
import html
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from nbconvert import SlidesExporter
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from traitlets.config import Config

from tools import course
from tools.notebooks import NOTEBOOKS, ROOT, NotebookError, find_notebooks, read_notebook
from tools.site import USED_BY_LESSONS, is_current, last_change
from tools.slide_rules import places_of, questions_of, slides_of, with_mathml

PLANS = ROOT / "assignments" / "plans"
SLIDES = Path(__file__).with_name("slides")
PAGES = (("plan", "Plan"), ("slides", "Slides"), ("recall", "Questions"), ("key", "Key"))
ANCHOR = re.compile(r'<a class="anchor-link".*?</a>')  # the sign behind each heading
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 20px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 44em; padding: 0 1em }}
td, th {{ padding: 0.2em 0.8em 0.2em 0; text-align: left; vertical-align: top }}
</style></head><body>{body}</body></html>
"""


def write_page(path: Path, title: str, markdown: str) -> None:
    """Write a page of a few words."""
    body = ANCHOR.sub("", markdown2html(with_mathml(markdown)))
    path.write_text(PAGE.format(title=html.escape(title), body=body), encoding="utf-8")


def write_slides(notebook: NotebookNode, path: Path) -> None:
    """Write the slides of an executed lesson; ``slides/`` has to lie beside them."""
    settings = Config()
    settings.SlidesExporter.extra_template_basedirs = [str(SLIDES.parent)]
    settings.SlidesExporter.template_name = "slides"
    settings.TagRemovePreprocessor.enabled = True
    settings.TagRemovePreprocessor.remove_input_tags = {"hide-input"}
    deck = new_notebook(cells=slides_of(notebook))
    resources = {"metadata": {"name": path.stem}}
    text, _ = SlidesExporter(config=settings).from_notebook_node(deck, resources)
    path.write_text(text, encoding="utf-8")


def write_questions(notebook: NotebookNode, folder: Path, name: str) -> None:
    """Write the recall questions twice, for the class and with their answers."""
    pairs = list(questions_of(notebook))
    asked = [f"{number}. {question}" for number, (question, _) in enumerate(pairs, start=1)]
    answered = [f"{line}\n\n    {pair[1]}" for line, pair in zip(asked, pairs, strict=True)]
    for kind, lines in (("recall", asked), ("key", answered)):
        title = title_of(notebook)
        write_page(folder / f"{name}-{kind}.html", title, f"# {title}\n\n" + "\n\n".join(lines))


def title_of(notebook: NotebookNode) -> str:
    """What a lesson calls itself, such as ``01 · Boxes and IoU``."""
    first: str = notebook.cells[0].source
    return first.partition("\n")[0].removeprefix("# ")


def with_links(plan: str, notebook: NotebookNode, slides: str) -> str:
    """A plan in which the name of a cell leads to the slide that shows it.

    Args:
        plan: in Markdown, with ids of cells between backticks.
        notebook: the executed lesson.
        slides: the file of its slides.
    """
    for cell, place in places_of(slides_of(notebook)).items():
        plan = plan.replace(f"`{cell}`", f"[`{cell}`]({slides}#/{place})")
    return plan


def write_lesson(copy: Path, folder: Path) -> None:
    """Write all that belongs to one lesson.

    Raises:
        NotebookError: if it has no plan.
    """
    name = copy.stem
    plan = PLANS / f"{name}.md"
    if not plan.is_file():
        raise NotebookError(f"{name} has no plan; write {plan}")
    lesson, slides = read_notebook(copy), f"{name}-slides.html"
    linked = with_links(plan.read_text(encoding="utf-8"), lesson, slides)
    write_page(folder / f"{name}-plan.html", title_of(lesson), linked)
    write_questions(lesson, folder, name)
    write_slides(lesson, folder / slides)


def write_index(copies: Sequence[Path], folder: Path) -> None:
    """Write the page that leads to the others."""
    head = "| lesson | | | | |\n|---|---|---|---|---|\n"
    rows = []
    for copy in copies:
        links = [f"[{label}]({copy.stem}-{kind}.html)" for kind, label in PAGES]
        rows.append(f"| {title_of(read_notebook(copy))} | {' | '.join(links)} |")
    write_page(
        folder / "index.html", "For the class", "# For the class\n\n" + head + "\n".join(rows)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 where a lesson failed or has no plan."""
    parser = argparse.ArgumentParser(prog="tools.teaching", description="plans, slides, questions")
    parser.add_argument("folder", type=Path, help="to write into")
    parser.add_argument("names", nargs="*", help="lessons; all of them without a name")
    parser.add_argument("--executed", type=Path, default=course.EXECUTED, help="of the copies")
    options = parser.parse_args(arguments)
    try:
        found = find_notebooks(options.names, NOTEBOOKS)
        lessons = [path for path in found if path.parent == NOTEBOOKS]
        copies = [options.executed / path.name for path in lessons]
        changed = last_change(USED_BY_LESSONS)
        pairs = zip(lessons, copies, strict=True)
        stale = [lesson.stem for lesson, copy in pairs if not is_current(lesson, copy, changed)]
        if stale and course.main([*stale, "--executed", str(options.executed)]) != 0:
            return 1
        options.folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(SLIDES, options.folder / "slides", dirs_exist_ok=True)
        for copy in copies:
            write_lesson(copy, options.folder)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    write_index(copies, options.folder)
    print(f"{len(lessons)} lessons; open {options.folder / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
