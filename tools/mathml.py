"""Formulas as MathML, which browsers draw by themselves: a page needs no script for them.

An extension for Sphinx, named in docs/conf.py.
"""

import xml.etree.ElementTree as ET

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


def to_mathml(latex: str, display: str) -> str:
    """A formula as a <math> element.

    Args:
        latex: the formula without its dollars.
        display: "inline" or "block".

    Raises:
        ValueError: if the converter left something of it untranslated.
    """
    # The converter knows the one and not the other, and they mean the same.
    latex = latex.replace("{aligned}", "{split}")
    try:
        mathml = convert(latex, display=display)
        texts = list(ET.fromstring(mathml).itertext())
    except Exception as error:  # it raises whatever happens to it
        raise ValueError(f"not a formula that latex2mathml understands: {latex!r}") from error
    unknown = [text for text in texts if "\\" in text]
    if unknown:
        raise ValueError(f"latex2mathml does not know {unknown} in {latex!r}")
    return mathml


def translated(node: nodes.math | nodes.math_block, display: str) -> str:
    """The formula of a node; where that fails, a warning and nothing."""
    try:
        return to_mathml(node.astext(), display)
    except ValueError as error:
        logger.warning("%s", error, location=node)
        return ""


def write_inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(translated(node, "inline"))
    raise nodes.SkipNode


def write_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="formula">{translated(node, "block")}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, object]:
    """Called by Sphinx."""
    app.add_html_math_renderer("mathml", (write_inline, None), (write_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
