"""Totals: kept by the transaction that changes a signature, in slots, and by the hour."""

import asyncio

from tests.support.services import connected
from tests.support.signatures import NOON
from tests.support.totals import kept_by_hour
from widget_server.core.clock import hour_of
from widget_server.core.totals import Cell, Tally, Totals
from widget_server.storage import totals
from widget_server.storage.database import Connection

GB = Cell(1, hour_of(NOON), 0, "GB")
FR = Cell(1, hour_of(NOON), 3, "FR")


def tally(**counts: int) -> Tally:
    result = Tally()
    for counter, count in counts.items():
        for _ in range(count):
            result.add(GB, counter)
    return result


async def test_a_petition_without_signatures_has_no_totals(connection: Connection) -> None:
    assert await totals.read_all(connection) == {}
    assert await totals.kept_for_petition(connection, 1) == (0, 0, 0, 0, 0)


async def test_tallies_add_up_over_transactions_and_slots(connection: Connection) -> None:
    await totals.add(connection, tally(submitted=3, confirmed=1), 0, NOON)
    await totals.add(connection, tally(submitted=2, withdrawn=1), 0, NOON + 1)
    await totals.add(connection, tally(confirmed=2, unconfirmed=1, invalidated=1), 15, NOON + 2)
    assert await totals.read_all(connection) == {
        1: Totals(
            submitted=5,
            confirmed_ever=3,
            withdrawn=1,
            invalidated=1,
            unconfirmed=1,
            changed_at=NOON + 2,
        )
    }
    assert await kept_by_hour(connection, 1) == {GB: (5, 3, 1, 1, 1)}


async def test_hours_partners_and_countries_are_kept_apart(connection: Connection) -> None:
    both = Tally()
    both.add(GB, "submitted")
    both.add(FR, "submitted", "confirmed")
    both.add(GB._replace(petition_id=2), "submitted")
    await totals.add(connection, both, 0, NOON)
    assert await kept_by_hour(connection, 1) == {GB: (1, 0, 0, 0, 0), FR: (1, 1, 0, 0, 0)}
    assert {petition: kept.submitted for petition, kept in (await totals.read_all(connection)).items()} == {
        1: 2,
        2: 1,
    }


async def test_an_empty_tally_writes_nothing(connection: Connection) -> None:
    await totals.add(connection, Tally(), 0, NOON)
    assert await totals.read_all(connection) == {}


async def test_a_difference_can_be_taken_away_again(connection: Connection) -> None:
    await totals.add(connection, tally(submitted=5), 7, NOON)
    await totals.mend(connection, 1, {GB: (-2, 0, 0, 0, 0)}, (-2, 0, 0, 0, 0), NOON)
    assert await totals.kept_for_petition(connection, 1) == (3, 0, 0, 0, 0)
    assert await kept_by_hour(connection, 1) == {GB: (3, 0, 0, 0, 0)}


async def test_writers_that_add_at_the_same_time_lose_nothing(database_url: str) -> None:
    async def add_often(slot: int) -> None:
        async with connected(database_url) as connection:
            for _ in range(10):
                async with connection.transaction():
                    await totals.add(connection, tally(submitted=1), slot, NOON)

    await asyncio.gather(*(add_often(slot) for slot in (0, 0, 1, 2)))
    async with connected(database_url) as connection:
        assert await totals.kept_for_petition(connection, 1) == (40, 0, 0, 0, 0)
        assert await kept_by_hour(connection, 1) == {GB: (40, 0, 0, 0, 0)}
