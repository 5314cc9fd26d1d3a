"""The page of mail: what waits, what the mail server refused and in which words, and trying again."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from tests.support.clocks import AdjustableClock
from tests.support.organizers import Visitor
from tests.support.outbox import count_by_state
from tests.support.services import SettingsMaker, running_app
from tests.support.supporters import new_email, sign
from tests.vectors import vectors
from tests.web.reading import Page, dangers_in
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import HOUR
from widget_server.storage import outbox

URL = "/organizer/mail"
MINE = "the mail server of this test"


@pytest.fixture
async def app(settings: SettingsMaker, clock: AdjustableClock) -> AsyncIterator[tuple[Starlette, Service]]:
    """No mail goes out: what becomes of it is said by each test."""
    service = Service(settings(), clock=clock)
    async with running_app(service) as running:
        yield running, service


async def refuse(service: Service, now: int, words: str, retry_at: int | None) -> None:
    """What the mail server says to all that is due."""
    async with service.database.held() as connection:
        for mail in await outbox.lease(connection, MINE, now, now + HOUR, 10):
            await outbox.mark_failed(connection, mail, MINE, words, retry_at)


async def test_what_the_server_refused_is_shown_in_its_words_and_tried_again(
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    editor: Visitor,
) -> None:
    email = new_email()
    await sign(client, email=email)
    await refuse(service, clock(), "550 no such mailbox", None)
    page = await editor.page(URL)
    assert "550 no such mailbox" in page.text
    assert petition.petition.text.title in page.text
    assert email not in page.text
    form = next(form for form in page.forms if form.action == f"{URL}/retry")
    sent = await editor.send(form.action, form.values)
    assert "1 mail is due now" in (await editor.page(sent.headers["location"])).text
    async with service.database.reading() as connection:
        assert await count_by_state(connection) == {"waiting": 1, "sent": 0, "failed": 0}


async def test_scripts_in_the_servers_words_stay_text(
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    editor: Visitor,
) -> None:
    await sign(client)
    await refuse(service, clock(), "550 no", None)
    before = set(dangers_in((await editor.client.get(URL)).text))
    for script in vectors("scripts")["text"]:
        await sign(client)
        await refuse(service, clock(), f"550 {script}", None)
    html = (await editor.client.get(URL)).text
    assert set(dangers_in(html)) == before
    assert "&lt;script&gt;alert" in html


async def test_what_waits_for_its_next_try_is_due_at_once_when_an_editor_asks(
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    editor: Visitor,
) -> None:
    await sign(client)
    await refuse(service, clock(), "450 come back later", clock() + HOUR)
    page = await editor.page(URL)
    assert "450 come back later" in page.text
    form = next(form for form in page.forms if form.values.get("which") == "waiting")
    await editor.send(form.action, form.values)
    async with service.database.held() as connection:
        assert len(await outbox.lease(connection, MINE, clock(), clock() + HOUR, 10)) == 1


async def test_a_viewer_sees_it_and_has_no_button(
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    viewer: Visitor,
) -> None:
    await sign(client)
    await refuse(service, clock(), "550 no such mailbox", None)
    page = await viewer.page(URL)
    assert "550 no such mailbox" in page.text
    assert not any(form.action == f"{URL}/retry" for form in page.forms)


async def test_where_no_mail_server_is_set_every_page_says_so_loudly(viewer: Visitor) -> None:
    for path in ("/organizer/", URL):
        answer = await viewer.client.get(path)
        alarms = [one for one in Page(answer.text).elements if one.attributes.get("class") == "alarm"]
        assert [("PETITION_SMTP_URL" in one.text) for one in alarms] == [True], path
