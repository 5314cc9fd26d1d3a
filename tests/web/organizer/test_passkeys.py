"""Passkeys in place of an app: set up, sign in, and asked for again before something is taken out."""

from collections.abc import AsyncIterator

import pytest

from tests.support.authenticator import Authenticator
from tests.support.clocks import AdjustableClock
from tests.support.organizers import PASSWORD, Visitor
from tests.support.services import SettingsMaker, running_service
from tests.web.reading import Page
from widget_server.actions.account_links import add_organizer
from widget_server.core.organizer import COMMAND_LINE

ORIGIN = "https://sign.example.org"
EMAIL = "ada@organizers.example"


def options(html: str) -> str:
    """What the page hands to the browser."""
    page = Page(html)
    return next(one.attributes["data-options"] for one in page.elements if "data-passkey" in one.attributes)


@pytest.fixture
async def visitor(settings: SettingsMaker, clock: AdjustableClock) -> AsyncIterator[tuple[Visitor, str]]:
    """Somebody with a link, on a site that can have passkeys."""
    async with running_service(settings(base_url=ORIGIN), clock=clock) as (service, client):
        async with service.database.held() as connection:
            link = await add_organizer(
                connection, COMMAND_LINE, email=EMAIL, role="owner", partner_key=None, now=clock()
            )
        yield Visitor(client, EMAIL, "", clock), link.path


async def test_a_passkey_is_a_second_factor_from_the_first_link_on(visitor: tuple[Visitor, str]) -> None:
    ada, link = visitor
    phone = Authenticator(ORIGIN, "sign.example.org")
    await ada.send(link, password=PASSWORD, again=PASSWORD)
    offered = options((await ada.client.get("/organizer/second-factor")).text)
    done = await ada.send("/organizer/second-factor", passkey_answer=phone.add(offered), name="My phone")
    assert len(Page(done.text).all("li")) == 10  # recovery codes
    assert "My phone" in (await ada.page("/organizer/account")).text

    await ada.send("/organizer/sign-out")
    asked = await ada.send("/organizer/sign-in", email=EMAIL, password=PASSWORD)
    answer = phone.use(options(asked.text))
    assert (await ada.send("/organizer/sign-in/code", factor_answer=answer)).status_code == 303
    assert (await ada.client.get("/organizer/")).status_code == 200

    asked = await ada.send("/organizer/audit/export")
    answer = phone.use(options(asked.text))
    taken = await ada.send("/organizer/audit/export", factor_answer=answer)
    assert taken.headers["content-type"].startswith("text/csv")
    replayed = await ada.send("/organizer/audit/export", factor_answer=answer)
    assert replayed.status_code == 422


async def test_what_did_not_fit_may_be_tried_again_where_it_was_asked(visitor: tuple[Visitor, str]) -> None:
    """A script waits for the file, so the page stays, and gets a fresh challenge."""
    ada, link = visitor
    phone = Authenticator(ORIGIN, "sign.example.org", count=5)
    await ada.send(link, password=PASSWORD, again=PASSWORD)
    offered = options((await ada.client.get("/organizer/second-factor")).text)
    await ada.send("/organizer/second-factor", passkey_answer=phone.add(offered))
    asked = options((await ada.send("/organizer/audit/export")).text)
    ada.client.headers["Accept"] = "application/json"
    phone.count = 1  # as a copy of it would count
    refused = await ada.send("/organizer/audit/export", factor_answer=phone.use(asked))
    assert refused.status_code == 422
    phone.count = 9
    answer = phone.use(refused.json()["passkey_options"])
    taken = await ada.send("/organizer/audit/export", factor_answer=answer)
    assert taken.headers["content-type"].startswith("text/csv")


async def test_a_passkey_that_did_not_fit_keeps_its_name(visitor: tuple[Visitor, str]) -> None:
    ada, link = visitor
    await ada.send(link, password=PASSWORD, again=PASSWORD)
    await ada.client.get("/organizer/second-factor")
    answer = await ada.send("/organizer/second-factor", passkey_answer="{}", name="My phone")
    refused = Page(answer.text)
    assert "Try again, or use an app." in refused.text
    fields = {one.attributes.get("id"): one.attributes for one in refused.elements}
    assert fields["f-name"]["value"] == "My phone"
    assert fields["f-passkey"]["aria-describedby"] == "e-passkey"


async def test_nothing_in_place_of_a_second_factor_is_told(visitor: tuple[Visitor, str]) -> None:
    ada, link = visitor
    phone = Authenticator(ORIGIN, "sign.example.org")
    await ada.send(link, password=PASSWORD, again=PASSWORD)
    offered = options((await ada.client.get("/organizer/second-factor")).text)
    await ada.send("/organizer/second-factor", passkey_answer=phone.add(offered))
    refused = await ada.send("/organizer/audit/export", factor_code="", factor_answer="")
    assert refused.status_code == 422
    assert "or a recovery code" in refused.text


async def test_the_only_second_factor_is_not_taken_away(visitor: tuple[Visitor, str]) -> None:
    ada, link = visitor
    phone = Authenticator(ORIGIN, "sign.example.org")
    await ada.send(link, password=PASSWORD, again=PASSWORD)
    offered = options((await ada.client.get("/organizer/second-factor")).text)
    await ada.send("/organizer/second-factor", passkey_answer=phone.add(offered))
    form = next(
        one for one in (await ada.page("/organizer/account")).forms if one.action.endswith("passkeys/remove")
    )
    asked = await ada.send(form.action, {**form.values})
    answer = phone.use(options(asked.text))
    refused = await ada.send(form.action, {**form.values, "factor_answer": answer})
    assert refused.status_code == 422
    assert "only second factor" in refused.text


async def test_cookies_of_a_site_on_https_are_its_own_alone(visitor: tuple[Visitor, str]) -> None:
    ada, link = visitor
    answer = await ada.send(link, password=PASSWORD, again=PASSWORD)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-petition_session=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in cookie
