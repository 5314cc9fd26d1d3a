"""Choosing among languages: which of those that there are suits somebody who wants others."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

ALSO_CALLED = {
    "zh": "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant",
    "no": "nb", "nn": "nb", "iw": "he",
}  # fmt: skip
"""Tags that browsers send, and the language that they mean (likely subtags and aliases of the CLDR)."""

MOST_WANTED = 10
"""Of an Accept-Language header; nobody reads more."""

LONGEST_TAG = 35
"""Characters looked at, as many as RFC 5646 (4.4.1) asks for: shortening a whole header of hyphens takes seconds."""

One = TypeVar("One")
Other = TypeVar("Other")


def best(known: Mapping[str, One], wanted: Iterable[str], otherwise: Other) -> One | Other:
    """What is `known` by the first wanted tag that there is, itself ('pt-BR') or without its last parts ('pt').

    Tags are compared without regard to case, and shortened from their end (RFC 4647, 3.4); those of `known` are in
    small letters.
    """
    for tag in wanted:
        for range_ in _shortened(tag[:LONGEST_TAG].lower().replace("_", "-")):
            meant = ALSO_CALLED.get(range_, range_)
            if meant in known:
                return known[meant]
    return otherwise


def by_tag(ones: Iterable[tuple[str, One]]) -> dict[str, One]:
    """What is to be known by its tag, and by less of it where that is free: whoever wants Portuguese and finds no
    other gets that of Brazil. Of several, the first.
    """
    tags = [(tag.lower(), one) for tag, one in ones]
    known = {ALSO_CALLED.get(tag, tag): one for tag, one in reversed(tags)}
    for tag, one in tags:
        for range_ in _shortened(tag):
            known.setdefault(range_, one)
    return known


def wanted_in(accept_language: str) -> list[str]:
    """The tags of an Accept-Language header, in its order, which browsers keep by preference."""
    return [part.partition(";")[0].strip() for part in accept_language.split(",")[:MOST_WANTED]]


def _shortened(tag: str) -> Iterator[str]:
    """'zh-hant-tw' -> 'zh-hant-tw', 'zh-hant', 'zh'."""
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]
