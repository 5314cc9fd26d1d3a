"""A recount proves that totals equal rows, and mends and reports what differs."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable

import pytest

from tests.support.services import connected
from tests.support.signatures import NOON, new_signature
from widget_server.actions.recount import recount
from widget_server.core.clock import DAY, HOUR
from widget_server.core.signature_commands import Confirm, Submit
from widget_server.core.totals import Label, Period
from widget_server.storage import signature_batch, totals
from widget_server.storage.database import Connection


async def some_signatures(connection: Connection) -> None:
    commands = [
        Submit(new_signature(f"{number}@example.org", source="blog", ref=f"ref {number % 2}"))
        for number in range(5)
    ]
    await signature_batch.apply(connection, commands, 0, NOON)
    await signature_batch.apply(connection, [Confirm(1, commands[0].signature.id)], 1, NOON + HOUR)


TAMPERINGS: dict[str, str] = {
    "a total that is too high": "UPDATE petition_totals SET confirmed = confirmed + 1000 WHERE slot = 1",
    "a total that is too low": "UPDATE petition_totals SET submitted = submitted - 3 WHERE slot = 0",
    "an hour moved to another country": "UPDATE hourly_totals SET country = 'XX'",
    "a lost slot": "DELETE FROM petition_totals WHERE slot = 0",
    "lost hours": "DELETE FROM hourly_totals",
    "a day that is too high": "UPDATE period_totals SET confirmed = confirmed + 1 WHERE length = 24",
    "lost periods": "DELETE FROM period_totals",
    "an hour of another partner": "UPDATE period_totals SET partner_id = 7 WHERE length = 1",
    "a country that nobody came from": "UPDATE label_totals SET name = 'XX' WHERE kind = 'country'",
    "a source that is too high": "UPDATE label_totals SET confirmed = confirmed + 9 WHERE kind = 'source'",
    "a lost ref": "DELETE FROM label_totals WHERE name = 'ref 1'",
    "a source that nobody came by": "UPDATE label_totals SET name = 'elsewhere' WHERE kind = 'source'",
    "a source of another partner": "UPDATE label_totals SET partner_id = 7 WHERE kind = 'source'",
    "a lost row": "DELETE FROM signatures WHERE state = 'pending'",
    "an invented row of totals": (
        "INSERT INTO petition_totals (petition_id, slot, submitted, confirmed, withdrawn, invalidated, unconfirmed,"
        " changed_at) VALUES (1, 9, 7, 7, 0, 0, 0, 0)"
    ),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
async def test_a_recount_finds_and_mends(connection: Connection, tampering: str) -> None:
    await some_signatures(connection)
    assert (await recount(connection, 1, lambda: NOON)).is_none
    await connection.execute(TAMPERINGS[tampering])
    assert not (await recount(connection, 1, lambda: NOON)).is_none
    assert (await recount(connection, 1, lambda: NOON)).is_none


async def test_a_recount_says_by_how_much_the_totals_were_off(connection: Connection) -> None:
    await some_signatures(connection)
    await connection.execute("UPDATE petition_totals SET confirmed = confirmed + 1000 WHERE slot = 1")
    drift = await recount(connection, 1, lambda: NOON)
    assert (drift.whole, drift.by_hour, drift.by_period, drift.by_label) == ((0, -1000, 0, 0, 0), {}, {}, {})
    assert await totals.kept_for_petition(connection, 1) == (5, 1, 0, 0, 0)


async def test_a_recount_says_which_source_was_off(connection: Connection) -> None:
    await some_signatures(connection)
    await connection.execute("UPDATE label_totals SET submitted = submitted + 9 WHERE name = 'ref 1'")
    drift = await recount(connection, 1, lambda: NOON)
    assert drift.by_label == {Label(1, "ref", "ref 1", 0): (-9, 0, 0, 0, 0)}
    assert (drift.whole, drift.by_hour) == ((0,) * 5, {})


async def test_a_recount_says_which_day_was_off(connection: Connection) -> None:
    await some_signatures(connection)
    await connection.execute(
        "UPDATE period_totals SET confirmed = confirmed + 2 WHERE length = 24 AND slot = 1"
    )
    drift = await recount(connection, 1, lambda: NOON)
    assert drift.by_period == {Period(1, 24, NOON // DAY, 0): (0, -2, 0, 0, 0)}
    assert (drift.by_hour, drift.by_label, drift.whole) == ({}, {}, (0,) * 5)


async def test_more_lost_hours_than_one_statement_takes_are_mended(connection: Connection) -> None:
    if connection.is_sqlite:  # as it comes; Debian's takes 250,000
        raw = connection._connection.raw_connection
        await raw._execute(raw._conn.setlimit, sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)
    count = totals.ADDED_AT_ONCE * 2
    new = [new_signature(f"{number}@example.org", at=NOON + number * HOUR) for number in range(count)]
    for start in range(0, count, 1_000):
        batch = [Submit(one) for one in new[start : start + 1_000]]
        await signature_batch.apply(connection, batch, 0, NOON)
    await connection.execute("DELETE FROM hourly_totals")
    await connection.execute("DELETE FROM period_totals")
    drift = await recount(connection, 1, lambda: NOON)
    assert len(drift.by_hour) == count
    assert (await recount(connection, 1, lambda: NOON)).is_none


async def test_a_petition_that_nobody_has_signed_has_nothing_to_mend(connection: Connection) -> None:
    assert (await recount(connection, 1, lambda: NOON)).is_none
    assert await totals.read_all(connection) == {}


async def test_people_can_sign_while_a_recount_runs(database_url: str) -> None:
    """A recount reads as of one moment and adds differences, so what is signed meanwhile is not lost or doubled."""

    async def sign_many(connection: Connection, slot: int) -> None:
        for number in range(40):
            signature = new_signature(f"{slot}.{number}@example.org")
            await signature_batch.apply(connection, [Submit(signature)], slot, NOON)

    async def recount_again_and_again(is_over: Callable[[], bool]) -> None:
        async with connected(database_url) as connection:
            while not is_over():
                assert (await recount(connection, 1, lambda: NOON)).is_none

    async with contextlib.AsyncExitStack() as stack:
        one = await stack.enter_async_context(connected(database_url))
        signing = asyncio.create_task(sign_many(one, 0))
        await recount_again_and_again(signing.done)
        await signing
        assert await totals.kept_for_petition(one, 1) == (40, 0, 0, 0, 0)
