"""What every process holds in memory, and how it is kept fresh."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from tests.support.campaign import PARTNER, PARTNER_ORIGIN, SLUG, store_petition, store_translation
from tests.support.clocks import StandingClock
from tests.support.services import SettingsMaker, opened
from tests.support.signatures import NOON, new_signature
from tests.support.waiting import eventually
from widget_server.core.catalogue import load_catalogues
from widget_server.core.clock import SECOND
from widget_server.core.errors import PetitionClosed
from widget_server.core.sealing import MasterKey
from widget_server.core.signature_commands import Confirm, Submit
from widget_server.storage import partners, petitions, signature_batch
from widget_server.storage.database import Connection, StorageUnavailable
from widget_server.workers.live_catalogue import LiveCatalogue
from widget_server.workers.live_totals import LiveTotals
from widget_server.workers.refresher import Refresher

CATALOGUES = load_catalogues()


@pytest.fixture
def at_noon() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def live(settings: SettingsMaker, at_noon: StandingClock) -> LiveCatalogue:
    return LiveCatalogue(MasterKey(settings().data_key), CATALOGUES, at_noon)


async def test_petitions_and_partners_are_there_after_a_refresh(
    connection: Connection, settings: SettingsMaker, at_noon: StandingClock, live: LiveCatalogue
) -> None:
    petition_id = await store_petition(connection, settings(), at_noon, body="**Because.**")
    await partners.save(connection, PARTNER, "Civic News", [PARTNER_ORIGIN], None, NOON)
    assert live.current.petitions == {}
    await live.refresh(connection)
    petition = live.current.signable(SLUG, NOON)
    assert petition.petition.id == petition_id
    assert "<strong>Because.</strong>" in petition.body_html
    assert petition.text_ids == {petition.petition.text.id}
    assert live.current.by_id(petition_id) is petition
    partner = live.current.partner(PARTNER)
    assert partner is not None
    assert live.current.partner_by_id(partner.id) is partner
    assert live.current.is_known_origin(PARTNER_ORIGIN)


async def test_a_petition_is_there_in_all_of_its_languages(
    connection: Connection, settings: SettingsMaker, at_noon: StandingClock, live: LiveCatalogue
) -> None:
    await store_petition(connection, settings(), at_noon, body="Because.[^1]\n\n[^1]: Facts.")
    await store_translation(connection, at_noon, body="Darum.[^1]\n\n[^1]: Belege.")
    await store_translation(connection, at_noon, locale="ar", body="**لأن**")
    await live.refresh(connection)
    own = live.current.signable(SLUG, NOON)
    german = own.speaking("de-DE")
    assert own.languages == german.languages == ("en", "ar", "de")
    assert (own.petition.text.title, german.petition.text.title) == (
        "Open the library on Sundays",
        "Öffnet die Bücherei am Sonntag",
    )
    assert "Footnote [1]" in own.body_html
    assert "Fußnote [1]" in german.body_html
    assert "<strong>لأن</strong>" in own.speaking("ar").body_html
    assert own.text_ids == german.text_ids == {one.petition.text.id for one in (own, *own.translations)}
    assert german.vault is own.vault


async def test_without_a_change_nothing_is_read_again(
    connection: Connection, settings: SettingsMaker, at_noon: StandingClock, live: LiveCatalogue
) -> None:
    await store_petition(connection, settings(), at_noon)
    await live.refresh(connection)
    before = live.current
    await live.refresh(connection)
    assert live.current is before
    await petitions.set_state(connection, SLUG, "closed", NOON)
    await live.refresh(connection)
    assert live.current is not before
    with pytest.raises(PetitionClosed):
        live.current.signable(SLUG, NOON)


async def test_a_petition_sealed_with_another_key_takes_no_signatures_and_the_log_says_so(
    connection: Connection,
    settings: SettingsMaker,
    at_noon: StandingClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await store_petition(connection, settings(), at_noon)
    live = LiveCatalogue(MasterKey("another key that is long enough, isn't it?"), CATALOGUES, at_noon)
    await live.refresh(connection)
    assert live.current.public(SLUG, NOON).vault is None
    with pytest.raises(PetitionClosed):
        live.current.signable(SLUG, NOON)
    assert "does not open with this DATA_KEY" in caplog.text


async def test_totals_are_as_of_the_last_refresh(connection: Connection) -> None:
    live = LiveTotals()
    ada = new_signature("ada@example.org")
    await signature_batch.apply(connection, [Submit(ada), Confirm(1, ada.id)], 3, NOON)
    assert live.of(1).confirmed == 0
    await live.refresh(connection)
    assert live.of(1).confirmed == 1
    assert live.of(2).confirmed == 0


@asynccontextmanager
async def refreshing(
    url: str, refresh: Callable[[Connection], object], clock: StandingClock
) -> AsyncIterator[Refresher]:
    async def do(connection: Connection) -> None:
        refresh(connection)

    async with opened(url) as database:
        refresher = Refresher(database, [do], clock, seconds=0.01)
        task = asyncio.create_task(refresher.run())
        try:
            yield refresher
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_the_refresher_refreshes_again_and_again(database_url: str, at_noon: StandingClock) -> None:
    seen: list[Connection] = []
    async with refreshing(database_url, seen.append, at_noon) as refresher:
        await eventually(lambda: len(seen) > 5)
        assert refresher.is_fresh()
    assert len(set(map(id, seen))) == 1  # one connection, held


async def test_what_was_refreshed_long_ago_is_not_fresh(database_url: str, at_noon: StandingClock) -> None:
    async with opened(database_url) as database:
        refresher = Refresher(database, [], at_noon)
        assert not refresher.is_fresh()
        await refresher.refresh_once()
        assert refresher.is_fresh()
        at_noon.forward(5 * SECOND)
        assert not refresher.is_fresh()


async def test_the_refresher_goes_on_once_the_database_is_back(
    database_url: str, at_noon: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    times = 0

    def fail_three_times(_connection: Connection) -> None:
        nonlocal times
        times += 1
        if times <= 3:
            raise StorageUnavailable("gone for a moment")

    async with refreshing(database_url, fail_three_times, at_noon) as refresher:
        await eventually(refresher.is_fresh)
    assert caplog.text.count("gone for a moment") == 3


async def test_what_was_read_earlier_never_replaces_what_was_read_later(
    database_url: str, at_noon: StandingClock
) -> None:
    shown: list[int] = []
    may_finish = asyncio.Event()

    async def read(_connection: Connection) -> None:
        number = len(started)
        started.append(number)
        if number == 0:
            await may_finish.wait()
        shown.append(number)

    started: list[int] = []
    async with opened(database_url) as database:
        refresher = Refresher(database, [read], at_noon)
        slow = asyncio.create_task(refresher.refresh_once())
        await eventually(lambda: started)
        fast = asyncio.create_task(refresher.refresh_once())
        asyncio.get_running_loop().call_later(0.05, may_finish.set)
        await asyncio.gather(slow, fast)
    assert shown == [0, 1]
