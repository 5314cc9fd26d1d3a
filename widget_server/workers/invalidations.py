"""Applies and undoes invalidations, slice by slice, in between signing."""

import asyncio
import logging

from widget_server.core.clock import Clock
from widget_server.core.errors import Overloaded
from widget_server.core.invalidation import Invalidation, InvalidationState
from widget_server.core.signature_commands import Invalidate, Restore
from widget_server.storage import invalidations
from widget_server.storage.database import Connection, Database, StorageRefused, StorageUnavailable
from widget_server.workers.signature_writer import SignatureWriter

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
REST_SECONDS = 0.05
"""Between two slices, so that signatures have the larger part of the writer's time."""


class InvalidationWorker:
    """Where it stands is in the database after each slice: what a restart breaks off goes on. Several may run."""

    def __init__(self, database: Database, writer: SignatureWriter, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            rest = await self._rest_after_slice()
            await asyncio.sleep(rest)

    async def _rest_after_slice(self) -> float:
        """Does one, and answers for how many seconds to let the others go first."""
        try:
            return REST_SECONDS if await self.do_slice() else IDLE_SECONDS
        except (StorageUnavailable, StorageRefused) as error:
            logger.warning("invalidations wait for the database: %s", error)
        except Overloaded:
            logger.info("an invalidation waits: signatures come first")
        return IDLE_SECONDS

    async def do_slice(self) -> bool:
        """One slice of the oldest that is under way; False where nothing is. Raises Overloaded."""
        async with self._database.reading() as connection:
            found = await invalidations.next_under_way(connection)
            if found is None:
                return False
            is_applying = found.state == "applying"
            ids = await invalidations.read_slice(connection, found, "listed" if is_applying else "taken")
        if ids:
            command = Invalidate if is_applying else Restore
            await self._writer.submit(command(found.petition_id, found.id, ids))
        else:
            async with self._database.held() as connection:
                await self._finish(connection, found)
        return True

    async def _finish(self, connection: Connection, found: Invalidation) -> None:
        to: InvalidationState = "applied" if found.state == "applying" else "undone"
        async with connection.transaction():
            await invalidations.move(connection, found, [found.state], to, self._clock())
