"""Bad input: an answer that says what is wrong, never a fault, and nothing written."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pytest

from tests.support.campaign import (
    PARTNER,
    PARTNER_ORIGIN,
    SLUG,
    add_petition,
    set_petition_state,
    suspend_partner,
)
from tests.support.clocks import AdjustableClock
from tests.support.databases import DATABASES
from tests.support.services import SettingsMaker, running_service
from tests.support.supporters import (
    api,
    ask_challenge,
    filled_form,
    new_token,
    send_form,
    sign,
    token_of,
    wait_for_mail,
)
from tests.web.watching import everything_in, until_sent
from widget_server.app import Service, create_app
from widget_server.core import ids
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY
from widget_server.core.partner import Partner
from widget_server.core.petition import Stored
from widget_server.core.tokens import FormToken, MailToken

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SIGNATURES = api(SLUG, "signatures")
PAGE = f"/p/{SLUG}"


on_every_database = pytest.mark.parametrize("database_kind", DATABASES)
"""For what may get as far as the database; the rest is turned away before."""

Check = Callable[[httpx.Response, int, str], Awaitable[None]]


@pytest.fixture
async def refused(service: Service, petition: LivePetition, partner: Partner) -> Check:
    """refused(answer, 403, 'token_invalid'): a problem document says so, and nothing was written."""
    before = await everything_in(service)

    async def check(answer: httpx.Response, status: int, code: str) -> None:
        assert answer.status_code == status, answer.text
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert (problem["code"], problem["status"], problem["type"]) == (code, status, "about:blank")
        assert problem["title"]
        assert problem["detail"]
        assert (await everything_in(service)) == before

    return check


# tokens


@pytest.mark.parametrize("token", ["", "x", "a.b.c.d.e.f.g", "\x00", "é" * 50, "." * 200, "9" * 500])
async def test_a_token_that_is_none(client: httpx.AsyncClient, refused: Check, token: str) -> None:
    await refused(await send_form(client, filled_form(token)), 403, "token_invalid")


async def test_a_changed_token(client: httpx.AsyncClient, refused: Check) -> None:
    token = await new_token(client)
    await refused(await send_form(client, filled_form(token[:-1] + "~")), 403, "token_invalid")
    await refused(await send_form(client, filled_form("x" + token[1:])), 403, "token_invalid")


async def test_no_token(client: httpx.AsyncClient, refused: Check) -> None:
    form = filled_form("")
    del form["token"]
    await refused(await send_form(client, form), 403, "token_invalid")


async def test_an_expired_token(client: httpx.AsyncClient, clock: AdjustableClock, refused: Check) -> None:
    token = await new_token(client)
    clock.forward(DAY + 1_000)
    await refused(await send_form(client, filled_form(token)), 403, "token_expired")


async def test_a_token_of_another_petition(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await add_petition(service, slug="another")
    before = await everything_in(service)
    answer = await send_form(client, filled_form(await new_token(client, "another")))
    assert (answer.status_code, answer.json()["code"]) == (403, "token_invalid")
    assert await everything_in(service) == before


@pytest.mark.parametrize("purpose", ["confirm", "not-me", "mine"])
async def test_a_token_out_of_a_mail(
    client: httpx.AsyncClient, service: Service, refused: Check, petition: LivePetition, purpose: Any
) -> None:
    now = service.clock()
    token = service.tokens.mail_token(purpose, MailToken(ids.new_id(now), petition.petition.id, now))
    await refused(await send_form(client, filled_form(token)), 403, "token_invalid")


@on_every_database
async def test_a_form_token_used_by_somebody_else(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    token = await new_token(client)
    assert (await send_form(client, filled_form(token))).status_code == 202
    await until_sent(service)
    before = await everything_in(service)
    answer = await send_form(client, filled_form(token))
    assert (answer.status_code, answer.json()["code"]) == (403, "token_invalid")
    assert await everything_in(service) == before


# origins and partners


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://news.example.org"])
async def test_a_form_sent_from_another_site_than_it_was_made_for(
    client: httpx.AsyncClient, refused: Check, origin: str | None
) -> None:
    token = await new_token(client, partner=PARTNER, origin=PARTNER_ORIGIN)
    answer = await send_form(client, filled_form(token), origin=origin)
    await refused(answer, 403, "origin_not_allowed")
    assert "access-control-allow-origin" not in answer.headers


async def test_our_own_form_sent_from_a_partners_page(client: httpx.AsyncClient, refused: Check) -> None:
    answer = await send_form(client, filled_form(await new_token(client)), origin=PARTNER_ORIGIN)
    await refused(answer, 403, "origin_not_allowed")


async def test_a_partner_suspended_while_somebody_fills_in_the_form(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, partner: Partner
) -> None:
    token = await new_token(client, partner=PARTNER, origin=PARTNER_ORIGIN)
    await suspend_partner(service)
    before = await everything_in(service)
    answer = await send_form(client, filled_form(token), origin=PARTNER_ORIGIN)
    assert (answer.status_code, answer.json()["code"]) == (403, "partner_suspended")
    assert answer.headers["access-control-allow-origin"] == PARTNER_ORIGIN
    assert await everything_in(service) == before


async def test_a_form_for_a_site_that_the_partner_does_not_list_any_more(
    client: httpx.AsyncClient, service: Service, refused: Check, petition: LivePetition, partner: Partner
) -> None:
    left = "https://left.example.org"
    token = FormToken(
        ids.new_id(service.clock()), petition.petition.id, petition.petition.text.id, partner.id, left
    )
    answer = await send_form(client, filled_form(service.tokens.form_token(token)), origin=left)
    await refused(answer, 403, "origin_not_allowed")


# petitions


@on_every_database
@pytest.mark.parametrize(
    "state, status, code", [("closed", 410, "petition_closed"), ("draft", 404, "petition_not_found")]
)
async def test_a_petition_closed_while_somebody_fills_in_the_form(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, state: Stored, status: int, code: str
) -> None:
    token = await new_token(client)
    await set_petition_state(service, state)
    before = await everything_in(service)
    answer = await send_form(client, filled_form(token))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await everything_in(service) == before


@pytest.mark.parametrize(
    "slug", ["unknown", "OPEN-THE-LIBRARY", "%00", "a" * 5_000, "%ff%fe", "..%2f..", "' OR 1=1--"]
)
async def test_a_petition_that_nobody_knows(client: httpx.AsyncClient, refused: Check, slug: str) -> None:
    code = "not_found" if "%2f" in slug else "petition_not_found"
    for endpoint in ("", "totals", "challenge"):
        await refused(await client.get(api(slug, endpoint)), 404, code)
    await refused(await client.post(api(slug, "signatures"), data=filled_form("x")), 404, code)


# fields


@pytest.mark.parametrize(
    "answers, errors",
    [
        ({"email": ""}, {"email": "required"}),
        ({"email": "ada"}, {"email": "invalid"}),
        ({"email": "ada@example.org\r\nBcc: all@example.org"}, {"email": "invalid_characters"}),
        ({"given_name": "\x00"}, {"given_name": "invalid_characters"}),
        ({"given_name": "Ada\u202eecalevoL"}, {"given_name": "invalid_characters"}),
        ({"given_name": "x" * 101, "family_name": ""}, {"given_name": "too_long", "family_name": "required"}),
        ({"given_name": "https://casino.example"}, {"given_name": "invalid"}),
        ({"country": "Germany"}, {"country": "invalid"}),
        ({"comment": "x" * 1_001}, {"comment": "too_long"}),
        ({"comment": "\x1b[31mred"}, {"comment": "invalid_characters"}),
        ({"consent": ""}, {"consent": "required"}),
        ({"consent": "no"}, {"consent": "declined"}),
    ],
    ids=str,
)
async def test_answers_that_cannot_be_taken(
    client: httpx.AsyncClient, refused: Check, answers: dict[str, str], errors: dict[str, str]
) -> None:
    answer = await send_form(client, filled_form(await new_token(client), **answers))
    await refused(answer, 422, "invalid_fields")
    assert answer.json()["errors"] == errors


async def test_the_same_token_is_good_for_the_corrected_form(
    client: httpx.AsyncClient, refused: Check
) -> None:
    token = await new_token(client)
    await refused(await send_form(client, filled_form(token, email="ada")), 422, "invalid_fields")
    assert (await send_form(client, filled_form(token))).status_code == 202


@on_every_database
@pytest.mark.parametrize("raw", [b"%ff%fe", b"\xff\xfe", b"caf%E9", b"%C3", b"%ED%A0%80", b"%F4%90%80%80"])
async def test_bytes_that_are_not_utf_8(client: httpx.AsyncClient, refused: Check, raw: bytes) -> None:
    form = filled_form(await new_token(client))
    del form["given_name"]
    body = str(httpx.QueryParams(form)).encode() + b"&given_name=" + raw
    answer = await client.post(SIGNATURES, content=body, headers=FORM)
    await refused(answer, 422, "invalid_fields")
    assert answer.json()["errors"] == {"given_name": "invalid_characters"}


@pytest.mark.parametrize(
    "body", [b"", b"&&&&", b"=", b"====&===", b"%", b"%%%00=%00", b"\x00\x01\x02", b"a" * 10_000]
)
async def test_bodies_that_hold_no_form(client: httpx.AsyncClient, refused: Check, body: bytes) -> None:
    await refused(await client.post(SIGNATURES, content=body, headers=FORM), 403, "token_invalid")


async def test_a_thousand_fields(client: httpx.AsyncClient, refused: Check) -> None:
    form = filled_form(await new_token(client)) | {f"f{number}": "" for number in range(1_000)}
    answer = await send_form(client, form)
    await refused(answer, 422, "invalid_fields")
    assert answer.json()["errors"] == {"form": "too_long"}


# bodies


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize("size", [32_769, 1_000_000])
async def test_a_body_that_is_too_large(
    client: httpx.AsyncClient, refused: Check, size: int, is_chunked: bool
) -> None:
    body = b"comment=" + b"x" * (size - 8)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 1_000):
            yield body[start : start + 1_000]

    for path in (SIGNATURES, PAGE):
        answer = await client.post(path, content=chunks() if is_chunked else body, headers=FORM)
        assert ("content-length" in answer.request.headers) is not is_chunked
        assert answer.status_code == 413
        if path == SIGNATURES:
            await refused(answer, 413, "too_large")


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "multipart/form-data; boundary=x", "text/plain", "", "application/x-www-form-urlencodedx",
     "text/html; application/x-www-form-urlencoded", "\xff"],
)  # fmt: skip
async def test_other_types_than_forms(client: httpx.AsyncClient, refused: Check, content_type: str) -> None:
    body = str(httpx.QueryParams(filled_form(await new_token(client))))
    headers = [(b"content-type", content_type.encode("latin-1"))] if content_type else []
    answer = await client.post(SIGNATURES, content=body, headers=headers)
    await refused(answer, 415, "unsupported_media_type")
    assert (await client.post(PAGE, content=body, headers=headers)).status_code == 415


async def test_real_multipart_and_json(client: httpx.AsyncClient, refused: Check) -> None:
    form = filled_form(await new_token(client))
    await refused(await client.post(SIGNATURES, json=form), 415, "unsupported_media_type")
    await refused(
        await client.post(SIGNATURES, data=form, files={"file": b"x"}), 415, "unsupported_media_type"
    )


async def test_a_form_that_breaks_off_half_way(
    client: httpx.AsyncClient, service: Service, refused: Check
) -> None:
    """A lost connection: everything up to the consent has come, and the rest never will."""
    form = filled_form(await new_token(client))
    messages = [
        {"type": "http.request", "body": str(httpx.QueryParams(form)).encode(), "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": SIGNATURES, "raw_path": SIGNATURES.encode(), "query_string": b"",
        "headers": [(b"content-type", b"application/x-www-form-urlencoded")], "client": ("203.0.113.7", 1),
        "http_version": "1.1", "scheme": "http", "server": ("petition.test", 80), "root_path": "",
    }  # fmt: skip
    before = await everything_in(service)
    await create_app(service)(scope, receive, send)
    assert sent[0]["status"] == 400
    assert await everything_in(service) == before


# methods, addresses, mail links


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
async def test_other_methods(client: httpx.AsyncClient, refused: Check, method: str) -> None:
    for path in (SIGNATURES, api(SLUG), api(SLUG, "totals"), api(SLUG, "challenge")):
        answer = await client.request(method, path)
        await refused(answer, 405, "method_not_allowed")
        assert answer.headers["allow"]


@on_every_database
@pytest.mark.parametrize("page", ["confirm", "not-me"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_links_of_mails_that_somebody_changed(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, page: Any, method: str
) -> None:
    await sign(client, email="ada@example.org")
    mail = await wait_for_mail(service, "ada@example.org")
    token, now = token_of(mail, page), service.clock()
    other_page: Any = "not-me" if page == "confirm" else "confirm"
    unknown = MailToken(ids.new_id(now), petition.petition.id, now)
    elsewhere = MailToken(ids.new_id(now), 999, now)
    await until_sent(service)
    before = await everything_in(service)
    for bad in (
        token[:-1],
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "x" + token,
        token + "x",
        token_of(mail, other_page),
        (await ask_challenge(client)).json()["token"],
        service.tokens.mail_token(page, unknown),
        service.tokens.mail_token(page, elsewhere),
        "%00",
        "a" * 3_000,
        quote("<script>alert(1)</script>", safe=""),
    ):
        answer = await client.request(method, f"/{page}/{bad}")
        assert answer.status_code == (404 if "/" in unquote(bad) else 403), bad
        assert "text/html" in answer.headers["content-type"]
        assert "<script" not in answer.text
    assert await everything_in(service) == before


# when the service cannot


@on_every_database
async def test_a_full_queue(settings: SettingsMaker) -> None:
    async with running_service(settings(queue_limit=0)) as (service, client):
        await add_petition(service)
        before = await everything_in(service)
        answer = await sign(client)
        assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
        assert int(answer.headers["retry-after"]) > 0
        page = await client.post(PAGE, data=filled_form(await new_token(client)))
        assert page.status_code == 503
        assert int(page.headers["retry-after"]) > 0
        assert await everything_in(service) == before


async def test_too_many_signatures_from_one_network(settings: SettingsMaker) -> None:
    async with running_service(settings(rate_limits=True)) as (service, client):
        await add_petition(service, confirmation="none")
        token = await new_token(client)
        form = filled_form(token)
        answers = [await send_form(client, form) for _ in range(150)]
        assert answers[0].status_code == 202
        assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "too_many_requests")
        assert 0 < int(answers[-1].headers["retry-after"]) <= 60
        page = await client.post(PAGE, data=filled_form(token))
        assert page.status_code == 429
        assert 0 < int(page.headers["retry-after"]) <= 60
