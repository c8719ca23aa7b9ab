"""How long a lesson is: words, lines of code, figures and exercises, beside what it may have.

    python -m tools.lesson_budget             # all lessons
    python -m tools.lesson_budget 02_nms      # one

Words are those of the prose, without hints, solutions, code and formulas. Lines of code are those
that a learner reads: no empty ones, none of folded cells, none of solutions. A figure is a cell
that draws or shows a widget, folded or not. What lies outside its bounds is marked with a *.
"""

import argparse
import re
from collections.abc import Sequence
from typing import NamedTuple

from nbformat import NotebookNode

from tools.notebooks import NOTEBOOKS, find_notebooks, read_notebook

LEAST_WORDS, MOST_WORDS = 1800, 2300
MOST_LINES, MOST_OF_THE_PACKAGE = 200, 60
LEAST_FIGURES, MOST_FIGURES = 8, 12
LEAST_EXERCISES, MOST_EXERCISES = 2, 3
SHORT = ("00",)  # asks for nothing to be written, and takes 25 minutes

FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
NO_PROSE = re.compile(r"```.*?```|\$\$?.*?\$\$?|`[^`]*`|<[^>]*>|\]\([^)]*\)", re.DOTALL)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
DRAWS = re.compile(r"\b(subplots|show_image|show_grid|show_map|draw_pipeline|[A-Z]\w*Widget)\(")


class Size(NamedTuple):
    """How long one lesson is.

    Attributes:
        words: of prose.
        lines: of code that a learner reads.
        of_the_package: how many of these lines are the package's own.
        figures: cells that draw, or show a widget.
        exercises: functions that the learner writes or mends.
        you: how often *you* and *we* come, in a thousand words.
        hinges: colons and semicolons in a thousand words.
    """

    words: int
    lines: int
    of_the_package: int
    figures: int
    exercises: int
    you: float
    hinges: float


def measure(notebook: NotebookNode) -> Size:
    """How long a lesson is."""
    prose = "\n".join(prose_of(cell) for cell in notebook.cells if cell.cell_type == "markdown")
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_solution(cell)]
    read = [cell for cell in code if not cell.metadata.get("jupyter", {}).get("source_hidden")]
    words = WORD.findall(prose)
    thousands = max(len(words), 1) / 1000
    return Size(
        words=len(words),
        lines=sum(map(lines_of, read)),
        of_the_package=sum(lines_of(cell) for cell in read if is_the_packages(cell)),
        figures=sum(1 for cell in code if DRAWS.search(cell.source)),
        exercises=sum(1 for cell in code if cell.id.startswith("exercise-")),
        you=sum(w.lower() in ("you", "your", "we", "our") for w in words) / thousands,
        hinges=len(re.findall(r"[:;](?=\s)", prose)) / thousands,
    )


def prose_of(cell: NotebookNode) -> str:
    """The words of a cell that everybody reads."""
    return "" if is_solution(cell) else NO_PROSE.sub(" ", FOLDED.sub(" ", cell.source))


def lines_of(cell: NotebookNode) -> int:
    """The lines of a cell of code that are not empty."""
    return sum(1 for line in cell.source.splitlines() if line.strip())


def is_solution(cell: NotebookNode) -> bool:
    """Whether a cell belongs to the solutions at the end."""
    return bool(re.match(r"solutions?\b", cell.id))


def is_the_packages(cell: NotebookNode) -> bool:
    """Whether ``make sync`` fills a cell."""
    return any(tag.startswith("defines:") for tag in cell.metadata.get("tags", []))


def excesses(size: Size, name: str) -> list[str]:
    """The names of the figures that lie outside their bounds.

    Args:
        size: of the lesson.
        name: of the lesson, which begins with its number.
    """
    least = 0 if name[:2] in SHORT else 1
    bounds = {
        "words": (least * LEAST_WORDS, MOST_WORDS),
        "lines": (0, MOST_LINES),
        "of_the_package": (0, MOST_OF_THE_PACKAGE),
        "figures": (least * LEAST_FIGURES, MOST_FIGURES),
        "exercises": (least * LEAST_EXERCISES, MOST_EXERCISES),
    }
    return [
        field for field, (low, high) in bounds.items() if not low <= getattr(size, field) <= high
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each lesson; 0 if all lie within their bounds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="of lessons; default: all")
    over = 0
    print(" ".join(["lesson".ljust(26), *(field.rjust(len(field) + 1) for field in Size._fields)]))
    every = find_notebooks(parser.parse_args(arguments).names, NOTEBOOKS)
    for path in [path for path in every if path.parent == NOTEBOOKS]:  # extras have no budget
        size = measure(read_notebook(path))
        outside = excesses(size, path.stem)
        over += bool(outside)
        cells = [
            f"{value:.4g}{'*' if field in outside else ' '}".rjust(len(field) + 1)
            for field, value in size._asdict().items()
        ]
        print(" ".join([path.stem.ljust(26), *cells]))
    return int(over > 0)


if __name__ == "__main__":
    raise SystemExit(main())
