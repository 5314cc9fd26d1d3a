"""See a petition's figures, once or as they change."""

import asyncio
from collections.abc import AsyncGenerator

from widget_server.core.figures import Figures
from widget_server.core.organizer_session import Session
from widget_server.workers.live_figures import LiveFigures
from widget_server.workers.watched_sessions import WatchedSessions

HEARTBEAT_SECONDS = 15.0
"""Proxies end connections on which nothing comes for a minute."""


class WatchFigures:
    """`partner_id` None: of all partners together."""

    def __init__(self, live: LiveFigures, sessions: WatchedSessions) -> None:
        self._live = live
        self._sessions = sessions

    async def once(self, petition_id: int, partner_id: int | None = None) -> Figures:
        """At most about a second old. Raises StorageUnavailable."""
        return await self._live.of(petition_id, partner_id)

    async def changes(
        self, petition_id: int, partner_id: int | None, session: Session
    ) -> AsyncGenerator[Figures | None, None]:
        """Figures as they are and after each change, at most once a second; None now and then, where nothing changes,
        and in place of figures while sessions can't be looked at.

        Ends some seconds after the session does, or after its organizer's rights have changed.
        """
        with (
            self._live.watching(petition_id, partner_id) as watch,
            self._sessions.watching(session) as state,
        ):
            while True:
                found = await watch.next(HEARTBEAT_SECONDS)
                now = state()
                if now == "ended":
                    return
                yield found if now == "alive" else None
                await asyncio.sleep(0)
