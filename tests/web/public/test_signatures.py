"""POST signatures: signing."""

import re
from uuid import UUID

import httpx
import pytest

from tests.support.campaign import PARTNER, PARTNER_ORIGIN, SLUG, add_petition
from tests.support.databases import DATABASES
from tests.support.services import SettingsMaker, running_service
from tests.support.settings import BASE_URL
from tests.support.supporters import (
    api,
    filled_form,
    new_email,
    new_token,
    send_form,
    sign,
    sign_and_confirm,
    wait_for_mail,
)
from tests.web.watching import rows_of
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.partner import Partner


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_signature_is_taken_once_it_is_stored(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    answer = await sign(client, source="article", ref="friend", locale="en-GB", updates="yes")
    assert answer.status_code == 202
    assert set(answer.json()) == {"status", "id", "ref"}
    assert re.fullmatch("[a-z2-7]{10}", answer.json()["ref"])
    assert answer.json()["status"] == "check_email"
    (row,) = await rows_of(service, "signatures")
    assert bytes(row["id"]) == UUID(answer.json()["id"]).bytes
    assert (row["state"], row["country"], row["locale"]) == ("pending", "GB", "en")
    assert (row["source"], row["ref"], row["partner_id"]) == ("article", "friend", 0)
    assert (bool(row["updates"]), bool(row["partner_updates"]), bool(row["is_sample"])) == (
        True,
        False,
        False,
    )


async def test_where_nothing_is_to_be_confirmed_the_signature_counts_at_once(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, confirmation="none")
    answer = await sign(client)
    assert answer.json()["status"] == "signed"
    (row,) = await rows_of(service, "signatures")
    assert row["state"] == "confirmed"
    assert [mail["kind"] for mail in await rows_of(service, "outbox")] == ["thanks"]


async def test_a_partners_page_signs_for_its_partner(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, partner: Partner
) -> None:
    answer = await sign(client, partner=PARTNER, origin=PARTNER_ORIGIN, partner_updates="yes")
    assert answer.status_code == 202
    assert answer.headers["access-control-allow-origin"] == PARTNER_ORIGIN
    assert answer.headers["vary"] == "Origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-credentials" not in answer.headers
    (row,) = await rows_of(service, "signatures")
    assert row["partner_id"] == partner.id
    assert row["partner_updates"]


async def test_nobody_agrees_to_what_the_form_did_not_ask(
    client: httpx.AsyncClient, service: Service, partner: Partner
) -> None:
    await add_petition(service, opt_ins={"partner_updates": "Mail me, {partner}."})
    await sign(client, updates="yes", partner_updates="yes")
    await sign(client, partner=PARTNER, origin=PARTNER_ORIGIN, updates="yes", partner_updates="yes")
    rows = sorted(await rows_of(service, "signatures"), key=lambda row: int(row["partner_id"]))
    assert [bool(row["updates"]) for row in rows] == [False, False]
    assert [bool(row["partner_updates"]) for row in rows] == [False, True]


async def test_new_duplicate_and_suspect_signatures_are_answered_alike(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    known = await sign_and_confirm(service, client)
    answers = [
        await sign(client),
        await sign(client, email=known),
        await sign(client, email=known.upper().replace("@", "+again@")),
        await sign(client, website="https://casino.example"),
    ]
    shown = [(a.status_code, a.json()["status"], sorted(a.json()), sorted(a.headers)) for a in answers]
    assert shown == [shown[0]] * 4
    assert len({answer.json()["id"] for answer in answers}) == 4


async def test_a_retry_with_the_same_token_is_the_same_signature(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    form = filled_form(await new_token(client))
    answers = [await send_form(client, form) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await rows_of(service, "signatures")) == 1


async def test_a_filled_honeypot_is_quarantined_and_gets_no_mail(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await sign(client, website="x")
    (row,) = await rows_of(service, "signatures")
    assert row["quarantined"] == "honeypot"
    assert await rows_of(service, "outbox") == []


@pytest.mark.parametrize("origin", [None, BASE_URL])
async def test_our_own_pages_may_name_themselves_or_not(
    client: httpx.AsyncClient, petition: LivePetition, origin: str | None
) -> None:
    assert (await sign(client, origin=origin)).status_code == 202
    token = await new_token(client, origin=origin)
    assert (await send_form(client, filled_form(token), origin=BASE_URL)).status_code == 202


async def test_extra_fields_are_ignored(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    extra = {
        "state": "confirmed",
        "id": "1",
        "petition_id": "2",
        "is_sample": "1",
        "confirmed_at": "1",
        "mails": "-9",
    }
    assert (await sign(client, **extra)).status_code == 202
    (row,) = await rows_of(service, "signatures")
    assert (row["state"], bool(row["is_sample"]), row["confirmed_at"], row["mails"]) == (
        "pending",
        False,
        None,
        1,
    )


async def test_of_a_name_that_comes_twice_the_first_counts(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    first, second = new_email(), new_email()
    form = str(httpx.QueryParams(filled_form(await new_token(client), email=first)))
    body = f"{form}&{httpx.QueryParams(email=second, country='XX')}"
    answer = await client.post(api(SLUG, "signatures"), content=body, headers=FORM)
    assert answer.status_code == 202
    assert (await wait_for_mail(service, first)).to == first


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded; charset=utf-8",
        "APPLICATION/X-WWW-FORM-URLENCODED;charset=ISO-8859-1",
    ],
)
async def test_a_form_is_a_form_however_its_type_is_written(
    client: httpx.AsyncClient, petition: LivePetition, content_type: str
) -> None:
    body = str(httpx.QueryParams(filled_form(await new_token(client))))
    answer = await client.post(api(SLUG, "signatures"), content=body, headers={"Content-Type": content_type})
    assert answer.status_code == 202


@pytest.mark.parametrize(
    "name", ["Zoë", "ليلى", "O'Brien'); DROP TABLE signatures;--", "👩‍👩‍👧", "a&b=c%20+d", "{name}"]
)
async def test_people_are_greeted_by_the_name_that_they_typed(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, name: str
) -> None:
    email = new_email()
    assert (await sign(client, given_name=name, email=email)).status_code == 202
    assert f"Hello {name}," in (await wait_for_mail(service, email)).text


async def test_the_longest_honest_form_is_taken(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    answers = {"given_name": "語" * 100, "family_name": "語" * 100, "postcode": "語" * 20, "comment": "語" * 1_000,
               "country": "",
               "source": "語" * 100, "ref": "語" * 100, "email": "a" * 64 + "@" + "b" * 60 + ".example"}  # fmt: skip
    assert (await sign(client, **answers)).status_code == 202
    assert len(await rows_of(service, "signatures")) == 1


async def test_a_form_that_comes_too_early_waits_and_is_not_lost(settings: SettingsMaker) -> None:
    async with running_service(settings(min_form_seconds=0.3)) as (service, client):
        await add_petition(service)
        before = service.clock()
        assert (await sign(client)).status_code == 202
        assert service.clock() - before >= 300
