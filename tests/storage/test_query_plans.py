"""SQLite's plans for what runs while people sign: none looks through the signatures or mails of a whole petition.

A million stored signatures make such a statement a thousand times slower, and no other test notices.
"""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.databases import DatabaseMaker
from tests.support.services import connected
from tests.support.signatures import NOON, new_signature
from widget_server.core.clock import HOUR
from widget_server.core.signature import NewSignature
from widget_server.core.signature_commands import (
    Command,
    Confirm,
    Leased,
    LeaseMails,
    NoteSent,
    Submit,
    Withdraw,
)
from widget_server.storage import figures, label_totals, outbox, signature_batch, signatures, totals
from widget_server.storage.database import Connection

GROWING = ("signatures", "outbox", "signature_changes", "label_totals", "hourly_totals")

WHOLE = re.compile(
    rf"SCAN ({'|'.join(GROWING)})(?! USING (COVERING )?INDEX outbox_waiting)"
    rf"|SEARCH ({'|'.join(GROWING)}) .*\(petition_id=\?( AND \w+[<>]\?)*\)"
)
"""In the words of EXPLAIN QUERY PLAN. The index of waiting mails holds no others, and may be looked through."""

IN_PIECES = re.compile(r"SELECT id FROM signatures .* ORDER BY id LIMIT \d+")
"""Cleaning up goes through a petition piece by piece, each beginning where the last one ended."""


@pytest.fixture
async def connection(database_maker: DatabaseMaker, tmp_path: Any) -> AsyncIterator[Connection]:
    with database_maker.migrated("sqlite", tmp_path) as url:
        async with connected(url) as held:
            yield held


@pytest.fixture
async def statements(connection: Connection) -> list[str]:
    """Every statement that SQLite runs from now on, its values filled in."""
    seen: list[str] = []
    await connection._connection.raw_connection.set_trace_callback(seen.append)
    return seen


async def apply(connection: Connection, *commands: Command) -> list[Any]:
    return [*await signature_batch.apply(connection, commands, 0, NOON + HOUR)]


async def live_through_everything(connection: Connection) -> None:
    """What a service does with a signature, but for commands that operators run now and then."""
    ada, bea, bot = (
        new_signature(f"{name}@example.org", source="blog", ref=name) for name in ("ada", "bea", "bot")
    )
    again = new_signature("ada@example.org")
    await apply(connection, Submit(ada), Submit(bea), Submit(bot), Submit(again))
    [leased] = await apply(connection, LeaseMails("one", NOON + 2 * HOUR, 20))
    assert isinstance(leased, Leased)
    first, second, third, *_ = leased.mails
    await apply(connection, NoteSent(first, "one"), Confirm(1, ada.id), Confirm(1, bea.id))
    await outbox.mark_failed(connection, second, "one", "451 later", NOON)
    await outbox.give_back(connection, third, "one", NOON)
    assert await outbox.is_due(connection, NOON + HOUR)
    assert await outbox.count_waiting(connection)
    await apply(connection, Withdraw(1, bea.id, "not_me"))
    await apply(connection, Submit(new_signature("bea@example.org")))
    assert await signatures.read_sealed(connection, 1, ada.id)
    await clean_up(connection, bot)
    assert await label_totals.confirmed(connection, 1, "ref", "ada") == 1
    assert (await totals.read_all(connection))[1].submitted
    assert (await figures.read(connection, 1, NOON + HOUR)).whole.submitted
    assert (await figures.read(connection, 1, NOON + HOUR, partner_id=0)).whole.submitted


async def clean_up(connection: Connection, unconfirmed: NewSignature) -> None:
    latest = b"\xff" * 16
    assert unconfirmed.id in await signatures.find_unconfirmed(connection, 1, b"", latest)
    await signatures.erase_unconfirmed(connection, 1, [unconfirmed.id])
    rest = await signatures.find_unerased(connection, 1, b"")
    await signatures.erase(connection, 1, rest)


async def plan_of(connection: Connection, statement: str) -> list[str]:
    rows = await connection._connection.raw_connection.execute_fetchall(f"EXPLAIN QUERY PLAN {statement}")
    return [str(row[3]) for row in rows]


async def test_nothing_is_looked_through(connection: Connection, statements: list[str]) -> None:
    await live_through_everything(connection)
    seen = [one for one in statements if one.startswith(("WITH", "SELECT", "INSERT", "UPDATE", "DELETE"))]
    pieces = [one for one in seen if IN_PIECES.match(one)]
    assert len(pieces) == 2
    seen = [one for one in seen if one not in pieces]
    assert len(seen) > 20
    plans = {one: await plan_of(connection, one) for one in seen}
    assert {one: plan for one, plan in plans.items() if any(map(WHOLE.search, plan))} == {}


async def test_the_largest_sources_and_refs_are_read_by_their_index(
    connection: Connection, statements: list[str]
) -> None:
    await figures.read(connection, 1, NOON)
    await figures.read(connection, 1, NOON, partner_id=7)
    largest = [one for one in statements if "ORDER BY (confirmed - unconfirmed) DESC LIMIT" in one]
    assert len(largest) == 4
    for one in largest:
        searches = [step for step in await plan_of(connection, one) if step.startswith("SEARCH label_totals")]
        assert len(searches) == 2
        assert "PRIMARY KEY (petition_id=? AND kind=? AND name=?" in searches[0]
        assert "INDEX label_totals_largest (petition_id=? AND kind=?)" in searches[1]


async def test_a_plan_that_looks_through_everything_would_be_noticed(connection: Connection) -> None:
    for statement in (
        "SELECT count(*) FROM signatures WHERE country = 'DE'",
        "SELECT count(*) FROM signatures WHERE petition_id = 1",
        "SELECT count(*) FROM signatures WHERE petition_id = 1 AND signer_key > x'00'",
        "SELECT count(*) FROM signature_changes WHERE petition_id = 1",
        "SELECT id FROM signatures WHERE petition_id = 1 AND id > x'00'",
        "SELECT sum(confirmed) FROM label_totals WHERE petition_id = 1 AND name = 'newsletter'",
        "SELECT country, sum(confirmed) FROM hourly_totals WHERE petition_id = 1 GROUP BY country",
        "UPDATE outbox SET state = 'sent' WHERE (petition_id, signature_id, number) IN (SELECT 1, x'00', 1 LIMIT 1)",
    ):
        assert any(map(WHOLE.search, await plan_of(connection, statement)))
