"""On the site the theme's rules reach into the widgets, wherever both use a name for a class."""

import importlib.util
import re
from pathlib import Path

from mrcnn_edu.views.widgets import sources

ROOT = Path(__file__).resolve().parents[3]
OF_THE_SITE = ("pydata_sphinx_theme", "sphinx_book_theme", "myst_nb", "sphinx_copybutton")
NAME = r"[A-Za-z_][\w-]*"
HARMLESS = {
    "cell": "the theme means parts of a notebook's cell, or <pre> and <details>, which ours lack",
    "empty": "the theme means its search results alone: #search-results.empty",
    "hint": "the theme means admonitions alone: .admonition.hint",
    "note": "the theme means admonitions and sidebars, in which no widget stands",
    "removed": "the theme means a version's remark alone: span.versionmodified.removed",
}


def names_in_style(style: str) -> set[str]:
    return set(re.findall(rf"\.({NAME})", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)))


def names_in_module(module: str) -> set[str]:
    """What stands in quotes where a class is given, without what only the page knows."""
    given = re.compile(r'(?:\bclass: |classList\.\w+\(|setAttribute\("class", )(?:"(.*?)"|`(.*?)`)')
    texts = " ".join(plain + filled for plain, filled in given.findall(module))
    return set(re.findall(NAME, re.sub(r"[\w-]*\$\{.*?\}", " ", texts)))


def texts_in(folder: Path, suffix: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob(f"*{suffix}"))


def names_of_the_site() -> set[str]:
    specs = [importlib.util.find_spec(package) for package in OF_THE_SITE]
    folders = [Path(str(spec.origin)).parent for spec in specs if spec is not None]
    assert len(folders) == len(OF_THE_SITE)
    return names_in_style("".join(texts_in(f, ".css") for f in [*folders, ROOT / "docs/_static"]))


def test_the_names_are_found():
    assert names_in_style("/* .x */ .a.b-c > p:is(.d, .e)::before { width: .5rem; }") == set(
        "ade"
    ) | {"b-c"}
    module = '({ class: "a b" }, { class: `c look-${d}` }); e.classList.toggle("f", g); "h"'
    assert names_in_module(module) == set("abcf")
    assert {"row", "mark", "admonition"} <= names_of_the_site()


def test_no_class_of_a_widget_is_one_of_the_theme():
    ours = names_in_style(texts_in(sources.HERE, ".css"))
    ours |= names_in_module(texts_in(sources.HERE, ".js"))
    assert ours & names_of_the_site() == HARMLESS.keys()
