"""Totals by the hour and by the day, without countries: kept and proved like those of storage/totals.py.

Figures over time are read from these. The rows of `hourly_totals` are as many as hours, partners and countries
together; with ten million signatures that was a million rows, and two seconds.
"""

from collections.abc import Mapping
from typing import Any

from widget_server.core.totals import COUNTERS, Period, Tally
from widget_server.storage import schema
from widget_server.storage.database import Connection
from widget_server.storage.totals import add_under, upsert

PeriodCounts = Mapping[Period, tuple[int, ...]]

_ADD = upsert(schema.period_totals, "petition_id, length, number, partner_id, slot")


async def add(connection: Connection, tally: Tally, slot: int) -> None:
    """Adds a transaction's tally to the rows of `slot`."""
    await add_under(connection, _ADD, tally.by_period(), slot)


async def mend(connection: Connection, drift: PeriodCounts) -> None:
    """Adds differences to slot 0."""
    await add_under(connection, _ADD, drift, 0)


async def kept(connection: Connection, petition_id: int) -> dict[Period, tuple[int, ...]]:
    """All of a petition's, summed over slots."""
    rows = await connection.fetch_all(
        "SELECT length, number, partner_id, sum(submitted) AS submitted, sum(confirmed) AS confirmed,"
        " sum(withdrawn) AS withdrawn, sum(invalidated) AS invalidated, sum(unconfirmed) AS unconfirmed"
        " FROM period_totals WHERE petition_id = :petition GROUP BY length, number, partner_id",
        {"petition": petition_id},
    )
    return {
        Period(petition_id, row["length"], row["number"], row["partner_id"]): _counts(row) for row in rows
    }


def _counts(row: Any) -> tuple[int, ...]:
    return tuple(int(row[name]) for name in COUNTERS)
