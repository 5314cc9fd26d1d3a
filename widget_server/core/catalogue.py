"""Catalogues: all words of the product in one language, for widget, pages and mail alike.

locales/<language>.json has the sections `fields`, `widget`, `page`, `mail` and `petition`. A message is text with
{placeholders}, or an object of plural forms (CLDR categories: zero one two few many other), chosen by
the parameter `count`. A key that a language lacks is answered in English.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from importlib.resources import files
from typing import Any
from unicodedata import combining, normalize

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from widget_server.core import languages

Message = str | dict[str, str]
DEFAULT_LOCALE = "en"
SECTIONS = ("fields", "widget", "page", "mail", "petition")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""Filled in one go: what stands in for one may look like another, and stays as it is."""


@dataclass(frozen=True)
class Catalogue:
    """The words of one language. `tag` is its BCP 47 tag, `direction` is 'ltr' or 'rtl', `language` its own name."""

    tag: str
    direction: str
    sections: Mapping[str, Mapping[str, Message]]
    language: str = ""

    @cached_property
    def _babel(self) -> Locale:
        return Locale.parse(self.tag, sep="-")

    def section(self, name: str) -> Mapping[str, Message]:
        """All messages of a section, as they are sent to the widget."""
        return self.sections[name]

    def has(self, section: str, key: str) -> bool:
        """Whether there is such a message."""
        return key in self.sections[section]

    def text(self, section: str, key: str, **parameters: Any) -> str:
        """A message with its placeholders filled. Raises KeyError for a key that no language has."""
        message = self.sections[section][key]
        if not isinstance(message, str):
            message = message.get(self._babel.plural_form(parameters["count"])) or message["other"]
        if "count" in parameters:
            parameters = {"number": self.number(parameters["count"])} | parameters
            parameters["count"] = self.number(parameters["count"])
        return PLACEHOLDER.sub(lambda place: str(parameters.get(place[1], place[0])), message)

    def number(self, value: int) -> str:
        """12345 -> '12,345' in English."""
        return str(format_decimal(value, locale=self._babel))

    def date(self, isodate: str) -> str:
        """'2027-01-15T08:00:00Z' -> 'January 15, 2027' in English."""
        return str(format_date(datetime.fromisoformat(isodate), format="long", locale=self._babel))

    def country_names(self, codes: frozenset[str]) -> list[tuple[str, str]]:
        """(code, name) sorted by name, accents aside: 'Åland Islands' comes before 'Albania'."""
        names = [(code, self.country_name(code)) for code in codes]
        return sorted(names, key=lambda pair: _without_accents(pair[1]))

    def country_name(self, code: str) -> str:
        """'DE' -> 'Germany' in English; the code itself where the language has no name for it."""
        return str(self._babel.territories.get(code, code))


def text_direction(tag: str) -> str:
    """'ltr' or 'rtl', of any language there is; 'ltr' of what is none, as petitions once could say."""
    try:
        return str(Locale.parse(tag, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def _own_name(tag: str) -> str:
    try:
        return str(Locale.parse(tag, sep="-").display_name)
    except (UnknownLocaleError, ValueError):
        return tag


def _without_accents(name: str) -> str:
    return "".join(one for one in normalize("NFKD", name.casefold()) if not combining(one))


class Catalogues:
    """Every language that there is."""

    def __init__(self, catalogues: Mapping[str, Catalogue]) -> None:
        self._catalogues = {tag.lower(): catalogue for tag, catalogue in catalogues.items()}

    def __iter__(self) -> Iterator[Catalogue]:
        return iter(self._catalogues.values())

    def best(self, *wanted: str) -> Catalogue:
        """The first wanted language that there is, as core/languages.py matches them; else English."""
        return languages.best(self._catalogues, wanted, self._catalogues[DEFAULT_LOCALE])

    def name_of(self, tag: str) -> str:
        """A language's name in itself, 'Deutsch'; of one that we don't speak, or a region's, as the CLDR has it."""
        known = self._catalogues.get(tag.lower())
        return known.language if known else _own_name(tag)


@cache
def load_catalogues() -> Catalogues:
    """All catalogues of the package, each completed from English. They never change, and take 1 MB."""
    raw = {
        entry.name.removesuffix(".json"): json.loads(entry.read_text("utf-8"))
        for entry in files("widget_server.locales").iterdir()
        if entry.name.endswith(".json")
    }
    english = raw[DEFAULT_LOCALE]
    return Catalogues(
        {
            tag: Catalogue(
                tag,
                words["dir"],
                {name: english[name] | words.get(name, {}) for name in SECTIONS},
                words["language"],
            )
            for tag, words in raw.items()
        }
    )
