"""One number that every change of petitions and partners raises, so that processes know when to read them again."""

from widget_server.storage.database import Connection


async def bump(connection: Connection) -> None:
    """To be called in the transaction that makes the change."""
    await connection.execute("UPDATE catalogue_version SET version = version + 1 WHERE id = 1")


async def read(connection: Connection) -> int:
    """The version as of now."""
    row = await connection.fetch_one("SELECT version FROM catalogue_version WHERE id = 1")
    return int(row["version"]) if row else 0
