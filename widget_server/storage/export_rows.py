"""Reading a petition's signatures in pieces, in the order of their ids, which is that of time.

Each piece is a short read of its own, so that signing never waits and memory stays flat; what is signed meanwhile comes
at the end.
"""

from widget_server.core.export import ExportWish, Stored
from widget_server.storage.database import Connection

PIECE = 1_000
"""Rows of about 500 bytes: half a megabyte, and 10 ms."""

_CONDITIONS = {
    "everything": "",
    "updates": " AND state = 'confirmed' AND updates",
    "partner": " AND state = 'confirmed' AND partner_updates AND partner_id = :partner",
    "delivery": " AND state = 'confirmed'",
    "shown": " AND state = 'confirmed' AND show_name",
}


async def read(connection: Connection, petition_id: int, wish: ExportWish, after: bytes) -> Stored | None:
    """The next rows behind the id `after`, column by column; None at the end."""
    values = {"petition": petition_id, "after": after, "most": PIECE}
    if wish.kind == "partner":
        values["partner"] = wish.partner_id
    rows = await connection.fetch_tuples(
        "SELECT id, state, created_at, confirmed_at, partner_id, country, locale, source, ref, updates,"  # noqa: S608  # of this file
        " partner_updates, show_name, quarantined, sealed FROM signatures"
        f" WHERE petition_id = :petition AND id > :after{_CONDITIONS[wish.kind]} ORDER BY id LIMIT :most",
        values,
    )
    return Stored(*zip(*rows, strict=True)) if rows else None
