"""GET …/referrals/{code}: how many have signed through somebody's links."""

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition, set_petition_state
from tests.support.clocks import StandingClock
from tests.support.databases import DATABASES
from tests.support.services import SettingsMaker, running_service
from tests.support.signatures import NOON
from tests.support.supporters import (
    api,
    new_email,
    press_confirm,
    press_not_me,
    sign,
    sign_and_confirm,
    wait_for_mail,
)
from tests.web.reading import Page
from widget_server.actions.guard import SINGLE
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.petition import Stored


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def ask(client: httpx.AsyncClient, code: str, slug: str = SLUG) -> httpx.Response:
    return await client.get(api(slug, f"referrals/{code}"))


async def test_who_passed_it_on_is_told_how_many_have_signed_through_them(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    code = (await sign(client)).json()["ref"]
    await sign(client, ref=code)  # who never confirms
    await sign_and_confirm(service, client, ref=code)
    bea = await sign_and_confirm(service, client, ref=code)
    assert (await ask(client, code)).json() == {"confirmed": 2}
    await press_not_me(client, await wait_for_mail(service, bea))
    assert (await ask(client, code)).json() == {"confirmed": 1}


async def test_the_code_of_another_petition_counts_nothing_here(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await add_petition(service, slug="second", confirmation="none")
    code = (await sign(client)).json()["ref"]
    await sign(client, "second", ref=code)
    assert (await ask(client, code)).json() == {"confirmed": 0}
    assert (await ask(client, code, "second")).json() == {"confirmed": 1}


@pytest.mark.parametrize(
    "code", ["aaaaaaaaaa", "short", "K3VQ7MZC2D", "----------", "%00", "%F0%9F%8E%89", "a" * 3_000]
)
async def test_a_code_that_nobody_has_counts_nothing(
    client: httpx.AsyncClient, petition: LivePetition, code: str
) -> None:
    answer = await ask(client, code)
    assert (answer.status_code, answer.json()) == (200, {"confirmed": 0})


async def test_what_else_links_carry_is_the_campaigns_own_business(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, confirmation="none")
    await sign(client, ref="mailing-7", source="abcdefghij")
    for name in ("mailing-7", "abcdefghij"):
        assert (await ask(client, name)).json() == {"confirmed": 0}


async def test_any_page_may_read_it_and_caches_may_keep_it_for_a_minute(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    answer = await ask(client, "aaaaaaaaaa")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age=60," in answer.headers["cache-control"]
    again = await client.get(
        api(SLUG, "referrals/aaaaaaaaaa"), headers={"If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("state", [None, "draft"])
async def test_drafts_and_unknown_petitions_answer_alike(
    client: httpx.AsyncClient, service: Service, state: Stored | None
) -> None:
    if state:
        await add_petition(service, state=state)
    answer = await ask(client, "aaaaaaaaaa")
    assert (answer.status_code, answer.json()["code"]) == (404, "petition_not_found")
    assert answer.headers["cache-control"] == "no-store"


async def test_after_the_end_it_can_still_be_asked(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    code = (await sign(client)).json()["ref"]
    await sign_and_confirm(service, client, ref=code)
    await set_petition_state(service, "closed")
    assert (await ask(client, code)).json() == {"confirmed": 1}


async def test_one_network_asks_so_often_a_minute(settings: SettingsMaker) -> None:
    async with running_service(settings(rate_limits=True), clock=StandingClock(NOON)) as (service, client):
        await add_petition(service)
        answers = [await ask(client, "aaaaaaaaaa") for _ in range(SINGLE[0].amount + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "too_many_requests")
    assert answers[-1].headers["access-control-allow-origin"] == "*"


async def test_who_comes_back_to_the_page_of_their_mail_reads_the_number_and_finds_their_links(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    ada = new_email()
    code = (await sign(client, email=ada)).json()["ref"]
    mail = await wait_for_mail(service, ada)
    done = Page((await press_confirm(client, mail)).text)
    assert "signed through you" not in done.text
    assert f"/p/{SLUG}?petition_ref={code}" in done.text
    again = Page((await press_confirm(client, mail)).text)
    assert "signed through you" not in again.text
    await sign_and_confirm(service, client, ref=code)
    again = Page((await press_confirm(client, mail)).text)
    assert "1 person signed through you." in again.text
    assert f"/p/{SLUG}?petition_ref={code}" in again.text
