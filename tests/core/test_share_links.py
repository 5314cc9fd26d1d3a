"""Links to pass a petition on: the places that people ask for, and texts that arrive as they are."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from widget_server.core.catalogue import load_catalogues
from widget_server.core.share_links import ShareLink, share_links, share_templates, shared_address, with_query

ENGLISH = load_catalogues().best("en")
TEXT = "Stop it & don’t wait: 100 % {url} (now)?"  # noqa: RUF001  # as people write
URL = "https://sign.example.org/p/a?petition_ref=abc&ü={text}"


def test_the_places_that_people_ask_for_are_there() -> None:
    names = [name for name, _ in share_templates(ENGLISH)]
    assert names == [
        "WhatsApp",
        "Telegram",
        "Facebook",
        "Bluesky",
        "Mastodon",
        "X",
        "Reddit",
        "LinkedIn",
        "E-mail",
    ]


def test_the_name_of_mail_alone_is_translated() -> None:
    german = [name for name, _ in share_templates(load_catalogues().best("de"))]
    assert german[:-1] == [name for name, _ in share_templates(ENGLISH)][:-1]
    assert german[-1] == "E-Mail"


@pytest.mark.parametrize("link", share_links(ENGLISH, TEXT, URL), ids=lambda link: link.name)
def test_every_link_carries_the_address_whole_and_leads_where_browsers_go(link: ShareLink) -> None:
    assert urlsplit(link.href).scheme in ("https", "mailto")
    assert URL in unquote(link.href)
    assert not set("{} \"'<>") & set(link.href)


def test_texts_arrive_as_they_are() -> None:
    links = {link.name: urlsplit(link.href) for link in share_links(ENGLISH, TEXT, URL)}
    assert parse_qs(links["Telegram"].query) == {"text": [TEXT], "url": [URL]}
    assert parse_qs(links["WhatsApp"].query) == {"text": [f"{TEXT} {URL}"]}
    assert parse_qs(links["Mastodon"].fragment) == {"text": [f"{TEXT} {URL}"]}
    assert parse_qs(links["E-mail"].query) == {"subject": [TEXT], "body": [f"{TEXT}\n\n{URL}"]}


def test_the_address_says_who_passed_it_on_where_somebody_did() -> None:
    assert shared_address("https://a.example/p/b", "abc") == "https://a.example/p/b?petition_ref=abc"
    assert shared_address("https://a.example/p/b", "") == "https://a.example/p/b"


def test_an_address_with_more_in_its_query_keeps_what_it_has() -> None:
    more = {"source": "news & more", "petition_ref": ""}
    assert with_query("/p/b", more) == "/p/b?source=news+%26+more"
    assert with_query("/p/b?locale=de", more) == "/p/b?locale=de&source=news+%26+more"
    assert with_query("/p/b?locale=de", {"source": ""}) == "/p/b?locale=de"
