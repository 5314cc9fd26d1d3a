"""What has changed between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

LONGEST = 8_000
"""Characters of both together. Comparing takes up to the square of it; longer ones are told as changed altogether."""

_HAN_AND_KANA = "\u3040-\u30ff\u3400-\u9fff"
_WORDS = re.compile(rf"[^\W{_HAN_AND_KANA}]+|\s+|.", re.DOTALL)
"""Words, blanks, and single characters of what is written without blanks."""


class Change(NamedTuple):
    """A run of words that are in both texts, in the old one alone, or in the new one alone."""

    kind: Literal["same", "gone", "new"]
    text: str


def word_changes(before: str, after: str) -> list[Change]:
    """In reading order; what is gone stands before what has come in its place."""
    if len(before) + len(after) > LONGEST:
        old, new = [before], [after]
    else:
        old, new = _WORDS.findall(before), _WORDS.findall(after)
    runs = [
        ("".join(old[from_:to]), "".join(new[new_from:new_to]))
        for _, from_, to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes()
    ]
    changes: list[Change] = []
    for gone, come in _phrases(runs):
        if gone == come:
            changes.append(Change("same", gone))
            continue
        changes += [Change("gone", gone)] * bool(gone) + [Change("new", come)] * bool(come)
    return changes


def _phrases(runs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Runs of (old, new), those put into one that nothing but a blank keeps apart: a phrase is replaced as a whole."""
    found: list[tuple[str, str]] = []
    for gone, come in runs:
        if len(found) > 1 and gone != come and found[-1][0] == found[-1][1] and not found[-1][0].strip():
            (old, new), (blank, _) = found[-2:]
            phrase = old + blank + gone, new + blank + come
            if old != new and phrase[0].strip() and phrase[1].strip():
                found[-2:] = [phrase]
                continue
        found.append((gone, come))
    return found
