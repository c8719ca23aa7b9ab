"""What of a lesson is put on a slide: the headings, the questions, the figures, and little prose.

A lesson is written to be read, a slide to be seen from the last row. So a slide shows of a
paragraph the sentences that ask or that hold something bold, and all of a list, a table, a formula
or a paragraph that begins in bold. Each figure has a slide of its own, and so has the answer to a
question. Code that only draws stays out, and so do the solutions, and what opens at a click.
"""

import re
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tools.mathml import to_mathml

HEADING = re.compile(r"^#{1,3} ", re.MULTILINE)
CLICK = re.compile(r"<details>.*?</details>", re.DOTALL)
# Not within bold words, and not after the point of an abbreviation such as "et al.".
SENTENCE = re.compile(r"(?<=[.?!*])\s+(?=[A-Z*])")
EXERCISE = re.compile(r"#+ .*[Yy]our turn")
LAST = "## Solutions"
MOST_CODE = 16  # lines on a slide
MOST_PRINTED = 12
LONGEST_LIST = 700  # characters
FEW_WORDS = 240  # characters beside which code still fits
FEW_NUMBERS = 700  # and what is printed
WIDGET = "application/vnd.jupyter.widget-view+json"
LIVE = "*Here is a widget. Open the lesson and move it together.*"


def slides_of(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells of a lesson's slides.

    Args:
        notebook: the executed lesson.

    Returns:
        New cells, in order. Where a slide begins, the metadata says so as nbconvert wants it.
    """
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        before = len(cells)
        if cell.cell_type == "markdown":
            for part in parts_of(cell.source):
                if part.startswith(LAST):
                    return cells
                _add_words(cells, part)
        else:
            _add_code(cells, NotebookNode(cell))  # which changes it
        for shown_first in cells[before : before + 1]:
            shown_first.metadata.shows = cell.id
    return cells


def places_of(cells: Sequence[NotebookNode]) -> dict[str, int]:
    """The slide on which each of the lesson's cells begins, counted from 0.

    Args:
        cells: of the slides.

    Returns:
        Places by the id of the lesson's cell; what is on no slide is missing.
    """
    places, slide = {}, -1
    for cell in cells:
        slide += cell.metadata.slideshow.slide_type == "slide"
        if "shows" in cell.metadata:
            places[cell.metadata.shows] = slide
    return places


def parts_of(source: str) -> list[str]:
    """A cell's text, cut before each heading, without what opens at a click."""
    source = CLICK.sub("", source)
    starts = [0, *(match.start() for match in HEADING.finditer(source))]
    ends = [*starts[1:], len(source)]
    parts = [source[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return [part for part in parts if part]


def shown(paragraph: str) -> str:
    """What a slide shows of one paragraph; "" for nothing."""
    if paragraph.startswith(("#", "|", "$$", "**")):
        return paragraph
    if re.match(r"([-*]|\d+\.) ", paragraph):
        return paragraph if len(paragraph) <= LONGEST_LIST else _only_bold(paragraph)
    return " ".join(s for s in SENTENCE.split(paragraph) if "**" in s or s.endswith(("?", "?*")))


def _only_bold(items: str) -> str:
    """A long list, of each item what stands in bold."""
    bold = [re.findall(r"\*\*(.+?)\*\*", line) for line in items.splitlines()]
    return "\n".join(f"- **{words[0]}**" for words in bold if words)


def _add_words(cells: list[NotebookNode], part: str) -> None:
    """Put a part on a slide: its own where it has a heading or the last slide holds words."""
    show = str if EXERCISE.match(part) else shown  # a task is told whole
    paragraphs = [show(paragraph.strip()) for paragraph in re.split(r"\n\s*\n", part)]
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    if text:
        cells.append(_begins_slide(new_markdown_cell(with_mathml(text))))


def _add_code(cells: list[NotebookNode], cell: NotebookNode) -> None:
    """Put a code cell on slides: what is meant to be read, then each picture on its own."""
    folded = "source_hidden" in cell.metadata.get("jupyter", {})
    unseen = folded or cell.source.count("\n") >= MOST_CODE
    exercise = cell.id.startswith("exercise-")
    results = [] if exercise else [result for result in map(_result, cell.outputs) if result]
    pictures = [result for result in results if "text/html" in result.get("data", {})]
    cell.outputs = [result for result in results if result not in pictures]
    cell.metadata = {"tags": ["hide-input"]} if unseen else {}
    if cell.outputs or not unseen:
        room = FEW_NUMBERS if unseen else FEW_WORDS
        goes_on = bool(cells) and _has_room(cells[-1], room) and (exercise or not _asks(cells[-1]))
        cells.append(_goes_on(cell) if goes_on else _begins_slide(cell))
    for picture in pictures:
        shown_alone = new_code_cell(outputs=[picture], metadata={"tags": ["hide-input"]})
        cells.append(_begins_slide(shown_alone))


def _has_room(last: NotebookNode, characters: int) -> bool:
    """Whether code fits below the last cell: words, and not many."""
    return bool(last.cell_type == "markdown" and len(last.source) <= characters)


def _asks(last: NotebookNode) -> bool:
    """Whether the last cell asks what the next one answers, which nobody shall see yet."""
    return "?" in last.source or "**Predict" in last.source


def _result(output: NotebookNode) -> NotebookNode | None:
    """An output as a slide shows it: a figure whole, what is printed cut, a widget named."""
    data = output.get("data", {})
    if WIDGET in data:
        return new_output("display_data", {"text/markdown": LIVE})
    if "text/html" in data:
        return output
    lines = str(output.get("text", data.get("text/plain", ""))).splitlines()
    if output.get("name") == "stderr" or not lines:
        return None
    more = ["…"] if len(lines) > MOST_PRINTED else []
    return new_output("stream", name="stdout", text="\n".join(lines[:MOST_PRINTED] + more))


def _begins_slide(cell: NotebookNode) -> NotebookNode:
    cell.metadata.slideshow = {"slide_type": "slide"}
    return cell


def _goes_on(cell: NotebookNode) -> NotebookNode:
    cell.metadata.slideshow = {"slide_type": "-"}
    return cell


def with_mathml(text: str) -> str:
    """The same text, its formulas in a form that a browser draws by itself."""
    pieces = re.split(r"(\$\$.+?\$\$|(?<![\\$])\$[^$\n]+?\$)", text, flags=re.DOTALL)
    return "".join(_formula(piece) for piece in pieces)


def _formula(piece: str) -> str:
    if piece.startswith("$$"):
        return to_mathml(piece.strip("$"), "block")
    return to_mathml(piece.strip("$"), "inline") if len(piece) > 2 and piece[0] == "$" else piece


def questions_of(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """The recall questions at a lesson's end, each with its answer, in Markdown."""
    text = next(cell.source for cell in notebook.cells if "**Five questions.**" in cell.source)
    for question, answer in re.findall(r"<summary>(.+?)</summary>(.+?)</details>", text, re.DOTALL):
        yield re.sub(r"^\d+\. ", "", question), answer.strip()
