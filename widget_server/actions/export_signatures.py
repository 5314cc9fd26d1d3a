"""Take signatures out: by streaming, in constant memory, and written down in the log."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.clock import DAY, Clock, isoformat
from widget_server.core.delivery import Cover
from widget_server.core.export import ExportWish, Stored, Writer
from widget_server.core.figures import Figures, added
from widget_server.core.organizer import Actor
from widget_server.core.petition import Petition
from widget_server.core.sealing import PetitionVault
from widget_server.storage import audit_log, export_rows, figures
from widget_server.storage.database import Connection, Database


class NothingToOpen(Exception):
    """The petition's personal data is gone with its retention, or its key is not this installation's."""


@dataclass(frozen=True)
class Export:
    """`rows` is how many there are now, from kept totals. `pieces` come with how many rows each has."""

    name: str
    rows: int
    pieces: AsyncGenerator[tuple[bytes, int], None]


def expected_rows(wish: ExportWish, found: Figures) -> int:
    """How many rows an export will have, from kept totals."""
    if wish.kind == "everything":
        return found.whole.submitted
    if wish.kind == "delivery":
        return found.whole.counting
    if wish.kind == "partner":
        opted = found.opt_ins.get(wish.partner_id or 0, {}).get("partner_updates")
        return opted.counting if opted else 0
    return sum(one["updates"].counting for one in found.opt_ins.values() if "updates" in one)


async def pieces(
    database: Database,
    petition: Petition,
    vault: PetitionVault,
    partner_keys: Mapping[int, str],
    wish: ExportWish,
) -> AsyncGenerator[tuple[bytes, int], None]:
    """The file, with how many rows each piece holds. Unsealing runs beside the reading of the next piece."""
    writer = Writer(wish, petition, vault, partner_keys)
    yield writer.head(), 0
    async with database.reading_often() as look:
        span = export_rows.WHOLE
        stored = await _read(look, petition.id, wish, span)
        while stored:
            making = asyncio.create_task(asyncio.to_thread(writer.piece, stored))
            span = span._replace(after=stored.id[-1])
            try:
                following = await _read(look, petition.id, wish, span)
            finally:
                text = await making
            yield text, len(stored.id)
            stored = following


async def _read(
    look: Callable[[], AbstractAsyncContextManager[Connection]],
    petition_id: int,
    wish: ExportWish,
    span: export_rows.Span,
) -> Stored | None:
    async with look() as connection:
        return await export_rows.read(connection, petition_id, wish, span)


async def note_export(
    connection: Connection, actor: Actor, slug: str, wish: ExportWish, rows: int, now: int
) -> None:
    """Written down before the first row leaves."""
    after = {"kind": wish.kind, "format": wish.format, "rows": rows, "partner_id": wish.partner_id}
    facts = {name: value for name, value in after.items() if value is not None}
    await audit_log.record(connection, actor, "export", f"petition:{slug}", at=now, after=facts)


class ExportSignatures:
    """For the organizers' pages."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def counts(self, petition_id: int, wishes: list[ExportWish]) -> list[int]:
        """How many rows each would have now."""
        async with self._database.reading() as connection:
            found = await figures.read(connection, petition_id, self._clock())
        return [expected_rows(wish, found) for wish in wishes]

    async def delivery(
        self, live: LivePetition, campaign: Campaign
    ) -> tuple[Cover, AsyncGenerator[tuple[bytes, int], None]]:
        """What the delivery PDF says, and those who agreed to be shown, as JSON Lines. Raises NothingToOpen.

        Whoever sends the file writes it down first, with `note_delivery`.
        """
        if live.vault is None:
            raise NothingToOpen
        async with self._database.reading() as connection:
            found = await figures.read(connection, live.petition.id, self._clock())
        text = live.petition.text
        days = tuple((isoformat(day * DAY)[:10], added(row.values()).counting) for day, row in found.days)
        made_on = isoformat(self._clock())[:10]
        cover = Cover(text.title, text.target, text.statement, found.whole.counting, made_on, days)
        keys = {one.id: one.key for one in campaign.partners.values()}
        return cover, pieces(self._database, live.petition, live.vault, keys, ExportWish("shown", "jsonl"))

    async def note_delivery(self, actor: Actor, slug: str, rows: int) -> None:
        """Writes down that a delivery PDF with so many people leaves."""
        async with self._database.held() as connection, connection.transaction():
            after = {"kind": "shown", "format": "pdf", "rows": rows}
            await audit_log.record(
                connection, actor, "export", f"petition:{slug}", at=self._clock(), after=after
            )

    async def begin(self, actor: Actor, live: LivePetition, campaign: Campaign, wish: ExportWish) -> Export:
        """Raises NothingToOpen."""
        if live.vault is None:
            raise NothingToOpen
        petition = live.petition
        (rows,) = await self.counts(petition.id, [wish])
        async with self._database.held() as connection, connection.transaction():
            await note_export(connection, actor, petition.slug, wish, rows, self._clock())
        keys = {one.id: one.key for one in campaign.partners.values()}
        name = f"{petition.slug}-{wish.kind}.{wish.format}"
        return Export(name, rows, pieces(self._database, petition, live.vault, keys, wish))
