"""The outbox: mail to send, as rows written by the transaction that calls for it.

A row holds no address and no words: they are unsealed and composed when it is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from widget_server.core.signature import MailKind
from widget_server.storage import schema
from widget_server.storage.database import Connection
from widget_server.storage.statements import insert


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that waits: for this signature, the `number`th to its address."""

    petition_id: int
    signature_id: bytes
    number: int
    kind: MailKind
    attempts: int = 0


_ADD = insert(
    schema.outbox,
    (
        "petition_id", "signature_id", "number", "kind", "state", "attempts", "next_attempt_at", "leased_until",
        "created_at",
    ),
)  # fmt: skip


_LEASE = (
    "UPDATE outbox SET lease = :owner, leased_until = :until, attempts = attempts + 1"
    " WHERE (petition_id, signature_id, number) IN ("
    "  SELECT petition_id, signature_id, number FROM outbox"
    "  WHERE state = 'waiting' AND next_attempt_at <= :now AND leased_until <= :now"
    "  ORDER BY next_attempt_at LIMIT :most {skip_locked})"
    " RETURNING petition_id, signature_id, number, kind, attempts"
)


async def add(connection: Connection, mails: Sequence[Mail], at: int) -> None:
    """Puts mails in the outbox, due at once."""
    rows = [(m.petition_id, m.signature_id, m.number, m.kind, "waiting", 0, at, 0, at) for m in mails]
    await connection.run(_ADD, rows)


async def lease(connection: Connection, owner: str, now: int, until: int, most: int) -> list[Mail]:
    """Takes up to `most` due mails for `owner`, who alone may send them before `until`.

    One statement, so no two workers get the same mail; one that dies leaves its mails to be leased again.
    """
    query = _LEASE.replace("{skip_locked}", "" if connection.is_sqlite else "FOR UPDATE SKIP LOCKED")
    async with connection.transaction():
        values = {"owner": owner, "until": until, "now": now, "most": most}
        rows = await connection.fetch_all(query, values)
    return [
        Mail(row["petition_id"], bytes(row["signature_id"]), row["number"], row["kind"], row["attempts"])
        for row in rows
    ]


async def mark_sent(connection: Connection, mail: Mail, owner: str, at: int) -> None:
    """The mail server has taken it. Only who holds the lease may say so."""
    await connection.execute(
        "UPDATE outbox SET state = 'sent', sent_at = :at, last_error = NULL"
        " WHERE petition_id = :petition AND signature_id = :signature AND number = :number AND lease = :owner",
        {"at": at, "owner": owner} | _key(mail),
    )


async def mark_failed(
    connection: Connection, mail: Mail, owner: str, error: str, retry_at: int | None
) -> None:
    """The mail server has refused it: try again at `retry_at`, or never."""
    await connection.execute(
        "UPDATE outbox SET state = :state, next_attempt_at = :next, last_error = :error, leased_until = 0"
        " WHERE petition_id = :petition AND signature_id = :signature AND number = :number AND lease = :owner",
        {
            "state": "failed" if retry_at is None else "waiting",
            "next": retry_at or 0,
            "error": error[:500],
            "owner": owner,
        }
        | _key(mail),
    )


async def count_by_state(connection: Connection) -> dict[str, int]:
    """How many mails are waiting, sent and failed."""
    rows = await connection.fetch_all("SELECT state, count(*) AS n FROM outbox GROUP BY state")
    return {"waiting": 0, "sent": 0, "failed": 0} | {row["state"]: row["n"] for row in rows}


def _key(mail: Mail) -> dict[str, object]:
    return {"petition": mail.petition_id, "signature": mail.signature_id, "number": mail.number}


async def give_back(connection: Connection, mail: Mail, owner: str, at: int) -> None:
    """Ends the lease of a mail that was not tried, which is then due at `at`; the attempt does not count."""
    await connection.execute(
        "UPDATE outbox SET leased_until = 0, attempts = attempts - 1, next_attempt_at = :at"
        " WHERE petition_id = :petition AND signature_id = :signature AND number = :number AND lease = :owner",
        {"at": at, "owner": owner} | _key(mail),
    )
