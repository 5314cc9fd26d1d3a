"""Which texts a petition has had, and how many have signed each."""

from widget_server.core.text_history import Signed, WrittenText
from widget_server.storage import petition_texts
from widget_server.storage.database import Connection


async def read_all(connection: Connection, petition_id: int) -> list[WrittenText]:
    """In the order in which they came."""
    rows = await connection.fetch_all(
        f"SELECT {petition_texts.COLUMNS}, t.created_at FROM petition_texts t"  # noqa: S608  # columns
        " WHERE t.petition_id = :petition ORDER BY t.id",
        {"petition": petition_id},
    )
    return [WrittenText(petition_texts.from_row(row), int(row["created_at"])) for row in rows]


async def count(connection: Connection, petition_id: int) -> dict[int, Signed]:
    """By text, exactly: reads every signature of the petition, some 3 seconds a million. No index would spare that
    without costing each signing; so ask only where there are few (actions/read_texts.py).
    """
    rows = await connection.fetch_all(
        "SELECT text_id, count(*) AS sent, sum(CASE WHEN state = 'confirmed' THEN 1 ELSE 0 END) AS counting"
        " FROM signatures WHERE petition_id = :petition GROUP BY text_id",
        {"petition": petition_id},
    )
    return {row["text_id"]: (int(row["sent"]), int(row["counting"])) for row in rows}


async def by_hour(connection: Connection, petition_id: int) -> dict[int, Signed]:
    """What came in each hour, in all languages, from the kept totals: by whole hours since 1970."""
    rows = await connection.fetch_all(
        "SELECT number, sum(submitted) AS sent, sum(confirmed) - sum(unconfirmed) AS counting"
        " FROM period_totals WHERE petition_id = :petition AND length = 1 GROUP BY number",
        {"petition": petition_id},
    )
    return {row["number"]: (int(row["sent"]), int(row["counting"])) for row in rows}
