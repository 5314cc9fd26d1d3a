"""Partners."""

import json
from typing import Any

from widget_server.core.partner import Partner
from widget_server.storage import catalogue_version
from widget_server.storage.database import Connection


async def read_all(connection: Connection) -> list[Partner]:
    """Every partner, by key."""
    rows = await connection.fetch_all(
        "SELECT id, key, name, origins, is_suspended, privacy_url, is_public, updated_at FROM partners ORDER BY key"
    )
    return [_partner(row) for row in rows]


async def find(connection: Connection, key: str) -> Partner | None:
    """By key."""
    row = await connection.fetch_one(
        "SELECT id, key, name, origins, is_suspended, privacy_url, is_public, updated_at FROM partners"
        " WHERE key = :key",
        {"key": key},
    )
    return _partner(row) if row else None


async def hold(connection: Connection, key: str) -> None:
    """Nobody else changes it until the caller's transaction ends. On SQLite the transaction itself sees to that."""
    if not connection.is_sqlite:
        await connection.fetch_one("SELECT id FROM partners WHERE key = :key FOR UPDATE", {"key": key})


async def save(
    connection: Connection,
    key: str,
    name: str,
    origins: list[str],
    privacy_url: str | None,
    now: int,
    *,
    is_public: bool = False,
) -> None:
    """Adds the partner, or updates the one with its key."""
    async with connection.transaction():
        await connection.execute(
            "INSERT INTO partners"
            " (key, name, origins, privacy_url, is_suspended, is_public, created_at, updated_at)"
            " VALUES (:key, :name, :origins, :privacy_url, :is_suspended, :is_public, :now, :now)"
            " ON CONFLICT (key) DO UPDATE SET name = excluded.name, origins = excluded.origins,"
            " privacy_url = excluded.privacy_url, is_public = excluded.is_public, updated_at = excluded.updated_at",
            {
                "key": key,
                "name": name,
                "origins": json.dumps(origins),
                "privacy_url": privacy_url,
                "is_suspended": False,
                "is_public": is_public,
                "now": now,
            },
        )
        await catalogue_version.bump(connection)


async def set_suspended(connection: Connection, key: str, is_suspended: bool, now: int) -> bool:
    """Suspends or resumes. Returns False where there is no such partner."""
    async with connection.transaction():
        row = await connection.fetch_one(
            "UPDATE partners SET is_suspended = :is_suspended, updated_at = :now WHERE key = :key RETURNING id",
            {"is_suspended": is_suspended, "now": now, "key": key},
        )
        await catalogue_version.bump(connection)
    return row is not None


def _partner(row: Any) -> Partner:
    return Partner(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        origins=frozenset(json.loads(row["origins"])),
        is_suspended=bool(row["is_suspended"]),
        privacy_url=row["privacy_url"],
        is_public=bool(row["is_public"]),
        updated_at=row["updated_at"],
    )
