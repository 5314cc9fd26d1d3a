"""Recovery codes and passkeys."""

from collections.abc import Sequence

from widget_server.core.passkey import Passkey
from widget_server.storage import organizer_schema
from widget_server.storage.database import Connection
from widget_server.storage.statements import insert

_ADD_CODES = insert(organizer_schema.recovery_codes)


async def replace_codes(connection: Connection, organizer_id: int, hashes: Sequence[bytes]) -> None:
    """New recovery codes; those before are worth nothing any more."""
    await connection.execute("DELETE FROM recovery_codes WHERE organizer_id = :id", {"id": organizer_id})
    await connection.run(_ADD_CODES, [(organizer_id, one) for one in hashes])


async def use_code(connection: Connection, organizer_id: int, code_hash: bytes) -> bool:
    """Each is worth one time."""
    row = await connection.fetch_one(
        "DELETE FROM recovery_codes WHERE organizer_id = :id AND code_hash = :hash RETURNING organizer_id",
        {"id": organizer_id, "hash": code_hash},
    )
    return row is not None


async def codes_left(connection: Connection, organizer_id: int) -> int:
    """Recovery codes that were not used yet."""
    row = await connection.fetch_one(
        "SELECT count(*) AS n FROM recovery_codes WHERE organizer_id = :id", {"id": organizer_id}
    )
    return int(row["n"]) if row else 0


async def passkeys_of(connection: Connection, organizer_id: int) -> list[Passkey]:
    """By the time they were added."""
    rows = await connection.fetch_all(
        "SELECT credential_id, public_key, sign_count, name, created_at, used_at FROM passkeys"
        " WHERE organizer_id = :id ORDER BY created_at, credential_id",
        {"id": organizer_id},
    )
    return [
        Passkey(
            credential_id=bytes(row["credential_id"]),
            public_key=bytes(row["public_key"]),
            sign_count=row["sign_count"],
            name=row["name"],
            created_at=row["created_at"],
            used_at=row["used_at"],
        )
        for row in rows
    ]


async def add_passkey(connection: Connection, organizer_id: int, passkey: Passkey) -> bool:
    """False where it is somebody's already."""
    row = await connection.fetch_one(
        "INSERT INTO passkeys (credential_id, organizer_id, public_key, sign_count, name, created_at)"
        " VALUES (:credential, :organizer, :public_key, :sign_count, :name, :created_at)"
        " ON CONFLICT DO NOTHING RETURNING organizer_id",
        {
            "credential": passkey.credential_id,
            "organizer": organizer_id,
            "public_key": passkey.public_key,
            "sign_count": passkey.sign_count,
            "name": passkey.name,
            "created_at": passkey.created_at,
        },
    )
    return row is not None


async def use_passkey(connection: Connection, credential_id: bytes, sign_count: int, now: int) -> None:
    """Its counter, by which a copy of it would show."""
    await connection.execute(
        "UPDATE passkeys SET sign_count = :sign_count, used_at = :now WHERE credential_id = :credential",
        {"sign_count": sign_count, "now": now, "credential": credential_id},
    )


async def remove_passkey(connection: Connection, organizer_id: int, credential_id: bytes) -> bool:
    """False where the organizer has no such passkey."""
    row = await connection.fetch_one(
        "DELETE FROM passkeys WHERE organizer_id = :organizer AND credential_id = :credential"
        " RETURNING organizer_id",
        {"organizer": organizer_id, "credential": credential_id},
    )
    return row is not None
