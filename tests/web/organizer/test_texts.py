"""Every text that a petition has had, what changed, and how many have signed each."""

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition, add_translation
from tests.support.clocks import AdjustableClock
from tests.support.organizers import Visitor
from tests.support.supporters import sign, sign_and_confirm
from widget_server.actions import read_texts
from widget_server.app import Service
from widget_server.core.clock import HOUR
from widget_server.storage import signed_texts

URL = f"/organizer/petitions/{SLUG}/texts"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def told(visitor: Visitor, path: str = URL) -> list[str]:
    """What is said of each text, the newest first."""
    page = await visitor.page(path)
    return [" ".join(one.text.split()) for one in page.all("section")]


async def test_a_petition_with_one_text_has_all_its_signatures_there(
    service: Service, client: httpx.AsyncClient, viewer: Visitor
) -> None:
    await add_petition(service)
    await sign_and_confirm(service, client)
    await sign(client)
    await service.refresher.refresh_once()
    [only] = await told(viewer)
    assert "stands now" in only
    assert "2 signatures sent in with these words; 1 count." in only


async def test_each_text_has_those_who_signed_it(
    service: Service, client: httpx.AsyncClient, clock: AdjustableClock, viewer: Visitor
) -> None:
    await add_petition(service)
    await sign_and_confirm(service, client)
    clock.forward(HOUR)
    await add_petition(service, statement="Open it every day.")
    await sign_and_confirm(service, client)
    await sign(client)
    await add_translation(service)
    german, new, old = await told(viewer)
    assert "Deutsch" in german
    assert "Nobody has signed it yet." in german
    assert "2 signatures sent in with these words; 1 count." in new
    assert "1 signature sent in with these words; 1 count. Another took its place on" in old
    page = await viewer.page(URL)
    assert "it every day" in [one.text for one in page.all("ins")]
    assert any("Sundays" in one.text for one in page.all("del"))
    assert "What is new in it: statement" in new
    assert "What is new" not in old


async def test_signatures_of_a_text_that_came_back_are_its_own(
    service: Service, client: httpx.AsyncClient, viewer: Visitor
) -> None:
    for statement in ("First.", "Second.", "First."):
        await add_petition(service, statement=statement)
        await sign(client)
    second, first = await told(viewer)
    assert "earlier" in second
    assert "1 signature sent in" in second
    assert "stands now" in first
    assert "2 signatures sent in" in first


async def test_with_very_many_signatures_nothing_is_counted_and_about_is_said(
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    viewer: Visitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await add_petition(service)
    await sign(client)
    clock.forward(2 * HOUR)
    await add_petition(service, statement="Open it every day.")
    await sign(client)
    await sign(client)
    monkeypatch.setattr(read_texts, "COUNTED_AT_MOST", 2)

    async def counts(*_: object) -> None:
        raise AssertionError("counted")

    monkeypatch.setattr(signed_texts, "count", counts)
    new, old = await told(viewer)
    assert "About 2 signatures came in while it stood" in new
    assert "About 1 signature came in while it stood" in old
    await add_petition(service)  # the first words again: nobody knows when each stood
    assert all("be told from totals" in one for one in await told(viewer))


async def test_many_texts_come_in_pages(
    service: Service, viewer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_texts, "MOST_SHOWN", 2)
    for number in range(3):
        await add_petition(service, statement=f"Number {number}.")
    first = await told(viewer)
    assert len(first) == 2
    page = await viewer.page(URL)
    [older] = [link for link in page.links if "before=" in link]
    [last] = await told(viewer, URL + older)
    assert "Number 0." in last
    assert len(await told(viewer, f"{URL}?before=x")) == 2


async def test_scripts_in_texts_stay_text(service: Service, viewer: Visitor) -> None:
    for word in ("one", "two"):
        await add_petition(service, statement=f"<script>alert('{word}')</script>")
    page = await viewer.page(URL)
    assert not any("alert" in one.text for one in page.all("script"))
    assert "<script>alert('one')</script>" in page.text


async def test_a_petition_that_is_not_there_has_no_texts(viewer: Visitor) -> None:
    assert (await viewer.client.get("/organizer/petitions/nowhere/texts")).status_code == 404
