"""Looking petitions and partners up, and who may embed what."""

from dataclasses import replace

import pytest

from tests.core.test_petition import PETITION
from widget_server.core.campaign import Campaign, LivePetition, check_origin
from widget_server.core.errors import OriginNotAllowed, PartnerSuspended, PetitionClosed, PetitionNotFound
from widget_server.core.partner import Partner, check_key
from widget_server.core.sealing import MasterKey

OWN = "https://sign.example.org"
NEWS = "https://news.example.org"
PARTNER = Partner(7, "civic-news", "Civic News", frozenset({NEWS}))
KEY = MasterKey("k" * 32)
VAULT = KEY.vault(1, "p", KEY.new_wrapped_key("p"))
LIVE = LivePetition(PETITION, VAULT, frozenset({1}), "")


def in_language(tag: str, text_id: int) -> LivePetition:
    text = replace(PETITION.text, id=text_id, locale=tag)
    return replace(LIVE, petition=replace(PETITION, text=text, locale=tag))


SPEAKING = replace(
    LIVE,
    languages=("en", "ar", "pt-BR"),
    translations=tuple(
        replace(in_language(tag, number), languages=("en", "ar", "pt-BR"))
        for number, tag in ((2, "ar"), (3, "pt-BR"))
    ),
)


def campaign(live: LivePetition = LIVE, partner: Partner = PARTNER) -> Campaign:
    return Campaign(1, {live.petition.slug: live}, {partner.key: partner})


def test_an_open_petition_is_found_and_takes_signatures() -> None:
    assert campaign().public("p", 0) is campaign().signable("p", 0) is LIVE
    assert campaign().by_id(1) is LIVE
    assert campaign().by_id(2) is None


@pytest.mark.parametrize("slug", ["unknown", "", "P", "p "])
def test_an_unknown_petition_is_not_found(slug: str) -> None:
    with pytest.raises(PetitionNotFound):
        campaign().public(slug, 0)


def test_a_draft_answers_like_an_unknown_petition() -> None:
    draft = replace(LIVE, petition=replace(PETITION, state="draft"))
    for look in (campaign(draft).public, campaign(draft).signable):
        with pytest.raises(PetitionNotFound):
            look("p", 0)


def test_a_closed_petition_can_be_read_and_not_signed() -> None:
    closed = replace(LIVE, petition=replace(PETITION, state="closed"))
    assert campaign(closed).public("p", 0) is closed
    with pytest.raises(PetitionClosed):
        campaign(closed).signable("p", 0)


def test_a_petition_whose_data_key_is_gone_takes_no_signatures() -> None:
    keyless = replace(LIVE, vault=None)
    assert campaign(keyless).public("p", 0) is keyless
    with pytest.raises(PetitionClosed):
        campaign(keyless).signable("p", 0)


@pytest.mark.parametrize(
    "wanted, tag",
    [
        (["ar-EG"], "ar"),
        (["pt"], "pt-BR"),
        (["fr", "ar"], "ar"),
        (["en", "ar"], "en"),
        (["en-GB", "ar"], "en"),
        (["fr"], "en"),
        ([""], "en"),
        ([], "en"),
    ],
)
def test_a_petition_speaks_the_first_wanted_language_that_it_has_or_its_own(
    wanted: list[str], tag: str
) -> None:
    assert SPEAKING.speaking(*wanted).petition.locale == tag
    assert LIVE.speaking(*wanted) is LIVE


def test_a_petition_is_found_by_the_text_that_it_shows_in_any_language() -> None:
    assert SPEAKING.saying(1) is SPEAKING
    assert SPEAKING.saying(3) is SPEAKING.translations[1]
    assert SPEAKING.saying(4) is None


def test_the_page_of_each_language_has_an_address_of_its_own_where_there_are_several() -> None:
    assert LIVE.path == "/p/p"
    assert [one.path for one in (SPEAKING, *SPEAKING.translations)] == [
        "/p/p?locale=en",
        "/p/p?locale=ar",
        "/p/p?locale=pt-BR",
    ]


def test_the_services_own_pages_are_no_partner() -> None:
    assert campaign().partner("") is None
    assert campaign().partner_by_id(0) is None


def test_a_partner_is_found_by_key_and_by_id() -> None:
    assert campaign().partner("civic-news") is campaign().partner_by_id(7) is PARTNER


def test_a_key_that_nobody_has_is_refused() -> None:
    with pytest.raises(OriginNotAllowed, match="petition partner add"):
        campaign().partner("nobody")


def test_a_suspended_partner_is_refused_and_its_pages_may_still_read_why() -> None:
    suspended = campaign(partner=replace(PARTNER, is_suspended=True))
    with pytest.raises(PartnerSuspended):
        suspended.partner("civic-news")
    assert suspended.is_known_origin(NEWS)


@pytest.mark.parametrize("partner", [None, PARTNER])
def test_the_services_own_pages_may_always_embed(partner: Partner | None) -> None:
    check_origin(PETITION, partner, OWN, OWN)


def test_a_partners_pages_may_embed() -> None:
    check_origin(PETITION, PARTNER, NEWS, OWN)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://news.example.org", "https://news.example.org:8443", "https://www.news.example.org",
     "https://news.example.org.evil.example", "null", ""],
)  # fmt: skip
def test_other_pages_may_not(origin: str) -> None:
    with pytest.raises(OriginNotAllowed):
        check_origin(PETITION, PARTNER, origin, OWN)


def test_a_page_without_a_partner_may_not_embed_a_listed_petition() -> None:
    with pytest.raises(OriginNotAllowed, match="partner="):
        check_origin(PETITION, None, NEWS, OWN)


@pytest.mark.parametrize(
    "origin", ["https://anybody.example", "http://localhost:3000", "http://[::1]:80", "null"]
)
@pytest.mark.parametrize("partner", [None, PARTNER])
def test_everybody_may_embed_a_petition_that_is_for_anyone(origin: str, partner: Partner | None) -> None:
    check_origin(replace(PETITION, embedding="anyone"), partner, origin, OWN)


@pytest.mark.parametrize("origin", ["javascript://x", "https://a b", "https://a\r\nx: y", "file:///", ""])
def test_what_is_no_origin_may_not_even_then(origin: str) -> None:
    with pytest.raises(OriginNotAllowed):
        check_origin(replace(PETITION, embedding="anyone"), None, origin, OWN)


@pytest.mark.parametrize("key", ["a", "civic-news", "a" * 64, "1-2"])
def test_a_key_can_stand_in_snippets_and_addresses(key: str) -> None:
    check_key(key)


@pytest.mark.parametrize("key", ["", "-a", "a-", "a" * 65, "A", "a b", "a_b", "é", "a\n", "a/b"])
def test_other_keys_are_refused_with_what_is_allowed(key: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        check_key(key)
