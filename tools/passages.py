"""What the search of the site finds: each paragraph, list item, row and piece of code by itself.

An extension for Sphinx, named in docs/conf.py. Sphinx's own search knows which words a page has,
and opens it at its top. Here each passage gets a place that a link can lead to, and its text goes
into one file, for a page that is read from disk may not fetch another to quote from it.
docs/_static/searchtools.js searches in it.
"""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

PASSAGES = (nodes.paragraph, nodes.list_item, nodes.row, nodes.literal_block, nodes.title)
CAPTION = re.compile("<figcaption>(.*?)</figcaption>", re.DOTALL)


def is_output(node: nodes.Element) -> bool:
    """Whether a node holds what a cell showed."""
    return "cell_output" in node["classes"]


def passages_of(node: nodes.Element) -> Iterator[nodes.Element]:
    """The passages below a node, in the order of reading, none within another."""
    for child in node.children:
        if isinstance(child, PASSAGES) or (isinstance(child, nodes.Element) and is_output(child)):
            yield child
        elif isinstance(child, nodes.Element):
            yield from passages_of(child)


def text_of(passage: nodes.Element) -> str:
    """What a passage says, in one line. Of what a cell showed, only captions are for readers."""
    text = passage.astext()
    if is_output(passage):
        text = html.unescape(" ".join(CAPTION.findall(text)))
    return " ".join(text.split())


def give_places(app: Sphinx, doctree: nodes.document) -> None:
    """Let links lead to each passage of a page; a title has its place in its section already."""
    for number, passage in enumerate(passages_of(doctree)):
        if not isinstance(passage, nodes.title):
            passage["ids"].append(f"passage-{number}")


def entries(doctree: nodes.document) -> list[tuple[str, str, str, str]]:
    """Of each passage: its place, the title above it, its kind and its text."""
    found, title = [], ""
    for passage in passages_of(doctree):
        text, kind, place = text_of(passage), "prose", passage
        if isinstance(passage, nodes.title):
            title, kind, place = text, "title", passage.parent
        elif isinstance(passage, nodes.literal_block):
            kind = "code"
        if text:
            found.append((place["ids"][-1], title, kind, text))
    return found


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """Put the passages of all pages where Sphinx wrote its own index."""
    if exception is not None:
        return
    pages = []
    for name in sorted(app.env.found_docs, key=lambda name: (name != "index", name)):
        passages = entries(app.env.get_doctree(name))
        pages.append({"page": f"{name}.html", "title": passages[0][3], "passages": passages})
    text = f"Search.setIndex({json.dumps(pages, ensure_ascii=False)});\n"
    Path(app.outdir, "searchindex.js").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, object]:
    """Called by Sphinx."""
    app.connect("doctree-read", give_places)
    app.connect("build-finished", write_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
