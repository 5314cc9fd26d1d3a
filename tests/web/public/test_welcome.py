"""/p/{slug}?petition_me=TOKEN: the petition's page greets whom it knows, and asks only for what is missing."""

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition, add_translation, set_petition_state
from tests.support.clocks import AdjustableClock
from tests.support.links import link_token
from tests.support.settings import BASE_URL
from tests.support.supporters import new_email, shown_totals, wait_for_mail
from tests.web.reading import Form, Page, dangers_in
from tests.web.watching import everything_in, rows_of
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY

PATH = f"/p/{SLUG}"
ENOUGH = "One press is enough."
ALL = {"token", "locale", "given_name", "family_name", "email", "country", "postcode", "comment", "website"}


async def welcomed(client: httpx.AsyncClient, me: str) -> httpx.Response:
    answer = await client.get(PATH, params={"petition_me": me})
    assert answer.status_code == 200
    return answer


async def send(client: httpx.AsyncClient, form: Form, **typed: str) -> httpx.Response:
    headers = {"Origin": "null"}  # as browsers do from a page without referrer
    return await client.post(form.action, data=form.values | typed, headers=headers)


async def test_it_greets_by_name_and_one_press_signs(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    email = new_email()
    page = Page((await welcomed(client, link_token(petition, email))).text)
    assert "Welcome back, Ada." in page.text
    assert "Not Ada? Click here." in page.text
    assert f"{PATH}#sign" in page.links
    assert set(page.form.values) | set(page.form.boxes) == {
        "token", "locale", "me", "website", "postcode", "comment", "updates", "consent",
    }  # fmt: skip
    assert set(page.form.boxes) & set(page.form.values) == set()  # nothing is ticked
    assert ENOUGH in page.text
    for secret in (email, "Lovelace"):
        assert secret not in str(page.elements)

    thanks = Page((await send(client, page.form, consent="yes")).text)
    assert "Thank you for signing, Ada" in thanks.text
    assert email not in str(thanks.elements)
    assert (await shown_totals(service, client))["confirmed"] == 1


async def test_it_greets_and_thanks_in_the_language_that_its_link_or_its_reader_has(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await add_translation(service)
    me = link_token(petition, new_email())
    by_link = await client.get(PATH, params={"petition_me": me, "locale": "de"})
    by_reader = await client.get(PATH, params={"petition_me": me}, headers={"Accept-Language": "de"})
    pages = [Page(answer.text) for answer in (by_link, by_reader)]
    for page in pages:
        assert "Willkommen zurück, Ada." in page.text
        assert "Öffnet die Bücherei am Sonntag" in page.text
        assert f"{PATH}?locale=de#sign" in page.links
        assert page.form.values["locale"] == "de"
    thanks = Page((await send(client, pages[0].form, consent="yes")).text)
    assert "Öffnet die Bücherei am Sonntag" in thanks.text
    (row,) = await rows_of(service, "signatures")
    assert row["locale"] == "de"


async def test_somebody_else_still_counts_for_whoever_led_them_here(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await add_translation(service)
    labels = {"source": "news & more", "petition_ref": "k3vq7mzc2d"}
    asked = {"petition_me": link_token(petition, new_email()), "locale": "de"} | labels
    first = Page((await client.get(PATH, params=asked)).text)
    again = Page((await send(client, first.form)).text)  # without consent
    for page in (first, again):
        (link,) = [one for one in page.all("a") if one.text.startswith("Nicht Ada?")]
        address, _, fragment = link.attributes["href"].partition("#")
        assert fragment == "sign"
        other = Page((await client.get(address)).text)
        assert {"given_name", "email"} <= set(other.form.values)
        assert other.form.values["locale"] == "de"
        assert (other.form.values["source"], other.form.values["ref"]) == tuple(labels.values())


async def test_its_address_is_a_secret(client: httpx.AsyncClient, petition: LivePetition) -> None:
    me = link_token(petition, new_email())
    for answer in (await welcomed(client, me), await welcomed(client, "nonsense")):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        page = Page(answer.text)
        assert not any(me in link for link in page.links)
        canonical = [link.attributes["href"] for link in page.all("link") if "canonical" in str(link)]
        assert canonical == [BASE_URL + PATH]
    assert (await client.get(PATH)).headers["referrer-policy"] != "no-referrer"


async def test_all_that_is_not_known_is_asked(client: httpx.AsyncClient, service: Service) -> None:
    live = await add_petition(
        service,
        fields=["given_name", "family_name", "email", {"name": "postcode", "required": True}, "comment"],
    )
    page = Page((await welcomed(client, link_token(live, new_email(), family_name=""))).text)
    form = page.form
    assert ENOUGH not in page.text
    assert set(form.values) & ALL == {"token", "locale", "website", "family_name", "postcode", "comment"}
    again = await send(client, form, postcode="<1>")
    assert again.status_code == 422
    page = Page(again.text)
    assert "Welcome back, Ada." in page.text
    assert again.headers["referrer-policy"] == "no-referrer"
    assert (page.form.values["me"], page.form.values["postcode"]) == (form.values["me"], "<1>")
    assert {link for link in page.links if link.startswith("#f-")} == {"#f-family_name", "#f-consent"}
    assert (await send(client, page.form, family_name="Byron", consent="yes")).status_code == 200
    (row,) = await rows_of(service, "signatures")
    assert row["state"] == "confirmed"


async def test_who_is_known_may_say_what_need_not_be_said(
    client: httpx.AsyncClient, service: Service
) -> None:
    own = {"name": "job", "label": "Your work", "type": "text"}
    live = await add_petition(
        service, fields=["given_name", "email", "country", "postcode", "show_name", own]
    )
    me = link_token(live, new_email(), country="GB", postcode="SW1A 1AA")
    page = Page((await welcomed(client, me)).text)
    form = page.form
    assert ENOUGH in page.text
    assert set(form.values) | set(form.boxes) == {
        "token", "locale", "me", "website", "extra_job", "show_name", "updates", "consent",
    }  # fmt: skip
    signed = await send(client, form, extra_job="Librarian", show_name="yes", consent="yes")
    assert signed.status_code == 200
    (row,) = await rows_of(service, "signatures")
    assert live.vault is not None
    person = live.vault.open(bytes(row["sealed"]), bytes(row["id"]))
    assert (person.extra, person.postcode) == ({"job": "Librarian"}, "SW1A 1AA")
    assert (row["state"], row["country"], bool(row["show_name"])) == ("confirmed", "GB", True)


async def test_somebody_whose_name_is_not_known_is_asked_for_it(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    page = Page((await welcomed(client, link_token(petition, new_email(), given_name=""))).text)
    assert "Somebody else wants to sign" in page.text
    assert "{name}" not in page.text
    assert "given_name" in page.form.values
    assert "email" not in page.form.values


@pytest.mark.parametrize("bad", ["nonsense", "", "A" * 5_000, "é", "expired", "of another petition"])
async def test_with_a_bad_link_it_is_the_page_for_everybody(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, clock: AdjustableClock, bad: str
) -> None:
    if bad == "expired":
        bad = link_token(petition, new_email(), days=1)
        clock.forward(DAY)
    elif bad == "of another petition":
        bad = link_token(await add_petition(service, slug="another"), new_email())
    page = Page((await welcomed(client, bad)).text)
    assert set(page.form.values) == ALL
    assert "Welcome" not in page.text
    assert "Error" not in page.text


async def test_a_link_that_expires_while_the_page_is_open_brings_the_whole_form(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, clock: AdjustableClock
) -> None:
    email = new_email()
    me = link_token(petition, email, now=clock() - DAY + 3_600_000, days=1)
    form = Page((await welcomed(client, me)).text).form
    clock.forward(3_600_000)
    answer = await send(client, form, consent="yes")
    assert answer.status_code == 403
    page = Page(answer.text)
    assert "You have not signed yet" in page.text
    assert set(page.form.values) == ALL | {"consent"}
    assert page.form.values["token"] == form.values["token"]
    assert await rows_of(service, "signatures") == []
    done = await send(client, page.form, given_name="Ada", family_name="Lovelace", email=email)
    assert done.status_code == 200
    assert (await wait_for_mail(service, email)).to == email


async def test_a_name_stays_text(client: httpx.AsyncClient, petition: LivePetition) -> None:
    name = "<img src=x onerror=alert(1)>\"'{{7*7}}"
    answer = await welcomed(client, link_token(petition, new_email(), given_name=name))
    assert f"Welcome back, {name}." in Page(answer.text).text
    allowed = frozenset({"meta", "link", "form", "input", "button", "svg"})
    assert dangers_in(answer.text, allowed=allowed) == []


async def test_a_closed_petition_greets_nobody(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    me = link_token(petition, new_email())
    await set_petition_state(service, "closed")
    page = Page((await welcomed(client, me)).text)
    assert page.forms == []
    assert "Ada" not in page.text


async def test_looking_changes_nothing(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    before = await everything_in(service)
    await welcomed(client, link_token(petition, new_email()))
    await client.head(PATH, params={"petition_me": link_token(petition, new_email())})
    assert await everything_in(service) == before


async def test_it_speaks_the_petitions_language(client: httpx.AsyncClient, service: Service) -> None:
    live = await add_petition(service, locale="de")
    page = Page((await welcomed(client, link_token(live, new_email()))).text)
    assert "Willkommen zurück, Ada." in page.text


async def test_somebody_else_gets_the_page_in_the_language_that_was_shown(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    live = await add_translation(service)
    answer = await client.get(PATH, params={"petition_me": link_token(live, new_email()), "locale": "de"})
    page = Page(answer.text)
    assert "Willkommen zurück, Ada." in page.text
    assert f"{PATH}?locale=de#sign" in page.links
