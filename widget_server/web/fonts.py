"""Typefaces for pictures: those of the package, and a system's own for Chinese, Japanese and Korean.

The package's (SIL Open Font License, 1.7 MB) are copied from npm when the widget is built: Noto Sans with Latin,
Greek, Cyrillic and Devanagari, and its Arabic and Hebrew, each with basic Latin. One that has every letter of a
text draws all of it, so that shaping and direction are the font's and HarfBuzz's work alone. Noto Sans CJK weighs
40 MB for its two weights: it is used where the system has it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from unicodedata import category, normalize

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it has no types
from PIL import ImageFont

PACKAGED = Path(str(files("widget_server.web"))) / "static/widget/fonts"
SYSTEM_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
SYSTEM_FONT = ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc")
CJK_FACES = {"ja": 0, "ko": 1, "zh-hans": 2, "zh-hant": 3}
"""The face of the collection that draws shared characters as each language writes them."""

INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp"})
MATTERS = frozenset("LMN")
"""Letters, marks on them, digits: a text that lacks one says something else, or nothing."""


@dataclass(frozen=True)
class Typeface:
    """A typeface in two weights. `face` is its number in a collection of several."""

    regular: Path
    bold: Path
    face: int = 0

    def at(self, size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
        """The font at `size` pixels an em."""
        return ImageFont.truetype(self.bold if bold else self.regular, size, self.face)

    def has(self, character: str) -> bool:
        """Whether there is a glyph for it."""
        return ord(character) in _letters_in(self.bold)


@cache
def _letters_in(path: Path) -> frozenset[int]:
    """Code points. The faces of a collection have the same, in different shapes; a few fonts are asked for."""
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap())


class Fonts:
    """Finds what can draw a text."""

    def __init__(self, packaged: Path = PACKAGED, system_folders: Iterable[Path] = SYSTEM_FOLDERS) -> None:
        self._packaged = [
            Typeface(path.with_name(path.name.replace("bold", "regular")), path)
            for path in sorted(packaged.glob("*-bold.ttf"))
        ]
        self._system_folders = tuple(system_folders)

    def for_text(self, text: str, locale: str) -> tuple[Typeface, str] | None:
        """A typeface, and the text without what it can't draw and nobody misses, such as an emoji.

        None where no typeface has all letters: part of a text would be worse than none.
        """
        whole = [one for one in _JOINER.sub("", normalize("NFC", text)) if _is_visible(one)]
        for typeface in self._candidates(locale):
            kept = [_replaced(one, typeface) for one in whole]
            if None not in kept:
                return typeface, " ".join("".join(one for one in kept if one).split())
        return None

    def _candidates(self, locale: str) -> Iterator[Typeface]:
        yield from self._packaged
        if self._system is not None:
            yield Typeface(*self._system, CJK_FACES.get(locale.lower(), 0))

    @cached_property
    def _system(self) -> tuple[Path, Path] | None:
        for folder in self._system_folders:
            for bold in folder.rglob(SYSTEM_FONT[1]):
                regular = bold.with_name(SYSTEM_FONT[0])
                return (regular if regular.exists() else bold), bold
        return None


_JOINER = re.compile(r"(?<!\w)(?<![\u064b-\u0652\u0900-\u097f])[\u200c\u200d]")
"""One that joins no letters of Arabic or Devanagari, but the parts of an emoji."""


def _is_visible(character: str) -> bool:
    return category(character) not in INVISIBLE or character in "\u200c\u200d"


_CHOOSES_LOOKS = frozenset(map(chr, [*range(0xFE00, 0xFE10), 0x20E3]))
"""Marks that follow an emoji, or make one: variation selectors and the keycap."""


def _replaced(character: str, typeface: Typeface) -> str | None:
    """What stands for the character: itself, '' for what may be left out, None for what may not."""
    if character.isspace():
        return " "
    if typeface.has(character):
        return character
    return None if category(character)[0] in MATTERS and character not in _CHOOSES_LOOKS else ""
