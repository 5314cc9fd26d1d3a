"""Signatures, and what happens to them: statements for whole batches, and look-ups of one."""

from collections.abc import Sequence
from typing import Any

from widget_server.core.signature import (
    MOST_MAILS,
    NewSignature,
    SignatureFacts,
    State,
    StoredSignature,
)
from widget_server.core.signature_commands import Correct
from widget_server.core.totals import Step, has_reason, steps_of
from widget_server.storage import schema, signature_states
from widget_server.storage.database import Connection
from widget_server.storage.statements import insert

Change = tuple[int, bytes, int, State, State, str]
"""petition, signature, time, state before, state after, reason"""

_INSERT = insert(schema.signatures, then="ON CONFLICT DO NOTHING RETURNING id")
_INSERT_CHANGES = insert(
    schema.signature_changes, ("petition_id", "signature_id", "at", "from_state", "to_state", "reason")
)


async def insert_new(
    connection: Connection, signatures: Sequence[NewSignature], mails: int | None = None
) -> set[bytes]:
    """Stores those that are new, and returns their ids. The rest met a signature with their id or mailbox."""
    rows = [_row(signature, mails) for signature in signatures]
    return {row[0] for row in await connection.run(_INSERT, rows)}


def _row(new: NewSignature, mails: int | None) -> tuple[Any, ...]:
    """The columns of schema.signatures, in their order."""
    return (
        new.petition_id, new.id, new.partner_id, new.text_id, new.signer_key, new.first_state, new.created_at,
        new.created_at if new.first_state == "confirmed" else None, new.country, new.locale, new.source, new.ref,
        new.updates, new.partner_updates, new.sealed, new.quarantined,
        (1 if new.first_mail else 0) if mails is None else mails, new.is_sample, None, new.show_name, None,
        new.was_withdrawn,
    )  # fmt: skip


async def record_changes(connection: Connection, changes: Sequence[Change]) -> None:
    """What happened, in the order it happened."""
    await connection.run(_INSERT_CHANGES, changes)


_STORED = (
    "SELECT id, petition_id, state, signer_key, mails, partner_id, country, asked_by, source, ref, replaced_by,"
    " was_withdrawn, text_id, locale, updates, partner_updates, show_name FROM signatures"
)


async def find(connection: Connection, petition_id: int, signature_id: bytes) -> StoredSignature | None:
    """One signature by its id."""
    row = await connection.fetch_one(
        f"{_STORED} WHERE petition_id = :petition AND id = :id", {"petition": petition_id, "id": signature_id}
    )
    return _from_record(row) if row else None


async def find_signer(connection: Connection, petition_id: int, signer_key: bytes) -> StoredSignature | None:
    """The signature of a mailbox."""
    row = await connection.fetch_one(
        f"{_STORED} WHERE petition_id = :petition AND signer_key = :key",
        {"petition": petition_id, "key": signer_key},
    )
    return _from_record(row) if row else None


def _from_record(row: Any) -> StoredSignature:
    key = row["signer_key"]
    return StoredSignature(
        id=bytes(row["id"]),
        petition_id=row["petition_id"],
        state=row["state"],
        signer_key=None if key is None else bytes(key),
        mails=row["mails"],
        partner_id=row["partner_id"],
        country=row["country"],
        asked_by=None if row["asked_by"] is None else bytes(row["asked_by"]),
        source=row["source"],
        ref=row["ref"],
        replaced_by=None if row["replaced_by"] is None else bytes(row["replaced_by"]),
        was_withdrawn=bool(row["was_withdrawn"]),
        text_id=row["text_id"],
        locale=row["locale"],
        updates=bool(row["updates"]),
        partner_updates=bool(row["partner_updates"]),
        show_name=bool(row["show_name"]),
    )


async def read_sealed(
    connection: Connection, petition_id: int, signature_id: bytes
) -> tuple[bytes, str, int] | None:
    """The sealed personal data, the signer's locale and the id of the text that they signed; None once erased."""
    row = await connection.fetch_one(
        "SELECT sealed, locale, text_id FROM signatures"
        " WHERE petition_id = :petition AND id = :id AND sealed IS NOT NULL",
        {"petition": petition_id, "id": signature_id},
    )
    return (bytes(row["sealed"]), row["locale"], row["text_id"]) if row else None


async def count_mail(
    connection: Connection, petition_id: int, signature_id: bytes, asked_by: bytes
) -> int | None:
    """Allows one more mail to the address: its number, or None when MOST_MAILS have gone.

    `asked_by` is the id of the form that asks for it; the same form twice in a row gets one mail, even where two
    processes have it at the same time.
    """
    row = await connection.fetch_one(
        "UPDATE signatures SET mails = mails + 1, asked_by = :asked_by"
        " WHERE petition_id = :petition AND id = :id AND mails < :most"
        " AND (asked_by IS NULL OR asked_by <> :asked_by) RETURNING mails",
        {"petition": petition_id, "id": signature_id, "most": MOST_MAILS, "asked_by": asked_by},
    )
    return row["mails"] if row else None


async def release_signer(
    connection: Connection, petition_id: int, signature_id: bytes, replaced_by: bytes | None = None
) -> None:
    """Lets the mailbox of a signature that is not confirmed sign again; this one can't be confirmed any more.

    `replaced_by` is the signature that links in mails about this one are to lead to.
    """
    await connection.execute(
        "UPDATE signatures SET signer_key = NULL, sealed = NULL, replaced_by = :replaced_by"
        " WHERE petition_id = :petition AND id = :id",
        {"petition": petition_id, "id": signature_id, "replaced_by": replaced_by},
    )


_ERASE = signature_states.update(
    "sealed = NULL, signer_key = NULL", "'pending', 'confirmed', 'withdrawn', 'invalidated'"
)
_ERASE_UNCONFIRMED = signature_states.update("sealed = NULL, signer_key = NULL", "'pending'")

ERASED_AT_ONCE = 500
"""Rows erased by one transaction: about a millisecond each time that signing has to wait."""


async def find_unconfirmed(
    connection: Connection, petition_id: int, after: bytes, before: bytes
) -> list[bytes]:
    """Ids, in order, of pending signatures that still hold personal data. Ids are ordered by time."""
    rows = await connection.fetch_all(
        "SELECT id FROM signatures WHERE petition_id = :petition AND id > :after AND id < :before"
        " AND state = 'pending' AND sealed IS NOT NULL ORDER BY id LIMIT :most",
        {"petition": petition_id, "after": after, "before": before, "most": ERASED_AT_ONCE},
    )
    return [bytes(row["id"]) for row in rows]


async def find_unerased(connection: Connection, petition_id: int, after: bytes) -> list[bytes]:
    """Ids, in order, of signatures that still hold something personal."""
    rows = await connection.fetch_all(
        "SELECT id FROM signatures WHERE petition_id = :petition AND id > :after"
        " AND (sealed IS NOT NULL OR signer_key IS NOT NULL) ORDER BY id LIMIT :most",
        {"petition": petition_id, "after": after, "most": ERASED_AT_ONCE},
    )
    return [bytes(row["id"]) for row in rows]


async def erase(connection: Connection, petition_id: int, ids: Sequence[bytes]) -> None:
    """Drops personal data and signer keys; that these signatures were made, and count, stays."""
    await connection.run(_ERASE, [(petition_id, signature_id, 0) for signature_id in ids])


async def erase_unconfirmed(connection: Connection, petition_id: int, ids: Sequence[bytes]) -> None:
    """The same for those of them that are still pending: they may have been confirmed since they were found."""
    await connection.run(_ERASE_UNCONFIRMED, [(petition_id, signature_id, 0) for signature_id in ids])


async def correct(connection: Connection, command: Correct) -> StoredSignature | None:
    """Puts right what a signature says; answers what it said before, None where nothing of it is left to correct, or
    somebody else was faster.
    """
    values: dict[str, Any] = {"petition": command.petition_id, "id": command.signature_id}
    is_seen = "sealed IS NOT NULL"
    if command.seen is not None:
        values["seen"], is_seen = command.seen, "sealed = :seen"
    row = await connection.fetch_one(
        f"{_STORED} WHERE petition_id = :petition AND id = :id AND {is_seen} {_for_update(connection)}",
        values,
    )
    if row is None:
        return None
    await connection.execute(
        "UPDATE signatures SET sealed = :sealed, country = :country, updates = :updates,"
        " partner_updates = :partner_updates, show_name = :show_name WHERE petition_id = :petition AND id = :id",
        {
            "sealed": command.sealed,
            "country": command.country,
            "updates": command.updates,
            "partner_updates": command.partner_updates,
            "show_name": command.show_name,
            "petition": command.petition_id,
            "id": command.signature_id,
        },
    )
    return _from_record(row)


def _for_update(connection: Connection) -> str:
    """SQLite has one writer at a time anyway."""
    return "" if connection.is_sqlite else "FOR UPDATE"


async def changes_of(
    connection: Connection, petition_id: int, signature_id: bytes
) -> list[tuple[int, State, State, str]]:
    """What happened to a signature, in order: when, from which state to which, and why."""
    rows = await connection.fetch_all(
        "SELECT at, from_state, to_state, reason FROM signature_changes"
        " WHERE petition_id = :petition AND signature_id = :id ORDER BY seq",
        {"petition": petition_id, "id": signature_id},
    )
    return [(row["at"], row["from_state"], row["to_state"], row["reason"]) for row in rows]


async def history(
    connection: Connection,
    signature: StoredSignature,
    unwritten: Sequence[tuple[int, State, State, str]] = (),
) -> list[tuple[int, tuple[Step, ...], str]]:
    """All that was counted of a signature: when, by which counters, and for what reason, '' where none counts.

    `unwritten` are changes that the caller's batch has still to write: time, state before, state after, reason.
    """
    made = await connection.fetch_one(
        "SELECT created_at FROM signatures WHERE petition_id = :petition AND id = :id",
        {"petition": signature.petition_id, "id": signature.id},
    )
    found: list[tuple[int, tuple[Step, ...], str]] = []
    if made:
        found.append((made["created_at"], (("submitted", 1),), ""))
    written = await changes_of(connection, signature.petition_id, signature.id)
    for at, before, after, reason in [*written, *unwritten]:
        found.append((at, steps_of(before, after), reason if has_reason(before, after) else ""))
    return found


_FACTS = (
    "SELECT id, state, created_at, confirmed_at, partner_id, country, locale, source, updates,"
    " partner_updates, show_name, mails, quarantined, sealed FROM signatures"
)


async def read_facts(connection: Connection, petition_id: int, signer_key: bytes) -> SignatureFacts | None:
    """What is stored of a mailbox's signature, for its owner's questions."""
    row = await connection.fetch_one(
        f"{_FACTS} WHERE petition_id = :petition AND signer_key = :key",
        {"petition": petition_id, "key": signer_key},
    )
    return _facts(row) if row else None


async def read_facts_of(
    connection: Connection, petition_id: int, signature_id: bytes
) -> SignatureFacts | None:
    """The same of one signature by its id."""
    row = await connection.fetch_one(
        f"{_FACTS} WHERE petition_id = :petition AND id = :id", {"petition": petition_id, "id": signature_id}
    )
    return _facts(row) if row else None


def _facts(row: Any) -> SignatureFacts:
    return SignatureFacts(
        id=bytes(row["id"]),
        state=row["state"],
        created_at=row["created_at"],
        confirmed_at=row["confirmed_at"],
        partner_id=row["partner_id"],
        country=row["country"],
        locale=row["locale"],
        source=row["source"],
        updates=bool(row["updates"]),
        partner_updates=bool(row["partner_updates"]),
        show_name=bool(row["show_name"]),
        mails=row["mails"],
        quarantined=row["quarantined"],
        sealed=None if row["sealed"] is None else bytes(row["sealed"]),
    )
