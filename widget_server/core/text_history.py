"""The texts that a petition has had, by language: since when each stood, and what tells it from the one before.

A text that came back is stored once (storage/petition_texts.py), so where the newest of a language is not the one that
stands now, nobody knows when each of them stood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from widget_server.core.clock import HOUR
from widget_server.core.petition import PetitionText
from widget_server.core.word_changes import Change, word_changes

Signed = tuple[int, int]
"""How many signatures were sent in, and how many of those count."""


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text and when it was first written (milliseconds)."""

    text: PetitionText
    at: int


@dataclass(frozen=True, slots=True)
class PastText:
    """`until`: when another took its place; None where it still stands, or where that isn't known, as `is_certain`
    says. `changes`: what differs from the one before, by what a text consists of; None for the first of its language.

    `signed` is None where it is not known; `is_about` where it is what came in while the text stood.
    """

    text: PetitionText
    since: int
    until: int | None
    is_current: bool
    is_certain: bool
    changes: Mapping[str, list[Change]] | None
    signed: Signed | None = None
    is_about: bool = False


def parts_of(text: PetitionText) -> dict[str, str]:
    """What a text consists of, all of it signed."""
    opt_ins = dict(text.opt_ins)
    return {
        "title": text.title,
        "target": text.target,
        "statement": text.statement,
        "consent": text.consent,
        "updates": opt_ins.get("updates", ""),
        "partner_updates": opt_ins.get("partner_updates", ""),
        "legal": text.legal,
    }


def history(
    written: Sequence[WrittenText], current: frozenset[int], before: int | None, most: int
) -> tuple[list[PastText], bool]:
    """Of all languages, the newest first: at most so many that came before the id `before`, and whether there are
    older ones. `written` is in the order in which they came, `current` are the ids of those that stand now.
    """
    last: dict[str, WrittenText] = {}
    earlier: dict[int, PetitionText] = {}
    replaced: dict[int, int] = {}
    for one in written:
        previous = last.get(one.text.locale)
        if previous is not None:
            earlier[one.text.id], replaced[previous.text.id] = previous.text, one.at
        last[one.text.locale] = one
    known = {locale for locale, one in last.items() if one.text.id in current}
    wanted = [one for one in reversed(written) if before is None or one.text.id < before]
    found = [
        PastText(
            one.text,
            one.at,
            replaced.get(one.text.id) if one.text.locale in known else None,
            one.text.id in current,
            one.text.locale in known,
            _changes(earlier[one.text.id], one.text) if one.text.id in earlier else None,
        )
        for one in wanted[:most]
    ]
    return found, len(wanted) > most


def stood(text: PastText, now: int) -> tuple[int, int] | None:
    """From when to when (milliseconds); None where that isn't known."""
    return (text.since, text.until or now) if text.is_certain else None


def sent_while(hours: Mapping[int, Signed], since: int, until: int) -> Signed:
    """What came in from the hour of `since` to the hour of `until`, that one left to the text that came then."""
    fitting = [
        signed
        for hour, signed in hours.items()
        if since // HOUR <= hour < max(until // HOUR, since // HOUR + 1)
    ]
    return sum(sent for sent, _ in fitting), sum(counting for _, counting in fitting)


def _changes(before: PetitionText, after: PetitionText) -> dict[str, list[Change]]:
    old, new = parts_of(before), parts_of(after)
    return {name: word_changes(old[name], new[name]) for name in new if old[name] != new[name]}
