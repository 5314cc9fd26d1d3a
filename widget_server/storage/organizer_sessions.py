"""Sessions of organizers."""

from collections.abc import Collection
from typing import Any

from widget_server.core.organizer_session import IDLE, Session, Standing
from widget_server.storage import organizer_schema
from widget_server.storage.database import Connection
from widget_server.storage.organizers import organizer_of
from widget_server.storage.statements import Statement

_SELECT = (
    "SELECT s.id AS session_id, s.stage, s.pending, s.network, s.browser, s.created_at AS began_at,"
    " s.seen_at AS used_at, s.expires_at, o.id, o.email, o.role, o.partner_id, o.created_at, o.seen_at,"
    " o.password_hash IS NOT NULL AND (o.totp_sealed IS NOT NULL OR EXISTS"
    " (SELECT 1 FROM passkeys p WHERE p.organizer_id = o.id)) AS is_set_up"
    " FROM organizer_sessions s JOIN organizers o ON o.id = s.organizer_id"
)

_STANDINGS = Statement(
    "WITH wanted (id) AS ({rows}) SELECT s.id, o.role, o.partner_id, s.seen_at, s.expires_at FROM wanted"
    " JOIN organizer_sessions s ON s.id = wanted.id JOIN organizers o ON o.id = s.organizer_id",
    organizer_schema.organizer_sessions,
    ("id",),
)


async def add(connection: Connection, session: Session) -> None:
    """Begins it."""
    await connection.execute(
        "INSERT INTO organizer_sessions"
        " (id, organizer_id, stage, pending, network, browser, created_at, seen_at, expires_at)"
        " VALUES (:id, :organizer, :stage, :pending, :network, :browser, :created, :seen, :expires)",
        {
            "id": session.id,
            "organizer": session.organizer.id,
            "stage": session.stage,
            "pending": session.pending,
            "network": session.network,
            "browser": session.browser,
            "created": session.created_at,
            "seen": session.seen_at,
            "expires": session.expires_at,
        },
    )


async def find(connection: Connection, session_id: bytes) -> Session | None:
    """With its organizer as of now."""
    row = await connection.fetch_one(f"{_SELECT} WHERE s.id = :id", {"id": session_id})
    return _session(row) if row else None


async def standings(connection: Connection, ids: Collection[bytes]) -> dict[bytes, Standing]:
    """By id, of those that are there."""
    rows = await connection.run(_STANDINGS, [(one,) for one in ids])
    return {bytes(row[0]): Standing(*row[1:]) for row in rows}


async def of_organizer(connection: Connection, organizer_id: int, now: int) -> list[Session]:
    """The whole ones that are alive, the newest use first."""
    rows = await connection.fetch_all(
        f"{_SELECT} WHERE s.organizer_id = :organizer AND s.stage = 'whole' AND s.expires_at > :now"
        " AND s.seen_at > :idle ORDER BY s.seen_at DESC",
        {"organizer": organizer_id, "now": now, "idle": now - IDLE},
    )
    return [_session(row) for row in rows]


async def touch(connection: Connection, session_id: bytes, now: int) -> None:
    """It was used."""
    await connection.execute(
        "UPDATE organizer_sessions SET seen_at = :now WHERE id = :id", {"now": now, "id": session_id}
    )


async def remember(connection: Connection, session_id: bytes, pending: bytes | None) -> None:
    """What a step under way has to remember."""
    await connection.execute(
        "UPDATE organizer_sessions SET pending = :pending WHERE id = :id",
        {"pending": pending, "id": session_id},
    )


async def end(connection: Connection, session_id: bytes) -> None:
    """Its cookie opens nothing any more."""
    await connection.execute("DELETE FROM organizer_sessions WHERE id = :id", {"id": session_id})


async def end_others(connection: Connection, organizer_id: int, but: bytes = b"") -> None:
    """All of an organizer's, or all but one."""
    await connection.execute(
        "DELETE FROM organizer_sessions WHERE organizer_id = :organizer AND id <> :but",
        {"organizer": organizer_id, "but": but},
    )


async def end_unfinished(connection: Connection, organizer_id: int) -> None:
    """Those that came by a link and have not set the account up yet."""
    await connection.execute(
        "DELETE FROM organizer_sessions WHERE organizer_id = :organizer AND stage = 'setup'",
        {"organizer": organizer_id},
    )


async def drop_ended(connection: Connection, now: int) -> None:
    """Clears away what nobody can use any more, and links that have lapsed."""
    await connection.execute(
        "DELETE FROM organizer_sessions WHERE expires_at <= :now OR seen_at <= :idle",
        {"now": now, "idle": now - IDLE},
    )
    await connection.execute("DELETE FROM organizer_links WHERE expires_at <= :now", {"now": now})


def _session(row: Any) -> Session:
    return Session(
        id=bytes(row["session_id"]),
        organizer=organizer_of(row),
        stage=row["stage"],
        network=row["network"],
        browser=row["browser"],
        created_at=row["began_at"],
        seen_at=row["used_at"],
        expires_at=row["expires_at"],
        pending=None if row["pending"] is None else bytes(row["pending"]),
    )
