"""The outbox as a whole."""

from widget_server.storage.database import Connection


async def count_by_state(connection: Connection) -> dict[str, int]:
    """How many mails are waiting, sent and failed."""
    rows = await connection.fetch_all("SELECT state, count(*) AS n FROM outbox GROUP BY state")
    return {"waiting": 0, "sent": 0, "failed": 0} | {row["state"]: row["n"] for row in rows}
