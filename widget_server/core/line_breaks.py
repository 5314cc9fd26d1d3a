"""Where a line of text may end, in every language of the product."""

import re

_HANGUL = "\u1100-\u115f\uac00-\ud7a3"
_HAN = "\u2e80-\u303e\u3041-\ua4cf\uf900-\ufaff\uff00-\uff60"
"""Korean syllables; Chinese and Japanese characters. Ranges for regular expressions."""

_NOT_FIRST = "、。，．：；？！」』）】〕》〉”’…々ーっゃゅょッャュョ"  # noqa: RUF001  # that is what they are
"""What may not begin a line."""


def _piece(wide: str) -> re.Pattern[str]:
    return re.compile(rf"\s+|[{wide}][{_NOT_FIRST}]*|[^\s{wide}]+")


_PIECE = _piece(_HANGUL + _HAN)
_PIECE_OF_HEADING = _piece(_HAN)


def pieces(text: str, *, is_heading: bool = False) -> list[str]:
    """Text in pieces that lines are made of: words, blanks (each run of them one space), and Chinese, Japanese
    and Korean characters one by one (UAX 14). In a heading Korean words stay whole, too.
    """
    pattern = _PIECE_OF_HEADING if is_heading else _PIECE
    return pattern.findall(" ".join(text.split()))
