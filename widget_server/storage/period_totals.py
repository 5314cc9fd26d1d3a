"""Totals by the hour and by the day, without countries: kept and proved like those of storage/totals.py.

Figures over time are read from these. The rows of `hourly_totals` are as many as hours, partners and countries
together; with ten million signatures that was a million rows, and two seconds.
"""

from collections.abc import Mapping

from widget_server.core.totals import COUNTERS, PERIODS, Period, Tally
from widget_server.storage import schema
from widget_server.storage.database import Connection
from widget_server.storage.totals import DIFFERS, MINUS, SUMS, add_under, upsert

PeriodCounts = Mapping[Period, tuple[int, ...]]

_ADD = upsert(schema.period_totals, "petition_id, length, number, partner_id, slot")


async def add(connection: Connection, tally: Tally, slot: int) -> None:
    """Adds a transaction's tally to the rows of `slot`."""
    await add_under(connection, _ADD, tally.by_period(), slot)


async def mend(connection: Connection, drift: PeriodCounts) -> None:
    """Adds differences to slot 0."""
    await add_under(connection, _ADD, drift, 0)


_HOURS = " UNION ALL ".join(
    f"SELECT {length} AS length, hour / {length} AS number, partner_id, {', '.join(COUNTERS)} FROM hourly_totals"  # noqa: S608  # numbers of core/totals.py
    " WHERE petition_id = :petition"
    for length in PERIODS
)
_DRIFT = (
    f"SELECT length, number, partner_id, {SUMS} FROM ({_HOURS}"  # noqa: S608  # constants of storage/totals.py
    f" UNION ALL SELECT length, number, partner_id, {MINUS} FROM period_totals WHERE petition_id = :petition"
    f") AS hours_minus_kept GROUP BY length, number, partner_id HAVING {DIFFERS}"
)


async def drift(connection: Connection, petition_id: int) -> dict[Period, tuple[int, ...]]:
    """What the hourly totals hold minus what is kept here, where they differ."""
    rows = await connection.fetch_tuples(_DRIFT, {"petition": petition_id})
    return {Period(petition_id, *row[:3]): row[3:] for row in rows}
