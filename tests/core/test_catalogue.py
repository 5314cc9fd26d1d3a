"""Catalogues: all words of the product."""

import json
import re
import string
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale

from tests.vectors import vectors
from widget_server.core.catalogue import (
    SECTIONS,
    Catalogue,
    Catalogues,
    Message,
    load_catalogues,
    text_direction,
)

CASES = vectors("messages")

ENGLISH = load_catalogues().best("en")
POLISH = Catalogue(
    "pl",
    "ltr",
    {
        "page": {
            "signed": {
                "one": "{count} osoba",
                "few": "{count} osoby",
                "many": "{count} osób",
                "other": "{count} o.",
            }
        }
    },
)


def every_message(catalogue: Catalogue) -> Iterator[tuple[str, Message]]:
    for name, section in catalogue.sections.items():
        for key, message in section.items():
            yield f"{name}.{key}", message


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("case", CASES["filled"], ids=lambda case: str(case["says"]))
def test_messages_are_filled_as_the_widget_fills_them(case: dict[str, object]) -> None:
    words = Catalogue(str(case["locale"]), "ltr", {"page": {"key": case["message"]}})  # type: ignore[dict-item]  # a message
    values = case["values"]
    assert isinstance(values, dict)
    assert words.text("page", "key", **values) == case["text"]


@pytest.mark.parametrize(
    "count, text", [(1, "1 osoba"), (3, "3 osoby"), (5, "5 osób"), (22, "22 osoby"), (1_000, "1000 osób")]
)
def test_a_language_has_the_plural_forms_that_it_has(count: int, text: str) -> None:
    assert POLISH.text("page", "signed", count=count).replace("\u00a0", "") == text


def test_a_plural_form_that_is_missing_is_said_with_other() -> None:
    words = Catalogue("pl", "ltr", {"page": {"signed": {"one": "{count} osoba", "other": "{count} o."}}})
    assert words.text("page", "signed", count=3) == "3 o."


def test_what_fills_a_placeholder_is_not_filled_itself() -> None:
    text = ENGLISH.text("mail", "confirm_intro", title="{target}", target="{title} {count}")
    assert "“{target}”" in text
    assert "addressed to {title} {count}." in text


def test_a_place_without_a_value_stays() -> None:
    assert ENGLISH.text("widget", "to") == "To: {target}"


def test_a_key_that_no_language_has_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        ENGLISH.text("page", "no_such_key")


@pytest.mark.parametrize(
    "wanted, tag",
    [
        (("en",), "en"),
        (("EN-gb",), "en"),
        (("pt-BR",), "pt-BR"),
        (("pt-PT",), "pt"),
        (("xx", "pt"), "pt"),
        (("xx",), "en"),
        ((), "en"),
        (("", "pl"), "pl"),
        (("../../etc/passwd", "pl"), "pl"),
        (("zh",), "zh-Hans"),
        (("zh-CN",), "zh-Hans"),
        (("zh-SG", "en"), "zh-Hans"),
        (("zh-TW",), "zh-Hant"),
        (("zh-HK",), "zh-Hant"),
        (("zh-Hant-HK",), "zh-Hant"),
        (("zh-Hans-TW",), "zh-Hans"),
        (("no",), "nb"),
        (("nn-NO",), "nb"),
        (("iw",), "he"),
    ],
)
def test_the_first_wanted_language_that_there_is_speaks(wanted: tuple[str, ...], tag: str) -> None:
    known = ("en", "pl", "pt", "pt-BR", "zh-Hans", "zh-Hant", "nb", "he")
    catalogues = Catalogues({one: Catalogue(one, "ltr", {}) for one in known})
    assert catalogues.best(*wanted).tag == tag


def test_a_tag_as_long_as_a_form_may_be_is_looked_up_as_fast_as_any() -> None:
    catalogues = load_catalogues()
    began = time.thread_time()
    assert catalogues.best("de-" * 10_000, "fr").tag == "de"
    assert time.thread_time() - began < 0.01  # seconds; every part of it would take ten times that


def test_numbers_dates_and_countries_are_written_in_the_language() -> None:
    assert ENGLISH.number(1_234_567) == "1,234,567"
    assert ENGLISH.date("2027-01-15T08:00:00Z") == "January 15, 2027"
    assert ENGLISH.country_names(frozenset({"DE", "AX", "XK"})) == [
        ("AX", "Åland Islands"),
        ("DE", "Germany"),
        ("XK", "Kosovo"),
    ]


@pytest.mark.parametrize(
    "tag, direction",
    [
        ("en", "ltr"),
        ("he", "rtl"),
        ("ar-EG", "rtl"),
        ("is", "ltr"),
        ("english", "ltr"),
        ("5", "ltr"),
        ("", "ltr"),
    ],
)
def test_every_tag_has_a_direction_even_one_that_is_no_language(tag: str, direction: str) -> None:
    assert text_direction(tag) == direction


FILES = sorted(Path("widget_server/locales").glob("*.json"))
every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))

PROMISED = (
    "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"  # the European Union's
    " ar ca he hi ja ko nb pt-BR ru sw tr uk zh-Hans zh-Hant"
)


def test_the_languages_that_are_promised_are_there() -> None:
    assert {file.stem for file in FILES} == set(PROMISED.split())


@every_file
def test_a_language_says_everything_in_the_order_of_the_english_catalogue(file: Path) -> None:
    english, words = (json.loads(one.read_text("utf-8")) for one in (file.with_name("en.json"), file))
    for section in SECTIONS:
        assert list(words[section]) == list(english[section])


@every_file
def test_quotes_and_dots_are_those_of_print_and_not_of_typewriters(file: Path) -> None:
    for key, message in every_message(load_catalogues().best(file.stem)):
        for text in [message] if isinstance(message, str) else message.values():
            assert not re.search(r"""["']|\.\.\.""", text), f"{key}: {text}"
            assert text == text.strip(), key


@every_file
def test_a_translation_has_the_places_of_the_english_text_and_the_plural_forms_of_its_language(
    file: Path,
) -> None:
    catalogue = load_catalogues().best(file.stem)
    assert catalogue.tag == file.stem
    assert catalogue.direction in ("ltr", "rtl")
    english = dict(every_message(ENGLISH))
    forms = set(Locale.parse(catalogue.tag, sep="-").plural_form.tags) | {"other"}
    for key, message in every_message(catalogue):
        assert key in english
        assert isinstance(message, str) == isinstance(english[key], str)
        if isinstance(message, str):
            assert places(message) == places(str(english[key]))
        else:
            assert set(message) == forms
