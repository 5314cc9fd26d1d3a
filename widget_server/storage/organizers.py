"""Accounts of organizers, and the one-time links that set them up."""

from dataclasses import dataclass
from typing import Any

from widget_server.core.organizer import Organizer, Role
from widget_server.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an organizer signs in with. `totp_step`: the newest step whose code was used."""

    password_hash: str | None
    totp_sealed: bytes | None
    totp_step: int


_COLUMNS = (
    "o.id, o.email, o.role, o.partner_id, o.created_at, o.seen_at, o.password_hash IS NOT NULL AND ("
    "o.totp_sealed IS NOT NULL OR EXISTS (SELECT 1 FROM passkeys p WHERE p.organizer_id = o.id)) AS is_set_up"
)


async def find(connection: Connection, organizer_id: int) -> Organizer | None:
    """By id."""
    row = await connection.fetch_one(
        f"SELECT {_COLUMNS} FROM organizers o WHERE o.id = :id",  # noqa: S608  # of this file
        {"id": organizer_id},
    )
    return organizer_of(row) if row else None


async def find_by_email(connection: Connection, email: str) -> Organizer | None:
    """By e-mail, in small letters."""
    row = await connection.fetch_one(
        f"SELECT {_COLUMNS} FROM organizers o WHERE o.email = :email",  # noqa: S608  # of this file
        {"email": email},
    )
    return organizer_of(row) if row else None


async def read_all(connection: Connection) -> list[Organizer]:
    """Everybody, by e-mail."""
    rows = await connection.fetch_all(
        f"SELECT {_COLUMNS} FROM organizers o ORDER BY o.email"  # noqa: S608  # of this file
    )
    return [organizer_of(row) for row in rows]


async def owners(connection: Connection) -> int:
    """How many owners can sign in. None stops being one until the caller's transaction ends."""
    rows = await connection.fetch_all(
        "SELECT o.id FROM organizers o WHERE o.role = 'owner' AND o.password_hash IS NOT NULL AND ("  # noqa: S608  # of this file
        "o.totp_sealed IS NOT NULL OR EXISTS (SELECT 1 FROM passkeys p WHERE p.organizer_id = o.id))"
        f" ORDER BY o.id{'' if connection.is_sqlite else ' FOR UPDATE OF o'}"
    )
    return len(rows)


async def add(connection: Connection, email: str, role: Role, partner_id: int | None, now: int) -> int | None:
    """The new account's id; None where the e-mail has one already."""
    row = await connection.fetch_one(
        "INSERT INTO organizers (email, role, partner_id, totp_step, created_at)"
        " VALUES (:email, :role, :partner, 0, :now) ON CONFLICT DO NOTHING RETURNING id",
        {"email": email, "role": role, "partner": partner_id, "now": now},
    )
    return int(row["id"]) if row else None


async def set_role(connection: Connection, organizer_id: int, role: Role, partner_id: int | None) -> None:
    """From the next request on."""
    await connection.execute(
        "UPDATE organizers SET role = :role, partner_id = :partner WHERE id = :id",
        {"role": role, "partner": partner_id, "id": organizer_id},
    )


async def remove(connection: Connection, organizer_id: int) -> None:
    """With all that lets somebody in. The log keeps what the organizer has done."""
    for table in ("organizer_sessions", "organizer_links", "recovery_codes", "passkeys"):
        await connection.execute(
            f"DELETE FROM {table} WHERE organizer_id = :id",  # noqa: S608  # of this file
            {"id": organizer_id},
        )
    await connection.execute("DELETE FROM organizers WHERE id = :id", {"id": organizer_id})


async def credentials(connection: Connection, organizer_id: int) -> Credentials | None:
    """What to check a password and a code against."""
    row = await connection.fetch_one(
        "SELECT password_hash, totp_sealed, totp_step FROM organizers WHERE id = :id", {"id": organizer_id}
    )
    if row is None:
        return None
    sealed = row["totp_sealed"]
    return Credentials(row["password_hash"], None if sealed is None else bytes(sealed), row["totp_step"])


async def set_password(connection: Connection, organizer_id: int, password_hash: str) -> None:
    """Replaces the one before."""
    await connection.execute(
        "UPDATE organizers SET password_hash = :hash WHERE id = :id",
        {"hash": password_hash, "id": organizer_id},
    )


async def set_totp(connection: Connection, organizer_id: int, sealed: bytes | None, step: int) -> None:
    """The app's secret, and the step of the code that proved it; None takes the app away."""
    await connection.execute(
        "UPDATE organizers SET totp_sealed = :sealed, totp_step = :step WHERE id = :id",
        {"sealed": sealed, "step": step, "id": organizer_id},
    )


async def use_totp_step(connection: Connection, organizer_id: int, step: int) -> bool:
    """False where this code, or a later one, was used before: also by another process at the same time."""
    row = await connection.fetch_one(
        "UPDATE organizers SET totp_step = :step WHERE id = :id AND totp_step < :step RETURNING id",
        {"step": step, "id": organizer_id},
    )
    return row is not None


async def note_seen(connection: Connection, organizer_id: int, now: int) -> None:
    """Has just signed in."""
    await connection.execute(
        "UPDATE organizers SET seen_at = :now WHERE id = :id", {"now": now, "id": organizer_id}
    )


async def add_link(connection: Connection, token_hash: bytes, organizer_id: int, expires_at: int) -> None:
    """A link that sets the account up. Those before it go."""
    await drop_links(connection, organizer_id)
    await connection.execute(
        "INSERT INTO organizer_links (token_hash, organizer_id, expires_at) VALUES (:hash, :id, :expires_at)",
        {"hash": token_hash, "id": organizer_id, "expires_at": expires_at},
    )


async def find_link(connection: Connection, token_hash: bytes, now: int) -> Organizer | None:
    """Whose link this is; None for one that was used, is too old, or never was."""
    row = await connection.fetch_one(
        f"SELECT {_COLUMNS} FROM organizers o JOIN organizer_links l ON l.organizer_id = o.id"  # noqa: S608  # of this file
        " WHERE l.token_hash = :hash AND l.expires_at > :now",
        {"hash": token_hash, "now": now},
    )
    return organizer_of(row) if row else None


async def drop_links(connection: Connection, organizer_id: int) -> None:
    """None of them leads anywhere any more."""
    await connection.execute("DELETE FROM organizer_links WHERE organizer_id = :id", {"id": organizer_id})


def organizer_of(row: Any) -> Organizer:
    """A row of `_COLUMNS`."""
    return Organizer(
        id=row["id"],
        email=row["email"],
        role=row["role"],
        partner_id=row["partner_id"],
        is_set_up=bool(row["is_set_up"]),
        created_at=row["created_at"],
        seen_at=row["seen_at"],
    )
