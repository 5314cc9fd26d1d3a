"""Recognising: what a page learns of the person behind a link, and from which pages it may ask."""

import pytest

from tests.support.campaign import (
    PARTNER_ORIGIN,
    SLUG,
    add_partner,
    add_petition,
    set_petition_state,
    suspend_partner,
)
from tests.support.clocks import AdjustableClock, StandingClock
from tests.support.links import link_token
from tests.support.services import SettingsMaker, running_service
from tests.support.signatures import NOON
from widget_server.actions.guard import SINGLE
from widget_server.actions.recognise import Recognised
from widget_server.app import Service
from widget_server.core.clock import DAY
from widget_server.core.errors import (
    OriginNotAllowed,
    PetitionClosed,
    PetitionNotFound,
    TokenExpired,
    TokenInvalid,
    TooManyRequests,
)

ADA = "ada@example.org"


def recognise(service: Service, token: str, origin: str | None = None, slug: str = SLUG) -> Recognised:
    return service.recognise(slug, token, origin, "203.0.113.7")


async def test_a_page_learns_the_given_name_and_which_fields_need_not_be_asked(service: Service) -> None:
    live = await add_petition(service)
    assert recognise(service, link_token(live, ADA)) == Recognised(
        "Ada", ("given_name", "family_name", "email", "country")
    )
    assert recognise(service, link_token(live, ADA, given_name="", family_name="", country="")) == Recognised(
        "", ("email",)
    )


async def test_what_the_petition_does_not_ask_is_nobodys_business(service: Service) -> None:
    live = await add_petition(service, fields=["email", "postcode"])
    assert recognise(service, link_token(live, ADA)).known == ("email",)


@pytest.mark.parametrize("origin", [None, "http://petition.test", PARTNER_ORIGIN])
async def test_our_own_pages_and_partners_may_ask(service: Service, origin: str | None) -> None:
    live = await add_petition(service)
    await add_partner(service)
    assert recognise(service, link_token(live, ADA), origin).given_name == "Ada"


async def test_other_sites_may_ask_where_the_petition_is_for_anyone(service: Service) -> None:
    live = await add_petition(service)
    with pytest.raises(OriginNotAllowed):
        recognise(service, link_token(live, ADA), "https://blog.example")
    await add_petition(service, embedding="anyone")
    assert recognise(service, link_token(live, ADA), "https://blog.example").given_name == "Ada"


async def test_a_suspended_partner_may_not_ask(service: Service) -> None:
    live = await add_petition(service)
    await add_partner(service)
    await suspend_partner(service)
    with pytest.raises(OriginNotAllowed):
        recognise(service, link_token(live, ADA), PARTNER_ORIGIN)


@pytest.mark.parametrize("token", ["", "x", "A" * 300, "a.b.c"])
async def test_what_is_no_link_is_refused(service: Service, token: str) -> None:
    await add_petition(service)
    with pytest.raises(TokenInvalid, match="personal link"):
        recognise(service, token)


async def test_a_link_to_another_petition_is_refused(service: Service) -> None:
    await add_petition(service)
    other = await add_petition(service, slug="another-petition")
    with pytest.raises(TokenInvalid):
        recognise(service, link_token(other, ADA))


async def test_a_link_works_as_long_as_it_was_made_for(service: Service, clock: AdjustableClock) -> None:
    live = await add_petition(service)
    token = link_token(live, ADA, now=clock(), days=2)
    clock.forward(2 * DAY - 60_000)
    assert recognise(service, token).given_name == "Ada"
    clock.forward(60_001)
    with pytest.raises(TokenExpired, match="personal link"):
        recognise(service, token)


async def test_drafts_and_closed_petitions_recognise_nobody(service: Service) -> None:
    live = await add_petition(service)
    token = link_token(live, ADA)
    await set_petition_state(service, "closed")
    with pytest.raises(PetitionClosed):
        recognise(service, token)
    await set_petition_state(service, "draft")
    for slug in (SLUG, "no-such-petition"):
        with pytest.raises(PetitionNotFound):
            recognise(service, token, slug=slug)


async def test_one_network_asks_so_often_a_minute(settings: SettingsMaker) -> None:
    async with running_service(settings(rate_limits=True), clock=StandingClock(NOON)) as (service, _):
        live = await add_petition(service)
        token = link_token(live, ADA, now=NOON)
        for _ in range(SINGLE[0].amount):
            recognise(service, token)
        with pytest.raises(TooManyRequests):
            recognise(service, token)
