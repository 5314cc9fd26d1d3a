"""Failures to sign in, by account and place."""

from widget_server.storage.database import Connection

_READ = "SELECT count, last_at FROM sign_in_failures WHERE bucket = :bucket"


async def hold(connection: Connection, bucket: bytes) -> tuple[int, int]:
    """How many, and when the last one was; nobody else counts until the caller's transaction ends."""
    if connection.is_sqlite:  # a transaction there has the write lock
        row = await connection.fetch_one(_READ, {"bucket": bucket})
    else:
        await connection.execute(
            "INSERT INTO sign_in_failures (bucket, count, last_at) VALUES (:bucket, 0, 0) ON CONFLICT DO NOTHING",
            {"bucket": bucket},
        )
        row = await connection.fetch_one(f"{_READ} FOR UPDATE", {"bucket": bucket})
    return (row["count"], row["last_at"]) if row else (0, 0)


async def add(connection: Connection, bucket: bytes, now: int, forgotten_before: int) -> None:
    """One more; after a long time without any it is the first again."""
    await connection.execute(
        "INSERT INTO sign_in_failures (bucket, count, last_at) VALUES (:bucket, 1, :now)"
        " ON CONFLICT (bucket) DO UPDATE SET last_at = excluded.last_at, count ="
        " CASE WHEN sign_in_failures.last_at < :forgotten THEN 1 ELSE sign_in_failures.count + 1 END",
        {"bucket": bucket, "now": now, "forgotten": forgotten_before},
    )


async def forget(connection: Connection, bucket: bytes) -> None:
    """Somebody has signed in."""
    await connection.execute("DELETE FROM sign_in_failures WHERE bucket = :bucket", {"bucket": bucket})


async def drop_old(connection: Connection, before: int) -> None:
    """Clears away what is forgotten."""
    await connection.execute("DELETE FROM sign_in_failures WHERE last_at < :before", {"before": before})
