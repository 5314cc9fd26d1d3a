"""Totals: kept by the transaction that changes a signature, read as sums over few rows, proved by a recount."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from widget_server.core.clock import HOUR
from widget_server.core.totals import COUNTERS, Cell, Tally, Totals, steps_of
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


async def count_rows(connection: Connection, petition_id: int) -> Counts:
    """What the totals ought to be: counted from signatures and their changes."""
    counts: dict[Cell, Counter[str]] = {}
    values = {"petition": petition_id, "length": HOUR}
    submitted = await connection.fetch_all(
        "SELECT created_at / :length AS hour, partner_id, country, count(*) AS n"
        " FROM signatures WHERE petition_id = :petition GROUP BY 1, 2, 3",
        values,
    )
    for row in submitted:
        cell = Cell(petition_id, row["hour"], row["partner_id"], row["country"])
        counts.setdefault(cell, Counter())["submitted"] += row["n"]
    changes = await connection.fetch_all(
        "SELECT c.at / :length AS hour, s.partner_id, s.country, c.from_state, c.to_state, count(*) AS n"
        " FROM signature_changes c JOIN signatures s ON s.petition_id = c.petition_id AND s.id = c.signature_id"
        " WHERE c.petition_id = :petition GROUP BY 1, 2, 3, 4, 5",
        values,
    )
    for row in changes:
        cell = Cell(petition_id, row["hour"], row["partner_id"], row["country"])
        for counter, by in steps_of(row["from_state"], row["to_state"]):
            counts.setdefault(cell, Counter())[counter] += by * row["n"]
    return {cell: tuple(counter[name] for name in COUNTERS) for cell, counter in counts.items()}


async def kept_by_hour(connection: Connection, petition_id: int) -> Counts:
    """The hourly totals as they are kept, summed over slots."""
    rows = await connection.fetch_all(
        "SELECT hour, partner_id, country, sum(submitted) AS submitted, sum(confirmed) AS confirmed,"
        " sum(withdrawn) AS withdrawn, sum(invalidated) AS invalidated, sum(unconfirmed) AS unconfirmed"
        " FROM hourly_totals WHERE petition_id = :petition GROUP BY hour, partner_id, country",
        {"petition": petition_id},
    )
    return {
        Cell(petition_id, row["hour"], row["partner_id"], row["country"]): tuple(
            int(row[name]) for name in COUNTERS
        )
        for row in rows
    }


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
