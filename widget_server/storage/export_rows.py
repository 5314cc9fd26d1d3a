"""Reading a petition's signatures in pieces, in the order of their ids, which is that of when their form was opened.

Each piece is a short read of its own, so that signing never waits and memory stays flat; what is signed meanwhile may
be in it or not.
"""

from typing import NamedTuple

from widget_server.core.export import ExportWish, Stored
from widget_server.storage.database import Connection

PIECE = 1_000
"""Rows of about 500 bytes: half a megabyte, and 10 ms."""


class Span(NamedTuple):
    """Signatures whose ids are greater than `after`, and not greater than `upto`."""

    after: bytes
    upto: bytes


LAST = b"\xff" * 16
WHOLE = Span(b"", LAST)

_CONDITIONS = {
    "everything": "",
    "updates": " AND state = 'confirmed' AND updates",
    "partner": " AND state = 'confirmed' AND partner_updates AND partner_id = :partner",
    "delivery": " AND state = 'confirmed'",
    "shown": " AND state = 'confirmed' AND show_name",
}


async def read(connection: Connection, petition_id: int, wish: ExportWish, span: Span) -> Stored | None:
    """The first rows of a span, column by column; None where it has none (any more)."""
    values = {"petition": petition_id, **span._asdict(), "most": PIECE}
    if wish.kind == "partner":
        values["partner"] = wish.partner_id
    rows = await connection.fetch_tuples(
        "SELECT id, state, created_at, confirmed_at, partner_id, country, locale, source, ref, updates,"  # noqa: S608  # of this file
        " partner_updates, show_name, quarantined, sealed FROM signatures"
        f" WHERE petition_id = :petition AND id > :after AND id <= :upto{_CONDITIONS[wish.kind]}"
        " ORDER BY id LIMIT :most",
        values,
    )
    return Stored(*zip(*rows, strict=True)) if rows else None


async def next_span(connection: Connection, petition_id: int, after: bytes, rows: int) -> Span:
    """Those behind the id `after`: so many of any kind, or, up to `LAST`, as many as there are left."""
    found = await connection.fetch_tuples(
        "SELECT id FROM signatures WHERE petition_id = :petition AND id > :after ORDER BY id LIMIT 1 OFFSET :skipped",
        {"petition": petition_id, "after": after, "skipped": rows - 1},
    )
    return Span(after, found[0][0] if found else LAST)
