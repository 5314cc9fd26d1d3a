"""Issuing a challenge: who may embed, and what the token says."""

import pytest

from tests.support.campaign import (
    PARTNER,
    PARTNER_ORIGIN,
    SLUG,
    add_partner,
    add_petition,
    set_petition_state,
    suspend_partner,
)
from tests.support.clocks import AdjustableClock, StandingClock
from tests.support.services import SettingsMaker, running_service
from tests.support.settings import BASE_URL
from tests.support.signatures import NOON
from widget_server.actions.guard import SINGLE
from widget_server.app import Service
from widget_server.core.clock import HOUR, isoformat
from widget_server.core.errors import (
    OriginNotAllowed,
    PartnerSuspended,
    PetitionClosed,
    PetitionNotFound,
    TooManyRequests,
)
from widget_server.core.tokens import FormToken

ELSEWHERE = "https://elsewhere.example.net"


def challenge(
    service: Service, partner: str = "", origin: str | None = None, *, slug: str = SLUG, text: str = ""
) -> FormToken:
    """The token, read again."""
    issued = service.issue_challenge(slug, partner, origin, "203.0.113.7", text)
    return service.tokens.read_form_token(issued, service.clock())


async def test_a_token_names_petition_text_partner_and_origin(service: Service) -> None:
    live, partner = await add_petition(service), await add_partner(service)
    token = challenge(service, PARTNER, PARTNER_ORIGIN)
    assert (token.petition_id, token.text_id) == (live.petition.id, live.petition.text.id)
    assert (token.partner_id, token.origin, token.is_sample) == (partner.id, PARTNER_ORIGIN, False)


async def test_every_challenge_is_for_a_signature_of_its_own(service: Service) -> None:
    await add_petition(service)
    assert len({challenge(service).signature_id for _ in range(50)}) == 50


@pytest.mark.parametrize("origin", [None, BASE_URL])
async def test_the_services_own_pages_need_no_partner(service: Service, origin: str | None) -> None:
    await add_petition(service)
    token = challenge(service, origin=origin)
    assert (token.partner_id, token.origin) == (0, BASE_URL)


async def test_an_unknown_petition_and_a_draft_are_not_found_alike(service: Service) -> None:
    await add_petition(service, state="draft")
    errors = []
    for slug in (SLUG, "no-such-petition"):
        with pytest.raises(PetitionNotFound) as caught:
            challenge(service, slug=slug)
        errors.append(caught.value.detail.replace(slug, "…"))
    assert errors[0] == errors[1]


async def test_a_closed_petition_gives_no_tokens(service: Service) -> None:
    await add_petition(service)
    await set_petition_state(service, "closed")
    with pytest.raises(PetitionClosed):
        challenge(service)


async def test_a_petition_opens_and_closes_at_its_times(service: Service, clock: AdjustableClock) -> None:
    in_an_hour, in_two_hours = (isoformat(clock() + hours * HOUR) for hours in (1, 2))
    await add_petition(service, opens=in_an_hour, closes=in_two_hours)
    with pytest.raises(PetitionNotFound):
        challenge(service)
    clock.forward(1 * HOUR)
    challenge(service)
    clock.forward(1 * HOUR)
    with pytest.raises(PetitionClosed):
        challenge(service)


async def test_a_partner_may_embed_on_its_own_sites_alone(service: Service) -> None:
    await add_petition(service)
    await add_partner(service)
    challenge(service, PARTNER, PARTNER_ORIGIN)
    for origin in (ELSEWHERE, "http://news.example.org", f"{PARTNER_ORIGIN}.evil.example", "null"):
        with pytest.raises(OriginNotAllowed):
            challenge(service, PARTNER, origin)


async def test_a_snippet_without_a_partner_or_with_an_unknown_one_is_refused_and_told_what_to_do(
    service: Service,
) -> None:
    await add_petition(service)
    await add_partner(service)
    with pytest.raises(OriginNotAllowed, match='Add partner="…"'):
        challenge(service, "", PARTNER_ORIGIN)
    with pytest.raises(OriginNotAllowed, match="petition partner add unknown"):
        challenge(service, "unknown", PARTNER_ORIGIN)


async def test_a_suspended_partner_is_refused_until_it_is_resumed(service: Service) -> None:
    await add_petition(service)
    await add_partner(service)
    await suspend_partner(service)
    with pytest.raises(PartnerSuspended):
        challenge(service, PARTNER, PARTNER_ORIGIN)
    await suspend_partner(service, is_suspended=False)
    challenge(service, PARTNER, PARTNER_ORIGIN)


async def test_a_petition_for_anyone_may_be_embedded_anywhere(service: Service) -> None:
    await add_petition(service, embedding="anyone")
    for origin in (ELSEWHERE, "http://localhost:3000", "null"):
        assert challenge(service, origin=origin).origin == origin
    with pytest.raises(OriginNotAllowed):
        challenge(service, origin="javascript:alert(1)")


async def test_the_token_is_for_the_text_that_the_page_shows_if_the_petition_ever_had_it(
    service: Service,
) -> None:
    shown = (await add_petition(service, statement="First.")).petition.text.id
    current = (await add_petition(service, statement="Second.")).petition.text.id
    foreign = (await add_petition(service, slug="another")).petition.text.id
    assert challenge(service, text=str(shown)).text_id == shown
    for text in ("", str(foreign), "999999", "-1", "1e3", "9" * 40, "²", "two"):
        assert challenge(service, text=text).text_id == current


async def test_one_address_gets_so_many_challenges_a_minute(settings: SettingsMaker) -> None:
    async with running_service(settings(rate_limits=True), clock=StandingClock(NOON)) as (service, _):
        await add_petition(service)
        for _ in range(SINGLE[0].amount):
            challenge(service)
        with pytest.raises(TooManyRequests) as caught:
            challenge(service)
        assert caught.value.retry_after is not None
        assert 1 <= caught.value.retry_after <= 60
        service.issue_challenge(SLUG, "", None, "198.51.100.1")  # another network
