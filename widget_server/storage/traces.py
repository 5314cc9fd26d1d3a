"""Traces of signatures: written with them, gone after a month, or when their owner takes them back."""

from collections.abc import Sequence

from widget_server.core.signature import NewSignature
from widget_server.storage import schema
from widget_server.storage.database import Connection
from widget_server.storage.statements import Statement, insert

_INSERT = insert(schema.signature_traces, then="ON CONFLICT DO NOTHING")
_FORGET = Statement(
    "WITH wanted (petition_id, signature_id) AS ({rows}) DELETE FROM signature_traces"
    " WHERE (petition_id, signature_id) IN (SELECT petition_id, signature_id FROM wanted)",
    schema.signature_traces,
    ("petition_id", "signature_id"),
)

FORGOTTEN_AT_ONCE = 500
"""Rows of one statement: signing waits for it about a millisecond."""


async def add(connection: Connection, signatures: Sequence[NewSignature]) -> None:
    """Of signatures that are new."""
    rows = [
        (one.petition_id, one.id, one.trace.network, one.trace.mail_domain) for one in signatures if one.trace
    ]
    await connection.run(_INSERT, rows)


async def forget(connection: Connection, keys: Sequence[tuple[int, bytes]]) -> None:
    """Of signatures that their owners took back."""
    await connection.run(_FORGET, keys)


async def forget_before(connection: Connection, petition_id: int, signature_id: bytes) -> int:
    """Of signatures with a smaller id, which is to say older ones, at most FORGOTTEN_AT_ONCE: how many."""
    rows = await connection.fetch_all(
        "DELETE FROM signature_traces WHERE petition_id = :petition AND signature_id IN (SELECT signature_id"
        " FROM signature_traces WHERE petition_id = :petition AND signature_id < :before"
        " ORDER BY signature_id LIMIT :most) RETURNING 1 AS one",
        {"petition": petition_id, "before": signature_id, "most": FORGOTTEN_AT_ONCE},
    )
    return len(rows)
