"""Watching a database, to tell that nothing changed."""

from typing import Any

from tests.support.waiting import eventually
from widget_server.app import Service

TABLES = (
    "petitions",
    "petition_texts",
    "partners",
    "catalogue_version",
    "signatures",
    "signature_changes",
    "petition_totals",
    "hourly_totals",
    "period_totals",
    "label_totals",
    "outbox",
)


async def everything_in(service: Service) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    async with service.database.held() as connection:
        return {
            table: sorted(
                (
                    tuple(row._mapping.values())
                    for row in await connection.fetch_all(f"SELECT * FROM {table}")
                ),
                key=repr,
            )
            for table in TABLES
        }


async def rows_of(service: Service, table: str) -> list[dict[str, Any]]:
    """All rows of one table, columns by name."""
    async with service.database.held() as connection:
        return [dict(row._mapping) for row in await connection.fetch_all(f"SELECT * FROM {table}")]


async def until_sent(service: Service) -> None:
    """Waits for mails that are on their way: what they change is no answer to what comes next."""

    async def is_quiet() -> bool:
        return all(row["state"] != "waiting" for row in await rows_of(service, "outbox"))

    await eventually(is_quiet)
