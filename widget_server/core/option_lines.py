r"""The options of a question as lines of text, as organizers type them: one a line, `value = words` or just the words.

Words alone are the value, too. A lone `=` within a value or its words is written `\=`, so that whatever a petition has
stored comes out of its lines again as it was.
"""

import re
from collections.abc import Iterable

BETWEEN = " = "
_LONE = re.compile(r"\\*=")


def option_lines(options: Iterable[tuple[str, str]]) -> str:
    """The (value, words) of a question, a line each."""
    return "\n".join(
        _marked(value) + (BETWEEN + _marked(words)) * (value != words) for value, words in options
    )


def read_option_lines(text: str) -> list[tuple[str, str]]:
    """(value, words) of each line; empty lines are none. Nothing is judged here."""
    lines = [line.strip() for line in text.split("\n")]
    return [_pair(line) for line in lines if line]


def _pair(line: str) -> tuple[str, str]:
    value, between, words = line.partition(BETWEEN)
    return (_plain(value), _plain(words)) if between else (_plain(line), _plain(line))


def _marked(text: str) -> str:
    return " ".join(f"\\{word}" if _LONE.fullmatch(word) else word for word in text.split(" "))


def _plain(text: str) -> str:
    return " ".join(
        word.removeprefix("\\") if _LONE.fullmatch(word) else word for word in text.strip().split(" ")
    )
