"""Choosing among languages: which of those that there are suits somebody who wants others."""

import pytest

from widget_server.core.languages import MOST_WANTED, best, by_tag, wanted_in


@pytest.mark.parametrize(
    "known, wanted, found",
    [
        (["en", "de"], ["de"], "de"),
        (["en", "de"], ["DE-at"], "de"),
        (["en", "de"], ["fr", "de", "en"], "de"),
        (["en", "de"], ["en-GB", "de"], "en"),
        (["en", "de"], ["fr"], None),
        (["en", "de"], [], None),
        (["en", "pt-BR"], ["pt-PT"], "pt-BR"),
        (["en", "pt-BR", "pt"], ["pt-PT"], "pt"),
        (["en", "pt-BR", "pt"], ["pt-BR"], "pt-BR"),
        (["en", "de-AT", "de-CH"], ["de"], "de-AT"),
        (["en", "de-AT", "de-CH"], ["de-CH"], "de-CH"),
        (["en", "zh-Hant"], ["zh-TW"], "zh-Hant"),
        (["en", "zh-Hant-TW"], ["zh-HK"], "zh-Hant-TW"),
        (["en", "zh-Hant"], ["zh-CN"], None),
        (["en", "zh-Hant"], ["zh"], None),
        (["en", "zh"], ["zh-SG"], "zh"),
        (["en", "zh"], ["zh-Hans"], "zh"),
        (["en", "no"], ["nb-NO"], "no"),
        (["en", "nb"], ["nn"], "nb"),
        (["en", "he"], ["iw"], "he"),
        (["en", "is"], ["is-IS"], "is"),
    ],
)
def test_the_first_wanted_tag_is_found_itself_or_without_its_last_parts(
    known: list[str], wanted: list[str], found: str | None
) -> None:
    assert best(by_tag((tag, tag) for tag in known), wanted, None) == found


def test_of_several_that_suit_the_first_is_taken() -> None:
    assert best(by_tag([("en", 1), ("EN", 2)]), ["en"], None) == 1


def test_an_accept_language_header_is_read_in_its_order_and_not_for_ever() -> None:
    assert wanted_in("de-AT, de;q=0.9 ,en;q=0.8,*;q=0.1") == ["de-AT", "de", "en", "*"]
    assert best(by_tag([("en", "en")]), wanted_in(""), None) is None
    assert len(wanted_in("x," * 5_000)) == MOST_WANTED


def test_a_tag_as_long_as_a_header_is_soon_given_up() -> None:
    assert best(by_tag([("en", "en")]), ["x-" * 50_000], None) is None
    assert best(by_tag([("en", "en")]), ["en-" + "x-" * 50_000], None) == "en"


def test_a_tag_as_some_systems_write_it_is_understood() -> None:
    assert best(by_tag([("pt-BR", "Brazil"), ("pt", "Portugal")]), ["pt_BR"], None) == "Brazil"
