"""The stream of a dashboard: what is sent, to whom, and for how long."""

import asyncio
from contextlib import ExitStack, aclosing

import httpx
import pytest
from starlette.applications import Starlette

from tests.support.clocks import AdjustableClock
from tests.support.organizers import Visitor, signed_in
from tests.support.streams import stream
from tests.support.supporters import sign
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import HOUR, MINUTE
from widget_server.storage import organizer_sessions
from widget_server.storage.database import StorageUnavailable
from widget_server.workers.watched_sessions import LONGEST_UNSEEN, LOOK_EVERY


async def test_a_signature_shows_by_itself(
    app: tuple[Starlette, Service], client: httpx.AsyncClient, petition: LivePetition, viewer: Visitor
) -> None:
    found: list[int] = []
    async with asyncio.timeout(20), stream(app[0], viewer) as events:
        async for event in events:
            found.append(event["heads"]["waiting"])
            if len(found) == 2:
                break
            await sign(client)
    assert found == [0, 1]


async def test_a_stream_ends_with_its_session(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    viewer: Visitor,
) -> None:
    """Some seconds later; the streams of others go on."""
    async with (
        signed_in(*app, "owner") as other,
        asyncio.timeout(20),
        stream(app[0], viewer) as events,
        stream(app[0], other) as others,
    ):
        await anext(events)
        await anext(others)
        await viewer.send("/organizer/sign-out")
        await see_a_change(service, client, clock)
        assert [one async for one in events] == []
        assert (await anext(others))["heads"]["waiting"] == 1


async def test_a_stream_ends_when_its_organizer_has_another_role(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    viewer: Visitor,
) -> None:
    async with asyncio.timeout(20), stream(app[0], viewer) as events:
        await anext(events)
        await see_a_change(service, client, clock)
        assert (await anext(events))["heads"]["waiting"] == 1
        async with service.database.held() as connection:
            await connection.execute(
                "UPDATE organizers SET role = 'editor' WHERE email = :email", {"email": viewer.email}
            )
        await see_a_change(service, client, clock)
        assert [one async for one in events] == []


async def test_while_sessions_can_not_be_looked_at_no_figures_are_sent(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    viewer: Visitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody else's page may have them read, whatever it is that holds the refresher up."""

    async def fail(*_: object) -> None:
        raise StorageUnavailable("for a while")

    asked = [service.organizers.find_session(cookie) for cookie in viewer.client.cookies.values()]
    (session,) = [found for found in await asyncio.gather(*asked) if found]
    changes = service.organizers.figures.changes(petition.petition.id, None, session)
    async with asyncio.timeout(20), aclosing(changes) as seen:
        assert await anext(seen) is not None
        with monkeypatch.context() as patch:
            patch.setattr(organizer_sessions, "standings", fail)
            clock.forward(LONGEST_UNSEEN)
            await sign(client)
            async with service.database.held() as connection:
                await service.live_figures.refresh(connection)
            assert await anext(seen) is None
        clock.forward(MINUTE)
        found = await anext(seen)
        assert found is not None
        assert found.whole.submitted == 1


async def test_a_clock_that_was_set_back_holds_nothing_up(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    viewer: Visitor,
) -> None:
    async with asyncio.timeout(20), stream(app[0], viewer) as events:
        await anext(events)
        clock.forward(-3 * HOUR)
        await sign(client)
        assert (await service.organizers.figures.once(petition.petition.id)).as_of <= clock()
        await service.refresher.refresh_once()
        assert (await anext(events))["heads"]["waiting"] == 1
        await viewer.send("/organizer/sign-out")
        await see_a_change(service, client, clock)
        assert [one async for one in events] == []


async def see_a_change(service: Service, client: httpx.AsyncClient, clock: AdjustableClock) -> None:
    """Somebody signs, so long after the last look at sessions that there is another."""
    await sign(client)
    clock.forward(LOOK_EVERY)
    await service.refresher.refresh_once()


async def test_the_database_is_read_once_however_many_watch(
    service: Service, client: httpx.AsyncClient, petition: LivePetition
) -> None:
    reads = 0

    def note() -> None:
        nonlocal reads
        reads += 1

    service.live_figures._note_read = note
    petition_id = petition.petition.id
    with ExitStack() as exits:
        opened = [exits.enter_context(service.live_figures.watching(petition_id)) for _ in range(50)]
        await service.refresher.refresh_once()
        await asyncio.gather(*(one.next(5) for one in opened))
        assert reads == 1
        await service.refresher.refresh_once()
        assert reads == 1  # nothing has changed
        await sign(client)
        await service.refresher.refresh_once()
        await asyncio.gather(*(one.next(5) for one in opened))
        assert reads == 2
    await service.refresher.refresh_once()
    assert not service.live_figures._watched
