"""The text files of the widgets: modules joined into one, style, and words."""

import json
import re
from pathlib import Path

HERE = Path(__file__).parent


def join_modules(*names: str) -> str:
    """Make one ES module of several that import each other.

    A widget's module reaches the page as text, where a relative import has nothing to be relative
    to. So the files stand in one text in the order given, which makes their imports superfluous.

    Args:
        names: file names in this folder, each after those that it imports.

    Returns:
        The text, without import statements, in which only the default export is left.

    Raises:
        FileNotFoundError: if a file is missing.
    """
    joined = "\n".join(read_text(name) for name in names)
    without_imports = re.sub(r"^import [^;]*;\n", "", joined, flags=re.MULTILINE)
    return re.sub(r"^export (?!default)", "", without_imports, flags=re.MULTILINE)


def read_text(name: str) -> str:
    """Read a file of this folder.

    Raises:
        FileNotFoundError: if it is missing.
    """
    return (HERE / name).read_text(encoding="utf-8")


def read_words(widget: str, language: str) -> dict[str, str]:
    """Every sentence of one widget, by its key.

    Args:
        widget: "iou", "nms" or "microscope".
        language: a language of strings.json, such as "en".

    Raises:
        ValueError: if the language is not there.
    """
    languages = json.loads(read_text("strings.json"))
    if language not in languages:
        known = ", ".join(map(repr, languages))
        raise ValueError(f"language must be one of {known}, got {language!r}")
    words: dict[str, str] = languages[language][widget]
    return words
