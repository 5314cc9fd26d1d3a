"""Breaking plain text into lines, by the columns that a terminal or a plain-text mail gives each character."""

import re
from unicodedata import east_asian_width

_PIECE = re.compile(
    "\\s+"
    "|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]"  # one wide character ...
    "[、。，．：；？！」』）】〕》〉”’…々ーっゃゅょッャュョ]*"  # noqa: RUF001  # ... with what may not begin a line
    "|[^\\s\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]+"
)
"""Blanks, words, and characters that need no blank between them to begin a new line."""


def wrapped(text: str, width: int) -> str:
    """Lines of at most `width` columns. Words and addresses are never broken; Chinese and Japanese, which write no
    blanks, break between characters.
    """
    lines, line, column = [], "", 0
    for piece in _PIECE.findall(" ".join(text.split())):
        columns = sum(2 if east_asian_width(character) in "WF" else 1 for character in piece)
        if column + columns > width and line.strip():
            lines.append(line.rstrip())
            line, column = "", 0
            if piece.isspace():
                continue
        line += piece
        column += columns
    return "\n".join([*lines, line.rstrip()])
