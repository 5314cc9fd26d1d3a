"""Keeps what is held in memory fresh, over one connection, about once a second."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from widget_server.core.clock import SECOND, Clock
from widget_server.storage.database import Connection, Database, StorageRefused, StorageUnavailable

logger = logging.getLogger(__name__)

Refresh = Callable[[Connection], Awaitable[None]]


class Refresher:
    """Runs all `refreshes` one after the other every `seconds`. While the database is away, what was read
    last is served on.
    """

    def __init__(
        self, database: Database, refreshes: Sequence[Refresh], clock: Clock, seconds: float = 1.0
    ) -> None:
        self._database = database
        self._refreshes = refreshes
        self._clock = clock
        self._seconds = seconds
        self._refreshed_at = 0
        self._turn = asyncio.Lock()

    def is_fresh(self) -> bool:
        """Whether the database has answered lately."""
        return self._clock() - self._refreshed_at < 5 * self._seconds * SECOND

    async def refresh_once(self) -> None:
        """Once, for a start with everything in place. Raises StorageUnavailable."""
        async with self._database.held() as connection:
            await self._refresh(connection)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                async with self._database.held() as connection:
                    while True:
                        await self._refresh(connection)
                        await asyncio.sleep(self._seconds)
            except (StorageUnavailable, StorageRefused) as error:
                logger.warning("totals and petitions can't be read again for now: %s", error)
                await asyncio.sleep(self._seconds)

    async def _refresh(self, connection: Connection) -> None:
        async with self._turn:  # what was read earlier must not replace what was read later
            for refresh in self._refreshes:
                await refresh(connection)
            self._refreshed_at = self._clock()
