"""Figures in memory: how often they are read."""

import httpx

from tests.support.campaign import add_petition
from tests.support.clocks import StandingClock
from tests.support.supporters import sign
from widget_server.app import Service
from widget_server.workers.live_figures import REST, LiveFigures


async def test_figures_that_take_long_to_read_are_read_less_often_while_they_are_watched(
    service: Service, client: httpx.AsyncClient
) -> None:
    petition = await add_petition(service)
    clock = StandingClock(service.clock())
    reads = 0

    def note() -> None:
        nonlocal reads
        reads += 1
        clock.forward(100)  # so long it has taken

    live = LiveFigures(service.database, clock, note)
    with live.watching(petition.petition.id):
        async with service.database.held() as connection:
            await live.refresh(connection)
            await sign(client)
            clock.forward(REST * 100 - 101)
            await live.refresh(connection)
            assert reads == 1
            clock.forward(1)
            await live.refresh(connection)
    assert reads == 2
    assert (await live.of(petition.petition.id)).whole.submitted == 1
