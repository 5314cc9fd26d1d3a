"""GET challenge: the token that lets one page make one signature."""

import httpx
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
from tests.support.services import SettingsMaker, running_service
from tests.support.settings import BASE_URL
from tests.support.supporters import api, ask_challenge, filled_form, send_form
from tests.web.watching import rows_of
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.partner import Partner
from widget_server.core.petition import Stored

OTHER_ORIGIN = "https://other.example.org"


async def test_it_holds_what_the_contract_names(client: httpx.AsyncClient, petition: LivePetition) -> None:
    answer = await ask_challenge(client)
    assert answer.status_code == 200
    challenge = answer.json()
    assert set(challenge) == {"token", "expires_in", "wait", "puzzle"}
    assert (challenge["expires_in"], challenge["wait"], challenge["puzzle"]) == (86_400, 0, None)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "Origin"


async def test_it_says_how_long_a_form_takes_to_fill_in(settings: SettingsMaker) -> None:
    async with running_service(settings(min_form_seconds=2)) as (service, client):
        await add_petition(service)
        assert (await ask_challenge(client)).json()["wait"] == 2


async def test_no_two_challenges_are_alike(client: httpx.AsyncClient, petition: LivePetition) -> None:
    tokens = {(await ask_challenge(client)).json()["token"] for _ in range(20)}
    assert len(tokens) == 20


@pytest.mark.parametrize(
    "partner_key, origin, status, code",
    [
        ("", None, 200, None),
        ("", BASE_URL, 200, None),
        (PARTNER, PARTNER_ORIGIN, 200, None),
        (PARTNER, BASE_URL, 200, None),
        (PARTNER, OTHER_ORIGIN, 403, "origin_not_allowed"),
        (PARTNER, "null", 403, "origin_not_allowed"),
        (PARTNER, PARTNER_ORIGIN + ".evil.example", 403, "origin_not_allowed"),
        (PARTNER, PARTNER_ORIGIN.replace("https", "http"), 403, "origin_not_allowed"),
        ("", PARTNER_ORIGIN, 403, "origin_not_allowed"),
        ("nobody", PARTNER_ORIGIN, 403, "origin_not_allowed"),
    ],
)
async def test_a_listed_petition_is_for_its_partners_pages_and_our_own(
    client: httpx.AsyncClient,
    petition: LivePetition,
    partner: Partner,
    partner_key: str,
    origin: str | None,
    status: int,
    code: str | None,
) -> None:
    answer = await ask_challenge(client, partner=partner_key, origin=origin)
    assert answer.status_code == status
    assert answer.json().get("code") == code


@pytest.mark.parametrize("origin", [None, PARTNER_ORIGIN, OTHER_ORIGIN, "null", "http://localhost:3000"])
async def test_a_petition_for_anyone_may_be_embedded_everywhere(
    client: httpx.AsyncClient, service: Service, origin: str | None
) -> None:
    await add_petition(service, embedding="anyone")
    answer = await ask_challenge(client, origin=origin)
    assert answer.status_code == 200
    assert answer.headers.get("access-control-allow-origin") == origin


@pytest.mark.parametrize(
    "origin, echoed",
    [(PARTNER_ORIGIN, True), (OTHER_ORIGIN, False), ("null", False), (BASE_URL, False), (None, False)],
)
@pytest.mark.parametrize("partner_key", [PARTNER, "", "nobody"])
async def test_the_origin_is_echoed_to_pages_of_partners_alone_and_never_with_credentials(
    client: httpx.AsyncClient,
    petition: LivePetition,
    partner: Partner,
    partner_key: str,
    origin: str | None,
    echoed: bool,
) -> None:
    answer = await ask_challenge(client, partner=partner_key, origin=origin)
    assert answer.headers.get("access-control-allow-origin") == (origin if echoed else None)
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["vary"] == "Origin"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("slug, state", [(SLUG, "draft"), ("unknown", "open")])
async def test_drafts_and_unknown_petitions_answer_alike(
    client: httpx.AsyncClient, service: Service, slug: str, state: Stored
) -> None:
    await add_petition(service, state=state)
    answer = await ask_challenge(client, slug)
    assert (answer.status_code, answer.json()["code"]) == (404, "petition_not_found")


async def test_a_closed_petition_hands_out_none(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await set_petition_state(service, "closed")
    answer = await ask_challenge(client)
    assert (answer.status_code, answer.json()["code"]) == (410, "petition_closed")


async def test_a_suspended_partners_page_is_refused_and_can_read_why(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, partner: Partner
) -> None:
    await suspend_partner(service)
    answer = await ask_challenge(client, partner=PARTNER, origin=PARTNER_ORIGIN)
    assert (answer.status_code, answer.json()["code"]) == (403, "partner_suspended")
    assert answer.headers["access-control-allow-origin"] == PARTNER_ORIGIN


async def test_who_asks_too_often_is_told_when_to_come_again(settings: SettingsMaker) -> None:
    async with running_service(settings(rate_limits=True)) as (service, client):
        await add_petition(service)
        await add_partner(service)
        answers = [await ask_challenge(client, partner=PARTNER, origin=PARTNER_ORIGIN) for _ in range(150)]
        assert answers[0].status_code == 200
        refused = answers[-1]
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert refused.headers["access-control-allow-origin"] == PARTNER_ORIGIN
        assert "retry-after" in refused.headers["access-control-expose-headers"].lower()


async def test_a_signature_names_the_text_that_its_page_showed(
    client: httpx.AsyncClient, service: Service
) -> None:
    first = await add_petition(service)
    shown = str(first.petition.text.id)
    second = await add_petition(service, statement="Open the library every day.")
    tokens = [
        (await client.get(api(SLUG, "challenge"), params={"text": text})).json()["token"]
        for text in (shown, "", "999999", "first", "٣", "9" * 30)
    ]
    for token in tokens:
        assert (await send_form(client, filled_form(token))).status_code == 202
    signed = [row["text_id"] for row in await rows_of(service, "signatures")]
    assert sorted(signed) == sorted([first.petition.text.id] + [second.petition.text.id] * 5)
