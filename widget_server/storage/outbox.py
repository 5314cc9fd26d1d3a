"""The outbox: mail to send, as rows written by the transaction that calls for it.

A row holds no address and no words: they are unsealed and composed when it is sent.
"""

from collections.abc import Sequence

from widget_server.core.clock import DAY
from widget_server.core.outgoing_mail import OutgoingMail, TroubledMail
from widget_server.storage import schema
from widget_server.storage.database import Connection
from widget_server.storage.statements import Statement, insert

_ADD = insert(
    schema.outbox,
    (
        "petition_id", "signature_id", "number", "kind", "state", "attempts", "next_attempt_at", "leased_until",
        "created_at",
    ),
)  # fmt: skip


_LEASE = (
    # Joined, not IN: there SQLite would look through all mails of the petition, sent ones included.
    "WITH due (petition, signature, nth) AS MATERIALIZED ("
    "  SELECT petition_id, signature_id, number FROM outbox"
    "  WHERE state = 'waiting' AND next_attempt_at <= :now AND leased_until <= :now"
    "  ORDER BY next_attempt_at LIMIT :most {skip_locked})"
    " UPDATE outbox SET lease = :owner, leased_until = :until, attempts = attempts + 1 FROM due"
    " WHERE petition_id = due.petition AND signature_id = due.signature AND number = due.nth"
    " RETURNING petition_id, signature_id, number, kind, attempts"
)


async def add(connection: Connection, mails: Sequence[OutgoingMail], at: int) -> None:
    """Puts mails in the outbox, due at once."""
    rows = [(m.petition_id, m.signature_id, m.number, m.kind, "waiting", 0, at, 0, at) for m in mails]
    await connection.run(_ADD, rows)


async def lease(connection: Connection, owner: str, now: int, until: int, most: int) -> list[OutgoingMail]:
    """Takes up to `most` due mails for `owner`, who alone may send them before `until`.

    One statement, so no two workers get the same mail; one that dies leaves its mails to be leased again.
    """
    query = _LEASE.replace("{skip_locked}", "" if connection.is_sqlite else "FOR UPDATE SKIP LOCKED")
    rows = await connection.fetch_all(query, {"owner": owner, "until": until, "now": now, "most": most})
    return [
        OutgoingMail(
            row["petition_id"], bytes(row["signature_id"]), row["number"], row["kind"], row["attempts"]
        )
        for row in rows
    ]


_SENT = Statement(
    "WITH sent (petition_id, signature_id, number, lease, at) AS ({rows})"
    " UPDATE outbox SET state = 'sent', sent_at = sent.at, last_error = NULL FROM sent"
    " WHERE outbox.petition_id = sent.petition_id AND outbox.signature_id = sent.signature_id"
    " AND outbox.number = sent.number AND outbox.lease = sent.lease",
    schema.outbox,
    ("petition_id", "signature_id", "number", "lease", "sent_at"),
)


async def mark_sent(connection: Connection, mails: Sequence[tuple[OutgoingMail, str]], at: int) -> None:
    """The mail server has taken these. Each stands with its owner: only who holds the lease may say so."""
    rows = [(mail.petition_id, mail.signature_id, mail.number, owner, at) for mail, owner in mails]
    await connection.run(_SENT, rows)


async def is_due(connection: Connection, now: int) -> bool:
    """Whether some mail waits to be leased; a look that takes no lock."""
    row = await connection.fetch_one(
        "SELECT 1 AS one FROM outbox"
        " WHERE state = 'waiting' AND next_attempt_at <= :now AND leased_until <= :now LIMIT 1",
        {"now": now},
    )
    return row is not None


async def mark_failed(
    connection: Connection, mail: OutgoingMail, owner: str, error: str, retry_at: int | None
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


def _key(mail: OutgoingMail) -> dict[str, object]:
    return {"petition": mail.petition_id, "signature": mail.signature_id, "number": mail.number}


async def give_back(connection: Connection, mail: OutgoingMail, owner: str, at: int) -> None:
    """Ends the lease of a mail that was not tried, which is then due at `at`; the attempt does not count."""
    await connection.execute(
        "UPDATE outbox SET leased_until = 0, attempts = attempts - 1, next_attempt_at = :at"
        " WHERE petition_id = :petition AND signature_id = :signature AND number = :number AND lease = :owner",
        {"at": at, "owner": owner} | _key(mail),
    )


async def count_waiting(connection: Connection) -> int:
    """How many mails wait, counted from the index of waiting mails."""
    row = await connection.fetch_one("SELECT count(*) AS n FROM outbox WHERE state = 'waiting'")
    return int(row["n"]) if row else 0


async def count_failed(connection: Connection) -> int:
    """How many were given up, counted from their own index."""
    row = await connection.fetch_one("SELECT count(*) AS n FROM outbox WHERE state = 'failed'")
    return int(row["n"]) if row else 0


async def newest_troubled(connection: Connection, state: str, most: int) -> list[TroubledMail]:
    """Mails that wait or failed, the newest first, with the mail server's words of the last attempt."""
    order = "created_at" if state == "failed" else "next_attempt_at"
    rows = await connection.fetch_all(
        "SELECT petition_id, signature_id, number, kind, attempts, next_attempt_at, created_at, last_error"  # noqa: S608  # of this file
        f" FROM outbox WHERE state = '{'failed' if state == 'failed' else 'waiting'}'"
        f" ORDER BY {order} DESC LIMIT :most",
        {"most": most},
    )
    return [
        TroubledMail(
            OutgoingMail(
                row["petition_id"], bytes(row["signature_id"]), row["number"], row["kind"], row["attempts"]
            ),
            row["created_at"],
            row["next_attempt_at"],
            row["last_error"] or "",
        )
        for row in rows
    ]


async def retry_failed(connection: Connection, at: int) -> int:
    """Every mail that was given up is due again, as if for the first time; returns how many."""
    rows = await connection.fetch_all(
        "UPDATE outbox SET state = 'waiting', attempts = 0, next_attempt_at = :at, leased_until = 0"
        " WHERE state = 'failed' RETURNING number",
        {"at": at},
    )
    return len(rows)


async def retry_waiting(connection: Connection, at: int) -> int:
    """Every mail that waits for its next attempt is due now; returns how many."""
    rows = await connection.fetch_all(
        "UPDATE outbox SET next_attempt_at = :at WHERE state = 'waiting' AND next_attempt_at > :at"
        " RETURNING number",
        {"at": at},
    )
    return len(rows)


_ADD_SENT = insert(
    schema.mail_days, then="ON CONFLICT (day, slot) DO UPDATE SET sent = mail_days.sent + excluded.sent"
)


async def count_sent(connection: Connection, count: int, slot: int, at: int) -> None:
    """Counts mails that were sent, by day, so that nobody ever has to count the outbox."""
    if count:
        await connection.run(_ADD_SENT, [(at // DAY, slot, count)])


async def sent_since(connection: Connection, at: int | None) -> int:
    """How many were sent on the day of `at` and since; None: ever."""
    row = await connection.fetch_one(
        "SELECT sum(sent) AS n FROM mail_days WHERE day >= :day", {"day": 0 if at is None else at // DAY}
    )
    return int(row["n"] or 0) if row else 0
