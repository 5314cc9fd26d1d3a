"""Totals: kept by the transaction that changes a signature, read as sums over few rows, proved by a recount."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from widget_server.core.clock import HOUR
from widget_server.core.totals import COUNTERS, Cell, Tally, Totals
from widget_server.storage import schema
from widget_server.storage.database import Connection
from widget_server.storage.statements import Statement, insert

Counts = dict[Cell, tuple[int, ...]]


def upsert(table: Table, key: str, *extra: str) -> Statement:
    """Adds counters to the rows named by `key`, which are made where they are missing."""
    sums = [f"{name} = {table.name}.{name} + excluded.{name}" for name in COUNTERS]
    return insert(table, then=f"ON CONFLICT ({key}) DO UPDATE SET {', '.join([*sums, *extra])}")


_ADD_TO_PETITION = upsert(schema.petition_totals, "petition_id, slot", "changed_at = excluded.changed_at")
_ADD_TO_HOUR = upsert(schema.hourly_totals, "petition_id, hour, partner_id, country, slot")


async def add(connection: Connection, tally: Tally, slot: int, at: int) -> None:
    """Adds a transaction's tally to the rows of `slot`."""
    await connection.run(
        _ADD_TO_PETITION, [(petition, slot, *counts, at) for petition, counts in tally.by_petition()]
    )
    await add_under(connection, _ADD_TO_HOUR, dict(tally.by_cell()), slot)


ADDED_AT_ONCE = 2_000
"""Rows of one statement: ten values each, and SQLite takes 32,766."""


async def add_under(
    connection: Connection, upserting: Statement, counts: Mapping[Any, tuple[int, ...]], slot: int
) -> None:
    """Adds counts to the rows that their keys name, in `slot`; sorted, so that two writers lock alike."""
    rows = [(*key, slot, *counts[key]) for key in sorted(counts)]
    for start in range(0, len(rows), ADDED_AT_ONCE):
        await connection.run(upserting, rows[start : start + ADDED_AT_ONCE])


async def read_all(connection: Connection) -> dict[int, Totals]:
    """The totals of every petition that has any: a sum over its slots."""
    rows = await connection.fetch_all(
        "SELECT petition_id, sum(submitted) AS submitted, sum(confirmed) AS confirmed, sum(withdrawn) AS withdrawn,"
        " sum(invalidated) AS invalidated, sum(unconfirmed) AS unconfirmed, max(changed_at) AS changed_at"
        " FROM petition_totals GROUP BY petition_id"
    )
    return {
        row["petition_id"]: Totals(
            submitted=int(row["submitted"]),
            confirmed_ever=int(row["confirmed"]),
            withdrawn=int(row["withdrawn"]),
            invalidated=int(row["invalidated"]),
            unconfirmed=int(row["unconfirmed"]),
            changed_at=row["changed_at"],
        )
        for row in rows
    }


COUNTERS_OF_CHANGE = (
    "CASE c.to_state WHEN 'confirmed' THEN 1 ELSE 0 END, CASE c.to_state WHEN 'withdrawn' THEN 1 ELSE 0 END,"
    " CASE c.to_state WHEN 'invalidated' THEN 1 ELSE 0 END - CASE c.from_state WHEN 'invalidated' THEN 1 ELSE 0 END,"
    " CASE c.from_state WHEN 'confirmed' THEN 1 ELSE 0 END"
)
"""`steps_of` in core/totals.py in the words of SQL, for a row `c` of signature_changes; all but `submitted`."""

CHANGES = (
    "FROM signature_changes c JOIN signatures s ON s.petition_id = c.petition_id AND s.id = c.signature_id"
    " WHERE c.petition_id = :petition"
)

SUMS = ", ".join(f"CAST(sum({counter}) AS BIGINT) AS {counter}" for counter in COUNTERS)
"""In the order of COUNTERS. PostgreSQL's own sums would be decimals."""

EVERY_PARTNER = -1
ASKED_FOR = "(:partner < 0 OR partner_id = :partner)"
"""One partner's rows, or, with EVERY_PARTNER, all."""

MINUS = ", ".join(f"-{counter}" for counter in COUNTERS)
DIFFERS = " OR ".join(f"sum({counter}) <> 0" for counter in COUNTERS)

_DRIFT = (
    f"SELECT hour, partner_id, country, {SUMS} FROM ("  # noqa: S608  # constants of this file
    "SELECT created_at / :length AS hour, partner_id, country, 1 AS submitted, 0 AS confirmed, 0 AS withdrawn,"
    " 0 AS invalidated, 0 AS unconfirmed FROM signatures WHERE petition_id = :petition"
    f" UNION ALL SELECT c.at / :length, s.partner_id, s.country, 0, {COUNTERS_OF_CHANGE} {CHANGES}"
    f" UNION ALL SELECT hour, partner_id, country, {MINUS} FROM hourly_totals WHERE petition_id = :petition"
    f") AS counted_minus_kept GROUP BY hour, partner_id, country HAVING {DIFFERS}"
)
"""Every signature and change, and what is kept with its signs turned: what does not come to nothing differs."""


async def drift(connection: Connection, petition_id: int) -> Counts:
    """Counted minus kept, hour by hour, where they differ. The database compares: there may be a million hours,
    partners and countries.
    """
    rows = await connection.fetch_tuples(_DRIFT, {"petition": petition_id, "length": HOUR})
    return {Cell(petition_id, *row[:3]): row[3:] for row in rows}


async def kept_in_hours(connection: Connection, petition_id: int) -> tuple[int, ...]:
    """The sums of the hourly totals as they are kept, in the order of COUNTERS."""
    rows = await connection.fetch_tuples(
        f"SELECT {SUMS} FROM hourly_totals WHERE petition_id = :petition",  # noqa: S608  # constants of this file
        {"petition": petition_id},
    )
    return tuple(count or 0 for count in rows[0])


async def kept_for_petition(connection: Connection, petition_id: int) -> tuple[int, ...]:
    """The petition's totals as they are kept, in the order of COUNTERS."""
    totals = (await read_all(connection)).get(petition_id, Totals())
    return (totals.submitted, totals.confirmed_ever, totals.withdrawn, totals.invalidated, totals.unconfirmed)


async def mend(
    connection: Connection,
    petition_id: int,
    by_hour: Mapping[Cell, tuple[int, ...]],
    whole: tuple[int, ...],
    at: int,
) -> None:
    """Adds differences to slot 0: sums are what counts, so this suits writers that go on meanwhile."""
    await add_under(connection, _ADD_TO_HOUR, by_hour, 0)
    if any(whole):
        await connection.run(_ADD_TO_PETITION, [(petition_id, 0, *whole, at)])
