"""Whose frame a petition stands in, and on which pages."""

from dataclasses import replace

import pytest

from widget_server.core.campaign import Campaign
from widget_server.core.errors import OriginNotAllowed
from widget_server.core.framing import Frame, frame_for, site_of
from widget_server.core.partner import Partner
from widget_server.core.petition import Petition, PetitionText

NEWS, BLOG, SHARED = "https://news.example.org", "https://blog.example.org", "https://shared.example.org"
CIVIC = Partner(1, "civic-news", "Civic News", frozenset({NEWS, SHARED}))
WATCH = Partner(2, "watch", "Watch", frozenset({BLOG, SHARED}))
GONE = Partner(3, "gone", "Gone", frozenset({"https://gone.example.org"}), is_suspended=True)
CAMPAIGN = Campaign(1, {}, {partner.key: partner for partner in (CIVIC, WATCH, GONE)})
TEXT = PetitionText(1, "en", "Title", "Target", "Statement", "Consent", (), "Legal", "0" * 64)
LISTED = Petition(1, "slug", TEXT, "", "", (), "open", "en")
ANYONES = replace(LISTED, embedding="anyone")


def test_a_partners_frame_stands_on_its_own_sites_whoever_asks() -> None:
    for site in (None, NEWS, BLOG, "https://evil.example"):
        assert frame_for(CAMPAIGN, LISTED, "civic-news", site) == Frame(CIVIC, (NEWS, SHARED))


def test_a_suspended_partners_frame_stands_there_to_say_so() -> None:
    assert frame_for(CAMPAIGN, LISTED, "gone", None) == Frame(GONE, ("https://gone.example.org",))


@pytest.mark.parametrize("petition", [LISTED, ANYONES], ids=["listed", "anyone"])
def test_a_partner_that_is_none_has_no_frame(petition: Petition) -> None:
    with pytest.raises(OriginNotAllowed):
        frame_for(CAMPAIGN, petition, "unknown", NEWS)


def test_without_a_partner_the_site_that_asks_is_the_one_named_and_its_only_partner_counts() -> None:
    assert frame_for(CAMPAIGN, LISTED, "", NEWS) == Frame(CIVIC, (NEWS,), is_for_one_site=True)


def test_a_site_of_two_partners_may_hold_the_frame_but_counts_for_neither() -> None:
    assert frame_for(CAMPAIGN, LISTED, "", SHARED) == Frame(None, (SHARED,), is_for_one_site=True)


@pytest.mark.parametrize("site", [None, "https://evil.example", "https://gone.example.org"])
def test_without_a_partner_other_sites_and_silent_ones_may_not(site: str | None) -> None:
    assert frame_for(CAMPAIGN, LISTED, "", site) == Frame(None, (), is_for_one_site=True)


def test_a_petition_for_anyone_stands_anywhere_and_still_counts_for_the_partner_named() -> None:
    assert frame_for(CAMPAIGN, ANYONES, "", "https://evil.example") == Frame(None, None)
    assert frame_for(CAMPAIGN, ANYONES, "civic-news", None) == Frame(CIVIC, None)


def test_an_origin_that_would_end_a_directive_is_left_out() -> None:
    odd = replace(CIVIC, origins=frozenset({NEWS, "https://a;script-src", "https://a,b", "null"}))
    campaign = Campaign(1, {}, {odd.key: odd})
    assert frame_for(campaign, LISTED, "civic-news", None).origins == (NEWS,)


@pytest.mark.parametrize(
    "address, site",
    [
        ("https://News.example.org/story?id=1#top", NEWS),
        ("https://news.example.org:443/", NEWS),
        ("http://127.0.0.1:8001/pages/plain", "http://127.0.0.1:8001"),
        ("about:blank", None),
        ("https://[", None),
        ("", None),
        (None, None),
    ],
)
def test_the_site_of_an_address_is_its_origin(address: str | None, site: str | None) -> None:
    assert site_of(address) == site
