"""Read and take out the audit log."""

import json
from collections.abc import AsyncIterator, Sequence

from widget_server.core.audit import AuditFilter, AuditRow
from widget_server.core.clock import Clock, isoformat
from widget_server.core.csv_cells import BOM, csv_lines
from widget_server.core.organizer import Actor
from widget_server.storage import audit_log
from widget_server.storage.database import Database

PAGE = 50
PIECE = 1_000
COLUMNS = ("time", "who", "network", "action", "subject", "before", "after")


class ReadAuditLog:
    """Page by page, or as a file."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(
        self, wanted: AuditFilter, before_id: int | None
    ) -> tuple[list[AuditRow], int | None, Sequence[str]]:
        """Rows, where the next page begins (None: this is the last one), and all actions to choose from."""
        async with self._database.reading() as connection:
            rows = await audit_log.read(connection, wanted, before_id=before_id, most=PAGE + 1)
            known = await audit_log.actions(connection)
        shown = rows[:PAGE]
        return shown, (shown[-1].id if len(rows) > PAGE else None), known

    async def export(self, actor: Actor, wanted: AuditFilter) -> AsyncIterator[str]:
        """CSV in pieces, newest first, once it is written down that somebody takes it out."""
        async with self._database.held() as connection, connection.transaction():
            await audit_log.record(
                connection,
                actor,
                "audit.export",
                "audit",
                at=self._clock(),
                after=_named(wanted),
            )
        return self._pieces(wanted)

    async def _pieces(self, wanted: AuditFilter) -> AsyncIterator[str]:
        yield BOM + csv_lines([COLUMNS])
        before_id: int | None = None
        while True:
            async with self._database.reading() as connection:
                rows = await audit_log.read(connection, wanted, before_id=before_id, most=PIECE)
            if not rows:
                return
            yield csv_lines(_cells(row) for row in rows)
            before_id = rows[-1].id


def _named(wanted: AuditFilter) -> dict[str, str]:
    """The filter, as whoever takes it out has written it: both days are in it."""
    named = {
        "who": wanted.who,
        "action": wanted.action,
        "subject": wanted.subject,
        "from": _day(wanted.since),
        "to": _day(None if wanted.until is None else wanted.until - 1),
    }
    return {name: value for name, value in named.items() if value}


def _day(at: int | None) -> str:
    return "" if at is None else isoformat(at)[:10]


def _cells(row: AuditRow) -> tuple[str, ...]:
    return (
        isoformat(row.at),
        row.who,
        row.network,
        row.action,
        row.subject,
        json.dumps(row.before, ensure_ascii=False) if row.before else "",
        json.dumps(row.after, ensure_ascii=False) if row.after else "",
    )
