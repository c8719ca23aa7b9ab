"""Fonts that have the letters of the names to be written, whatever script they are in."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

USUAL = "DejaVu Sans"  # comes with matplotlib: Latin, Greek, Cyrillic, Arabic and more
CHINESE_AND_SO_ON = {"CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO"}


class Fonts:
    """A font for each name.

    Args:
        names: all that will be written.

    Attributes:
        missing: letters that no font of this machine has.
    """

    def __init__(self, names: Iterable[str]) -> None:
        from matplotlib.font_manager import findfont  # here, as it takes a second

        self.usual = findfont(USUAL)
        self._file_of: dict[str, str] = {}
        self.missing: set[str] = set()
        for name in names:
            self._choose(name)

    def file_of(self, name: str) -> str:
        """The path of a font that has most letters of a name.

        Args:
            name: one of ``names``, or any of usual letters.
        """
        return self._file_of.get(name, self.usual)

    def _choose(self, name: str) -> None:
        """Look for a font only where the usual one lacks a letter."""
        lacking = lacks(self.usual, name)
        for file in candidates() if lacking else ():
            still = lacks(file, name)
            if len(still) < len(lacking):
                lacking, self._file_of[name] = still, file
            if not lacking:
                break
        self.missing |= lacking

    def advice(self) -> str:
        """What to install, if a letter is missing; otherwise nothing."""
        if not self.missing:
            return ""
        some = "".join(sorted(self.missing)[:10])
        return (
            f"no font here has {some}, drawn as squares; install {wanted(sorted(self.missing)[0])}"
        )


def wanted(letter: str) -> str:
    """The name of a free font that has a letter.

    Args:
        letter: one character.

    Example:
        >>> wanted("猫"), wanted("ก"), wanted("\\U0001f600")
        ('Noto Sans CJK', 'Noto Sans Thai', 'Noto Emoji')
    """
    script = unicodedata.name(letter, "SYMBOLS").split()[0]
    if script in CHINESE_AND_SO_ON:
        return "Noto Sans CJK"
    if unicodedata.category(letter)[0] != "L":
        return "Noto Emoji"
    return f"Noto Sans {script.title()}"


@cache
def candidates() -> list[str]:
    """The files of all fonts of this machine, those with the largest number of letters first."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    files = {*findSystemFonts(), *(font.fname for font in fontManager.ttflist)}
    there = [Path(file) for file in files if Path(file).is_file()]
    return [str(file) for file in sorted(there, key=lambda file: (-file.stat().st_size, file))]


@cache
def letters_of(file: str) -> frozenset[int]:
    """The characters that a font has, by number; none of one that cannot be read.

    Args:
        file: its path.
    """
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(FT2Font(file).get_charmap())
    except (OSError, RuntimeError, ValueError):
        return frozenset()


def lacks(file: str, name: str) -> set[str]:
    """The letters of a name that a font lacks.

    Args:
        file: the font's path.
        name: that is to be written.
    """
    return {letter for letter in name if ord(letter) not in letters_of(file)}
