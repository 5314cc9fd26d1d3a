"""Totals as they are kept."""

from widget_server.core.totals import COUNTERS, Cell
from widget_server.storage.database import Connection


async def kept_by_hour(connection: Connection, petition_id: int) -> dict[Cell, tuple[int, ...]]:
    """The hourly totals, summed over slots, in the order of COUNTERS."""
    sums = ", ".join(f"sum({counter}) AS {counter}" for counter in COUNTERS)
    rows = await connection.fetch_all(
        f"SELECT hour, partner_id, country, {sums} FROM hourly_totals"  # names of ours
        " WHERE petition_id = :petition GROUP BY hour, partner_id, country",
        {"petition": petition_id},
    )
    return {
        Cell(petition_id, row["hour"], row["partner_id"], row["country"]): tuple(
            int(row[name]) for name in COUNTERS
        )
        for row in rows
    }
