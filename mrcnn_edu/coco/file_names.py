"""The file that a name in annotations means, on whatever system it was written.

Windows writes ``train\\7.png`` and knows no difference between ``A.JPG`` and ``a.jpg``, a Mac takes
"é" apart into two characters, a browser writes ``my%20cat.png``. The name as it stands is tried
first.
"""

import os
import posixpath
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote


class NamedFiles:
    """The files of a folder, found by names in annotations.

    Args:
        folder: that names are relative to.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     Path(folder, "my cat.png").touch()
        ...     files = NamedFiles(Path(folder))
        ...     files.find("My%20Cat.PNG").name, files.find("dog.png")
        ('my cat.png', None)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, name: str) -> Path | None:
        """The file that is meant; None if there is none, or nobody knows which.

        Args:
            name: as annotations have it.
        """
        for spelling in spellings(name):
            path = self.folder / spelling
            if path.is_file():
                return path
        for spelling in spellings(name):
            alike = self._by_form.get(form(posixpath.normpath(spelling)), [])
            if len(alike) == 1:
                return alike[0]
        return None

    def elsewhere(self, name: str) -> Path | None:
        """A file of the same name that lies in another folder of this one, to be told.

        Args:
            name: as annotations have it, of which only what follows the last slash is looked at.
        """
        last = {form(spelling.rpartition("/")[2]) for spelling in spellings(name)}
        found = (path for paths in self._by_form.values() for path in paths)
        return next((path for path in found if form(path.name) in last), None)

    def holds(self, path: Path) -> bool:
        """Whether a path stays in the folder, links not followed.

        Args:
            path: of a file.
        """
        inside, folder = os.path.abspath(path), os.path.abspath(self.folder)
        return inside.startswith(os.path.join(folder, ""))

    @cached_property
    def _by_form(self) -> dict[str, list[Path]]:
        """All files of the folder, by what their names have in common with other spellings."""
        by_form: dict[str, list[Path]] = {}
        for directory, _, files in os.walk(self.folder):
            for file in sorted(files):
                path = Path(directory, file)
                name = path.relative_to(self.folder).as_posix()
                by_form.setdefault(form(name), []).append(path)
        return by_form


def spellings(name: str) -> Iterator[str]:
    """A name as it stands, then with the slashes of this system, then without a browser's signs.

    Args:
        name: of a file, as annotations have it.

    Example:
        >>> list(spellings("a\\\\my%20cat.png"))
        ['a\\\\my%20cat.png', 'a/my%20cat.png', 'a/my cat.png']
    """
    slashes = name.strip().replace("\\", "/")
    yield from dict.fromkeys((name, slashes, unquote(slashes)))


def form(name: str) -> str:
    """What all spellings of a name have in common: one Unicode form, small letters.

    Args:
        name: of a file.

    Example:
        >>> form("Cafe\\u0301.PNG") == form("caf\\u00e9.png")
        True
    """
    return normalize("NFC", normalize("NFC", name).casefold())
