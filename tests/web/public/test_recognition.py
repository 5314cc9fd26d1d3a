"""POST recognition: who comes by a personal link, as far as a page may know."""

import httpx
import pytest

from tests.support.campaign import PARTNER_ORIGIN, SLUG, add_petition, add_translation, set_petition_state
from tests.support.clocks import AdjustableClock
from tests.support.links import link_token
from tests.support.settings import BASE_URL
from tests.support.supporters import (
    api,
    filled_form,
    new_email,
    new_token,
    send_form,
    sign_and_confirm,
    wait_for_mail,
)
from tests.web.watching import everything_in, rows_of, until_sent
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY
from widget_server.core.partner import Partner

OVER = "Your personal link no longer works. Please fill in the form and sign again."


async def recognise(
    client: httpx.AsyncClient, me: str, *, origin: str | None = None, slug: str = SLUG
) -> httpx.Response:
    headers = {} if origin is None else {"Origin": origin}
    return await client.post(api(slug, "recognition"), data={"me": me}, headers=headers)


async def test_a_page_learns_the_given_name_and_what_need_not_be_asked(
    client: httpx.AsyncClient, petition: LivePetition, partner: Partner
) -> None:
    email = new_email()
    answer = await recognise(client, link_token(petition, email), origin=PARTNER_ORIGIN)
    assert answer.status_code == 200
    assert answer.json() == {
        "given_name": "Ada",
        "known": ["given_name", "family_name", "email", "country"],
        "messages": {
            "welcome": "Welcome back, {name}.",
            "welcome_text": "We have your e-mail address already. One press is enough.",
            "not_you": "Not {name}? Click here.",
            "sign_as": "Sign as {name}",
            "link_invalid": OVER,
            "link_expired": OVER,
        },
    }
    for secret in (email, "Lovelace", "GB"):
        assert secret not in answer.text
    assert answer.headers["access-control-allow-origin"] == PARTNER_ORIGIN
    assert answer.headers["vary"] == "Origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-credentials" not in answer.headers


async def test_without_a_name_there_is_none_to_greet_by(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    me = link_token(petition, new_email(), given_name="", family_name="", country="")
    answer = (await recognise(client, me)).json()
    assert (answer["given_name"], answer["known"]) == ("", ["email"])


@pytest.mark.parametrize(
    "locale, welcome",
    [
        ("fr-CA", "Bon retour parmi nous, {name}."),
        ("", "Willkommen zurück, {name}."),
        (None, "Willkommen zurück, {name}."),
        ("tlh", "Willkommen zurück, {name}."),
    ],
)
async def test_the_words_for_it_come_in_the_forms_language_or_else_in_the_petitions(
    client: httpx.AsyncClient, service: Service, locale: str | None, welcome: str
) -> None:
    live = await add_petition(service, locale="de")
    form = {"me": link_token(live, new_email())} | ({} if locale is None else {"locale": locale})
    answer = await client.post(api(SLUG, "recognition"), data=form)
    assert answer.json()["messages"]["welcome"] == welcome


async def test_the_words_for_it_are_in_the_language_that_the_config_has_for_a_translation(
    client: httpx.AsyncClient, service: Service
) -> None:
    live = await add_petition(service, locale="de")
    await add_translation(service, locale="is")  # a language that the form has no words in
    config = (await client.get(api(SLUG), params={"locale": "is"})).json()
    form = {"me": link_token(live, new_email()), "locale": "is"}
    answer = await client.post(api(SLUG, "recognition"), data=form)
    assert (config["locale"], config["text_locale"]) == ("en", "is")
    assert answer.json()["messages"]["welcome"] == "Welcome back, {name}."


async def test_it_does_not_tell_whether_the_person_has_signed_and_changes_nothing(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    email = await sign_and_confirm(service, client)
    await until_sent(service)
    before = await everything_in(service)
    answers = [await recognise(client, link_token(petition, one)) for one in (email, new_email())]
    assert answers[0].content == answers[1].content
    assert answers[0].headers == answers[1].headers
    assert await everything_in(service) == before


@pytest.mark.parametrize("me", ["", "x", "A" * 300, "é", "a.b.c", "=" * 20])
async def test_what_is_no_link(client: httpx.AsyncClient, petition: LivePetition, me: str) -> None:
    answer = await recognise(client, me, origin=BASE_URL)
    assert (answer.status_code, answer.json()["code"]) == (403, "token_invalid")
    assert answer.headers["cache-control"] == "no-store"
    assert "challenge" not in answer.json()["detail"]


async def test_an_expired_link(
    client: httpx.AsyncClient, petition: LivePetition, clock: AdjustableClock
) -> None:
    me = link_token(petition, new_email(), days=3)
    clock.forward(3 * DAY)
    answer = await recognise(client, me)
    assert (answer.status_code, answer.json()["code"]) == (403, "token_expired")


async def test_petitions_that_take_no_signatures_and_other_sites(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    me = link_token(petition, new_email())
    other = await recognise(client, me, origin="https://evil.example")
    assert (other.status_code, other.json()["code"]) == (403, "origin_not_allowed")
    assert "access-control-allow-origin" not in other.headers
    unknown = await recognise(client, me, slug="unknown")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "petition_not_found")
    await set_petition_state(service, "closed")
    closed = await recognise(client, me)
    assert (closed.status_code, closed.json()["code"]) == (410, "petition_closed")


async def test_where_the_petition_is_for_anyone_every_page_may_read_the_answer(
    client: httpx.AsyncClient, service: Service
) -> None:
    live = await add_petition(service, embedding="anyone")
    answer = await recognise(client, link_token(live, new_email()), origin="https://blog.example")
    assert answer.headers["access-control-allow-origin"] == "https://blog.example"


async def test_bodies_that_are_no_form(client: httpx.AsyncClient, petition: LivePetition) -> None:
    path = api(SLUG, "recognition")
    assert (await client.post(path, json={"me": "x"})).status_code == 415
    assert (await client.post(path, data={"me": "x" * 40_000})).status_code == 413
    assert (await client.post(path, data={str(n): "x" for n in range(70)})).status_code == 422
    assert (await client.get(path)).status_code == 405


# signing


async def test_one_press_on_a_partners_page_signs(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, partner: Partner
) -> None:
    token = await new_token(client, partner=partner.key, origin=PARTNER_ORIGIN)
    form = {"token": token, "me": link_token(petition, new_email()), "consent": "yes"}
    answer = await send_form(client, form, origin=PARTNER_ORIGIN)
    assert (answer.status_code, answer.json()["status"]) == (202, "signed")
    (row,) = await rows_of(service, "signatures")
    assert (row["state"], row["partner_id"], row["country"]) == ("confirmed", partner.id, "GB")


async def test_new_duplicate_and_suspect_signatures_by_link_are_answered_alike(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    known = await sign_and_confirm(service, client)
    answers = []
    for email, website in ((new_email(), ""), (known, ""), (new_email(), "https://casino.example")):
        form = {"me": link_token(petition, email), "consent": "yes", "website": website}
        answers.append(await send_form(client, {"token": await new_token(client), **form}))
    shown = [(a.status_code, a.json()["status"], sorted(a.json()), sorted(a.headers)) for a in answers]
    assert shown == [shown[0]] * 3
    assert shown[0][1] == "signed"


async def test_a_bad_link_has_codes_of_its_own_and_the_form_token_stays_good(
    client: httpx.AsyncClient, petition: LivePetition, clock: AdjustableClock
) -> None:
    """So that a widget does not ask for another challenge, which would not help."""
    me = link_token(petition, new_email(), days=1)
    clock.forward(DAY)
    form = filled_form(await new_token(client))
    for bad, code in (("nonsense", "link_invalid"), (me, "link_expired")):
        answer = await send_form(client, form | {"me": bad})
        assert (answer.status_code, answer.json()["code"]) == (403, code)
        assert "without it" in answer.json()["detail"]
    assert (await send_form(client, form)).json()["status"] == "check_email"


async def test_under_another_address_the_signature_is_confirmed_by_mail(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    other = new_email()
    form = filled_form(await new_token(client), me=link_token(petition, new_email()), email=other)
    assert (await send_form(client, form)).json()["status"] == "check_email"
    assert "/confirm/" in (await wait_for_mail(service, other)).text
