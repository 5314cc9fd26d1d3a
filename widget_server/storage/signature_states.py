"""What changes the state of signatures: statements for whole batches, which answer those that they changed."""

from collections.abc import Sequence
from typing import Any

from widget_server.core.signature import MOST_MAILS, State, StoredSignature
from widget_server.storage import schema
from widget_server.storage.database import Connection
from widget_server.storage.statements import Statement

Key = tuple[int, bytes]
"""petition and signature"""


def update(assignments: str, from_states: str, also: str = "") -> Statement:
    """UPDATE of all signatures named by (petition, id, time); answers those that it found in `from_states`.

    It answers `confirmed_at` itself: `confirmed_at IS NOT NULL` in a RETURNING is always true in SQLite (seen in
    3.40, for tables WITHOUT ROWID).
    """
    return Statement(
        "WITH wanted (petition_id, id, at) AS ({rows}) UPDATE signatures"  # noqa: S608  # constants of this file
        f" SET {assignments} FROM wanted WHERE signatures.petition_id = wanted.petition_id"
        f" AND signatures.id = wanted.id AND signatures.state IN ({from_states}) {also}"
        " RETURNING signatures.petition_id, signatures.id, signatures.partner_id, signatures.country,"
        " signatures.confirmed_at, signatures.source, signatures.ref, signatures.mails, signatures.locale,"
        " signatures.updates, signatures.partner_updates",
        schema.signatures,
        ("petition_id", "id", "created_at"),
    )


_CONFIRM = update(
    "state = 'confirmed', confirmed_at = wanted.at",
    "'pending'",
    "AND signatures.sealed IS NOT NULL",  # once erased, its mailbox may have signed again
)
_THANK = update(
    "mails = signatures.mails + 1",
    "'confirmed'",
    f"AND signatures.mails < {MOST_MAILS} AND NOT signatures.is_sample",
)
_WITHDRAW = update("state = 'withdrawn', sealed = NULL", "'pending', 'confirmed'")
_WITHDRAW_INVALIDATED = update("state = 'withdrawn', sealed = NULL", "'invalidated'")
_INVALIDATE = update("state = 'invalidated'", "'pending', 'confirmed'")
_RESTORE = update(
    "state = CASE WHEN signatures.confirmed_at IS NULL THEN 'pending' ELSE 'confirmed' END", "'invalidated'"
)


async def confirm(connection: Connection, keys: Sequence[Key], at: int) -> list[StoredSignature]:
    """Confirms those that are pending, and returns them."""
    rows = await connection.run(_CONFIRM, [(*key, at) for key in keys])
    return [_stored(row, "confirmed") for row in rows]


async def count_thanks(connection: Connection, keys: Sequence[Key]) -> list[StoredSignature]:
    """Allows one more mail to those that have just been confirmed: those for whom there may be one, whose `mails`
    is its number. Samples get none, and nobody more than MOST_MAILS.
    """
    rows = await connection.run(_THANK, [(*key, 0) for key in keys])
    return [_stored(row, "confirmed") for row in rows]


async def withdraw(
    connection: Connection, keys: Sequence[Key], at: int
) -> list[tuple[StoredSignature, bool]]:
    """Withdraws those that are pending or confirmed, dropping their personal data.

    Returns them, each with whether it had been confirmed. The signer key stays: it keeps counting mails, so
    that nobody can make us write again and again to somebody who said "it wasn't me".
    """
    rows = await connection.run(_WITHDRAW, [(*key, at) for key in keys])
    return [(_stored(row, "withdrawn"), row[4] is not None) for row in rows]


async def withdraw_invalidated(
    connection: Connection, keys: Sequence[Key]
) -> list[tuple[StoredSignature, bool]]:
    """The same for those that an organizer has taken out: their owners' word is the last."""
    rows = await connection.run(_WITHDRAW_INVALIDATED, [(*key, 0) for key in keys])
    return [(_stored(row, "withdrawn"), row[4] is not None) for row in rows]


async def invalidate(connection: Connection, keys: Sequence[Key]) -> list[tuple[StoredSignature, bool]]:
    """Takes out those that are pending or confirmed, and returns them, each with whether it had been confirmed."""
    rows = await connection.run(_INVALIDATE, [(*key, 0) for key in keys])
    return [(_stored(row, "invalidated"), row[4] is not None) for row in rows]


async def restore(connection: Connection, keys: Sequence[Key]) -> list[StoredSignature]:
    """Puts those that are invalidated back to what they were, and returns them as they are now."""
    rows = await connection.run(_RESTORE, [(*key, 0) for key in keys])
    return [_stored(row, "pending" if row[4] is None else "confirmed") for row in rows]


async def reason_of_invalidation(connection: Connection, petition_id: int, signature_id: bytes) -> str:
    """Why a signature was taken out, the last time."""
    row = await connection.fetch_one(
        "SELECT reason FROM signature_changes WHERE petition_id = :petition AND signature_id = :id"
        " AND to_state = 'invalidated' ORDER BY seq DESC LIMIT 1",
        {"petition": petition_id, "id": signature_id},
    )
    return str(row["reason"]) if row else ""


def _stored(row: tuple[Any, ...], state: State) -> StoredSignature:
    return StoredSignature(
        id=bytes(row[1]),
        petition_id=row[0],
        state=state,
        signer_key=None,
        mails=row[7],
        partner_id=row[2],
        country=row[3],
        source=row[5],
        ref=row[6],
        locale=row[8],
        updates=bool(row[9]),
        partner_updates=bool(row[10]),
    )
