"""Breaking plain text into lines, by the columns that a terminal or a plain-text mail gives each character."""

import re
from unicodedata import east_asian_width

_WIDE = "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60"
"""Chinese, Japanese and Korean characters, as a range for regular expressions."""

_NOT_FIRST = "、。，．：；？！」』）】〕》〉”’…々ーっゃゅょッャュョ"  # noqa: RUF001  # that is what they are
"""What may not begin a line."""

_PIECE = re.compile(rf"\s+|[{_WIDE}][{_NOT_FIRST}]*|[^\s{_WIDE}]+")
"""Blanks, words, and characters that need no blank between them to begin a new line."""


def wrapped(text: str, width: int) -> str:
    """Lines of at most `width` columns. Words and addresses are never broken; Chinese, Japanese and Korean may
    break between any two characters (UAX 14).
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
