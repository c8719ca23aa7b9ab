"""The text files of the widgets: modules joined into one, style, and words."""

import json
import posixpath
import re
from pathlib import Path

from mrcnn_edu.views import looks, plots

HERE = Path(__file__).parent
IMPORT = re.compile(r'^import [^;"]*"(\.[^"]*)";\n', re.MULTILINE)
DECLARED = re.compile(  # a name, or several as in const [a, b] = ...
    r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+|\[[^\]]*\]|{[^}]*})", re.MULTILINE
)
DASHES = {"-": "none", "--": "9 5", ":": "2 5"}  # matplotlib's, in CSS pixels
DARK = (plots.BLUE,)  # a ground on which white is read more easily than black
PALETTE = ("BLUE", "ORANGE", "GREEN", "VERMILION", "SKY", "YELLOW", "PURPLE")


def join_modules(entry: str) -> str:
    """Make one ES module of a module and all that it imports.

    A widget's module reaches the page as text, where a relative import has nothing to be relative
    to. So the files stand in one text, each behind those that it imports, and the import
    statements fall away.

    Args:
        entry: the file with the default export, by its name in this folder.

    Returns:
        The text, without import statements, in which only the default export is left.

    Raises:
        FileNotFoundError: if a file is missing.
        ValueError: if files import each other in a circle, or two declare the same name.
    """
    names = modules_of(entry)
    _check_names(names)
    without_imports = IMPORT.sub("", "\n".join(read_text(name) for name in names))
    return re.sub(r"^export (?!default)", "", without_imports, flags=re.MULTILINE)


def modules_of(entry: str) -> list[str]:
    """A module and all that it imports, each behind those that it imports itself.

    Args:
        entry: a file of this folder, by its name.

    Raises:
        FileNotFoundError: if a file is missing.
        ValueError: if files import each other in a circle.
    """
    found: list[str] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            circle = " -> ".join([*above, name])
            raise ValueError(f"modules must not import each other in a circle, got {circle}")
        for path in IMPORT.findall(read_text(name)):
            visit(posixpath.normpath(posixpath.join(posixpath.dirname(name), path)), (*above, name))
        if name not in found:
            found.append(name)

    visit(entry, ())
    return found


def _check_names(names: list[str]) -> None:
    """In one text, two files cannot both declare a name."""
    owner: dict[str, str] = {}
    for name in names:
        for declared in re.findall(r"\w+", " ".join(DECLARED.findall(read_text(name)))):
            if declared in owner:
                raise ValueError(
                    f"{name} and {owner[declared]} both declare {declared!r} and become one"
                    " module; rename it in one of them"
                )
            owner[declared] = name


def read_style(*names: str) -> str:
    """The style of a widget: the colours of the figures, the kit's rules, and its own.

    Args:
        names: the widget's own style sheets, by their names in this folder.

    Raises:
        FileNotFoundError: if a file is missing.
    """
    return look_variables() + "".join(read_text(name) for name in ("kit/kit.css", *names))


def look_variables() -> str:
    """The table of ``views/looks.py`` as CSS, so that figures and widgets share it.

    ``looks.KEPT`` becomes the variables ``--kept`` and ``--kept-dash``. In an element of the class
    ``look-kept`` they are also ``--own`` and ``--own-dash``. The plain colours have variables too.

    Example:
        >>> "--kept: #0072B2; --kept-dash: none;" in look_variables()
        True
    """
    table = {name.lower(): look for name, look in vars(looks).items() if name.isupper()}
    table = {name: look for name, look in table.items() if isinstance(look, dict)}
    plain = [f"--{name.lower()}: {getattr(plots, name)};" for name in PALETTE]
    named = [
        f"--{name}: {look['color']}; --{name}-dash: {DASHES[look['style']]};"
        for name, look in table.items()
    ]
    classes = [
        f".mrcnn-widget .look-{name} {{ --own: var(--{name}); --own-dash: var(--{name}-dash);"
        f" --own-text: {'#fff' if look['color'] in DARK else '#000'}; }}\n"
        for name, look in table.items()
    ]
    return f".mrcnn-widget {{ {' '.join([*plain, *named])} }}\n{''.join(classes)}"


def read_text(name: str) -> str:
    """Read a file of this folder.

    Raises:
        FileNotFoundError: if it is missing.
    """
    return (HERE / name).read_text(encoding="utf-8")


def read_words(widget: str, language: str) -> dict[str, str]:
    """Every sentence of one widget, by its key, and those that all widgets share.

    Args:
        widget: its name in strings.json, such as "iou".
        language: a language of strings.json, such as "en".

    Raises:
        ValueError: if the language or the widget is not there.
    """
    languages = json.loads(read_text("strings.json"))
    if language not in languages:
        known = ", ".join(map(repr, languages))
        raise ValueError(f"language must be one of {known}, got {language!r}")
    words = languages[language]
    if widget not in words:
        known = ", ".join(map(repr, words))
        raise ValueError(f"widget must be one of {known} in strings.json, got {widget!r}")
    return {**words["kit"], **words[widget]}
